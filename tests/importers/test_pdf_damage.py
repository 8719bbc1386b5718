"""Damaged PDF files: whatever their bytes are, the reader answers with an error of its own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from types import ModuleType

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from importers.document import Document
from importers.errors import ImporterError, NoTextError
from importers.readers.pdf import PdfReader
from tests.importers.pdf_sheets import ROWS, Sheet


@pytest.fixture(autouse=True, scope="module")
def _without_text_recognition() -> Iterator[None]:
    """A page that lost its text would be recognised, which takes seconds."""
    scan = ModuleType("importers.readers.scan")

    def read_scanned_pages(data: bytes, pages: object) -> Document:
        raise NoTextError(pages=1)

    scan.read_scanned_pages = read_scanned_pages  # type: ignore[attr-defined]
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "importers.readers.scan", scan)
        yield


@cache
def _small(compressed: bool) -> bytes:
    sheet = Sheet(pageCompression=int(compressed))
    sheet.text(60, 60, "一、总体情况")
    sheet.table(ROWS)
    sheet.next()
    sheet.table(ROWS)
    return sheet.bytes()


@settings(max_examples=60, deadline=None)
@given(
    st.booleans(),
    st.lists(st.tuples(st.floats(0, 0.999), st.binary(min_size=1, max_size=6)), max_size=6),
    st.floats(0.3, 1),
)
def test_changed_bytes(compressed: bool, changes: list[tuple[float, bytes]], kept: float) -> None:
    data = bytearray(_small(compressed))
    for place, change in changes:
        at = int(place * len(data))
        data[at : at + len(change)] = change
    try:
        document = PdfReader().read(bytes(data[: int(kept * len(data))]))
    except ImporterError:
        return
    assert isinstance(document, Document)


@settings(max_examples=40, deadline=None)
@given(st.floats(0, 0.99), st.floats(0, 0.2), st.integers(0, 9))
@example(0.869140625, 0.0625, 9)
def test_other_figures_in_the_content(place: float, part: float, digit: int) -> None:
    data = bytearray(_small(False))
    start = int(place * len(data))
    for at in range(start, min(len(data), start + int(part * len(data)))):
        if 48 <= data[at] <= 57:
            data[at] = 48 + digit
    try:
        PdfReader().read(bytes(data))
    except ImporterError:
        return
