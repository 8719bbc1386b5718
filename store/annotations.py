"""Append annotations: decisions, findings, notes, corrections, identity, sign-off, undo.

Every function is one transaction: the record is appended and what it touches is replayed.
Nothing is changed or deleted; an undo is a record of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from store.annotation_log import (
    Annotation,
    AnnotationKind,
    Verdict,
    annotated_report,
    annotation,
    annotations_of,
    append,
    count_annotations,
    last_own,
    undoable,
)
from store.assignments import take_back_assignments
from store.attachments import part_attachment
from store.database import Workspace
from store.decisions_taken import take_back_entries
from store.errors import AnnotationError
from store.flags import FlagRecord, flag_record
from store.groups import take_back_group
from store.hashes import cells_hash
from store.identities import identity_json, move_report, restore_identity
from store.merging import take_back_merge
from store.replay import replay_report
from store.replay_steps import replay_waiting
from store.report import Identity, Number
from store.rereading import Reread, replay_decision, replay_series, replay_versions, reread_report
from store.reviewer import Reviewer
from store.rostered import keep_recognised, known_report
from store.stale import stale_flag

__all__ = [
    "Annotation",
    "AnnotationKind",
    "Verdict",
    "add_finding",
    "add_note",
    "annotation",
    "annotations_of",
    "change_identity",
    "correct_cells",
    "decide",
    "edit_letter",
    "last_own",
    "remap_label",
    "reread_report",
    "sign_off",
    "undo",
]

LONGEST_TEXT = 4_000


def _flag(workspace: Workspace, flag_id: int, version: int | None = None) -> FlagRecord:
    record = flag_record(workspace, flag_id)
    if record is None:
        raise AnnotationError("flag_gone", flag=flag_id)
    if version is not None and record.version != version:
        raise stale_flag(workspace, record)
    return record


def _number(value: Number | None) -> int | str | None:
    return value if isinstance(value, int) or value is None else str(value)


def _with_raw(
    workspace: Workspace, report_id: int, values: Mapping[str, Number | None]
) -> dict[str, list[Any]]:
    cells = annotated_report(workspace, report_id).cells_by_field
    return {field: [_number(value), cells[field].raw] for field, value in values.items()}


def decide(
    workspace: Workspace,
    reviewer: Reviewer,
    flag_id: int,
    version: int,
    verdict: Verdict,
    *,
    reason: str = "",
    corrected: Mapping[str, Number] | None = None,
    readings: Mapping[str, Number | None] | None = None,
) -> FlagRecord:
    """Record a verdict on a flag as the reviewer saw it (``version``); the flag as it is then.

    ``corrected`` are values suggested to the organ (with CONFIRMED), ``readings`` what the
    source says (with MISREAD; None: illegible). Raises StaleFlagError where the flag has changed
    since, AnnotationError where it is gone. A hold of another reviewer on the report hinders
    nothing: holds guide people, versions protect what was decided.
    """
    with workspace.transaction():
        record = _flag(workspace, flag_id, version)
        payload: dict[str, Any] = {
            "verdict": verdict.value,
            "fingerprint": record.flag.fingerprint,
            "was": record.verdict,
        }
        if reason:
            payload["reason"] = reason[:LONGEST_TEXT]
        if corrected and verdict is Verdict.CONFIRMED:
            payload["corrected"] = {field: _number(value) for field, value in corrected.items()}
        if readings and verdict is Verdict.MISREAD:
            payload["readings"] = _with_raw(workspace, record.report_id, readings)
        append(
            workspace, reviewer, AnnotationKind.DECISION, record.report_id, payload, record=record
        )
        replay_decision(workspace, record, is_plain=not readings)
        return _flag(workspace, flag_id)


def correct_cells(
    workspace: Workspace,
    reviewer: Reviewer,
    report_id: int,
    values: Mapping[str, Number | None],
) -> int:
    """Say what the source says in cells that no flag is about; the annotation's id."""
    with workspace.transaction():
        payload = {"readings": _with_raw(workspace, report_id, values)}
        made = append(workspace, reviewer, AnnotationKind.CORRECTION, report_id, payload)
        replay_series(workspace, report_id)
        return made


def add_finding(
    workspace: Workspace,
    reviewer: Reviewer,
    report_id: int,
    *,
    line: int | None,
    place: str,
    quote: str,
    problem: str,
    suggestion: str,
) -> int:
    """Add a finding that no rule saw; the annotation's id."""
    with workspace.transaction():
        annotated_report(workspace, report_id)
        payload = {
            "line": line,
            "place": place[:200],
            "quote": quote[:LONGEST_TEXT],
            "problem": problem[:LONGEST_TEXT],
            "suggestion": suggestion[:LONGEST_TEXT],
        }
        made = append(workspace, reviewer, AnnotationKind.FINDING, report_id, payload)
        replay_series(workspace, report_id)
        return made


