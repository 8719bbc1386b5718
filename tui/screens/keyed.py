"""What all screens share: keys through the registry, a line of keys, questions with drafts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import BindingType
from textual.screen import Screen

from store.drafts import clear_draft, load_draft
from store.errors import StoreError
from tui.actions import Place, actions_at
from tui.drawing.text import Line, Look, Span, fitted, width_of
from tui.keymap import is_input_method_text
from tui.locale import Translator
from tui.widgets.prompt import BottomLine

if TYPE_CHECKING:
    from tui.app import Workbench


class KeyedScreen(Screen[None]):
    """A screen whose keys run ``do_<action>``."""

    PLACE = Place.HELP
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = []

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
        try:
            await handler()
        except StoreError as error:
            self.failed(error)

    def failed(self, error: StoreError) -> None:
        """Say why nothing was written."""
        self.say(self.reason(error), Look.ERROR)

    def reason(self, error: StoreError) -> str:
        """The sentence of an error."""
        return self.words(f"error.{error.code}", **error.params)

    def show_keys(self) -> None:
        """Put the keys of this screen into the bottom line, as many as fit."""
        width = self.size.width
        spans: list[Span] = []
        used = 0
        for action in actions_at(self.PLACE):
            if not action.footer:
                continue
            text = self.words("footer." + action.id)
            if used + width_of(text) + 1 > width:
                break
            spans += [Span(text), Span(" ")]
            used += width_of(text) + 1
        line: Line = fitted(spans, width)
        self.bottom.show_keys(line)

    async def ask(self, question: str, text: str, slot: str) -> str | None:
        """Ask for a text; what was typed and not submitted is kept under ``slot``."""
        gateway, reviewer = self.workbench.gateway, self.workbench.reviewer
        draft = await gateway.read(load_draft, reviewer, slot)
        if draft:
            self.say(self.words("told.draft"))
        answer = await self.bottom.ask(question, draft or text, slot)
        await gateway.write(clear_draft, reviewer, slot)
        return answer

    async def do_help(self) -> None:
        """Show the help of this screen."""
        from tui.screens.pages import HelpScreen

        if self.PLACE is not Place.HELP:
            await self.app.push_screen(HelpScreen(self.PLACE))

    async def do_back(self) -> None:
        """Back to the screen below."""
        self.app.pop_screen()
