"""Hostile and broken office files, each made small, by its trick; what all such files share."""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from tests.importers import office_files
from tests.importers.office_files import numbered, p, sheet_data, t, tbl, tc, tr
from tests.sample_formats import printed
from tests.sample_reports import SAMPLES

NAMES = tuple(sample.name for sample in SAMPLES)
# Nobody listens on the port for discarding; a reader must not find out.
ADDRESS = "http://127.0.0.1:9/"
REFUSED = frozenset({"file_damaged", "file_over_limits", "file_unsafe", "file_unsupported"})
BOMB = frozenset({"file_over_limits"})
UNSAFE = frozenset({"file_unsafe"})
DAMAGED = frozenset({"file_damaged"})
UNREPORTED = frozenset({"no_report"})
# What the limits of a child process end; a reader of its own cannot know better.
LIMITED = frozenset({"file_over_limits", "reader_memory", "reader_timeout"})
# Figures and text are read as if nothing were wrong.
READ = frozenset({"read"})


@dataclass(frozen=True, slots=True)
class Hostile:
    """A file and what may become of it: codes of failures, or ``read``.

    ``sample`` is the sample report that the file holds. How long it may take is the reader's own
    limit, whose code is among ``codes`` only where that is expected.
    """

    name: str
    data: bytes
    codes: frozenset[str]
    sample: str | None = None


def bomb(unit: bytes, size: int) -> bytes:
    """``size`` bytes of a repeated unit as a raw Deflate stream, made without holding them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    chunk = unit * (4_000_000 // len(unit))
    return b"".join(packer.compress(chunk) for _ in range(size // len(chunk))) + packer.flush()


def stored(entries: Mapping[bytes, tuple[int, bytes, int]], claimed: int | None = None) -> bytes:
    """A ZIP file by hand: name → (method, packed bytes, size); ``claimed`` lies about sizes."""
    out = bytearray()
    directory = bytearray()
    for name, (method, packed, size) in entries.items():
        told = size if claimed is None else claimed
        crc = zlib.crc32(packed) if method == zipfile.ZIP_STORED else 0
        head = struct.pack(
            "<HHHHHIIIHH", 20, 0x800, method, 0, 0x21, crc, len(packed), told, len(name), 0
        )
        directory += b"PK\x01\x02\x14\x00" + head + struct.pack("<HHHII", 0, 0, 0, 0, len(out))
        directory += name
        out += b"PK\x03\x04" + head + name + packed
    # A directory may hold more entries than the field for their number does.
    count = len(entries) & 0xFFFF
    end = struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), len(out), 0)
    return bytes(out + directory) + b"PK\x05\x06" + end


def parts_of(data: bytes) -> dict[str, bytes]:
    """The members of a ZIP file."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {info.filename: package.read(info) for info in package.infolist()}


def loose(data: bytes) -> bytes:
    """An office file without compression, so that no ratio gives it away."""
    return office_files.zipped(parts_of(data), zipfile.ZIP_STORED)


