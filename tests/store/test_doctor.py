"""What doctor sees of a workspace: links, side files, lists of rights, schema, damage, clock."""

from __future__ import annotations

import os
import sqlite3
import struct
from datetime import UTC, datetime, timedelta

import pytest

from store import migrations
from store.access_lists import access_list, parse_access_list
from store.database import open_workspace
from store.doctor import examine
from store.migrations import SCHEMA_VERSION

FULL, READ_WRITE, NONE = 7, 6, 0
ACCESS = "system.posix_acl_access"


@pytest.fixture
def path(tmp_path):
    made = tmp_path / "gouji.db"
    open_workspace(made).close()
    return made


def wrong(path):
    return [one for one in examine(path) if one.is_wrong]


def codes(path):
    return [one.code for one in wrong(path)]


def names(path):
    return sorted(one.name for one in path.parent.iterdir())


def test_nothing_is_wrong_and_nothing_is_changed(path):
    before = path.read_bytes()
    found = examine(path)
    assert [one.code for one in found] == [
        "file",
        "folder",
        "private",
        "space",
        "library",
        "journal",
        "schema",
        "sound",
    ]
    by_code = {one.code: one for one in found}
    assert by_code["library"].params["version"] == sqlite3.sqlite_version
    assert by_code["journal"].params["mode"] == "delete"
    assert by_code["file"].params["mode"] == "0600"
    assert path.read_bytes() == before
    assert names(path) == ["gouji.db"]


def test_a_missing_one(tmp_path):
    (found,) = examine(tmp_path / "a b.db")
    assert (found.code, found.command) == ("missing", f"gouji init --db '{tmp_path / 'a b.db'}'")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_empty_yet(tmp_path):
    path = tmp_path / "gouji.db"
    path.touch(0o600)
    assert "empty" in [one.code for one in examine(path)]
    assert wrong(path) == []
    assert path.stat().st_size == 0


def test_links_are_told_and_sqlite_is_not_let_loose(path, tmp_path):
    link = tmp_path / "link.db"
    link.symlink_to(path)
    (found,) = examine(link)
    assert (found.code, found.command) == ("link", f"gouji review --db {path}")
    assert [one.code for one in examine(tmp_path)] == ["no_file"]
    (tmp_path / "hard.db").hardlink_to(path)
    (found,) = wrong(path)
    assert (found.code, found.params["count"]) == ("hard_links", 2)
    assert "sound" not in [one.code for one in examine(path)]
    assert os.system(found.command) == 0
    assert wrong(path) == []


@pytest.mark.parametrize("suffix", ["-wal", "-shm", "-journal"])
def test_side_files_that_are_links(path, suffix):
    side = path.with_name("gouji.db" + suffix)
    side.symlink_to("/dev/null")
    (found,) = wrong(path)
    assert (found.code, found.command) == ("side_link", f"rm {side}")


def test_wal_is_told_and_left_as_it_is(path):
    with sqlite3.connect(path) as connection:
        connection.execute("pragma journal_mode = wal")
    connection.close()
    assert codes(path) == ["wal"]
    open_workspace(path).close()
    assert codes(path) == []
    side = path.with_name("gouji.db-wal")
    side.write_bytes(b"")
    assert codes(path) == []
    side.write_bytes(b"x" * 4_000)
    (found,) = wrong(path)
    assert (found.code, found.command) == ("side_wal", f"mv {side} {side}.away")
    assert os.system(found.command) == 0
    assert codes(path) == []


def test_an_older_schema_is_not_migrated_by_looking(tmp_path, monkeypatch):
    path = tmp_path / "old.db"
    with monkeypatch.context() as old:
        old.setattr("store.migrations._STEPS", migrations._STEPS[:1])
        old.setattr("store.migrations.SCHEMA_VERSION", 1)
        old.setattr("store.database.SCHEMA_VERSION", 1)
        open_workspace(path).close()
    found = {one.code: one for one in examine(path)}
    assert dict(found["older"].params) == {"version": 1, "known": SCHEMA_VERSION}
    assert not any(one.is_wrong for one in found.values())
    with sqlite3.connect(path) as connection:
        assert connection.execute("pragma user_version").fetchone() == (1,)
    assert names(path) == ["old.db"]


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("pragma user_version = 99", "newer"),
        ("pragma application_id = 1", "foreign"),
        ("drop trigger annotation_is_final_delete", "changed"),
    ],
)
def test_what_sqlite_says(path, statement, code):
    with sqlite3.connect(path) as connection:
        connection.execute(statement)
    assert codes(path) == [code]


