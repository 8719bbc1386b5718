"""Lines of a page outside of its drawn tables, and what stands on the margins of all pages."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from importers.readers.lines import is_page_number
from importers.readers.pdf_geometry import Char
from importers.readers.pdf_text import line_text, split_lines
from store.report import Box

# Words of one line that stand further apart than this part of its height are apart.
_WORD_GAP = 1.0
_DIGIT_GAP = 0.45
_CELL_GAP = 0.2
_OTHER_BASE = 0.4
_ENUMERATOR = re.compile(r"\d{1,2}[.、．](?!\d)|[（(][一二三四五六七八九十]{1,3}[）)]")
# Share of the page's height in which headers and footers stand, and how many lines they have.
_MARGIN = 0.12
_MARGIN_LINES = 3
_SAME_PLACE = 4.0

_DIGITS = re.compile(r"\d+")
_NUMBERED = re.compile(
    r"(?:[-—–─·~\[(（]\s*)*(?:第\s*)?(?:\d{1,3}|[一二三四五六七八九十]{1,3}(?=\s*页))(?:\s*页)?"
    r"(?:\s*[,，/／|]?\s*(?:共|of|总)?\s*\d{1,3}(?:\s*页)?)?(?:\s*[-—–─·~\])）])*",
    re.IGNORECASE,
)
_PAGED = re.compile(r"page\s*\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?", re.IGNORECASE)


@dataclass(slots=True)
class Word:
    """Characters of a line without a wide gap between them."""

    text: str
    left: float
    right: float
    base: float
    height: float
    box: Box

    @property
    def middle(self) -> float:
        """Half way between left and right."""
        return (self.left + self.right) / 2


@dataclass(slots=True)
class Line:
    """One line of a page: its text and where it stands; ``height`` is that of its letters."""

    page: int
    text: str
    left: float
    right: float
    top: float
    bottom: float
    base: float
    height: float
    has_gaps: bool
    chars: list[Char]

    @property
    def box(self) -> Box:
        """The outline of the line."""
        return self.left, self.top, self.right, self.bottom


def page_lines(page: int, chars: Sequence[Char]) -> list[Line]:
    """The lines that these characters make, from top to bottom."""
    lines = []
    for found in split_lines(chars):
        inked = [one for one in found if one[4] != " "]
        if not inked:
            continue
        tallest = max(one[3] - one[1] for one in inked)
        lines.append(
            Line(
                page,
                line_text(found),
                inked[0][0],
                max(one[2] for one in inked),
                min(one[1] for one in inked),
                max(one[3] for one in inked),
                inked[0][5],
                tallest,
                any(
                    after[0] - before[2] > _CELL_GAP * tallest for before, after in pairwise(inked)
                ),
                found,
            )
        )
    return lines


def split_words(line: Line, *, tight: bool = False) -> list[Word]:
    """The parts of a line that wide gaps, or gaps between figures, set apart.

    ``tight``: half the gap is enough, as between headings of narrow columns.
    """
    wide = _WORD_GAP / 2 if tight else _WORD_GAP
    if not line.has_gaps:
        return [Word(line.text, line.left, line.right, line.base, line.height, line.box)]
    words: list[Word] = []
    part: list[Char] = []
    right = 0.0
    for index, one in enumerate(line.chars):
        if one[4] == " ":
            continue
        if part:
            gap = one[0] - right
            figures = part[-1][4].isdigit() and one[4].isdigit()
            if gap > line.height * (_DIGIT_GAP if figures else wide) or (
                # Two labels in narrow cells beside each other
                gap > line.height * _CELL_GAP
                and (abs(part[-1][5] - one[5]) > _OTHER_BASE or _is_number(line.chars, index))
            ):
                words.append(_word(part))
                part = []
        part.append(one)
        right = one[2] if len(part) == 1 else max(right, one[2])
    if part:
        words.append(_word(part))
    return words


def _is_number(chars: Sequence[Char], index: int) -> bool:
    """True where the number of a label begins: 4. or （四）"""
    return _ENUMERATOR.match("".join(one[4] for one in chars[index : index + 5])) is not None


def _word(part: Sequence[Char]) -> Word:
    left, right = part[0][0], max(one[2] for one in part)
    top, bottom = min(one[1] for one in part), max(one[3] for one in part)
    height = max(one[3] - one[1] for one in part)
    return Word(line_text(part), left, right, part[0][5], height, (left, top, right, bottom))


def drop_margins(pages: Sequence[list[Line]], heights: Sequence[float]) -> list[list[Line]]:
    """The lines of all pages without page numbers, running headers and footers.

    A line in the margin is one of them where it has the form of a page number and no text beyond
    it, or where another page has the same at the same height (figures in it may differ).
    """
    seen: Counter[tuple[str, int]] = Counter()
    for lines, height in zip(pages, heights, strict=True):
        for key in {_key(line) for line in _margin_lines(lines, height)}:
            seen[key] += 1
    kept = []
    for lines, height in zip(pages, heights, strict=True):
        dropped: set[int] = set()
        for line in _margin_lines(lines, height):
            text, place = _key(line)
            repeated = sum(seen[text, near] for near in (place - 1, place, place + 1))
            if repeated > 1 and text.strip("# "):
                dropped.add(id(line))
        for line in _outermost(lines, dropped):
            is_outside = not height * _MARGIN <= line.base <= height * (1 - _MARGIN)
            if is_outside and is_numbering(line.text):
                dropped.add(id(line))
        kept.append([line for line in lines if id(line) not in dropped])
    return kept


def is_numbering(text: str) -> bool:
    """True for a line that has only the number of a page."""
    bare = unicodedata.normalize("NFKC", text).strip()
    if not bare or len(bare) > 24:
        return False
    return (
        _NUMBERED.fullmatch(bare) is not None
        or _PAGED.fullmatch(bare) is not None
        or is_page_number(bare)
    )


def _margin_lines(lines: Sequence[Line], height: float) -> Iterable[Line]:
    for line in lines[:_MARGIN_LINES]:
        if line.base < height * _MARGIN:
            yield line
    for line in lines[-_MARGIN_LINES:]:
        if line.base > height * (1 - _MARGIN):
            yield line


def _outermost(lines: Sequence[Line], dropped: set[int]) -> Iterable[Line]:
    """First and last line of those that are left."""
    left = [line for line in lines if id(line) not in dropped]
    return left[:1] + left[-1:] if len(left) > 1 else left


def _key(line: Line) -> tuple[str, int]:
    return _DIGITS.sub("#", line.text), round(line.base / _SAME_PLACE)
