"""Move a report to the series of another organ or year, and back."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from store.annotation_log import annotated_report
from store.database import Workspace
from store.neighbours import reports_beside
from store.packing import pack_report
from store.replay import replay_report
from store.report import Identity, Kind, Level, Report
from store.series import members_of, place_report
from store.versions import settle


def identity_json(identity: Identity) -> dict[str, Any]:
    """An identity as the payload of an annotation."""
    return {
        "organ": identity.organ,
        "region": identity.region,
        "year": identity.year,
        "kind": identity.kind.value,
        "level": identity.level.value,
    }


def move_report(workspace: Workspace, report_id: int, report: Report, identity: Identity) -> None:
    """Give a report another identity, and replay all that this concerns."""
    moved = replace(report, identity=identity)
    old_series = workspace.value("select series_id from report where id = ?", [report_id])
    cells_hash, reader = workspace.rows(
        "select cells_hash, reader from report where id = ?", [report_id]
    )[0]
    # Out of the way first, so that it is not taken for a copy of itself.
    parked = workspace.execute("insert into series(kind) values (?)", [identity.kind.value])
    workspace.execute("update report set series_id = ? where id = ?", [parked, report_id])
    place = place_report(workspace, moved, cells_hash, reader)
    workspace.execute(
        "update report set series_id = ?, revision = ?, copy_of = ?, is_current = 0, content = ?"
        " where id = ?",
        [place.series_id, place.revision, place.copy_of, pack_report(moved), report_id],
    )
    workspace.execute("delete from series where id = ?", [parked])
    if identity.organ is not None:
        workspace.execute(
            "update organ set level = ? where name = ? and ifnull(region, '') = ifnull(?, '')",
            [identity.level.value, identity.organ, identity.region],
        )
    concerned = {report_id}
    for series_id in {old_series, place.series_id}:
        settle(workspace, series_id)
        concerned |= members_of(workspace, series_id) | reports_beside(workspace, series_id)
    concerned |= _namesakes(workspace, {report.identity.organ, identity.organ})
    for concerned_id in sorted(concerned):
        replay_report(workspace, concerned_id)


def _namesakes(workspace: Workspace, names: set[str | None]) -> set[int]:
    """Reports of organs of these names: R803 may have to ask about them, or not any more."""
    found: set[int] = set()
    for name in names - {None}:
        rows = workspace.rows(
            "select report.id from report join series on series.id = report.series_id"
            " join organ on organ.id = series.organ_id where organ.name = ?",
            [name],
        )
        found |= {row[0] for row in rows}
    return found


def restore_identity(workspace: Workspace, report_id: int) -> None:
    """The identity of the last change that stands, or the one that was recognised."""
    rows = workspace.rows(
        "select a.payload, exists(select 1 from annotation as u where u.undoes = a.id)"
        " from annotation as a where a.report_id = ? and a.kind = 'identity' order by a.id",
        [report_id],
    )
    payloads = [(json.loads(row[0]), bool(row[1])) for row in rows]
    standing = [payload["after"] for payload, is_undone in payloads if not is_undone]
    data = standing[-1] if standing else payloads[0][0]["before"]
    report = annotated_report(workspace, report_id)
    identity = Identity(
        data["organ"],
        data["region"],
        data["year"],
        Kind(data["kind"]),
        Level(data["level"]),
        report.identity.votes,
    )
    move_report(workspace, report_id, report, identity)