def test_damage_is_told(path):
    with open_workspace(path) as workspace:
        workspace.execute_many(
            "insert into organ(name, level) values (?, 'x')", [(f"单位{n}",) for n in range(2_000)]
        )
    data = bytearray(path.read_bytes())
    data[-40_000:-20_000] = bytes(20_000)
    path.write_bytes(bytes(data))
    (found,) = wrong(path)
    assert found.code == "damaged"
    assert found.params["reason"]
    path.write_bytes(b"SQLite format 3\x00" + b"\xff" * 4_000)
    assert codes(path) == ["damaged"]


def test_one_who_is_at_it_all_the_time(path, monkeypatch):
    monkeypatch.setattr("store.doctor_contents.BUSY_MILLISECONDS", 20)
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("begin exclusive")
        assert codes(path) == ["busy"]
        other.execute("rollback")


@pytest.mark.parametrize(("hours", "found"), [(-1, []), (2, ["clock"])])
def test_a_clock_that_was_set_back(path, hours, found):
    at = (datetime.now(UTC) + timedelta(hours=hours)).isoformat(timespec="milliseconds")
    with sqlite3.connect(path) as connection:
        connection.execute(
            "insert into annotation(at, uid, account, reviewer, kind, payload)"
            " values (?, 1, 'a', '', 'note', '{}')",
            [at],
        )
    assert codes(path) == found


def test_a_disk_that_is_nearly_full(path, monkeypatch):
    monkeypatch.setattr(
        "store.doctor.shutil.disk_usage", lambda at: type("Usage", (), {"free": 3_000_000})
    )
    (found,) = wrong(path)
    assert (found.code, found.params["free"]) == ("no_space", 3)


def test_a_network_file_system(path, monkeypatch):
    monkeypatch.setattr("store.doctor.network_filesystem", lambda at: "nfs4")
    (found,) = wrong(path)
    assert (found.code, found.params["kind"]) == ("network", "nfs4")


# --- lists of rights ---------------------------------------------------------------------------


def acl(*, group=READ_WRITE, mask=READ_WRITE, users=(), groups=()):
    undefined = 0xFFFFFFFF
    entries = [(0x01, READ_WRITE, undefined)]
    entries += [(0x02, rights, uid) for uid, rights in users]
    entries += [(0x04, group, undefined)]
    entries += [(0x08, rights, gid) for gid, rights in groups]
    entries += [(0x10, mask, undefined), (0x20, NONE, undefined)]
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


def test_lists_are_read_without_a_program():
    found = parse_access_list(acl(group=4, mask=6, users=[(61_002, 7)], groups=[(61_000, 6)]))
    assert found is not None
    assert (found.own_group, found.mask) == (4, 6)
    assert (found.users, found.groups) == ({61_002: 7}, {61_000: 6})
    assert parse_access_list(b"") is None
    assert parse_access_list(b"\x03\x00\x00\x00") is None
    assert parse_access_list(acl()[:-1]) is None


def put(path, data):
    try:
        os.setxattr(path, ACCESS, data)
    except OSError as error:
        pytest.skip(f"this file system has no lists of rights: {error}")


def test_a_mask_that_takes_rights_away(path):
    path.parent.chmod(0o2770)
    put(path, acl(mask=4, users=[(61_002, READ_WRITE)]))
    assert access_list(path) is not None
    found = {one.code: one for one in wrong(path)}
    assert found["mask"].command == f"chmod g+rw {path}"
    assert os.system(found["mask"].command) == 0
    assert "mask" not in codes(path)


def test_a_group_that_the_mode_only_seems_to_let_in(path):
    path.parent.chmod(0o2770)
    put(path, acl(group=NONE, users=[(61_002, READ_WRITE)]))
    assert f"{path.stat().st_mode & 0o777:o}" == "660"
    found = {one.code: one for one in wrong(path)}
    assert found["list_group"].command == f"setfacl -m g::rw {path}"
    listed = {one.code: one for one in examine(path)}["list"]
    assert listed.params["named"] == "61002"
