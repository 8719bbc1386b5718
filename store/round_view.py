"""All that the screen of a round shows: the report, its round, the versions of its series."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from store.database import Workspace
from store.queue import ReportState, queue_rows
from store.reports import StoredReport, stored_report
from store.rounds import Round, round_of
from store.versions import Versions, versions_of


class Standing(StrEnum):
    """What a report of a series is among its versions."""

    CURRENT = "current"
    EARLIER = "earlier"
    ASKED = "asked"
    ASIDE = "aside"


@dataclass(frozen=True, slots=True)
class Version:
    """One report of a series: EARLIER than the current one, ASKED about by R803, or left ASIDE."""

    report_id: int
    revision: int
    path: str
    imported_at: str
    standing: Standing
    state: ReportState


@dataclass(frozen=True, slots=True)
class RoundView:
    """A report with its round, None for a first version, and all versions, the newest first."""

    stored: StoredReport
    round: Round | None
    previous: StoredReport | None
    versions: tuple[Version, ...]


def load_round(workspace: Workspace, report_id: int) -> RoundView | None:
    """The round of a report and the versions beside it; None where the report is gone."""
    stored = stored_report(workspace, report_id)
    if stored is None:
        return None
    found = round_of(workspace, report_id)
    previous = stored_report(workspace, found.previous_id) if found is not None else None
    return RoundView(stored, found, previous, _versions(workspace, stored.series_id))


def _versions(workspace: Workspace, series_id: int) -> tuple[Version, ...]:
    rows = workspace.rows(
        "select id, revision, path, imported_at from report where series_id = ?"
        " and copy_of is null and joined_to is null order by revision desc, id desc",
        [series_id],
    )
    states = {r.report_id: r.state for r in queue_rows(workspace, [row[0] for row in rows])}
    placed = versions_of(workspace, series_id)
    return tuple(
        Version(row[0], row[1], row[2], row[3], _standing(placed, row[0]), states[row[0]])
        for row in rows
    )


def _standing(placed: Versions, report_id: int) -> Standing:
    if report_id == placed.current:
        return Standing.CURRENT
    if report_id in placed.chain:
        return Standing.EARLIER
    return Standing.ASKED if report_id in placed.asked else Standing.ASIDE
