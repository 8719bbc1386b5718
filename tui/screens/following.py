"""A screen that keeps up with what others write, without taking anything from who works on it."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Awaitable, Callable

from textual.message import Message

from store.errors import StoreError
from store.latest import Change
from tui.screens.keyed import KeyedScreen


class FollowingScreen(KeyedScreen):
    """Reads again what others have touched; cursor, marks, questions and drafts stay.

    ``is_behind`` where something was written that has not been read yet; ``due_at`` is the time
    (of the clock of the app) at which what is shown ends by itself.
    """

    is_behind = False
    due_at = math.inf
    # Whether an open question could be about what would be read anew.
    WAITS_FOR_QUESTIONS = True

    class OthersWrote(Message):
        """Something was written to the workspace; ``changes`` are what others did, if known."""

        def __init__(self, changes: tuple[Change, ...]) -> None:
            super().__init__()
            self.changes = changes

    async def on_following_screen_others_wrote(self, event: OthersWrote) -> None:
        """Keep up, between two keys."""
        if self.WAITS_FOR_QUESTIONS and self.is_asking:
            self.is_behind = True
            return
        self.is_behind = False
        # Where the workspace is locked the next look brings it.
        with contextlib.suppress(StoreError):
            await self.follow(event.changes)

    def read_behind(self, work: Callable[[], Awaitable[object]]) -> None:
        """Do what may take long, so that no key waits for it; one at a time."""
        if any(one.group == "follow" and one.is_running for one in self.workers):
            self.is_behind = True
        else:
            self.run_worker(self._read(work), group="follow", exit_on_error=False)

    async def _read(self, work: Callable[[], Awaitable[object]]) -> None:
        with contextlib.suppress(StoreError):
            await work()

    async def follow(self, changes: tuple[Change, ...]) -> None:
        """Read again what is shown, and draw what of it has changed."""
        raise NotImplementedError
