"""Several programs with several SQLite libraries write one workspace at once."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from store.database import open_workspace
from tests.store.test_annotations import fill

REPO = Path(__file__).parent.parent.parent
PACKAGE = "pysqlite3-binary"
SECONDS = 2.0

# With the library of Python itself, also where another one is installed.
OWN = "import sys; sys.modules['pysqlite3'] = None; sys.modules['sqlean'] = None\n"
WRITER = """
import sys
from pathlib import Path
from sqlite_utils.utils import sqlite3
from store.annotations import add_note
from store.database import open_workspace
from store.reviewer import current_reviewer
print(sqlite3.sqlite_version, flush=True)
with open_workspace(Path(sys.argv[1])) as workspace:
    number = 0
    while True:
        number += 1
        made = add_note(workspace, current_reviewer(), 1, None, f"{sys.argv[2]}:{number}")
        print(f"{made} {sys.argv[2]}:{number}", flush=True)
"""


@pytest.fixture
def path(tmp_path):
    made = tmp_path / "gouji.db"
    with open_workspace(made) as workspace:
        assert fill(workspace, 2) == 1
    return made


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    """A folder with another SQLite than Python's, which nothing else of the tests sees."""
    made = os.environ.get("GOUJI_OTHER_SQLITE", "")
    if made:
        return made
    made = str(tmp_path_factory.mktemp("other"))
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--only-binary", ":all:"]
    done = subprocess.run(
        [*pip, "--retries", "1", "--timeout", "10", "--target", made, PACKAGE],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.skip(f"no other SQLite can be had here: {done.stderr.strip()[-200:]}")
    return made


def start(path, name, folder, other):
    """A writer with the SQLite in ``other``, or with Python's own where that is None."""
    out = (folder / f"{name}.txt").open("w")
    python_path = os.pathsep.join([str(REPO), *([other] if other else [])])
    return subprocess.Popen(
        [sys.executable, "-c", ("" if other else OWN) + WRITER, str(path), name],
        cwd=REPO,
        env={**os.environ, "PYTHONPATH": python_path},
        stdout=out,
        stderr=subprocess.PIPE,
        text=True,
    )


def acknowledged(folder, name):
    """The version of the library, and what was told to be stored; a torn last line was not told."""
    first, *lines = (folder / f"{name}.txt").read_text().split("\n")
    return first, [line.split(" ") for line in lines[:-1]]


@pytest.mark.slow
def test_two_libraries_and_kills_lose_nothing(path, tmp_path, other):
    chance = random.Random(7)
    versions, told = set(), {}
    for turn in range(3):
        running = {
            f"{turn}{kind}{number}": start(
                path, f"{turn}{kind}{number}", tmp_path, other if kind == "other" else None
            )
            for kind in ("own", "other")
            for number in range(2)
        }
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not all(
            acknowledged(tmp_path, name)[1] for name in running
        ):
            time.sleep(0.1)
        time.sleep(SECONDS)
        for process in chance.sample(sorted(running.values(), key=id), len(running)):
            time.sleep(chance.uniform(0, 0.02))
            os.kill(process.pid, signal.SIGKILL)
        for name, process in running.items():
            _, errors = process.communicate(timeout=30)
            assert errors == ""
            version, lines = acknowledged(tmp_path, name)
            versions.add(version)
            told[name] = lines
    assert len(versions) == 2
    assert all(lines for lines in told.values())
    with open_workspace(path) as workspace:
        stored = dict(workspace.rows("select id, json_extract(payload, '$.text') from annotation"))
        assert workspace.value("pragma integrity_check") == "ok"
        count = workspace.value("select annotations from report where id = 1")
    for lines in told.values():
        for made, text in lines:
            assert stored[int(made)] == text
    assert count == len(stored)


@pytest.mark.skipif(shutil.which("sqlite3") is None, reason="there is no sqlite3 program here")
def test_the_program_of_sqlite_sees_what_gouji_writes_and_keeps_its_locks(path):
    def ask(statement):
        return subprocess.run(
            ["sqlite3", str(path), statement], capture_output=True, text=True, check=False
        )

    assert ask("pragma integrity_check; select count(*) from report").stdout == "ok\n1\n"
    with open_workspace(path) as workspace:
        with workspace.transaction():
            workspace.execute("update report set title = 'x'")
            locked = ask("update report set title = 'y'")
            assert "locked" in locked.stderr
        assert ask("select title from report").stdout == "x\n"
        assert ask("update report set title = 'y'").returncode == 0
        assert workspace.value("select title from report") == "y"
    refused = ask("delete from annotation; insert into annotation(id) values (1)")
    assert refused.returncode != 0


def test_a_program_in_the_middle_of_a_write_is_waited_for(path):
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("begin immediate")
    other.execute("update report set title = 'z'")
    with open_workspace(path) as workspace:
        assert workspace.value("select title from report") != "z"
        other.execute("commit")
        assert workspace.value("select title from report") == "z"
    other.close()
