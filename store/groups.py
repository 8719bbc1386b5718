"""One verdict on many flags, in small steps; one undo takes all of it back.

The first record of a group holds the verdict and the flags as the reviewer saw them; each decision
names it, and a last record says what came of it. What was killed in between is told by the log
itself and goes on, by the same record, when it is called again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from store.annotation_log import (
    Annotation,
    AnnotationKind,
    Verdict,
    annotation,
    append,
    undoable,
)
from store.database import Workspace
from store.errors import AnnotationError
from store.flags import FlagRecord, flag_records
from store.hand_made import HAND_MADE
from store.replay import replay_verdicts
from store.rereading import replay_series
from store.reviewer import Reviewer
from store.series import members_of
from store.storable import storable

_SECONDS_PER_STEP = 0.04
# Others look for their turn every few milliseconds.
_PAUSE_SECONDS = 0.008
_LONGEST_REASON = 4_000
# Confirming this one makes a version current: a question of its own for each report.
SAME_NAME = "R803"


@dataclass(frozen=True, slots=True)
class Seen:
    """A flag as the reviewer saw it."""

    flag_id: int
    version: int


@dataclass(frozen=True, slots=True)
class GroupProgress:
    """How far a group is: ``decided`` and ``left`` alone out of ``total`` flags.

    Of a group that is taken back ``decided`` are the decisions that are undone by now.
    """

    head: int
    verdict: Verdict
    decided: int
    left: int
    total: int
    is_closed: bool = False


OnProgress = Callable[[GroupProgress], None]


def needs_cell(rule: str, fields: Sequence[str]) -> bool:
    """Whether *misread* of a flag asks for a value, or for what a label means: one by one."""
    return rule in ("L301", "L302") or (rule[0] in "ACLY" and bool(fields))


def begin_group(
    workspace: Workspace,
    reviewer: Reviewer,
    verdict: Verdict,
    flags: Sequence[Seen],
    *,
    about: Mapping[str, str],
    reason: str = "",
) -> int:
    """Record that one verdict is to be given on many flags; the id of the group.

    ``about`` says by what they were gathered. Nothing is decided yet: see ``continue_group``.
    """
    payload: dict[str, Any] = {
        "verdict": verdict.value,
        "about": dict(about),
        "count": len(flags),
        "flags": [[seen.flag_id, seen.version] for seen in flags],
    }
    if reason and verdict is Verdict.DISMISSED:
        payload["reason"] = reason[:_LONGEST_REASON]
    with workspace.transaction():
        return append(workspace, reviewer, AnnotationKind.GROUP, None, payload)


def continue_group(
    workspace: Workspace,
    reviewer: Reviewer,
    head_id: int,
    *,
    on_progress: OnProgress = lambda progress: None,
    is_cancelled: Callable[[], bool] = lambda: False,
    is_leaving: Callable[[], bool] = lambda: False,
) -> GroupProgress:
    """Decide the flags of a group that are as the reviewer saw them and still open.

    What others have decided or what has changed since is left alone and counted. A group that is
    cancelled is closed with what is done by then; one that is left (the program ends) goes on when
    it is called again. Raises AnnotationError where the group is another reviewer's or undone.
    """
    head = undoable(workspace, reviewer, head_id)
    verdict = Verdict(head.payload["verdict"])
    done = {row[0] for row in _decisions(workspace, head)}
    wanted = [Seen(*pair) for pair in head.payload["flags"] if pair[0] not in done]
    waiting = _by_report(workspace, wanted)
    total = int(head.payload["count"])
    progress = GroupProgress(head_id, verdict, len(done), 0, total)
    while waiting and not is_cancelled():
        if is_leaving():
            return progress
        decided = left = 0
        began = time.monotonic()
        with workspace.transaction():
            # Undone by the reviewer at another terminal: nothing more is decided.
            head = undoable(workspace, reviewer, head_id)
            while waiting:
                seen = waiting.pop()
                count = _decide_in_report(workspace, reviewer, head, seen)
                decided, left = decided + count, left + len(seen) - count
                if time.monotonic() - began >= _SECONDS_PER_STEP:
                    break
        progress = GroupProgress(
            head_id, verdict, progress.decided + decided, progress.left + left, total
        )
        on_progress(progress)
        time.sleep(_PAUSE_SECONDS)
    return _close(workspace, reviewer, progress, is_cancelled=bool(waiting))


def _by_report(workspace: Workspace, wanted: Sequence[Seen]) -> list[list[Seen]]:
    """The flags of each report together, the last report first; those that are gone at the end."""
    reports: dict[int, int] = {}
    for begin in range(0, len(wanted), 500):
        ids = [seen.flag_id for seen in wanted[begin : begin + 500]]
        marks = ", ".join("?" * len(ids))
        sql = f"select id, report_id from flag where id in ({marks})"  # noqa: S608
        reports.update(workspace.rows(sql, ids))
    ordered: dict[int, list[Seen]] = {}
    for seen in wanted:
        ordered.setdefault(reports.get(seen.flag_id, 0), []).append(seen)
    return list(reversed(ordered.values()))


def _decide_in_report(
    workspace: Workspace, reviewer: Reviewer, head: Annotation, seen: Sequence[Seen]
) -> int:
    """Decide what is still as it was seen, in the caller's transaction; how many that is."""
    versions = {one.flag_id: one.version for one in seen}
    records = [
        record
        for record in flag_records(workspace, list(versions))
        if record.is_raised and record.verdict is None and record.version == versions[record.id]
    ]
    for record in records:
        payload = {
            "verdict": head.payload["verdict"],
            "fingerprint": record.flag.fingerprint,
            "was": None,
            "group": head.id,
        }
        if "reason" in head.payload:
            payload["reason"] = head.payload["reason"]
        append(
            workspace, reviewer, AnnotationKind.DECISION, record.report_id, payload, record=record
        )
    if records:
        _replay(workspace, records[0].report_id, _are_plain(records))
    return len(records)


