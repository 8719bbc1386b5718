"""The cells of a table as the source draws it."""

from __future__ import annotations

from dataclasses import dataclass

from store.report import Box


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell of a source grid: raw text, column (from 0), and its place as far as known.

    ``line`` counts from 1 in the document's ``source``; ``box`` is in points on ``page``;
    ``confidence`` (0 to 1) is set only where the text was recognised from an image.
    """

    text: str
    column: int
    line: int | None = None
    page: int | None = None
    box: Box | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row of a source grid; ``after_break`` is true where a page break precedes it."""

    cells: tuple[GridCell, ...]
    after_break: bool = False

    @property
    def line(self) -> int | None:
        """The line of the row's first cell that has text, else of its first cell."""
        for cell in self.cells:
            if cell.text.strip():
                return cell.line
        return self.cells[0].line if self.cells else None
