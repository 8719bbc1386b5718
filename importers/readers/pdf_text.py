"""Characters → words and lines: in reading order, each once, with the spaces that are seen."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from operator import itemgetter

from importers.readers.pdf_geometry import Char

# Parts of a character's height.
_SAME_LINE = 0.35
_LETTER_GAP = 0.28
_DIGIT_GAP = 0.7
_WIDE_GAP = 1.0
# Points; letters have no smaller gaps that mean anything.
_LEAST_GAP = 0.8
# Part of a character's width within which another one is struck over it.
_STRUCK = 0.3
# Figures of which one is so much taller than the other are not of one number.
_OTHER_SIZE = 1.5

_by_left = itemgetter(0)
_by_base = itemgetter(5)


def split_lines(chars: Sequence[Char]) -> list[list[Char]]:
    """Characters by line, from top to bottom, each line from left to right."""
    if not chars:
        return []
    if len(chars) == 1:
        return [list(chars)]
    bases = [one[5] for one in chars]
    base = bases[0]
    if max(bases) - base < 1 and base - min(bases) < 1:
        return [sorted(chars, key=_by_left)]
    lines: list[list[Char]] = []
    base = tallest = 0.0
    for one in sorted(chars, key=_by_base):
        tall = one[3] - one[1]
        if tall > tallest:
            tallest = tall
        if lines and one[5] - base <= _SAME_LINE * tallest:
            lines[-1].append(one)
            continue
        lines.append([one])
        base, tallest = one[5], tall
    for line in lines:
        line.sort(key=_by_left)
    return lines


def line_text(line: Sequence[Char]) -> str:
    """The text of one line, its characters from left to right.

    A character struck twice (bold) is one; different ones struck over each other are kept apart
    by a space, so that they never pass for a number.
    """
    if len(line) == 1:
        return line[0][4].strip()
    height = 0.0
    pieces: list[str] = []
    last: Char | None = None
    for one in line:
        char = one[4]
        if last is not None:
            before = last[4]
            if char == " " or before == " ":
                if char == before:
                    last = one
                    continue
            elif one[0] - last[0] < _STRUCK * (last[2] - last[0]):
                if char == before:
                    continue
                pieces.append(" ")
            elif one[0] - last[2] > _LEAST_GAP:
                height = height or max(each[3] - each[1] for each in line)
                if _is_apart(last, one, height):
                    pieces.append(" ")
        pieces.append(char)
        last = one
    text = "".join(pieces).strip()
    return _by_size(line) if len(text) > 1 and text.isdigit() and _differ(line) else text


def _differ(line: Sequence[Char]) -> bool:
    heights = [one[3] - one[1] for one in line]
    return max(heights) > _OTHER_SIZE * min(heights)


def _by_size(line: Sequence[Char]) -> str:
    """Figures with a space wherever their size changes: they are not one number."""
    pieces = [line[0][4]]
    for before, one in pairwise(line):
        pieces += [" ", one[4]] if _differ([before, one]) else [one[4]]
    return "".join(pieces).strip()


def _is_apart(before: Char, after: Char, height: float) -> bool:
    gap = after[0] - before[2]
    if gap <= _LETTER_GAP * height:
        return False
    # What is struck out is its sign with a stroke behind it.
    left, right = before[4][:1], after[4][:1]
    if left.isdigit() and right.isdigit():
        return gap > _DIGIT_GAP * height
    if left < "\u2000" and right < "\u2000" and left.isalnum() and right.isalnum():
        return True
    return gap > _WIDE_GAP * height


def cell_text(chars: Sequence[Char]) -> str:
    """The text of a cell, its lines by line breaks."""
    if len(chars) == 1:
        return chars[0][4].strip()
    return "\n".join(text for line in split_lines(chars) if (text := line_text(line)))
