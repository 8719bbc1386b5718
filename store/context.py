"""The context that rules get, found by SQL."""

from __future__ import annotations

from collections.abc import Sequence

from store.alike import most_alike, share_between
from store.database import Workspace
from store.forms import load_form
from store.neighbours import earlier_year, report_of_year
from store.report import Report
from store.rules import Context, Twin
from store.twins import find_twins
from store.versions import versions_of


def context_of(workspace: Workspace, report_id: int, report: Report) -> Context:
    """The context of a stored report: its neighbouring years, those like it, the settings."""
    row = workspace.row(
        "select report.form, report.sha256, report.series_id, report.cells_hash, series.organ_id,"
        " series.year, series.kind, organ.name, organ.region, report.revision from report"
        " join series on series.id = report.series_id"
        " left join organ on organ.id = series.organ_id where report.id = ?",
        [report_id],
    )
    form, sha256, series_id, cells_hash, organ_id, year, kind, name, region, revision = row
    in_file = workspace.value("select count(*) from report where sha256 = ?", [sha256])
    asks: list[str] = []
    twins: tuple[Twin, ...] = ()
    batch: tuple[str, ...] = ()
    previous: tuple[int, Report] | None = None
    earlier: int | None = None
    if organ_id is not None and year is not None:
        asks += _unclear_organs(workspace, report_id, name, region, year, kind)
        twins = find_twins(workspace, report_id, series_id, cells_hash)
        told = {twin.path for twin in twins}
        others = versions_of(workspace, series_id).asked.get(report_id, ())
        paths = [path for path in _paths(workspace, others) if path not in told]
        if region is None:
            asks += paths
        else:
            batch = tuple(paths)
        earlier = earlier_year(workspace, organ_id, year, kind)
        if earlier == year - 1:
            previous = report_of_year(workspace, organ_id, year - 1, kind)
    return Context(
        load_form(form),
        previous=previous[1] if previous else None,
        previous_share=share_between(workspace, report_id, previous[0]) if previous else None,
        earlier_year=earlier,
        reports_in_file=in_file,
        namesakes=tuple(asks),
        batch=batch,
        twins=twins,
        alike=most_alike(workspace, report_id),
        settings=workspace.settings,
        revision=revision,
    )


def _unclear_organs(
    workspace: Workspace, report_id: int, name: str, region: str | None, year: int, kind: str
) -> list[str]:
    """Earlier reports of an organ of this name whose region is unknown, or while ours is."""
    rows = workspace.rows(
        "select report.path from organ join series on series.organ_id = organ.id"
        " join report on report.series_id = series.id"
        " where organ.name = ? and ifnull(organ.region, '') <> ifnull(?, '')"
        " and (organ.region is null or ? is null) and series.year = ? and series.kind = ?"
        " and report.copy_of is null and report.id < ? order by report.id",
        [name, region, region, year, kind, report_id],
    )
    return [row[0] for row in rows]


def _paths(workspace: Workspace, report_ids: Sequence[int]) -> list[str]:
    """The files of some reports."""
    return [
        str(workspace.value("select path from report where id = ?", [report_id]))
        for report_id in report_ids
    ]
