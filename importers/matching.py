"""Match single labels to a form: what ``gouji match`` answers.

Only one exact or alias hit is a match; similarity alone is a doubt.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from importers.explaining import (
    LEAST_SCORE,
    MOST_CANDIDATES,
    Agreement,
    number_in_front,
    number_says,
)
from importers.labels import How, normalise, score_text, wording
from store.forms import Form, Label, Table


class Reason(StrEnum):
    """Why a label has a match (one exact hit, one known wording), or has none."""

    EXACT = "exact"
    ALIAS = "alias"
    EMPTY = "empty"
    NOTHING = "nothing"
    SEVERAL = "several"
    IN_GROUP = "in_group"
    GROUP = "group"
    SIMILAR = "similar"


@dataclass(frozen=True, slots=True)
class Query:
    """A label to match; table, axis ("row" or "column") and group narrow the search."""

    table: str | None
    axis: str | None
    label: str
    group: str | None


@dataclass(frozen=True, slots=True)
class LabelCandidate:
    """One official label with its score and what the score is made of.

    ``number`` is what the numbers in front say of each other; ``group`` whether it lies in the
    group that was told (None: none was); ``position`` counts from 1 among the ``of`` rows or
    columns of figures of its table (None: a label over several of them).
    """

    table: str
    axis: str
    path: tuple[str, ...]
    score: float
    how: str
    why: str
    number: Agreement
    group: bool | None
    position: int | None
    of: int


@dataclass(frozen=True, slots=True)
class LabelMatch:
    """The answer: the official path where it is sure, and all candidates, best first.

    Candidates of another group than the one that was told come last and are never the match.
    ``number`` is the number in front of the normalised label, ``rest`` what is left.
    """

    query: Query
    match: tuple[str, ...] | None
    candidates: tuple[LabelCandidate, ...]
    normal: str
    number: str
    rest: str
    reason: Reason

    @property
    def best(self) -> LabelCandidate | None:
        """The match, else the best candidate."""
        if self.match is not None:
            return next(c for c in self.candidates if c.path == self.match)
        return self.candidates[0] if self.candidates else None

    @property
    def runner_up(self) -> LabelCandidate | None:
        """The best candidate behind the match or the first candidate, with another path."""
        best = self.best
        if best is None:
            return None
        others = (c for c in self.candidates if (c.table, c.path) != (best.table, best.path))
        return next(others, None)

    @property
    def margin(self) -> float:
        """By how much the best candidate's text score is above the runner-up's, as shown."""
        best, second = self.best, self.runner_up
        if best is None or second is None:
            return 0.0
        return round(round(best.score, 2) - round(second.score, 2), 2)

    def as_json(self) -> dict[str, Any]:
        """The object of the command line's contract, and behind it what explains it."""
        best = self.candidates[0] if self.candidates else None
        second = self.runner_up
        return {
            "label": self.query.label,
            "table": self.query.table or (best.table if best and self.match else None),
            "axis": self.query.axis or (best.axis if best and self.match else None),
            "match": list(self.match) if self.match else None,
            "candidates": [
                {
                    "path": list(candidate.path),
                    "score": round(candidate.score, 2),
                    "how": candidate.how,
                    "why": candidate.why,
                    "table": candidate.table,
                    "axis": candidate.axis,
                    "enumerator": candidate.number.value,
                    "group": candidate.group,
                    "position": None
                    if candidate.position is None
                    else [candidate.position, candidate.of],
                }
                for candidate in self.candidates
            ],
            "normal": self.normal,
            "enumerator": self.number or None,
            "rest": self.rest,
            "reason": self.reason.value,
            "runner_up": None
            if second is None
            else {"path": list(second.path), "margin": self.margin},
        }


@dataclass(frozen=True, slots=True)
class _Official:
    label: Label
    path: tuple[str, ...]
    position: int | None
    of: int


def _official(table: Table, axis: str) -> Iterator[_Official]:
    """Labels of one axis with their paths; in the last table rows are groups of columns."""
    if not table.across:
        labels = table.row_labels if axis == "row" else table.column_labels
        figures = [label for label in labels if not label.is_group]
        for label in labels:
            place = None if label.is_group else figures.index(label) + 1
            yield _Official(label, label.path, place, len(figures))
        return
    if axis == "row":
        return
    of = len(table.rows) * len(table.columns)
    for label in table.row_labels:
        yield _Official(label, label.path, None, of)
    columns = [(row, column) for row in table.rows for column in table.columns]
    for place, (row, column) in enumerate(columns, 1):
        path = (*row.label.path, *column.label.path)
        yield _Official(column.label, path, place, of)


def _group_fits(path: tuple[str, ...], group: str | None) -> bool | None:
    wanted = [normalise(part) for part in (group or "").split("/") if part.strip()]
    if not wanted:
        return None
    above = [normalise(part) for part in path[:-1]][-len(wanted) :]
    if len(above) != len(wanted):
        return False
    # A group may be told without its number.
    return all(
        part in (own, number_in_front(own)[1]) for part, own in zip(wanted, above, strict=True)
    )


def match_label(query: Query, form: Form) -> LabelMatch:
    """Match one label against the labels of a form."""
    text = normalise(query.label)
    found = [c for c in _candidates(query, text, form) if c.score >= LEAST_SCORE] if text else []
    # Stable: where scores are equal, the order is that of the form.
    found.sort(key=lambda c: (c.group is False, -c.score))
    fitting = [c for c in found if c.group is not False]
    sure = [c for c in fitting if c.how in (How.EXACT, How.ALIAS)]
    best = [c for c in sure if c.how == How.EXACT] or sure
    # The whole label with its own number is that one and no namesake.
    best = [c for c in best if c.number is Agreement.SAME] or best
    match = best[0].path if len({c.path for c in best}) == 1 else None
    number, rest = number_in_front(text)
    return LabelMatch(
        query,
        match,
        tuple(found[:MOST_CANDIDATES]),
        text,
        number,
        rest,
        _reason(text, found, best, match),
    )


def _candidates(query: Query, text: str, form: Form) -> Iterator[LabelCandidate]:
    for table in form.tables:
        if query.table is not None and table.key != query.table:
            continue
        for axis in ("row", "column"):
            if query.axis is not None and axis != query.axis:
                continue
            for own in _official(table, axis):
                official = wording(own.path, own.label.key, own.label.aliases)
                score = score_text(text, official)
                number = number_says(text, official)
                group = _group_fits(own.path, query.group)
                yield LabelCandidate(
                    table.key,
                    axis,
                    own.path,
                    score.score,
                    score.how.value,
                    _why(text, number, group),
                    number,
                    group,
                    own.position,
                    own.of,
                )


def _reason(
    text: str,
    found: list[LabelCandidate],
    best: list[LabelCandidate],
    match: tuple[str, ...] | None,
) -> Reason:
    if match is not None:
        namesakes = [c for c in found if c.group is False and c.how == How.EXACT]
        return Reason.IN_GROUP if namesakes else Reason(best[0].how)
    if not found:
        return Reason.NOTHING if text else Reason.EMPTY
    if best:
        return Reason.SEVERAL
    if any(c.how in (How.EXACT, How.ALIAS) for c in found):
        return Reason.GROUP
    return Reason.SIMILAR


def _why(text: str, number: Agreement, group: bool | None) -> str:
    notes = [f"normalised “{text}”"]
    if number is not Agreement.NONE:
        notes.append(f"{number} number")
    if group is not None:
        notes.append("in the group" if group else "other group")
    return ", ".join(notes)
