"""Lines of a text with their numbers, and what all table layouts share."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from importers.document import Anchoring, Block, Grid, GridCell, GridRow
from importers.values import looks_like_value
from importers.vocabulary import section_of_heading

_LINE_END = re.compile(r"\r\n|\n|\r")
_SENTENCE = re.compile(r"[。；！？]")
LONGEST_CELL = 80


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the source: its number from 1, its page where form feeds tell pages apart."""

    text: str
    number: int
    page: int | None = None
    after_page: bool = False

    @property
    def is_blank(self) -> bool:
        """Nothing but white space, and no tab (a tab is an empty cell)."""
        return not self.text.strip() and "\t" not in self.text


@dataclass(frozen=True, slots=True)
class TextZone:
    """Blocks read from lines up to ``end`` (exclusive); no blocks: no table up to there."""

    blocks: tuple[Block, ...]
    end: int


ZoneFinder = Callable[[list["Line"], int], TextZone | None]

_PAGE_NUMBER = re.compile(
    r"\s*(?:[-—–·~]+\s*\d{1,3}\s*[-—–·~]+|第\s*\d{1,3}\s*页(?:[\s，,/]*共\s*\d{1,3}\s*页)?)\s*"
)


def is_page_number(text: str) -> bool:
    """True for a line that is only the number of a page, with the usual strokes or words."""
    return len(text) < 60 and _PAGE_NUMBER.fullmatch(text) is not None


def split_lines(text: str) -> list[Line]:
    """Split at LF, CRLF and CR only; a form feed begins a new page."""
    pieces = _LINE_END.split(text)
    if pieces and not pieces[-1]:
        pieces.pop()
    paged = "\f" in text
    page = 1
    lines = []
    for number, piece in enumerate(pieces, 1):
        feeds = piece.count("\f")
        page += feeds
        lines.append(Line(piece.replace("\f", ""), number, page if paged else None, feeds > 0))
    return lines


def ends_table(text: str) -> bool:
    """True for a line that cannot stand inside a table: a section heading or a sentence."""
    stripped = text.strip()
    if section_of_heading(stripped) is not None:
        return True
    return len(stripped) > LONGEST_CELL and _SENTENCE.search(stripped) is not None


def rows_from_stream(cells: list[GridCell]) -> tuple[GridRow, ...]:
    """Rows of cells that came one after another without row ends.

    A row is one label with the values and blanks that follow it; labels in front of it (groups,
    headers, first lines of a torn label) become rows of their own.
    """
    rows: list[list[GridCell]] = []
    for cell in cells:
        if not cell.text.strip():
            if rows:
                rows[-1].append(cell)
            continue
        if looks_like_value(cell.text) and rows:
            rows[-1].append(cell)
            continue
        rows.append([cell])
    return tuple(
        GridRow(tuple(GridCell(c.text, i, c.line, c.page) for i, c in enumerate(row)))
        for row in rows
    )


def grid(rows: list[GridRow] | tuple[GridRow, ...], anchoring: Anchoring) -> Grid:
    """A grid without rows that hold no cell at all."""
    return Grid(tuple(row for row in rows if row.cells), anchoring)