def add_note(
    workspace: Workspace, reviewer: Reviewer, report_id: int, flag_id: int | None, text: str
) -> int:
    """Add a note to a flag or a report; the annotation's id."""
    with workspace.transaction():
        record = _flag(workspace, flag_id) if flag_id is not None else None
        made = append(
            workspace,
            reviewer,
            AnnotationKind.NOTE,
            report_id,
            {"text": text[:LONGEST_TEXT]},
            record=record,
        )
        count_annotations(workspace, report_id)
        return made


def edit_letter(workspace: Workspace, reviewer: Reviewer, flag_id: int, text: str) -> int:
    """Replace a flag's sentence in the letter ("": the catalogue's again); the annotation's id."""
    with workspace.transaction():
        record = _flag(workspace, flag_id)
        made = append(
            workspace,
            reviewer,
            AnnotationKind.LETTER,
            record.report_id,
            {"text": text[:LONGEST_TEXT], "fingerprint": record.flag.fingerprint},
            record=record,
        )
        count_annotations(workspace, record.report_id)
        return made


def sign_off(workspace: Workspace, reviewer: Reviewer, report_id: int) -> int:
    """Declare a report reviewed; the annotation's id."""
    with workspace.transaction():
        # What is signed are these cells: when they are read otherwise later on, it is stale.
        payload = {"cells": cells_hash(annotated_report(workspace, report_id))}
        made = append(workspace, reviewer, AnnotationKind.SIGN_OFF, report_id, payload)
        replay_report(workspace, report_id)
        return made


def change_identity(
    workspace: Workspace, reviewer: Reviewer, report_id: int, identity: Identity
) -> int:
    """Say whose report it is; it moves, with its flags and decisions, to the right series."""
    with workspace.transaction():
        report = annotated_report(workspace, report_id)
        known = known_report(workspace, report_id)
        if known is not None and not (known.is_by_reviewer or known.is_kept):
            keep_recognised(workspace, report_id, report.identity)
        payload = {"before": identity_json(report.identity), "after": identity_json(identity)}
        made = append(workspace, reviewer, AnnotationKind.IDENTITY, report_id, payload)
        move_report(workspace, report_id, report, identity)
        return made


def remap_label(
    workspace: Workspace,
    reviewer: Reviewer,
    flag_id: int,
    version: int,
    target: str,
    reread: Reread,
) -> FlagRecord:
    """Say which row or column a label means; the flag as it is then.

    This report is read again at once; for the others it is proposed as an alias of the workspace
    (``store.aliases.proposed``). ``target`` is the key of the row or column; ``reread`` reads a
    stored Document again (it is the reader's work, so the caller brings it).
    """
    with workspace.transaction():
        record = _flag(workspace, flag_id, version)
        params = record.flag.params
        key = (str(params["table"]), str(params["axis"]), str(params["label"]))
        payload = {
            "verdict": Verdict.MISREAD.value,
            "fingerprint": record.flag.fingerprint,
            "was": record.verdict,
            "remap": [*key, target],
        }
        append(workspace, reviewer, AnnotationKind.REMAP, record.report_id, payload, record=record)
        reread_report(workspace, record.report_id, reread)
        return _flag(workspace, flag_id)


def undo(
    workspace: Workspace,
    reviewer: Reviewer,
    annotation_id: int,
    reread: Reread,
) -> Annotation:
    """Take back one own annotation, of any day; the annotation that is undone now.

    A group of verdicts is taken back whole, in steps: see ``store.groups``.

    Raises AnnotationError where it is another reviewer's, is undone already or cannot be.
    """
    found = undoable(workspace, reviewer, annotation_id)
    if found.kind is AnnotationKind.GROUP:
        # In steps of its own, so that it holds nobody up.
        take_back_group(workspace, reviewer, found.id)
        return found
    with workspace.transaction():
        found = undoable(workspace, reviewer, annotation_id)
        append(workspace, reviewer, AnnotationKind.UNDO, found.report_id, {}, undoes=annotation_id)
        if found.kind is AnnotationKind.TAKEOVER:
            take_back_entries(workspace, reviewer, found)
        elif found.kind is AnnotationKind.MERGE:
            take_back_merge(workspace, reviewer, found, reread)
        elif found.kind is AnnotationKind.ASSIGN:
            take_back_assignments(workspace, reviewer, found)
        elif found.report_id is not None:
            _take_back(workspace, found, found.report_id, reread)
    if found.kind in (AnnotationKind.TAKEOVER, AnnotationKind.MERGE):
        replay_waiting(workspace)
    return found


def _take_back(
    workspace: Workspace,
    found: Annotation,
    report_id: int,
    reread: Reread,
) -> None:
    if found.kind is AnnotationKind.IDENTITY:
        restore_identity(workspace, report_id)
    elif found.kind is AnnotationKind.CURRENT:
        replay_versions(workspace, int(found.payload["series"]))
    elif found.kind is AnnotationKind.JOIN:
        part_attachment(workspace, int(found.payload["attachment"]), report_id, reread)
    elif found.kind is AnnotationKind.REMAP:
        reread_report(workspace, report_id, reread)
    else:
        replay_series(workspace, report_id)
    count_annotations(workspace, report_id)
