"""Rows of a source table → rows of a form, jointly and in order.

A label is never matched alone: dynamic programming finds the assignment of source rows to form
rows that is best as a whole, over text, number in front, parent group and order; rows of either
side may be skipped, and up to six source rows may be one torn label.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from importers.gaps import gaps, unnamed_group
from importers.labels import How, TextScore, Wording, normalise, score_text, split_enumerator
from importers.rating import is_near, rate
from importers.source_rows import SourceRow

_MOST_FRAGMENTS = 6
_LEAST_SCORE_GAP = 0.34
_SKIPPED_VALUES = -0.25
_SKIPPED_LABEL = -0.05
_OPTIONAL_WEIGHT = 0.6


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
    """Matches by form row, and what could not be placed.

    ``unnamed`` are groups whose rows stand without labels, with the form rows taken for them.
    """

    matches: dict[int, RowMatch] = field(default_factory=dict)
    foreign: list[SourceRow] = field(default_factory=list)
    doubles: list[tuple[SourceRow, int]] = field(default_factory=list)
    out_of_order: list[RowMatch] = field(default_factory=list)
    unnamed: list[tuple[str, tuple[int, ...]]] = field(default_factory=list)
    score: float = 0.0


def align_rows(
    rows: Sequence[SourceRow],
    wordings: Sequence[Wording],
    groups: dict[str, str],
    optional: frozenset[int] = frozenset(),
    foreign: frozenset[str] = frozenset(),
) -> RowAlignment:
    """Assign source rows to form rows.

    ``wordings`` are the form's rows in order; ``groups`` maps a normalised group label to the
    official one; ``optional`` are rows of another form, taken only where the source has values;
    ``foreign`` are labels that are none of these rows, however near they are.
    """
    exact: list[set[int]] = []
    barred = set()
    for index, row in enumerate(rows):
        text = normalise(row.labels[-1].text) if row.labels else ""
        if text in foreign:
            barred.add(index)
        exact.append(
            {
                i
                for i, official in enumerate(wordings)
                if text and score_text(text, official).score >= 0.99
            }
        )
    result = RowAlignment()
    plain = _plain_path(rows, wordings, optional, exact)
    path = (
        plain if plain is not None else _best_path(rows, wordings, groups, optional, exact, barred)
    )
    path = [step for step in path if not _is_group_row(step, path, rows, wordings, optional)]
    used: set[int] = set()
    for begin, end, target, score, label in path:
        fragments = tuple(rows[begin:end])
        row = next((r for r in fragments if r.filled), fragments[0])
        result.matches[target] = _with_runner_up(
            RowMatch(row, fragments, target, label, score), wordings
        )
        used.update(range(begin, end))
        # A row of another form tells less for this one than its own rows do.
        result.score += score.score * (_OPTIONAL_WEIGHT if target in optional else 1.0)
    left = [i for i, row in enumerate(rows) if i not in used and row.filled]
    left_over = _place_remaining(rows, left, wordings, exact, result, optional)
    _fill_gaps(rows, left_over, wordings, groups, optional, barred, result)
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


def _is_group_row(
    step: _Step,
    path: Sequence[_Step],
    rows: Sequence[SourceRow],
    wordings: Sequence[Wording],
    optional: frozenset[int],
) -> bool:
    """True for one row of another form whose parts stand in the source as rows of their own.

    （六）其他处理 is one row on one form and the label of three on the other.
    """
    _, end, target, _, _ = step
    if target not in optional:
        return False
    parts = [i for i, w in enumerate(wordings) if wordings[target].path[-1] in w.path[:-1]]
    if not parts:
        return False
    follows = end < len(rows) and bool(rows[end].filled) and not rows[end].labels
    return follows or any(other[2] in parts for other in path)


def _best_path(
    rows: Sequence[SourceRow],
    wordings: Sequence[Wording],
    groups: dict[str, str],
    optional: frozenset[int],
    exact: Sequence[set[int]],
    barred: Set[int],
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
        runs = _runs_ending(rows, exact, barred, i)
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
                rated = rate(rows[begin:i], wordings[j - 1], groups)
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


def _runs_ending(
    rows: Sequence[SourceRow], exact: Sequence[set[int]], barred: Set[int], end: int
) -> list[int]:
    """Beginnings of runs of rows, ending before ``end``, that may be one form row."""
    begins = []
    filled = 0
    for begin in range(end - 1, max(-1, end - 1 - _MOST_FRAGMENTS), -1):
        row = rows[begin]
        filled += bool(row.filled)
        # A row that is a whole label by itself is never a piece of another one.
        if filled > 1 or begin in barred or (exact[begin] and begin != end - 1):
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
) -> list[int]:
    """Rows under an exact label that stand out of order, or twice; returns what is left."""
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
    return waiting


def _fill_gaps(
    rows: Sequence[SourceRow],
    waiting: Sequence[int],
    wordings: Sequence[Wording],
    groups: dict[str, str],
    optional: frozenset[int],
    barred: Set[int],
    result: RowAlignment,
) -> None:
    """What is left between two anchors is the missing form rows, if number and labels agree."""
    for gap in gaps(rows, waiting, wordings, optional, result.matches):
        unnamed = unnamed_group(gap, rows, wordings, groups)
        fits = unnamed is not None or (
            len(gap.rows) == len(gap.targets)
            and barred.isdisjoint(gap.rows)
            and all(
                _may_be(rows[index], wordings[target])
                for index, target in zip(gap.rows, gap.targets, strict=True)
            )
        )
        if not fits:
            result.foreign.extend(rows[index] for index in gap.rows)
            continue
        if unnamed is not None:
            result.unnamed.append(unnamed)
        for index, target in zip(gap.rows, gap.targets, strict=True):
            row = rows[index]
            label = normalise(row.labels[-1].text) if row.labels and unnamed is None else ""
            score = TextScore(
                score_text(label, wordings[target]).score if label else 0.0, How.POSITION
            )
            result.matches[target] = _with_runner_up(
                RowMatch(row, (row,), target, label, score), wordings
            )
            result.score += 0.2


def _may_be(row: SourceRow, official: Wording) -> bool:
    if not row.labels:
        return False
    label = normalise(row.labels[-1].text)
    number = split_enumerator(label)[0]
    same_number = number is not None and number == official.enumerator
    return is_near(label, official, _LEAST_SCORE_GAP, same_number)
