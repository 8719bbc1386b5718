"""Run the rules on stored reports again, or read the stored documents again.

In small transactions, so that reviewers at work are not held up. What is left to do is told by the
workspace itself: an interrupted run is continued by the next.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from store.aliases import aliases
from store.assignments import replay_assignment
from store.checked import (
    begin_check,
    begin_reading,
    mark_as_read,
    waiting_for_rules,
    waiting_to_be_read,
)
from store.database import Workspace
from store.errors import AnnotationError
from store.likeness import Likeness
from store.prose_index import begin_prose, rebuild_prose
from store.replay import replay_report
from store.rereading import Reread, reread_report
from store.teaching import Applied

_REPORTS_PER_TRANSACTION = 16
_READ_PER_TRANSACTION = 4
_PAUSE_SECONDS = 0.002

OnProgress = Callable[[Applied], None]


def recheck_rules(
    workspace: Workspace,
    *,
    everything: bool = False,
    on_progress: OnProgress = lambda applied: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Applied:
    """Run the rules on the reports that other settings or rules checked; ``everything``: on all,
    and make the index of the prose anew.

    Decisions stand where what they are about has not changed. A call that was cancelled or killed
    is continued by the next one, without ``everything``.
    """
    if everything:
        with workspace.transaction():
            begin_check(workspace)
            begin_prose(workspace)

    def check(report_id: int) -> bool:
        # The years beside need no replay of their own: what they print has not changed.
        replay_report(workspace, report_id)
        replay_assignment(workspace, report_id)
        return True

    waiting = waiting_for_rules(workspace)
    applied = _in_turn(
        workspace, waiting, check, _REPORTS_PER_TRANSACTION, on_progress, is_cancelled
    )
    rebuild_prose(workspace, is_cancelled)
    return applied


def recheck_reading(
    workspace: Workspace,
    reread: Reread,
    likeness: Likeness | None = None,
    *,
    on_progress: OnProgress = lambda applied: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Applied:
    """Read all stored documents again, then run the rules on what they are now.

    ``likeness`` measures the texts against each other anew. Goes on with a run that was interrupted; where none was, a new one begins. Reports that cannot
    be read any more stay as they are and are counted as failed.
    """
    waiting = waiting_to_be_read(workspace)
    if not waiting:
        with workspace.transaction():
            begin_reading(workspace)
        waiting = waiting_to_be_read(workspace)

    def read(report_id: int) -> bool:
        mark_as_read(workspace, report_id)
        try:
            with workspace.transaction():
                reread_report(workspace, report_id, reread, aliases(workspace), likeness=likeness)
        except AnnotationError:
            replay_report(workspace, report_id)
            return False
        return True

    return _in_turn(workspace, waiting, read, _READ_PER_TRANSACTION, on_progress, is_cancelled)


def _in_turn(
    workspace: Workspace,
    waiting: Sequence[int],
    work: Callable[[int], bool],
    size: int,
    on_progress: OnProgress,
    is_cancelled: Callable[[], bool],
) -> Applied:
    applied = Applied(0, len(waiting))
    for begin in range(0, len(waiting), size):
        if is_cancelled():
            break
        group = waiting[begin : begin + size]
        with workspace.transaction():
            failed = sum(not work(report_id) for report_id in group)
        applied = Applied(applied.done + len(group), applied.total, applied.failed + failed)
        on_progress(applied)
        time.sleep(_PAUSE_SECONDS)
    return applied
