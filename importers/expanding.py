"""What a file is before it is read: an archive of files, or one that needs converting."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from importers.archives import members, read_member
from importers.discover import SourceFile, read_bytes
from importers.errors import ImporterError
from importers.readers import CONVERTED, Format, detect_format
from importers.reading import Failure, failure

_ZIP_MAGIC = b"PK"
# The first member of an office file, whose name follows 30 bytes of header (APPNOTE.TXT 4.3.7).
_OFFICE_PARTS = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"word/", b"xl/", b"customXml/")
_LOCAL_HEADER = 30
_OPENDOCUMENT = b"application/vnd.oasis.opendocument"
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD = 512


def beginning(source: SourceFile) -> bytes:
    """The first bytes of a file on disk; empty where it cannot be read."""
    try:
        if not source.path.is_file():
            return b""
        with source.path.open("rb") as file:
            return file.read(_HEAD)
    except OSError:
        return b""


def is_plain_text(source: SourceFile) -> bool:
    """True for a file that a reader of our own takes, without any library for its format."""
    try:
        return detect_format(beginning(source)) is Format.TEXT
    except ImporterError:
        # Not to be read at all; finding that out needs no child process either.
        return True


def may_be_archive(begin: bytes) -> bool:
    """True where a file begins as ZIP archives do and not as office files usually do."""
    if not begin.startswith(_ZIP_MAGIC):
        return False
    name = begin[_LOCAL_HEADER:]
    return not name.startswith(_OFFICE_PARTS) and not (
        name.startswith(b"mimetype") and _OPENDOCUMENT in name
    )


def begins_converted(begin: bytes) -> bool:
    """True where a file begins as the formats of old office programs do."""
    if begin.startswith(_OLE_MAGIC) or begin.lstrip().startswith(b"{\\rtf"):
        return True
    if begin.startswith(_ZIP_MAGIC):
        return begin[_LOCAL_HEADER:].startswith(b"mimetype") and _OPENDOCUMENT in begin
    return begin.lstrip(b"\xef\xbb\xbf").startswith(b"<?xml") and b'progid="Word' in begin


def expand(source: SourceFile) -> tuple[list[SourceFile], list[Failure]]:
    """The members of an archive with their hashes, and those that cannot be read.

    An office file is an archive too, but of parts: it is returned as it is. Raises
    ImporterError where the archive as a whole cannot be read.
    """
    try:
        found = detect_format(read_bytes(source.path))
    except ImporterError as error:
        if error.code != "file_too_large":
            raise
        found = Format.ARCHIVE
    if found is not Format.ARCHIVE:
        return [replace(source, is_converted=found in CONVERTED)], []
    inside, refused = members(source)
    readable: list[SourceFile] = []
    failures = [failure(member, error) for member, error in refused]
    for member in inside:
        try:
            readable.append(_inspected(member))
        except ImporterError as error:
            failures.append(failure(member, error))
    return readable, failures


def _inspected(member: SourceFile) -> SourceFile:
    data = read_member(member)
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        found = detect_format(data)
    except ImporterError:
        # Reading it says what is wrong with it.
        return replace(member, sha256=sha256)
    return replace(member, sha256=sha256, is_converted=found in CONVERTED)
