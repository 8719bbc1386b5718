"""Tables with drawn cells: where they are, and characters into their cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from importers.errors import FileOverLimitsError
from importers.readers.pdf_cells import TOUCH, RuledTables
from importers.readers.pdf_geometry import Char, PageContent, Rule, Rules
from importers.readers.pdf_rules import close_open_sides, tidy
from importers.readers.pdf_text import cell_text
from store.report import Box

MOST_CROSSINGS = 250_000
# Shorter rules may be strokes of a drawing.
_STROKE = 30.0
# A character of which more than this part of its width stands in the next cell ran over.
_OVER = 0.2
# Characters that stand closer than this part of their height are one word.
_WORD_GAP = 0.3


@dataclass(slots=True)
class TableCell:
    """A drawn cell: rows and columns from 0, ends exclusive; its characters."""

    row: int
    column: int
    row_end: int
    column_end: int
    box: Box
    chars: list[Char] = field(default_factory=list)
    _text: str | None = None

    @property
    def text(self) -> str:
        """Its text, once all its characters are there, its lines by line breaks."""
        if self._text is None:
            self._text = cell_text(self.chars)
        return self._text

    def clear(self) -> None:
        """Take its characters out again."""
        self.chars.clear()
        self._text = None


@dataclass(slots=True)
class DrawnTable:
    """A table as it is drawn on one page; ``xs`` and ``ys`` are its rules."""

    page: int
    xs: list[float]
    ys: list[float]
    cells: list[TableCell]
    owners: list[list[TableCell | None]]
    is_shaded: bool = False

    @property
    def box(self) -> Box:
        """The outline of the table."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def cell_at(self, x: float, y: float) -> TableCell | None:
        """The cell around a point, None outside of the table and in its holes."""
        column = bisect_right(self.xs, x) - 1
        row = bisect_right(self.ys, y) - 1
        if 0 <= column < len(self.xs) - 1 and 0 <= row < len(self.ys) - 1:
            return self.owners[row][column]
        return None


def find_tables(page: PageContent) -> list[DrawnTable]:
    """Tables of at least two columns that the page draws, with their characters still empty.

    Raises FileOverLimitsError.
    """
    found = _tables(tidy(page.drawn), page)
    shaded = page.shaded
    if not shaded.horizontal and not shaded.vertical:
        return found
    # Colours inside a table that is drawn are highlights; elsewhere they may be the table.
    outside = Rules(
        _outside(page.drawn.horizontal, shaded.horizontal, found, False),
        _outside(page.drawn.vertical, shaded.vertical, found, True),
    )
    for table in _tables(tidy(outside), page):
        table.is_shaded = True
        found.append(table)
    return found


def _bounded(rules: Rules) -> Rules:
    """The rules, without the short strokes of a drawing where there are very many.

    Raises FileOverLimitsError where no report can have so many.
    """
    if len(rules.horizontal) * len(rules.vertical) <= MOST_CROSSINGS:
        return rules
    long = Rules(
        [rule for rule in rules.horizontal if rule[2] - rule[1] >= _STROKE],
        [rule for rule in rules.vertical if rule[2] - rule[1] >= _STROKE],
    )
    if len(long.horizontal) * len(long.vertical) > MOST_CROSSINGS:
        raise FileOverLimitsError(what="lines_on_a_page", limit=MOST_CROSSINGS)
    return long


def _outside(
    drawn: Sequence[Rule], shaded: Sequence[Rule], tables: Sequence[DrawnTable], is_upright: bool
) -> list[Rule]:
    kept = []
    for position, start, end in (*drawn, *shaded):
        middle = (start + end) / 2
        x, y = (position, middle) if is_upright else (middle, position)
        if not any(
            left - TOUCH <= x <= right + TOUCH and top - TOUCH <= y <= bottom + TOUCH
            for left, top, right, bottom in (table.box for table in tables)
        ):
            kept.append((position, start, end))
    return kept


def _tables(rules: Rules, page: PageContent) -> list[DrawnTable]:
    if not rules.vertical or not rules.horizontal:
        return []
    rules = close_open_sides(_bounded(rules))
    if len(rules.vertical) < 3 or len(rules.horizontal) < 2:
        return []
    found = RuledTables(rules, page.width, page.height)
    tables = [_drawn(cells, page.number) for cells in found.groups]
    return [table for table in tables if len(table.xs) > 2]


