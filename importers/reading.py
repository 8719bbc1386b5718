"""One file, or one member of an archive, becomes reports: pure but for reading its bytes."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace

from importers.archives import read_member
from importers.discover import SourceFile, checked, read_bytes
from importers.document import Document, pack_document
from importers.errors import FileOverLimitsError, ImporterError, NoTextError
from importers.readers import Format, detect_format, reader_of
from importers.reports import read_reports
from importers.wordings import NO_REMAPS, Remaps
from store.hashes import cells_hash
from store.report import Noticed, Report

_CONVERTER = "legacy/1"


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What one file holds; ``packed`` is its Document, ready to be stored.

    Packed, it takes a tenth of the time to get from one process to another.
    """

    source: SourceFile
    sha256: str
    reader: str
    packed: bytes
    reports: tuple[Report, ...]
    # Of each report the hash of its cells as they are without what reviewers taught.
    hashes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read; ``code`` and ``params`` make the sentence."""

    source: SourceFile
    code: str
    params: dict[str, str | int]
    sha256: str | None = None


def failure(source: SourceFile, error: ImporterError, sha256: str | None = None) -> Failure:
    """The failure that an error of a reader means."""
    return Failure(source, error.code, dict(error.params), sha256)


def read_source(source: SourceFile) -> bytes:
    """The bytes of a file or member. Raises ImporterError."""
    if source.given is not None:
        return checked(source.given)
    return read_bytes(source.path) if source.member is None else read_member(source)


def read_file(
    source: SourceFile,
    content: bytes | None = None,
    *,
    recognise: bool = True,
    remaps: Remaps = NO_REMAPS,
) -> ReadFile | Failure:
    """Read one file whole; what is wrong with it comes back as a Failure.

    ``content`` is what a converter made of the file, where it is of a format that needs one.
    ``recognise`` false: pages without text are a failure ``file_no_text``, without trying to
    recognise their text, which takes seconds a page. ``remaps`` is what reviewers taught.
    """
    sha256: str | None = None
    try:
        data = read_source(source)
        sha256 = hashlib.sha256(data).hexdigest()
        if content is None:
            document = read_document(data, recognise=recognise)
        else:
            made = read_document(content, recognise=recognise)
            document = replace(made, reader=f"{_CONVERTER}+{made.reader}")
        reports = read_reports(document, source.file_name, remaps)
        hashes = _plain_hashes(document, source.file_name, reports)
    except ImporterError as error:
        return failure(source, error, sha256)
    except RecursionError:
        deep = FileOverLimitsError(what="nesting", limit=sys.getrecursionlimit())
        return failure(source, deep, sha256)
    return ReadFile(source, sha256, document.reader, pack_document(document), reports, hashes)


def _plain_hashes(document: Document, file_name: str, reports: Sequence[Report]) -> tuple[str, ...]:
    """The hashes by which copies are known: what was taught in between does not change them."""
    if any(report.observed(Noticed.LABEL_TAUGHT) for report in reports):
        reports = read_reports(document, file_name)
    return tuple(map(cells_hash, reports))


def read_document(data: bytes, *, recognise: bool = True) -> Document:
    """The Document of a file's bytes. Raises ImporterError."""
    found = detect_format(data)
    if found is Format.IMAGE and not recognise:
        raise NoTextError(pages=1)
    try:
        return reader_of(found).read(data)
    except NoTextError:
        if found is not Format.PDF or not recognise:
            raise
    from importers.readers.scan import read_scanned_pages

    return read_scanned_pages(data, None)
