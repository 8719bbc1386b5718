"""Office packages: parts by name, and every way in which a file may be hostile or damaged."""

from __future__ import annotations

import io
import zipfile

import pytest

from importers.errors import (
    FileDamagedError,
    FileEncryptedError,
    FileOverLimitsError,
    FileUnsafeError,
    ImporterError,
)
from importers.readers import package as package_module
from importers.readers.package import Package, parse_xml
from tests.ending import ends
from tests.importers.office_files import relations, zipped

ENTITIES = "".join(f"<!ENTITY e{i} '{10 * f'&e{i - 1};'}'>" for i in range(1, 10))


def test_parts_by_name_in_any_case_and_slash():
    package = Package(zipped({"Word\\Document.xml": "<a/>", "/b.xml": "<b/>"}), "DOCX")
    assert package.read("word/document.xml") == b"<a/>"
    assert "B.XML" in package
    assert package.names == ("Word/Document.xml", "b.xml")


def test_names_that_leave_the_folder_are_only_names():
    names = ("../../x", "/etc/passwd", "C:\\x")
    package = Package(zipped(dict.fromkeys(names, "y")), "DOCX")
    assert all(package.read(name) == b"y" for name in names)


def test_missing_part():
    with pytest.raises(FileDamagedError):
        Package(zipped({"a": "b"}), "DOCX").read("word/document.xml")


@pytest.mark.parametrize("other", ["word/document.xml", "WORD/Document.XML", "word\\document.xml"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name(other):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("word/document.xml", "<a/>")
        file.writestr(other, "<b/>")
    with pytest.raises(FileUnsafeError):
        Package(buffer.getvalue(), "DOCX")


def test_name_with_nul_is_its_beginning():
    data = zipped({"word/document.xmlQx": "<a/>", "word/document.xml": "<b/>"})
    with pytest.raises(FileUnsafeError):
        Package(data.replace(b"xmlQx", b"xml\x00x"), "DOCX")


def test_encrypted_part():
    data = bytearray(zipped({"a.xml": "<a/>"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(FileEncryptedError):
        Package(bytes(data), "DOCX")


@pytest.mark.parametrize("count", [package_module.MOST_ENTRIES + 1, 70_000])
def test_too_many_parts(count):
    data = zipped({f"{number}": "" for number in range(count)}, zipfile.ZIP_STORED)
    with ends(), pytest.raises(FileOverLimitsError):
        Package(data, "DOCX")


def test_bomb_ends_while_inflating():
    data = zipped({"word/document.xml": b" " * 300_000_000})
    package = Package(data, "DOCX")
    with pytest.raises(FileOverLimitsError):
        package.read("word/document.xml")


def test_bomb_whose_directory_lies_about_its_size():
    data = bytearray(zipped({"a.xml": b" " * 30_000_000}))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = (100).to_bytes(4, "little")
    with pytest.raises(ImporterError):
        Package(bytes(data), "DOCX").read("a.xml")


def test_large_part_and_large_package(monkeypatch):
    noise = bytes(range(256)) * 40
    package = Package(zipped({"a": noise, "b": noise}, zipfile.ZIP_STORED), "DOCX")
    monkeypatch.setattr(package_module, "MOST_PACKAGE_BYTES", len(noise) + 1)
    package.read("a")
    with pytest.raises(FileOverLimitsError):
        package.read("b")
    monkeypatch.setattr(package_module, "MOST_PART_BYTES", 100)
    with pytest.raises(FileOverLimitsError):
        package.read("a")
    monkeypatch.setattr(package_module, "MOST_XML_BYTES", 3)
    with pytest.raises(FileOverLimitsError):
        parse_xml(b"<a/>", "DOCX", "a")


def test_foreign_compression():
    package = Package(zipped({"a.xml": "<a/>"}, zipfile.ZIP_LZMA), "DOCX")
    with pytest.raises(FileDamagedError):
        package.read("a.xml")


@pytest.mark.parametrize("size", [0, 10, 100, -40, -5])
def test_cut_files(size):
    data = zipped({"a.xml": "<a>" + "文字" * 100 + "</a>"})
    with pytest.raises(FileDamagedError):
        Package(data[:size], "DOCX").xml("a.xml")


def test_changed_bytes_do_not_pass_as_content():
    data = bytearray(zipped({"a.xml": "<a>12</a>"}, zipfile.ZIP_STORED))
    data[data.index(b"12")] = ord("9")
    with pytest.raises(FileDamagedError):
        Package(bytes(data), "DOCX").read("a.xml")


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE a SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a PUBLIC "x" "http://127.0.0.1:1/x.dtd">',
        f"<!DOCTYPE a [{ENTITIES}]>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_doctype(doctype, encoding):
    text = f'<?xml version="1.0"?>{doctype}<a b="&e9;">&e9;&e;</a>'
    with pytest.raises(FileUnsafeError, match="DOCTYPE"):
        parse_xml(text.encode(encoding), "DOCX", "a.xml")


def test_doctype_in_an_encoding_that_hides_it():
    data = b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4-<a/>'
    with pytest.raises(FileDamagedError):
        parse_xml(data, "DOCX", "a.xml")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(encoding):
    root = parse_xml("<a>第一<!-- x --><?y?>项</a>".encode(encoding), "DOCX", "a.xml")
    assert "".join(root.itertext()) == "第一项"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<a>",
        b"<a></b>",
        b"\xff\xfe<",
        b"<a>\xc3\x28</a>",
        b"<a>&e;</a>",
        b"<a>\x00</a>",
        b"<a>" * 300 + b"</a>" * 300,
    ],
)
def test_damaged_xml(data):
    with pytest.raises(FileDamagedError):
        parse_xml(data, "DOCX", "a.xml")


def test_strict_names_become_transitional():
    uri = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    root = parse_xml(f'<w:a xmlns:w="{uri}" w:b="c"><w:d/></w:a>'.encode(), "DOCX", "a")
    name = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    assert (root.tag, root[0].tag, dict(root.attrib)) == (name + "a", name + "d", {name + "b": "c"})


def test_relations():
    links = relations({"1": ("styles", "../b.xml"), "2": ("image", "/media/c.png")})
    links = links.replace("</Rel", '<Relationship Id="3" TargetMode="External"/></Rel', 1)
    package = Package(zipped({"word/_rels/a.xml.rels": links, "b.xml": "<b/>"}), "DOCX")
    found = package.relations("word/a.xml")
    assert {key: (entry.kind, entry.target) for key, entry in found.items()} == {
        "1": ("styles", "b.xml"),
        "2": ("image", "media/c.png"),
    }
    assert package.related("word/a.xml", "styles") == "b.xml"
    assert package.related("word/a.xml", "image") is None
    assert package.relations("b.xml") == {}
