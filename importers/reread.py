"""A stored Document read again: with the labels that reviewers taught, or by a newer reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from importers.document import Document, Grid, GridRow, unpack_document
from importers.reports import read_reports
from importers.wordings import Remaps
from store.report import Report


def reread(documents: Sequence[bytes], report: Report, remaps: Remaps) -> Report:
    """Read the report again from its packed Documents; its identity stays what it is.

    The first is the report's own; the tables of the others were joined to it. Raises
    NoReportError where this reader finds no report any more.
    """
    found = read_reports(joined_document(documents), "", remaps)
    same = next((new for new in found if new.ordinal == report.ordinal), found[0])
    return replace(same, identity=report.identity)


def joined_document(documents: Sequence[bytes]) -> Document:
    """The first of packed documents, with the grids of the others behind its own blocks."""
    own, *attached = map(unpack_document, documents)
    blocks = list(own.blocks)
    source = list(own.source)
    for document in attached:
        offset = len(source)
        source += document.source
        blocks += [_moved(block, offset) for block in document.blocks if isinstance(block, Grid)]
    return replace(own, blocks=tuple(blocks), source=tuple(source))


def _moved(grid: Grid, offset: int) -> Grid:
    """The grid with its lines counted behind those of another document."""
    rows = tuple(
        GridRow(
            tuple(
                replace(cell, line=None if cell.line is None else cell.line + offset)
                for cell in row.cells
            ),
            row.after_break,
        )
        for row in grid.rows
    )
    return replace(grid, rows=rows)
