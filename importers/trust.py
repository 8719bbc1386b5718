"""Which matches of rows may be believed: one that is as easily explained otherwise is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from importers.label_scores import KnownRows, RowScore, score_row_label
from importers.labels import How, Wording
from importers.pairs import has_only_values
from importers.paths import Placed, Taken
from importers.rating import Rater

# A way through the table that is less than this behind explains it as well.
_LEAST_MARGIN = 0.15
# A label that fits another row so much better is that row's, wherever it stands.
_FAR_BETTER = 0.15
_LEAST_OPTIONAL = 0.8
_LEAST_OWN = 0.5
_LEAST_OWN_BY_PLACE = 0.6
# Beside a row of values without a label, only a label that is nearly whole is its own row's.
_LEAST_BESIDE_NAMELESS = 0.9


class Trust:
    """Judges the steps of the best way through one table."""

    def __init__(self, rater: Rater, optional: frozenset[int], path: Sequence[Taken]) -> None:
        self._rater = rater
        self._known: KnownRows = rater.known
        self._optional = optional
        placed = [one for taken in path for one in taken.step.placed]
        self._filled = [i for i, row in enumerate(rater.rows) if row.filled]
        self._targets: dict[int, int] = {}
        for one in placed:
            for index in range(one.begin, one.end):
                if rater.rows[index].filled:
                    self._targets[index] = one.target
        self._taken = {one.target for one in placed}

    def believed(self, taken: Taken) -> tuple[Placed, ...]:
        """What of a step may be believed: a label that two rows share stands for both or none."""
        if taken.step.is_glued:
            return taken.step.placed if taken.margin >= _LEAST_MARGIN else ()
        return tuple(one for one in taken.step.placed if self._is_safe(one, taken.margin))

    def _is_safe(self, one: Placed, margin: float) -> bool:
        official = self._known.wordings[one.target]
        scores = score_row_label(one.label, self._known)
        score = scores.get(one.target)
        # A known wording, which a reviewer may have taught, means its row and no other.
        if one.text.how is How.ALIAS:
            return True
        if one.target in self._optional and not self._belongs(one, official):
            return False
        if one.target in self._known.of_many_senses and not self._means_it(one, score, official):
            return False
        if one.text.how is How.EXACT:
            return True
        if margin < _LEAST_MARGIN or self._fits_another(one, scores):
            return False
        is_clear = one.text.score >= _LEAST_BESIDE_NAMELESS and one.text.how is How.SIMILAR
        return is_clear or not self._has_nameless_neighbour(one)

    def _belongs(self, one: Placed, official: Wording) -> bool:
        """Whether a row of another form's edition is meant: its group or its siblings tell."""
        group = official.path[:-1]
        siblings = [
            i
            for i in self._optional & self._taken
            if i != one.target and self._known.wordings[i].path[:-1] == group
        ]
        if siblings or any(g in group for g in self._rater.groups[one.begin : one.end]):
            return True
        is_clear = one.target not in self._known.of_many_senses
        return is_clear and one.text.score >= _LEAST_OPTIONAL

    def _means_it(self, one: Placed, score: RowScore | None, official: Wording) -> bool:
        """Whether a word of many senses means this row: its number or its place tells."""
        if score is None:
            return True
        if score.has_number or official.enumerator is None:
            return score.own >= _LEAST_OWN
        return score.own >= _LEAST_OWN_BY_PLACE and self._is_between_own_neighbours(one)

    def _is_between_own_neighbours(self, one: Placed) -> bool:
        """Whether the rows above and below are the form's neighbours; others may stand between."""
        own = [i for i in range(len(self._known.wordings)) if self._counts(i, one.target)]
        at = own.index(one.target)
        before = own[at - 1] if at else None
        after = own[at + 1] if at + 1 < len(own) else None
        rows = [i for i in self._filled if one.begin <= i < one.end]
        if not rows:
            return False
        place = self._filled.index(rows[0])
        above = self._nearest(self._filled[:place][::-1], one.target)
        below = self._nearest(self._filled[place + 1 :], one.target)
        return above == before and below == after

    def _nearest(self, rows: Sequence[int], target: int) -> int | None:
        """The form row of the first row that has one; -1 where a row before it may be ``target``."""
        for index in rows:
            if index in self._targets:
                return self._targets[index]
            score = score_row_label(self._rater.labels[index], self._known).get(target)
            if score is not None and score.own >= _LEAST_OWN:
                return -1
        return None

    def _counts(self, target: int, own: int) -> bool:
        """Whether a form row is there to be a neighbour: those of other forms where they stand."""
        return target == own or target not in self._optional or target in self._taken

    def _fits_another(self, one: Placed, scores: Mapping[int, RowScore]) -> bool:
        others = [i for i in scores if i != one.target and i not in self._known.of_many_senses]
        best = max((scores[i].text.score for i in others), default=0.0)
        return best > one.text.score + _FAR_BETTER

    def _has_nameless_neighbour(self, one: Placed) -> bool:
        """True where the label may be that of a row of values without one, right beside."""
        rows = self._rater.rows
        around = [i for i in (one.begin - 1, one.end) if 0 <= i < len(rows)]
        width = max((len(row.filled) for row in rows[one.begin : one.end]), default=0)
        return any(
            len(rows[i].filled) >= width
            and i not in self._targets
            and has_only_values(rows[i], self._known.groups)
            for i in around
        )
