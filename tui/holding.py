"""The hold on the report in view: taken when it opens, kept alive by keys, given up behind."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Awaitable, Callable

from store.database import Workspace
from store.errors import StoreError
from store.holds import RENEW_SECONDS, Hold, release_hold, renew_hold, take_hold
from store.reviewer import Reviewer
from tui.keeping import KeepingApp


def _move_hold(
    workspace: Workspace,
    reviewer: Reviewer,
    left: int | None,
    report_id: int,
    clock: Callable[[], float],
) -> Hold:
    if left is not None:
        release_hold(workspace, reviewer, left)
    return take_hold(workspace, reviewer, report_id, clock=clock)


class HoldingApp(KeepingApp):
    """The part of the workbench that claims the report in view; one report at a time.

    Claiming is never waited for: where the workspace is locked, the report is reviewed without.
    ``clock`` tells wall-clock seconds.
    """

    clock: Callable[[], float] = staticmethod(time.time)
    _held: int | None = None
    _holder: object = None
    _renewed = 0.0

    async def hold(self, report_id: int, holder: object) -> Hold | None:
        """Claim a report for a screen and give up the one before; whose it is then.

        None where that is not known.
        """
        self._holder = holder
        left = self._held if self._held != report_id else None
        self._held, self._renewed = report_id, self.clock()
        with contextlib.suppress(StoreError):
            return await self.gateway.write(_move_hold, self.reviewer, left, report_id, self.clock)
        return None

    async def take_over(self, report_id: int) -> Hold:
        """Claim a report that another one holds. Raises StoreError where that fails."""
        self._held, self._renewed = report_id, self.clock()
        return await self.gateway.write(
            take_hold, self.reviewer, report_id, force=True, clock=self.clock
        )

    async def give_up(self, report_id: int, holder: object) -> None:
        """A screen has left its report; another one may show it still."""
        if self._held == report_id and self._holder is holder:
            self._held = None
            with contextlib.suppress(StoreError):
                await self.gateway.write(release_hold, self.reviewer, report_id)

    def key_pressed(self) -> None:
        """A key: whoever presses keys is at work; at most once a minute that is written."""
        if self._held is not None and self.clock() - self._renewed >= RENEW_SECONDS:
            self._renewed = self.clock()
            self.in_background(self._renew(self._held))

    async def _renew(self, report_id: int) -> None:
        with contextlib.suppress(StoreError):
            await self.gateway.write(renew_hold, self.reviewer, report_id, clock=self.clock)

    def in_background(self, work: Awaitable[None]) -> None:
        """Do something that nothing waits for."""
        self.run_worker(work, group="hold", exit_on_error=False)

    def keep_last(self, workspace: Workspace) -> None:
        """At the end of the program the report is free at once."""
        super().keep_last(workspace)
        held, self._held = self._held, None
        if held is not None:
            release_hold(workspace, self.reviewer, held)
