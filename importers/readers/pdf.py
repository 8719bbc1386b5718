"""PDF: what is drawn and printed on its pages, by PDFium; tables by pdfplumber's table finder."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

import pypdfium2
import pypdfium2.raw as raw

from importers.document import Document
from importers.errors import FileDamagedError, FileEncryptedError, FileOverLimitsError, NoTextError
from importers.readers.composing import Composer
from importers.readers.pdf_chars import MOST_CHARS
from importers.readers.pdf_geometry import PageContent
from importers.readers.pdf_lattice import DrawnTable, fill_tables, find_tables
from importers.readers.pdf_lines import Line, drop_margins, page_lines
from importers.readers.pdf_page import read_page
from importers.readers.pdf_paragraphs import (
    Assembly,
    Picture,
    Piece,
    top_of,
)
from importers.readers.pdf_prose import Margins, measure
from importers.readers.pdf_stamps import without_stamps
from importers.readers.pdf_tables import is_no_table
from importers.readers.pdf_unruled import read_unruled

MOST_PAGES = 400
# So many characters over a picture show that it is a background.
_BACKGROUND = 20
# A picture over so much of a page with fewer characters than this is the page.
_WHOLE = 0.6
_SCANNER_WORDS = 40


class PdfReader:
    """Reads PDF files that hold text; those of pictures are left to text recognition."""

    name = "pdf/1"

    def read(self, data: bytes) -> Document:
        """Paragraphs and grids of all pages.

        Raises FileEncryptedError, FileDamagedError, FileOverLimitsError, and NoTextError where
        all pages are pictures.
        """
        pages = without_stamps(read_pages(data))
        if not any(page.is_inked for page in pages):
            raise NoTextError(pages=len(pages))
        if all(_is_scan(page) for page in pages if page.is_whole):
            # Recognising them takes other limits than reading, so the caller decides.
            raise NoTextError(pages=len(pages))
        return _compose(pages)


def read_pages(data: bytes) -> list[PageContent]:
    """The content of each page. Raises the errors of ``PdfReader.read`` but NoTextError."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise FileEncryptedError(format="PDF") from error
        raise FileDamagedError(format="PDF", reason=_reason(error)) from error
    with closing(document):
        count = len(document)
        if count > MOST_PAGES:
            raise FileOverLimitsError(what="pages", limit=MOST_PAGES)
        pages: list[PageContent] = []
        chars = 0
        for index in range(count):
            page = read_page(document.raw, index)
            chars += len(page.chars)
            if chars > MOST_CHARS:
                raise FileOverLimitsError(what="characters", limit=MOST_CHARS)
            pages.append(page)
        if not any(page.is_whole for page in pages):
            raise FileDamagedError(format="PDF", reason="pages")
        return pages


def _reason(error: pypdfium2.PdfiumError) -> str:
    return str(error).removeprefix("Failed to load document (PDFium: ").rstrip(").")


def _is_scan(page: PageContent) -> bool:
    """True for a page without text, but for the few words that a scanner adds to its picture."""
    if len(page.chars) >= _SCANNER_WORDS:
        return False
    area = page.width * page.height
    return not page.chars or any(
        (right - left) * (bottom - top) > _WHOLE * area
        for left, top, right, bottom in page.pictures
    )


def _compose(pages: Sequence[PageContent]) -> Document:
    tables: list[list[DrawnTable]] = []
    lines: list[list[Line]] = []
    for page in pages:
        found = find_tables(page)
        rest = fill_tables(found, page.chars)
        wrong = [table for table in found if is_no_table(table, rest)]
        if wrong:
            found = [table for table in found if table not in wrong]
            for table in found:
                for cell in table.cells:
                    cell.clear()
            rest = fill_tables(found, page.chars)
        tables.append(found)
        lines.append(page_lines(page.number, rest))
    lines = drop_margins(lines, [page.height for page in pages])
    unruled, prose = read_unruled(lines)
    margins = _margins(pages, prose)
    composer = Composer()
    assembly = Assembly(composer, margins)
    for page, drawn, bare, plain in zip(pages, tables, unruled, prose, strict=True):
        if not page.is_whole:
            # Nobody shall take what is left for the whole report.
            assembly.add(Picture(page.number, None))
        pieces: list[Piece] = [*drawn, *bare, *plain, *_pictures(page)]
        for piece in sorted(pieces, key=top_of):
            assembly.add(piece)
    assembly.finish()
    return composer.document(PdfReader.name)


def _margins(pages: Sequence[PageContent], prose: Sequence[list[Line]]) -> dict[int, Margins]:
    """Margins by page number; pages of one width share theirs."""
    by_width: dict[int, list[Line]] = {}
    for page, lines in zip(pages, prose, strict=True):
        by_width.setdefault(round(page.width), []).extend(lines)
    measured = {width: measure(lines, width) for width, lines in by_width.items()}
    return {page.number: measured[round(page.width)] for page in pages}


def _pictures(page: PageContent) -> list[Picture]:
    found = []
    for box in page.pictures:
        left, top, right, bottom = box
        over = sum(
            left <= one[0] and one[2] <= right and top <= one[1] and one[3] <= bottom
            for one in page.chars
        )
        if over < _BACKGROUND:
            found.append(Picture(page.number, box))
    return found
