"""The log of annotations: what a record holds, appending one, reading them back."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from store.database import Workspace
from store.errors import AnnotationError
from store.flags import FlagRecord
from store.packing import unpack_report
from store.report import Report
from store.reviewer import Reviewer
from store.storable import compact_json, storable


class Verdict(StrEnum):
    """A reviewer's verdict on a flag."""

    CONFIRMED = "confirmed"
    MISREAD = "misread"
    DISMISSED = "dismissed"
    UNSURE = "unsure"


class AnnotationKind(StrEnum):
    """What an annotation records."""

    DECISION = "decision"
    FINDING = "finding"
    NOTE = "note"
    CORRECTION = "correction"
    REMAP = "remap"
    IDENTITY = "identity"
    SIGN_OFF = "sign_off"
    LETTER = "letter"
    JOIN = "join"
    RECTIFIED = "rectified"
    TAKEOVER = "takeover"
    MERGE = "merge"
    GROUP = "group"
    ISSUED = "issued"
    CURRENT = "current"
    ROSTER = "roster"
    ASSIGN = "assign"
    HOLD = "hold"
    NETWORK = "network"
    UNDO = "undo"


# Who is to review says nothing of the report: it stays unread.
_ORGANISING = "('assign', 'hold')"
# Records that happen, and that no undo takes back.
_FINAL = frozenset({AnnotationKind.HOLD, AnnotationKind.NETWORK})


@dataclass(frozen=True, slots=True)
class Annotation:
    """One record of the log."""

    id: int
    at: str
    uid: int
    reviewer: str
    kind: AnnotationKind
    report_id: int | None
    flag_id: int | None
    rule: str | None
    anchor: str | None
    payload: Mapping[str, Any]
    is_undone: bool


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def append(
    workspace: Workspace,
    reviewer: Reviewer,
    kind: AnnotationKind,
    report_id: int | None,
    payload: Mapping[str, Any],
    *,
    record: FlagRecord | None = None,
    undoes: int | None = None,
    key: str = "",
) -> int:
    """Append one record, in the caller's transaction; its id.

    ``key`` is by what it is known in every copy of the workspace; without one it gets a new one.
    """
    return workspace.execute(
        "insert into annotation(at, uid, account, reviewer, kind, report_id, flag_id, rule,"
        " anchor, undoes, payload, key) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            _now(),
            reviewer.uid,
            reviewer.account,
            storable(reviewer.label),
            kind.value,
            report_id,
            record.id if record else None,
            record.flag.rule if record else None,
            storable(record.flag.anchor) if record else None,
            undoes,
            compact_json(payload),
            key or secrets.token_hex(12),
        ],
    )


def append_many(
    workspace: Workspace,
    reviewer: Reviewer,
    kind: AnnotationKind,
    records: Sequence[tuple[int | None, Mapping[str, Any], int | None]],
) -> list[int]:
    """Append records of one kind, each of report, payload and what it undoes; their ids in order.

    In the caller's transaction, which so many records one by one would make long.
    """
    first = int(workspace.value("select ifnull(max(id), 0) from annotation")) + 1
    who = (_now(), reviewer.uid, reviewer.account, storable(reviewer.label), kind.value)
    workspace.execute_many(
        "insert into annotation(id, at, uid, account, reviewer, kind, report_id, undoes, payload,"
        " key) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (at, *who, report_id, undoes, compact_json(payload), secrets.token_hex(12))
            for at, (report_id, payload, undoes) in enumerate(records, first)
        ],
    )
    return list(range(first, first + len(records)))


def annotated_report(workspace: Workspace, report_id: int) -> Report:
    """The report that an annotation is about. Raises AnnotationError where it is gone."""
    packed = workspace.value("select content from report where id = ?", [report_id])
    if packed is None:
        raise AnnotationError("report_gone", report=report_id)
    return unpack_report(packed)


