"""The queue at the start: it goes on where the reviewer was."""

from __future__ import annotations

from dataclasses import replace

from store.sessions import Session
from tui.actions import Place
from tui.screens.queue_questions import QueueQuestions


class ResumingQueue(QueueQuestions):
    """The part of the queue that takes up a session and tells what it is now."""

    ids: tuple[int, ...]
    cursor: int
    has_moved: bool
    filter_words: str

    def __init__(self, session: Session | None = None) -> None:
        super().__init__()
        self._resumed = session

    @property
    def report_id(self) -> int | None:
        """The report under the cursor."""
        raise NotImplementedError

    async def fetch(self) -> None:
        """Read the rows in sight, then draw."""
        raise NotImplementedError

    async def do_labels(self) -> None:
        """The labels screen."""
        raise NotImplementedError

    async def do_roster(self) -> None:
        """The roster screen."""
        raise NotImplementedError

    async def review(self, flag_id: int | None = None) -> None:
        """Open the report under the cursor."""
        from tui.screens.review import ReviewScreen

        view = self.workbench.reading_view
        await self.app.push_screen(
            ReviewScreen(self.ids, self.cursor, reading_view=view, flag_id=flag_id)
        )

    async def resume(self) -> None:
        """Go on where the reviewer was; say what waits."""
        session, self._resumed = self._resumed, None
        if session is not None and session.report_id in self.ids:
            self.cursor = self.ids.index(session.report_id)
            self.has_moved = True
            await self.fetch()
            if session.screen == Place.REVIEW:
                # It greets once it has read the report.
                await self.review(session.flag_id)
                return
        if session is not None and session.screen == Place.LABELS:
            await self.do_labels()
        elif session is not None and session.screen == Place.ROSTER:
            await self.do_roster()
        self.workbench.greet()

    def session(self, session: Session) -> Session:
        """The part of the place that this screen knows."""
        here = self.report_id if self.has_moved else None
        return replace(session, filter_words=self.filter_words, report_id=here)
