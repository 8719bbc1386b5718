"""The queue at the start: it goes on where the reviewer was."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from store.queue import queue_ids
from store.sessions import Session
from tui.actions import Place
from tui.screens.filtering import understood
from tui.screens.queue_questions import QueueQuestions

_FIRST = 500


class ResumingQueue(QueueQuestions):
    """The part of the queue that takes up a session and tells what it is now."""

    ids: tuple[int, ...]
    cursor: int
    has_moved: bool
    filter_words: str

    def __init__(self, session: Session | None = None) -> None:
        super().__init__()
        self._resumed = session
        self._is_cut = False

    @property
    def report_id(self) -> int | None:
        """The report under the cursor."""
        raise NotImplementedError

    async def fetch(self) -> None:
        """Read the rows in sight, then draw."""
        raise NotImplementedError

    async def begin(self) -> None:
        """Read the queue and go on where the reviewer was.

        Of a long list the first page is shown before the rest is read.
        """
        session = self._resumed
        if session is None or (session.report_id is None and session.screen == Place.QUEUE):
            await super().guarded(self._read_first)
        if not self._is_cut:
            await self._read_all()

    @property
    def is_untouched(self) -> bool:
        """Nobody has moved, filtered or begun to type yet."""
        return not (self.has_moved or self.filter_words or self.is_asking)

    async def take_up(self, session: Session) -> None:
        """Go on where the reviewer was, on a list that stands already."""
        self._resumed = session
        self.filter_words = understood(session.filter_words)
        await self._read_all()

    async def read_on(self) -> None:
        """Read the rest of a list of which only the first page stands."""
        if self._is_cut:
            await self._read_all()

    async def _read_first(self) -> None:
        first = await self.workbench.gateway.read(queue_ids, self.filter_words, most=_FIRST)
        if len(first) == _FIRST:
            self.ids, self._is_cut = first, True
            await self.fetch()

    async def show_sight(self) -> None:
        """Read what has come into sight, also of a list that is not read to its end."""
        await super().guarded(self.fetch)

    async def _read_all(self) -> None:
        self._is_cut = False
        await super().guarded(self.reload)
        await super().guarded(self.resume)

    async def guarded(self, work: Callable[[], Awaitable[object]]) -> None:
        """Do something with the workspace; keys act on the whole list, not on its beginning."""
        if self._is_cut:
            await self._read_all()
        await super().guarded(work)

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
            ReviewScreen(
                self.ids,
                self.cursor,
                reading_view=view,
                flag_id=flag_id,
                filter_words=self.filter_words,
            )
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