def count_annotations(workspace: Workspace, report_id: int) -> None:
    """Bring the report's count of annotations up to date; who is to review it does not count."""
    workspace.execute(
        "update report set annotations = (select count(*) from annotation"  # noqa: S608
        f" where report_id = ? and kind not in {_ORGANISING}"
        " and ifnull((select did.kind from annotation as did where did.id = annotation.undoes),"
        f" '') not in {_ORGANISING}) where id = ?",
        [report_id, report_id],
    )


# For statements that know ``report``: something was done on it that is not taken back. The count
# keeps reports that nobody has touched from being looked for in the log.
HAS_STANDING_ACTS = (
    "(report.annotations > 0 and exists (select 1 from annotation as did"  # noqa: S608
    " where did.report_id = report.id and did.kind <> 'undo'"
    f" and did.kind not in {_ORGANISING}"
    " and not exists (select 1 from undone where undone.id = did.id)))"
)
_COLUMNS = (
    "a.id, a.at, a.uid, a.reviewer, a.account, a.kind, a.report_id, a.flag_id, a.rule, a.anchor,"
    " a.payload, exists(select 1 from undone as u where u.id = a.id)"
)


def _annotation(row: Any) -> Annotation:
    return Annotation(
        row[0],
        row[1],
        row[2],
        row[3] or row[4],
        AnnotationKind(row[5]),
        row[6],
        row[7],
        row[8],
        row[9],
        json.loads(row[10]),
        bool(row[11]),
    )


def annotation(workspace: Workspace, annotation_id: int) -> Annotation | None:
    """One record of the log, or None."""
    row = workspace.row(
        f"select {_COLUMNS} from annotation as a where a.id = ?",  # noqa: S608
        [annotation_id],
    )
    return _annotation(row) if row else None


def annotations_of(
    workspace: Workspace, report_id: int, *, flag_id: int | None = None
) -> list[Annotation]:
    """The log of a report, or of one of its flags, oldest first, undos left out."""
    only = " and a.flag_id = ?" if flag_id is not None else ""
    rows = workspace.rows(
        f"select {_COLUMNS} from annotation as a"  # noqa: S608
        f" where a.report_id = ? and a.kind <> 'undo'{only} order by a.id",
        [report_id, *([flag_id] if flag_id is not None else [])],
    )
    return [_annotation(row) for row in rows]


def last_own(workspace: Workspace, reviewer: Reviewer) -> Annotation | None:
    """The reviewer's last annotation that is not undone.

    Verdicts of a group count as one act: what is found is the record that stands for all of them.
    A hold that was taken over is no act on a report.
    """
    row = workspace.row(
        f"select {_COLUMNS} from annotation as a"  # noqa: S608
        " where a.uid = ? and a.reviewer = ? and a.kind not in ('undo', 'hold', 'network')"
        " and not exists (select 1 from undone as u where u.id = a.id)"
        " and (a.kind <> 'decision' or json_extract(a.payload, '$.group') is null)"
        " order by a.id desc limit 1",
        [reviewer.uid, storable(reviewer.label)],
    )
    return _head(workspace, _annotation(row)) if row else None


def _head(workspace: Workspace, found: Annotation) -> Annotation:
    """The record that opened a group, of the one that closed it; any other as it is."""
    opened = found.payload.get("closes")
    if found.kind is not AnnotationKind.GROUP or opened is None:
        return found
    head = annotation(workspace, int(opened))
    return head if head is not None else found


def undoable(workspace: Workspace, reviewer: Reviewer, annotation_id: int) -> Annotation:
    """The annotation that the reviewer may undo.

    Raises AnnotationError where it is another reviewer's, is undone already or cannot be.
    """
    found = annotation(workspace, annotation_id)
    if found is None or found.kind is AnnotationKind.UNDO:
        raise AnnotationError("annotation_gone", annotation=annotation_id)
    if found.kind in _FINAL:
        raise AnnotationError("annotation_no_undo", annotation=annotation_id)
    if (found.uid, found.reviewer) != (reviewer.uid, storable(reviewer.name)):
        raise AnnotationError("annotation_of_other", reviewer=found.reviewer)
    if found.is_undone:
        raise AnnotationError("annotation_undone", annotation=annotation_id)
    return _head(workspace, found)
