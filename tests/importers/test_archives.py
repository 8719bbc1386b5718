"""ZIP archives: members by their real names, within limits, never on disk."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest

from importers.archives import MOST_MEMBERS, members, read_member
from importers.batch import SourceFile, import_files
from importers.errors import ImporterError
from importers.expanding import expand
from store.database import open_workspace
from store.reports import failures, iterate_reports
from tests.sample_reports import SAMPLES, encoded

REPORT = encoded(SAMPLES[0])
OTHER = encoded(SAMPLES[1])


def archive(path, entries, *, compression=zipfile.ZIP_DEFLATED):
    """Entries are (name, content); a name of bytes is written as it is, without the UTF-8 flag.

    The library writes only UTF-8, so such names are stand-ins of the same length at first.
    """
    raw = {}
    with zipfile.ZipFile(path, "w", compression) as made:
        for number, (name, content) in enumerate(entries):
            if isinstance(name, bytes):
                stand_in = f"@{number}@".ljust(len(name), "@")
                raw[stand_in.encode()] = name
                name = stand_in
            made.writestr(name, content)
    data = path.read_bytes()
    for stand_in, name in raw.items():
        data = data.replace(stand_in, name)
    path.write_bytes(data)
    return SourceFile(path, path.name)


def names(source):
    found, refused = members(source)
    return [one.name for one in found], [(one.name, error.code) for one, error in refused]


def test_names_in_gbk_and_utf8_are_read_as_written(tmp_path):
    source = archive(
        tmp_path / "报送.zip",
        [
            ("青禾县/甲乡.txt".encode("gbk"), REPORT),
            ("青禾县/乙镇.txt".encode(), REPORT),
            ("青禾县/丙镇.txt", REPORT),
        ],
    )
    found, refused = names(source)
    assert found == [
        "报送.zip!青禾县/甲乡.txt",
        "报送.zip!青禾县/乙镇.txt",
        "报送.zip!青禾县/丙镇.txt",
    ]
    assert refused == []
    for member in members(source)[0]:
        assert read_member(member) == REPORT


def test_the_utf8_name_of_info_zip_stands_above_the_other(tmp_path):
    path = tmp_path / "a.zip"
    info = zipfile.ZipInfo("x.txt")
    right = "丁乡.txt".encode()
    info.extra = struct.pack("<HHBI", 0x7075, 5 + len(right), 1, zlib.crc32(b"x.txt")) + right
    with zipfile.ZipFile(path, "w") as made:
        made.writestr(info, REPORT)
    assert names(SourceFile(path, "a.zip"))[0] == ["a.zip!丁乡.txt"]


def test_left_overs_of_file_managers_and_folders_are_no_members(tmp_path):
    source = archive(
        tmp_path / "a.zip",
        [
            ("__MACOSX/._a.txt", b"x"),
            ("a/.DS_Store", b"x"),
            ("a/Thumbs.db", b"x"),
            ("a/~$b.docx", b"x"),
            ("a/", b""),
            ("a/b.txt", REPORT),
        ],
    )
    assert names(source) == (["a.zip!a/b.txt"], [])


@pytest.mark.parametrize("name", ["../../outside.txt", "/etc/outside.txt", "C:\\outside.txt"])
def test_a_name_cannot_reach_outside(tmp_path, name):
    folder = tmp_path / "in"
    folder.mkdir()
    source = archive(folder / "a.zip", [(name, REPORT)])
    (member,) = members(source)[0]
    assert read_member(member) == REPORT
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.zip", "in"]


def test_two_members_of_one_name_are_told(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate"):
        source = archive(tmp_path / "a.zip", [("a.txt", REPORT), ("a.txt", OTHER)])
    assert names(source) == (["a.zip!a.txt"], [("a.zip!a.txt", "file_unsafe")])


def test_too_many_members_are_refused_as_a_whole(tmp_path):
    source = archive(
        tmp_path / "a.zip",
        [(f"{number}.txt", b"") for number in range(MOST_MEMBERS + 1)],
        compression=zipfile.ZIP_STORED,
    )
    with pytest.raises(ImporterError) as caught:
        members(source)
    assert caught.value.code == "file_over_limits"


def test_a_member_that_swells_is_stopped_while_it_is_inflated(tmp_path):
    source = archive(tmp_path / "a.zip", [("big.txt", bytes(15_000_000)), ("good.txt", REPORT)])
    found, bad = expand(source)
    assert [one.name for one in found] == ["a.zip!good.txt"]
    assert [(one.source.name, one.code) for one in bad] == [("a.zip!big.txt", "file_over_limits")]


def test_a_directory_that_lies_about_sizes_is_not_believed(tmp_path):
    path = tmp_path / "a.zip"
    archive(path, [("big.txt", bytes(40_000_000))])
    data = bytearray(path.read_bytes())
    struct.pack_into("<I", data, data.find(b"PK\x01\x02") + 24, 100)
    path.write_bytes(data)
    found, bad = expand(SourceFile(path, "a.zip"))
    assert found == []
    assert bad[0].code in ("file_over_limits", "file_damaged")


def test_an_encrypted_member_is_told_and_the_rest_is_read(tmp_path):
    path = tmp_path / "a.zip"
    archive(path, [("secret.txt", REPORT), ("open.txt", REPORT)])
    data = bytearray(path.read_bytes())
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(signature) + at] |= 1
    path.write_bytes(data)
    found, bad = expand(SourceFile(path, "a.zip"))
    assert [one.name for one in found] == ["a.zip!open.txt"]
    assert [one.code for one in bad] == ["file_encrypted"]


@pytest.mark.parametrize("damage", ["cut", "middle", "nothing"])
def test_a_damaged_archive_is_a_failure_of_its_own(tmp_path, damage):
    path = tmp_path / "a.zip"
    archive(path, [("a.txt", REPORT), ("b.txt", OTHER)])
    data = path.read_bytes()
    path.write_bytes(
        {"cut": data[: len(data) // 2], "middle": data[:60] + bytes(400) + data[460:]}.get(
            damage, b"PK\x03\x04"
        )
    )
    with open_workspace(tmp_path / "g.db") as workspace:
        progress = import_files(workspace, [SourceFile(path, "a.zip")])
        assert progress.failed >= 1
        assert all(code != "reader_crashed" for _, code, _ in failures(workspace))


def test_an_archive_is_imported_with_all_its_members_and_known_the_second_time(tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as made:
        made.writestr("deep.txt", OTHER)
    source = archive(
        tmp_path / "a.zip",
        [("县/甲.txt", REPORT), ("县/乙.txt", OTHER), ("县/内.zip", inner.getvalue())],
    )
    with open_workspace(tmp_path / "g.db") as workspace:
        first = import_files(workspace, [source])
        assert (first.total, first.imported, first.failed) == (3, 2, 1)
        assert [one.path for one in iterate_reports(workspace)] == [
            "a.zip!县/甲.txt",
            "a.zip!县/乙.txt",
        ]
        assert [(path, code) for path, code, _ in failures(workspace)] == [
            ("a.zip!县/内.zip", "archive_inside")
        ]
        second = import_files(workspace, [source])
        assert (second.imported, second.known, second.failed) == (0, 2, 1)
