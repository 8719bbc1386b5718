"""Scanned pages → a Document: tables as drawn, loose columns as sparse rows, prose in paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from importers.document import Anchoring, Document, GridCell, GridRow
from importers.readers.composing import Composer
from importers.readers.lines import is_page_number
from importers.readers.scan_page import Piece, ScannedPage, ScannedTable
from importers.vocabulary import section_of_heading
from store.report import Box

# Shares of the page's height where its number stands.
_FOOT, _HEAD = 0.9, 0.07
_BARE_NUMBER = re.compile(r"\d{1,3}")
# All in heights of a line: pieces so far apart stand in columns; a line that ends so far before
# the margin ends its paragraph; one that begins so far behind it begins one; a step so large
# down the page is a gap.
_APART = 1.0
_SHORT = 2.0
_INDENT = 1.1
_STEP = 2.4
_SAME_SIZE = 0.72
# Rows of a table without ruling lines: fewest pieces, fewest such lines, most others between.
_FEWEST_PIECES, _FEWEST_ROWS, _MOST_BETWEEN = 3, 3, 4


@dataclass(frozen=True, slots=True)
class _Line:
    """The pieces of one line of a page, from left to right."""

    page: int
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        text = ""
        for index, piece in enumerate(self.pieces):
            if index and self._gap(index) > _APART * self.height:
                text += " "
            text += piece.text
        return text

    @property
    def left(self) -> float:
        return min(piece.upright[0] for piece in self.pieces)

    @property
    def right(self) -> float:
        return max(piece.upright[2] for piece in self.pieces)

    @property
    def middle(self) -> float:
        return median((piece.upright[1] + piece.upright[3]) / 2 for piece in self.pieces)

    @property
    def height(self) -> float:
        return median(piece.upright[3] - piece.upright[1] for piece in self.pieces)

    @property
    def is_row(self) -> bool:
        """True where the pieces stand in columns."""
        apart = sum(self._gap(index) > _APART * self.height for index in range(1, len(self.pieces)))
        return apart + 1 >= _FEWEST_PIECES

    def _gap(self, index: int) -> float:
        return self.pieces[index].upright[0] - self.pieces[index - 1].upright[2]


def compose(pages: Sequence[ScannedPage], reader: str) -> Document:
    """The document of pages in their order."""
    composer = Composer()
    prose = _Prose(composer, _margins(pages))
    # The page whose last block is a table: what follows on the next page may be its rest.
    torn: int | None = None
    for page in pages:
        for block in _blocks(page):
            if isinstance(block, _Line):
                prose.add(block)
                torn = None
                continue
            prose.end()
            is_rest = torn is not None and torn != page.number
            if isinstance(block, ScannedTable):
                composer.grid(_drawn_rows(block, page.number, is_rest=is_rest))
            else:
                composer.grid(_sparse_rows(block, is_rest=is_rest), Anchoring.SPARSE)
            torn = page.number
    prose.end()
    return composer.document(reader)


class _Prose:
    """Joins lines to paragraphs."""

    def __init__(self, composer: Composer, margins: tuple[float, float]) -> None:
        self._composer = composer
        self._left, self._right = margins
        self._lines: list[_Line] = []

    def add(self, line: _Line) -> None:
        if self._lines and not self._continues(self._lines[-1], line):
            self.end()
        self._lines.append(line)

    def end(self) -> None:
        if self._lines:
            first = self._lines[0]
            boxes = [piece.box for line in self._lines for piece in line.pieces]
            on_page = boxes[: sum(len(x.pieces) for x in self._lines if x.page == first.page)]
            text = "".join(line.text for line in self._lines)
            self._composer.paragraph(text, first.page, _around(on_page))
            self._lines = []

    def _continues(self, before: _Line, line: _Line) -> bool:
        height = min(before.height, line.height)
        if height < _SAME_SIZE * max(before.height, line.height):
            return False
        if before.right < self._right - _SHORT * height:
            return False
        if line.left > self._left + _INDENT * height:
            return False
        if before.page == line.page and line.middle - before.middle > _STEP * height:
            return False
        return section_of_heading(before.text) is None and section_of_heading(line.text) is None


def _margins(pages: Iterable[ScannedPage]) -> tuple[float, float]:
    """The left and right margin of the prose, told by its widest lines."""
    pieces = [piece.upright for page in pages for piece in page.pieces]
    if not pieces:
        return 0.0, 0.0
    widest = max(right - left for left, _, right, _ in pieces)
    wide = [box for box in pieces if box[2] - box[0] > 0.8 * widest]
    return min(box[0] for box in wide), median(box[2] for box in wide)


def _blocks(page: ScannedPage) -> Iterator[_Line | list[_Line] | ScannedTable]:
    """The tables, the runs of rows and the lines of a page from top to bottom."""
    tables = sorted(page.tables, key=lambda table: (table.upright[1], table.upright[0]))
    lines = [line for line in _lines(page) if not _is_number_of(page, line)]
    for table in tables:
        above = [line for line in lines if line.middle < table.upright[1]]
        yield from _runs(above)
        lines = lines[len(above) :]
        yield table
    yield from _runs(lines)


def _lines(page: ScannedPage) -> list[_Line]:
    found: list[list[Piece]] = []
    for piece in sorted(page.pieces, key=lambda p: p.upright[1] + p.upright[3]):
        if found and _same_line(found[-1], piece):
            found[-1].append(piece)
        else:
            found.append([piece])
    return [
        _Line(page.number, tuple(sorted(line, key=lambda piece: piece.upright[0])))
        for line in found
    ]


def _same_line(line: Sequence[Piece], piece: Piece) -> bool:
    top = median(other.upright[1] for other in line)
    bottom = median(other.upright[3] for other in line)
    common = min(bottom, piece.upright[3]) - max(top, piece.upright[1])
    return common > 0.5 * min(bottom - top, piece.upright[3] - piece.upright[1])


def _is_number_of(page: ScannedPage, line: _Line) -> bool:
    """True for the number of a page; a bare figure is one at the edge of the page only."""
    if is_page_number(line.text):
        return True
    at_edge = line.middle > _FOOT * page.height or line.middle < _HEAD * page.height
    return at_edge and _BARE_NUMBER.fullmatch(line.text) is not None


def _runs(lines: Sequence[_Line]) -> Iterator[_Line | list[_Line]]:
    """Lines, and runs of lines that are the rows of a table without ruling lines."""
    start = 0
    while start < len(lines):
        end = _end_of_run(lines, start)
        if end > start:
            yield list(lines[start:end])
            start = end
        else:
            yield lines[start]
            start += 1


def _end_of_run(lines: Sequence[_Line], start: int) -> int:
    rows, end, between = 0, start, 0
    for index in range(start, len(lines)):
        if lines[index].is_row:
            rows, end, between = rows + 1, index + 1, 0
            continue
        between += 1
        is_first = index == start
        if is_first or between > _MOST_BETWEEN or section_of_heading(lines[index].text):
            break
    return end if rows >= _FEWEST_ROWS else start


def _drawn_rows(table: ScannedTable, page: int, *, is_rest: bool) -> list[GridRow]:
    rows: dict[int, list[GridCell]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(
            GridCell(
                cell.text.text,
                cell.column,
                page=page,
                box=cell.box,
                confidence=round(cell.text.confidence, 3),
            )
        )
    return [
        GridRow(tuple(cells), after_break=is_rest and not index)
        for index, (_, cells) in enumerate(sorted(rows.items()))
    ]


def _sparse_rows(lines: Sequence[_Line], *, is_rest: bool) -> list[GridRow]:
    return [
        GridRow(
            tuple(
                GridCell(
                    piece.text,
                    column,
                    page=line.page,
                    box=piece.box,
                    confidence=round(piece.confidence, 3),
                )
                for column, piece in enumerate(line.pieces)
            ),
            after_break=is_rest and not index,
        )
        for index, line in enumerate(lines)
    ]


def _around(boxes: Sequence[Box]) -> Box:
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
