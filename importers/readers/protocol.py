"""What a reader is, and which reader takes a file: chosen by content, not by suffix alone."""

from __future__ import annotations

from typing import Protocol

from importers.document import Document
from importers.errors import FormatUnsupportedError

# Beginnings of files that are not text, with the name that a user knows them by.
_MAGIC = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "DOCX/XLSX/ZIP"),
    (b"PK\x05\x06", "ZIP"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "DOC/WPS"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"\x1f\x8b", "GZIP"),
    (b"7z\xbc\xaf\x27\x1c", "7Z"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"SQLite format 3\x00", "SQLite"),
    (b"\x7fELF", "ELF"),
)


class Reader(Protocol):
    """Turns the bytes of one file into a Document, without effects."""

    name: str

    def read(self, data: bytes) -> Document:
        """Raises ImporterError where the bytes cannot be read as this format."""
        ...


def choose_reader(data: bytes) -> Reader:
    """The reader for a file's content. Raises FormatUnsupportedError, naming the format found."""
    from importers.readers.text import TextReader

    for magic, name in _MAGIC:
        if data.startswith(magic):
            raise FormatUnsupportedError(format=name)
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<?xml")):
        raise FormatUnsupportedError(format="HTML/XML")
    return TextReader()
