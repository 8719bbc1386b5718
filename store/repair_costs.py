"""What a change of one cell costs: less where the reading is weak, more for other digits."""

from __future__ import annotations

from store.report import Cell

_READ = 1.0
_WEAKLY_READ = 0.4
_WEAK_SCORE = 0.9
_A_DIGIT_MORE = 0.25
_MOST_DIGITS_MORE = 3
# A figure given in another unit: tens, or 万.
_FACTORS = (10, 10_000)
_OTHER_UNIT = 1.2


def weight_of(cell: Cell, doubted: frozenset[str] = frozenset()) -> float:
    """How far a figure is trusted: little where its label or its digits were read weakly."""
    text = cell.raw.strip()
    is_plain = not text or (text.isascii() and text.isdigit())
    is_weak = cell.score < _WEAK_SCORE or not is_plain or cell.field in doubted
    return _WEAKLY_READ if is_weak else _READ


def cost_of_change(weight: float, old: int, new: int) -> float:
    """The cost of another figure in one cell, by how far the digits differ."""
    more = min(digit_distance(str(old), str(new)) - 1, _MOST_DIGITS_MORE)
    digits = 1.0 + _A_DIGIT_MORE * more
    low, high = sorted((old, new))
    if any(low * factor == high for factor in _FACTORS):
        digits = min(digits, _OTHER_UNIT)
    return weight * digits


def digit_distance(a: str, b: str) -> int:
    """Damerau–Levenshtein distance (adjacent transpositions), for short digit strings."""
    rows = [list(range(len(b) + 1))]
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]
