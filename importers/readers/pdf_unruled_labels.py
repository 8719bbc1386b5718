"""Labels of a table without ruling lines: lines of one label joined, each label to its row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from importers.readers.pdf_lines import Word
from importers.vocabulary import is_label

_NUMBER = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|\d{1,2}\s*[.、．)）](?!\d))"
)
# A part (三、) begins with its （一）, a group (（三）) with its 1.
_ORDINAL = re.compile(r"\s*[一二三四五六七八九十]{1,3}、")
_FIRST_BRACKETED = re.compile(r"\s*[（(]一[）)]")
_FIRST = re.compile(r"\s*1\s*[.、．)）]")
_MOST_LINES = 9
# Parts of the height of letters: how far a label's middle may be from its figures, how far two
# lines of a label stand apart at most.
_OFF = 0.34
_LINE_GAP = 2.1
_SKIP_COST = 0.2
_BARE_COST = 2.0
_PITCH_SLACK = 1.12


@dataclass(slots=True)
class Label:
    """A label of one line or several; ``base`` is the middle of its lines."""

    text: str
    base: float
    word: Word
    words: list[Word] = field(default_factory=list)


def _label(words: Sequence[Word]) -> Label:
    left, right = min(w.left for w in words), max(w.right for w in words)
    top, bottom = min(w.box[1] for w in words), max(w.box[3] for w in words)
    base = (words[0].base + words[-1].base) / 2
    text = "\n".join(word.text for word in words)
    height = max(word.height for word in words)
    whole = Word(text, left, right, base, height, (left, top, right, bottom))
    return Label(text, base, whole, list(words))


def stack_words(words: Sequence[Word]) -> list[Label]:
    """Words that are lines of one label, as labels: same column, as near as lines of a cell."""
    ordered = sorted(words, key=lambda word: (word.base, word.left))
    pairs: dict[int, int] = {}
    gaps: dict[int, float] = {}
    for index, word in enumerate(ordered):
        for other in range(index + 1, len(ordered)):
            below = ordered[other]
            gap = below.base - word.base
            if gap > _LINE_GAP * word.height:
                break
            if gap > 0.5 * word.height and _share(word, below) > 0.5 and index not in pairs:
                pairs[index], gaps[index] = other, gap
    if not pairs:
        return [_label([word]) for word in ordered]
    pitch = min(gaps.values())
    joined: dict[int, list[Word]] = {}
    labels: list[list[Word]] = []
    for index, word in enumerate(ordered):
        stack = joined.get(index)
        if stack is None:
            stack = [word]
            labels.append(stack)
        below_index = pairs.get(index)
        if below_index is None or below_index in joined or gaps[index] > pitch * _PITCH_SLACK:
            continue
        below = ordered[below_index]
        if _NUMBER.match(below.text) or (is_label(word.text) and is_label(below.text)):
            continue
        stack.append(below)
        joined[below_index] = stack
    return [_label(stack) for stack in labels]


def _share(one: Word, other: Word) -> float:
    """The part of the narrower word that the other covers."""
    common = min(one.right, other.right) - max(one.left, other.left)
    return common / max(0.1, min(one.right - one.left, other.right - other.left))


def take_labels(
    rows: Sequence[tuple[float, float, list[Label]]], words: Sequence[Word], heads: Sequence[float]
) -> list[Label]:
    """Give each row (base line, height, its labels) the label at its middle; returns the others.

    Words that have another label on their right name a group of rows; a group is put in front of
    the row where it begins, where that can be told.
    """
    ordered = sorted(words, key=lambda word: (word.base, word.left))
    groups: list[Word] = []
    leaves: list[Word] = []
    beside: list[Word] = []
    lefts = [_leaf_left(base, height, ordered) for base, height, _ in rows]
    bases = [base for base, _, _ in rows]
    for word in ordered:
        if any(abs(word.base - base) < 0.3 * word.height for base in heads):
            beside.append(word)
        elif _names_group(word, bases, lefts):
            groups.append(word)
        else:
            leaves.append(word)
    used = _match(rows, leaves)
    loose = stack_words(beside)
    loose += _stacks([word for word in leaves if id(word) not in used])
    starts = [(base, labels) for base, _, labels in rows if labels]
    for label in _stacks(groups):
        owner = _begins_at(label, starts)
        if owner is None:
            loose.append(label)
        else:
            owner.insert(0, label)
    return loose


def _leaf_left(base: float, height: float, words: Sequence[Word]) -> float:
    """Where the label nearest to a row's figures begins, as far as its lines show."""
    for reach in (0.6, 1.2):
        near = [word.left for word in words if abs(word.base - base) <= reach * height]
        if near:
            return max(near)
    return float("-inf")


