"""C: how the cells are filled in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from store.forms import Form, Table, ValueKind
from store.repair import infer_lost_rows
from store.report import Cell, Flag, Noticed, Origin, Report, Severity, State
from store.rules.registry import Context, Params, rule


def _cells(report: Report, table: Table) -> list[Cell]:
    prefix = table.key + "."
    return [cell for cell in report.cells if cell.field.startswith(prefix)]


def is_silenced(report: Report, table: str) -> bool:
    """True for a table that S404 speaks of: missing or there twice."""
    return table not in report.tables_present or any(
        seen.table == table for seen in report.observed(Noticed.TABLE_TWICE)
    )


@rule("C201")
def blank_cells(report: Report, context: Context) -> Iterator[Flag]:
    """Blank cells: one flag a table, the pattern in words."""
    form = context.form
    for table in form.tables:
        if is_silenced(report, table.key):
            continue
        cells = _cells(report, table)
        blank = [cell for cell in cells if cell.state is State.BLANK]
        if not blank:
            continue
        present = [cell for cell in cells if cell.state is not State.ABSENT]
        whole = len(blank) == len(present)
        totals = _blank_totals(form, report, blank)
        yield Flag(
            rule="C201",
            severity=Severity.ERROR if whole or totals else Severity.WARNING,
            origin=Origin.SOURCE,
            anchor=table.key,
            place=blank[0].place,
            params=_pattern(form, table, blank, present, whole),
            fields=tuple(cell.field for cell in blank),
        )


def _blank_totals(form: Form, report: Report, blank: list[Cell]) -> list[str]:
    """Blank totals of which all parts are filled."""
    cells = report.cells_by_field
    return [
        equation.right[0]
        for equation in form.equations
        if len(equation.right) == 1
        and equation.right[0] in {cell.field for cell in blank}
        and all(cells[field].state is State.NUMBER for field in equation.left)
    ]


def _pattern(
    form: Form, table: Table, blank: list[Cell], present: list[Cell], whole: bool
) -> Params:
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
            "variant": "columns",
            "columns": tuple(full_columns),
            "other_columns": tuple(others),
            "columns_count": len(full_columns),
            "columns_total": len(table.columns),
            "rows_count": rows,
        }
    if sum(len(by_row[r]) for r in full_rows) == len(blank):
        return params | {
            "variant": "rows",
            "rows": tuple(full_rows),
            "rows_count": len(full_rows),
        }
    if len(blank) <= 6:
        return params | {"variant": "cells", "fields": tuple(cell.field for cell in blank)}
    return params | {
        "variant": "scattered",
        "rows_count": len(by_row),
        "columns_count": len(by_column),
    }


@rule("C202")
def not_numbers(report: Report, context: Context) -> Iterator[Flag]:
    """Marks typed instead of 0 (one flag a table and mark) and text (one flag a cell)."""
    form = context.form
    for table in form.tables:
        if is_silenced(report, table.key):
            continue
        marks: dict[str, list[Cell]] = defaultdict(list)
        for cell in _cells(report, table):
            if cell.state is State.MARK:
                marks[_mark(cell.raw)].append(cell)
            elif cell.state is State.TEXT:
                yield Flag(
                    rule="C202",
                    severity=Severity.ERROR,
                    origin=Origin.UNDECIDED,
                    anchor=cell.field,
                    place=cell.place,
                    params={
                        "form": form.edition,
                        "table": table.key,
                        "field": cell.field,
                        "raw": cell.raw.strip()[:80],
                        "variant": "text",
                    },
                    fields=(cell.field,),
                )
        for mark, cells in marks.items():
            yield Flag(
                rule="C202",
                severity=Severity.WARNING,
                origin=Origin.SOURCE,
                anchor=f"{table.key}:{mark}",
                place=cells[0].place,
                params={
                    "form": form.edition,
                    "table": table.key,
                    "mark": mark,
                    "count": len(cells),
                    "fields": tuple(cell.field for cell in cells[:6]),
                    "variant": "mark",
                },
                fields=tuple(cell.field for cell in cells),
            )


_SAME_MARKS = {"／": "/", "//": "/", "－": "-", "--": "-", "---": "-", "–": "—", "─": "—"}


def _mark(raw: str) -> str:
    text = raw.strip()
    return _SAME_MARKS.get(text, text)


@rule("C203")
def impossible_numbers(report: Report, context: Context) -> Iterator[Flag]:
    """Negative or fractional counts, negative amounts."""
    form = context.form
    for cell in report.cells:
        if cell.state is not State.NUMBER or cell.value is None:
            continue
        field = form.fields_by_id[cell.field]
        if is_silenced(report, field.table):
            continue
        fractional = not isinstance(cell.value, int)
        negative = cell.value < 0
        kind = field.column.kind
        if kind is ValueKind.COUNT and (negative or fractional):
            variant = "negative" if negative else "fractional"
        elif kind is ValueKind.SIGNED and fractional:
            variant = "fractional"
        elif kind is ValueKind.AMOUNT and negative:
            variant = "negative"
        else:
            continue
        yield Flag(
            rule="C203",
            severity=Severity.ERROR,
            origin=Origin.SOURCE,
            anchor=cell.field,
            place=cell.place,
            params={
                "form": form.edition,
                "table": field.table,
                "field": cell.field,
                "raw": cell.raw.strip()[:80],
                "variant": variant,
            },
            fields=(cell.field,),
        )


@rule("C205")
def lost_values(report: Report, context: Context) -> Iterator[Flag]:
    """Rows with too few or too many values: one flag a table, with what can be inferred."""
    form = context.form
    for table in form.tables:
        if is_silenced(report, table.key):
            continue
        lost = [cell for cell in _cells(report, table) if cell.state is State.LOST]
        if not lost:
            continue
        rows = list(dict.fromkeys(form.fields_by_id[cell.field].row.key for cell in lost))
        counts = {len(cell.raw.split("\t")) for cell in lost}
        wanted = {len(form.fields_by_id[cell.field].row.columns) for cell in lost}
        if table.across:
            rows, wanted = ["*"], {len(lost)}
        proposals = infer_lost_rows(form, report.cells_by_field, table.key)
        inferred = {form.fields_by_id[c.field].row.key for p in proposals for c in p.changes}
        zero = bool(proposals) and all(c.proposed == 0 for p in proposals for c in p.changes)
        variant = "few" if max(counts) < max(wanted) else "many"
        if proposals:
            variant += "_zero" if zero and len(inferred) == len(rows) else "_inferred"
        yield Flag(
            rule="C205",
            severity=Severity.ERROR,
            origin=Origin.UNDECIDED,
            anchor=table.key,
            place=lost[0].place,
            params={
                "form": form.edition,
                "table": table.key,
                "rows_count": len(rows),
                "rows": tuple(rows[:6]),
                "found": "、".join(str(n) for n in sorted(counts)),
                "wanted": "、".join(str(n) for n in sorted(wanted)),
                "inferred": len(inferred),
                "line": lost[0].place.line,
                "variant": variant,
            },
            fields=tuple(cell.field for cell in lost),
            proposals=proposals,
        )
