"""A table whose rows stand beside each other, as the form draws part four."""

from __future__ import annotations

from collections.abc import Sequence

from store.forms import Row
from store.forms import Table as FormTable
from store.review import ReviewData
from tui.drawing.cells import GridLook, cell_span, needed_width
from tui.drawing.edges import Statuses, status_span
from tui.drawing.text import Line, Look, Span, left, right, width_of
from tui.locale import Translator

# Marks of doubt and cursor, and a blank between two columns.
_AROUND = 4
_STROKE = "│"


def fits_across(data: ReviewData, table: FormTable, width: int, words: Translator) -> bool:
    """Whether all rows have room beside each other, with the names of their columns."""
    if not table.across or words.language == "en":
        return False
    return _column(table, width) >= max(5, needed_width(data, table) + _AROUND)


def _column(table: FormTable, width: int) -> int:
    return ((width + 1) // len(table.rows) - 1) // len(table.columns)


def across_lines(
    data: ReviewData,
    table: FormTable,
    look: GridLook,
    statuses: Statuses,
    width: int,
    words: Translator,
) -> list[Line]:
    """Heads, names of the columns on two lines, the values, and whether each row adds up."""
    column = _column(table, width)
    block = column * len(table.columns)
    lines: list[Line] = []
    if look.caption:
        lines.append((Span(left(" " + look.caption, width), Look.STRONG),))
    depth = max(len(row.label.path) for row in table.rows)
    lines += [_heads(table.rows, level, depth, block, look) for level in range(depth)]
    lines += [_names(table, half, column) for half in (0, 1)]
    values: list[Span] = []
    sums: list[Span] = []
    for row in table.rows:
        for key in row.columns:
            values.append(cell_span(data, f"{table.key}.{row.key}.{key}", look, column))
        here = statuses.get((table.key, f"row:{row.key}"), ())
        sums.append(Span(left(" " + words("grid.across_sum"), block - 2 * column), Look.DIM))
        sums.append(status_span(here, 2 * column, words, ascii_only=look.ascii_only))
        if row is not table.rows[-1]:
            values.append(Span(_STROKE, Look.DIM))
            sums.append(Span(_STROKE, Look.DIM))
    return [*lines, tuple(values), tuple(sums)]


def _heads(rows: Sequence[Row], level: int, depth: int, block: int, look: GridLook) -> Line:
    """One line of heads; a group stands over all its rows."""
    spans: list[Span] = []
    at = 0
    while at < len(rows):
        path = rows[at].label.path
        # A row without a group stands on the first line, as on the form.
        name = path[level] if level < len(path) else ""
        end = at + 1
        is_group = level < len(path) - 1
        while (
            is_group and end < len(rows) and rows[end].label.path[: level + 1] == path[: level + 1]
        ):
            end += 1
        width = (end - at) * block + end - at - 1
        pointed = (
            any(f".{row.key}." in field for row in rows[at:end] for field in look.marked)
            and not is_group
        )
        text = ("▸" if pointed and name else " ") + name
        spans.append(Span(left(text, width), Look.STRONG if pointed else Look.PLAIN))
        if end < len(rows):
            spans.append(Span(_STROKE, Look.DIM))
        at = end
    return tuple(spans)


def _names(table: FormTable, half: int, column: int) -> Line:
    """结果维持 on two lines, as the form prints it in its narrow columns."""
    spans: list[Span] = []
    for row in table.rows:
        for key in row.columns:
            text = table.columns_by_key[key].label.text
            part = text if width_of(text) < column else (text[:2], text[2:])[half]
            shown = part if half or width_of(text) >= column else ""
            spans.append(Span(right(shown, column), Look.DIM))
        if row is not table.rows[-1]:
            spans.append(Span(_STROKE, Look.DIM))
    return tuple(spans)
