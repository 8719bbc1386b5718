"""Repaints that send only what lies between the first and the last changed cell of a line.

Textual 8.2 cuts a repaint off behind the last changed cell, but begins it at the edge of the
widget: with one widget over the whole screen that sends most of each line again. It says a look
anew for each piece of text, and blanks one by one. These classes change nothing else, and use
private names of Textual; tests/tui/test_painting.py tells when a new version of it does otherwise.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rich.color import ColorSystem
from rich.console import Console
from rich.control import Control
from rich.style import Style
from textual._compositor import ChopsUpdate, Compositor, LayoutUpdate
from textual.strip import Strip

# To erase so many blanks is shorter than to send them; in the middle the cursor moves over them.
_BLANKS = re.compile(" {7,}")
_BLANKS_BETWEEN = 12


class NarrowUpdate(ChopsUpdate):
    """A partial repaint that is cut on both sides."""

    def render_segments(self, console: Console) -> str:
        """The changed parts of lines as text for the terminal."""
        pen = _Pen(console._color_system or ColorSystem.TRUECOLOR)
        for y, first, end in self.spans:
            for chop_end, (x, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=False):
                if strip is None or x >= end or chop_end <= first:
                    continue
                low, high = max(x, first), min(chop_end, end)
                pen.sent.append(Control.move_to(low, y).segment.text)
                pen.write(strip.crop(low - x, high - x))
        pen.take("")
        return "".join(pen.sent)


class WholeUpdate(LayoutUpdate):
    """A repaint of the whole screen."""

    def render_segments(self, console: Console) -> str:
        """All lines as text for the terminal."""
        pen = _Pen(console._color_system or ColorSystem.TRUECOLOR)
        for y, line in enumerate(self.strips, self.region.y):
            pen.sent.append(Control.move_to(self.region.x, y).segment.text)
            pen.write(Strip.join(line))
        pen.take("")
        return "".join(pen.sent)


class _Pen:
    """Writes text, and says a look only where it is another one."""

    def __init__(self, colors: ColorSystem) -> None:
        self.sent: list[str] = []
        self._colors = colors
        self._look = ""

    def take(self, look: str) -> None:
        """Go on with a look, as numbers of a terminal; "" is the plain one."""
        if look == self._look:
            return
        if not look:
            self.sent.append("\x1b[0m")
        else:
            self.sent.append(f"\x1b[{'0;' if self._look else ''}{look}m")
        self._look = look

    def write(self, strip: Strip) -> None:
        """Write a strip from where the cursor is."""
        segments = [segment for segment in strip if segment.text]
        for number, (text, style, _) in enumerate(segments):
            look = _look_of(style, self._colors) if style is not None else ""
            self.take(look)
            is_last = number == len(segments) - 1
            self.sent.append(text if look else _erased(text, is_last=is_last))


@lru_cache(maxsize=256)
def _look_of(style: Style, colors: ColorSystem) -> str:
    """A style as numbers of a terminal, without those that only say the colours of its own."""
    look = Strip.render_ansi(style, colors)
    if style.bgcolor is None or style.bgcolor.is_default:
        look = look.removesuffix("49").removesuffix(";") if style.bgcolor is not None else look
        if style.color is not None and style.color.is_default:
            look = look.removesuffix("39").removesuffix(";")
    return look


def _erased(text: str, *, is_last: bool) -> str:
    """Plain text with long runs of blanks as an order to erase them."""

    def order(found: re.Match[str]) -> str:
        count = found.end() - found.start()
        if is_last and found.end() == len(text):
            return f"\x1b[{count}X"
        return f"\x1b[{count}X\x1b[{count}C" if count >= _BLANKS_BETWEEN else found.group()

    return _BLANKS.sub(order, text)


class NarrowCompositor(Compositor):
    """A compositor whose partial repaints are narrow."""

    def render_full_update(self, simplify: bool = False) -> LayoutUpdate:
        """The whole screen."""
        update = super().render_full_update(simplify)
        return WholeUpdate(update.strips, update.region)

    def render_partial_update(self) -> ChopsUpdate | None:
        """What has changed since the last repaint; None where nothing has."""
        update = super().render_partial_update()
        if update is None:
            return None
        return NarrowUpdate(update.chops, update.spans, update.chop_ends)
