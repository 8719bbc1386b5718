"""Characters that a line strikes out, as printed revision marks do."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from importers.readers.pdf_geometry import Char, Rule, Rules

# What is struck out carries Unicode's own mark for it, so that it never passes for a number.
STRIKE = "\u0336"
_STRUCK = re.compile(rf"(?:\S{STRIKE})+")
# Parts of a character's height above its base line between which the line runs; the part of its
# width that is covered; how far the line may reach beyond what it strikes out.
_LOWEST, _HIGHEST = 0.14, 0.5
_COVERED = 0.6
_BEYOND = 0.6


def without_struck(text: str) -> str:
    """A text without what is struck out in it."""
    return _STRUCK.sub("", text) if STRIKE in text else text


def mark_struck(chars: Sequence[Char], rules: Rules) -> tuple[list[Char], Rules]:
    """Characters with a mark behind each that is struck out; the rules without these lines."""
    if not rules.horizontal:
        return list(chars), rules
    ordered = sorted(rules.horizontal)
    heights = [rule[0] for rule in ordered]
    by_base: dict[float, list[int]] = {}
    for index, one in enumerate(chars):
        by_base.setdefault(one[5], []).append(index)
    lines = {}
    for base, indexes in by_base.items():
        tall = max([chars[index][3] - chars[index][1] for index in indexes])
        if bisect_left(heights, base - _HIGHEST * tall) != bisect_right(
            heights, base - _LOWEST * tall
        ):
            lines[base] = indexes
    if not lines:
        return list(chars), rules
    struck: set[int] = set()
    used: set[Rule] = set()
    for base, indexes in lines.items():
        tall = max(chars[index][3] - chars[index][1] for index in indexes)
        low = bisect_left(heights, base - _HIGHEST * tall)
        high = bisect_right(heights, base - _LOWEST * tall)
        for rule in ordered[low:high]:
            found = [index for index in indexes if _is_under(chars[index], rule)]
            if not found:
                continue
            slack = _BEYOND * tall
            if (
                min(chars[index][0] for index in found) - rule[1] <= slack
                and rule[2] - max(chars[index][2] for index in found) <= slack
            ):
                struck.update(found)
                used.add(rule)
    if not struck:
        return list(chars), rules
    marked = [
        (*one[:4], one[4] + STRIKE, one[5]) if index in struck and one[4] != " " else one
        for index, one in enumerate(chars)
    ]
    return marked, Rules([rule for rule in rules.horizontal if rule not in used], rules.vertical)


def _is_under(one: Char, rule: Rule) -> bool:
    left, top, right, bottom, char, base = one
    common = min(right, rule[2]) - max(left, rule[1])
    tall = bottom - top
    return (
        char != " "
        and common >= _COVERED * (right - left)
        and _LOWEST * tall <= base - rule[0] <= _HIGHEST * tall
    )
