"""The queue beside others: who has a report, whose it is to be, and what they have decided."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from store.assignments import assignments
from store.database import Workspace
from store.due import Due
from store.holds import Hold, holds
from store.latest import Change
from store.own_log import open_in
from store.queue import QueueRow, Totals, queue_ids, queue_rows, totals
from store.reviewer import Reviewer
from tui.drawing.people import Whose
from tui.screens.following import FollowingScreen
from tui.screens.queue_marks import QueueMarks

# Counting all reports may take a tenth of the time at most: rows in sight are read at once.
_SPARED = 9.0


@dataclass(frozen=True, slots=True)
class Rows:
    """Reports of the queue with who has them and whose they are to be."""

    rows: dict[int, QueueRow]
    holds: dict[int, Hold]
    assigned: dict[int, str]


def read_rows(
    workspace: Workspace,
    report_ids: Sequence[int],
    reviewer: Reviewer,
    clock: Callable[[], float],
) -> Rows:
    """Some reports, as the queue shows them; a reviewer's own claims are left out."""
    found = {row.report_id: row for row in queue_rows(workspace, report_ids)}
    held = holds(workspace, report_ids, reviewer, clock=clock)
    others = {report_id: hold for report_id, hold in held.items() if not hold.is_own}
    return Rows(found, others, assignments(workspace, report_ids))


def _counted(
    workspace: Workspace, report_ids: tuple[int, ...], second_view: bool
) -> tuple[Totals, int]:
    return totals(workspace), open_in(workspace, report_ids, second_view=second_view)


def merged(old: tuple[int, ...], new: tuple[int, ...]) -> tuple[int, ...]:
    """The list as it stands on the screen, with what has come behind it, without what has gone."""
    there = set(new)
    known = set(old)
    return (*(one for one in old if one in there), *(one for one in new if one not in known))


class QueueFollowing(FollowingScreen, QueueMarks):
    """Rows change where they stand: the order is made anew when the reviewer comes back."""

    WAITS_FOR_QUESTIONS = False
    ids: tuple[int, ...]
    rows: dict[int, QueueRow]
    counts: Totals | None
    due: Due | None
    left: int
    top: int
    holds: dict[int, Hold]
    assigned: dict[int, str]
    _next_count = 0.0

    @property
    def count(self) -> int:
        """Lines of the list."""
        raise NotImplementedError

    def draw(self) -> None:
        """Put the rows in sight on the screen."""
        raise NotImplementedError

    async def read_rows(self, report_ids: Sequence[int]) -> None:
        """Read reports that come into sight."""
        workbench = self.workbench
        found = await workbench.gateway.read(
            read_rows, report_ids, workbench.reviewer, workbench.clock
        )
        self._take(found)

    def _take(self, found: Rows) -> None:
        self.rows |= found.rows
        self.holds |= found.holds
        self.assigned |= found.assigned
        self.due_at = min((hold.until for hold in self.holds.values()), default=math.inf)

    def whose(self, report_id: int) -> Whose:
        """Who has a report now, and who is to review it."""
        return Whose(self.holds.get(report_id), self.assigned.get(report_id, ""))

    async def follow(self, changes: tuple[Change, ...]) -> None:
        """Read counts and what is in sight again; the cursor and the order of the list stay."""
        if self.counts is None:
            return
        workbench, gateway = self.workbench, self.workbench.gateway
        if time.monotonic() >= self._next_count:
            self.read_behind(self._count_again)
        else:
            self.is_behind = True
        in_sight = self.ids[max(0, self.top) : max(0, self.top) + self.room]
        # With the reader: the other thread may be counting.
        found = await gateway.read(read_rows, in_sight, workbench.reviewer, workbench.clock)
        self.rows.clear()
        self.holds.clear()
        self.assigned.clear()
        self._take(found)
        self.draw()

    async def _count_again(self) -> None:
        """Counts, and the list where there are other reports than before."""
        workbench, gateway, began = self.workbench, self.workbench.gateway, time.monotonic()
        asked = self.filter_words
        counts, left = await gateway.watch(_counted, self.ids, workbench.reading_view)
        ids: tuple[int, ...] | None = None
        if self.counts is None or counts.current != self.counts.current:
            ids = await gateway.watch(queue_ids, asked, workbench.reviewer)
        now = time.monotonic()
        self._next_count = now + (now - began) * _SPARED
        if asked != self.filter_words:
            # Another list has been read meanwhile, with its counts.
            return
        if ids is not None:
            self._put_in(ids)
        self.counts, self.left = counts, left
        await self.fetch()

    def _put_in(self, ids: tuple[int, ...]) -> None:
        """Other reports than before; the cursor stays where it is on the screen."""
        here, before = self.report_id, len(self.ids)
        self.ids = merged(self.ids, ids)
        if here is None:
            # Behind the reports.
            at = self.cursor + len(self.ids) - before
        else:
            at = self.ids.index(here) if here in self.ids else min(self.cursor, len(self.ids))
        self.top += at - self.cursor
        self.cursor = max(0, min(at, self.count - 1))

    async def fetch(self) -> None:
        """Read the rows in sight that are not known, then draw."""
        raise NotImplementedError
