"""Matching each label alone: what libraries give, and gouji's own single-label match."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from importers.labels import normalise
from importers.matching import Query, match_label
from store.forms import load_form
from tests.benchmarks.damaged_tables import DamagedReport
from tests.benchmarks.table import is_installed

# A label with the index of its best choice and a score from 0 to 1; None where there is none.
Best = tuple[int, float] | None
Match = Callable[[str, Sequence[str]], Best]


@dataclass(frozen=True)
class Peer:
    """A way of matching one label with choices; ``distribution`` is None in Python itself."""

    name: str
    distribution: str | None
    best: Match

    @property
    def is_installed(self) -> bool:
        """Whether it can be measured."""
        return self.distribution is None or is_installed(self.distribution)


def _ratio(label: str, choices: Sequence[str]) -> Best:
    from rapidfuzz import fuzz, process

    return _extracted(process.extractOne(label, choices, scorer=fuzz.ratio))


def _wratio(label: str, choices: Sequence[str]) -> Best:
    from rapidfuzz import process

    return _extracted(process.extractOne(label, choices))


def _extracted(found: tuple[str, float, int] | None) -> Best:
    return None if found is None else (found[2], found[1] / 100)


def _thefuzz(label: str, choices: Sequence[str]) -> Best:
    from thefuzz import process

    if not any(char.isalnum() for char in label):
        # It finds nothing to compare and warns of each.
        return None
    found = process.extractOne(label, dict(enumerate(choices)))
    return None if found is None else (int(found[2]), found[1] / 100)


def _difflib(label: str, choices: Sequence[str]) -> Best:
    from difflib import SequenceMatcher

    # The second text is the one that is prepared once.
    matcher = SequenceMatcher(None, "", label, autojunk=False)
    best = (0, -1.0)
    for index, choice in enumerate(choices):
        matcher.set_seq1(choice)
        if matcher.real_quick_ratio() > best[1] and matcher.quick_ratio() > best[1]:
            score = matcher.ratio()
            best = max(best, (index, score), key=lambda pair: pair[1])
    return best


PEERS = (
    Peer("rapidfuzz ratio", "rapidfuzz", _ratio),
    Peer("rapidfuzz WRatio", "rapidfuzz", _wratio),
    Peer("thefuzz", "thefuzz", _thefuzz),
    Peer("difflib", None, _difflib),
)


@dataclass(frozen=True)
class Asked:
    """The label of one row with figures; ``key`` is its row of the form, None for no row."""

    edition: str
    table: str
    label: str
    key: str | None


@dataclass(frozen=True)
class Answer:
    """A label's best row with its score, and whether it is the right one."""

    asked: Asked
    key: str | None
    score: float
    is_sure: bool

    @property
    def is_right(self) -> bool:
        """True where the row is the label's own."""
        return self.key is not None and self.key == self.asked.key


def asked_of(damaged: Iterable[DamagedReport]) -> list[Asked]:
    """The labels that matching alone is asked: those nearest to figures in tables of rows."""
    return [
        Asked(one.edition, row.table, row.label, row.key)
        for one in damaged
        for row in one.rows
        if not row.is_header and row.has_figures and row.table != "litigation"
    ]


def ask_peer(peer: Peer, asked: Sequence[Asked]) -> tuple[list[Answer], float]:
    """Answers, and the seconds that they took with normalising the label."""
    choices: dict[tuple[str, str], tuple[list[str], list[str]]] = {}
    for one in asked:
        if (one.edition, one.table) not in choices:
            rows = load_form(one.edition).tables_by_key[one.table].rows
            choices[one.edition, one.table] = (
                [normalise(row.label.text) for row in rows],
                [row.key for row in rows],
            )
    began = time.process_time()
    answers = []
    for one in asked:
        texts, keys = choices[one.edition, one.table]
        text = normalise(one.label)
        best = peer.best(text, texts) if text else None
        key, score = (None, 0.0) if best is None else (keys[best[0]], best[1])
        answers.append(Answer(one, key, score, score == 1.0))
    return answers, time.process_time() - began


def ask_gouji(asked: Sequence[Asked]) -> tuple[list[Answer], float]:
    """Answers of the single-label match, groups among them left out, and seconds."""
    forms = {one.edition: load_form(one.edition) for one in asked}
    keys = {
        (edition, table.key, row.label.path): row.key
        for edition, form in forms.items()
        for table in form.tables
        for row in table.rows
    }
    began = time.process_time()
    answers = []
    for one in asked:
        found = match_label(Query(one.table, "row", one.label, None), forms[one.edition])
        best = next((c for c in found.candidates if (one.edition, one.table, c.path) in keys), None)
        key, score = (
            (None, 0.0) if best is None else (keys[one.edition, one.table, best.path], best.score)
        )
        answers.append(Answer(one, key, score, found.match is not None))
    return answers, time.process_time() - began


@dataclass(frozen=True)
class Point:
    """What accepting all answers from a score on gives: shares from 0 to 1."""

    threshold: float
    recall: float
    wrong: float


def curve(answers: Sequence[Answer]) -> list[Point]:
    """A point for each score that occurs, from the highest down.

    ``recall``: labels of the form given to their row; ``wrong``: share of all that were given.
    """
    of_form = sum(answer.asked.key is not None for answer in answers)
    ranked = sorted(
        (answer for answer in answers if answer.key is not None),
        key=lambda answer: -answer.score,
    )
    points: list[Point] = []
    right = 0
    for given, answer in enumerate(ranked, 1):
        right += answer.is_right
        if given == len(ranked) or ranked[given].score != answer.score:
            points.append(Point(answer.score, right / of_form, 1 - right / given))
    return points


def at_recall(points: Sequence[Point], recall: float) -> Point:
    """The point with the fewest wrong ones that finds as many; else the one that finds most."""
    enough = [point for point in points if point.recall >= recall]
    if enough:
        return min(enough, key=lambda point: point.wrong)
    return max(points, key=lambda point: (point.recall, -point.wrong))
