"""Rows of a source table → rows of a form, jointly and in order.

A label is never matched alone: dynamic programming finds the assignment of source rows to form
rows that is best as a whole, over text, number in front, parent group and order; rows of either
side may be skipped, and up to six source rows may be one torn label.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from importers.labels import How, TextScore, Wording, normalise, score_text, split_enumerator
from importers.tables import SourceRow

_MOST_FRAGMENTS = 6
_LEAST_SCORE = 0.4
_LEAST_SCORE_BLANK = 0.6
_SAME_NUMBER = 0.1
_OTHER_NUMBER = -0.15
_SAME_GROUP = 0.1
_OTHER_GROUP = -0.2
_NO_VALUES = -0.3
_SKIPPED_VALUES = -0.25
_SKIPPED_LABEL = -0.05
_FRAGMENT = -0.02


@dataclass(frozen=True, slots=True)
class RowMatch:
    """Source rows that together are one form row; ``row`` is the one that has the values."""

    row: SourceRow
    fragments: tuple[SourceRow, ...]
    target: int
    label: str
    text: TextScore
    runner_up: int | None = None
    runner_up_score: float = 0.0


@dataclass
class RowAlignment:
    """Matches by form row, and what could not be placed."""

    matches: dict[int, RowMatch] = field(default_factory=dict)
    foreign: list[SourceRow] = field(default_factory=list)
    doubles: list[tuple[SourceRow, int]] = field(default_factory=list)
    out_of_order: list[RowMatch] = field(default_factory=list)
    score: float = 0.0


def _leaf_texts(rows: Sequence[SourceRow]) -> tuple[str, ...]:
    """Normalised texts that may be the label of these rows taken together."""
    if len(rows) == 1:
        return (normalise(rows[0].labels[-1].text),) if rows[0].labels else ("",)
    every = "".join(normalise(row.labels[-1].text) for row in rows if row.labels)
    anchor = next((row for row in rows if row.filled and row.labels), rows[0])
    column = anchor.labels[-1].column if anchor.labels else 0
    same = "".join(
        normalise(cell.text) for row in rows for cell in row.labels if cell.column == column
    )
    return (every,) if same == every or not same else (every, same)


def _rate(
    rows: Sequence[SourceRow], official: Wording, groups: dict[str, str]
) -> tuple[float, TextScore, str] | None:
    """Rating of these rows as one form row, or None where they cannot be it."""
    filled = any(row.filled for row in rows)
    best: tuple[TextScore, str] | None = None
    for text in _leaf_texts(rows):
        if not text:
            continue
        score = score_text(text, official)
        if best is None or score.score > best[0].score:
            best = (score, text)
    if best is None:
        return None
    text_score, label = best
    if text_score.score < 0.9 and len(official.bare) >= 3 and len(rows) == 1:
        glued = "".join(normalise(cell.text) for cell in rows[0].labels)
        if glued != official.text and glued.endswith(official.text):
            text_score = TextScore(0.95, How.CONTAINED)
    rating = text_score.score
    number = split_enumerator(label)[0]
    same_number = number is not None and number == official.enumerator
    least = _LEAST_SCORE if filled else _LEAST_SCORE_BLANK
    if text_score.score < least and not (same_number and text_score.score >= least - 0.15):
        return None
    if number is not None and official.enumerator is not None:
        rating += _SAME_NUMBER if same_number else _OTHER_NUMBER
    for row in rows:
        for cell in row.labels[:-1]:
            group = groups.get(normalise(cell.text))
            if group is not None:
                rating += _SAME_GROUP if group in official.path else _OTHER_GROUP
                break
    if not filled:
        rating += _NO_VALUES
    return rating + _FRAGMENT * (len(rows) - 1), text_score, label


def align_rows(
    rows: Sequence[SourceRow],
    wordings: Sequence[Wording],
    groups: dict[str, str],
    optional: frozenset[int] = frozenset(),
) -> RowAlignment:
    """Assign source rows to form rows.

    ``wordings`` are the form's rows in order; ``groups`` maps a normalised group label to the
    official one; ``optional`` are rows of another form, taken only where the source has values.
    """
    exact: list[set[int]] = []
    for row in rows:
        text = normalise(row.labels[-1].text) if row.labels else ""
        exact.append(
            {
                i
                for i, official in enumerate(wordings)
                if text and score_text(text, official).score >= 0.99
            }
        )
    result = RowAlignment()
    plain = _plain_path(rows, wordings, optional, exact)
    path = plain if plain is not None else _best_path(rows, wordings, groups, optional, exact)
    used: set[int] = set()
    for begin, end, target, score, label in path:
        fragments = tuple(rows[begin:end])
        row = next((r for r in fragments if r.filled), fragments[0])
        result.matches[target] = _with_runner_up(
            RowMatch(row, fragments, target, label, score), wordings
        )
        used.update(range(begin, end))
        result.score += score.score
    left = [i for i, row in enumerate(rows) if i not in used and row.filled]
    _place_remaining(rows, left, wordings, exact, result, optional)
    return result


_Step = tuple[int, int, int, TextScore, str]


def _plain_path(
    rows: Sequence[SourceRow],
    wordings: Sequence[Wording],
    optional: frozenset[int],
    exact: Sequence[set[int]],
) -> list[_Step] | None:
    """The assignment of a table without any doubt: all rows there, whole, once, in order."""
    steps: list[_Step] = []
    targets = [i for i in range(len(wordings)) if i not in optional]
    for index, row in enumerate(rows):
        if not row.filled:
            continue
        if len(steps) == len(targets) or targets[len(steps)] not in exact[index]:
            return None
        target = targets[len(steps)]
        label = normalise(row.labels[-1].text)
        steps.append((index, index + 1, target, score_text(label, wordings[target]), label))
    return steps if len(steps) == len(targets) else None


def _best_path(
    rows: Sequence[SourceRow],
    wordings: Sequence[Wording],
    groups: dict[str, str],
    optional: frozenset[int],
    exact: Sequence[set[int]],
) -> list[_Step]:
    count, targets = len(rows), len(wordings)
    best = [[0.0] * (targets + 1) for _ in range(count + 1)]
    back: list[list[tuple[int, int, TextScore | None, str]]] = [
        [(0, 0, None, "")] * (targets + 1) for _ in range(count + 1)
    ]
    skip_label = [0.0 if j in optional else _SKIPPED_LABEL for j in range(targets)]
    skip_row = [_SKIPPED_VALUES if row.filled else 0.0 for row in rows]
    for j in range(1, targets + 1):
        best[0][j] = best[0][j - 1] + skip_label[j - 1]
        back[0][j] = (0, j - 1, None, "")
    for i in range(1, count + 1):
        runs = _runs_ending(rows, exact, i)
        best[i][0] = best[i - 1][0] + skip_row[i - 1]
        back[i][0] = (i - 1, 0, None, "")
        for j in range(1, targets + 1):
            top = best[i - 1][j] + skip_row[i - 1]
            step: tuple[int, int, TextScore | None, str] = (i - 1, j, None, "")
            other = best[i][j - 1] + skip_label[j - 1]
            if other > top:
                top, step = other, (i, j - 1, None, "")
            for begin in runs:
                if exact[i - 1] and begin == i - 1 and (j - 1) not in exact[i - 1]:
                    continue
                rated = _rate(rows[begin:i], wordings[j - 1], groups)
                if rated is None or (
                    j - 1 in optional and not any(r.filled for r in rows[begin:i])
                ):
                    continue
                value = best[begin][j - 1] + rated[0]
                if value > top:
                    top, step = value, (begin, j - 1, rated[1], rated[2])
            best[i][j] = top
            back[i][j] = step
    steps: list[_Step] = []
    i, j = count, targets
    while i or j:
        begin, before, score, label = back[i][j]
        if score is not None:
            steps.append((begin, i, j - 1, score, label))
        i, j = begin, before
    return steps[::-1]


def _runs_ending(rows: Sequence[SourceRow], exact: Sequence[set[int]], end: int) -> list[int]:
    """Beginnings of runs of rows, ending before ``end``, that may be one form row."""
    begins = []
    filled = 0
    for begin in range(end - 1, max(-1, end - 1 - _MOST_FRAGMENTS), -1):
        row = rows[begin]
        filled += bool(row.filled)
        # A row that is a whole label by itself is never a piece of another one.
        if filled > 1 or (exact[begin] and begin != end - 1):
            break
        begins.append(begin)
        if exact[begin] or _opens_item(row):
            break
    return begins


def _opens_item(row: SourceRow) -> bool:
    """True for a row whose label begins with a number: it continues no label before it."""
    if not row.labels:
        return False
    return split_enumerator(normalise(row.labels[-1].text))[0] is not None


def _with_runner_up(match: RowMatch, wordings: Sequence[Wording]) -> RowMatch:
    if match.text.how is How.EXACT:
        return match
    second, second_score = None, 0.0
    for index, official in enumerate(wordings):
        if index != match.target:
            score = score_text(match.label, official).score
            if score > second_score:
                second, second_score = index, score
    return RowMatch(
        match.row,
        match.fragments,
        match.target,
        match.label,
        match.text,
        second,
        second_score,
    )


def _place_remaining(
    rows: Sequence[SourceRow],
    left: Sequence[int],
    wordings: Sequence[Wording],
    exact: Sequence[set[int]],
    result: RowAlignment,
    optional: frozenset[int],
) -> None:
    missing = [i for i in range(len(wordings)) if i not in result.matches and i not in optional]
    waiting: list[int] = []
    for index in left:
        row = rows[index]
        label = normalise(row.labels[-1].text) if row.labels else ""
        hits = sorted(exact[index])
        free = [i for i in hits if i in missing]
        if len(free) == 1:
            score = score_text(label, wordings[free[0]])
            match = RowMatch(row, (row,), free[0], label, score)
            result.matches[free[0]] = match
            result.out_of_order.append(match)
            result.score += score.score
            missing.remove(free[0])
        elif hits and not free:
            result.doubles.append((row, hits[0]))
        else:
            waiting.append(index)
    _fill_gaps(rows, waiting, missing, wordings, result)


def _fill_gaps(
    rows: Sequence[SourceRow],
    waiting: Sequence[int],
    missing: Sequence[int],
    wordings: Sequence[Wording],
    result: RowAlignment,
) -> None:
    """Unmatched rows between two anchors are the missing form rows if their number agrees."""
    anchors = sorted((match.row.number, target) for target, match in result.matches.items())
    bounds = [(0, -1), *anchors, (10**9, len(wordings))]
    for (low, low_target), (high, high_target) in pairwise(bounds):
        gap_rows = [rows[i] for i in waiting if low < rows[i].number < high]
        gap_targets = [t for t in missing if low_target < t < high_target]
        if not gap_rows:
            continue
        fits = len(gap_rows) == len(gap_targets) and all(
            bool(row.labels)
            and score_text(normalise(row.labels[-1].text), wordings[target]).score >= 0.2
            for row, target in zip(gap_rows, gap_targets, strict=True)
        )
        if not fits:
            result.foreign.extend(gap_rows)
            continue
        for row, target in zip(gap_rows, gap_targets, strict=True):
            label = normalise(row.labels[-1].text) if row.labels else ""
            score = TextScore(
                score_text(label, wordings[target]).score if label else 0.0, How.POSITION
            )
            result.matches[target] = _with_runner_up(
                RowMatch(row, (row,), target, label, score), wordings
            )
            result.score += 0.2
