"""Rows of a source table → rows of a form, jointly and in order.

A label is never matched alone: dynamic programming finds the assignment of source rows to form
rows that is best as a whole, over text, number in front, parent group and order; rows of either
side may be skipped, up to six source rows may be one torn label, two may share one label cell or
stand in each other's place. What another assignment explains nearly as well is not taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from importers.gaps import Gap, gaps, unnamed_group
from importers.label_scores import known_rows, score_row_label
from importers.labels import How, TextScore, Wording
from importers.paths import Placed, Step, Taken
from importers.rating import Rater, is_near
from importers.source_rows import SourceRow
from importers.trust import Trust
from importers.ways import best_way, parts_of

_LEAST_SCORE_GAP = 0.34
_OPTIONAL_WEIGHT = 0.6
_BY_POSITION = 0.2
_SURE = 2.0


@dataclass(frozen=True, slots=True)
class RowMatch:
    """Source rows that together are one form row; ``row`` is the one that has the values.

    ``margin`` tells how much worse the table would fit otherwise; ``beside`` is the other form
    row whose label stands in the same cell.
    """

    row: SourceRow
    fragments: tuple[SourceRow, ...]
    target: int
    label: str
    text: TextScore
    runner_up: int | None = None
    runner_up_score: float = 0.0
    margin: float = _SURE
    beside: int | None = None


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
    known = known_rows(tuple(wordings), groups)
    return _Aligner(Rater(rows, known, optional, foreign), optional).aligned()


class _Aligner:
    """Aligns one table, once."""

    def __init__(self, rater: Rater, optional: frozenset[int]) -> None:
        self._rater = rater
        self._rows = rater.rows
        self._known = rater.known
        self._wordings = rater.known.wordings
        self._optional = optional
        self._result = RowAlignment()
        self._refused: set[int] = set()

    def aligned(self) -> RowAlignment:
        """The rows' places."""
        path = self._plain_path()
        is_plain = path is not None
        if path is None:
            path = best_way(self._rater)
            steps = [taken.step for taken in path]
            path = [taken for taken in path if not self._is_group_row(taken.step, steps)]
            path = self._believed(path)
        used: set[int] = set()
        for taken in path:
            for placed in taken.step.placed:
                self._take(placed, taken, is_plain=is_plain)
                used.update(range(placed.begin, placed.end))
        left = [i for i, row in enumerate(self._rows) if i not in used and row.filled]
        if left:
            self._fill_gaps(self._place_remaining(left))
        if not is_plain:
            self._doubt_groups()
        return self._result

    def _take(self, placed: Placed, taken: Taken, *, is_plain: bool) -> None:
        fragments = tuple(self._rows[placed.begin : placed.end])
        row = next((r for r in fragments if r.filled), fragments[0])
        step = taken.step
        others = [p.target for p in step.placed if p is not placed]
        text = placed.text
        if not is_plain and self._is_told_by_place(placed):
            text = TextScore(text.score, How.POSITION)
        match = RowMatch(
            row,
            fragments,
            placed.target,
            placed.label,
            text,
            *self._runner_up(placed.label, placed.target, text),
            margin=taken.margin,
            beside=others[0] if step.is_glued else None,
        )
        self._result.matches[placed.target] = match
        if step.is_swapped and placed is step.placed[-1]:
            self._result.out_of_order.append(match)
        # A row of another form tells less for this one than its own rows do.
        weight = _OPTIONAL_WEIGHT if placed.target in self._optional else 1.0
        self._result.score += placed.text.score * weight

    def _doubt_groups(self) -> None:
        """A row that is the group of others on another form is only told by its place.

        So it is where one of the others is there, or a row follows that may be one.
        """
        matches = self._result.matches
        given = {row.number for match in matches.values() for row in match.fragments}
        for target, match in matches.items():
            parts = parts_of(target, self._wordings)
            if not parts or match.text.how is not How.EXACT:
                continue
            number = match.row.number
            after = next((r for r in self._rows if r.number > number and r.filled), None)
            if not parts.isdisjoint(matches) or (after is not None and after.number not in given):
                text = TextScore(match.text.score, How.POSITION)
                matches[target] = replace(match, text=text)

    def _is_told_by_place(self, placed: Placed) -> bool:
        """True for a word of many senses without its number among rows that have theirs."""
        if placed.target not in self._known.of_many_senses or placed.text.how is not How.EXACT:
            return False
        number = self._wordings[placed.target].enumerator
        score = score_row_label(placed.label, self._known)[placed.target]
        return number is not None and not score.has_number and number.kind in self._rater.numbers

    def _plain_path(self) -> list[Taken] | None:
        """The assignment of a table without any doubt: all rows there, whole, once, in order."""
        targets = [i for i in range(len(self._wordings)) if i not in self._optional]
        filled = [i for i, row in enumerate(self._rows) if row.filled]
        if len(filled) != len(targets):
            return None
        exact = self._rater.exact
        if any(target not in exact[i] for i, target in zip(filled, targets, strict=True)):
            return None
        steps = []
        for index, target in zip(filled, targets, strict=True):
            label = self._rater.labels[index]
            text = score_row_label(label, self._known)[target].text
            placed = (Placed(index, index + 1, target, text, label),)
            steps.append(Taken(Step(index, index + 1, target, target, 1.0, placed), _SURE, None))
        return steps

    def _is_group_row(self, step: Step, path: Iterable[Step]) -> bool:
        """True for one row of another form whose parts stand in the source as rows of their own.

        （六）其他处理 is one row on one form and the label of three on the other.
        """
        if step.low not in self._optional or len(step.placed) > 1:
            return False
        parts = parts_of(step.low, self._wordings)
        if not parts:
            return False
        after = self._rows[step.end] if step.end < len(self._rows) else None
        follows = after is not None and bool(after.filled) and not after.labels
        return follows or any(p.target in parts for other in path for p in other.placed)

    def _believed(self, path: Sequence[Taken]) -> list[Taken]:
        """The steps that may be believed; rows of the others are given to no form row."""
        trust = Trust(self._rater, self._optional, path)
        found = []
        for taken in path:
            placed = trust.believed(taken)
            if len(placed) == len(taken.step.placed):
                found.append(taken)
                continue
            for one in placed:
                step = Step(one.begin, one.end, one.target, one.target, 0.0, (one,))
                found.append(Taken(step, taken.margin, taken.rival))
            refused = (one for one in taken.step.placed if one not in placed)
            self._refused.update(i for one in refused for i in range(one.begin, one.end))
        return found

    def _runner_up(self, label: str, target: int, text: TextScore) -> tuple[int | None, float]:
        if text.how is How.EXACT or not label:
            return None, 0.0
        second, second_score = None, 0.0
        for index, score in sorted(score_row_label(label, self._known).items()):
            if index != target and score.text.score > second_score:
                second, second_score = index, score.text.score
        return second, second_score

    def _place_remaining(self, left: Sequence[int]) -> list[int]:
        """Rows under an exact label that stand out of order, or twice; returns what is left."""
        result = self._result
        missing = [
            i
            for i in range(len(self._wordings))
            if i not in result.matches and i not in self._optional
        ]
        waiting: list[int] = []
        for index in left:
            row = self._rows[index]
            hits = [] if index in self._refused else sorted(self._rater.exact[index])
            free = [i for i in hits if i in missing]
            label = self._rater.labels[index]
            if free and not self._is_meant(index, free[0]):
                waiting.append(index)
                continue
            if len(free) == 1:
                score = score_row_label(label, self._known)[free[0]].text
                match = RowMatch(row, (row,), free[0], label, score)
                result.matches[free[0]] = match
                result.out_of_order.append(match)
                result.score += score.score
                missing.remove(free[0])
            elif hits and hits[0] in result.matches and self._is_meant(index, hits[0]):
                result.doubles.append((row, hits[0]))
            else:
                waiting.append(index)
        return waiting

    def _is_meant(self, index: int, target: int) -> bool:
        """False for a word of many senses far from its place, without number and group."""
        if target not in self._known.of_many_senses:
            return True
        score = score_row_label(self._rater.labels[index], self._known)[target]
        if score.has_number or score.text.how is How.ALIAS:
            return True
        return self._rater.groups[index] in self._wordings[target].path[:-1]

    def _fill_gaps(self, waiting: Sequence[int]) -> None:
        """What is left between two anchors is the missing form rows, if number and labels agree."""
        result = self._result
        for gap in gaps(self._rows, waiting, self._wordings, self._optional, result.matches):
            unnamed = unnamed_group(gap, self._rows, self._wordings, self._known.groups)
            if unnamed is None and not self._fits(gap):
                result.foreign.extend(self._rows[index] for index in gap.rows)
                continue
            if unnamed is not None:
                result.unnamed.append(unnamed)
            for index, target in zip(gap.rows, gap.targets, strict=True):
                row = self._rows[index]
                label = self._rater.labels[index] if unnamed is None else ""
                score = score_row_label(label, self._known).get(target)
                text = TextScore(score.text.score if score is not None else 0.0, How.POSITION)
                result.matches[target] = RowMatch(
                    row, (row,), target, label, text, *self._runner_up(label, target, text)
                )
                result.score += _BY_POSITION

    def _fits(self, gap: Gap) -> bool:
        if len(gap.rows) != len(gap.targets) or not self._rater.barred.isdisjoint(gap.rows):
            return False
        if not self._refused.isdisjoint(gap.rows):
            return False
        for index, target in zip(gap.rows, gap.targets, strict=True):
            score = score_row_label(self._rater.labels[index], self._known).get(target)
            official = self._wordings[target]
            if score is None or not is_near(score, official, _LEAST_SCORE_GAP):
                return False
            # The whole label of another row is no damaged one of this.
            if self._rater.exact[index] and target not in self._rater.exact[index]:
                return False
        return True
