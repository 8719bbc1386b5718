"""C: how the cells are filled in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from store.deduction import deduce_cells
from store.forms import Form, Table, ValueKind
from store.lost_rows import RowReading, as_proposal, read_lost_rows
from store.report import Cell, Flag, Noticed, Origin, Proposal, Report, Severity, State
from store.rules.blanks import blank_pattern
from store.rules.registry import Context, Params, rule
from store.rules.units import unclear_unit
from store.slips import Slip


def _cells(report: Report, table: Table) -> list[Cell]:
    prefix = table.key + "."
    return [cell for cell in report.cells if cell.field.startswith(prefix)]


def _has_any(report: Report, *states: State) -> bool:
    """Whether a cell is in one of these states; in most reports none is."""
    return not {cell.state for cell in report.cells}.isdisjoint(states)


def is_silenced(report: Report, table: str) -> bool:
    """True for a table that S404 speaks of: missing or there twice."""
    return table not in report.tables_present or any(
        seen.table == table for seen in report.observed(Noticed.TABLE_TWICE)
    )


@rule("C201")
def blank_cells(report: Report, context: Context) -> Iterator[Flag]:
    """Blank cells: one flag a table, the pattern in words."""
    form = context.form
    if not _has_any(report, State.BLANK):
        return
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
            params=blank_pattern(form, table, blank, present, whole),
            fields=tuple(cell.field for cell in blank),
            proposals=_deduced(form, report, table, blank),
        )


def _deduced(form: Form, report: Report, table: Table, blank: list[Cell]) -> tuple[Proposal, ...]:
    """What the equations leave no choice about in blank cells; filled only by a reviewer."""
    own = {cell.field for cell in blank}
    found = []
    for proposal in deduce_cells(form, report.cells_by_field, table.key):
        changes = tuple(change for change in proposal.changes if change.field in own)
        if changes:
            found.append(replace(proposal, changes=changes))
    return tuple(found)


def _blank_totals(form: Form, report: Report, blank: list[Cell]) -> list[str]:
    """Blank totals of which all parts are filled."""
    cells = report.cells_by_field
    own = {cell.field for cell in blank}
    return [
        equation.right[0]
        for equation in form.equations
        if len(equation.right) == 1
        and equation.right[0] in own
        and all(cells[field].state is State.NUMBER for field in equation.left)
    ]


@rule("C202")
def not_numbers(report: Report, context: Context) -> Iterator[Flag]:
    """Marks typed instead of 0 (one flag a table and mark) and text (one flag a cell)."""
    form = context.form
    if not _has_any(report, State.MARK, State.TEXT):
        return
    for table in form.tables:
        if is_silenced(report, table.key):
            continue
        marks: dict[str, list[Cell]] = defaultdict(list)
        for cell in _cells(report, table):
            if cell.state is State.MARK:
                marks[_mark(cell.raw)].append(cell)
            elif cell.state is State.TEXT and unclear_unit(cell, form) is None:
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
    silenced = {table.key for table in form.tables if is_silenced(report, table.key)}
    for cell in report.cells:
        if cell.state is not State.NUMBER or cell.value is None:
            continue
        field = form.fields_by_id[cell.field]
        if field.table in silenced:
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
    """Rows whose values are too few, too many or apart: one flag a table, with what is inferred."""
    form = context.form
    if not _has_any(report, State.LOST):
        return
    for table in form.tables:
        if is_silenced(report, table.key):
            continue
        lost = [cell for cell in _cells(report, table) if cell.state is State.LOST]
        if not lost:
            continue
        rows = list(dict.fromkeys(form.fields_by_id[cell.field].row.key for cell in lost))
        shapes = {(_count(cell), len(form.fields_by_id[cell.field].row.columns)) for cell in lost}
        if table.across:
            rows, shapes = ["*"], {(_count(cell), len(lost)) for cell in lost}
        readings = _readings(report, form, table)
        is_all = sum(len(reading.changes) for reading in readings) == len(lost)
        inferred = {row for reading in readings for row in reading.rows}
        params: Params = {
            "form": form.edition,
            "table": table.key,
            "rows_count": len(rows),
            "rows": tuple(rows[:6]),
            "found": "、".join(str(n) for n in sorted({found for found, _ in shapes})),
            "wanted": "、".join(str(n) for n in sorted({wanted for _, wanted in shapes})),
            "inferred": 1 if table.across and inferred else len(inferred),
            "line": lost[0].place.line,
            "variant": _variant(shapes, readings, is_all),
        }
        yield Flag(
            rule="C205",
            severity=Severity.ERROR,
            origin=Origin.UNDECIDED,
            anchor=table.key,
            place=lost[0].place,
            params=params | _slips(readings),
            fields=tuple(cell.field for cell in lost),
            proposals=as_proposal(readings),
        )


def _count(cell: Cell) -> int:
    """How many values a lost row has."""
    return len(cell.raw.split("\t")) if cell.raw.strip() else 0


def _readings(report: Report, form: Form, table: Table) -> tuple[RowReading, ...]:
    """What can be inferred of a table's lost rows.

    Nothing where a column is none of the form's: its figures may be among those of the rows.
    """
    if any(
        seen.table == table.key and seen.facts["axis"] == "column"
        for seen in report.observed(Noticed.LABEL_FOREIGN)
    ):
        return ()
    return read_lost_rows(form, report.cells_by_field, table.key)


def _variant(shapes: set[tuple[int, int]], readings: Sequence[RowReading], is_all: bool) -> str:
    """The sentence that fits: how the counts differ, and how much of it can be inferred."""
    kinds = {
        "few" if found < wanted else "many" if found > wanted else "apart"
        for found, wanted in shapes
    }
    kind = kinds.pop() if len(kinds) == 1 else "mixed"
    if not readings:
        return kind
    zero = all(change.proposed == 0 for reading in readings for change in reading.changes)
    # What happened to a row is said only beside how many can be inferred.
    plain = all(reading.slip in (Slip.MISSING, Slip.APART) for reading in readings)
    return kind + ("_zero" if zero and plain and is_all else "_inferred")


def _slips(readings: Sequence[RowReading]) -> Params:
    """How many rows suffered which slip, where it is more than a missing value."""
    counts = Counter(reading.slip for reading in readings)
    if not counts.keys() - {Slip.MISSING}:
        return {}
    return {"slips": tuple((slip.value, counts[slip]) for slip in Slip if slip in counts)}
