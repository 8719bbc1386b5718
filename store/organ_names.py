"""Names of organs for jumping to them, and how they are spoken, as the importers tell."""

from __future__ import annotations

from collections.abc import Sequence

from store.database import Workspace
from store.storable import storable


def without_pinyin(workspace: Workspace) -> list[tuple[int, str]]:
    """Organs of which it is not stored yet how they are spoken: id, region with name."""
    return [
        (row[0], row[1])
        for row in workspace.rows(
            "select id, ifnull(region, '') || name from organ"
            " where id not in (select organ_id from organ_pinyin) order by id"
        )
    ]


def keep_pinyin(workspace: Workspace, found: Sequence[tuple[int, str, str]]) -> None:
    """Store syllables and initials of organs, in the caller's transaction."""
    workspace.execute_many(
        "insert or replace into organ_pinyin(organ_id, syllables, initials) values (?, ?, ?)",
        [(organ_id, storable(full), storable(first)) for organ_id, full, first in found],
    )


def finder_rows(workspace: Workspace) -> list[tuple[int, str, str, str, str]]:
    """Organs with reports or on the roster: id, region ("" where unknown), name, syllables,
    initials ("" where they are not stored)."""
    return [
        tuple(row)
        for row in workspace.rows(
            "select organ.id, ifnull(organ.region, ''), organ.name, ifnull(p.syllables, ''),"
            " ifnull(p.initials, '') from organ left join organ_pinyin as p"
            " on p.organ_id = organ.id"
            " where organ.id in (select organ_id from series)"
            " or organ.id in (select organ_id from roster)"
            " order by organ.region, organ.name, organ.id"
        )
    ]


def reports_of_organ(workspace: Workspace, organ_id: int) -> tuple[int, ...]:
    """The current reports of an organ, the latest year first."""
    rows = workspace.rows(
        "select report.id from series cross join report on report.series_id = series.id"
        " where series.organ_id = ? and +report.is_current = 1 and report.copy_of is null"
        " and report.joined_to is null order by series.year desc, report.id",
        [organ_id],
    )
    return tuple(row[0] for row in rows)


def store_pinyin(workspace: Workspace, found: Sequence[tuple[int, str, str]]) -> None:
    """``keep_pinyin`` in a transaction of its own."""
    with workspace.transaction():
        keep_pinyin(workspace, found)
