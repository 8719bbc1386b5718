"""Labels of a table without ruling lines: their lines, and which words are lines of one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from importers.readers.pdf_lines import Word
from importers.readers.pdf_unruled_columns import PAGE, page_of
from importers.vocabulary import is_label

NUMBER = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|\d{1,2}\s*[.、．)）](?!\d))"
)
# Parts of the height of letters that lines of one label stand apart at most; how much more than
# the least distance of lines theirs may be.
LINE_GAP = 2.1
PITCH_SLACK = 1.12


@dataclass(slots=True, eq=False)
class Label:
    """A label of one line or several; ``base`` is the middle of its lines on its first page."""

    words: list[Word]

    @property
    def text(self) -> str:
        """Its lines, with line breaks between them."""
        return "\n".join(word.text for word in self.words)

    @property
    def _first(self) -> list[Word]:
        return [word for word in self.words if page_of(word) == page_of(self.words[0])]

    @property
    def base(self) -> float:
        """The middle of its lines on its first page."""
        return (self._first[0].base + self._first[-1].base) / 2

    @property
    def word(self) -> Word:
        """Its lines on its first page as one word."""
        own = self._first
        left, right = min(w.left for w in own), max(w.right for w in own)
        top, bottom = min(w.box[1] for w in own), max(w.box[3] for w in own)
        height = max(w.height for w in own)
        return Word(self.text, left, right, self.base, height, (left, top, right, bottom))

    @property
    def is_official(self) -> bool:
        """True where it is a whole label of a form."""
        return is_label(self.text)

    def distance(self, base: float) -> float:
        """How far a height is from the lines of the label, 0 between them."""
        own = [word.base for word in self.words if word.base // PAGE == base // PAGE]
        if not own:
            return PAGE
        return max(0.0, own[0] - base, base - own[-1])


def is_numbered(text: str) -> bool:
    """True for a label that begins with its number: it goes on with no other label."""
    return NUMBER.match(text) is not None


def stack_words(words: Sequence[Word]) -> list[Label]:
    """Words that are lines of one label, as labels: same column, as near as lines of a cell."""
    ordered = sorted(words, key=lambda word: (word.base, word.left))
    pairs: dict[int, int] = {}
    gaps: dict[int, float] = {}
    for index, word in enumerate(ordered):
        for other in range(index + 1, len(ordered)):
            below = ordered[other]
            gap = below.base - word.base
            if gap > LINE_GAP * word.height:
                break
            if gap > 0.5 * word.height and share(word, below) > 0.5 and index not in pairs:
                pairs[index], gaps[index] = other, gap
    if not pairs:
        return [Label([word]) for word in ordered]
    pitch = min(gaps.values())
    joined: dict[int, list[Word]] = {}
    labels: list[list[Word]] = []
    for index, word in enumerate(ordered):
        stack = joined.get(index)
        if stack is None:
            stack = [word]
            labels.append(stack)
        below_index = pairs.get(index)
        if below_index is None or below_index in joined or gaps[index] > pitch * PITCH_SLACK:
            continue
        below = ordered[below_index]
        whole = "".join(one.text for one in stack)
        if is_numbered(below.text) or (is_label(whole) and not is_label(whole + below.text)):
            continue
        stack.append(below)
        joined[below_index] = stack
    return [Label(stack) for stack in labels]


def share(one: Word, other: Word) -> float:
    """The part of the narrower word that the other covers."""
    common = min(one.right, other.right) - max(one.left, other.left)
    return common / max(0.1, min(one.right - one.left, other.right - other.left))
