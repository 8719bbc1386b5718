"""What a reader is, and which reader takes a file: chosen by content, not by suffix alone."""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum
from typing import Protocol

from importers.document import Document
from importers.errors import ArchiveInsideError, FileDamagedError, FormatUnsupportedError


class Format(StrEnum):
    """What the content of a file shows it to be; the value is the name that a user knows."""

    TEXT = "TXT"
    HTML = "HTML"
    MHTML = "MHTML"
    PDF = "PDF"
    DOCX = "DOCX"
    XLSX = "XLSX"
    ARCHIVE = "ZIP"
    IMAGE = "IMAGE"
    # Formats that LibreOffice converts
    WORD = "DOC/WPS"
    EXCEL = "XLS/ET"
    RTF = "RTF"
    ODT = "ODT"
    ODS = "ODS"
    WORD_XML = "WORD-XML"


CONVERTED = frozenset(
    {Format.WORD, Format.EXCEL, Format.RTF, Format.ODT, Format.ODS, Format.WORD_XML}
)

# Beginnings of files that no reader takes, with the name that a user knows them by.
_FOREIGN = (
    (b"\x1f\x8b", "GZIP"),
    (b"7z\xbc\xaf\x27\x1c", "7Z"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"SQLite format 3\x00", "SQLite"),
    (b"\x7fELF", "ELF"),
    (b"MZ", "EXE"),
    (b"%OFD", "OFD"),
)
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
# The names of streams in an OLE file are UTF-16 and end with a zero.
_OLE_EXCEL = tuple(f"{name}\0".encode("utf-16-le") for name in ("Workbook", "Book"))
_OLE_WORD = tuple(f"{name}\0".encode("utf-16-le") for name in ("WordDocument", "WpsContent"))
_OPENDOCUMENT = {
    "application/vnd.oasis.opendocument.text": Format.ODT,
    "application/vnd.oasis.opendocument.spreadsheet": Format.ODS,
}
# Header, one sector of the allocation table, one of the directory (MS-CFB 2.2).
_SHORTEST_OLE = 3 * 512
_HEAD = 4096
_PDF_WITHIN = 1024
_MARKUP = re.compile(
    r"<(?:!doctype\s+html|html|head|body|meta|title|table|div|span|p|center|font|style|script)\b",
    re.IGNORECASE,
)
_MHTML = re.compile(
    r"^(?:mime-version|from|subject|date|content-type|snapshot-content-location)\s*:", re.IGNORECASE
)


class Reader(Protocol):
    """Turns the bytes of one file into a Document, without effects."""

    name: str

    def read(self, data: bytes) -> Document:
        """Raises ImporterError where the bytes cannot be read as this format."""
        ...


def detect_format(data: bytes) -> Format:
    """The format that the content shows. Raises FormatUnsupportedError, naming what was found."""
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return Format.PDF
    if data.startswith(_ZIP):
        return _zipped(data)
    if data.startswith(_OLE):
        return _ole(data)
    if data.lstrip()[:5] == b"{\\rtf":
        return Format.RTF
    for magic, name in _FOREIGN:
        if data.startswith(magic):
            raise FormatUnsupportedError(format=name)
    if data.startswith(_IMAGES) and b"\x00" in data[:_HEAD]:
        return Format.IMAGE
    return _textual(data)


def choose_reader(data: bytes) -> Reader:
    """The reader for a file's content. Raises FormatUnsupportedError, naming the format found."""
    return reader_of(detect_format(data))


def reader_of(found: Format) -> Reader:
    """The reader of a format; its library is imported only now.

    Raises ArchiveInsideError for an archive, which holds files and is none.
    """
    if found is Format.TEXT:
        from importers.readers.text import TextReader

        return TextReader()
    if found is Format.HTML:
        from importers.readers.html import HtmlReader

        return HtmlReader()
    if found is Format.MHTML:
        from importers.readers.mhtml import MhtmlReader

        return MhtmlReader()
    if found is Format.PDF:
        from importers.readers.pdf import PdfReader

        return PdfReader()
    if found is Format.DOCX:
        from importers.readers.docx import DocxReader

        return DocxReader()
    if found is Format.XLSX:
        from importers.readers.xlsx import XlsxReader

        return XlsxReader()
    if found is Format.IMAGE:
        from importers.readers.scan import ImageReader

        return ImageReader()
    if found in CONVERTED:
        from importers.readers.legacy import LegacyReader

        return LegacyReader(found)
    raise ArchiveInsideError()


def _zipped(data: bytes) -> Format:
    """Which kind of package a ZIP file is; its directory is read, nothing is inflated."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError):
        # A damaged directory: the first member tells, and the reader says what is wrong.
        names = {m.decode("latin-1") for m in re.findall(rb"[\w./\[\]]{4,40}", data[:_HEAD])}
    lowered = {name.replace("\\", "/").lower() for name in names}
    if "word/document.xml" in lowered:
        return Format.DOCX
    if "xl/workbook.xml" in lowered:
        return Format.XLSX
    if "mimetype" in lowered and "content.xml" in lowered:
        for mime, found in _OPENDOCUMENT.items():
            if mime.encode() in data[:256]:
                return found
    if "ofd.xml" in lowered:
        raise FormatUnsupportedError(format="OFD")
    if any(name.startswith("ppt/") for name in lowered):
        raise FormatUnsupportedError(format="PPTX")
    if any(name.startswith("xl/") for name in lowered):
        if any(name.startswith("xl/") and name.endswith(".bin") for name in lowered):
            raise FormatUnsupportedError(format="XLSB")
        return Format.XLSX
    if "[content_types].xml" in lowered:
        return Format.DOCX
    return Format.ARCHIVE


def _ole(data: bytes) -> Format:
    if len(data) < _SHORTEST_OLE:
        raise FileDamagedError(format=Format.WORD.value, reason="too short")
    if "EncryptedPackage".encode("utf-16-le") in data:
        from importers.errors import FileEncryptedError

        raise FileEncryptedError(format="DOCX/XLSX")
    if any(name in data for name in _OLE_WORD):
        return Format.WORD
    if any(name in data for name in _OLE_EXCEL):
        return Format.EXCEL
    return Format.WORD


def _textual(data: bytes) -> Format:
    head = data[:_HEAD]
    if b"\x00" in head:
        head = head.replace(b"\x00", b"")
    text = head.decode("latin-1").lstrip("\xef\xbb\xbf\xff\xfe \t\r\n")
    if text.startswith("<?xml") and ('progid="Word' in text or "wordDocument" in text):
        return Format.WORD_XML
    if text.startswith("<") and _MARKUP.search(text):
        return Format.HTML
    if _MHTML.match(text) and re.search(r"multipart/related|text/html", text, re.IGNORECASE):
        return Format.MHTML
    return Format.TEXT
