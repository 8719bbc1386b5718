"""Gather open flags of many reports for one verdict: by rule and pattern, or by rule alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from store.database import Workspace
from store.flags import FlagRecord, flag_records
from store.groups import SAME_NAME, Seen, needs_cell
from store.patterns import pattern_of
from store.queue import queue_ids

_REPORTS_AT_ONCE = 400
_FLAGS_AT_ONCE = 200
Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Gathered:
    """An open flag of a list, as it was when it was gathered."""

    flag_id: int
    version: int
    report_id: int
    needs_cell: bool

    @property
    def seen(self) -> Seen:
        """What a verdict on it is about."""
        return Seen(self.flag_id, self.version)


@dataclass(frozen=True, slots=True)
class GatheredRow:
    """What the list shows of a flag: whose report it is of, the flag, the report's form."""

    organ: str | None
    region: str | None
    year: int | None
    path: str
    form: str
    record: FlagRecord


@dataclass(frozen=True, slots=True)
class OpenRule:
    """A rule with open flags: how many, in how many reports."""

    rule: str
    flags: int
    reports: int


# A label that reviewers taught is told and asks for nothing.
_OPEN = (
    " and flag.is_raised = 1 and flag.verdict is null and flag.second_view = ?"
    " and not (flag.rule in ('L301', 'L302')"
    " and json_extract(flag.params, '$.variant') = 'taught')"
)


def _pages(
    workspace: Workspace, report_ids: Sequence[int] | None, is_stopped: Stop
) -> Iterator[list[int]]:
    ids = list(queue_ids(workspace) if report_ids is None else report_ids)
    for begin in range(0, len(ids), _REPORTS_AT_ONCE):
        if is_stopped():
            return
        yield ids[begin : begin + _REPORTS_AT_ONCE]


def open_rules(
    workspace: Workspace,
    report_ids: Sequence[int] | None,
    *,
    second_view: bool,
    is_stopped: Stop = lambda: False,
) -> list[OpenRule]:
    """The rules with open flags in some reports (None: all under review), most flags first.

    R803 is left out: each of its flags is a question of its own.
    """
    counts: dict[str, tuple[int, int]] = {}
    for page in _pages(workspace, report_ids, is_stopped):
        marks = ", ".join("?" * len(page))
        for rule, flags, reports in workspace.rows(
            "select rule, count(*), count(distinct report_id) from flag"  # noqa: S608
            f" where report_id in ({marks}){_OPEN} group by rule",
            [*page, int(second_view)],
        ):
            known = counts.get(rule, (0, 0))
            counts[rule] = (known[0] + flags, known[1] + reports)
    counts.pop(SAME_NAME, None)
    found = [OpenRule(rule, *count) for rule, count in counts.items()]
    return sorted(found, key=lambda one: (-one.flags, one.rule))


def gather(
    workspace: Workspace,
    rule: str,
    pattern: str | None,
    report_ids: Sequence[int] | None,
    *,
    second_view: bool,
    is_stopped: Stop = lambda: False,
) -> list[Gathered]:
    """Open flags of a rule in some reports (None: all under review), in the order of the reports.

    ``pattern`` (see ``store.patterns``) keeps those that are the same doubt; None keeps all.
    """
    found: list[Gathered] = []
    if rule == SAME_NAME:
        return found
    for page in _pages(workspace, report_ids, is_stopped):
        marks = ", ".join("?" * len(page))
        rows = workspace.rows(
            f"select id, report_id from flag where report_id in ({marks})"  # noqa: S608
            f" and rule = ?{_OPEN} order by position, id",
            [*page, rule, int(second_view)],
        )
        by_report: dict[int, list[int]] = {}
        for flag_id, report_id in rows:
            by_report.setdefault(report_id, []).append(flag_id)
        ids = [flag_id for report_id in page for flag_id in by_report.get(report_id, ())]
        found += [
            _gathered(record)
            for record in _records(workspace, ids)
            if pattern is None or pattern_of(record.flag) == pattern
        ]
    return found


def gather_flags(workspace: Workspace, flag_ids: Sequence[int]) -> list[Gathered]:
    """Those of some flags that are open, in the order in which they are walked in each report."""
    records = [
        record
        for record in _records(workspace, flag_ids)
        if record.is_raised and record.verdict is None and record.flag.rule != SAME_NAME
    ]
    return [_gathered(record) for record in records]


def _gathered(record: FlagRecord) -> Gathered:
    flag = record.flag
    return Gathered(record.id, record.version, record.report_id, needs_cell(flag.rule, flag.fields))


def _records(workspace: Workspace, flag_ids: Sequence[int]) -> Iterator[FlagRecord]:
    for begin in range(0, len(flag_ids), _FLAGS_AT_ONCE):
        yield from flag_records(workspace, flag_ids[begin : begin + _FLAGS_AT_ONCE])


def _head(row: Sequence[Any]) -> tuple[str | None, str | None, int | None, str, str]:
    organ, region, year, path, form = row
    return organ, region, year, path, form


def gathered_rows(workspace: Workspace, flag_ids: Sequence[int]) -> dict[int, GatheredRow]:
    """By flag id what a list shows of some flags."""
    records = list(_records(workspace, flag_ids))
    report_ids = sorted({record.report_id for record in records})
    marks = ", ".join("?" * len(report_ids))
    heads = {
        row[0]: row[1:]
        for row in workspace.rows(
            "select report.id, organ.name, organ.region, series.year, report.path,"  # noqa: S608
            " report.form from report join series on series.id = report.series_id"
            f" left join organ on organ.id = series.organ_id where report.id in ({marks})",
            report_ids,
        )
    }
    return {record.id: GatheredRow(*_head(heads[record.report_id]), record) for record in records}
