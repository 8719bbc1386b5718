"""Old office files: one call for many, one guilty file, none installed; and the real program."""

from __future__ import annotations

import http.server
import io
import os
import struct
import sys
import threading
import zipfile
from pathlib import Path

import pytest

from importers.document import Grid
from importers.errors import (
    ConverterFailedError,
    ConverterMissingError,
    FileEncryptedError,
)
from importers.readers.legacy import LegacyReader, convert
from importers.readers.legacy_password import needs_password
from importers.readers.libreoffice import convert_files, find_office
from importers.readers.protocol import Format, detect_format
from store.report import Paragraph
from tests.ending import ends

needs_office = pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="the double is a script")

# A double of soffice: each file's first word says what happens at it.
DOUBLE = """#!{python}
import json, os, pathlib, sys, time, zipfile
arguments = sys.argv[1:]
outdir = pathlib.Path(arguments[arguments.index("--outdir") + 1])
target = arguments[arguments.index("--convert-to") + 1].split(":")[0]
sources = [pathlib.Path(a) for a in arguments[arguments.index("--outdir") + 2:]]
with open({log!r}, "a") as log:
    log.write(json.dumps(dict(names=[s.name for s in sources], target=target,
        home=os.environ.get("HOME"), display=os.environ.get("DISPLAY"),
        profile=next(a for a in arguments if a.startswith("-env:")),
        mode=oct(outdir.parent.stat().st_mode & 0o777),
        settings=next(outdir.parent.glob("profile/user/*.xcu")).read_text(),
        stdin=sys.stdin.read())) + "\\n")
for source in sources:
    word = source.read_bytes().split()[0].decode()
    if word == "hang":
        if os.fork() == 0:
            time.sleep(3600)
        time.sleep(3600)
    if word == "crash":
        os.abort()
    if word == "cut":
        (outdir / (source.stem + "." + target)).write_bytes(b"PK\\x03\\x04 half")
        os.abort()
    if word == "refuse":
        continue
    with zipfile.ZipFile(outdir / (source.stem + "." + target), "w") as made:
        made.writestr("content", source.read_bytes())
    if word == "linger":
        time.sleep(3600)
"""


@pytest.fixture
def double(tmp_path, monkeypatch):
    """Put the double in place; calling it gives what each call was asked."""
    import json

    log = tmp_path / "calls"
    script = tmp_path / "soffice"
    script.write_text(DOUBLE.format(python=sys.executable, log=str(log)))
    script.chmod(0o755)
    monkeypatch.setenv("GOUJI_SOFFICE", str(script))
    monkeypatch.setenv("DISPLAY", ":77")
    return lambda: [json.loads(line) for line in log.read_text().splitlines()]


def content(converted):
    with zipfile.ZipFile(io.BytesIO(converted)) as package:
        return package.read("content")


def texts(*words):
    return [(Format.WORD, f"{word} {number}".encode()) for number, word in enumerate(words)]


@posix_only
def test_many_files_take_one_call_for_texts_and_one_for_sheets(double):
    files = [
        (Format.WORD, b"fine 0"),
        (Format.EXCEL, b"fine 1"),
        (Format.RTF, b"fine 2"),
        (Format.ODS, b"fine 3"),
        (Format.ODT, b"fine 4"),
        (Format.WORD_XML, b"fine 5"),
    ]
    converted = convert_files(files)
    assert [content(one) for one in converted] == [data for _, data in files]
    calls = double()
    assert [(call["target"], call["names"]) for call in calls] == [
        ("docx", ["0.doc", "1.rtf", "2.odt", "3.xml"]),
        ("xlsx", ["0.xls", "1.ods"]),
    ]


@posix_only
def test_a_call_is_shut_off_from_the_user(double):
    convert_files(texts("fine"))
    convert_files(texts("fine"))
    first, second = double()
    assert first["profile"] != second["profile"]
    assert first["mode"] == "0o700"
    assert first["display"] is None
    assert first["stdin"] == ""
    assert first["home"] != os.environ.get("HOME")
    for setting in ("MacroSecurityLevel", "DisableMacrosExecution", "ooInetProxyType", "Link"):
        assert setting in first["settings"]
    assert not Path(first["home"]).exists()


