"""Series: one organ, one year, one kind; revisions and copies inside a series."""

from __future__ import annotations

from dataclasses import dataclass

from store.database import Workspace
from store.organs import ensure_organ, is_clear
from store.report import Identity, Part


@dataclass(frozen=True, slots=True)
class Position:
    """Where a report stands: its series, revision, what it copies, and whether it is current."""

    series_id: int
    revision: int
    copy_of: int | None
    is_current: bool


def place_report(
    workspace: Workspace, identity: Identity, cells_hash: str, part: Part = Part.WHOLE
) -> Position:
    """Find or make the series of a report and its place in it.

    Where organ or year is unknown the file is a series of its own. The same cells again are a
    copy. Other cells of an organ that is clear are the next revision and current; under an unknown
    region they may be another organ's, so rule R803 asks and the first one stays current. Tables
    alone are an attachment and replace no report that has text, nor text alone a whole report.
    """
    if identity.organ is None or identity.year is None:
        organ_id = None
        if identity.organ is not None:
            organ_id = ensure_organ(workspace, identity.organ, identity.region, identity.level).id
        series_id = workspace.execute(
            "insert into series(organ_id, year, kind) values (?, ?, ?)",
            [organ_id, identity.year, identity.kind.value],
        )
        return Position(series_id, 1, None, True)
    organ = ensure_organ(workspace, identity.organ, identity.region, identity.level)
    series_id = _ensure_series(workspace, organ.id, identity)
    existing = workspace.rows(
        "select id, revision, cells_hash, copy_of, part from report"
        " where series_id = ? and joined_to is null order by revision, id",
        [series_id],
    )
    for report_id, revision, other_hash, copy_of, _ in existing:
        if other_hash == cells_hash:
            return Position(series_id, revision, copy_of or report_id, False)
    if not existing:
        return Position(series_id, 1, None, True)
    has_whole = any(row[4] == Part.WHOLE for row in existing)
    replaces = part is Part.WHOLE or (part is Part.TEXT and not has_whole)
    is_current = is_clear(workspace, organ) and replaces
    if is_current:
        workspace.execute("update report set is_current = 0 where series_id = ?", [series_id])
    return Position(series_id, existing[-1][1] + 1, None, is_current)


def _ensure_series(workspace: Workspace, organ_id: int, identity: Identity) -> int:
    key = [organ_id, identity.year, identity.kind.value]
    found = workspace.value(
        "select id from series where organ_id = ? and year = ? and kind = ?", key
    )
    if found is not None:
        return int(found)
    return workspace.execute("insert into series(organ_id, year, kind) values (?, ?, ?)", key)


def close_gap(workspace: Workspace, series_id: int) -> None:
    """Make the last revision of a series current where none is (its current one has left)."""
    if (
        workspace.row("select 1 from report where series_id = ? and is_current = 1", [series_id])
        is None
    ):
        workspace.execute(
            "update report set is_current = 1 where id = (select id from report"
            " where series_id = ? and copy_of is null and joined_to is null"
            " order by part = 'tables', revision desc, id desc limit 1)",
            [series_id],
        )
