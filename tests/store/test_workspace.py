"""The workspace: what is opened, what is refused, what a transaction keeps, where reports stand."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys

import pytest

from store.annotations import last_own
from store.database import open_workspace
from store.errors import WorkspaceError
from store.reviewer import current_reviewer


@pytest.fixture
def path(tmp_path):
    return tmp_path / "gouji.db"


@pytest.fixture
def workspace(path):
    with open_workspace(path) as opened:
        yield opened


def refused(path, **kind):
    with pytest.raises(WorkspaceError) as caught:
        open_workspace(path, **kind)
    return caught.value.code


def test_a_new_workspace_is_the_owners_alone(path):
    before = os.umask(0o000)
    try:
        open_workspace(path).close()
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_opening_again_changes_nothing(path):
    open_workspace(path).close()
    before = path.read_bytes()
    open_workspace(path).close()
    assert path.read_bytes() == before


def test_a_missing_one_is_made_only_where_that_is_wanted(path):
    assert refused(path, create=False) == "workspace_missing"
    assert not path.exists()
    assert refused(path.parent / "no" / "gouji.db") == "workspace_no_folder"


def test_links_and_folders_are_refused(path, tmp_path):
    open_workspace(path).close()
    link = tmp_path / "link.db"
    link.symlink_to(path)
    assert refused(link) == "workspace_not_a_file"
    dangling = tmp_path / "dangling.db"
    dangling.symlink_to(tmp_path / "nowhere")
    assert refused(dangling) == "workspace_not_a_file"
    assert not (tmp_path / "nowhere").exists()
    assert refused(tmp_path) == "workspace_not_a_file"
    (tmp_path / "hard.db").hardlink_to(path)
    assert refused(path) == "workspace_hard_links"


@pytest.mark.parametrize("suffix", ["-wal", "-shm", "-journal"])
def test_a_side_file_that_is_a_link_is_refused(path, tmp_path, suffix):
    open_workspace(path).close()
    (tmp_path / f"gouji.db{suffix}").symlink_to(tmp_path / "elsewhere")
    assert refused(path) == "workspace_side_link"


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "fuse.sshfs", "9p"])
def test_network_file_systems_are_refused_unless_they_are_allowed(path, monkeypatch, kind):
    mounts = path.parent / "mounts"
    point = str(path.parent).replace(" ", "\\040")
    mounts.write_text(f"/dev/vda / ext4 rw 0 0\nserver:/x {point} {kind} rw 0 0\n")
    monkeypatch.setattr("store.workspace_files._MOUNTS", mounts)
    with pytest.raises(WorkspaceError) as caught:
        open_workspace(path)
    assert (caught.value.code, caught.value.params["kind"]) == ("workspace_network", kind)
    assert not path.exists()
    # It is the log that says who allowed it, once.
    for _ in range(2):
        open_workspace(path, allow_network=True).close()
    with open_workspace(path, allow_network=True) as workspace:
        said = workspace.rows("select uid, kind, payload from annotation")
        assert [(row[0], row[1], json.loads(row[2])) for row in said] == [
            (os.getuid(), "network", {"system": kind})
        ]
        assert last_own(workspace, current_reviewer()) is None
    # On a disk there is nothing to say.
    mounts.write_text("/dev/vda / ext4 rw 0 0\n")
    open_workspace(path.with_name("local.db"), allow_network=True).close()
    with open_workspace(path.with_name("local.db")) as workspace:
        assert workspace.rows("select * from annotation") == []


def test_foreign_files_are_refused_and_left_alone(path, tmp_path):
    path.write_text("这是一份报告")
    assert refused(path) == "workspace_foreign"
    assert path.read_text() == "这是一份报告"
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("create table notes(text)")
    before = other.read_bytes()
    assert refused(other) == "workspace_foreign"
    assert other.read_bytes() == before


def test_a_damaged_file_is_refused_with_a_code(path):
    open_workspace(path).close()
    data = bytearray(path.read_bytes())
    data[100:3000] = b"\xff" * 2900
    path.write_bytes(bytes(data))
    assert refused(path).startswith("workspace_")


def test_a_newer_schema_is_refused(path):
    open_workspace(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("pragma user_version = 99")
    assert refused(path) == "workspace_newer"


@pytest.mark.parametrize(
    "statement",
    [
        "create trigger spy after insert on report begin delete from flag; end",
        "drop trigger annotation_is_final_update",
        "create view cells as select 1",
        "alter table report add column extra",
    ],
)
def test_tables_changed_from_outside_are_refused(path, statement):
    open_workspace(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute(statement)
    assert refused(path) == "workspace_changed"


def test_settings_of_a_connection(workspace):
    settings = {name: workspace.value(f"pragma {name}") for name in ("foreign_keys", "synchronous")}
    assert settings == {"foreign_keys": 1, "synchronous": 3}
    assert workspace.value("pragma journal_mode") == "delete"
    assert workspace.value("pragma trusted_schema") == 0


ANNOTATION = "insert into annotation(at, uid, account, reviewer, kind, payload) values ('t', 1, 'a', 'r', 'note', '{}')"


@pytest.mark.parametrize(
    "statement", ["update annotation set payload = 'x'", "delete from annotation"]
)
def test_annotations_are_appended_only(workspace, statement):
    workspace.execute(ANNOTATION)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        workspace.execute(statement)
    assert workspace.value("select payload from annotation") == "{}"


def test_a_transaction_keeps_all_or_nothing(workspace):
    with pytest.raises(RuntimeError), workspace.transaction():
        workspace.execute(ANNOTATION)
        raise RuntimeError
    assert workspace.value("select count(*) from annotation") == 0
    with workspace.transaction():
        workspace.execute(ANNOTATION)
        with pytest.raises(RuntimeError), workspace.transaction():
            workspace.execute(ANNOTATION)
            raise RuntimeError
    assert workspace.value("select count(*) from annotation") == 1


def test_two_connections_see_what_is_committed(path, workspace):
    with open_workspace(path) as other:
        with workspace.transaction():
            workspace.execute(ANNOTATION)
            assert other.value("select count(*) from annotation") == 0
        assert other.value("select count(*) from annotation") == 1
        with other.transaction():
            other.execute(ANNOTATION)
    assert workspace.value("select count(*) from annotation") == 2


def test_an_open_read_holds_up_nobody(path, workspace):
    workspace.execute(ANNOTATION)
    assert len(workspace.rows("select * from annotation")) == 1
    with sqlite3.connect(path, timeout=0) as other:
        other.execute(ANNOTATION)


def test_a_second_writer_waits_and_is_told(path, workspace, monkeypatch):
    monkeypatch.setattr("store.database.BUSY_MILLISECONDS", 0)
    with open_workspace(path) as other, workspace.transaction():
        with pytest.raises(WorkspaceError) as caught, other.transaction():
            pass
        assert caught.value.code == "workspace_locked"


WRITES = (
    "import sqlite3, sys\n"
    "connection = sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None)\n"
    "connection.execute('begin immediate')\n"
)


def test_opening_it_again_in_one_process_keeps_the_locks_of_the_first(path, workspace):
    # Closing any file descriptor of a file drops all locks that the process has on it.
    with workspace.transaction():
        workspace.execute(ANNOTATION)
        with open_workspace(path) as other:
            assert other.value("select count(*) from annotation") == 0
        found = subprocess.run(
            [sys.executable, "-c", WRITES, str(path)], capture_output=True, text=True, check=False
        )
    assert "database is locked" in found.stderr


def test_wal_is_left_where_nobody_else_is_at_it(path):
    open_workspace(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("pragma journal_mode = wal")
        connection.execute(ANNOTATION)
    connection.close()
    with open_workspace(path) as workspace:
        assert workspace.value("pragma journal_mode") == "delete"
        assert workspace.value("select count(*) from annotation") == 1
    assert sorted(one.name for one in path.parent.iterdir()) == ["gouji.db"]


def test_wal_that_another_program_uses_is_refused(path, monkeypatch):
    monkeypatch.setattr("store.database.BUSY_MILLISECONDS", 50)
    open_workspace(path).close()
    other = sqlite3.connect(path)
    try:
        other.execute("pragma journal_mode = wal")
        other.execute(ANNOTATION)
        other.commit()
        assert refused(path) == "workspace_wal"
        assert other.execute("select count(*) from annotation").fetchone() == (1,)
    finally:
        other.close()
    open_workspace(path).close()


def test_what_a_killed_writer_left_in_wal_is_kept(path, tmp_path):
    open_workspace(path).close()
    code = (
        "import os, signal, sqlite3, sys\n"
        "connection = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "connection.execute('pragma journal_mode = wal')\n"
        "connection.execute(sys.argv[2])\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(path), ANNOTATION], check=False)
    assert path.with_name("gouji.db-wal").stat().st_size
    with open_workspace(path) as workspace:
        assert workspace.value("select count(*) from annotation") == 1
        assert workspace.value("pragma journal_mode") == "delete"
    assert not path.with_name("gouji.db-wal").exists()


def test_the_write_ahead_log_of_another_file_is_never_written_into_it(path, tmp_path):
    open_workspace(path).close()
    other = tmp_path / "other.db"
    shutil.copyfile(path, other)
    connection = sqlite3.connect(other)
    connection.execute("pragma journal_mode = wal")
    connection.executescript("drop trigger annotation_is_final_delete; create table spy(x)")
    shutil.copyfile(tmp_path / "other.db-wal", tmp_path / "gouji.db-wal")
    connection.close()
    before = path.read_bytes()
    assert refused(path) == "workspace_side_wal"
    assert path.read_bytes() == before
    (tmp_path / "gouji.db-wal").unlink()
    open_workspace(path).close()


def test_another_files_journal_is_not_written_into_it(path, tmp_path):
    open_workspace(path).close()
    with open_workspace(path) as workspace:
        workspace.execute(ANNOTATION)
    # Neither a journal that is none, nor one of zeros, is taken for one.
    for content in (b"x" * 5_000, bytes(5_000)):
        before = path.read_bytes()
        (tmp_path / "gouji.db-journal").write_bytes(content)
        with open_workspace(path) as workspace:
            assert workspace.value("select count(*) from annotation") == 1
        assert path.read_bytes() == before