@posix_only
def test_a_file_that_is_refused_fails_alone_and_is_not_tried_again(double):
    converted = convert_files(texts("fine", "refuse", "fine"))
    assert [isinstance(one, ConverterFailedError) for one in converted] == [False, True, False]
    assert converted[1].params["format"] == "DOC/WPS"
    assert len(double()) == 1


@posix_only
@pytest.mark.parametrize("word", ["crash", "cut"])
def test_a_file_that_ends_the_program_fails_alone(double, word):
    converted = convert_files(texts("fine", word, "fine", "fine"))
    assert [isinstance(one, ConverterFailedError) for one in converted] == [
        False,
        True,
        False,
        False,
    ]
    assert content(converted[3]) == b"fine 3"


@posix_only
def test_a_file_that_hangs_fails_alone_and_leaves_no_process(double):
    with ends():
        converted = convert_files(texts("fine", "hang", "fine", "hang", "fine"), seconds=1.0)
    failed = [isinstance(one, ConverterFailedError) for one in converted]
    assert failed == [False, True, False, True, False]
    assert "1 s" in str(converted[1].params["reason"])
    # Nobody of the groups is left: their folders would still be in use.
    assert not any(_runs_in(call["home"]) for call in double())


def _runs_in(folder):
    for process in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if str(process.readlink()).startswith(folder):
                return True
        except OSError:
            continue
    return False


@posix_only
def test_a_program_that_does_not_end_is_not_waited_for(double):
    with ends():
        converted = convert_files(texts("fine", "linger"), seconds=60)
    assert [content(one) for one in converted] == [b"fine 0", b"linger 1"]


@posix_only
def test_equal_files_are_converted_once(double):
    converted = convert([(Format.WORD, b"fine"), (Format.RTF, b"fine"), (Format.WORD, b"fine")])
    assert len(converted) == 3
    assert double()[0]["names"] == ["0.doc", "1.rtf"]


@posix_only
def test_a_program_that_cannot_start_is_said(tmp_path, monkeypatch):
    script = tmp_path / "soffice"
    script.write_text("#!/nowhere\n")
    script.chmod(0o755)
    monkeypatch.setenv("GOUJI_SOFFICE", str(script))
    (failed,) = convert_files(texts("fine"))
    assert isinstance(failed, ConverterFailedError)


def test_without_libreoffice_each_file_says_what_to_install(monkeypatch):
    monkeypatch.setenv("GOUJI_SOFFICE", "/nowhere/soffice")
    assert find_office() is None
    missing = convert_files([(Format.WORD, b"x"), (Format.ODS, b"y")])
    assert [type(one) for one in missing] == [ConverterMissingError] * 2
    assert [one.params["format"] for one in missing] == ["DOC/WPS", "ODS"]
    with pytest.raises(ConverterMissingError):
        LegacyReader(Format.RTF).read(b"{\\rtf1 x}")


@posix_only
def test_the_program_is_found_on_the_path(tmp_path, monkeypatch):
    script = tmp_path / "libreoffice"
    script.write_text("#!/bin/sh\n")
    script.chmod(0o755)
    monkeypatch.delenv("GOUJI_SOFFICE", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_office() == script


# Files that are locked

SECTOR = 512


def ole(name, body):
    """A file of one stream: header, allocation table, directory, stream."""
    body += bytes(max(4096 - len(body), -len(body) % SECTOR))
    sectors = len(body) // SECTOR
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + sectors), 0xFFFFFFFE]
    table = struct.pack("<128I", *chain, *[0xFFFFFFFF] * (128 - len(chain)))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)

    def entry(label, kind, start, size):
        raw = label.encode("utf-16-le")
        return (
            raw.ljust(64, b"\0")
            + struct.pack("<HBB", len(raw) + 2 if raw else 0, kind, 1)
            + bytes(48)
            + struct.pack("<IIQ", 0, start, size)[4:]
        )[:128]

    directory = entry("Root Entry", 5, 0xFFFFFFFE, 0) + entry(name, 2, 2, len(body))
    return header + table + directory.ljust(SECTOR, b"\0") + body


