"""What was acknowledged is there: after kills, stopped writers, full disks, closed folders.

The long form of the kills is marked ``long``; the ordinary suite runs a short one.
"""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from importers.batch import SourceFile, import_files
from store.annotations import Verdict, add_note, decide
from store.backups import back_up
from store.database import OperationalError, open_workspace
from store.drafts import load_draft, save_draft
from store.errors import ExportError, WorkspaceError
from store.exports import export_workspace
from store.reviewer import Reviewer
from store.verification import verify_workspace
from tests.store.two_desks import REPORTS, fill, flag, own_state, report_ids

ROOT = Path(__file__).parents[2]
LI = Reviewer(1, "li", "li")


def python(*arguments, **kind):
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "GOUJI_LANG": "en"},
        capture_output=True,
        text=True,
        timeout=900,
        **kind,
    )


def kill_writers(path, kills, seed):
    ran = python("-m", "tests.store.killed_writers", path, kills, seed)
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    print(found)
    assert found["lost"] == []
    assert found["wrong"] == []
    assert found["integrity"] == "ok"
    # Each kill can leave one record of which its writer was not told any more.
    assert found["acknowledged"] <= found["logged"] <= found["acknowledged"] + kills + 6
    return found


def test_acknowledged_decisions_outlive_their_writers(tmp_path):
    found = kill_writers(tmp_path / "gouji.db", 12, 1)
    assert found["acknowledged"] > 12


@pytest.mark.long
def test_two_hundred_kills_lose_nothing(tmp_path):
    found = kill_writers(tmp_path / "gouji.db", 200, 2)
    assert found["acknowledged"] > 200


# --- a writer that is stopped ------------------------------------------------------------------

_STOPPED = """
import os, signal, sys
from pathlib import Path
from store.annotations import add_note
from store.database import open_workspace
from store.reviewer import Reviewer
with open_workspace(Path(sys.argv[1])) as workspace, workspace.transaction():
    add_note(workspace, Reviewer(2, "wang", "wang"), 1, None, "stopped in the middle")
    print("in", flush=True)
    os.kill(os.getpid(), signal.SIGSTOP)
print("out", flush=True)
"""


