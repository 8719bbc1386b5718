"""Compose a Document from the paragraphs and rows that a reader finds, with lines to show."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeAlias

from importers.document import Anchoring, Block, Document, Grid, GridCell, GridRow
from importers.radicals import fold_radicals, has_radicals
from store.report import Box, Paragraph, Place

_SPACES = re.compile(r"\s+")
# A cell's lines are wrapped anywhere in Chinese words; only between other words is it a space.
_WRAPPED = re.compile(r"(?<=[\u3400-\u9fff（）])\s+(?=[\u3400-\u9fff（）])")
_CELL_BAR = " | "
# A row of a table as drawn: the texts of its cells, each with its column.
TableRow: TypeAlias = tuple[tuple[str, int], ...]


class Composer:
    """Collects blocks in reading order for formats whose files have no lines of their own.

    Each paragraph and each row of a table is one line of the document's ``source``, which is
    what the source view shows; places count in these lines.
    """

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._source: list[str] = []
        self._unread: list[Place] = []

    def paragraph(self, text: str, page: int | None = None, box: Box | None = None) -> None:
        """Add one paragraph; white space inside is one space, an empty one adds nothing."""
        text = _SPACES.sub(" ", fold_radicals(text)).strip()
        if text:
            self._source.append(text)
            self._blocks.append(Paragraph(text, Place(page, line=len(self._source), box=box)))

    def grid(self, rows: Iterable[GridRow], anchoring: Anchoring = Anchoring.EXACT) -> None:
        """Add one table; the lines of its cells are set here. Line breaks in cells are kept."""
        placed = []
        for row in rows:
            if not row.cells:
                continue
            line = len(self._source) + 1
            texts = _folded([cell.text for cell in row.cells])
            cells = tuple(
                [
                    GridCell(text, cell.column, line, cell.page, cell.box, cell.confidence)
                    for text, cell in zip(texts, row.cells, strict=True)
                ]
            )
            self._source.append(_CELL_BAR.join(map(_one_line, texts)))
            placed.append(GridRow(cells, row.after_break))
        if placed:
            self._blocks.append(Grid(tuple(placed), anchoring))

    def table(self, rows: Iterable[TableRow]) -> None:
        """Add one table of which only texts and columns are known; empty rows are left out."""
        placed = []
        for row in rows:
            if not row:
                continue
            line = len(self._source) + 1
            texts = _folded([text for text, _ in row])
            self._source.append(_CELL_BAR.join(map(_one_line, texts)))
            cells = [GridCell(text, cell[1], line) for text, cell in zip(texts, row, strict=True)]
            placed.append(GridRow(tuple(cells)))
        if placed:
            self._blocks.append(Grid(tuple(placed), Anchoring.EXACT))

    def picture(self, page: int | None = None, box: Box | None = None) -> None:
        """Note a picture that may hold text or a table and was not read."""
        self._unread.append(Place(page, line=max(1, len(self._source)), box=box))

    def document(self, reader: str, encoding: str | None = None) -> Document:
        """All that was added, as read by ``reader``."""
        return Document(
            tuple(self._blocks), reader, encoding, tuple(self._source), tuple(self._unread)
        )


def _folded(texts: list[str]) -> list[str]:
    return [fold_radicals(text) for text in texts] if has_radicals("".join(texts)) else texts


def _one_line(text: str) -> str:
    words = text.split()
    if len(words) < 2:
        return words[0] if words else ""
    return _SPACES.sub(" ", _WRAPPED.sub("", text)).strip()
