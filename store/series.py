"""Series: one organ, one year, one kind; revisions and copies inside a series."""

from __future__ import annotations

from dataclasses import dataclass

from store.database import Workspace
from store.organs import ensure_organ, namesakes
from store.report import Identity


@dataclass(frozen=True, slots=True)
class Position:
    """Where a report stands: its series, revision, what it copies, and whether it is current.

    ``asks`` are paths of reports of the same organ name and year that may be another organ's.
    """

    series_id: int
    revision: int
    copy_of: int | None
    is_current: bool
    asks: tuple[str, ...]


def place_report(workspace: Workspace, identity: Identity, cells_hash: str) -> Position:
    """Find or make the series of a report and its place in it.

    Where organ or year is unknown the file is a series of its own. The same cells again are a
    copy. Other cells under a known region are the next revision and current; under an unknown
    region they may be another organ's, so R803 asks and the first one stays current.
    """
    if identity.organ is None or identity.year is None:
        organ_id = None
        if identity.organ is not None:
            organ_id = ensure_organ(workspace, identity.organ, identity.region, identity.level).id
        series_id = workspace.execute(
            "insert into series(organ_id, year, kind) values (?, ?, ?)",
            [organ_id, identity.year, identity.kind.value],
        )
        return Position(series_id, 1, None, True, ())
    organ = ensure_organ(workspace, identity.organ, identity.region, identity.level)
    series_id = _ensure_series(workspace, organ.id, identity)
    asks = tuple(
        path
        for other in namesakes(workspace, organ.name, organ.region)
        for path in _current_paths(workspace, other.id, identity)
    )
    existing = workspace.rows(
        "select id, revision, cells_hash, copy_of, is_current, path from report"
        " where series_id = ? order by revision, id",
        [series_id],
    )
    for row in existing:
        if row[2] == cells_hash:
            return Position(series_id, row[1], row[3] or row[0], bool(row[4]), asks)
    if not existing:
        return Position(series_id, 1, None, True, asks)
    revision = existing[-1][1] + 1
    if organ.region is None:
        asks = (*asks, *(row[5] for row in existing if row[3] is None))
        return Position(series_id, revision, None, False, asks)
    workspace.execute("update report set is_current = 0 where series_id = ?", [series_id])
    return Position(series_id, revision, None, True, asks)


def _ensure_series(workspace: Workspace, organ_id: int, identity: Identity) -> int:
    key = [organ_id, identity.year, identity.kind.value]
    found = workspace.value(
        "select id from series where organ_id = ? and year = ? and kind = ?", key
    )
    if found is not None:
        return int(found)
    return workspace.execute("insert into series(organ_id, year, kind) values (?, ?, ?)", key)


def _current_paths(workspace: Workspace, organ_id: int, identity: Identity) -> list[str]:
    rows = workspace.rows(
        "select report.path from report join series on series.id = report.series_id"
        " where series.organ_id = ? and series.year = ? and series.kind = ?"
        " and report.is_current = 1 and report.copy_of is null order by report.id",
        [organ_id, identity.year, identity.kind.value],
    )
    return [row[0] for row in rows]
