"""Lines of prose → paragraphs: by indent, by whether a line is full, by headings and gaps."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from importers.readers.pdf_lines import Line
from importers.vocabulary import section_of_heading

# In heights of letters (ems).
_INDENT = 1.2
_SLACK = 1.3
_SAME_LEFT = 0.8
_SIZE = 1.12
_CENTRED = 1.0
# A gap between lines that is this much wider than usual parts paragraphs.
_GAP = 1.45
_LONG_LINE = 0.55
# So many characters tell the size of a line's letters.
_SAMPLED = 8
_AGREEING = 3
_CLOSING = frozenset("，。、；：？！）》」』】”’〉〕,.;:?!)]}%％…—")
_ENDING = frozenset("。！？；：.!?;:”")
_NUMBERED = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[）)]"
    r"|\d{1,2}[、．]|\d{1,2}\.(?!\d)|第[一二三四五六七八九十]+(?:部分|章|条))"
)
_HEADING = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]+部分)[^。；！？]{2,34}$"
)
_WORD = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class Margins:
    """Left and right edge of the text of a page, the usual letter height and line distance."""

    left: float
    right: float
    em: float
    pitch: float


def measure(lines: Sequence[Line], width: float) -> Margins:
    """The margins of pages of one width, from all their lines of prose."""
    if not lines:
        return Margins(0.0, width, 10.0, 20.0)
    em = _usual_em(lines)
    reach = max(line.right for line in lines)
    low = min(line.left for line in lines)
    long = [line for line in lines if line.right - line.left > _LONG_LINE * (reach - low)] or lines
    lefts = Counter(round(line.left) for line in long)
    often = [
        x for x, n in lefts.items() if n + lefts[x + 1] + lefts[x - 1] >= max(2, len(long) // 8)
    ]
    left = min(often) if often else min(line.left for line in long)
    rights = sorted(line.right for line in long)
    # One line that hangs over the margin does not make the margin.
    right = rights[-1 - len(rights) // 12]
    if sum(right - line.right < _SLACK * em for line in lines) < _AGREEING:
        # Too few lines are full to show the margin: pages are as wide on both sides.
        right = max(right, width - low)
    pitches = [
        below.base - above.base
        for above, below in pairwise(lines)
        if above.page == below.page and 0.5 * em < below.base - above.base < 4 * em
    ]
    return Margins(left, right, em, median(pitches) if pitches else 2 * em)


def _usual_em(lines: Sequence[Line]) -> float:
    widths: Counter[float] = Counter()
    for line in lines:
        for one in line.chars[2:_SAMPLED]:
            if one[4] > "\u2e7f":
                widths[round(one[2] - one[0], 1)] += 1
    if widths:
        return max(4.0, widths.most_common(1)[0][0])
    return max(4.0, median(line.height for line in lines))


def continues(above: Line, line: Line, margins: Margins, parted: bool = False) -> bool:
    """True where ``line`` goes on with the paragraph of ``above``.

    ``parted``: a page break stands between them, so that their distance tells nothing.
    """
    em = margins.em
    if above.height > line.height * _SIZE and _is_larger(above, line):
        return False
    if line.height > above.height * _SIZE and _is_larger(line, above):
        return False
    if _is_heading(line.text) or _is_heading(above.text):
        return False
    if not parted and _is_centred(above, margins) and _is_centred(line, margins):
        large = _em_of(above) > _SIZE * em and abs(_em_of(above) - _em_of(line)) < 0.1 * em
        return large and above.text[-1:] not in _ENDING and not _NUMBERED.match(line.text)
    if not parted and line.base - above.base > _GAP * margins.pitch:
        return False
    if line.left > above.left + _INDENT * em:
        # Indented further than the line before: a beginning, but for a hanging number.
        return False
    if not _is_full(above, line, margins):
        return False
    begins_indented = above.left > margins.left + _INDENT * em
    if line.left > margins.left + _INDENT * em:
        # Both are indented alike: a quoted block, or paragraphs of one full line each.
        ended = above.text[-1:] in _ENDING or _NUMBERED.match(line.text) is not None
        return abs(line.left - above.left) < _SAME_LEFT * em and not ended
    if begins_indented:
        return True
    return not (_NUMBERED.match(line.text) and above.text[-1:] in _ENDING)


def _em_of(line: Line) -> float:
    widths = [one[2] - one[0] for one in line.chars if one[4] > "\u2e7f"]
    return median(widths) if widths else line.height


def _is_larger(line: Line, other: Line) -> bool:
    """Letters are compared by width, as fonts state different heights for one size."""
    return _em_of(line) > _em_of(other) * _SIZE


def _is_heading(text: str) -> bool:
    if len(text) > 60:
        return False
    return _HEADING.match(text) is not None or section_of_heading(text) is not None


def _is_centred(line: Line, margins: Margins) -> bool:
    em = margins.em
    off = abs((line.left - margins.left) - (margins.right - line.right))
    return line.left > margins.left + _INDENT * em and off < 2 * _CENTRED * em


def _is_full(above: Line, line: Line, margins: Margins) -> bool:
    """True where the next word had no room at the end of the line above."""
    em = margins.em
    text = line.text
    found = _WORD.match(text)
    if found is None:
        size = 1
        while size < len(text) and text[size] in _CLOSING:
            size += 1
        needed = size * em
    else:
        needed = len(found.group()) * em * 0.6
    return above.right + needed + _SLACK * em > margins.right


def join_text(parts: Sequence[str]) -> str:
    """The text of lines of one paragraph: a space only between two words of Latin letters."""
    text = ""
    for part in parts:
        if text and part and _is_latin(text[-1]) and _is_latin(part[0]):
            text += " "
        text += part
    return text


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()
