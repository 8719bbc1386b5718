"""What others do meanwhile: looked for every second, told to the screen in front."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass

from store.database import Workspace
from store.errors import StoreError
from store.latest import MOST_CHANGES, Change, changes_since, data_version, last_annotation
from store.reviewer import Reviewer
from tui.holding import HoldingApp
from tui.screens.following import FollowingScreen

_SECONDS_BETWEEN = 0.9


@dataclass(frozen=True, slots=True)
class Seen:
    """Up to where the workspace has been looked at, and what others did since the look before."""

    version: int
    annotation_id: int
    changes: tuple[Change, ...] = ()


def look(workspace: Workspace, seen: Seen | None, reviewer: Reviewer) -> Seen | None:
    """What has changed since ``seen``; None where nothing was written at all.

    More changes than are worth telling one by one are left out: everything is to be read again.
    """
    version = data_version(workspace)
    if seen is not None and version == seen.version:
        return None
    newest = last_annotation(workspace)
    if seen is None or newest == seen.annotation_id:
        return Seen(version, newest)
    found = changes_since(workspace, seen.annotation_id, reviewer)
    newest = max([newest, *(change.annotation_id for change in found)])
    return Seen(version, newest, tuple(found) if len(found) < MOST_CHANGES else ())


class FollowingApp(HoldingApp):
    """The part of the workbench that notices what others have written.

    Where nothing was written, a look costs no reading and sends nothing to the terminal.
    """

    seconds_between_looks = _SECONDS_BETWEEN
    _seen: Seen | None = None
    _following: asyncio.Task[None] | None = None

    def start_following(self) -> None:
        """Begin to look."""
        self._following = asyncio.create_task(self._follow())

    def stop_following(self) -> None:
        """Look no more."""
        if self._following is not None:
            self._following.cancel()

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(self.seconds_between_looks)
            # A workspace that is locked for a while is looked at again.
            with contextlib.suppress(StoreError):
                await self.look_now()

    async def look_now(self) -> None:
        """Look once, and tell the screen in front, in the order of its keys."""
        found = await self.gateway.watch(look, self._seen, self.reviewer)
        if found is not None:
            self._seen = found
        changes = found.changes if found is not None else ()
        following = [one for one in self.screen_stack if isinstance(one, FollowingScreen)]
        for screen in following:
            if screen is not self.screen_stack[-1]:
                screen.is_behind = screen.is_behind or found is not None
            elif found is not None or screen.is_behind or self.clock() >= screen.due_at:
                screen.post_message(FollowingScreen.OthersWrote(changes))
