"""Reading reports again, in the background, by what reviewers taught of labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work
from textual.app import App
from textual.message import Message
from textual.worker import get_current_worker

from store.database import open_workspace
from tui.drawing.text import Look
from tui.gateway import Gateway
from tui.locale import Translator
from tui.screens.queue import QueueScreen

if TYPE_CHECKING:
    from store.annotations import Annotation
    from store.teaching import Applied


class TeachingApp(App[None]):
    """The part of the workbench that reads stored reports again."""

    gateway: Gateway
    words: Translator
    _teaches_again = False

    class TeachingMoved(Message):
        """Reading again by what was taught has gone on, or has ended."""

        def __init__(self, applied: Applied, is_done: bool) -> None:
            super().__init__()
            self.applied = applied
            self.is_done = is_done

        def can_replace(self, message: Message) -> bool:
            """Only the newest progress is worth showing."""
            return isinstance(message, TeachingApp.TeachingMoved) and not message.is_done

    def tell(self, text: str, look: Look = Look.DIM) -> None:
        """Show a status on the screen in front."""
        raise NotImplementedError

    def tell_lists(self, text: str, look: Look = Look.DIM, *, in_front: bool = False) -> None:
        """Show a status of work in the background on the queue, where it can be stopped.

        With ``in_front`` also on the screen in front: that it has ended is to be seen anywhere.
        """
        for screen in self.screen_stack:
            if isinstance(screen, QueueScreen):
                screen.say(text, look)
        if in_front and not isinstance(self.screen, QueueScreen):
            self.tell(text, look)

    @property
    def is_teaching(self) -> bool:
        """True while reports are read again by what was taught."""
        return any(worker.group == "teach" and worker.is_running for worker in self.workers)

    def teach_undone(self, undone: Annotation) -> None:
        """Where what a label means was taken back, take it out of all reports."""
        from store.annotation_log import AnnotationKind

        if undone.kind is AnnotationKind.REMAP:
            self.start_teaching()

    def start_teaching(self) -> None:
        """Read again, in the background, the reports that wait for what was taught."""
        self._teaches_again = True
        if not self.is_teaching:
            self._teach()

    @work(thread=True, group="teach", exit_on_error=False)
    def _teach(self) -> None:
        from importers.reread import reread
        from store.teaching import Applied, apply_aliases

        worker = get_current_worker()

        def report(applied: Applied) -> None:
            self.post_message(self.TeachingMoved(applied, False))

        gateway = self.gateway
        applied = Applied(0, 0)
        with open_workspace(gateway.path, allow_network=gateway.allow_network) as workspace:
            while self._teaches_again and not worker.is_cancelled:
                self._teaches_again = False
                applied = apply_aliases(
                    workspace,
                    reread,
                    on_progress=report,
                    is_cancelled=lambda: worker.is_cancelled,
                )
        self.post_message(self.TeachingMoved(applied, True))

    async def on_teaching_app_teaching_moved(self, event: TeachingMoved) -> None:
        """Show how far it is; at its end the screens show what it changed."""
        from tui.screens.labels import LabelsScreen

        applied = event.applied
        if not event.is_done:
            self.tell(self.words("labels.reading", done=applied.done, total=applied.total))
            return
        if self._teaches_again:
            # Something was taught after the last look at what waits.
            self._teach()
        doubt = ""
        for screen in self.screen_stack:
            if isinstance(screen, LabelsScreen):
                doubt = await screen.teaching_ended()
            elif isinstance(screen, QueueScreen) and applied.total:
                await screen.reload()
        if doubt:
            self.tell(doubt, Look.WARNING)
        elif applied.total:
            look = Look.WARNING if applied.failed else Look.GOOD
            done = applied.done - applied.failed
            self.tell(self.words("labels.read", done=done, failed=applied.failed), look)
