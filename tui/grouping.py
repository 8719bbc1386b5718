"""Verdicts on many flags, given and taken back in the background, in small steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import work
from textual.message import Message
from textual.worker import get_current_worker

from store.database import open_workspace
from store.errors import StoreError
from tui.drawing.text import Look
from tui.failures import failure_sentence
from tui.letter_writing import LetteringApp
from tui.screens.queue import QueueScreen

if TYPE_CHECKING:
    from store.groups import GroupProgress


class GroupingApp(LetteringApp):
    """The part of the workbench that decides many flags at once."""

    _is_group_cancelled = False

    class GroupMoved(Message):
        """A group has gone on; at the end it says what came of it, or why it did not."""

        def __init__(
            self,
            progress: GroupProgress | None,
            *,
            is_back: bool,
            is_done: bool = False,
            error: StoreError | None = None,
        ) -> None:
            super().__init__()
            self.progress = progress
            self.is_back = is_back
            self.is_done = is_done
            self.error = error

        def can_replace(self, message: Message) -> bool:
            """Only the newest progress is worth showing."""
            return isinstance(message, GroupingApp.GroupMoved) and not message.is_done

    @property
    def is_grouping(self) -> bool:
        """True while a group is decided or taken back."""
        return any(worker.group == "verdicts" and worker.is_running for worker in self.workers)

    def start_group(self, head_id: int) -> None:
        """Decide the flags of a group that has begun."""
        self._is_group_cancelled = False
        self._run_groups([head_id], [])

    def take_back_group(self, head_id: int) -> None:
        """Undo all verdicts of a group."""
        if self.is_grouping:
            self.tell(self.words("together.busy"), Look.WARNING)
            return
        self._run_groups([], [head_id])

    def cancel_group(self) -> None:
        """Stop between two steps: what is decided stays, the rest stays open."""
        self._is_group_cancelled = True

    async def resume_groups(self) -> None:
        """Go on with what the last end of the program interrupted."""
        from store.groups import unfinished_groups

        try:
            going, undoing = await self.gateway.read(unfinished_groups, self.reviewer)
        except StoreError as error:
            self.tell(failure_sentence(self.words, error.code, error.params), Look.ERROR)
            return
        if going or undoing:
            self._is_group_cancelled = False
            self._run_groups(going, undoing)

    @work(thread=True, group="verdicts", exit_on_error=False)
    def _run_groups(self, going: Sequence[int], undoing: Sequence[int]) -> None:
        from store.groups import continue_group, take_back_group

        worker = get_current_worker()
        gateway, reviewer = self.gateway, self.reviewer

        def tell(progress: GroupProgress) -> None:
            self.post_message(self.GroupMoved(progress, is_back=is_back))

        is_back = True
        progress: GroupProgress | None = None
        error: StoreError | None = None
        try:
            with open_workspace(gateway.path, allow_network=gateway.allow_network) as workspace:
                for head_id in undoing:
                    progress = take_back_group(workspace, reviewer, head_id, on_progress=tell)
                for head_id in going:
                    is_back = False
                    # The end of the program leaves a group open, so that the next start goes on.
                    progress = continue_group(
                        workspace,
                        reviewer,
                        head_id,
                        on_progress=tell,
                        is_cancelled=lambda: self._is_group_cancelled,
                        is_leaving=lambda: worker.is_cancelled,
                    )
        except StoreError as failure:
            error = failure
        self.post_message(self.GroupMoved(progress, is_back=is_back, is_done=True, error=error))

    async def on_grouping_app_group_moved(self, event: GroupMoved) -> None:
        """Show how far it is; at its end what was decided and what was left alone."""
        from tui.screens.gathered import GatheredScreen
        from tui.screens.pages import HelpScreen
        from tui.screens.review import ReviewScreen

        words, progress = self.words, event.progress
        if not event.is_done:
            assert progress is not None
            key = "together.undoing" if event.is_back else "together.deciding"
            done = progress.decided + progress.left
            if not isinstance(self.screen, HelpScreen):
                self.tell(words(key, done=done, total=progress.total))
            return
        for screen in self.screen_stack:
            if isinstance(screen, QueueScreen):
                await screen.reload()
            elif isinstance(screen, ReviewScreen) and screen.is_current:
                if screen.state is not None:
                    await screen.reload()
            elif isinstance(screen, GatheredScreen):
                # How far it is may have been said before another screen came in front.
                screen.say("")
                screen.gather_again()
        if event.error is not None:
            text = failure_sentence(words, event.error.code, event.error.params)
            self.tell(text, Look.ERROR)
        elif progress is not None and event.is_back:
            self.tell(words("together.undone", count=progress.decided), Look.GOOD)
        elif progress is not None:
            rest = progress.total - progress.decided - progress.left
            key = "together.stopped" if rest else "together.decided"
            verdict = words(f"verdict.{progress.verdict.value}")
            text = words(
                key, verdict=verdict, decided=progress.decided, left=progress.left, rest=rest
            )
            self.tell(text, Look.GOOD if not (rest or progress.left) else Look.WARNING)
