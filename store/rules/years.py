"""Y: what a report carries on from the same organ's report of the year before."""

from __future__ import annotations

from collections.abc import Iterator

from store.equations import figures
from store.forms import Form, load_form
from store.report import Flag, Number, Origin, Report, Severity, State
from store.rules.places import is_place_unknown, section_place
from store.rules.registry import Context, Params, rule

_CARRIED_IN = "requests.carried_in"
_CARRIED_OUT = "requests.carried_out"
_TOTAL = "total"
# The form whose part two counts documents in force; its 现行有效 is not the sum of the form before.
_STOCK_FORM = "2021"
_STOCK_ROWS = ("disclosure.regulations", "disclosure.normative_documents")
_CHAIN_FORM = "2019"
_LEAST_SURE = 0.99


def _year_before(report: Report, context: Context) -> Report | None:
    """The report of the year before; None where a year is unknown or lies between."""
    previous = context.previous
    if previous is None or report.identity.year is None:
        return None
    return previous if previous.identity.year == report.identity.year - 1 else None


def _params(report: Report, context: Context) -> Params:
    params: Params = {
        "form": context.form.edition,
        "year": report.identity.year,
        "previous_year": (report.identity.year or 0) - 1,
        "region_unknown": int(is_place_unknown(report)),
    }
    return params | ({"predecessors": context.predecessors} if context.predecessors else {})


def _figures(form: Form, report: Report) -> dict[str, Number]:
    known = {f: c for f, c in report.cells_by_field.items() if f in form.fields_by_id}
    return figures(form, known)


def _both(report: Report, previous: Report) -> tuple[dict[str, Number], dict[str, Number]]:
    """The figures of this year and of the year before."""
    own = _figures(load_form(report.form), report)
    return own, _figures(load_form(previous.form), previous)


def _origin(pairs: list[tuple[Report, str]]) -> Origin:
    """Where the doubt comes from: not known where a label in it was not sure."""
    cells = [report.cells_by_field[field] for report, field in pairs]
    unsure = any(cell.score < _LEAST_SURE or cell.state is not State.NUMBER for cell in cells)
    return Origin.UNDECIDED if unsure else Origin.SOURCE


@rule("Y601")
def carried_over(report: Report, context: Context) -> Iterator[Flag]:
    """What the last year carried over is what this year took over, in all columns."""
    previous = _year_before(report, context)
    if previous is None:
        return
    own, before = _both(report, previous)
    columns = [c.key for c in context.form.tables_by_key["requests"].columns_by_key.values()]
    ordered = sorted(columns, key=lambda key: key != _TOTAL)
    changes = [
        (mine, str(before[theirs]), str(own[mine]))
        for key in ordered
        if (mine := f"{_CARRIED_IN}.{key}") in own
        and (theirs := f"{_CARRIED_OUT}.{key}") in before
        and own[mine] != before[theirs]
    ]
    if not changes:
        return
    fields = tuple(change[0] for change in changes)
    of_total = fields[0] == f"{_CARRIED_IN}.{_TOTAL}"
    pairs = [(report, field) for field in fields]
    pairs += [(previous, field.replace(_CARRIED_IN, _CARRIED_OUT)) for field in fields]
    yield Flag(
        rule="Y601",
        severity=Severity.ERROR if of_total else Severity.WARNING,
        origin=_origin(pairs),
        anchor=_CARRIED_IN,
        place=report.cells_by_field[fields[0]].place,
        params=_params(report, context)
        | {
            "table": "requests",
            "row": "carried_in",
            "changes": tuple(changes),
            "variant": "total" if of_total else "columns",
        },
        fields=fields,
    )


@rule("Y602")
def in_force(report: Report, context: Context) -> Iterator[Flag]:
    """In force is what was in force, with what was made and without what was repealed."""
    previous = _year_before(report, context)
    if previous is None or {report.form, previous.form} != {_STOCK_FORM}:
        return
    own, before = _both(report, previous)
    for row in _STOCK_ROWS:
        fields = [f"{row}.in_force", f"{row}.made", f"{row}.repealed"]
        if fields[0] not in before or any(field not in own for field in fields):
            continue
        printed, made, repealed = (own[field] for field in fields)
        computed = before[fields[0]] + made - repealed
        if printed == computed:
            continue
        is_lower = printed < computed
        pairs = [(previous, fields[0]), *((report, field) for field in fields)]
        yield Flag(
            rule="Y602",
            severity=Severity.INFO if is_lower else Severity.WARNING,
            origin=_origin(pairs),
            anchor=row,
            place=report.cells_by_field[fields[0]].place,
            params=_params(report, context)
            | {
                "table": "disclosure",
                "row": row.partition(".")[2],
                "was": str(before[fields[0]]),
                "made": str(made),
                "repealed": str(repealed),
                "computed": str(computed),
                "printed": str(printed),
                "difference": str(printed - computed),
                "variant": "lower" if is_lower else "higher",
            },
            fields=tuple(fields),
        )


@rule("Y603")
def chained_items(report: Report, context: Context) -> Iterator[Flag]:
    """The items of last year are those of the year before it with their change (2019 form)."""
    previous = _year_before(report, context)
    if previous is None or {report.form, previous.form} != {_CHAIN_FORM}:
        return
    own, before = _both(report, previous)
    changes = []
    pairs = []
    for row in context.form.tables_by_key["disclosure"].rows_by_key:
        items, change = f"disclosure.{row}.previous_items", f"disclosure.{row}.change"
        if items not in own or items not in before or change not in before:
            continue
        if own[items] != before[items] + before[change]:
            changes.append((items, str(before[items]), str(own[items]), f"{before[change]:+}"))
            pairs += [(report, items), (previous, items), (previous, change)]
    if not changes:
        return
    fields = tuple(entry[0] for entry in changes)
    yield Flag(
        rule="Y603",
        severity=Severity.INFO,
        origin=_origin(pairs),
        anchor="disclosure",
        place=report.cells_by_field[fields[0]].place,
        params=_params(report, context) | {"table": "disclosure", "changes": tuple(changes)},
        fields=fields,
    )


@rule("Y604")
def year_missing(report: Report, context: Context) -> Iterator[Flag]:
    """Between two reports of an organ no year is missing; told of the report after the gap."""
    year, earlier = report.identity.year, context.earlier_year
    if year is None or earlier is None or earlier >= year - 1:
        return
    first, last = earlier + 1, year - 1
    yield Flag(
        rule="Y604",
        severity=Severity.INFO,
        origin=Origin.UNDECIDED,
        anchor="report",
        place=section_place(report),
        params=_params(report, context)
        | {
            "earlier": earlier,
            "first": first,
            "last": last,
            "variant": "one" if first == last else "several",
        },
    )
