"""Match single labels to a form: what ``gouji match`` answers.

Only one exact or alias hit is a match; similarity alone is a doubt.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from importers.labels import (
    How,
    Wording,
    normalise,
    score_text,
    split_enumerator,
    wording,
)
from store.forms import Form, Label, Table

_MOST_CANDIDATES = 5
_LEAST_SCORE = 0.2


@dataclass(frozen=True, slots=True)
class Query:
    """A label to match; table, axis ("row" or "column") and group narrow the search."""

    table: str | None
    axis: str | None
    label: str
    group: str | None


@dataclass(frozen=True, slots=True)
class LabelCandidate:
    """One official label with its score and what the score is made of."""

    table: str
    axis: str
    path: tuple[str, ...]
    score: float
    how: str
    why: str


@dataclass(frozen=True, slots=True)
class LabelMatch:
    """The answer: the official path where it is sure, and all candidates, best first."""

    query: Query
    match: tuple[str, ...] | None
    candidates: tuple[LabelCandidate, ...]

    def as_json(self) -> dict[str, Any]:
        """The object of the command line's contract."""
        best = self.candidates[0] if self.candidates else None
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
                }
                for candidate in self.candidates
            ],
        }


def _official(table: Table, axis: str) -> list[tuple[Label, tuple[str, ...]]]:
    """Labels of one axis with their paths; in the last table rows are groups of columns."""
    if not table.across:
        labels = table.row_labels if axis == "row" else table.column_labels
        return [(label, label.path) for label in labels]
    if axis == "row":
        return []
    found = [(label, label.path) for label in table.row_labels]
    for row in table.rows:
        found += [(column.label, (*row.label.path, *column.label.path)) for column in table.columns]
    return found


def _group_fits(path: tuple[str, ...], group: str | None) -> bool:
    if group is None:
        return True
    wanted = [normalise(part) for part in group.split("/") if part.strip()]
    above = [normalise(part) for part in path[:-1]]
    return above[len(above) - len(wanted) :] == wanted if wanted else True


def match_label(query: Query, form: Form) -> LabelMatch:
    """Match one label against the labels of a form."""
    text = normalise(query.label)
    number, _ = split_enumerator(text)
    scored: list[tuple[float, int, LabelCandidate, How]] = []
    for table in form.tables:
        if query.table is not None and table.key != query.table:
            continue
        for axis in ("row", "column"):
            if query.axis is not None and axis != query.axis:
                continue
            for label, path in _official(table, axis):
                if not _group_fits(path, query.group):
                    continue
                official = wording(path, label.key, label.aliases)
                score = score_text(text, official) if text else None
                if score is None or score.score < _LEAST_SCORE:
                    continue
                candidate = LabelCandidate(
                    table.key,
                    axis,
                    path,
                    score.score,
                    score.how.value,
                    _why(text, official, number is not None),
                )
                scored.append((-score.score, len(scored), candidate, score.how))
    scored.sort(key=lambda item: (item[0], item[1]))
    sure = [item[2] for item in scored if item[3] in (How.EXACT, How.ALIAS)]
    best = [c for c in sure if c.how == How.EXACT.value] or sure
    paths = {candidate.path for candidate in best}
    match = best[0].path if len(paths) == 1 else None
    return LabelMatch(query, match, tuple(item[2] for item in scored[:_MOST_CANDIDATES]))


def _why(text: str, official: Wording, numbered: bool) -> str:
    number, _ = split_enumerator(text)
    notes = [f"normalised “{text}”"]
    if numbered and official.enumerator is not None:
        notes.append("same number" if number == official.enumerator else "other number")
    return ", ".join(notes)
