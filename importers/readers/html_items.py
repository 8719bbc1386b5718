"""What the flow of a page consists of: lines, tables, pictures, each with the block it is in."""

from __future__ import annotations

from dataclasses import dataclass

from importers.readers.composing import TableRow
from importers.readers.html_tree import Element
from importers.vocabulary import find_heading, is_label

# Longer lines are no headings; the search in them is dear.
_LONGEST_HEADING = 60
_MOSTLY = 0.5


@dataclass(frozen=True, slots=True)
class Line:
    """One line as shown, spaces of no width kept; ``linked`` is the share that is a link.

    ``raw``: its spaces and TABs are as in the source. Only such lines can be empty.
    """

    text: str
    owner: Element
    linked: float = 0.0
    raw: bool = False

    @property
    def is_link(self) -> bool:
        """Whether most of the line is a link."""
        return self.linked >= _MOSTLY

    @property
    def section(self) -> str | None:
        """Key of the section whose official heading the line opens with."""
        text = self.text
        if len(text) > _LONGEST_HEADING and text.lstrip()[:1] not in _FIRST_OF_NUMBERS:
            return None
        found = find_heading(text)
        return found.key if found is not None else None


@dataclass(frozen=True, slots=True)
class Drawn:
    """One table as drawn; ``is_official`` where it carries labels of the form."""

    rows: tuple[TableRow, ...]
    owner: Element
    is_official: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that may hold text."""

    owner: Element


Item = Line | Drawn | Picture

_FIRST_OF_NUMBERS = tuple("一二三四五六七八九十第（(")


def is_form_label(text: str) -> bool:
    """Whether a cell or a line holds a label of the official tables."""
    return 1 < len(text) <= 120 and not text.isdigit() and is_label(text)
