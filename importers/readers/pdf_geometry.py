"""What a page of a PDF holds, in points from the top left corner of the page as it is shown."""

from __future__ import annotations

from dataclasses import dataclass, field

from store.report import Box

# left, top, right, bottom, character, height of its base line; a box may be that of the glyph
# alone, while the base line is the same all along a line
Char = tuple[float, float, float, float, str, float]
# position across its direction, start and end along it
Rule = tuple[float, float, float]


def rounded(box: Box) -> Box:
    """A box to a tenth of a point, as it is stored."""
    left, top, right, bottom = box
    return round(left, 1), round(top, 1), round(right, 1), round(bottom, 1)


@dataclass(frozen=True, slots=True)
class Rules:
    """Straight lines, horizontal ones by their y and vertical ones by their x."""

    horizontal: list[Rule] = field(default_factory=list)
    vertical: list[Rule] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PageContent:
    """One page, read from PDFium; ``number`` counts from 1.

    ``drawn`` are lines that are visible as such, ``shaded`` the edges of areas that have only a
    colour. ``chars`` stand in the order of the content stream, white space included;
    ``is_inked`` is false for a page on which nothing can be seen, ``is_whole`` for one that could
    not be read; ``pale`` are the places in ``chars`` of what is printed in a very light colour.
    """

    number: int
    width: float
    height: float
    chars: list[Char]
    drawn: Rules
    shaded: Rules
    pictures: list[Box]
    is_inked: bool = True
    is_whole: bool = True
    pale: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Frame:
    """From user space to the page as it is read: crop box and rotation (quarter turns, clockwise)."""

    left: float
    bottom: float
    right: float
    top: float
    turns: int

    @property
    def width(self) -> float:
        """Width of the page as read."""
        return self.top - self.bottom if self.turns % 2 else self.right - self.left

    @property
    def height(self) -> float:
        """Height of the page as read."""
        return self.right - self.left if self.turns % 2 else self.top - self.bottom

    def level(self, x: float, y: float) -> float:
        """How far a point of user space is from the top of the page."""
        if self.turns == 0:
            return self.top - y
        if self.turns == 1:
            return x - self.left
        if self.turns == 2:
            return y - self.bottom
        return self.right - x

    def place(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A box of user space as left, top, right, bottom on the page."""
        if self.turns == 0:
            return left - self.left, self.top - top, right - self.left, self.top - bottom
        if self.turns == 1:
            return bottom - self.bottom, left - self.left, top - self.bottom, right - self.left
        if self.turns == 2:
            return self.right - right, bottom - self.bottom, self.right - left, top - self.bottom
        return self.top - top, self.right - right, self.top - bottom, self.right - left
