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
from tui.actions import Place, actions_at
from tui.drawing.text import Line, Look, Span, fitted, width_of
from tui.failures import failure_sentence
from tui.keymap import is_input_method_text
from tui.locale import Translator
from tui.widgets.canvas import Canvas
from tui.widgets.painting import NarrowCompositor
from tui.widgets.prompt import BottomLine

if TYPE_CHECKING:
    from tui.app import Workbench


class KeyedScreen(Screen[None]):
    """A screen whose keys run ``do_<action>``."""

    PLACE = Place.HELP
    AUTO_FOCUS = ""
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

    @property
    def words(self) -> Translator:
        """Words of the chosen language."""
        return self.workbench.words

    @property
    def bottom(self) -> BottomLine:
        """The line at the bottom."""
        return self.query_one(BottomLine)

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
        if action is None:
            if is_input_method_text(event.character):
                self.say(self.words("hint_ime"), Look.WARNING)
            elif event.character and event.character.isprintable():
                self.say(self.words("hint_key"))
            return
        event.stop()
        event.prevent_default()
        handler: Callable[[], Awaitable[None]] = getattr(self, f"do_{action}")
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
        actions = list(actions_at(self.PLACE))
        ordered = (*(a for a in actions if a.footer), *(a for a in actions if not a.footer))
        texts = (self.words.words.get(f"footer.{action.id}") for action in ordered)
        return [text for text in texts if text is not None]

    def show_keys(self) -> None:
        """Put the keys of this screen into the bottom line, as many as fit."""
        width = self.size.width
        spans: list[Span] = []
        used = 0
        for text in self.footer_texts():
            if used + width_of(text) > width:
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
            if draft:
                self.say(self.words("told.draft"))
        answer = await self.bottom.ask(question, draft or text, slot, replaces=replaces)
        if slot and answer:
            # Kept until what it is for has been stored.
            await self.workbench.gateway.write(save_draft, self.workbench.reviewer, slot, answer)
        return answer

    async def forget_drafts(self, *slots: str) -> None:
        """The answers are stored: their drafts are not needed any more."""
        for slot in slots:
            await self.workbench.gateway.write(clear_draft, self.workbench.reviewer, slot)

    async def do_help(self) -> None:
        """Show the help of this screen."""
        from tui.screens.pages import HelpScreen

        if self.PLACE is not Place.HELP:
            await self.app.push_screen(HelpScreen(self.PLACE))

    async def do_back(self) -> None:
        """Back to the screen below."""
        self.app.pop_screen()
