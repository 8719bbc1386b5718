"""The line at the bottom: the keys, or one question with a field for the answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.strip import Strip
from textual.widgets import Input, Static
from textual.widgets.input import Selection

from store.visible import one_line, visible
from tui.appearance import Appearance
from tui.drawing.text import Line, clip
from tui.widgets.canvas import Canvas

# Keys that a list above the field may want.
_MOVES = frozenset({"up", "down", "pageup", "pagedown", "f1"})


class Watch(Protocol):
    """What follows a question while it is answered: a list that is narrowed down."""

    def changed(self, text: str) -> None:
        """The text is another one."""

    def stepped(self, step: int) -> None:
        """An arrow key or Tab was pressed."""


_STEPS = {"up": -1, "down": 1, "shift+tab": -1, "tab": 1, "ctrl+p": -1, "ctrl+n": 1}


def joined_lines(text: str) -> str:
    """The lines of a text as one: with a blank between, none beside Chinese."""
    if len(text.splitlines()) < 2:
        return text.rstrip("\r\n")
    joined = ""
    for line in filter(None, map(str.strip, text.splitlines())):
        is_chinese = bool(joined) and (cell_len(joined[-1]) > 1 or cell_len(line[0]) > 1)
        joined += line if is_chinese or not joined else " " + line
    return joined


class PromptInput(Input):
    """A field that passes Escape on; what is pasted into it cannot act on the terminal."""

    async def _on_key(self, event: events.Key) -> None:
        bottom = self.parent
        if isinstance(bottom, BottomLine) and bottom.take_behind(event):
            event.stop()
            event.prevent_default()
            return
        if isinstance(bottom, BottomLine) and event.key == "escape":
            # At once: what comes behind it is not the field's.
            event.stop()
            event.prevent_default()
            bottom.give_up()
            return
        # As a binding Enter would come after characters that were typed behind it.
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            await self.action_submit()
            return
        await super()._on_key(event)

    def put(self, text: str) -> None:
        """Type a text, its lines joined, in place of what is selected."""
        joined = joined_lines(text)
        if joined:
            start, end = sorted(self.selection)
            self.replace(visible(joined), start, end)

    def render_line(self, y: int) -> Strip:
        """The field as the terminal can draw it; the value stays as it was typed."""
        strip = super().render_line(y)
        drawn: Appearance | None = getattr(self.app, "appearance", None)
        if drawn is None or not drawn.signs:
            return strip
        parts = [Segment(s.text.translate(drawn.signs), s.style, s.control) for s in strip]
        return Strip(parts, strip.cell_length)

    def _on_paste(self, event: events.Paste) -> None:
        self.put(event.text)
        event.stop()
        event.prevent_default()


class BottomLine(Horizontal):
    """Shows the keys, or puts questions in their place.

    ``hold`` comes first, in the very moment of the key that asks: from then on all keys belong
    to the question, also those that arrive before its field is open. ``release`` ends it.
    """

    DEFAULT_CSS = """
    BottomLine { height: 1; }
    BottomLine Canvas { height: 1; }
    BottomLine Static { width: auto; height: 1; text-style: bold; display: none; }
    BottomLine PromptInput { width: 1fr; height: 1; border: none; padding: 0; display: none; }
    BottomLine PromptInput:focus { border: none; }
    BottomLine.-asking Canvas { display: none; }
    BottomLine.-asking Static { display: block; }
    BottomLine.-asking PromptInput { display: block; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._answer: asyncio.Future[str | None] | None = None
        self._is_held = False
        self._early: list[events.Key | events.Paste] = []
        # The last question was given up: keys behind Escape are not the field's.
        self._has_given_up = False
        self._watch: Watch | None = None
        self._rest = ""
        self.slot = ""
        # Text and cursor, and 1 for Tab or -1 for Shift+Tab: text and cursor after it.
        self.completes: Callable[[str, int, int], tuple[str, int]] | None = None
        # Told what is in the field when it changes, and keys that move over a list above it.
        self.typed: Callable[[str], None] | None = None
        self.moves: Callable[[str], None] | None = None

    def compose(self) -> ComposeResult:
        """The line of keys, the question, the field."""
        yield Canvas(id="keys")
        yield Static("", markup=False, id="question")
        yield PromptInput(id="answer", select_on_focus=False)

    def show_keys(self, line: Line) -> None:
        """Show the keys of the screen."""
        self.query_one("#keys", Canvas).show([line])

    @property
    def is_asking(self) -> bool:
        """True while keys belong to a question."""
        return self._is_held

    @property
    def is_open(self) -> bool:
        """True while the field has the focus and takes keys itself."""
        if self._answer is None or self._answer.done():
            return False
        return self.query_one("#answer", PromptInput).has_focus

    @property
    def text(self) -> str:
        """What has been typed so far."""
        # Held before its field was there: nothing has been typed.
        return self.query_one("#answer", PromptInput).value if self._answer is not None else ""

    def hold(self) -> bool:
        """Keep all further keys for a question; False where one is under way already."""
        if self._is_held:
            return False
        self._is_held = True
        self._has_given_up = False
        self._early.clear()
        return True

    def release(self) -> None:
        """No more questions: keys are commands again."""
        self._is_held = False
        self._rest = ""
        self.remove_class("-asking")
        if self._has_given_up:
            # What was typed behind Escape is no answer: it is a command.
            self._send_on()
        self._early.clear()

    def take_early(self, event: events.Key | events.Paste) -> None:
        """Keep a key or a paste that came while no field was open."""
        self._early.append(event)

    def take_behind(self, event: events.Key) -> bool:
        """Keep a key that came behind Escape: it is not the field's. False for all others."""
        if not self._has_given_up:
            return False
        self._early.append(event)
        if not self._is_held:
            self._send_on()
        return True

    def _send_on(self) -> None:
        early, self._early = self._early, []
        for event in early:
            if isinstance(event, events.Key):
                self.screen.post_message(events.Key(event.key, event.character))

    async def ask(
        self,
        question: str,
        text: str,
        slot: str,
        *,
        replaces: bool = False,
        watch: Watch | None = None,
    ) -> str | None:
        """Put a question; the answer, or None where it was given up with Escape.

        With ``replaces`` the first character typed takes the place of ``text``.
        """
        self._answer = asyncio.get_running_loop().create_future()
        self._has_given_up = False
        self._watch = watch
        self.slot = slot
        room = max(10, self.size.width * 2 // 3)
        label = self.query_one("#question", Static)
        label.update(clip(question, room) + " ")
        label.styles.width = min(cell_len(question) + 1, room + 1)
        field = self.query_one("#answer", PromptInput)
        field.cursor_blink = False
        text = one_line(text)
        field.value = text
        field.cursor_position = len(text)
        if replaces and text:
            field.selection = Selection(0, len(text))
        self.add_class("-asking")
        self.screen.set_focus(field)
        self._feed_early(field)
        try:
            return await self._answer
        finally:
            answer = self._answer.result() if self._answer.done() else None
            if answer is not None and field.value.startswith(answer):
                # Typed behind Enter, before the field was closed: the next question's.
                self._rest = field.value[len(answer) :]
            self._answer = None
            self._watch = None
            self.slot = ""
            field.value = ""
            self.screen.set_focus(None)

    def _feed_early(self, field: PromptInput) -> None:
        """Type what was typed before the field was open."""
        if self._rest:
            start, end = sorted(field.selection)
            field.replace(self._rest, start, end)
            self._rest = ""
        while self._early and self._answer is not None and not self._answer.done():
            event = self._early.pop(0)
            if isinstance(event, events.Paste):
                field.put(event.text)
            elif event.key == "enter":
                self._settle(field.value)
            elif event.key == "escape":
                self._settle(None)
            elif event.key == "backspace":
                field.action_delete_left()
            elif event.character and event.character.isprintable():
                field.put(event.character)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell who follows the answer."""
        event.stop()
        if self._watch is not None:
            self._watch.changed(event.value)
        if self.typed is not None and self._answer is not None and not self._answer.done():
            self.typed(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter gives the answer."""
        event.stop()
        self._settle(event.value)

    def on_key(self, event: events.Key) -> None:
        """Escape gives up; all other keys are the field's."""
        if self._answer is None:
            return
        if event.key == "escape":
            event.stop()
            event.prevent_default()
            self._settle(None)
        elif event.key in _MOVES and self.moves is not None:
            event.stop()
            event.prevent_default()
            self.moves(event.key)
        elif event.key in _STEPS:
            event.stop()
            event.prevent_default()
            if self._watch is not None:
                self._watch.stepped(_STEPS[event.key])
            elif self.completes is not None:
                field = self.query_one("#answer", PromptInput)
                text, at = self.completes(field.value, field.cursor_position, _STEPS[event.key])
                if text != field.value:
                    field.value = text
                field.cursor_position = at

    def give_up(self) -> None:
        """End the question as Escape does."""
        self._settle(None)

    def _settle(self, answer: str | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._has_given_up = answer is None
            self._answer.set_result(answer)
