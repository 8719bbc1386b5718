"""The context that rules get, found by SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from store.alike import most_alike, share_between
from store.database import Workspace
from store.forms import load_form
from store.neighbours import YearBefore, earlier_year, year_before
from store.organs import Organ, is_clear
from store.report import Identity
from store.roster import deadline_of, targets_of
from store.roster_names import choose
from store.rostered import known_report
from store.rules import Context, Twin
from store.stranger_names import organ_names, own_names
from store.twins import find_twins
from store.versions import versions_of


def context_of(workspace: Workspace, report_id: int, identity: Identity) -> Context:
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
    before = YearBefore()
    earlier: int | None = None
    settings = workspace.settings
    if organ_id is not None and year is not None:
        asks += _unclear_organs(workspace, report_id, name, region, year, kind)
        twins = find_twins(workspace, report_id, series_id, cells_hash)
        told = {twin.path for twin in twins}
        others = versions_of(workspace, series_id).asked.get(report_id, ())
        paths = [path for path in _paths(workspace, others) if path not in told]
        if is_clear(workspace, Organ(organ_id, name, region, identity.level)):
            batch = tuple(paths)
        else:
            asks += paths
        earlier = earlier_year(workspace, organ_id, year, kind)
        if earlier == year - 1:
            before = year_before(workspace, organ_id, year, kind)
        due = deadline_of(workspace, organ_id, year, kind)
        if due is not None:
            settings = replace(settings, deadline=due)
    names = organ_names(workspace)
    return Context(
        load_form(form),
        previous=before.report,
        previous_share=share_between(workspace, report_id, before.report_id)
        if before.report_id is not None
        else None,
        predecessors=before.organs,
        earlier_year=earlier,
        reports_in_file=in_file,
        namesakes=tuple(asks),
        batch=batch,
        twins=twins,
        alike=most_alike(workspace, report_id),
        settings=settings,
        revision=revision,
        in_roster=_meant_alike(workspace, report_id, identity),
        organ_names=names,
        own_names=own_names(workspace, identity) if names else frozenset(),
    )


def _meant_alike(workspace: Workspace, report_id: int, identity: Identity) -> tuple[str, ...]:
    """The entries of the roster that a report may mean, where it may mean several."""
    organ = identity.organ
    if organ is None or identity.votes.get("roster"):
        return ()
    targets = targets_of(workspace, organ)
    if not targets:
        return ()
    known = known_report(workspace, report_id)
    if known is None or known.is_by_reviewer:
        return ()
    rivals = choose(identity, targets).rivals
    return tuple((one.region or "") + one.organ for one in rivals)


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
