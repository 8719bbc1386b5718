"""Series: one organ, one year, one kind; revisions and copies inside a series."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from store.database import Workspace
from store.organs import ensure_organ
from store.packing import unpack_report
from store.report import Identity, Report
from store.same_text import is_same_text


@dataclass(frozen=True, slots=True)
class Position:
    """Where a report stands: its series, revision, and what it copies."""

    series_id: int
    revision: int
    copy_of: int | None


def place_report(
    workspace: Workspace,
    identity: Identity,
    cells_hash: str,
    reader: str,
    report: Callable[[], Report],
) -> Position:
    """Find or make the series of an identity and the place of its ``report`` in it.

    Where organ or year is unknown the file is a series of its own. The same cells and words again
    are a copy, others the next revision. Which one is current is said by ``store.versions``.
    """
    if identity.organ is None or identity.year is None:
        organ_id = None
        if identity.organ is not None:
            organ_id = ensure_organ(workspace, identity.organ, identity.region, identity.level).id
        series_id = workspace.execute(
            "insert into series(organ_id, year, kind) values (?, ?, ?)",
            [organ_id, identity.year, identity.kind.value],
        )
        return Position(series_id, 1, None)
    organ = ensure_organ(workspace, identity.organ, identity.region, identity.level)
    series_id = _ensure_series(workspace, organ.id, identity)
    existing = workspace.rows(
        "select id, revision, cells_hash, copy_of, reader from report"
        " where series_id = ? and joined_to is null order by revision desc, id",
        [series_id],
    )
    for report_id, revision, other_hash, copy_of, other_reader in existing:
        if other_hash == cells_hash and _says_the_same(
            workspace, report_id, report(), same_format=_format(other_reader) == _format(reader)
        ):
            return Position(series_id, revision, copy_of or report_id)
    return Position(series_id, existing[0][1] + 1 if existing else 1, None)


def _says_the_same(
    workspace: Workspace, report_id: int, report: Report, *, same_format: bool
) -> bool:
    packed = workspace.value("select content from report where id = ?", [report_id])
    return is_same_text(unpack_report(packed), report, same_format=same_format)


def _format(reader: str) -> str:
    return reader.partition("/")[0]


def _ensure_series(workspace: Workspace, organ_id: int, identity: Identity) -> int:
    key = [organ_id, identity.year, identity.kind.value]
    found = workspace.value(
        "select id from series where organ_id = ? and year = ? and kind = ?", key
    )
    if found is not None:
        return int(found)
    return workspace.execute("insert into series(organ_id, year, kind) values (?, ?, ?)", key)


def members_of(workspace: Workspace, series_id: int) -> set[int]:
    """Ids of all reports of a series, copies and joined attachments too."""
    rows = workspace.rows("select id from report where series_id = ?", [series_id])
    return {row[0] for row in rows}
