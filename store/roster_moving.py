"""Give stored reports what a roster says of them, a few at a time.

In small transactions, so that reviewers at work are not held up. That it is under way is kept in
the workspace: a run that was cut short is continued by the next.
"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import replace

from store.annotation_log import annotated_report
from store.checked import begin_check
from store.database import Workspace
from store.identities import relocate_report
from store.rostered import (
    Assigned,
    assign_reports,
    forget_recognised,
    is_same,
    keep_recognised,
    known_report,
)
from store.versions import settle

_UNDER_WAY = "roster_moving"
_SECONDS_PER_TRANSACTION = 0.1
_PAUSE_SECONDS = 0.02
_UNSETTLED = (
    "select series.id from organ join series on series.organ_id = organ.id"
    " join report on report.series_id = series.id"
    " where organ.region is null and report.copy_of is null and report.joined_to is null"
    " group by series.id having count(*) > 1"
)


def begin_moving(workspace: Workspace) -> None:
    """Remember that reports are to be moved, in the transaction that stores the roster."""
    workspace.execute("insert or replace into meta(key, value) values (?, '1')", [_UNDER_WAY])


def is_moving(workspace: Workspace) -> bool:
    """Whether a roster is stored of which not all reports know yet."""
    return workspace.row("select 1 from meta where key = ?", [_UNDER_WAY]) is not None


def move_by_roster(workspace: Workspace) -> list[int]:
    """Give all stored reports what the roster says; the ids of those that moved.

    They, and what is compared with them, wait for the rules (``store.rechecking``). Each report
    is moved whole or not at all.
    """
    left = deque(one for one in assign_reports(workspace) if _is_another(one))
    moved: list[int] = []
    while left:
        began = time.monotonic()
        with workspace.transaction():
            while left and time.monotonic() - began < _SECONDS_PER_TRANSACTION:
                one = left.popleft()
                if _move(workspace, one):
                    moved.append(one.report.report_id)
        if left:
            time.sleep(_PAUSE_SECONDS)
    with workspace.transaction():
        # Whether an organ is surely one decides whether its later files are versions of it.
        for row in workspace.rows(_UNSETTLED):
            settle(workspace, row[0])
        workspace.execute("delete from meta where key = ?", [_UNDER_WAY])
        if moved:
            begin_check(workspace)
    return moved


def _is_another(one: Assigned) -> bool:
    return not (one.report.is_by_reviewer or is_same(one.given, one.report.now))


def _move(workspace: Workspace, one: Assigned) -> bool:
    """Move a report, unless a reviewer has said something else of it since."""
    report_id = one.report.report_id
    known = known_report(workspace, report_id)
    if known is None or known.is_by_reviewer:
        return False
    # A copy has gone with the report that it copies.
    if not any(is_same(known.now, identity) for identity in (one.report.now, one.given)):
        return False
    report = annotated_report(workspace, report_id)
    votes = {key: found for key, found in report.identity.votes.items() if key != "roster"}
    identity = replace(one.given, votes={**votes, **one.given.votes})
    if is_same(identity, one.report.recognised):
        forget_recognised(workspace, report_id)
    else:
        keep_recognised(workspace, report_id, one.report.recognised)
    relocate_report(workspace, report_id, report, identity)
    return True