def test_a_stopped_writer_holds_others_up_and_goes_on(tmp_path, monkeypatch):
    path = tmp_path / "gouji.db"
    with fill(path) as workspace:
        writer = subprocess.Popen(
            [sys.executable, "-c", _STOPPED, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        try:
            assert writer.stdout.readline() == "in\n"
            os.waitpid(writer.pid, os.WUNTRACED)
            # Reading goes on; who writes is told in so many words, and nothing is lost of it.
            assert len(report_ids(workspace)) == 3
            monkeypatch.setattr("store.database.BUSY_MILLISECONDS", 100)
            with pytest.raises(WorkspaceError) as caught:
                add_note(workspace, LI, 1, None, "told")
            assert caught.value.code == "workspace_locked"
            os.kill(writer.pid, signal.SIGCONT)
            assert writer.communicate(timeout=60)[0] == "out\n"
        finally:
            writer.kill()
            writer.wait()
        add_note(workspace, LI, 1, None, "again")
        texts = workspace.rows("select json_extract(payload, '$.text') from annotation order by id")
        assert [row[0] for row in texts] == ["stopped in the middle", "again"]
    assert verify_workspace(path).wrong == ()


def test_a_writer_killed_in_the_middle_leaves_nothing_half_written(tmp_path):
    path = tmp_path / "gouji.db"
    with fill(path) as workspace:
        before = own_state(workspace)
        writer = subprocess.Popen(
            [sys.executable, "-c", _STOPPED, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout.readline() == "in\n"
        os.waitpid(writer.pid, os.WUNTRACED)
        writer.kill()
        writer.communicate()
        assert own_state(workspace) == before
        assert add_note(workspace, LI, 1, None, "next") == 1


def test_a_commit_that_cannot_be_made_is_told_and_leaves_nothing_open(tmp_path, monkeypatch):
    path = tmp_path / "gouji.db"
    with fill(path) as workspace, open_workspace(path) as other:
        monkeypatch.setattr("store.database.BUSY_MILLISECONDS", 50)
        # A program that reads a table row by row and is in the middle of it.
        reading = other.connection.execute("select id from flag")
        assert reading.fetchone()
        with pytest.raises(WorkspaceError) as caught:
            add_note(workspace, LI, 1, None, "told")
        assert caught.value.code == "workspace_locked"
        assert not workspace.connection.in_transaction
        reading.close()
        add_note(workspace, LI, 1, None, "again")
        assert other.rows("select json_extract(payload, '$.text') from annotation") == [("again",)]


# --- a disk that is full, a folder that is closed, a quota -------------------------------------


@pytest.fixture
def full(tmp_path):
    """A small file system of its own, to be filled; skipped where none can be mounted."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "gouji-test", str(folder)]
    try:
        mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill_up(folder):
    left = os.statvfs(folder)
    ballast = folder / "ballast"
    ballast.write_bytes(b"x" * (left.f_bavail * left.f_frsize))
    return ballast


def test_a_full_disk_refuses_whole_acts_and_keeps_drafts(full):
    path = full / "gouji.db"
    with fill(path) as workspace:
        save_draft(workspace, LI, "note:1", "电话问过")
        record = flag(workspace, "A103")
        before = own_state(workspace)
        ballast = fill_up(full)
        for act in (
            lambda: decide(workspace, LI, record.id, record.version, Verdict.CONFIRMED),
            lambda: add_note(workspace, LI, 1, None, "x" * 4_000),
        ):
            with pytest.raises(OperationalError, match="full"):
                act()
            assert own_state(workspace) == before
        name = "03_yangping_2023_column.txt"
        with pytest.raises(OperationalError, match="full"):
            import_files(workspace, [SourceFile(REPORTS / name, name)])
        assert own_state(workspace) == before
        assert load_draft(workspace, LI, "note:1") == "电话问过"
        shown = python(
            "-c", "from tui.cli import main; main()", "import", REPORTS / name, "--db", path
        )
        assert shown.returncode == 2
        assert "database or disk is full" in shown.stderr
        assert "Traceback" not in shown.stderr
        ballast.unlink()
        decide(workspace, LI, record.id, record.version, Verdict.CONFIRMED)
    assert verify_workspace(path).wrong == ()


def test_a_full_disk_leaves_no_half_export_and_no_half_backup(full):
    with fill(full / "gouji.db") as workspace:
        ballast = fill_up(full)
        before = sorted(one.name for one in full.iterdir())
        with pytest.raises(ExportError) as caught:
            export_workspace(
                workspace, full / "a.jsonl", what="cells", current_only=False, language="zh"
            )
        assert "No space" in caught.value.params["reason"]
        with pytest.raises(ExportError) as caught:
            back_up(full / "gouji.db", full / "b.db")
        assert "full" in caught.value.params["reason"]
        assert sorted(one.name for one in full.iterdir()) == before
        ballast.unlink()


def limited(size):
    """In the child: no file may grow beyond ``size``, as by a quota."""

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def test_a_quota_names_the_cause_and_leaves_the_workspace_whole(tmp_path):
    path = tmp_path / "gouji.db"
    fill(path).close()
    before = path.read_bytes()
    shown = python(
        "-c",
        "from tui.cli import main; main()",
        "import",
        REPORTS,
        "--db",
        path,
        preexec_fn=limited(len(before) + 4096),
    )
    assert shown.returncode != 0
    assert "Traceback" not in shown.stderr
    assert "disk" in shown.stderr
    with open_workspace(path) as workspace:
        assert workspace.value("pragma integrity_check") == "ok"
        # Reports are there whole or not at all.
        assert (
            workspace.value(
                "select count(*) from report where not exists"
                " (select 1 from cell where cell.report_id = report.id) and part <> 'text'"
            )
            == 0
        )
    assert verify_workspace(path).wrong == ()


@pytest.mark.parametrize("what", ["import", "backup", "export"])
def test_a_read_only_folder_is_named(full, tmp_path, what):
    path = tmp_path / "gouji.db"
    fill(path).close()
    subprocess.run(["mount", "-o", "remount,ro", str(full)], check=True)
    target = {
        "import": [REPORTS, "--db", full / "gouji.db"],
        "backup": [full / "b.db", "--db", path],
        "export": [full / "a.csv", "--db", path],
    }[what]
    shown = python("-c", "from tui.cli import main; main()", what, *target)
    assert shown.returncode == 2
    assert str(full) in shown.stderr
    assert re.search("read.only|writ", shown.stderr, re.IGNORECASE), shown.stderr
    assert "Traceback" not in shown.stderr
    assert list(full.iterdir()) == []


def test_a_workspace_on_a_read_only_folder_is_named_and_left_alone(full):
    path = full / "gouji.db"
    fill(path).close()
    subprocess.run(["mount", "-o", "remount,ro", str(full)], check=True)
    before = path.read_bytes()
    shown = python("-c", "from tui.cli import main; main()", "status", "--db", path)
    assert (shown.returncode, path.read_bytes()) == (2, before)
    assert str(full) in shown.stderr and "Traceback" not in shown.stderr


# --- an export holds nobody up -----------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.xlsx", "a.md", "a.html"])
@pytest.mark.parametrize("what", ["findings", "cells", "annotations", "totals"])
def test_an_export_holds_no_read_open_between_pages(tmp_path, monkeypatch, what, name):
    if name == "a.html" and what in ("cells", "annotations"):
        pytest.skip("no such export")
    path = tmp_path / "gouji.db"
    with fill(path) as workspace, open_workspace(path) as other:
        add_note(workspace, LI, 1, None, "x")
        monkeypatch.setattr("store.database.BUSY_MILLISECONDS", 0)
        other.connection.execute("pragma busy_timeout = 0")
        rows, counts = workspace.rows, []

        def written_beside(sql, parameters=()):
            found = rows(sql, parameters)
            assert not workspace.connection.in_transaction
            # A read lock that was still held would refuse this commit.
            with other.transaction():
                other.execute("insert or replace into meta(key, value) values ('seen', '1')")
            counts.append(len(found))
            return found

        monkeypatch.setattr(workspace, "rows", written_beside)
        export_workspace(workspace, tmp_path / name, what=what, current_only=False, language="zh")
        assert len(counts) > 3
        assert max(counts) <= 1_000
