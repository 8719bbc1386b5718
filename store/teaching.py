"""What teaching a label changes: shown before, then applied to stored reports.

Reports are read again in small transactions, so that reviewers at work are not held up. What is
left to read again is told by the workspace itself: an interrupted run is continued by the next.
"""

from __future__ import annotations

import time
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
from store.context import context_of
from store.database import Workspace
from store.errors import AnnotationError
from store.printed import as_printed, readings, standing_annotations
from store.report import Cell, Flag, LabelKey, Report
from store.rereading import Reread, read_again, reread_report
from store.reviewer import Reviewer
from store.rules import check_report

_REPORTS_PER_TRANSACTION = 8
_PAUSE_SECONDS = 0.002


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
    known = aliases(workspace)
    reports: set[int] = set()
    for key, meaning in said.items():
        known.pop(key, None)
        if meaning.target is not None:
            known[key] = Alias(key, meaning.target, 0, "", "", None, meaning.excepted)
        reports |= set(members(workspace, key)) - meaning.excepted
    for report_id in sorted(reports):
        yield _change(workspace, report_id, known, reread)


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


def say_for_all(workspace: Workspace, reviewer: Reviewer) -> int:
    """Say for all reports what was said in one, where others have the label; how many labels."""
    with workspace.transaction():
        waiting = proposed(workspace)
        for key, (alias, _) in waiting.items():
            teach_label(workspace, reviewer, key, alias.target)
        return len(waiting)


def _change(
    workspace: Workspace, report_id: int, known: dict[LabelKey, Alias], reread: Reread
) -> Change:
    path = str(workspace.value("select path from report where id = ?", [report_id]))
    before = annotated_report(workspace, report_id)
    try:
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
    context = replace(context_of(workspace, report_id, report), locked=frozenset(found))
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
    ids = sorted(waiting)
    for begin in range(0, len(ids), _REPORTS_PER_TRANSACTION):
        if is_cancelled():
            break
        failed = 0
        group = ids[begin : begin + _REPORTS_PER_TRANSACTION]
        with workspace.transaction():
            # Another reviewer may have taught or undone something since.
            known = aliases(workspace)
            for report_id in group:
                try:
                    with workspace.transaction():
                        reread_report(workspace, report_id, reread, known, waiting[report_id])
                except AnnotationError:
                    # It stays as it is, and is not tried again and again.
                    report = annotated_report(workspace, report_id)
                    record_taught(workspace, report_id, report, known, waiting[report_id])
                    failed += 1
        applied = Applied(applied.done + len(group), applied.total, applied.failed + failed)
        on_progress(applied)
        time.sleep(_PAUSE_SECONDS)
    return applied
