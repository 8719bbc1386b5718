"""The ruling lines of tables in sample PDFs, as each kind of producer draws them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from reportlab.pdfgen.canvas import Canvas

_THIN = 0.5
_PALE = 0.92


@dataclass(frozen=True)
class Region:
    """The rectangle of one cell on a page, in points from the page's lower left corner.

    ``continues``: the next page holds more of the cell.
    """

    left: float
    bottom: float
    right: float
    top: float
    is_header: bool = False
    continues: bool = False


def stroked(canvas: Canvas, cells: Sequence[Region], is_first: bool) -> None:
    """Stroked lines, each as long as it runs; every page closes its part of the table."""
    canvas.setLineWidth(_THIN)
    for start, end, y in _runs((c.left, c.right, y) for c in cells for y in (c.top, c.bottom)):
        canvas.line(start - _THIN / 2, y, end + _THIN / 2, y)
    for start, end, x in _runs((c.bottom, c.top, x) for c in cells for x in (c.left, c.right)):
        canvas.line(x, start, x, end)


def filled_open(canvas: Canvas, cells: Sequence[Region], is_first: bool) -> None:
    """A thin filled box for each side of a cell, drawn once for two cells that meet.

    A continued part has no line at its top, and cells that go on have none below.
    """
    top = max(cell.top for cell in cells)
    bottom = min(cell.bottom for cell in cells)
    right = max(cell.right for cell in cells)
    thick = 0.75
    for cell in cells:
        width, height = cell.right - cell.left, cell.top - cell.bottom
        if is_first or cell.top < top:
            canvas.rect(cell.left, cell.top - thick, width, thick, 0, 1)
        canvas.rect(cell.left, cell.bottom, thick, height, 0, 1)
        if cell.right == right:
            canvas.rect(right, cell.bottom, thick, height, 0, 1)
        if cell.bottom == bottom and not cell.continues:
            canvas.rect(cell.left, bottom - thick, width, thick, 0, 1)


def filled_closed(canvas: Canvas, cells: Sequence[Region], is_first: bool) -> None:
    """Filled boxes with a small square on each corner, and a shade behind header cells."""
    for cell in cells:
        if cell.is_header:
            canvas.setFillGray(_PALE)
            canvas.rect(
                cell.left, cell.bottom, cell.right - cell.left, cell.top - cell.bottom, 0, 1
            )
    canvas.setFillGray(0)
    for cell in cells:
        width, height = cell.right - cell.left, cell.top - cell.bottom
        for x in (cell.left, cell.right):
            for y in (cell.bottom, cell.top):
                canvas.rect(x, y, _THIN, _THIN, 0, 1)
        for y in (cell.bottom, cell.top):
            canvas.rect(cell.left + _THIN, y, width - _THIN, _THIN, 0, 1)
        for x in (cell.left, cell.right):
            canvas.rect(x, cell.bottom + _THIN, _THIN, height - _THIN, 0, 1)


def none(canvas: Canvas, cells: Sequence[Region], is_first: bool) -> None:
    """No line at all."""


RULINGS: dict[str, Callable[[Canvas, Sequence[Region], bool], None]] = {
    "stroked": stroked,
    "filled_open": filled_open,
    "filled_closed": filled_closed,
    "none": none,
}


def _runs(segments: Iterable[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Segments (start, end, at) joined where they touch on one line."""
    by_line: dict[float, list[tuple[float, float]]] = {}
    for start, end, at in segments:
        by_line.setdefault(round(at, 2), []).append((start, end))
    runs = []
    for at, spans in sorted(by_line.items()):
        spans.sort()
        start, end = spans[0]
        for next_start, next_end in spans[1:]:
            if next_start > end + 0.1:
                runs.append((start, end, at))
                start, end = next_start, next_end
            end = max(end, next_end)
        runs.append((start, end, at))
    return runs