def fib(flags):
    return struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0, 0, flags)


def biff(*records):
    begin = struct.pack("<HHHH", 0x0809, 4, 0x0600, 5)
    return begin + b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in records)


def opendocument(manifest):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", "<x/>")
        package.writestr("META-INF/manifest.xml", manifest)
    return made.getvalue()


@pytest.mark.parametrize(
    ("found", "data", "is_locked"),
    [
        (Format.WORD, ole("WordDocument", fib(0x0100)), True),
        (Format.WORD, ole("WordDocument", fib(0x1200)), False),
        (Format.EXCEL, ole("Workbook", biff((0x2F, b"\0" * 54))), True),
        (Format.EXCEL, ole("Workbook", biff((0x86, b""), (0x2F, b"\0" * 6))), True),
        (Format.EXCEL, ole("Workbook", biff((0xE1, b"\xb0\4"))), False),
        (Format.ODT, opendocument("<manifest:encryption-data/>"), True),
        (Format.ODT, opendocument("<manifest/>"), False),
        (Format.RTF, b"{\\rtf1}", False),
        (Format.WORD, b"\xd0\xcf\x11\xe0", False),
        (Format.WORD, ole("WordDocument", fib(0x0100))[:600], False),
        (Format.ODS, b"PK\x03\x04", False),
    ],
)
def test_a_password_is_seen_in_the_bytes(found, data, is_locked):
    assert needs_password(found, data) is is_locked


@posix_only
def test_a_locked_file_that_does_not_open_says_so(double):
    locked = b"refuse " + ole("WordDocument", fib(0x0100))[7:]
    (failed,) = convert_files([(Format.WORD, locked)])
    assert isinstance(failed, FileEncryptedError)
    assert failed.params == {"format": "DOC/WPS"}


# The real program

HEAD = ("项目", "自然人", "商业企业", "总计")
FIGURES = (("一、收到", "12", "", "12"), ("二、结转", "0", "7", "7"), ("三、其他", "／", "３", "3"))


def rtf():
    """A heading and a table, the characters as Unicode escapes."""

    def escaped(text):
        return "".join(c if c.isascii() else f"\\u{ord(c)}?" for c in text)

    edges = "".join(f"\\cellx{2000 * place}" for place in range(1, 5))
    rows = "".join(
        "\\trowd" + edges + "".join(f"\\pard\\intbl {escaped(c)}\\cell" for c in row) + "\\row\n"
        for row in (HEAD, *FIGURES)
    )
    heading = escaped("三、收到和处理情况")
    return ("{\\rtf1\\ansi\\uc1 " + heading + "\\par\n" + rows + "\\pard \\par}").encode()


OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
NAMES = " ".join(
    f'xmlns:{short}="{OFFICE}{name}:1.0"'
    for short, name in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("draw", "drawing"),
        ("svg", "svg-compatible"),
    )
)


