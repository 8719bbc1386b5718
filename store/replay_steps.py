"""Replay many reports in small transactions, so that reviewers at work are not held up.

What is left to replay is told by the workspace itself: an interrupted run is continued by the
next, or by a recheck.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Collection

from store.database import Workspace
from store.replay import replay_report

# Reviewers at work wait no longer than this, and then get their turn.
_SECONDS_PER_TRANSACTION = 0.1
_PAUSE_SECONDS = 0.02
# What a report that waits was checked with; a stored one always has a stamp.
_WAITS = ""


def make_series_wait(workspace: Workspace, report_ids: Collection[int]) -> None:
    """Make reports and the other files of their series wait, in the caller's transaction.

    Only for what changes no value as printed: the years beside are not replayed.
    """
    workspace.execute_many(
        "update report set checked_with = ? where series_id ="
        " (select series_id from report where id = ?)",
        [(_WAITS, report_id) for report_id in report_ids],
    )


def replay_waiting(
    workspace: Workspace, on_progress: Callable[[int, int], None] = lambda done, total: None
) -> int:
    """Replay the reports that wait for it; how many there were.

    ``on_progress`` is told how many are done, of how many.
    """
    rows = workspace.rows(
        "select id from report where checked_with = ? order by series_id, id", [_WAITS]
    )
    left, total = deque(row[0] for row in rows), len(rows)
    while left:
        began = time.monotonic()
        with workspace.transaction():
            while left and time.monotonic() - began < _SECONDS_PER_TRANSACTION:
                report_id = left.popleft()
                # Another reviewer's act may have replayed it since.
                if _waits(workspace, report_id):
                    replay_report(workspace, report_id)
        on_progress(total - len(left), total)
        if left:
            time.sleep(_PAUSE_SECONDS)
    return total


def _waits(workspace: Workspace, report_id: int) -> bool:
    found = workspace.value("select checked_with from report where id = ?", [report_id])
    return bool(found == _WAITS)
