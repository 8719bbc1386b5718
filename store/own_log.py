"""What a reviewer has done, over all reports: to look back, to undo, to count the day."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from store.annotation_log import Annotation, AnnotationKind
from store.database import Workspace
from store.reviewer import Reviewer
from store.storable import storable

_REPORTS_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class OwnAct:
    """An act with the report that it is about; ``form`` names its cells."""

    entry: Annotation
    organ: str | None
    year: int | None
    form: str | None


def own_acts(
    workspace: Workspace,
    reviewer: Reviewer,
    *,
    since: str = "",
    before: int | None = None,
    most: int = 500,
) -> list[OwnAct]:
    """Acts of a reviewer from the time ``since`` (ISO, UTC) on, the latest first.

    ``before`` is an act's id: only older ones. A group of verdicts is one act, without the
    flags that it is about; so is an assignment of several reports.
    """
    rows = workspace.rows(
        "select a.id, a.at, a.uid, ifnull(nullif(a.reviewer, ''), a.account), a.kind, a.report_id,"
        " a.flag_id, a.rule, a.anchor, json_remove(a.payload, '$.flags', '$.annotations'),"
        " exists(select 1 from undone as u where u.id = a.id),"
        " organ.name, series.year, report.form"
        " from annotation as a left join report on report.id = a.report_id"
        " left join series on series.id = report.series_id"
        " left join organ on organ.id = series.organ_id"
        " where a.uid = ? and a.reviewer = ? and a.id < ? and a.at >= ?"
        " and a.kind not in ('undo', 'hold', 'network') and (a.kind <> 'assign' or a.report_id is null)"
        " and json_extract(a.payload, '$.closes') is null"
        " and (a.kind <> 'decision' or json_extract(a.payload, '$.group') is null)"
        " order by a.id desc limit ?",
        [reviewer.uid, storable(reviewer.label), before or 2**62, since, most],
    )
    return [_act(row) for row in rows]


def _act(row: Sequence[Any]) -> OwnAct:
    entry = Annotation(
        id=row[0],
        at=row[1],
        uid=row[2],
        reviewer=row[3],
        kind=AnnotationKind(row[4]),
        report_id=row[5],
        flag_id=row[6],
        rule=row[7],
        anchor=row[8],
        payload=json.loads(row[9]),
        is_undone=bool(row[10]),
    )
    return OwnAct(entry, row[11], row[12], row[13])


def start_of_day(now: datetime | None = None) -> str:
    """Midnight where the reviewer sits, as times are stored."""
    local = (now or datetime.now(UTC)).astimezone()
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight.astimezone(UTC).isoformat(timespec="milliseconds")


def decided_since(workspace: Workspace, reviewer: Reviewer, since: str) -> int:
    """How many verdicts a reviewer has given since a time, without those taken back."""
    who = [reviewer.uid, storable(reviewer.label)]
    # Walks back over this day only.
    last = workspace.value(
        "select id from annotation where uid = ? and reviewer = ? and at < ?"
        " order by id desc limit 1",
        [*who, since],
    )
    found = workspace.value(
        "select count(*) from annotation as a where a.uid = ? and a.reviewer = ? and a.id > ?"
        " and a.kind in ('decision', 'remap')"
        " and not exists (select 1 from undone as u where u.id = a.id)",
        [*who, last or 0],
    )
    return int(found)


def first_open(workspace: Workspace, report_ids: Sequence[int], *, second_view: bool) -> int | None:
    """The position of the first of some reports with open flags of a view, or None."""
    column = "open_reading" if second_view else "open_errors + open_warnings + open_infos"
    for begin in range(0, len(report_ids), _REPORTS_AT_ONCE):
        page = report_ids[begin : begin + _REPORTS_AT_ONCE]
        marks = ", ".join("?" * len(page))
        rows = workspace.rows(
            f"select id from report where id in ({marks}) and {column} > 0",  # noqa: S608
            list(page),
        )
        found = {row[0] for row in rows}
        for at, report_id in enumerate(page):
            if report_id in found:
                return begin + at
    return None


def open_in(workspace: Workspace, report_ids: tuple[int, ...], *, second_view: bool) -> int:
    """Open flags of a view in some reports."""
    column = "open_reading" if second_view else "open_errors + open_warnings + open_infos"
    # A report is large: to look up many of them takes longer than to walk through an index of all.
    key = "+id" if len(report_ids) > _REPORTS_AT_ONCE else "id"
    found = workspace.value(
        f"select ifnull(sum({column}), 0) from report"  # noqa: S608
        f" where {key} in (select value from json_each(?))",
        [json.dumps(report_ids)],
    )
    return int(found)
