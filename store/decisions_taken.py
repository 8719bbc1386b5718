"""Take over what colleagues entered in a ledger, in one go; one undo takes all of it back.

The records are one transaction. The reports are then brought to what they say in small ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from store.annotation_log import Annotation, AnnotationKind, append, count_annotations
from store.database import Workspace
from store.decisions_entered import Entry
from store.decisions_plan import Change, Plan, plan_takeover
from store.errors import AnnotationError
from store.flags import FlagRecord, flag_record
from store.replay_steps import make_series_wait, replay_waiting
from store.reviewer import Reviewer

_LONGEST_NOTE = 4_000


def take_over(
    workspace: Workspace,
    reviewer: Reviewer,
    entries: Sequence[Entry],
    previewed: Plan,
    *,
    file_name: str,
    sha256: str,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> int | None:
    """Record what was previewed; the annotation whose undo takes all of it back.

    One annotation for each thing entered, by the reviewer who takes it over; the name that a
    colleague entered is kept in it. None where there is nothing to take over. ``on_progress`` is
    told how many reports are brought up to date, of how many: a run that is cut short there is
    continued by ``replay_waiting``. Raises AnnotationError where the workspace has changed since
    the preview.
    """
    taken = _record(workspace, reviewer, entries, previewed, file_name, sha256)
    replay_waiting(workspace, on_progress)
    return taken


def _record(
    workspace: Workspace,
    reviewer: Reviewer,
    entries: Sequence[Entry],
    previewed: Plan,
    file_name: str,
    sha256: str,
) -> int | None:
    with workspace.transaction():
        plan = plan_takeover(workspace, entries)
        if plan.changes != previewed.changes:
            raise AnnotationError("decisions_changed")
        if not plan.changes:
            return None
        made, decided, touched = [], set(), set()
        for change in plan.changes:
            record = flag_record(workspace, change.flag_id)
            if record is None:
                raise AnnotationError("flag_gone", flag=change.flag_id)
            payload = _payload(change, record)
            made.append(
                append(workspace, reviewer, change.kind, record.report_id, payload, record=record)
            )
            touched.add(record.report_id)
            if change.kind is AnnotationKind.DECISION:
                decided.add(record.report_id)
        make_series_wait(workspace, decided)
        for report_id in touched:
            count_annotations(workspace, report_id)
        counts = {
            kind.value: sum(1 for change in plan.changes if change.kind is kind)
            for kind in (AnnotationKind.DECISION, AnnotationKind.NOTE, AnnotationKind.RECTIFIED)
        }
        return append(
            workspace,
            reviewer,
            AnnotationKind.TAKEOVER,
            None,
            {"file": file_name, "sha256": sha256, "counts": counts, "annotations": made},
        )


def _payload(change: Change, record: FlagRecord) -> dict[str, Any]:
    payload: dict[str, Any] = {"by": change.by} if change.by else {}
    if change.kind is AnnotationKind.DECISION:
        payload |= {
            "verdict": change.now,
            "fingerprint": record.flag.fingerprint,
            "was": record.verdict,
        }
    elif change.kind is AnnotationKind.NOTE:
        payload["text"] = change.now[:_LONGEST_NOTE]
    else:
        payload["rectified"] = change.now == "true"
    return payload


def take_back_entries(workspace: Workspace, reviewer: Reviewer, taken: Annotation) -> None:
    """Undo what a takeover recorded, but for what has been undone by itself since.

    In the caller's transaction, after which ``replay_waiting`` brings the reports up to date.
    """
    decided, touched = set(), set()
    for annotation_id in taken.payload["annotations"]:
        row = workspace.row(
            "select report_id, kind from annotation as a where id = ?"
            " and not exists (select 1 from undone as u where u.id = a.id)",
            [annotation_id],
        )
        if row is None:
            continue
        report_id, kind = row
        append(workspace, reviewer, AnnotationKind.UNDO, report_id, {}, undoes=annotation_id)
        touched.add(report_id)
        if kind == AnnotationKind.DECISION.value:
            decided.add(report_id)
    make_series_wait(workspace, decided)
    for report_id in touched:
        count_annotations(workspace, report_id)
