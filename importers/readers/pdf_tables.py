"""Drawn tables → rows of a grid, over page breaks; and which drawings are no tables at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from importers.document import GridCell, GridRow
from importers.readers.pdf_geometry import Char, rounded
from importers.readers.pdf_lattice import DrawnTable, TableCell
from importers.readers.pdf_text import line_text, split_lines
from importers.readers.pdf_torn import join_torn
from importers.vocabulary import is_label

# How far the sides of the pieces of one table may be apart.
_SAME_SIDE = 6.0
_SNAP = 3.0
# A cell across the whole table with more text than this is prose in a box.
_LONG_CELL = 60
# Part of the height of letters: text that is nearer to the next cell's text runs on.
_NO_GAP = 0.3
_WIDE_GAP = 2.5
_FIGURES = re.compile(r"\d[\d.,]*")
_NUMBERED = re.compile(r"\s*(?:[（(]?[一二三四五六七八九十]{1,3}[）)、]|\d{1,2}[.、．])")


def goes_on(above: DrawnTable, below: DrawnTable) -> bool:
    """True where a table at the top of a page has the sides of the one before the break."""
    return (
        below.page == above.page + 1
        and abs(above.xs[0] - below.xs[0]) <= _SAME_SIDE
        and abs(above.xs[-1] - below.xs[-1]) <= _SAME_SIDE
    )


def grid_rows(tables: Sequence[DrawnTable]) -> list[list[tuple[GridRow, bool]]]:
    """The rows of each part, with columns counted over the rules of all parts."""
    positions = _common_positions(tables)
    parts = []
    for number, table in enumerate(tables):
        column_of = [_nearest(positions, x) for x in table.xs]
        rows: list[list[TableCell]] = [[] for _ in table.ys[1:]]
        for cell in table.cells:
            rows[cell.row].append(cell)
        part: list[tuple[GridRow, bool]] = []
        for cells in rows:
            if not cells:
                continue
            found = tuple(
                GridCell(
                    _text_of(cell, table),
                    column_of[cell.column],
                    page=table.page,
                    box=rounded(cell.box),
                )
                for cell in sorted(cells, key=lambda c: c.column)
            )
            whole = len(cells) == 1 and cells[0].column_end - cells[0].column == len(table.xs) - 1
            is_prose = whole and len(found[0].text) > _LONG_CELL and "\n" in found[0].text
            row = GridRow(found, after_break=number > 0 and not part)
            part.append((row, is_prose))
        parts.append(part)
    _join_torn_rows(parts)
    return parts


def _join_torn_rows(parts: list[list[tuple[GridRow, bool]]]) -> None:
    """Join what page breaks tore, part by part; rows of prose are no rows of the table."""
    for number in range(len(parts) - 1):
        above, below = parts[number], parts[number + 1]
        if not above or above[-1][1] or any(is_prose for _, is_prose in below):
            continue
        joined = join_torn(above[-1][0], [row for row, _ in below])
        if joined is not None:
            above[-1] = joined[0], False
            parts[number + 1] = [(row, False) for row in joined[1]]


def _text_of(cell: TableCell, table: DrawnTable) -> str:
    text = cell.text
    if "\n" in text and text.replace("\n", "").isdigit() and _is_wrapped(cell, table):
        return text.replace("\n", "")
    return text


def _is_wrapped(cell: TableCell, table: DrawnTable) -> bool:
    """True for one number that its narrow cell broke: no line but the last had room for more.

    Other cells of the row must show that the row is one: it has one whole label, their single
    lines stand at the middle of the number, or its label is one line beside the first.
    """
    pad = min(
        min(one[0] for one in other.chars) - other.box[0] for other in table.cells if other.chars
    )
    room = cell.box[2] - cell.box[0] - 2 * max(0.0, pad)
    lines = split_lines(cell.chars)
    for line, below in pairwise(lines):
        digit = max(one[2] - one[0] for one in line)
        taken = line[-1][2] - line[0][0]
        if len(line) < len(below) or len(line) < 2 or taken + digit <= room:
            return False
    return _is_one_row(cell, lines, table)


def _is_one_row(cell: TableCell, lines: Sequence[Sequence[Char]], table: DrawnTable) -> bool:
    first, middle = lines[0][0][5], (lines[0][0][5] + lines[-1][0][5]) / 2
    slack = (lines[-1][0][5] - first) / 4
    for other in table.cells:
        same = (other.row, other.row_end) == (cell.row, cell.row_end) and other is not cell
        if not same or not other.chars:
            continue
        if is_label(other.text):
            return True
        found = split_lines(other.chars)
        base = found[0][0][5]
        if len(found) == 1 and abs(base - middle) <= slack:
            return True
        if len(found) == 1 and abs(base - first) <= slack and not found[0][0][4].isdigit():
            return True
    return False


def _common_positions(tables: Sequence[DrawnTable]) -> list[float]:
    positions: list[float] = []
    for x in sorted(x for table in tables for x in table.xs):
        if not positions or x - positions[-1] > _SNAP or len(tables) == 1:
            positions.append(x)
    return positions


def _nearest(positions: Sequence[float], x: float) -> int:
    return min(range(len(positions)), key=lambda i: abs(positions[i] - x))


def is_no_table(table: DrawnTable, rest: Sequence[Char]) -> bool:
    """True for what has the rules of a table and is none, or none whose rows are drawn.

    Drawings without text; areas of colour behind prose; and tables that lack rules between
    some rows or columns, which are read by position. ``rest`` are the characters of the page
    that stand in no cell of any table.
    """
    if not any(cell.chars for cell in table.cells):
        return True
    if _has_text_outside(table, rest):
        return True
    return (table.is_shaded and _is_prose_behind(table)) or _lacks_rules(table)


def _has_text_outside(table: DrawnTable, rest: Sequence[Char]) -> bool:
    """True where text stands in a hole of the table or right of its rows: cells are missing.

    What stands left of it names a group of rows whose cell ends on no side of the page.
    """
    left, top, _, bottom = table.box
    return any(
        top < one[1] and one[3] < bottom and top < one[5] < bottom and one[0] > left
        for one in rest
        if one[4] != " "
    )


def _lacks_rules(table: DrawnTable) -> bool:
    """True where a cell holds what belongs to several: labels or figures that are not its own."""
    headed: dict[int, int] = {}
    figured = {row for cell in table.cells if _is_figure(cell) for row in _rows_of(cell, 1)}
    for cell in table.cells:
        chars = cell.chars
        if not chars:
            continue
        if _is_figure(cell) and figured.issuperset(_rows_of(cell)) and len(_rows_of(cell)) > 1:
            return True
        if " " in cell.text or "\n" in cell.text:
            tokens = cell.text.split()
            if len(tokens) > 1 and _are_several(tokens):
                return True
        is_figure = chars[-1][4].isdigit()
        if abs(chars[0][5] - chars[-1][5]) < 1:
            if is_figure and _has_gap_before_figures(chars):
                return True
            continue
        lines = cell.text.split("\n")
        if len(lines) < 2:
            continue
        if not is_figure:
            if sum(_NUMBERED.match(line) is not None and is_label(line) for line in lines) > 1:
                return True
        elif all(map(_FIGURES.fullmatch, lines)):
            if not _is_wrapped(cell, table) and not _is_one_row(cell, split_lines(chars), table):
                return True
        elif _FIGURES.fullmatch(lines[-1]):
            if is_label("".join(lines[:-1])):
                return True
            headed[cell.row] = headed.get(cell.row, 0) + 1
    return any(cells > 1 for cells in headed.values())


def _rows_of(cell: TableCell, most: int | None = None) -> range:
    """The rows of a cell; none where it has more than ``most``."""
    rows = range(cell.row, cell.row_end)
    return rows if most is None or len(rows) <= most else range(0)


def _is_figure(cell: TableCell) -> bool:
    if not cell.chars:
        return False
    text = "".join([one[4] for one in cell.chars]).replace(" ", "")
    return not text or text.isdigit()


def _are_several(tokens: Sequence[str]) -> bool:
    """True for parts of a text that are whole labels, or a label and a figure."""
    labels = sum(map(is_label, tokens))
    if not labels:
        return False
    if any(map(_FIGURES.fullmatch, tokens)):
        return True
    return labels > 1 and not is_label("".join(tokens))


def _has_gap_before_figures(chars: Sequence[Char]) -> bool:
    """True for one line that ends in figures with a wide gap before them."""
    last = None
    for one in sorted(chars, reverse=True):
        if one[4] == " ":
            continue
        if last is not None:
            if last[0] - one[2] > _WIDE_GAP * (last[3] - last[1]):
                return True
            if not one[4].isdigit():
                return False
        last = one
    return False


def _is_prose_behind(table: DrawnTable) -> bool:
    """True for areas of colour behind prose, whose text runs on from one into the next.

    In a table the text of a cell keeps clear of the cell's sides.
    """
    beside = touching = 0
    for left in table.cells:
        for right in table.cells:
            if left.column_end != right.column or left.row != right.row:
                continue
            if not left.chars or not right.chars:
                continue
            beside += 1
            touching += _runs_on(left, right)
    return beside == 0 or touching * 3 >= beside


def _runs_on(left: TableCell, right: TableCell) -> bool:
    for one in split_lines(left.chars):
        for other in split_lines(right.chars):
            if not line_text(one) or not line_text(other):
                continue
            height = one[-1][3] - one[-1][1]
            if abs(one[-1][5] - other[0][5]) < 1 and other[0][0] - one[-1][2] < _NO_GAP * height:
                return True
    return False
