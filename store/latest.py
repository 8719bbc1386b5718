"""What others have done since: cheap enough to be asked every second."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from store.annotation_log import AnnotationKind
from store.database import Workspace
from store.reviewer import Reviewer
from store.storable import storable

MOST_CHANGES = 1_000


@dataclass(frozen=True, slots=True)
class Change:
    """One annotation made since: by whom, what it is, and the report and flag it touches.

    ``kind`` of an undo is UNDO, its report and flag those of what it takes back. ``verdict`` is
    that of a decision.
    """

    annotation_id: int
    at: str
    reviewer_name: str
    kind: AnnotationKind
    report_id: int | None
    flag_id: int | None
    verdict: str | None


def data_version(workspace: Workspace) -> int:
    """A number that changes when another connection has written to the workspace.

    Costs no look at any table. It is this connection's own: compare it with an earlier answer of
    the same connection.
    """
    return int(workspace.value("pragma data_version"))


def last_annotation(workspace: Workspace) -> int:
    """The id of the newest annotation, from which ``changes_since`` goes on; 0 where none is."""
    return int(workspace.value("select ifnull(max(id), 0) from annotation"))


def changes_since(
    workspace: Workspace, annotation_id: int, reviewer: Reviewer | None = None
) -> list[Change]:
    """Annotations after one, oldest first, without those of ``reviewer``; MOST_CHANGES at most.

    As many as that mean: read everything again, from ``last_annotation``. Ask ``data_version``
    first: imports and rechecks change reports and make no annotation, see ``report_stamp``.
    """
    own = [reviewer.uid, storable(reviewer.label)] if reviewer else [-1, ""]
    rows = workspace.rows(
        "select a.id, a.at, ifnull(nullif(a.reviewer, ''), a.account), a.kind,"
        " ifnull(a.report_id, u.report_id), ifnull(a.flag_id, u.flag_id), a.payload"
        " from annotation as a left join annotation as u on u.id = a.undoes"
        " where a.id > ? and not (a.uid = ? and a.reviewer = ?) order by a.id limit ?",
        [annotation_id, *own, MOST_CHANGES],
    )
    return [_change(row) for row in rows]


def _change(row: Sequence[Any]) -> Change:
    kind = AnnotationKind(row[3])
    said = kind in (AnnotationKind.DECISION, AnnotationKind.REMAP)
    verdict = json.loads(row[6]).get("verdict") if said else None
    return Change(row[0], row[1], row[2], kind, row[4], row[5], verdict)


def report_stamp(workspace: Workspace, report_id: int) -> tuple[int, ...] | None:
    """Numbers that differ once anything that a reviewer sees of a report has changed.

    Whatever changed it: a colleague's act on this or another version, an import, a recheck. None
    where the report is gone.
    """
    row = workspace.row(
        "select series_id, revision, annotations, ifnull(sign_off, 0), is_changed, is_current,"
        " read_round, (select count(*) from flag where flag.report_id = report.id),"
        " (select ifnull(sum(version), 0) from flag where flag.report_id = report.id),"
        " (select ifnull(sum(is_raised), 0) from flag where flag.report_id = report.id),"
        " (select ifnull(max(a.id), 0) from annotation as a where a.report_id = report.id)"
        " from report where id = ?",
        [report_id],
    )
    return tuple(row) if row else None
