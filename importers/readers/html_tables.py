"""A table element → grids, or the lines of a table that only lays out the page.

Columns are counted as the HTML standard does (§4.9.12, forming a table), with intervals instead
of slots: no work grows with a claimed span.
"""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from importers.errors import FileOverLimitsError
from importers.readers.html_items import Drawn, Item, Line, Picture, is_form_label
from importers.readers.html_tree import BREAK, NO_BREAK, Element

MOST_COLUMNS_SPANNED = 1000
MOST_ROWS_SPANNED = 65_534
# Cells merged downward across one row; the official tables have two.
MOST_OPEN_SPANS = 200
# With fewer labels of the form a table is none of the official ones.
_FEWEST_LABELS = 2
_PROSE = 60
_MUCH_PROSE = 200
_SPAN = re.compile(r"[ \t\n\f\r]*\+?0*([0-9]+)")

Flow = Callable[[Element], list[Item]]


@dataclass(slots=True)
class _Cell:
    """A cell: its text, and all that it shows where that is more than the one line of text."""

    column: int
    text: str
    owner: Element
    more: list[Item] | None = None

    @property
    def items(self) -> list[Item]:
        """All that the cell shows."""
        if self.more is not None:
            return self.more
        return [Line(self.text, self.owner)] if self.text else []


_Row = list[_Cell]


def read_span(text: str | None, most: int, least: int = 1) -> int:
    """A span as the HTML standard reads it: leading digits, clamped to ``most``.

    Below ``least`` (0 is a span of rows up to the end of their group) or no number: 1.
    """
    found = _SPAN.match(text or "")
    if found is None:
        return 1
    digits = found.group(1)
    number = most if len(digits) > 6 else min(int(digits), most)
    return number if number >= least else 1


def table_items(table: Element, flow: Flow) -> list[Item]:
    """What a table element shows, in order; ``flow`` gives the items in a cell."""
    items, groups = _groups(table, flow)
    rows = [row for group in groups for row in _place(group, flow)]
    if not rows:
        return items
    labels = _count_labels(rows)
    if labels >= _FEWEST_LABELS:
        return items + _data(rows, table)
    if _is_layout(rows):
        return items + [item for row in rows for cell in row for item in cell.items]
    items.append(_drawn(rows, table, is_official=False))
    return items + [item for row in rows for cell in row for item in _pictures(cell, None)]


def _groups(table: Element, flow: Flow) -> tuple[list[Item], list[list[Element]]]:
    """Captions, and the rows of each row group as displayed: head first, foot last."""
    above: list[Item] = []
    heads: list[list[Element]] = []
    bodies: list[list[Element]] = []
    feet: list[list[Element]] = []
    # Rows outside any group that follow each other are a group.
    loose: list[Element] | None = None
    for child in table.children:
        if isinstance(child, str):
            if child.strip():
                above.append(Line(child.strip(), table))
        elif child.tag == "caption":
            above += flow(child)
        elif child.tag == "thead" and not heads:
            heads.append(_rows_of(child))
        elif child.tag == "tfoot" and not feet:
            feet.append(_rows_of(child))
        elif child.tag in ("thead", "tbody", "tfoot"):
            bodies.append(_rows_of(child))
            loose = None
        else:
            if loose is None:
                loose = []
                bodies.append(loose)
            loose.append(_as_row(child, table))
    return above, [*heads, *bodies, *feet]


def _as_row(child: Element, parent: Element) -> Element:
    """A row, or what stands where a row should be as the only cell of one."""
    return child if child.tag == "tr" else Element("tr", {}, parent, children=[child])


def _rows_of(group: Element) -> list[Element]:
    return [_as_row(child, group) for child in group.children if isinstance(child, Element)]


def _place(rows: Sequence[Element], flow: Flow) -> Iterator[_Row]:
    """The cells of one row group with their columns; downward spans end with the group."""
    # (first column, column behind, last row) of cells that reach down into the row at hand
    spans: list[tuple[int, int, int]] = []
    for number, row in enumerate(rows):
        if spans:
            spans = [span for span in spans if span[2] >= number]
            if len(spans) > MOST_OPEN_SPANS:
                raise FileOverLimitsError(what="merged_cells", limit=MOST_OPEN_SPANS)
        blocked = tuple(spans)
        passed = column = 0
        placed: _Row = []
        for cell in row.children:
            if isinstance(cell, str):
                continue
            while passed < len(blocked) and blocked[passed][0] <= column:
                column = max(column, blocked[passed][1])
                passed += 1
            placed.append(_cell(cell, column, flow))
            attributes = cell.attributes
            width = height = 1
            if "colspan" in attributes:
                width = read_span(attributes["colspan"], MOST_COLUMNS_SPANNED)
            if "rowspan" in attributes:
                height = read_span(attributes["rowspan"], MOST_ROWS_SPANNED, 0)
            if height != 1:
                last = number + height - 1 if height else len(rows)
                insort(spans, (column, column + width, last))
            column += width
        if placed:
            yield placed


