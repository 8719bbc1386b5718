"""Totals of the figures of all reports by year, kind, region and level.

Summed up is what stands there as a number, as printed. A blank is no 0: with every sum goes how
many reports of how many it is of, and what the others have in that cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from store.database import Workspace
from store.filters import holds_without_report, matching
from store.forms import Form, ValueKind, load_form
from store.report import Number, State
from store.roster import has_roster
from store.row_values import Row, number_json
from store.storable import STATE_NUMBERS

_UNITS = 1_000_000


@dataclass(frozen=True, slots=True)
class Group:
    """The reports whose figures are added: one year and kind, one region, one level."""

    year: int | None
    kind: str
    region: str | None
    level: str


@dataclass(frozen=True, slots=True)
class FieldTotal:
    """A sum, and of what: ``states`` says for how many reports the cell is what.

    ``total`` is None where no report has a number. ``corrected`` reports have a correction
    suggested to the organ; ``if_corrected`` is the sum with these in place of what is printed.
    """

    total: Number | None
    states: Mapping[State, int]
    corrected: int
    if_corrected: Number | None

    @property
    def numbers(self) -> int:
        """How many reports the sum is of."""
        return self.states.get(State.NUMBER, 0)


@dataclass(frozen=True, slots=True)
class GroupTotals:
    """The totals of one group in one form.

    ``missing`` organs of the roster have no report; None where there is no roster. Where a group
    has reports in two forms it stands with the first one.
    """

    group: Group
    form: str
    reports: int
    missing: int | None
    fields: Mapping[str, FieldTotal]


_FROM = (
    " from report join series on series.id = report.series_id"
    " left join organ on organ.id = series.organ_id"
    " where report.is_current = 1 and report.copy_of is null and report.joined_to is null"
)
_LEVEL = "ifnull(organ.level, 'unknown')"
_REPORTS = f"select report.id, series.year, series.kind, organ.region, {_LEVEL}, report.form{_FROM}"
_BY = (
    " order by series.year desc, series.kind, organ.region is null, organ.region, organ.level,"
    " report.form desc, report.id"
)
# So many are read at a time: whoever writes meanwhile waits no longer than that.
_REPORTS_A_QUERY = 200
_STATE = "ifnull(cell.printed_state, cell.state)"
_VALUE = "case when cell.printed_state is null then cell.value else cell.printed end"
_IN_UNITS = f"cast(round(v * {_UNITS}) as integer)"


def _sums(workspace: Workspace, ids: Sequence[int]) -> list[Any]:
    # Amounts are added as whole millionths, so that no sum has a tail of binary fractions.
    return workspace.rows(
        "select field, sum(case when s = 0 then u end),"  # noqa: S608
        " sum(s = 0), sum(s = 1), sum(s = 2), sum(s = 3), sum(s = 4), sum(s = 5),"
        " sum(c is not null),"
        f" sum(case when c is not null then cast(round(c * {_UNITS}) as integer)"
        " when s = 0 then u end)"
        f" from (select field, s, {_IN_UNITS} as u, c from"
        f" (select cell.field as field, {_STATE} as s, {_VALUE} as v, cell.corrected as c"
        f" from cell where cell.report_id in ({', '.join('?' * len(ids))})))"
        " group by field",
        list(ids),
    )


def totals_by_group(workspace: Workspace, words: str = "") -> Iterator[GroupTotals]:
    """The totals of every group of current reports, a group at a time; then those that are
    missing whole.

    Kinds are never added together: the figures of a government as a whole hold those of its parts.
    ``words`` keep only some reports.
    """
    condition, parameters = matching(words)
    missing = missing_by_group(workspace, words)
    none_missing = 0 if has_roster(workspace) else None
    reports = workspace.rows(f"{_REPORTS}{condition}{_BY}", parameters)
    for (year, kind, region, level, edition), rows in groupby(reports, key=lambda row: row[1:]):
        group = Group(year, kind, region, level)
        ids = [row[0] for row in rows]
        fields: dict[str, FieldTotal] = {}
        for start in range(0, len(ids), _REPORTS_A_QUERY):
            part = _totals(
                _sums(workspace, ids[start : start + _REPORTS_A_QUERY]), load_form(edition)
            )
            for name, total in part.items():
                fields[name] = _sum(fields[name], total) if name in fields else total
        yield GroupTotals(group, edition, len(ids), missing.pop(group, none_missing), fields)
    for group, count_missing in missing.items():
        yield GroupTotals(group, "", 0, count_missing, {})


def _totals(rows: list[Any], form: Form) -> dict[str, FieldTotal]:
    names = {field.number: field for field in form.fields}
    found = {}
    for row in rows:
        field = names.get(row[0])
        # Fields of another form that a report carries are in no sum of this one.
        if field is None:
            continue
        is_amount = field.column.kind is ValueKind.AMOUNT
        states = {state: row[2 + number] for state, number in STATE_NUMBERS.items()}
        found[field.id] = FieldTotal(
            _number(row[1], is_amount), states, row[8], _number(row[9], is_amount)
        )
    return found


def _number(units: int | None, is_amount: bool) -> Number | None:
    if units is None:
        return None
    value = Decimal(units) / _UNITS
    return value.normalize() if is_amount or units % _UNITS else units // _UNITS


def missing_by_group(workspace: Workspace, words: str = "") -> dict[Group, int | None]:
    """How many organs of the roster have no current report, by the group that it would be in.

    An entry of every year is missed in the years that there are reports of.
    """
    rows = workspace.rows(
        "with years(year) as (select distinct series.year from report join series"
        " on series.id = report.series_id where report.is_current = 1"
        " and series.year is not null union select year from roster where year is not null)"
        " select years.year, roster.kind, organ.region, roster.level, organ.level, organ.name"
        " from roster join organ on organ.id = roster.organ_id"
        " join years on roster.year is null or roster.year = years.year"
        " where roster.is_gone = 0 and not exists (select 1 from report join series"
        " on series.id = report.series_id where series.organ_id = roster.organ_id"
        " and series.year = years.year and series.kind = roster.kind and report.is_current = 1)"
        " order by years.year desc, roster.kind, organ.region, roster.level"
    )
    found: dict[Group, int | None] = {}
    for year, kind, region, level, known_level, name in rows:
        level = known_level if level == "unknown" else level
        if holds_without_report(words, name, region=region or "", year=year, level=level):
            group = Group(year, kind, region, level)
            found[group] = (found.get(group) or 0) + 1
    return found


@dataclass(frozen=True, slots=True)
class _Labels:
    """The official labels of a field."""

    table: str
    row: list[str]
    column: list[str]


def total_rows(workspace: Workspace, words: str = "") -> Iterator[Row]:
    """One object for every field of every group; for a group without reports one without field."""
    for found in totals_by_group(workspace, words):
        yield from group_rows(found)


def group_rows(found: GroupTotals) -> Iterator[Row]:
    """The rows of one group."""
    head: Row = {
        "year": found.group.year,
        "kind": found.group.kind,
        "region": found.group.region,
        "level": found.group.level,
        "form": found.form or None,
        "reports": found.reports,
        "missing": found.missing,
    }
    if not found.fields:
        yield head | _field_row(None, None)
        return
    form = load_form(found.form)
    for field in form.fields:
        labels = _Labels(
            form.tables_by_key[field.table].label,
            list(field.row.label.path),
            list(field.column.label.path),
        )
        total = found.fields.get(field.id)
        if total is not None:
            yield head | {"field": field.id} | _field_row(labels, total)


def _field_row(labels: _Labels | None, total: FieldTotal | None) -> Row:
    row: Row = {} if labels else {"field": None}
    row |= {
        "table": labels.table if labels else None,
        "row": labels.row if labels else None,
        "column": labels.column if labels else None,
        "total": number_json(total.total) if total else None,
    }
    for state in State:
        row[f"{state.value}s" if state is State.NUMBER else state.value] = (
            total.states.get(state, 0) if total else None
        )
    return row | {
        "corrected": total.corrected if total else None,
        "total_corrected": number_json(total.if_corrected) if total else None,
    }


def added(totals: list[GroupTotals]) -> dict[str, FieldTotal]:
    """The totals of several groups of one year, kind and form together."""
    found: dict[str, FieldTotal] = {}
    for one in totals:
        for field, total in one.fields.items():
            known = found.get(field)
            found[field] = total if known is None else _sum(known, total)
    return found


def _sum(one: FieldTotal, other: FieldTotal) -> FieldTotal:
    return FieldTotal(
        _plus(one.total, other.total),
        {state: one.states.get(state, 0) + other.states.get(state, 0) for state in State},
        one.corrected + other.corrected,
        _plus(one.if_corrected, other.if_corrected),
    )


def _plus(one: Number | None, other: Number | None) -> Number | None:
    if one is None or other is None:
        return other if one is None else one
    if isinstance(one, int) and isinstance(other, int):
        return one + other
    return Decimal(one) + Decimal(other)
