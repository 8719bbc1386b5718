"""What all screens share: keys through the registry, a line of keys, questions with drafts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import Screen

from store.drafts import clear_draft, load_draft, save_draft
from store.errors import StoreError
from tui.actions import ASKS, MOVES, Place
from tui.drawing.text import Line, Look, Span, fitted, width_of
from tui.failures import failure_sentence
from tui.key_names import footer_texts, way_out_text
from tui.keymap import key_of
from tui.locale import Translator
from tui.widgets.canvas import Canvas
from tui.widgets.painting import NarrowCompositor
from tui.widgets.prompt import BottomLine

if TYPE_CHECKING:
    from store.sessions import Session
    from tui.app import Workbench

_WHEEL_LINES = 3


class KeyedScreen(Screen[None]):
    """A screen whose keys run ``do_<action>``."""

    PLACE = Place.HELP
    AUTO_FOCUS = ""
    # The key that was pressed last.
    pressed = ""
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self) -> None:
        super().__init__()
        self._compositor = NarrowCompositor()

    def compose(self) -> ComposeResult:
        """The canvas and the bottom line."""
        with Vertical():
            yield Canvas(id="view")
        yield BottomLine()

    @property
    def workbench(self) -> Workbench:
        """The app, by its own type."""
        from tui.app import Workbench

        assert isinstance(self.app, Workbench)
        return self.app

    def session(self, session: Session) -> Session:
        """The place with what this screen adds to it: nothing, where it is not gone back to."""
        return session

    @property
    def words(self) -> Translator:
        """Words of the chosen language."""
        return self.workbench.words

    @property
    def bottom(self) -> BottomLine:
        """The line at the bottom."""
        return self.query_one(BottomLine)

    @property
    def is_asking(self) -> bool:
        """True while keys belong to a question."""
        return self.is_mounted and self.bottom.is_asking

    def say(self, text: str, look: Look = Look.DIM) -> None:
        """Show a status; screens put it where they show one."""

    async def on_key(self, event: events.Key) -> None:
        """Run the action of a key; keys that type into a question are the question's."""
        if self.bottom.is_asking:
            # The field has its own keys, some as bindings, which come after this handler.
            if not self.bottom.is_open:
                self.bottom.take_early(event)
                event.stop()
                event.prevent_default()
            return
        action = self.workbench.keymap.action(self.PLACE, event.key, event.character)
        if await self.workbench.committed.holds(event, moves=action in MOVES, opens=action in ASKS):
            action = None
            self.say(self.words("hint_ime"), Look.WARNING)
        elif action is None and event.character and event.character.isprintable():
            self.say(self.words("hint_key"))
        if action is None:
            return
        event.stop()
        event.prevent_default()
        self.pressed = key_of(event.key, event.character)
        handler: Callable[[], Awaitable[None]] = getattr(self, f"do_{action}")
        await self.guarded(handler)

    def other_key(self, action: str) -> str:
        """The key that agrees where the one pressed is not enough: another one of the action."""
        keys = self.workbench.keymap.keys_of(action)
        return next((key for key in keys if key != self.pressed), self.pressed)

    def on_paste(self, event: events.Paste) -> None:
        """What is pasted where no field is open is no command."""
        event.stop()
        if not self.bottom.is_asking:
            self.say(self.words("hint_paste"), Look.WARNING)
        elif not self.bottom.is_open:
            self.bottom.take_early(event)

    async def on_mouse_scroll_up(self) -> None:
        """The wheel moves by a few lines."""
        await self._roll("do_up")

    async def on_mouse_scroll_down(self) -> None:
        """The wheel moves by a few lines."""
        await self._roll("do_down")

    async def _roll(self, name: str) -> None:
        handler: Callable[[], Awaitable[None]] | None = getattr(self, name, None)
        if handler is not None and not self.bottom.is_asking:
            for _ in range(_WHEEL_LINES):
                await self.guarded(handler)

    async def guarded(self, work: Callable[[], Awaitable[object]]) -> None:
        """Do something with the workspace; where it fails, say why and go on."""
        try:
            await work()
        except StoreError as error:
            self.failed(error)

    def failed(self, error: StoreError) -> None:
        """Say why nothing was written."""
        self.say(self.reason(error), Look.ERROR)

    def reason(self, error: StoreError) -> str:
        """The sentence of an error."""
        params = dict(error.params)
        verdict = params.get("verdict")
        if isinstance(verdict, str):
            params["verdict"] = self.words(f"verdict.{verdict}")
        return failure_sentence(self.words, error.code, params)

    def footer_texts(self) -> list[str]:
        """The keys of this screen in words, the most important first."""
        return list(footer_texts(self.PLACE, self.workbench.keymap, self.words))

    def show_keys(self) -> None:
        """Put the keys of this screen into the bottom line, as many as fit."""
        width = self.size.width
        spans: list[Span] = []
        used = 0
        way_out = way_out_text(self.PLACE, self.workbench.keymap, self.words)
        kept = width_of(way_out) + 1 if way_out else 0
        for text in self.footer_texts():
            kept = 0 if text == way_out else kept
            if used + width_of(text) + kept > width:
                continue
            spans += [Span(text), Span(" ")]
            used += width_of(text) + 1
        line: Line = fitted(spans, width)
        self.bottom.show_keys(line)

    def start_question(self, flow: Callable[[], Coroutine[None, None, None]]) -> None:
        """Run questions in a worker; from this moment on all keys are theirs."""
        if self.bottom.hold():
            self.run_worker(self._run_question(flow), group="question", exit_on_error=False)

    async def _run_question(self, flow: Callable[[], Coroutine[None, None, None]]) -> None:
        try:
            await flow()
        except StoreError as error:
            self.failed(error)
        finally:
            self.bottom.release()

    async def ask(
        self, question: str, text: str, slot: str = "", *, replaces: bool = False
    ) -> str | None:
        """Ask for a text; what was typed under ``slot`` and not stored yet is there again."""
        draft = None
        if slot:
            reviewer = self.workbench.reviewer
            draft = await self.workbench.gateway.read(load_draft, reviewer, slot)
            if draft and draft != text:
                self.say(self.words("told.draft"))
        answer = await self.bottom.ask(question, draft or text, slot, replaces=replaces)
        if slot and answer and answer.strip():
            # Kept until what it is for has been stored.
            await self.workbench.gateway.write(save_draft, self.workbench.reviewer, slot, answer)
        return answer

    async def forget_drafts(self, *slots: str) -> None:
        """The answers are stored: their drafts are not needed any more."""
        for slot in slots:
            await self.workbench.gateway.write(clear_draft, self.workbench.reviewer, slot)

    async def do_palette(self) -> None:
        """Find an action by its name and run it."""
        if self.bottom.hold():
            self.run_worker(self._run_palette(), group="question", exit_on_error=False)

    async def _run_palette(self) -> None:
        from tui.screens.palette import choose_action

        try:
            action = await choose_action(self)
        finally:
            # The action may ask a question of its own.
            self.bottom.release()
        if action is not None:
            await self.guarded(getattr(self, f"do_{action}"))

    async def do_mouse(self) -> None:
        """Give the mouse to the terminal, so that it can mark text, or take it back."""
        is_on = self.workbench.toggle_mouse()
        self.say(self.words("told.mouse_on" if is_on else "told.mouse_off"))

    async def do_help(self) -> None:
        """Show the help of this screen."""
        from tui.screens.pages import HelpScreen

        if self.PLACE is not Place.HELP:
            await self.app.push_screen(HelpScreen(self.PLACE))

    async def do_back(self) -> None:
        """Back to the screen below."""
        self.app.pop_screen()
