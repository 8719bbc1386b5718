"""How well source rows fit the rows of a form: label, number in front, parent group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from importers.label_scores import KnownRows, RowScore, score_row_label
from importers.labels import EnumeratorKind, How, TextScore, Wording, normalise, split_enumerator
from importers.source_rows import SourceRow

_MOST_FRAGMENTS = 6
_LEAST_SCORE = 0.4
_LEAST_SCORE_BLANK = 0.6
_SAME_NUMBER_HELPS = 0.15
# Short labels of one table share half of their characters (行政许可, 行政处罚).
_SHORT = 5
_LEAST_SCORE_SHORT = 0.55
_SAME_NUMBER_HELPS_SHORT = 0.05
_CLEAR = 0.9
_SAME_NUMBER = 0.1
_OTHER_NUMBER = -0.15
_SAME_GROUP = 0.1
_OTHER_GROUP = -0.2
_NO_VALUES = -0.3
_FRAGMENT = -0.02
_JOINED = 0.95


@dataclass(frozen=True, slots=True)
class Rated:
    """A run of source rows as one form row: the rating, and the label with its text score."""

    target: int
    rating: float
    text: TextScore
    label: str


def is_near(score: RowScore, official: Wording, least: float) -> bool:
    """True where a label is near enough to an official one, numbers in front left out."""
    if len(official.bare) <= _SHORT and score.text.score < _CLEAR:
        helps = _SAME_NUMBER_HELPS_SHORT if score.has_number else 0.0
        return score.bare >= _LEAST_SCORE_SHORT - helps
    return score.text.score >= least - (_SAME_NUMBER_HELPS if score.has_number else 0.0)


class Rater:
    """Rates runs of the rows of one source table; labels are normalised and scored once.

    ``labels`` are the rows' normalised labels, ``exact`` the form rows that each is the official
    label or a known wording of, ``barred`` the rows whose label is none of the form's.
    """

    def __init__(
        self,
        rows: Sequence[SourceRow],
        known: KnownRows,
        optional: frozenset[int],
        foreign: frozenset[str],
    ) -> None:
        self.rows = rows
        self.known = known
        self.labels = [normalise(row.labels[-1].text) if row.labels else "" for row in rows]
        self.exact = [known.whole(text) if text else frozenset() for text in self.labels]
        self.barred = {i for i, text in enumerate(self.labels) if text in foreign}
        self.optional = optional
        self._groups: list[str | None] | None = None
        self._opens = [split_enumerator(text)[0] is not None for text in self.labels]

    @property
    def groups(self) -> list[str | None]:
        """For each row the official label of the group in front of its label, if any stands there."""
        if self._groups is None:
            self._groups = [_group_of(row, self.known.groups) for row in self.rows]
        return self._groups

    @property
    def numbers(self) -> set[EnumeratorKind]:
        """The kinds of numbers that rows have in front of their labels."""
        return {number.kind for text in self.labels if (number := split_enumerator(text)[0])}

    def runs_ending(self, end: int) -> list[int]:
        """Beginnings of runs of rows, ending before ``end``, that may be one form row."""
        begins = []
        filled = 0
        for begin in range(end - 1, max(-1, end - 1 - _MOST_FRAGMENTS), -1):
            filled += bool(self.rows[begin].filled)
            whole = self.exact[begin]
            # A row that is a whole label by itself is never a piece of another one.
            if filled > 1 or begin in self.barred or (whole and begin != end - 1):
                break
            begins.append(begin)
            # A label that begins with a number continues no label before it.
            if whole or self._opens[begin]:
                break
        return begins

    def rate(self, begin: int, end: int) -> list[Rated]:
        """The form rows that the rows from ``begin`` to before ``end`` may be together."""
        best: dict[int, RowScore] = {}
        labels: dict[int, str] = {}
        for text in self._texts(begin, end):
            for target, score in score_row_label(text, self.known).items():
                if target not in best or score.text.score > best[target].text.score:
                    best[target] = score
                    labels[target] = text
        is_single = end - begin == 1
        if is_single and len(self.rows[begin].labels) > 1:
            best |= self._joined(begin, best)
        filled = any(self.rows[i].filled for i in range(begin, end))
        exact = self.exact[begin] if is_single else frozenset()
        found = []
        for target, score in best.items():
            if (exact and target not in exact) or (not filled and target in self.optional):
                continue
            rating = self._rating(begin, end, target, score, filled=filled)
            if rating is not None:
                label = labels.get(target, self.labels[begin])
                found.append(Rated(target, rating, score.text, label))
        return found

    def _rating(
        self, begin: int, end: int, target: int, score: RowScore, *, filled: bool
    ) -> float | None:
        official = self.known.wordings[target]
        least = _LEAST_SCORE if filled else _LEAST_SCORE_BLANK
        if score.text.how is not How.CONTAINED and not is_near(score, official, least):
            return None
        rating = score.text.score
        if score.has_number:
            rating += _SAME_NUMBER
        elif score.clashes:
            rating += _OTHER_NUMBER
        if score.group is not None:
            rating += _SAME_GROUP
        for group in self.groups[begin:end]:
            if group is not None:
                rating += _SAME_GROUP if group in official.path else _OTHER_GROUP
        if not filled:
            rating += _NO_VALUES
        return rating + _FRAGMENT * (end - begin - 1)

    def _texts(self, begin: int, end: int) -> tuple[str, ...]:
        """Normalised texts that may be the label of these rows taken together."""
        if end - begin == 1:
            return (self.labels[begin],)
        rows = self.rows[begin:end]
        every = "".join(self.labels[begin:end])
        anchor = next((row for row in rows if row.filled and row.labels), rows[0])
        column = anchor.labels[-1].column if anchor.labels else 0
        same = "".join(
            normalise(cell.text) for row in rows for cell in row.labels if cell.column == column
        )
        return (every,) if same == every or not same else (every, same)

    def _joined(self, index: int, best: Mapping[int, RowScore]) -> dict[int, RowScore]:
        """Rows whose official label stands at the end of all label cells of a row together."""
        whole = "".join(normalise(cell.text) for cell in self.rows[index].labels)
        found = {}
        for target, official in enumerate(self.known.wordings):
            if len(official.bare) < 3 or whole == official.text:
                continue
            before = best.get(target)
            if whole.endswith(official.text) and (before is None or before.text.score < _CLEAR):
                score = TextScore(_JOINED, How.CONTAINED)
                found[target] = RowScore(score, 1.0, 1.0, has_number=False, clashes=False)
        return found


def _group_of(row: SourceRow, groups: Mapping[str, str]) -> str | None:
    for cell in row.labels[:-1]:
        group = groups.get(normalise(cell.text))
        if group is not None:
            return group
    return None
