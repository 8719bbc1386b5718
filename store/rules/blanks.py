"""Which cells of a table are blank, as the sentence that tells it: whole columns, rows, or cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from store.forms import Form, Table
from store.report import Cell
from store.rules.registry import Params

_TOTAL = "total"
_MOST_CELLS = 6


def blank_pattern(
    form: Form, table: Table, blank: list[Cell], present: list[Cell], whole: bool
) -> Params:
    """The parameters of the sentence on a table's blank cells; ``whole``: it has no others.

    A total is the sum of what is filled in: nobody is asked to write 0 there.
    """
    params: Params = {
        "form": form.edition,
        "table": table.key,
        "count": len(blank),
        "line": blank[0].place.line,
    }
    if whole:
        return params | {"variant": "whole"}
    by_column: dict[str, list[Cell]] = defaultdict(list)
    by_row: dict[str, list[Cell]] = defaultdict(list)
    all_by_column: dict[str, int] = defaultdict(int)
    all_by_row: dict[str, int] = defaultdict(int)
    for cell in present:
        field = form.fields_by_id[cell.field]
        all_by_column[field.column.key] += 1
        all_by_row[field.row.key] += 1
    for cell in blank:
        field = form.fields_by_id[cell.field]
        by_column[field.column.key].append(cell)
        by_row[field.row.key].append(cell)
    rows = len(all_by_row)
    full_columns = [c for c, found in by_column.items() if len(found) == all_by_column[c]]
    full_rows = [r for r, found in by_row.items() if len(found) == all_by_row[r]]
    if not table.across and rows > 1 and sum(len(by_column[c]) for c in full_columns) == len(blank):
        others = [column.key for column in table.columns if column.key not in full_columns]
        return params | {
            "variant": _of_columns(full_columns, others),
            "columns": tuple(full_columns),
            "other_columns": tuple(others),
            "columns_count": len(full_columns),
            "columns_total": len(table.columns),
            "rows_count": rows,
        }
    cells_told = len(blank) <= _MOST_CELLS
    # A row of one cell is told by its name alone.
    if sum(len(by_row[r]) for r in full_rows) == len(blank) and not (
        cells_told and len(full_rows) == len(blank)
    ):
        variant = "rows" if len(full_rows) > 1 else "row"
        return params | {
            "variant": "row_total" if full_rows == [_TOTAL] else variant,
            "rows": tuple(full_rows),
            "rows_count": len(full_rows),
        }
    kind = _with_totals(form, (cell.field for cell in blank))
    if cells_told:
        return params | {"variant": "cells" + kind, "fields": tuple(cell.field for cell in blank)}
    return params | {
        "variant": "scattered" + kind,
        "rows_count": len(by_row),
        "columns_count": len(by_column),
    }


def _of_columns(blank: list[str], others: list[str]) -> str:
    """Which columns are named: those that are fewer."""
    if blank == [_TOTAL]:
        return "columns_total"
    if len(blank) > len(others):
        return "columns"
    if len(blank) == 1:
        return "column"
    return "columns_with_total" if _TOTAL in blank else "columns_few"


def _with_totals(form: Form, blank: Iterable[str]) -> str:
    """What to append to the variant where all or some of these cells are totals."""
    totals = {equation.right[0] for equation in form.equations if len(equation.right) == 1}
    are = {field in totals for field in blank}
    if are == {True}:
        return "_total"
    return "_with_total" if True in are else ""
