"""What a reviewer finds again: what was being typed, and where in the workspace it was."""

from __future__ import annotations

import contextlib

from store.database import Workspace
from store.drafts import save_draft
from store.errors import StoreError
from store.sessions import Session, WaitingDraft, load_session, save_session, waiting_drafts
from tui.actions import Place
from tui.drawing.text import Look
from tui.grouping import GroupingApp
from tui.key_names import key_label
from tui.keymap import Keymap
from tui.screens.keyed import KeyedScreen
from tui.screens.queue import QueueScreen
from tui.terminal import report_mouse
from tui.widgets.prompt import BottomLine

_SECONDS_BETWEEN_KEEPING = 2.0
# The action that asks what a draft is of.
_ACTIONS = {"note": "note", "letter": "letter", "finding": "finding"}


class KeepingApp(GroupingApp):
    """The part of the workbench that keeps drafts and the place, and goes on there."""

    keymap: Keymap
    reading_view: bool
    problems: tuple[str, ...]
    has_mouse: bool
    _last_draft = ("", "")
    _last_session = Session()
    _later: Session | None = None
    _greeting: tuple[str, Look] | None = None

    def leave(self) -> None:
        """Stop what runs in the background and end."""
        raise NotImplementedError

    async def begin(self, *, resumes: bool) -> None:
        """Open the queue, or where the reviewer was; say what waits."""
        self.set_interval(_SECONDS_BETWEEN_KEEPING, self._keep)
        found: Session | None = None
        drafts: list[WaitingDraft] = []
        with contextlib.suppress(StoreError):
            found = await self.gateway.read(load_session, self.reviewer)
            drafts = await self.gateway.read(waiting_drafts, self.reviewer)
        if not resumes:
            self._later, found = found, None
        self._last_session = session = found or Session()
        self.reading_view = session.reading_view
        self._greeting = self._greeting_of(drafts)
        await self.push_screen(QueueScreen(session))

    async def resume_later(self) -> None:
        """Nothing new has come: go where the reviewer was, unless a key has led elsewhere."""
        session, self._later = self._later, None
        front = self.screen
        if session is None or not isinstance(front, QueueScreen) or not front.is_untouched:
            return
        self.reading_view = session.reading_view
        await front.take_up(session)

    def _greeting_of(self, drafts: list[WaitingDraft]) -> tuple[str, Look] | None:
        if self.problems:
            more = len(self.problems) - 1
            text = self.words("config.more", count=more) if more else ""
            return text + self.problems[0], Look.WARNING
        if not drafts:
            return None
        first = drafts[0]
        action = _ACTIONS.get(first.name)
        key = key_label(self.keymap.keys_of(action)[0], self.words) if action else ""
        text = self.words(
            "session.draft",
            what=self.words(f"what.{action}") if action else "",
            organ=first.organ or self.words("unknown_organ"),
            rule=first.rule or "",
            pressed=key,
        )
        more = len({(d.name, d.report_id, d.flag_id) for d in drafts}) - 1
        return text + (self.words("session.drafts", count=more) if more else ""), Look.WARNING

    def greet(self) -> None:
        """Say once, when the first screen stands, what the reviewer has to know."""
        if self._greeting is not None:
            (text, look), self._greeting = self._greeting, None
            self.tell(text, look)

    # --- keeping -----------------------------------------------------------------------

    def _draft(self) -> tuple[str, str] | None:
        """Slot and text of a question that is being answered."""
        if not isinstance(self.screen, KeyedScreen):
            return None
        for bottom in self.screen.query(BottomLine):
            if bottom.is_asking:
                return bottom.slot, bottom.text
        return None

    def _session(self) -> Session:
        """Where the reviewer is."""
        session = Session(reading_view=self.reading_view)
        for screen in self.screen_stack:
            if isinstance(screen, KeyedScreen):
                session = screen.session(session)
        front = self.screen
        if isinstance(front, KeyedScreen) and front.PLACE in (Place.LABELS, Place.ROSTER):
            return Session(front.PLACE.value, session.filter_words, session.report_id)
        return session

    async def _keep(self) -> None:
        """Keep what has changed, so that even a killed process loses little of it."""
        draft, session = self._draft(), self._session()
        if session != self._last_session:
            self._last_session = session
            with contextlib.suppress(StoreError):
                await self.gateway.write(save_session, self.reviewer, session)
        if draft is not None and draft != self._last_draft:
            self._last_draft = draft
            await self.gateway.write(save_draft, self.reviewer, *draft)

    def terminal_lost(self) -> None:
        """The terminal has gone or we are asked to end: keep all, finish writes, leave."""
        draft, session = self._draft(), self._session()

        def keep(workspace: Workspace) -> None:
            if draft is not None:
                save_draft(workspace, self.reviewer, *draft)
            save_session(workspace, self.reviewer, session)
            self.keep_last(workspace)

        # Where that fails nobody is left to be told; what was stored before is safe.
        with contextlib.suppress(StoreError, TimeoutError):
            self.gateway.write_now(keep)
        self.leave()

    def keep_last(self, workspace: Workspace) -> None:
        """What else is written at the end of the program, by the thread that writes."""

    async def action_quit(self) -> None:
        """Ctrl+Q, or q in the queue: keep what is being typed and the place, then leave."""
        with contextlib.suppress(StoreError):
            await self._keep()
        self.leave()

    # --- the mouse ---------------------------------------------------------------------

    def toggle_mouse(self) -> bool:
        """Take the mouse, or leave it to the terminal; True where it is ours now."""
        self.has_mouse = not self.has_mouse
        if self._driver is not None and not self.is_headless:
            report_mouse(self._driver.write, is_on=self.has_mouse)
        return self.has_mouse
