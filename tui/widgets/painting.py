"""Repaints that send only what lies between the first and the last changed cell of a line.

Textual 8.2 cuts a repaint off behind the last changed cell, but begins it at the edge of the
widget: with one widget over the whole screen that sends most of each line again. These two
classes change nothing else, and use private names of Textual; tests/tui/test_painting.py tells
when a new version of it does otherwise.
"""

from __future__ import annotations

from rich.console import Console
from rich.control import Control
from textual._compositor import ChopsUpdate, Compositor


class NarrowUpdate(ChopsUpdate):
    """A partial repaint that is cut on both sides."""

    def render_segments(self, console: Console) -> str:
        """The changed parts of lines as text for the terminal."""
        found: list[str] = []
        for y, first, end in self.spans:
            for chop_end, (x, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=False):
                if strip is None or x >= end or chop_end <= first:
                    continue
                low, high = max(x, first), min(chop_end, end)
                found.append(Control.move_to(low, y).segment.text)
                found.append(strip.crop(low - x, high - x).render(console))
        return "".join(found)


class NarrowCompositor(Compositor):
    """A compositor whose partial repaints are narrow."""

    def render_partial_update(self) -> ChopsUpdate | None:
        """What has changed since the last repaint; None where nothing has."""
        update = super().render_partial_update()
        if update is None:
            return None
        return NarrowUpdate(update.chops, update.spans, update.chop_ends)
