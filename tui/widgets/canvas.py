"""A widget that shows lines of styled text and repaints only what has changed."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from store.visible import visible
from tui.drawing.text import Line, Look
from tui.widgets.changes import changed_runs, merged

# Signs and words carry the meaning; the looks only help the eye, also without colours.
STYLES: dict[Look, Style] = {
    Look.PLAIN: Style(),
    Look.DIM: Style(dim=True),
    Look.STRONG: Style(bold=True),
    Look.ERROR: Style(color="red", bold=True),
    Look.WARNING: Style(color="yellow"),
    Look.GOOD: Style(color="green"),
    Look.MARKED: Style(reverse=True, bold=True),
    Look.CURSOR: Style(reverse=True),
    Look.BAR: Style(bold=True, underline=True),
}


# Signs of our own that some terminals draw two cells wide; the text of reports stays.
_ASCII = str.maketrans("▸·…‹›⇥⏎│─√→", ">.~<>^/|-v>")


class Canvas(Widget):
    """Lines set by ``show``; the text of documents cannot act on the terminal here."""

    DEFAULT_CSS = "Canvas { height: 1fr; width: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: list[Line] = []

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

    def _shown(self, text: str) -> str:
        text = visible(text)
        return text.translate(_ASCII) if getattr(self.app, "ascii_only", False) else text

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        width = self.size.width
        if y >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        base = self.rich_style
        segments = [
            Segment(self._shown(text), base + STYLES[look]) for text, look in merged(self._lines[y])
        ]
        return Strip(segments).adjust_cell_length(width, base)