def _are_plain(records: Sequence[FlagRecord]) -> bool:
    # Whether a later version still asks about a finding made by hand hangs on its verdict.
    return all(record.flag.rule != HAND_MADE for record in records)


def _replay(workspace: Workspace, report_id: int, is_plain: bool) -> None:
    series_id = workspace.value("select series_id from report where id = ?", [report_id])
    if is_plain and members_of(workspace, series_id) == {report_id}:
        replay_verdicts(workspace, report_id)
    else:
        replay_series(workspace, report_id)


def _close(
    workspace: Workspace, reviewer: Reviewer, progress: GroupProgress, *, is_cancelled: bool
) -> GroupProgress:
    with workspace.transaction():
        undoable(workspace, reviewer, progress.head)
        payload = {
            "closes": progress.head,
            "decided": progress.decided,
            "left": progress.left,
            "cancelled": is_cancelled,
        }
        if _closing(workspace, progress.head) is None:
            append(workspace, reviewer, AnnotationKind.GROUP, None, payload)
    return GroupProgress(
        progress.head, progress.verdict, progress.decided, progress.left, progress.total, True
    )


_STANDS = " and not exists (select 1 from undone as u where u.id = a.id)"


def _closing(workspace: Workspace, head_id: int) -> int | None:
    """The record that closed a group, where there is one that is not undone."""
    found = workspace.value(
        "select a.id from annotation as a join annotation as h on h.id = ?1"  # noqa: S608
        " where a.uid = h.uid and a.reviewer = h.reviewer and a.id > ?1 and a.kind = 'group'"
        f" and json_extract(a.payload, '$.closes') = ?1{_STANDS}",
        [head_id],
    )
    return int(found) if found is not None else None


def _decisions(workspace: Workspace, head: Annotation, *, standing: bool = False) -> list[Any]:
    """Flag, decision and report of each verdict of a group, those undone by themselves too."""
    return workspace.rows(
        "select a.flag_id, a.id, a.report_id, a.rule from annotation as a"  # noqa: S608
        " where a.uid = ? and a.reviewer = (select reviewer from annotation where id = ?)"
        " and a.id > ? and a.kind = 'decision' and json_extract(a.payload, '$.group') = ?"
        f"{_STANDS if standing else ''} order by a.report_id, a.id",
        [head.uid, head.id, head.id, head.id],
    )


def take_back_group(
    workspace: Workspace,
    reviewer: Reviewer,
    head_id: int,
    *,
    on_progress: OnProgress = lambda progress: None,
) -> GroupProgress:
    """Undo all verdicts of a group but those that were undone by themselves, in steps.

    The group itself is undone first, so that what was killed in between is finished by the next
    call. Raises AnnotationError where it is another reviewer's.
    """
    head = annotation(workspace, head_id)
    if head is None or not head.is_undone:
        with workspace.transaction():
            head = undoable(workspace, reviewer, head_id)
            closing = _closing(workspace, head_id)
            append(workspace, reviewer, AnnotationKind.UNDO, None, {}, undoes=head_id)
            if closing is not None:
                append(workspace, reviewer, AnnotationKind.UNDO, None, {}, undoes=closing)
    elif (head.uid, head.reviewer) != (reviewer.uid, storable(reviewer.name)):
        raise AnnotationError("annotation_of_other", reviewer=head.reviewer)
    verdict = Verdict(head.payload["verdict"])
    rows = _decisions(workspace, head, standing=True)
    waiting = [list(group) for _, group in groupby(rows, key=lambda row: row[2])]
    waiting.reverse()
    progress = GroupProgress(head_id, verdict, 0, 0, len(rows))
    while waiting:
        count = 0
        began = time.monotonic()
        with workspace.transaction():
            while waiting:
                count += _take_back_in_report(workspace, reviewer, waiting.pop())
                if time.monotonic() - began >= _SECONDS_PER_STEP:
                    break
        progress = GroupProgress(head_id, verdict, progress.decided + count, 0, len(rows))
        on_progress(progress)
        time.sleep(_PAUSE_SECONDS)
    return GroupProgress(head_id, verdict, progress.decided, 0, len(rows), True)


def _take_back_in_report(workspace: Workspace, reviewer: Reviewer, rows: Sequence[Any]) -> int:
    standing = [
        row for row in rows if workspace.row("select 1 from undone where id = ?", [row[1]]) is None
    ]
    for _, decision_id, report_id, _ in standing:
        append(workspace, reviewer, AnnotationKind.UNDO, report_id, {}, undoes=decision_id)
    if standing:
        _replay(workspace, standing[0][2], all(row[3] != HAND_MADE for row in standing))
    return len(standing)


def unfinished_groups(workspace: Workspace, reviewer: Reviewer) -> tuple[list[int], list[int]]:
    """Groups of the reviewer that were killed: those to go on with, those to finish taking back."""
    heads = workspace.rows(
        "select a.id, exists(select 1 from undone as u where u.id = a.id)"
        " from annotation as a where a.uid = ? and a.reviewer = ? and a.kind = 'group'"
        " and json_extract(a.payload, '$.closes') is null order by a.id",
        [reviewer.uid, storable(reviewer.label)],
    )
    going, undoing = [], []
    for head_id, is_undone in heads:
        if not is_undone:
            if _closing(workspace, head_id) is None:
                going.append(head_id)
            continue
        head = annotation(workspace, head_id)
        if head is not None and _decisions(workspace, head, standing=True):
            undoing.append(head_id)
    return going, undoing
