"""A stored Document read again: with the labels that reviewers taught, or by a newer reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from importers.document import Document, Grid, GridRow, unpack_document
from importers.errors import NoReportError
from store.errors import AnnotationError
from store.report import Report

if TYPE_CHECKING:
    from importers.wordings import Remaps

_SEAM = "【附表】"


def reread(documents: Sequence[bytes], report: Report, remaps: Remaps) -> Report:
    """Read the report again from its packed Documents; its identity stays what it is.

    The first is the report's own; the tables of the others were joined to it. Raises
    AnnotationError where this reader finds no report any more.
    """
    # The reader takes longer to load than the workbench to draw, and is not needed to begin.
    from importers.reports import read_reports

    try:
        found = read_reports(joined_document(documents), "", remaps)
    except NoReportError as error:
        raise AnnotationError("report_unreadable") from error
    same = next((new for new in found if new.ordinal == report.ordinal), found[0])
    return replace(same, identity=report.identity)


def joined_document(documents: Sequence[bytes], names: Sequence[str] = ()) -> Document:
    """The first of packed documents, with the grids of the others behind its own blocks.

    A line between them in the source shows the file that follows, where ``names`` has it.
    """
    own, *attached = map(unpack_document, documents)
    blocks = list(own.blocks)
    source = list(own.source)
    for number, document in enumerate(attached):
        name = names[number] if number < len(names) else ""
        source.append(f"{_SEAM} {name}".rstrip())
        offset = len(source)
        source += document.source
        blocks += [_moved(block, offset) for block in document.blocks if isinstance(block, Grid)]
    return replace(own, blocks=tuple(blocks), source=tuple(source))


def place_in_files(source: Sequence[str], line: int, joined: int) -> tuple[int, int]:
    """Where a line of a joined source stands: the number of the file, and its line there.

    File 0 is the report's own; ``joined`` is how many were joined to it.
    """
    if not joined:
        return 0, line
    seams = [at for at, text in enumerate(source, 1) if text.startswith(_SEAM) and at <= line]
    seams = seams[-joined:]
    return (len(seams), line - seams[-1]) if seams else (0, line)


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
