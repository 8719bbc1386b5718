"""Labels of a table without ruling lines: lines of one label joined, groups told from rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from importers.readers.pdf_lines import Word
from importers.readers.pdf_unruled_columns import HALF_LINE, FigureLine, page_of
from importers.readers.pdf_unruled_stacks import (
    LINE_GAP,
    NUMBER,
    PITCH_SLACK,
    Label,
    is_numbered,
    share,
    stack_words,
)
from importers.vocabulary import is_label, is_label_fragment

# A part (三、) begins with its （一）, a group (（三）) with its 1.
_ORDINAL = re.compile(r"\s*[一二三四五六七八九十]{1,3}、")
_FIRST_BRACKETED = re.compile(r"\s*[（(]一[）)]")
_FIRST = re.compile(r"\s*1\s*[.、．)）]")
# Parts of the height of letters: at one height; a whole line off.
_LEVEL = 0.34
_WHOLE_LINE = 1.2
# Points that words below each other may be out of line.
_SLACK = 1.5


@dataclass(slots=True)
class Labels:
    """The labels of a table: of its rows in order, of groups of rows, and those beside headings."""

    rows: list[Label] = field(default_factory=list)
    groups: list[Label] = field(default_factory=list)
    beside: list[Label] = field(default_factory=list)


def find_labels(
    words: Sequence[Word], figures: Sequence[FigureLine], heads: Sequence[Word]
) -> Labels:
    """Labels of the words left of the figures; ``heads`` are the headings of the columns."""
    ordered = _with_numbers(sorted(words, key=lambda word: (word.base, word.left)))
    pitch = _pitch(ordered)
    beside = _beside(ordered, figures, heads, pitch)
    rest = [word for word in ordered if id(word) not in beside]
    groups = _group_words(rest, figures)
    leaves = [word for word in rest if id(word) not in groups]
    labels = Labels()
    labels.beside = stack_words([word for word in ordered if id(word) in beside])
    labels.groups = _stacks([word for word in rest if id(word) in groups])
    labels.rows = _joined_over_breaks(_segments(leaves, pitch))
    return labels


def _with_numbers(words: Sequence[Word]) -> list[Word]:
    """The words, with a number that stands apart joined to the label behind it."""
    found: list[Word] = []
    for word in words:
        before = found[-1] if found else None
        if before is not None and abs(before.base - word.base) < _LEVEL * word.height:
            number = NUMBER.fullmatch(before.text) and not is_numbered(word.text)
            if number and 0 <= word.left - before.right < word.height:
                left, top, _, bottom = before.box
                box = left, min(top, word.box[1]), word.box[2], max(bottom, word.box[3])
                found[-1] = Word(
                    before.text + word.text, left, word.right, word.base, word.height, box
                )
                continue
        found.append(word)
    return found


def _pitch(words: Sequence[Word]) -> float:
    """The distance of lines in a cell: the least between words below each other."""
    least = float("inf")
    for index, word in enumerate(words):
        for below in words[index + 1 :]:
            gap = below.base - word.base
            if gap > LINE_GAP * word.height:
                break
            lined_up = (
                abs(word.left - below.left) < _SLACK or abs(word.middle - below.middle) < _SLACK
            )
            if gap > 0.5 * word.height and lined_up:
                least = min(least, gap)
    return least


def _beside(
    words: Sequence[Word], figures: Sequence[FigureLine], heads: Sequence[Word], pitch: float
) -> set[int]:
    """Ids of the words that stand beside column headings: they name the table's first columns."""
    blocks: list[tuple[float, float]] = []
    for head in sorted(heads, key=lambda head: head.base):
        block = blocks[-1] if blocks else None
        if block is not None and head.base - block[1] <= 2 * LINE_GAP * head.height:
            crossed = any(block[1] < line.base < head.base for line in figures)
            if not crossed:
                blocks[-1] = block[0], head.base
                continue
        blocks.append((head.base, head.base))
    found: set[int] = set()
    last: Word | None = None
    for word in words:
        slack = 0.3 * word.height
        inside = any(top - slack <= word.base <= bottom + slack for top, bottom in blocks)
        goes_on = (
            last is not None
            and 0.5 * word.height < word.base - last.base <= pitch * PITCH_SLACK
            and share(last, word) > 0.5
            and not is_label(last.text)
            and not is_label(word.text)
            and not any(abs(line.base - word.base) <= HALF_LINE * word.height for line in figures)
        )
        if (inside or goes_on) and not is_numbered(word.text):
            found.add(id(word))
            last = word
    return found


