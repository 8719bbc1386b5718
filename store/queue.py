"""What is left to review: reports worst first, and counts over the workspace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from store.annotation_log import HAS_STANDING_ACTS
from store.database import Workspace
from store.errors import NO_REPORT
from store.filters import matching
from store.reviewer import Reviewer


class ReportState(StrEnum):
    """Where a report stands in the reviewers' work.

    ANSWERED: its letter has been issued since it was signed off. RECTIFIED: a corrected file that
    is signed off, in which all that was found before is mended and nothing is new.
    """

    UNREAD = "unread"
    OPEN = "open"
    DECIDED = "decided"
    CHANGED = "changed"
    SIGNED_OFF = "signed_off"
    SIGNED_OFF_CLEAN = "signed_off_clean"
    ANSWERED = "answered"
    RECTIFIED = "rectified"


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts over the workspace; flags are those of current reports.

    ``corrected`` are corrected files that wait for their sign-off.
    """

    reports: int
    current: int
    organs: int
    errors: int
    warnings: int
    infos: int
    reading: int
    decided: int
    signed_off: int
    failed: int
    corrected: int = 0
    answered: int = 0
    rectified: int = 0


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One report in the queue, with the counts of its open and decided flags."""

    report_id: int
    organ: str | None
    region: str | None
    year: int | None
    kind: str
    revision: int
    path: str
    errors: int
    warnings: int
    infos: int
    reading: int
    decided: int
    unsure: int
    state: ReportState
    is_corrected: bool = False

    @property
    def open(self) -> int:
        """Open flags of both views."""
        return self.errors + self.warnings + self.infos + self.reading


def totals(workspace: Workspace) -> Totals:
    """Count reports, organs, open and decided flags."""
    row = workspace.row(
        "select (select count(*) from report), count(*), ifnull(sum(open_errors), 0),"
        " ifnull(sum(open_warnings), 0), ifnull(sum(open_infos), 0),"
        " ifnull(sum(open_reading), 0), ifnull(sum(decided), 0),"
        " count(case when not is_changed then sign_off end),"
        " count(case when sign_off is null or is_changed then follows end),"
        " count(case when not is_rectified then answered end), ifnull(sum(is_rectified), 0)"
        " from report where is_current = 1"
    )
    # The roster has organs that have not reported.
    organs = workspace.value("select count(distinct organ_id) from series")
    failed = workspace.value("select count(*) from failure where code <> ?", [NO_REPORT])
    return Totals(
        reports=row[0],
        current=row[1],
        organs=organs,
        errors=row[2],
        warnings=row[3],
        infos=row[4],
        reading=row[5],
        decided=row[6],
        signed_off=row[7],
        failed=failed,
        corrected=row[8],
        answered=row[9],
        rectified=row[10],
    )


_ORDER = (
    " order by (sign_off is not null and not is_changed), open_errors desc, open_warnings desc,"
    " open_infos + open_reading desc, report.id"
)


_LISTED = (
    " where report.copy_of is null and report.joined_to is null"
    " and (report.is_current = 1 or exists (select 1 from flag"
    " where flag.report_id = report.id and flag.rule = 'R803' and flag.is_raised = 1"
    " and ifnull(flag.verdict, 'unsure') = 'unsure'))"
)
# Without a filter the list is read from one index, and no row of a report is touched.
_NAMED = (
    " join series on series.id = report.series_id left join organ on organ.id = series.organ_id"
)


def queue_ids(
    workspace: Workspace, words: str = "", reviewer: Reviewer | None = None, *, most: int = -1
) -> tuple[int, ...]:
    """Ids of all reports under review, worst first; ``words`` are a filter, see ``store.filters``.

    Copies and superseded revisions are left out; those that R803 asks about are in until a
    reviewer has answered. ``most``: only so many of the first.
    """
    condition, parameters = matching(words, reviewer)
    rows = workspace.rows(
        f"select report.id from report{_NAMED if condition else ''}"  # noqa: S608
        f"{_LISTED}{condition}{_ORDER} limit ?",
        [*parameters, most],
    )
    return tuple(row[0] for row in rows)


def open_in_queue(workspace: Workspace, *, second_view: bool) -> int:
    """Open flags of a view in all reports under review."""
    column = "open_reading" if second_view else "open_errors + open_warnings + open_infos"
    return int(workspace.value(f"select ifnull(sum({column}), 0) from report{_LISTED}"))  # noqa: S608


def queue_rows(workspace: Workspace, report_ids: Sequence[int]) -> list[QueueRow]:
    """Rows for some reports, in the order of ``report_ids``."""
    if not report_ids:
        return []
    marks = ", ".join("?" * len(report_ids))
    rows = workspace.rows(
        "select report.id, organ.name, organ.region, series.year, series.kind,"  # noqa: S608
        " report.revision, report.path, report.open_errors, report.open_warnings,"
        " report.open_infos, report.open_reading, report.decided, report.unsure,"
        f" report.sign_off, report.confirmed, {HAS_STANDING_ACTS}, report.is_changed,"
        " report.answered, report.is_rectified, report.follows"
        " from report join series on series.id = report.series_id"
        f" left join organ on organ.id = series.organ_id where report.id in ({marks})",
        list(report_ids),
    )
    found = {row[0]: _queue_row(row) for row in rows}
    return [found[report_id] for report_id in report_ids if report_id in found]


def is_answered(workspace: Workspace, report_id: int) -> bool:
    """Whether the letter of a report's round has been issued."""
    found = workspace.value(
        "select 1 from annotation as a where a.report_id = ? and a.kind = 'issued'"
        " and not exists (select 1 from undone as u where u.id = a.id) limit 1",
        [report_id],
    )
    return found is not None


def _queue_row(row: Sequence[Any]) -> QueueRow:
    counts = row[7:13]
    return QueueRow(
        row[0],
        row[1],
        row[2],
        row[3],
        row[4],
        row[5],
        row[6],
        counts[0],
        counts[1],
        counts[2],
        counts[3],
        counts[4],
        counts[5],
        _state(row),
        row[19] is not None,
    )


def _state(row: Sequence[Any]) -> ReportState:
    open_flags = sum(row[7:11])
    sign_off, confirmed, has_acts, is_changed, answered, is_rectified = row[13:19]
    if is_changed:
        return ReportState.CHANGED
    if sign_off is not None and is_rectified:
        return ReportState.RECTIFIED
    if sign_off is not None and answered is not None:
        return ReportState.ANSWERED
    if sign_off is not None:
        return ReportState.SIGNED_OFF if confirmed else ReportState.SIGNED_OFF_CLEAN
    if not has_acts:
        return ReportState.UNREAD
    return ReportState.OPEN if open_flags else ReportState.DECIDED