def _drawn(boxes: Sequence[Box], page: int) -> DrawnTable:
    xs = sorted({x for box in boxes for x in (box[0], box[2])})
    ys = sorted({y for box in boxes for y in (box[1], box[3])})
    column_of = {x: i for i, x in enumerate(xs)}
    row_of = {y: i for i, y in enumerate(ys)}
    cells = []
    owners: list[list[TableCell | None]] = [[None] * (len(xs) - 1) for _ in ys[1:]]
    for box in sorted(boxes, key=lambda b: (b[1], b[0])):
        left, top, right, bottom = box
        cell = TableCell(row_of[top], column_of[left], row_of[bottom], column_of[right], box)
        cells.append(cell)
        for row in range(cell.row, cell.row_end):
            owners[row][cell.column : cell.column_end] = [cell] * (cell.column_end - cell.column)
    return DrawnTable(page, xs, ys, cells, owners)


def fill_tables(tables: Sequence[DrawnTable], chars: Sequence[Char]) -> list[Char]:
    """Put characters into the cells around them; returns those that stand in no cell."""
    if not tables:
        return list(chars)
    outlines = [(table, *table.box) for table in tables]
    plain = {id(table) for table in tables if _is_plain(table, tables)}
    rest: list[Char] = []
    owners: list[TableCell | None] = []
    astray: list[int] = []
    cell: TableCell | None = None
    # The cell of the character before, where no other one can be around a point in its box.
    left = top = right = bottom = 0.0
    for index, (x0, y0, x1, y1, char, _) in enumerate(chars):
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        if not (left <= x < right and top <= y < bottom):
            cell = None
            left = top = right = bottom = 0.0
            for table, start, high, end, low in outlines:
                if high <= y <= low and start <= x <= end:
                    cell = table.cell_at(x, y)
                    if cell is not None:
                        if id(table) in plain:
                            left, top, right, bottom = cell.box
                        break
        owners.append(cell)
        if cell is not None and char != " ":
            over = _OVER * (x1 - x0)
            if x0 < cell.box[0] - over or x1 > cell.box[2] + over:
                astray.append(index)
    for index in astray:
        _keep_together(index, chars, owners, tables)
    for one, owner in zip(chars, owners, strict=True):
        if owner is None:
            rest.append(one)
        else:
            owner.chars.append(one)
    return rest


def _is_plain(table: DrawnTable, tables: Sequence[DrawnTable]) -> bool:
    """True where no two cells of the table, and no other table, lie over each other."""
    spans = sum((one.row_end - one.row) * (one.column_end - one.column) for one in table.cells)
    filled = sum(owner is not None for row in table.owners for owner in row)
    left, top, right, bottom = table.box
    return spans == filled and not any(
        other is not table
        and left <= other.xs[-1]
        and other.xs[0] <= right
        and top <= other.ys[-1]
        and other.ys[0] <= bottom
        for other in tables
    )


def _keep_together(
    index: int,
    chars: Sequence[Char],
    owners: list[TableCell | None],
    tables: Sequence[DrawnTable],
) -> None:
    """A word that runs over the border of its cell belongs where its middle is.

    A figure behind it that stands in a cell as a whole is not part of the word.
    """
    first = last = index
    while first > 0 and _is_one_word(chars[first - 1], chars[first]):
        first -= 1
    while last + 1 < len(chars) and _is_one_word(chars[last], chars[last + 1]):
        last += 1
    end = last + 1
    start = end
    while start > first and chars[start - 1][4].isdigit():
        start -= 1
    if first < start < end:
        whole = _cell_around(chars[first:end], tables)
        figure = _cell_around(chars[start:end], tables)
        if (
            figure is not None
            and figure is not whole
            and figure.box[0] - 1 <= chars[start][0]
            and chars[last][2] <= figure.box[2] + 1
        ):
            owners[start:end] = [figure] * (end - start)
            end = start
    cell = _cell_around(chars[first:end], tables)
    if cell is not None:
        owners[first:end] = [cell] * (end - first)


def _cell_around(word: Sequence[Char], tables: Sequence[DrawnTable]) -> TableCell | None:
    """The cell around the middle of a word."""
    x, y = (word[0][0] + word[-1][2]) / 2, (word[0][1] + word[0][3]) / 2
    return next((found for t in tables if (found := t.cell_at(x, y)) is not None), None)


def _is_one_word(before: Char, after: Char) -> bool:
    height = max(before[3] - before[1], after[3] - after[1])
    level = abs(before[5] - after[5]) < height / 4
    near = -height < after[0] - before[2] < _WORD_GAP * height
    return level and near and before[4] != " " != after[4]
