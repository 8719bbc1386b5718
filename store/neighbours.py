"""What a report is compared with: its organ's year before, and texts like its own.

Neighbours are the nearest years of the same organ (name and region) and the same kind of report.
"""

from __future__ import annotations

from store.alike import reports_alike
from store.database import Workspace
from store.packing import unpack_report
from store.printed import as_printed, readings, standing_annotations
from store.report import Report

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
    "select id from report where series_id = ("
    " select later.id from series as s join series as later"
    "  on later.organ_id = s.organ_id and later.year > s.year and later.kind = s.kind"
    "  where s.id = :series"
    "  and exists (select 1 from report as r where r.series_id = later.id and r.is_current = 1)"
    "  order by later.year limit 1) order by id"
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


def earlier_year(workspace: Workspace, organ_id: int, year: int, kind: str) -> int | None:
    """The last year before ``year`` of which a report is there."""
    found = workspace.value(_EARLIER, [organ_id, year, kind])
    return None if found is None else int(found)


def reports_beside(workspace: Workspace, series_id: int, most_alike: int = _MOST_ALIKE) -> set[int]:
    """Reports that are compared with those of a series: of the next year, and of like text.

    ``most_alike`` bounds those of other organs, where very many have one text.
    """
    beside = {row[0] for row in workspace.rows(_LATER, {"series": series_id})}
    return beside | reports_alike(workspace, series_id, most_alike)
