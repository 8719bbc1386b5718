"""Holds: who is at work on a report, so that two do not review the same one unawares.

A hold guides people and protects nothing: reading is always free, and what keeps a decision from
being overwritten is the version of the flag (``store.annotations.decide``). A hold is no state of
the report either: one that is signed off stays signed off.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from store.annotation_log import AnnotationKind, append
from store.database import Workspace
from store.errors import AnnotationError
from store.reviewer import Reviewer, current_reviewer
from store.storable import compact_json, storable

HOLD_SECONDS = 600
RENEW_SECONDS = 60
# A hold is not worth holding up a reviewer's decision behind an import that has the lock.
_PATIENCE = 2.0

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Hold:
    """A reviewer's hold on a report. ``since`` and ``until`` are seconds of the wall clock.

    ``is_own`` and ``is_expired`` are as of the moment in which it was read.
    """

    report_id: int
    reviewer_name: str
    uid: int
    label: str
    since: float
    until: float
    is_own: bool
    is_expired: bool


_SELECT = "select report_id, uid, account, reviewer, since, until from hold"


def _hold(row: Sequence[Any], reviewer: Reviewer, now: float) -> Hold:
    report_id, uid, account, label, since, until = row
    # A clock that was set back must not make a hold eternal: none ends later than one begun now.
    is_expired = until <= now or until > now + HOLD_SECONDS
    is_own = (uid, label) == (reviewer.uid, storable(reviewer.label))
    return Hold(report_id, label or account, uid, label, since, until, is_own, is_expired)


def _stored(workspace: Workspace, reviewer: Reviewer, report_id: int, now: float) -> Hold | None:
    row = workspace.row(f"{_SELECT} where report_id = ?", [report_id])
    return _hold(row, reviewer, now) if row else None


def _is_enough(found: Hold | None, now: float) -> bool:
    """Whether nothing needs to be written: renewed a moment ago, or another's."""
    if found is None or found.is_expired:
        return False
    return not found.is_own or now - (found.until - HOLD_SECONDS) < RENEW_SECONDS


def take_hold(
    workspace: Workspace,
    reviewer: Reviewer,
    report_id: int,
    *,
    force: bool = False,
    clock: Clock = time.time,
) -> Hold:
    """Hold a report for ten minutes from now; the hold that is in force then.

    A report that is free, one's own or whose hold has expired is taken; another's hold comes back
    as it is (``is_own`` is false) unless ``force`` takes it over, which is logged. Writes nothing
    where an own hold was renewed less than a minute ago. Raises AnnotationError where the report
    is gone, WorkspaceError where the workspace is locked for two seconds: reading must not wait
    for this.
    """
    now = clock()
    found = _stored(workspace, reviewer, report_id, now)
    if found is not None and _is_enough(found, now) and (found.is_own or not force):
        return found
    with workspace.transaction(patience=_PATIENCE):
        # Another one may have taken it while this one waited for the lock.
        now = clock()
        found = _stored(workspace, reviewer, report_id, now)
        if workspace.value("select 1 from report where id = ?", [report_id]) is None:
            raise AnnotationError("report_gone", report=report_id)
        is_others = found is not None and not found.is_own and not found.is_expired
        if found is not None and is_others:
            if not force:
                return found
            _log_takeover(workspace, reviewer, found)
        is_kept = found is not None and found.is_own and not found.is_expired
        since = found.since if found is not None and is_kept else now
        row = (
            report_id,
            reviewer.uid,
            reviewer.account,
            storable(reviewer.label),
            since,
            now + HOLD_SECONDS,
        )
        workspace.execute(
            "insert or replace into hold(report_id, uid, account, reviewer, since, until)"
            " values (?, ?, ?, ?, ?, ?)",
            row,
        )
        return _hold(row, reviewer, now)


def renew_hold(
    workspace: Workspace, reviewer: Reviewer, report_id: int, *, clock: Clock = time.time
) -> Hold:
    """Keep an own hold alive, as ``take_hold``: for every key, since it writes once a minute.

    What comes back is another's hold where it was taken over.
    """
    return take_hold(workspace, reviewer, report_id, clock=clock)


def _log_takeover(workspace: Workspace, reviewer: Reviewer, found: Hold) -> None:
    payload = {"from": found.reviewer_name, "from_uid": found.uid, "from_label": found.label}
    append(workspace, reviewer, AnnotationKind.HOLD, found.report_id, payload)


def release_hold(workspace: Workspace, reviewer: Reviewer, report_id: int) -> None:
    """Give up an own hold; another's is left alone."""
    own = [report_id, reviewer.uid, storable(reviewer.label)]
    where = "from hold where report_id = ? and uid = ? and reviewer = ?"
    if workspace.value(f"select 1 {where}", own) is None:
        return
    with workspace.transaction(patience=_PATIENCE):
        workspace.execute(f"delete {where}", own)


def release_all(workspace: Workspace, reviewer: Reviewer) -> None:
    """Give up all own holds, at the end of a session."""
    own = [reviewer.uid, storable(reviewer.label)]
    where = "from hold where uid = ? and reviewer = ?"
    if workspace.value(f"select 1 {where}", own) is None:
        return
    with workspace.transaction(patience=_PATIENCE):
        workspace.execute(f"delete {where}", own)


def holds(
    workspace: Workspace,
    report_ids: Sequence[int],
    reviewer: Reviewer | None = None,
    *,
    clock: Clock = time.time,
) -> dict[int, Hold]:
    """The holds in force on some reports, by report; expired ones are left out.

    ``is_own`` is as seen by ``reviewer``, by default the one who runs this process.
    """
    now = clock()
    rows = workspace.rows(
        f"{_SELECT} where report_id in (select value from json_each(?))",  # noqa: S608
        [compact_json(list(report_ids))],
    )
    found = (_hold(row, reviewer or current_reviewer(), now) for row in rows)
    return {hold.report_id: hold for hold in found if not hold.is_expired}
