"""One page of a PDF as PDFium opens it, read and closed again."""

from __future__ import annotations

import ctypes

import pypdfium2.raw as raw

from importers.errors import FileOverLimitsError
from importers.readers import pdf_native as native
from importers.readers.pdf_chars import MOST_CHARS, read_chars, reading_turns
from importers.readers.pdf_drawing import read_drawing
from importers.readers.pdf_geometry import Frame, PageContent, Rules
from importers.readers.pdf_struck import mark_struck

# A4 in points, for a page whose box PDFium cannot tell.
_WIDTH, _HEIGHT = 595.0, 842.0
_LARGEST = 20_000.0


def read_page(document: object, index: int) -> PageContent:
    """The content of page ``index`` (from 0) of an open document; not whole where it is damaged.

    Raises FileOverLimitsError.
    """
    page = raw.FPDF_LoadPage(document, index)
    if not page:
        return _unread(index)
    try:
        text_page = raw.FPDFText_LoadPage(page)
        if not text_page:
            return _unread(index)
        try:
            return _content(page, text_page, index)
        finally:
            raw.FPDFText_ClosePage(text_page)
    finally:
        raw.FPDF_ClosePage(page)


def _unread(index: int) -> PageContent:
    return PageContent(
        index + 1, _WIDTH, _HEIGHT, [], Rules(), Rules(), [], is_inked=False, is_whole=False
    )


def _content(page: object, text_page: object, index: int) -> PageContent:
    text = native.address_of(text_page)
    count = max(0, native.count_chars(text))
    if count > MOST_CHARS:
        raise FileOverLimitsError(what="characters", limit=MOST_CHARS)
    left, bottom, right, top = _bounds(page)
    turns = reading_turns(text, count, raw.FPDFPage_GetRotation(page) % 4)
    frame = Frame(left, bottom, right, top, turns)
    drawing = read_drawing(native.address_of(page), frame)
    chars, pale = read_chars(text, count, frame, drawing) if count else ([], frozenset())
    chars, drawn = mark_struck(chars, drawing.drawn)
    return PageContent(
        index + 1,
        frame.width,
        frame.height,
        chars,
        drawn,
        drawing.shaded,
        drawing.pictures,
        bool(chars or drawing.images or drawing.areas or drawing.drawn.horizontal)
        or bool(drawing.drawn.vertical),
        pale=pale,
    )


def _bounds(page: object) -> tuple[float, float, float, float]:
    """Crop box within the media box, in user space."""
    box = raw.FS_RECTF()
    if raw.FPDF_GetPageBoundingBox(page, ctypes.byref(box)):
        left, right = sorted((box.left, box.right))
        bottom, top = sorted((box.bottom, box.top))
        if 1 < right - left < _LARGEST and 1 < top - bottom < _LARGEST:
            return left, bottom, right, top
    return 0.0, 0.0, _WIDTH, _HEIGHT
