"""What a report is compared with: its organ's year before, and texts like its own.

Neighbours are the nearest years of the same organ (name and region), or of those that it came
from, and the same kind of report.
"""

from __future__ import annotations

from dataclasses import dataclass

from store.alike import reports_alike
from store.database import Workspace
from store.packing import unpack_report
from store.printed import as_printed, readings, standing_annotations
from store.report import Report
from store.succession import (
    is_split,
    names_of,
    organs_before,
    predecessors,
    sole_predecessor,
    sum_of,
)

_MOST_ALIKE = 200

_OF_YEAR = (
    "select report.id, report.content from series join report on report.series_id = series.id"
    " where series.organ_id = ? and series.year = ? and series.kind = ? and report.is_current = 1"
)
_EARLIER = (
    "select max(series.year) from series join report on report.series_id = series.id"
    " where series.organ_id = ? and series.year < ? and series.kind = ? and report.is_current = 1"
)
# No rule asks about the year after a report, so only the later one is checked anew.
_LATER = (
    "with recursive heir(id) as (select organ_id from series where id = :series"
    " union select succession.organ_id from succession"
    "  join heir on succession.predecessor_id = heir.id)"
    " select report.id from heir join report on report.series_id = ("
    " select later.id from series as s join series as later"
    "  on later.organ_id = heir.id and later.year > s.year and later.kind = s.kind"
    "  where s.id = :series"
    "  and exists (select 1 from report as r where r.series_id = later.id and r.is_current = 1)"
    "  order by later.year limit 1) order by report.id"
)


def report_of_year(
    workspace: Workspace, organ_id: int, year: int, kind: str
) -> tuple[int, Report] | None:
    """The current report of an organ and year, its id and it as printed, or None."""
    row = workspace.row(_OF_YEAR, [organ_id, year, kind])
    if row is None:
        return None
    report = unpack_report(row[1])
    found = readings(standing_annotations(workspace, row[0]), report, row[0])
    return row[0], as_printed(report, found)


@dataclass(frozen=True, slots=True)
class YearBefore:
    """What a report carries on: the report, or None; the organs before it that made it.

    ``organs`` is empty where the same organ made it; ``report_id`` None where it is a sum.
    """

    report: Report | None = None
    organs: tuple[str, ...] = ()
    report_id: int | None = None


def year_before(workspace: Workspace, organ_id: int, year: int, kind: str) -> YearBefore:
    """The report of the year before, of the organ itself or of those that it came from.

    Of merged organs it is the sum of all their reports (and of the organ's own, where it was
    there before): a part is never compared as if it were the whole, nor the whole of an organ
    that was split.
    """
    own = report_of_year(workspace, organ_id, year - 1, kind)
    before = predecessors(workspace, organ_id, year)
    if not before and own is None:
        sole = sole_predecessor(workspace, organ_id, year)
        before = (sole,) if sole is not None else ()
    if not before:
        return YearBefore(own[1], (), own[0]) if own else YearBefore()
    found = [report_of_year(workspace, one, year - 1, kind) for one in before]
    reports = [one for one in (own, *found) if one is not None]
    if None in found or any(is_split(workspace, one) for one in before):
        return YearBefore()
    organs = names_of(workspace, before if own is None else (organ_id, *before))
    if len(reports) == 1:
        return YearBefore(reports[0][1], organs, reports[0][0])
    return YearBefore(sum_of([report for _, report in reports]), organs)


def earlier_year(workspace: Workspace, organ_id: int, year: int, kind: str) -> int | None:
    """The last year before ``year`` of which a report is there, of predecessors too."""
    found = [
        workspace.value(_EARLIER, [one, year, kind]) for one in organs_before(workspace, organ_id)
    ]
    return max((int(one) for one in found if one is not None), default=None)


def reports_beside(workspace: Workspace, series_id: int, most_alike: int = _MOST_ALIKE) -> set[int]:
    """Reports that are compared with those of a series: of the next year, and of like text.

    ``most_alike`` bounds those of other organs, where very many have one text.
    """
    beside = {row[0] for row in workspace.rows(_LATER, {"series": series_id})}
    return beside | reports_alike(workspace, series_id, most_alike)
