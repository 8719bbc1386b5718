"""Child processes with limits: only the guilty file fails, and stopping loses nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from sqlite3 import OperationalError

import pytest

from importers.batch import Failure, ReadFile, SourceFile, import_files
from importers.pipeline import Pipeline
from importers.reading import read_file
from importers.supervised import READING, Limits, ReadsHere, ReadsSupervised, outcome, reading
from store.database import open_workspace
from store.errors import StoreError
from store.reports import failures, iterate_reports
from tests.ending import ends
from tests.sample_reports import SAMPLES, encoded

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits of memory are Unix's")


# What a hostile file may make a parser do; run in the child instead of reading.
def loop(source, **kind):
    if source.name.startswith("bad"):
        while True:
            pass
    return read_file(source, **kind)


def swallow(source, **kind):
    if source.name.startswith("bad"):
        held = [bytes(64 * 1024 * 1024) for _ in range(200)]
        return len(held)
    return read_file(source, **kind)


def die(source, **kind):
    if source.name.startswith("bad"):
        os.kill(os.getpid(), signal.SIGSEGV)
    return read_file(source, **kind)


def leave(source, **kind):
    if source.name.startswith("bad"):
        os._exit(3)
    return read_file(source, **kind)


def break_down(source, **kind):
    if source.name.startswith("bad"):
        raise KeyError("a defect of ours \x1b[2J")
    return read_file(source, **kind)


def chatter(source, **kind):
    os.write(1, b"\x1b[2Jnoise on stdout")
    os.write(2, b"noise on stderr")
    print("more noise")
    return read_file(source, **kind)


@pytest.fixture
def sources(tmp_path):
    """Three good files around a bad one."""
    found = []
    for number, name in enumerate(("a.txt", "bad.txt", "c.txt", "d.txt")):
        path = tmp_path / name
        path.write_bytes(encoded(SAMPLES[number]))
        found.append(SourceFile(path, name))
    return found


def read_by(function, sources, limits, jobs=2):
    with reading(jobs) as reads:
        futures = [(s, reads.submit(limits, function, s)) for s in sources]
        return [outcome(source, future, limits) for source, future in futures]


@pytest.mark.parametrize(
    ("function", "limits", "code"),
    [
        (loop, Limits(3, 2048), "reader_timeout"),
        (swallow, Limits(60, 1024), "reader_memory"),
        (die, Limits(60, 2048), "reader_crashed"),
        (leave, Limits(60, 2048), "reader_crashed"),
        (break_down, Limits(60, 2048), "reader_crashed"),
    ],
)
def test_only_the_guilty_file_fails(sources, function, limits, code):
    with ends():
        found = read_by(function, sources, limits)
    assert [type(one) for one in found] == [ReadFile, Failure, ReadFile, ReadFile]
    assert found[1].code == code


def test_a_child_neither_prints_nor_reads_from_the_terminal(sources, capfd):
    found = read_by(chatter, sources, Limits(60, 2048), jobs=1)
    assert all(isinstance(one, ReadFile) for one in found)
    captured = capfd.readouterr()
    assert (captured.out, captured.err) == ("", "")


def test_reading_here_and_in_children_gives_the_same(sources):
    limits = Limits(60, 2048)
    here = [outcome(s, ReadsHere().submit(limits, read_file, s), limits) for s in sources]
    assert read_by(read_file, sources, limits) == here


def cells_of(workspace):
    return workspace.rows(
        "select report.path, field, state, value, raw from cell"
        " join report on report.id = report_id order by report_id, field"
    )


def test_what_is_stored_does_not_depend_on_the_number_of_children(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    sources = []
    for number, sample in enumerate(SAMPLES):
        path = folder / f"{number:02}.txt"
        path.write_bytes(encoded(sample))
        sources.append(SourceFile(path, path.name))
    stored = []
    for jobs in (0, 1, 3):
        with open_workspace(tmp_path / f"{jobs}.db") as workspace:
            done = import_files(workspace, sources, jobs=jobs)
            assert (done.imported, done.failed) == (len(SAMPLES), 0)
            assert done.rate > 0
            stored.append(cells_of(workspace))
    assert stored[0] == stored[1] == stored[2]


def test_stopping_waits_for_no_file(sources):
    began = time.monotonic()
    with ends(), reading(1) as reads:
        pipeline = Pipeline(reads, 1, loop, is_cancelled=lambda: time.monotonic() - began > 5)
        found = list(pipeline.outcomes(sources))
    assert [source.name for source, _ in found] == ["a.txt"]


def test_children_end_with_a_parent_that_was_killed(tmp_path):
    code = (
        "import sys, time; from importers.supervised import reading, Limits\n"
        "if __name__ == '__main__':\n"
        "    with reading(2) as reads:\n"
        "        found = [reads.submit(Limits(60, 2048), __import__('os').getpid) for _ in '12']\n"
        "        print(*{f.result() for f in found}, flush=True)\n"
        "        time.sleep(60)\n"
    )
    script = tmp_path / "parent.py"
    script.write_text(code)
    repo = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(repo)},
        text=True,
    ) as parent:
        children = [int(word) for word in parent.stdout.readline().split()]
        assert children
        parent.kill()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and any(map(is_alive, children)):
        time.sleep(0.1)
    assert not any(map(is_alive, children))


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not (state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z")


@pytest.mark.slow
@pytest.mark.parametrize("times", [1, 2])
def test_ctrl_c_stops_an_import_cleanly_and_a_second_run_ends_it(tmp_path, times):
    folder = tmp_path / "in"
    folder.mkdir()
    count = 240
    base = encoded(SAMPLES[0]).decode()
    organ = SAMPLES[0].organisation
    for number in range(count):
        other = base.replace(organ, f"第{number}{organ[-6:]}")
        (folder / f"{number:03}.txt").write_text(other, encoding="utf-8")
    db = tmp_path / "g.db"
    program = "from tui.cli import main; main()"
    command = [sys.executable, "-c", program, "import", "--db", str(db), str(folder)]
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "GOUJI_LANG": "en"}
    start = partial(
        subprocess.Popen,
        command,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=env,
        text=True,
    )
    for _ in range(times):
        with start(start_new_session=True) as run:
            deadline = time.monotonic() + 30
            before = stored_count(db)
            while time.monotonic() < deadline and stored_count(db) < before + 16:
                time.sleep(0.02)
            # As a terminal does: to the whole group, children included.
            os.killpg(run.pid, signal.SIGINT)
            out, err = run.communicate(timeout=30)
        assert "Traceback" not in err
        assert "run the same command again" in err, (out, err)
        assert run.returncode == 1
        assert 16 <= stored_count(db) < count
    with start() as run:
        out, err = run.communicate(timeout=120)
    assert run.returncode == 0, err
    with open_workspace(db, create=False) as workspace:
        paths = [one.path for one in iterate_reports(workspace)]
        assert failures(workspace) == []
        assert workspace.value("select count(*) from cell") == 200 * count
    assert sorted(paths) == [f"{number:03}.txt" for number in range(count)]


def stored_count(db):
    if not db.exists():
        return 0
    try:
        with open_workspace(db, create=False) as workspace:
            return workspace.value("select count(*) from report")
    except (StoreError, OperationalError):
        # It is just being made.
        return 0


def test_children_are_gone_before_the_locks_that_they_share(monkeypatch):
    # One that is still starting would end with a traceback on the terminal.
    pool = ReadsSupervised(2)
    pool.submit(READING, len, "abc")
    made = pool._children._made
    assert len(pool._children._made) == 2
    alive = []
    join = pool._pool.join

    def joined():
        alive.extend(one.is_alive() for one in made)
        join()

    monkeypatch.setattr(pool._pool, "join", joined)
    assert all(one.is_alive() for one in made)
    pool.stop()
    assert alive == [False, False]
