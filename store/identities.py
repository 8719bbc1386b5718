"""Move a report to the series of another organ or year, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from store.annotation_log import annotated_report
from store.database import Workspace
from store.neighbours import reports_beside
from store.packing import pack_report, unpack_report
from store.replay import replay_report
from store.report import Identity, Kind, Level, Report
from store.rostered import (
    by_roster,
    forget_recognised,
    is_same,
    keep_recognised,
    known_report,
)
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
    old_series = workspace.value("select series_id from report where id = ?", [report_id])
    new_series = relocate_report(workspace, report_id, report, identity)
    concerned = {report_id}
    for series_id in {old_series, new_series}:
        concerned |= members_of(workspace, series_id) | reports_beside(workspace, series_id)
    concerned |= _namesakes(workspace, {report.identity.organ, identity.organ})
    for concerned_id in sorted(concerned):
        replay_report(workspace, concerned_id)


def relocate_report(
    workspace: Workspace, report_id: int, report: Report, identity: Identity
) -> int:
    """Put a report into the series of another identity, in the caller's transaction; its id.

    Its copies go with it. Nothing is replayed: the caller has it, and what it concerns, checked
    anew.
    """
    old_series, cells_hash, reader = workspace.rows(
        "select series_id, cells_hash, reader from report where id = ?", [report_id]
    )[0]
    copies = workspace.rows("select id, content from report where copy_of = ?", [report_id])
    _store_identity(workspace, report_id, report, identity)
    for copy_id, packed in copies:
        copy = unpack_report(packed)
        _store_identity(
            workspace, copy_id, copy, replace(identity, votes=dict(copy.identity.votes))
        )
    if identity.organ is not None:
        workspace.execute(
            "update organ set level = ? where name = ? and ifnull(region, '') = ifnull(?, '')",
            [identity.level.value, identity.organ, identity.region],
        )
    if _is_series_of(workspace, old_series, identity):
        return int(old_series)
    # Out of the way first, so that it is not taken for a copy of itself.
    parked = workspace.execute("insert into series(kind) values (?)", [identity.kind.value])
    workspace.execute(
        "update report set series_id = ? where id = ? or copy_of = ?",
        [parked, report_id, report_id],
    )
    moved = replace(report, identity=identity)
    place = place_report(workspace, identity, cells_hash, reader, lambda: moved)
    workspace.execute(
        "update report set series_id = ?, revision = ?, copy_of = ?, is_current = 0 where id = ?",
        [place.series_id, place.revision, place.copy_of, report_id],
    )
    workspace.execute(
        "update report set series_id = ?, revision = ?, copy_of = ? where copy_of = ?",
        [place.series_id, place.revision, place.copy_of or report_id, report_id],
    )
    workspace.execute("delete from series where id = ?", [parked])
    settle(workspace, old_series)
    settle(workspace, place.series_id)
    return place.series_id


def _store_identity(
    workspace: Workspace, report_id: int, report: Report, identity: Identity
) -> None:
    workspace.execute(
        "update report set content = ? where id = ?",
        [pack_report(replace(report, identity=identity)), report_id],
    )


def _is_series_of(workspace: Workspace, series_id: int, identity: Identity) -> bool:
    """Whether a series is that of an identity; one of unknown organ or year is none's."""
    row = workspace.row(
        "select organ.name, organ.region, series.year, series.kind from series"
        " join organ on organ.id = series.organ_id where series.id = ?",
        [series_id],
    )
    own = (identity.organ, identity.region, identity.year, identity.kind.value)
    return row is not None and None not in (own[0], own[2]) and tuple(row) == own


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
    """The identity of the last change that stands, or what was recognised, by the roster."""
    rows = workspace.rows(
        "select a.payload, exists(select 1 from undone as u where u.id = a.id)"
        " from annotation as a where a.report_id = ? and a.kind = 'identity' order by a.id",
        [report_id],
    )
    payloads = [(json.loads(row[0]), bool(row[1])) for row in rows]
    standing = [payload["after"] for payload, is_undone in payloads if not is_undone]
    report = annotated_report(workspace, report_id)
    votes = {key: found for key, found in report.identity.votes.items() if key != "roster"}
    if standing:
        identity = _read_identity(standing[-1])
    else:
        known = known_report(workspace, report_id)
        is_kept = known is not None and known.is_kept
        recognised = replace(
            known.recognised if known and is_kept else _read_identity(payloads[0][0]["before"]),
            votes=votes,
        )
        identity = by_roster(workspace, recognised, report_id)
        if is_same(identity, recognised):
            forget_recognised(workspace, report_id)
        else:
            keep_recognised(workspace, report_id, recognised)
    move_report(workspace, report_id, report, replace(identity, votes={**votes, **identity.votes}))


def _read_identity(data: Mapping[str, Any]) -> Identity:
    return Identity(
        data["organ"], data["region"], data["year"], Kind(data["kind"]), Level(data["level"])
    )
