"""A backup is whole, checked, and the work of others goes on beside it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import threading
from pathlib import Path

import pytest

from importers.batch import SourceFile, import_files
from store.annotations import Verdict, add_note, decide
from store.backups import back_up
from store.database import open_workspace
from store.errors import ExportError, WorkspaceError
from store.flags import flags_of
from store.reports import iterate_reports
from store.reviewer import Reviewer

REPORTS = Path(__file__).parent.parent / "reports"
LI = Reviewer(1, "li", "li")
TABLES = ("report", "cell", "flag", "annotation", "series", "organ", "meta")


@pytest.fixture
def path(tmp_path):
    found = tmp_path / "gouji.db"
    name = "02_shitan_2023_row_total.txt"
    with open_workspace(found) as workspace:
        import_files(workspace, [SourceFile(REPORTS / name, name)])
        (stored,) = iterate_reports(workspace)
        for record in flags_of(workspace, stored.id):
            decide(workspace, LI, record.id, record.version, Verdict.DISMISSED)
    return found


def dump(path):
    with sqlite3.connect(path) as connection:
        return [
            connection.execute(f"select * from {table} order by 1, 2").fetchall()  # noqa: S608
            for table in TABLES
        ]


def refused(path, target, **kind):
    with pytest.raises((ExportError, WorkspaceError)) as caught:
        back_up(path, target, **kind)
    return caught.value.code


def test_a_backup_holds_the_same_and_opens_as_a_workspace(path, tmp_path):
    before = path.read_bytes()
    made = back_up(path, tmp_path / "copy.db")
    assert path.read_bytes() == before
    assert (made.reports, made.annotations) == (1, len(dump(path)[3]))
    assert made.bytes == (tmp_path / "copy.db").stat().st_size
    assert dump(tmp_path / "copy.db") == dump(path)
    assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600
    with open_workspace(tmp_path / "copy.db", create=False) as copy:
        assert len(list(iterate_reports(copy))) == 1


def test_what_is_there_is_written_over_only_when_told(path, tmp_path):
    target = tmp_path / "copy.db"
    target.write_text("mine")
    assert refused(path, target) == "backup_exists"
    assert target.read_text() == "mine"
    back_up(path, target, force=True)
    assert dump(target) == dump(path)


@pytest.mark.parametrize("kind", ["link", "dangling", "folder", "fifo"])
def test_links_and_what_is_no_file_are_refused(path, tmp_path, kind):
    target, mine = tmp_path / "copy.db", tmp_path / "mine"
    mine.write_text("mine")
    if kind == "link":
        target.symlink_to(mine)
    elif kind == "dangling":
        target.symlink_to(tmp_path / "nowhere")
    elif kind == "folder":
        target.mkdir()
    else:
        os.mkfifo(target)
    assert refused(path, target, force=True) == "export_not_a_file"
    assert mine.read_text() == "mine"
    assert not (tmp_path / "nowhere").exists()


def test_the_workspace_itself_is_no_target(path, tmp_path):
    before = path.read_bytes()
    assert refused(path, path, force=True) == "backup_itself"
    assert path.read_bytes() == before


def test_a_journal_under_the_name_is_not_played_into_the_copy(path, tmp_path):
    (tmp_path / "copy.db-journal").write_bytes(b"x")
    assert refused(path, tmp_path / "copy.db") == "backup_journal"


def test_what_is_no_workspace_is_refused(tmp_path):
    assert refused(tmp_path / "none.db", tmp_path / "copy.db") == "workspace_missing"
    foreign = tmp_path / "foreign.db"
    with sqlite3.connect(foreign) as connection:
        connection.execute("create table x(y)")
    assert refused(foreign, tmp_path / "copy.db") == "workspace_foreign"
    assert not (tmp_path / "copy.db").exists()


def test_a_damaged_workspace_leaves_no_backup(path, tmp_path):
    data = bytearray(path.read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 8 * 4096] = os.urandom(8 * 4096)
    path.write_bytes(bytes(data))
    assert refused(path, tmp_path / "copy.db") in (
        "backup_unsound",
        "export_system",
        "workspace_damaged",
    )
    assert sorted(p.name for p in tmp_path.iterdir()) == ["gouji.db"]


def test_an_older_workspace_is_copied_as_it_is(path, tmp_path):
    with sqlite3.connect(path) as connection:
        connection.execute("pragma user_version = 1")
    back_up(path, tmp_path / "copy.db")
    with sqlite3.connect(tmp_path / "copy.db") as copy:
        assert copy.execute("pragma user_version").fetchone() == (1,)


def _write_on(path, stop, made, failed):
    with open_workspace(path) as workspace:
        report = workspace.value("select id from report")
        while not stop.is_set():
            try:
                made.append(add_note(workspace, LI, report, None, "x" * 500))
            except WorkspaceError as error:
                failed.append(error)


@pytest.mark.parametrize("patience", [0.0, 5.0])
def test_a_backup_under_load_can_be_restored(path, tmp_path, patience):
    stop, made, failed = threading.Event(), [], []
    writers = [threading.Thread(target=_write_on, args=(path, stop, made, failed)) for _ in "ab"]
    for writer in writers:
        writer.start()
    try:
        while len(made) < 10:
            pass
        before = max(made)
        found = back_up(path, tmp_path / "copy.db", patience=patience)
        after = max(made) + 2
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert not failed
    restored = tmp_path / "restored" / "gouji.db"
    restored.parent.mkdir()
    shutil.copy(tmp_path / "copy.db", restored)
    with open_workspace(restored, create=False) as workspace:
        assert workspace.value("pragma integrity_check") == "ok"
        kept = [row[0] for row in workspace.rows("select id from annotation order by id")]
        # A prefix of the log: all that was acknowledged before, and nothing after a gap.
        assert kept == list(range(1, found.annotations + 1))
        assert before <= kept[-1] <= after


def test_no_lock_is_held_between_two_steps(path, tmp_path):
    steps = []

    def write(done, total):
        if not steps:
            steps.append(done)
            with sqlite3.connect(path, timeout=0) as other:
                other.execute("insert into meta(key, value) values ('seen', '1')")

    made = back_up(path, tmp_path / "copy.db", on_progress=write)
    assert steps
    assert not made.has_held_up
