"""The other libraries, each used as its documentation shows; tables become lists of rows.

Cells that a merged one goes on in are None where the library tells so.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.benchmarks.candidates import Found

_Grids = list[list[list[Any]]]


def found_in_lists(grids: _Grids, path: Path) -> Found:
    """The cells of tables that are lists of rows already; no library here raises doubts."""
    from tests.benchmarks.scoring import find_cells

    return find_cells(grids), frozenset()


def pdfplumber(path: Path) -> _Grids:
    """The tables of all pages with default settings."""
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        return [table for page in pdf.pages for table in page.extract_tables()]


def camelot(path: Path) -> Any:
    """The tables of all pages, found by their lines."""
    from camelot.io import read_pdf

    return read_pdf(str(path), pages="all", flavor="lattice", suppress_stdout=True)


def found_in_camelot(tables: Any, path: Path) -> Found:
    """The cells of camelot's tables."""
    return found_in_lists([table.data for table in tables], path)


def pymupdf(path: Path) -> _Grids:
    """The tables that PyMuPDF finds on all pages."""
    import pymupdf

    with pymupdf.open(path) as document:
        return [table.extract() for page in document for table in page.find_tables().tables]


def python_docx(path: Path) -> _Grids:
    """All tables by ``row.cells``; a cell that comes once more goes on and is None."""
    import docx

    grids: _Grids = []
    for table in docx.Document(str(path)).tables:
        # The elements themselves are kept: the numbers of those that are gone come again.
        seen = set()
        grid = []
        for row in table.rows:
            texts = []
            for cell in row.cells:
                texts.append(None if cell._tc in seen else cell.text)
                seen.add(cell._tc)
            grid.append(texts)
        grids.append(grid)
    return grids


def pandas(path: Path) -> Any:
    """All tables of a page as frames."""
    import pandas

    return pandas.read_html(path)


def found_in_frames(frames: Any, path: Path) -> Found:
    """The cells of frames; header rows, which become names of columns, are rows again."""
    grids: _Grids = []
    for frame in frames:
        names = [name if isinstance(name, tuple) else (name,) for name in frame.columns]
        heads = [list(level) for level in zip(*names, strict=True)]
        is_numbered = names == [(number,) for number in range(len(names))]
        grids.append([*([] if is_numbered else heads), *frame.to_numpy(dtype=object).tolist()])
    return found_in_lists(grids, path)


def openpyxl(path: Path) -> _Grids:
    """All sheets as rows of values; of formulas the stored results."""
    import openpyxl

    book = openpyxl.load_workbook(path, data_only=True)
    return [[list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets]
