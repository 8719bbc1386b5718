"""The table of a flag: this year's or last year's grid, with what it has to point at."""

from __future__ import annotations

from store.equations import Status
from store.forms import Axis
from store.report import Flag
from tui.drawing.cells import GridLook, corrections
from tui.drawing.grid_heads import has_column_groups
from tui.drawing.last_year import carried_lines, look_at_last_year, of_last_year
from tui.drawing.state import ReviewState, marked_fields, preview_of, summed_fields
from tui.drawing.table import table_lines
from tui.drawing.text import Line
from tui.locale import Translator


def grid_lines(
    state: ReviewState, flag: Flag, table: str, width: int, height: int, words: Translator
) -> list[Line]:
    """The grid in at most ``height`` lines."""
    data = state.data
    look = GridLook(
        table,
        marked_fields(flag),
        state.cursor,
        preview_of(state),
        state.expanded,
        summed_fields(data, flag),
        corrections(data),
        ascii_only=state.ascii_only,
    )
    old = of_last_year(data) if state.is_last_year else None
    beside = carried_lines(data, look, words, is_last_year=old is not None)
    if old is None:
        return table_lines(data, look, width, height, words, beside)
    year = old.report.identity.year or ""
    caption = words("grid.last_year", year=year)
    return table_lines(old, look_at_last_year(look, old, caption), width, height, words, beside)


def whole_height(state: ReviewState, table: str) -> int:
    """Lines that all rows of a table need, with the heads of its columns and their sums."""
    form, evaluations = state.data.form, state.data.evaluations
    columns = [
        e for e in evaluations if e.equation.table == table and e.equation.axis is Axis.COLUMN
    ]
    fails = any(e.status is Status.FAILS for e in columns)
    codes = len({e.equation.code for e in columns})
    drawn = form.tables_by_key[table]
    heads = 1 + has_column_groups(drawn)
    return heads + len(drawn.rows) + (codes if fails else min(codes, 1))