def _group_words(words: Sequence[Word], figures: Sequence[FigureLine]) -> set[int]:
    """Ids of the words that name groups of rows: they stand left of the labels around them."""
    bases = [line.base for line in figures]
    lefts = [_leaf_left(line, words) for line in figures]
    found: set[int] = set()
    for index, word in enumerate(words):
        level = _LEVEL * word.height
        behind = any(
            abs(other.base - word.base) < level and other.left >= word.right - 1
            for other in words[max(0, index - 4) : index + 5]
        )
        if behind or _stands_left(word, bases, lefts, level):
            found.add(id(word))
    return found


def _leaf_left(line: FigureLine, words: Sequence[Word]) -> float:
    """Where the label of a line of figures begins, as far as its lines show."""
    for reach in (HALF_LINE, _WHOLE_LINE):
        near = [word.left for word in words if abs(word.base - line.base) <= reach * line.height]
        if near:
            return max(near)
    return float("-inf")


def _stands_left(word: Word, bases: Sequence[float], lefts: Sequence[float], slack: float) -> bool:
    above = [left for base, left in zip(bases, lefts, strict=True) if base <= word.base + slack]
    below = [left for base, left in zip(bases, lefts, strict=True) if base >= word.base - slack]
    if not above or not below:
        return False
    return word.right <= min(above[-1], below[0]) + 1


def _segments(words: Sequence[Word], pitch: float) -> list[Label]:
    """Lines that go on with each other as labels, from top to bottom."""
    labels: list[Label] = []
    for word in words:
        if labels and _goes_on(labels[-1], word, pitch):
            labels[-1].words.append(word)
        else:
            labels.append(Label([word]))
    return labels


def _goes_on(label: Label, word: Word, pitch: float) -> bool:
    last = label.words[-1]
    gap = word.base - last.base
    if is_numbered(word.text) or not 0.5 * word.height < gap <= LINE_GAP * word.height:
        return False
    if is_label(label.text + word.text):
        return True
    if label.is_official or is_label(word.text) or gap > pitch * PITCH_SLACK:
        return False
    return share(last, word) > 0.3


def _joined_over_breaks(labels: Sequence[Label]) -> list[Label]:
    """Labels, with the pieces joined that a page break or a wide space parts."""
    found: list[Label] = []
    for label in labels:
        before = found[-1] if found else None
        if before is not None and not is_numbered(label.text) and not before.is_official:
            whole = before.text + label.text
            torn = page_of(label.words[0]) == page_of(before.words[-1]) + 1
            near = label.words[0].base - before.words[-1].base <= LINE_GAP * label.words[0].height
            if (torn or near) and is_label(whole):
                before.words += label.words
                continue
            if torn and not label.is_official and is_label_fragment(whole):
                before.words += label.words
                continue
        found.append(label)
    return found


def _stacks(words: Sequence[Word]) -> list[Label]:
    """Labels of groups: a number begins a new one."""
    stacks: list[list[Word]] = []
    for word in words:
        for stack in reversed(stacks):
            last = stack[-1]
            near = 0 < word.base - last.base <= LINE_GAP * word.height
            if near and share(last, word) > 0.3 and not is_numbered(word.text):
                stack.append(word)
                break
        else:
            stacks.append([word])
    return [Label(stack) for stack in stacks]


def begins_at(group: Label, rows: Sequence[Label]) -> Label | None:
    """The row where a group begins: the last one above its middle that is numbered as a first."""
    found = None
    first = _FIRST_BRACKETED if _ORDINAL.match(group.text) else _FIRST
    right, middle = group.word.right, group.base + group.word.height / 2
    for row in rows:
        if row.base > middle:
            break
        if first.match(row.text) and row.words[0].left >= right - 1:
            found = row
    return found