def changed(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """An office file with one part replaced by what ``change`` makes of it."""
    parts = parts_of(data)
    parts[part] = change(parts[part])
    return office_files.zipped(parts)


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """An office file with one part more."""
    return office_files.zipped(parts_of(data) | {name: content})


def _replacing(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        if old not in content:
            raise ValueError(f"{old!r} is not in the part")
        return content.replace(old, new, 1)

    return change


def doctype(root: str, canary: str) -> bytes:
    """A document type with an entity from a file, one from an address, and ten levels of ten."""
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return (
        f'<!DOCTYPE {root} SYSTEM "{ADDRESS}x.dtd" [<!ENTITY f SYSTEM "file://{canary}">'
        f'<!ENTITY % p SYSTEM "{ADDRESS}p.ent">%p;<!ENTITY e0 "ha">{levels}]>'
    ).encode()


def docx_files(canary: str) -> Iterator[Hostile]:
    """Word files."""
    name = NAMES[0]
    good = printed(name, "docx")
    main = "word/document.xml"
    spans = tbl(tr(tc("甲", '<w:gridSpan w:val="200000000"/>'), tc("1")) * 50)
    yield Hostile("span.docx", loose(office_files.docx(spans)), BOMB | UNREPORTED)
    odd = tbl(
        *(
            tr(tc("甲", f'<w:gridSpan w:val="{width}"/>'), "1")
            for width in ("-5", "1e9", "", "２", "9" * 400, "2;")
        )
    )
    yield Hostile("odd_spans.docx", office_files.docx(odd), BOMB | UNREPORTED)
    before = tbl(tr("甲", properties='<w:gridBefore w:val="2147483647"/>') * 300)
    yield Hostile("before.docx", loose(office_files.docx(before)), BOMB | UNREPORTED)
    cells = tbl(tr(*["1"] * 200) * 600)
    yield Hostile("cells.docx", loose(office_files.docx(cells)), BOMB)
    nested = "<w:p/>"
    for _ in range(60):
        nested = tbl(tr(tc(nested + "<w:p/>")))
    yield Hostile("nested.docx", office_files.docx(nested), BOMB | DAMAGED | UNREPORTED)
    deep = "<w:sdt><w:sdtContent>" * 400 + p("甲") + "</w:sdtContent></w:sdt>" * 400
    yield Hostile("deep.docx", office_files.docx(deep), DAMAGED | BOMB)
    text = office_files.level(0, "chineseCounting", "%1" * 40_000)
    listed = "".join(p("甲", numbered(1)) for _ in range(5_000))
    lists = office_files.abstract(1, text) + office_files.num(1, 1)
    yield Hostile(
        "numbering.docx",
        loose(office_files.docx(listed, numbering=lists)),
        BOMB | UNREPORTED | LIMITED,
    )
    start = office_files.level(0, "upperRoman", "%1", start=10**30)
    lists = office_files.abstract(1, start) + office_files.num(1, 1)
    yield Hostile(
        "start.docx", loose(office_files.docx(listed, numbering=lists)), BOMB | UNREPORTED
    )
    loop = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{n}"><w:basedOn w:val="s{(n + 1) % 50}"/>'
        f'<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        for n in range(50)
    )
    styled = p("甲", '<w:pStyle w:val="s0"/>') * 3
    yield Hostile(
        "styles.docx", office_files.docx(styled, numbering=lists, styles=loop), UNREPORTED
    )
    yield Hostile("long.docx", loose(office_files.docx(p("一、" * 1_000_000))), BOMB | UNREPORTED)
    yield Hostile(
        "runs.docx",
        loose(office_files.docx("<w:p>" + t("甲") * 100_000 + "</w:p>")),
        BOMB | UNREPORTED,
    )
    blanks = bomb(b" ", 600_000_000)
    kept = {
        part.encode(): (0, content, len(content))
        for part, content in parts_of(good).items()
        if part != main
    }
    swelling = {main.encode(): (8, blanks, 600_000_000)}
    yield Hostile("bomb.docx", stored(kept | swelling), BOMB)
    yield Hostile("lying_bomb.docx", stored(kept | swelling, claimed=100), BOMB | DAMAGED)
    yield Hostile("xxe.docx", changed(good, main, _entity(b"<w:document", canary)), UNSAFE)
    hidden = _entity(b"<w:document", canary)
    yield Hostile(
        "xxe_utf16.docx",
        changed(good, main, lambda xml: _as_utf16(hidden(xml))),
        UNSAFE,
    )
    yield Hostile(
        "xxe_styles.docx", changed(good, "word/styles.xml", _entity(b"<w:styles", canary)), UNSAFE
    )
    yield Hostile("two_parts.docx", _twice(good, main), UNSAFE)
    whole = {part.encode(): (0, data, len(data)) for part, data in parts_of(good).items()}
    yield Hostile("nameless.docx", stored(whole | {b"": (0, b"?", 1)}), READ, name)
    slip = {f"../../../..{canary}.out": b"x", "/etc/gouji": b"x", "C:\\x": b"x"}
    yield Hostile("slip.docx", office_files.zipped(parts_of(good) | slip), READ, name)
    many = {f"word/media/{n}.png": b"" for n in range(70_000)}
    yield Hostile(
        "members.docx", office_files.zipped(parts_of(good) | many, zipfile.ZIP_STORED), BOMB
    )
    yield Hostile("cut.docx", good[: len(good) * 2 // 3], DAMAGED)
    yield Hostile(
        "macros.docx", with_part(good, "word/vbaProject.bin", b"\xd0\xcf\x11\xe0" * 99), READ, name
    )
    links = changed(
        good,
        "word/_rels/document.xml.rels",
        lambda xml: re.sub(
            b"</Relationships>",
            b'<Relationship Id="e1" TargetMode="External" Target="%s" Type="http://schemas.'
            b'openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/>'
            b'<Relationship Id="e2" TargetMode="External" Target="file://%s" Type="http://schemas.'
            b'openxmlformats.org/officeDocument/2006/relationships/subDocument"/></Relationships>'
            % (ADDRESS.encode(), canary.encode()),
            xml,
        ),
    )
    include = t("").replace(
        "<w:t ", f'<w:instrText> INCLUDETEXT "{canary}" DDEAUTO c cmd </w:instrText><w:t ', 1
    )
    yield Hostile(
        "links.docx",
        changed(links, main, _replacing(b"</w:body>", f"<w:p>{include}</w:p></w:body>".encode())),
        READ,
        name,
    )


def _entity(root: bytes, canary: str) -> Callable[[bytes], bytes]:
    element = root.removeprefix(b"<").decode()

    def change(xml: bytes) -> bytes:
        return xml.replace(root, doctype(element, canary) + root, 1).replace(
            b"</w:t>", b"&f;&e9;</w:t>", 1
        )

    return change


def _as_utf16(xml: bytes) -> bytes:
    return xml.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")


def _twice(good: bytes, part: str) -> bytes:
    entries = {key.encode(): (0, data, len(data)) for key, data in parts_of(good).items()}
    return stored(entries | {part.upper().encode(): entries[part.encode()]})


def xlsx_files(canary: str) -> Iterator[Hostile]:
    """Workbooks."""
    name = NAMES[0]
    good = printed(name, "xlsx", 0)
    sheet = "xl/worksheets/sheet1.xml"

    def merged(*references: str) -> bytes:
        entries = "".join(f'<mergeCell ref="{ref}"/>' for ref in references)
        return changed(
            good, sheet, _replacing(b"</mergeCells>", f"{entries}</mergeCells>".encode())
        )

    yield Hostile("merged.xlsx", merged("A1:XFD1048576"), BOMB)
    yield Hostile("merges.xlsx", merged(*(f"A{n}:J{n + 9}" for n in range(1, 60_000))), BOMB)
    odd = ("A0:A0", "XFE1:XFE2", "A1", "::", "A1:A1:A1", "B9:A1", "A99999999999:B1", "甲1:乙2")
    yield Hostile("odd_merges.xlsx", merged(*odd), BOMB | DAMAGED | READ, name)
    far = sheet_data('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    yield Hostile("far.xlsx", loose(office_files.xlsx(far)), BOMB | UNREPORTED)
    rows = sheet_data(*({"A": 1} for _ in range(200_000)))
    yield Hostile("rows.xlsx", loose(office_files.xlsx(rows)), BOMB)
    wrong = sheet_data(
        '<row r="-1"><c r="ZZZZZZZ1"><v>1</v></c></row><row r="1e9"><c r=""><v>1</v></c></row>'
        '<row r="99999999999999999999"><c r="A1" t="s"><v>999999999</v></c>'
        '<c r="B1" t="s"><v>-1</v></c><c r="C1" s="99999"><v>1e999</v></c></row>'
    )
    yield Hostile("wrong.xlsx", office_files.xlsx(wrong), DAMAGED | BOMB | UNREPORTED)
    strings = "<si><t>甲</t></si>" * 600_000
    yield Hostile("strings.xlsx", loose(office_files.xlsx(far, strings=strings)), BOMB | UNREPORTED)
    # One long shared string in every cell: small in the file, large in memory.
    long = f"<si><t>{'甲' * 200_000}</t></si>"
    everywhere = sheet_data(
        *('<row><c t="s"><v>0</v></c>' + '<c t="s"><v>0</v></c>' * 150 + "</row>",) * 100
    )
    yield Hostile(
        "repeated.xlsx",
        loose(office_files.xlsx(everywhere, strings=long)),
        BOMB | UNREPORTED | LIMITED,
    )
    sheets = tuple((sheet_data(), f'name="S{n}"') for n in range(2000))
    yield Hostile("sheets.xlsx", office_files.xlsx(*sheets), BOMB | UNREPORTED)
    entity = changed(
        good,
        "xl/sharedStrings.xml",
        lambda xml: xml.replace(b"<sst", doctype("sst", canary) + b"<sst", 1),
    )
    yield Hostile("xxe.xlsx", entity, UNSAFE)
    blanks = {
        part.encode(): (0, content, len(content))
        for part, content in parts_of(good).items()
        if part != sheet
    }
    swelling = {sheet.encode(): (8, bomb(b"<row/>", 600_000_000), 600_000_000)}
    yield Hostile("bomb.xlsx", stored(blanks | swelling), BOMB)
    formula = f"<f>WEBSERVICE(\"{ADDRESS}\")&amp;cmd|' /C calc'!A0</f><v>".encode()
    yield Hostile("formula.xlsx", changed(good, sheet, _replacing(b"<v>", formula)), READ, name)
    yield Hostile("macros.xlsx", with_part(good, "xl/vbaProject.bin", b"\xd0\xcf" * 99), READ, name)


def converted_files(canary: str) -> Iterator[Hostile]:
    """Files of old office programs, which another program converts."""
    name = NAMES[0]
    failed = frozenset({"converter_failed", "converter_missing", "file_damaged", "no_report"})
    junk = random.Random(3).randbytes(20_000)
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    yield Hostile("junk.doc", ole + junk, failed | {"file_encrypted"})
    yield Hostile(
        "zeros.xls",
        ole + bytes(600) + "Workbook".encode("utf-16-le") + bytes(4000),
        failed,
    )
    locked = ole + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(4000)
    yield Hostile("locked.docx", locked, frozenset({"file_encrypted"}))
    rtf = printed(name, "rtf")
    objects = b"{\\object\\objautlink\\objupdate{\\*\\objdata 0105000002000000}}"
    field = b'{\\field{\\*\\fldinst INCLUDETEXT "%s"}{\\fldrslt }}' % canary.encode()
    yield Hostile(
        "objects.rtf",
        rtf.rstrip()[:-1] + objects + field + b"}",
        READ | {"converter_missing"},
        name,
    )
    yield Hostile("groups.rtf", b"{\\rtf1 " + b"{" * 20_000 + b"x" + b"}" * 20_001, failed)
    odt = printed(name, "odt")
    entity = changed(
        odt,
        "content.xml",
        lambda xml: xml.replace(
            b"<office:document-content",
            doctype("office:document-content", canary) + b"<office:document-content",
            1,
        ).replace(b"</text:p>", b"&f;&e9;</text:p>", 1),
    )
    yield Hostile("xxe.odt", _mime_first(entity), failed | UNSAFE | READ, name)
    spans = re.sub(
        rb'number-columns-spanned="\d+"',
        b'number-columns-spanned="2000000000"',
        parts_of(odt)["content.xml"],
    )
    yield Hostile(
        "span.odt",
        _mime_first(changed(odt, "content.xml", lambda _: spans)),
        failed | BOMB | READ | {"reader_timeout"},
        name,
    )
    unlike = DAMAGED | UNREPORTED | failed | {"file_unsupported", "archive_inside"}
    yield Hostile("cut.odt", odt[:1500], unlike)
    slides = b"application/vnd.oasis.opendocument.presentation"
    package = {b"mimetype": (0, slides, len(slides)), b"content.xml": (0, b"<a/>", 4)}
    yield Hostile("slides.odp", stored(package), unlike)
    yield Hostile("pdf.rtf", b"{\\rtf1 %PDF-1.7 " + rtf[7:], unlike)
    yield Hostile("pdf.doc", ole + b"%PDF-" + bytes(5000), unlike)


def _mime_first(data: bytes) -> bytes:
    entries = {
        name.encode(): (0, content, len(content)) for name, content in parts_of(data).items()
    }
    return stored(entries)
