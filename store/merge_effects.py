"""Bring reports to what the log says after records of every kind were added to it or taken back."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

from store.annotation_log import AnnotationKind, annotated_report, count_annotations
from store.assignments import replay_assignment
from store.attachments import part_attachment, put_attachment
from store.database import Workspace
from store.identities import restore_identity
from store.neighbours import reports_beside
from store.replay_steps import make_series_wait
from store.rereading import Reread, replay_versions, reread_report
from store.rostered import keep_recognised, known_report
from store.versions import series_of

_ROW = (
    "select a.kind, a.report_id, a.undoes, a.payload,"
    " exists(select 1 from undone as u where u.id = a.id) from annotation as a where a.id = ?"
)


def keep_identity(workspace: Workspace, report_id: int) -> None:
    """Remember what was recognised of a report before a reviewer's word on it is added."""
    known = known_report(workspace, report_id)
    if known is not None and not (known.is_by_reviewer or known.is_kept):
        identity = annotated_report(workspace, report_id).identity
        keep_recognised(workspace, report_id, identity)


def settle_records(workspace: Workspace, ids: Collection[int], reread: Reread) -> None:
    """Bring all reports that some records are about to what the log says, in a transaction.

    Plain verdicts and readings only make their reports wait: ``replay_waiting`` does the rest.
    """
    touched: set[int] = set()
    remapped: set[int] = set()
    moved: set[int] = set()
    for kind, report_id, payload, is_undone in _acts(workspace, ids):
        if report_id is None:
            continue
        touched.add(report_id)
        if kind is AnnotationKind.IDENTITY:
            moved.add(report_id)
        elif kind is AnnotationKind.CURRENT:
            replay_versions(workspace, int(payload["series"] or series_of(workspace, report_id)))
        elif kind is AnnotationKind.ASSIGN:
            replay_assignment(workspace, report_id)
        elif kind is AnnotationKind.REMAP:
            remapped.add(report_id)
        elif kind is AnnotationKind.JOIN:
            _settle_join(workspace, int(payload["attachment"]), report_id, is_undone, reread)
    for report_id in sorted(moved):
        restore_identity(workspace, report_id)
    for report_id in sorted(remapped):
        reread_report(workspace, report_id, reread)
    waiting = set(touched)
    for report_id in touched:
        waiting |= reports_beside(workspace, series_of(workspace, report_id))
        count_annotations(workspace, report_id)
    make_series_wait(workspace, sorted(waiting))


def _acts(
    workspace: Workspace, ids: Collection[int]
) -> Sequence[tuple[AnnotationKind, int | None, dict[str, Any], bool]]:
    """What the records do; of an undo, and of an undo of one, what the undone record does."""
    found, seen, left = [], set(), sorted(ids, reverse=True)
    while left:
        annotation_id = left.pop()
        if annotation_id in seen:
            continue
        seen.add(annotation_id)
        kind, report_id, undoes, payload, is_undone = workspace.rows(_ROW, [annotation_id])[0]
        if undoes is not None:
            left.append(undoes)
        else:
            found.append((AnnotationKind(kind), report_id, json.loads(payload), bool(is_undone)))
    return found


def _settle_join(
    workspace: Workspace, attachment_id: int, text_id: int, is_undone: bool, reread: Reread
) -> None:
    joined_to = workspace.value("select joined_to from report where id = ?", [attachment_id])
    if is_undone and joined_to == text_id:
        part_attachment(workspace, attachment_id, text_id, reread)
    elif not is_undone and joined_to is None:
        put_attachment(workspace, attachment_id, text_id, reread)
