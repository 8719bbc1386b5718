"""What teaching a label changes: shown before, then applied to stored reports.

Reports are read again in small transactions, so that reviewers at work are not held up. What is
left to read again is told by the workspace itself: an interrupted run is continued by the next.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from store.aliases import (
    Alias,
    aliases,
    members,
    proposed,
    record_taught,
    teach_label,
    unapplied,
)
from store.annotation_log import annotated_report
from store.annotations import remap_label
from store.context import context_of
from store.database import Workspace
from store.errors import AnnotationError
from store.flags import flag_record
from store.printed import as_printed, readings, standing_annotations
from store.report import Cell, Flag, LabelKey, Report
from store.rereading import Reread, read_again, reread_report
from store.reviewer import Reviewer
from store.rules import check_report

# Reviewers at work wait no longer than this, and then get their turn.
_SECONDS_PER_TRANSACTION = 0.1
_PAUSE_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Change:
    """What teaching changes in one report: cells as they were and will be, doubts.

    ``closed`` and ``opened`` count the doubts of the first view that go and that come.
    ``reason`` is the code of the error where the report cannot be read again.
    """

    report_id: int
    path: str
    cells: tuple[tuple[Cell, Cell], ...]
    closed: int
    opened: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What a label is to mean, None for nothing, in all reports but those ``excepted``."""

    target: str | None
    excepted: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Applied:
    """How many reports have been read again, of how many; ``failed`` ones stay as they are."""

    done: int
    total: int
    failed: int = 0


def preview_aliases(
    workspace: Workspace, said: Mapping[LabelKey, Said], reread: Reread
) -> Iterator[Change]:
    """What each report would be if labels meant what is ``said``; nothing is written.

    Reports in which a reviewer said it otherwise do not change.
    """
    in_force = aliases(workspace)
    known = dict(in_force)
    waiting = unapplied(workspace, in_force)
    reports: set[int] = set()
    for key, meaning in said.items():
        known.pop(key, None)
        if meaning.target is not None:
            known[key] = Alias(key, meaning.target, 0, "", "", None, meaning.excepted)
        reports |= set(members(workspace, key)) - meaning.excepted
    for report_id in sorted(reports):
        # What waits anyway is not this one's change.
        before = in_force if report_id in waiting else None
        yield _change(workspace, report_id, known, reread, before)


def preview_waiting(workspace: Workspace, reread: Reread) -> Iterator[Change]:
    """What changes in each report that waits, if all that was said in one report were said for all.

    See ``say_for_all``.
    """
    known = aliases(workspace)
    waiting = set(unapplied(workspace, known))
    for key, (alias, others) in proposed(workspace).items():
        known[key] = alias
        waiting |= set(others)
    for report_id in sorted(waiting):
        yield _change(workspace, report_id, known, reread)


def remap_members(
    workspace: Workspace,
    reviewer: Reviewer,
    flag_ids: Sequence[int],
    target: str,
    reread: Reread,
) -> int:
    """Say in each of some reports what the label of a flag means there; how many there are.

    For reports that were left out when the label was taught; each can be undone by itself.
    """
    done = 0
    with workspace.transaction():
        for flag_id in flag_ids:
            record = flag_record(workspace, flag_id)
            if record is not None:
                remap_label(workspace, reviewer, flag_id, record.version, target, reread)
                done += 1
    return done


def say_for_all(workspace: Workspace, reviewer: Reviewer) -> int:
    """Say for all reports what was said in one, where others have the label; how many labels."""
    with workspace.transaction():
        waiting = proposed(workspace)
        for key, (alias, _) in waiting.items():
            teach_label(workspace, reviewer, key, alias.target)
        return len(waiting)


def _change(
    workspace: Workspace,
    report_id: int,
    known: Mapping[LabelKey, Alias],
    reread: Reread,
    in_force: Mapping[LabelKey, Alias] | None = None,
) -> Change:
    """What a report would be by the aliases ``known``, against what it is, or ``in_force``."""
    path = str(workspace.value("select path from report where id = ?", [report_id]))
    before = annotated_report(workspace, report_id)
    try:
        if in_force is not None:
            before = read_again(workspace, report_id, in_force, reread)
        after = read_again(workspace, report_id, known, reread)
    except AnnotationError as error:
        return Change(report_id, path, (), 0, 0, error.code)
    cells = tuple(
        (old, new)
        for field, new in after.cells_by_field.items()
        if (old := before.cells_by_field.get(field)) is not None
        and (old.state, old.value) != (new.state, new.value)
    )
    doubts_before = _doubts(workspace, report_id, before)
    doubts_after = _doubts(workspace, report_id, after)
    return Change(
        report_id,
        path,
        cells,
        len(doubts_before - doubts_after),
        len(doubts_after - doubts_before),
    )


def _doubts(workspace: Workspace, report_id: int, report: Report) -> set[tuple[str, str]]:
    standing = standing_annotations(workspace, report_id)
    found = readings(standing, report, report_id)
    context = replace(context_of(workspace, report_id, report.identity), locked=frozenset(found))
    flags: Sequence[Flag] = check_report(as_printed(report, found), context)
    return {(flag.rule, flag.anchor) for flag in flags if not flag.second_view}


def apply_aliases(
    workspace: Workspace,
    reread: Reread,
    *,
    on_progress: Callable[[Applied], None] = lambda applied: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Applied:
    """Read again the reports that were not read by what was said for all.

    Each report is read again whole or not at all; what is left when it is cancelled or killed
    is done by the next call.
    """
    waiting = unapplied(workspace, aliases(workspace))
    applied = Applied(0, len(waiting))
    left = deque(sorted(waiting))
    while left and not is_cancelled():
        done, failed = 0, 0
        began = time.monotonic()
        with workspace.transaction():
            # Another reviewer may have taught or undone something since.
            known = aliases(workspace)
            while left and time.monotonic() - began < _SECONDS_PER_TRANSACTION:
                report_id = left.popleft()
                done += 1
                try:
                    with workspace.transaction():
                        reread_report(workspace, report_id, reread, known, waiting[report_id])
                except AnnotationError:
                    # It stays as it is, and is not tried again and again.
                    report = annotated_report(workspace, report_id)
                    record_taught(workspace, report_id, report, known, waiting[report_id])
                    failed += 1
        applied = Applied(applied.done + done, applied.total, applied.failed + failed)
        on_progress(applied)
        time.sleep(_PAUSE_SECONDS)
    return applied