def _names_group(word: Word, bases: Sequence[float], lefts: Sequence[float]) -> bool:
    """True for a word that stands left of the labels of the rows around it."""
    slack = _OFF * word.height
    above = [left for base, left in zip(bases, lefts, strict=True) if base <= word.base + slack]
    below = [left for base, left in zip(bases, lefts, strict=True) if base >= word.base - slack]
    if not above or not below:
        return False
    return word.right <= min(above[-1], below[0]) + 1


def _stacks(words: Sequence[Word]) -> list[Label]:
    """Labels of the words that no row took: a number begins a new one."""
    stacks: list[list[Word]] = []
    for word in words:
        for stack in reversed(stacks):
            last = stack[-1]
            near = 0 < word.base - last.base <= _LINE_GAP * word.height
            if near and _share(last, word) > 0.3 and not _NUMBER.match(word.text):
                stack.append(word)
                break
        else:
            stacks.append([word])
    return [_label(stack) for stack in stacks]


def _begins_at(group: Label, rows: Sequence[tuple[float, list[Label]]]) -> list[Label] | None:
    """The row where a group begins: the last one above its middle that is numbered as a first."""
    found = None
    first = _FIRST_BRACKETED if _ORDINAL.match(group.text) else _FIRST
    for base, labels in rows:
        if base > group.base + group.word.height / 2:
            break
        if first.match(labels[-1].text) and labels[-1].word.left >= group.word.right - 1:
            found = labels
    return found


def _match(rows: Sequence[tuple[float, float, list[Label]]], words: Sequence[Word]) -> set[int]:
    """Assign runs of words to rows in order so that each run's middle is at its row's height."""
    count, many = len(rows), len(words)
    best = [[float("inf")] * (many + 1) for _ in range(count + 1)]
    step: list[list[tuple[int, int]]] = [[(0, 0)] * (many + 1) for _ in range(count + 1)]
    best[0][0] = 0.0
    for i in range(count + 1):
        for j in range(many + 1):
            here = best[i][j]
            if here == float("inf"):
                continue
            if j < many and here + _SKIP_COST < best[i][j + 1]:
                best[i][j + 1], step[i][j + 1] = here + _SKIP_COST, (i, j)
            if i == count:
                continue
            if here + _BARE_COST < best[i + 1][j]:
                best[i + 1][j], step[i + 1][j] = here + _BARE_COST, (i, j)
            base, _, _ = rows[i]
            for end in range(j + 1, min(many, j + _MOST_LINES) + 1):
                word = words[end - 1]
                if end - 1 > j:
                    gap = word.base - words[end - 2].base
                    if not 0.5 * word.height < gap <= _LINE_GAP * word.height:
                        break
                    if _NUMBER.match(word.text):
                        break
                off = abs((words[j].base + word.base) / 2 - base) / word.height
                if off <= _OFF and here + off < best[i + 1][end]:
                    best[i + 1][end], step[i + 1][end] = here + off, (i, j)
    used: set[int] = set()
    i, j = count, many
    while i or j:
        before = step[i][j]
        if before[0] == i - 1 and before[1] < j:
            run = words[before[1] : j]
            rows[i - 1][2].append(_label(run))
            used.update(map(id, run))
        i, j = before
    return used
