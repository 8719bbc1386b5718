"""The line at the bottom: the keys, or one question with a field for the answer."""

from __future__ import annotations

import asyncio

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static

from tui.drawing.text import Line, clip
from tui.widgets.canvas import Canvas


class PromptInput(Input):
    """A field that passes Escape on and keeps everything else that it can type."""


class BottomLine(Horizontal):
    """Shows the keys; ``ask`` puts a question in their place and waits for the answer."""

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
        self.slot = ""

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
        """True while a question waits for its answer."""
        return self._answer is not None

    @property
    def text(self) -> str:
        """What has been typed so far."""
        return self.query_one("#answer", PromptInput).value

    async def ask(self, question: str, text: str, slot: str) -> str | None:
        """Put a question; the answer, or None where it was given up with Escape."""
        self._answer = asyncio.get_running_loop().create_future()
        self.slot = slot
        room = max(10, self.size.width * 2 // 3)
        label = self.query_one("#question", Static)
        label.update(clip(question, room) + " ")
        label.styles.width = min(cell_len(question) + 1, room + 1)
        field = self.query_one("#answer", PromptInput)
        field.cursor_blink = False
        field.value = text
        field.cursor_position = len(text)
        self.add_class("-asking")
        field.focus()
        try:
            return await self._answer
        finally:
            self._answer = None
            self.slot = ""
            self.remove_class("-asking")
            field.value = ""
            self.screen.set_focus(None)

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
        elif event.key in ("tab", "shift+tab"):
            event.stop()
            event.prevent_default()

    def _settle(self, answer: str | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(answer)