def _cell(element: Element, column: int, flow: Flow) -> _Cell:
    inner = element
    # Most cells are one text, or one paragraph of one text.
    while len(inner.children) == 1:
        child = inner.children[0]
        if not isinstance(child, str):
            if child.tag != "p":
                break
            inner = child
            continue
        if inner.preformatted or BREAK in child:
            break
        text = child.strip(" ").replace(NO_BREAK, " ")
        return _Cell(column, "" if text.isspace() else text, inner)
    else:
        if not inner.children:
            return _Cell(column, "", inner)
    items = flow(element)
    return _Cell(column, _plain(items), element, items)


def _plain(items: Sequence[Item]) -> str:
    """What items show as lines of text: a table inside a cell is only text there."""
    texts: list[str] = []
    for item in items:
        if isinstance(item, Line):
            texts.append(item.text)
        elif isinstance(item, Drawn):
            texts += [text for row in item.rows for text, _ in row if text]
    return BREAK.join(texts).strip(BREAK)


def _count_labels(rows: Sequence[_Row]) -> int:
    """How many cells are labels of the form; counting stops at what decides."""
    count = 0
    for row in rows:
        for cell in row:
            if is_form_label(cell.text):
                count += 1
                if count == _FEWEST_LABELS:
                    return count
    return count


def _is_layout(rows: Sequence[_Row]) -> bool:
    """Whether a table without labels of its own only lays out what is in its cells."""
    if all(len(row) == 1 for row in rows):
        return True
    return any(_holds_report(cell) or _is_long_prose(cell) for row in rows for cell in row)


def _holds_report(cell: _Cell) -> bool:
    return any(_opens_block(item) for item in cell.items)


def _opens_block(item: Item) -> bool:
    """Whether an item cannot be the content of a data cell: an official table or heading."""
    if isinstance(item, Drawn):
        return item.is_official
    return isinstance(item, Line) and len(item.text) > 3 and item.section is not None


def _is_long_prose(cell: _Cell) -> bool:
    return len(cell.more or ()) > 1 and len(cell.text) >= _MUCH_PROSE and "。" in cell.text


def _data(rows: Sequence[_Row], table: Element) -> list[Item]:
    """Grids of an official table, and what else broken markup put into its cells.

    A report may stand in one table as a whole: rows of a single cell with a heading divide it.
    """
    items: list[Item] = []
    part: list[_Row] = []
    for row in rows:
        if len(row) == 1 and _holds_report(row[0]):
            items += _part(part, table)
            items += row[0].items
            part = []
        else:
            part.append(row)
    return items + _part(part, table)


def _part(rows: Sequence[_Row], table: Element) -> list[Item]:
    """One grid; prose in rows of its own before and behind it, and what ran into its cells."""
    first, end = 0, len(rows)
    if all(len(row) == 1 and not is_form_label(row[0].text) for row in rows):
        first = end
    while first < end and _is_prose(rows[first]):
        first += 1
    while end > first and _is_prose(rows[end - 1]):
        end -= 1
    items = [item for row in rows[:first] for item in row[0].items]
    behind: list[Item] = []
    kept: list[_Row] = []
    for row in rows[first:end]:
        cells: _Row = []
        for cell in row:
            if cell.more is None:
                cells.append(cell)
                continue
            cut = _cut(cell)
            behind += _pictures(cell, cut)
            if cut is None:
                cells.append(cell)
                continue
            shown = cell.items
            cells.append(_Cell(cell.column, _plain(shown[:cut]), cell.owner))
            behind += shown[cut:]
        kept.append(cells)
    if kept:
        items.append(_drawn(kept, table, is_official=True))
    return items + behind + [item for row in rows[end:] for item in row[0].items]


def _cut(cell: _Cell) -> int | None:
    """Where a cell's content ends and the page goes on: the cell or the table was not closed."""
    items = cell.more
    if items is None or len(items) < 2:
        return None
    for index, item in enumerate(items):
        if _opens_block(item):
            return index
        if index and isinstance(item, Line) and len(item.text) >= _PROSE and "。" in item.text:
            return index
    return None


def _pictures(cell: _Cell, end: int | None) -> list[Item]:
    """Pictures in a cell, whose text does not show them, up to item ``end``."""
    return [item for item in (cell.more or [])[:end] if isinstance(item, Picture)]


def _is_prose(row: _Row) -> bool:
    return len(row) == 1 and len(row[0].text) >= _PROSE and "。" in row[0].text


def _drawn(rows: Sequence[_Row], table: Element, *, is_official: bool) -> Drawn:
    return Drawn(
        tuple([tuple([(cell.text, cell.column) for cell in row]) for row in rows]),
        table,
        is_official,
    )
