"""Lines of a page outside of its drawn tables, and what stands on the margins of all pages."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from importers.readers.lines import is_page_number
from importers.readers.pdf_geometry import Char
from importers.readers.pdf_text import line_text, split_lines
from importers.vocabulary import is_label, is_label_fragment
from store.report import Box

# Words of one line that stand further apart than this part of its height are apart.
WORD_GAP = 1.0
# Headings of narrow columns are closer to each other; so much is clear of letters that touch.
HEAD_GAP = 0.5
CELL_GAP = 0.2
_DIGIT_GAP = 0.45
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
_BARE = re.compile(r"[0-9]{1,3}")
# Figures beside each other, which have the form of a number of a number of pages.
_FIGURES = re.compile(r"[0-9]+(?: +[0-9]+)+")
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
        tallest = max([one[3] - one[1] for one in inked])
        lines.append(
            Line(
                page,
                line_text(found),
                inked[0][0],
                max([one[2] for one in inked]),
                min([one[1] for one in inked]),
                max([one[3] for one in inked]),
                inked[0][5],
                tallest,
                any(after[0] - before[2] > CELL_GAP * tallest for before, after in pairwise(inked)),
                found,
            )
        )
    return lines


def split_words(line: Line, wide: float = WORD_GAP, cuts: Sequence[float] = ()) -> list[Word]:
    """The parts of a line that wide gaps, or gaps between figures, set apart.

    ``wide`` is a part of the line's height. Between characters on two sides of a place of
    ``cuts`` (from left to right) the smallest gap is enough.
    """
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
            is_cut = bool(cuts) and _is_cut(cuts, part[-1], one)
            if gap > line.height * (_DIGIT_GAP if figures else wide) or (
                # Two labels in narrow cells beside each other
                (
                    gap > line.height * CELL_GAP
                    and (
                        abs(part[-1][5] - one[5]) > _OTHER_BASE
                        or _is_number(line.chars, index)
                        or is_cut
                    )
                )
                # A label fills its cell up to the figure in the next one.
                or (
                    cuts
                    and one[4].isdigit()
                    and not part[-1][4].isdigit()
                    and _is_cut(cuts, part[-1], _last_digit(line.chars, index))
                )
            ):
                words.append(_word(part))
                part = []
        part.append(one)
        right = one[2] if len(part) == 1 else max(right, one[2])
    if part:
        words.append(_word(part))
    return words


def _is_cut(cuts: Sequence[float], before: Char, after: Char) -> bool:
    left, right = (before[0] + before[2]) / 2, (after[0] + after[2]) / 2
    return bisect_left(cuts, left) != bisect_left(cuts, right)


def _last_digit(chars: Sequence[Char], index: int) -> Char:
    """The last of the figures that follow each other from ``index`` on."""
    while index + 1 < len(chars) and chars[index + 1][4].isdigit():
        if chars[index + 1][0] - chars[index][2] > CELL_GAP * (chars[index][3] - chars[index][1]):
            break
        index += 1
    return chars[index]


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
    places = _numbered_places(pages, heights)
    kept = []
    for lines, height in zip(pages, heights, strict=True):
        dropped: set[int] = set()
        for line in _margin_lines(lines, height):
            text, place = _key(line)
            repeated = sum(seen[text, near] for near in (place - 1, place, place + 1))
            if repeated > 1 and text.strip("# ") and not _are_headings(line):
                dropped.add(id(line))
        has_number = any(
            is_numbering(line.text) and not _is_bare(line) for line in _margin_lines(lines, height)
        )
        for line in _outermost(lines, dropped):
            is_outside = not height * _MARGIN <= line.base <= height * (1 - _MARGIN)
            if (
                is_outside
                and is_numbering(line.text)
                and not (has_number and _is_bare(line))
                and (len(pages) == 1 or _is_page_number(line, places))
            ):
                dropped.add(id(line))
        kept.append([line for line in lines if id(line) not in dropped])
    return kept


def _is_bare(line: Line) -> bool:
    """True for figures alone, which on a page with a number of its own are no other one."""
    return (_BARE.fullmatch(line.text) or _FIGURES.fullmatch(line.text)) is not None


def _numbered_places(
    pages: Sequence[list[Line]], heights: Sequence[float]
) -> Counter[tuple[int, int]]:
    """Where pages have a bare number in their margin, and how far it is from that of the page."""
    return Counter(
        place
        for lines, height in zip(pages, heights, strict=True)
        for place in {
            (_key(line)[1], int(line.text) - line.page)
            for line in _margin_lines(lines, height)
            if _BARE.fullmatch(line.text)
        }
    )


def _is_page_number(line: Line, places: Counter[tuple[int, int]]) -> bool:
    """True for what cannot be a figure of a table that a page tore off.

    A bare number has to be that of the page, or to count on from another page's at its place.
    """
    if _FIGURES.fullmatch(line.text):
        return False
    if not _BARE.fullmatch(line.text) or int(line.text) == line.page:
        return True
    place, off = _key(line)[1], int(line.text) - line.page
    return sum(places[near, off] for near in (place - 1, place, place + 1)) > 1


def _are_headings(line: Line) -> bool:
    """True for headings of a table, which many a table repeats at the top of each page."""
    words = split_words(line, HEAD_GAP)
    if len(words) == 1:
        return is_label(line.text)
    return all(is_label_fragment(word.text) for word in words)


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
