"""A list above a field: what is typed narrows it, Enter opens the line under the cursor."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from textual.timer import Timer

from tui.drawing.text import Look
from tui.screens.pages import PageScreen

_QUIET_SECONDS = 0.2
_FAR_KEYS = {"up": -1, "down": 1}


class TypingScreen(PageScreen):
    """All keys but those that move over the list are the field's; Escape leaves."""

    HAS_CURSOR = True
    QUESTION = ""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.text = text
        # The text whose list is shown; None before there is one.
        self.listed: str | None = None
        self._moved_unseen = False
        self._timer: Timer | None = None
        self._is_left = False
        self._wants_help = False
        self._has_asked = False

    async def on_mount(self) -> None:
        """Open the field."""
        self.draw()
        self.bottom.typed, self.bottom.moves = self._typed, self._moved
        self._has_asked = True
        self.start_question(self._ask)

    async def _ask(self) -> None:
        # The question is fitted to the line, which has to be laid out.
        while not self.bottom.size.width:
            await asyncio.sleep(0.005)
        while not self._is_left and self.app.screen is self:
            answer = await self.ask(self.words(self.QUESTION), self.text, replaces=True)
            if answer is None and self._wants_help:
                self._wants_help = False
                await self.do_help()
                return
            if answer is None:
                self.leave()
                return
            self._stop_timer()
            if answer == self.listed or await self._list_now(answer):
                await self.guarded(self.open_line)

    async def _list_now(self, text: str) -> bool:
        """Enter came before the list was that of the text; False where its first is not meant."""
        self.text = text
        self.workers.cancel_group(self, "look")
        self.workbench.gateway.stop_finding()
        has_moved, self._moved_unseen = self._moved_unseen, False
        await self.guarded(lambda: self.look(text))
        return self.listed == text and not has_moved

    async def on_screen_resume(self) -> None:
        """Come back from what was opened: type on."""
        if self._has_asked:
            self.start_question(self._ask)

    def leave(self) -> None:
        """Go back to the screen below."""
        self._is_left = True
        self._stop_timer()
        self.workbench.gateway.stop_finding()
        self.app.pop_screen()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _typed(self, text: str) -> None:
        if text == self.text:
            return
        self.text = text
        self._stop_timer()
        self._timer = self.set_timer(_QUIET_SECONDS, self._look_now)

    def _look_now(self) -> None:
        self._timer = None
        # What was looked for before is of no use any more.
        self.workbench.gateway.stop_finding()
        self.begin(lambda: self.look(self.text))

    def begin(self, work: Callable[[], Awaitable[object]]) -> None:
        """Do something beside the typing; what was begun before is given up."""
        self.run_worker(self.guarded(work), group="look", exclusive=True, exit_on_error=False)

    async def look(self, text: str) -> None:
        """Find what fits the text, say so in ``listed``, and draw."""
        raise NotImplementedError

    async def open_line(self) -> None:
        """Open the line under the cursor."""
        raise NotImplementedError

    async def do_open_found(self) -> None:
        """Open the line under the cursor."""
        await self.open_line()

    async def do_choose_up(self) -> None:
        """The line above."""
        self._moved("up")

    async def do_choose_down(self) -> None:
        """The line below."""
        self._moved("down")

    async def do_leave(self) -> None:
        """Back to the screen below."""
        self.leave()

    def _moved(self, key: str) -> None:
        if key == "f1":
            # The question is put again when the help is left.
            self._wants_help = True
            self.bottom.give_up()
            return
        if self.bottom.is_open:
            # What was typed just before may not have been told yet.
            self._typed(self.bottom.text)
        half = max(1, self.room // 2)
        step = _FAR_KEYS.get(key, -half if key == "pageup" else half)
        self._moved_unseen = self.text != self.listed
        self.status, self.status_look = "", Look.DIM
        self.cursor += step
        self.draw()
        self.after_move()

    def after_move(self) -> None:
        """The cursor has moved: lists that are read piece by piece read on."""