def packed(kind, body):
    """An OpenDocument file with this body."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMES} '
        f'xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2"><office:body>'
        f"<office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    mime = f"application/vnd.oasis.opendocument.{kind}"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{mime}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("mimetype", mime)
        package.writestr("content.xml", content)
        package.writestr("META-INF/manifest.xml", manifest)
    return made.getvalue()


def table():
    rows = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{c}</text:p></table:table-cell>" for c in row)
        + "</table:table-row>"
        for row in (HEAD, *FIGURES)
    )
    column = '<table:table-column table:number-columns-repeated="4"/>'
    return f'<table:table table:name="t">{column}{rows}</table:table>'


def cells(document):
    (grid,) = (block for block in document.blocks if isinstance(block, Grid))
    return tuple(tuple(cell.text for cell in row.cells) for row in grid.rows)


def to_word(data, found):
    """The same document as an old Word file, made by LibreOffice itself."""
    import subprocess
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / f"in.{'rtf' if found is Format.RTF else 'odt'}"
        source.write_bytes(data)
        profile = (folder / "profile").as_uri()
        command = [str(find_office()), f"-env:UserInstallation={profile}", "--headless"]
        command += ["--convert-to", "doc:MS Word 97", "--outdir", name, str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return (folder / "in.doc").read_bytes()


@needs_office
def test_cells_of_rtf_odt_and_doc_are_those_of_the_source():
    odt = packed("text", "<text:p>三、收到和处理情况</text:p>" + table() + "<text:p/>")
    for data, found in (
        (rtf(), Format.RTF),
        (odt, Format.ODT),
        (to_word(odt, Format.ODT), Format.WORD),
    ):
        assert detect_format(data) is found
        document = LegacyReader(found).read(data)
        assert document.reader.startswith("legacy/1+docx/")
        assert cells(document) == (HEAD, *FIGURES)
        assert any(
            isinstance(block, Paragraph) and "收到和处理情况" in block.text
            for block in document.blocks
        )


@needs_office
def test_cells_of_a_sheet_are_those_of_the_source():
    ods = packed("spreadsheet", table())
    assert detect_format(ods) is Format.ODS
    document = LegacyReader(Format.ODS).read(ods)
    assert document.reader.startswith("legacy/1+xlsx/")
    assert [text for row in cells(document) for text in row if text] == [
        text for row in (HEAD, *FIGURES) for text in row if text
    ]


@needs_office
def test_a_broken_file_among_good_ones_fails_alone():
    word = to_word(rtf(), Format.RTF)
    locked = bytearray(word)
    at = next(at for at in range(0, len(word), SECTOR) if word[at : at + 2] == b"\xec\xa5")
    locked[at + 11] |= 1
    good, failed, also = convert_files(
        [(Format.WORD, word), (Format.WORD, bytes(locked)), (Format.RTF, rtf())]
    )
    assert isinstance(good, bytes)
    assert isinstance(failed, FileEncryptedError)
    assert isinstance(also, bytes)


@needs_office
def test_no_link_of_a_document_is_followed(tmp_path):
    hits = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            hits.append(self.path)
            self.send_response(404)
            self.end_headers()

        do_HEAD = do_OPTIONS = do_GET

        def log_message(self, *_):
            pass

    secret = tmp_path / "secret.txt"
    secret.write_text("hidden-words")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        where = f"http://127.0.0.1:{server.server_port}"
        linked = (
            '<text:p><draw:frame text:anchor-type="as-char" svg:width="2cm" svg:height="2cm">'
            f'<draw:image xlink:href="{where}/i.png" xlink:type="simple" xlink:actuate="onLoad"/>'
            "</draw:frame></text:p>"
        )
        for address in (f"{where}/s.odt", secret.as_uri()):
            linked += (
                f'<text:section text:name="{len(linked)}"><text:section-source '
                f'xlink:type="simple" xlink:href="{address}"/><text:p>old</text:p></text:section>'
            )
        fields = (
            f'{{\\rtf1 x {{\\field{{\\*\\fldinst INCLUDEPICTURE "{where}/p.png"}}{{\\fldrslt y}}}}'
            f'{{\\field{{\\*\\fldinst INCLUDETEXT "{where}/t.txt"}}{{\\fldrslt z}}}}\\par}}'
        )
        converted = convert_files(
            [(Format.ODT, packed("text", linked)), (Format.RTF, fields.encode())]
        )
    finally:
        server.shutdown()
        server.server_close()
    assert hits == []
    for one in converted:
        assert isinstance(one, bytes)
        with zipfile.ZipFile(io.BytesIO(one)) as package:
            assert all(b"hidden-words" not in package.read(name) for name in package.namelist())
