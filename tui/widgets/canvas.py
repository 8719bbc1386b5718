"""A widget that shows lines of styled text and repaints only what has changed."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from store.visible import visible
from tui.appearance import Appearance
from tui.drawing.text import Line
from tui.widgets.changes import changed_runs, merged

_PLAIN = Appearance()


class Canvas(Widget):
    """Lines set by ``show``; the text of documents cannot act on the terminal here."""

    DEFAULT_CSS = "Canvas { height: 1fr; width: 1fr; }"

    class Drawn(Message):
        """Lines have been painted for the first time."""

        def __init__(self, canvas: Canvas) -> None:
            super().__init__()
            self.canvas = canvas

        @property
        def control(self) -> Canvas:
            """The canvas, for handlers that look for one."""
            return self.canvas

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._is_drawn = False
        # Found anew where styles have changed only: it is asked for with every line.
        self._base: Style | None = None
        self._lines: list[Line] = []
        self._over: list[Line] = []

    def notify_style_update(self) -> None:
        """The styles have changed."""
        super().notify_style_update()
        self._base = None

    def show(self, lines: Sequence[Line]) -> None:
        """Show these lines from the top; what is the same is not painted again."""
        old, self._lines = self._lines, list(lines)
        if len(old) != len(self._lines):
            self.refresh()
            return
        for y, (before, after) in enumerate(zip(old, self._lines, strict=True)):
            if before != after:
                for first, count in changed_runs(before, after, self.size.width):
                    self.refresh(Region(first, y, count, 1))

    def lay_over(self, lines: Sequence[Line]) -> None:
        """Draw these lines over the last ones, until covered with none; the rest stays."""
        rows = max(len(self._over), len(lines))
        first = max(0, self.size.height - rows)
        before = [self._line_at(y) for y in range(first, self.size.height)]
        self._over = list(lines)
        for y, line in enumerate(before, first):
            if line != self._line_at(y):
                self.refresh(Region(0, y, self.size.width, 1))

    def _line_at(self, y: int) -> Line:
        behind = y - (self.size.height - len(self._over))
        if self._over and behind >= 0:
            return self._over[behind]
        return self._lines[y] if y < len(self._lines) else ()

    @property
    def _appearance(self) -> Appearance:
        return getattr(self.app, "appearance", _PLAIN)

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        if self._lines and not self._is_drawn:
            self._is_drawn = True
            # Painting is the work of the screen, which would take it for a message of its own.
            self.post_message(self.Drawn(self).set_sender(self))
        width = self.size.width
        drawn = self._appearance
        if self._base is None:
            self._base = self.rich_style
        base = self._base
        segments = [
            Segment(visible(text).translate(drawn.signs), base + drawn.styles[look])
            for text, look in merged(self._line_at(y))
        ]
        return Strip(segments).adjust_cell_length(width, base)
