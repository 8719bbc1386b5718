"""Two rows of a table taken together: one label cell for both, or the two in each other's place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from importers.label_scores import KnownRows
from importers.labels import How, TextScore, normalise, split_enumerator
from importers.paths import Placed, Step
from importers.rating import Rated, Rater
from importers.source_rows import SourceRow

# Rows of the form between two whose labels ran together: they are missing in the source.
_MOST_BETWEEN = 2
_MOST_TRIED = 4
_POINTS = ".、,:()"
_EVERY = 0.99
_LEAST_TOGETHER = 0.45
_LEAST_PIECE = 0.35
_LEAST_PIECES = 1.2
_LONGEST = 90
_MOST_SURE = 0.95
_SWAPPED = -0.25
_GLUED = -0.05


def joined_labels(rows: Sequence[SourceRow], groups: Mapping[str, str]) -> list[SourceRow]:
    """Rows in which a label cell cut into two is one again, where it is for two rows of values.

    The two rows made of one cell have the same values; the row above or below has values of its
    own and no label.
    """
    found: list[SourceRow] = []
    index = 0
    while index < len(rows):
        row = rows[index]
        behind = rows[index + 1] if index + 1 < len(rows) else None
        if (
            behind is None
            or not (row.is_unsure and behind.is_unsure)
            or row.values != behind.values
        ):
            found.append(row)
            index += 1
            continue
        after = rows[index + 2] if index + 2 < len(rows) else None
        before = rows[index - 1] if index else None
        of_three = after is not None and after.is_unsure and after.values == row.values
        if of_three or has_only_values(before, groups) == has_only_values(after, groups):
            found += [row, behind]
        else:
            cell = replace(row.labels[-1], text=row.labels[-1].text + behind.labels[-1].text)
            found.append(replace(row, labels=(*row.labels[:-1], cell), is_unsure=False))
        index += 2
    return found


def has_only_values(row: SourceRow | None, groups: Mapping[str, str]) -> bool:
    """True for a row of values without a label of its own; that of its group may stand there."""
    if row is None or not row.filled:
        return False
    return all(normalise(cell.text) in groups for cell in row.labels)


def glued_steps(rater: Rater) -> Iterator[Step]:
    """Two rows of values, one without a label, as the two form rows that the other's label names."""
    groups = rater.known.groups
    blank = [has_only_values(row, groups) for row in rater.rows]
    for index in range(len(rater.rows) - 1):
        if blank[index] == blank[index + 1]:
            continue
        named = index + blank[index]
        other = index + 1 - blank[index]
        width = len(rater.rows[named].filled)
        if not 0 < width <= len(rater.rows[other].filled):
            continue
        if rater.exact[named] or named in rater.barred or len(rater.labels[named]) > _LONGEST:
            continue
        for first, second, pieces, score in glued_rows(rater.labels[named], rater.known):
            if first in rater.optional or second in rater.optional:
                continue
            low, high = sorted((first, second))
            text = TextScore(min(_MOST_SURE, score), How.CONTAINED)
            placed = tuple(
                Placed(at, at + 1, target, text, rater.labels[named] if at == named else "")
                for at, target in ((index, first), (index + 1, second))
            )
            rating = pieces + _GLUED + (_SWAPPED if first > second else 0.0)
            is_swapped = first > second
            yield Step(index, index + 2, low, high, rating, placed, True, is_swapped)


@lru_cache(maxsize=2_000)
def _pairs(known: KnownRows) -> tuple[tuple[tuple[int, int], ...], tuple[str, ...]]:
    """Form rows that may stand below each other, and their labels run together."""
    texts = [w.text for w in known.wordings]
    pairs = []
    for first in range(len(texts)):
        for second in range(first + 1, min(len(texts), first + 2 + _MOST_BETWEEN)):
            pairs += [(first, second), (second, first)]
    return tuple(pairs), tuple(texts[a] + texts[b] for a, b in pairs)


@lru_cache(maxsize=1_000)
def glued_rows(text: str, known: KnownRows) -> tuple[tuple[int, int, float, float], ...]:
    """The pairs of form rows whose labels a text may be: first, second, pieces, similarity.

    ``pieces`` is the sum of how well the best cut's two pieces fit their labels, from 0 to 2.
    """
    from rapidfuzz import process
    from rapidfuzz.distance import Indel

    pairs, texts = _pairs(known)
    if _is_one_label(text, known):
        return ()
    behind = known.behind_group(text)
    found: dict[tuple[int, int], tuple[float, float]] = {}
    for own in (text, *([behind[1]] if behind is not None else [])):
        for _, score, index in process.extract(
            own,
            texts,
            scorer=Indel.normalized_similarity,
            score_cutoff=_LEAST_TOGETHER,
            limit=_MOST_TRIED,
        ):
            first, second = pairs[index]
            pieces = _best_cut(own, known.wordings[first].bare, known.wordings[second].bare)
            if pieces > found.get(pairs[index], (0.0, 0.0))[0]:
                found[pairs[index]] = pieces, score
    return tuple((a, b, pieces, score) for (a, b), (pieces, score) in found.items())


def _is_one_label(text: str, known: KnownRows) -> bool:
    """True where one form row's label explains every character of a text."""
    bare = split_enumerator(text)[1].lstrip(_POINTS)
    scores = known.plain(bare).values()
    return any(score.own > _EVERY and score.text.how is not How.CONTAINED for score in scores)


def _best_cut(text: str, first: str, second: str) -> float:
    """The best sum of the similarities of a text's two pieces; 0 where one is not near enough."""
    from rapidfuzz.distance import Indel

    best = 0.0
    for cut in range(1, len(text)):
        one = Indel.normalized_similarity(split_enumerator(text[:cut])[1], first)
        if one < _LEAST_PIECE:
            continue
        other = Indel.normalized_similarity(split_enumerator(text[cut:])[1], second)
        if other >= _LEAST_PIECE:
            best = max(best, one + other)
    return best if best >= _LEAST_PIECES else 0.0


def swapped_steps(rated: Mapping[int, Sequence[Rated]], optional: frozenset[int]) -> Iterator[Step]:
    """Two neighbouring rows that stand in the other order than on the form.

    ``rated`` are the ratings of single rows of values by their position; rows of another form
    (``optional``) are not looked for out of order.
    """
    for index, first in rated.items():
        for one in first:
            for other in rated.get(index + 1, ()):
                if not 0 < one.target - other.target <= 1 + _MOST_BETWEEN:
                    continue
                if one.target in optional or other.target in optional:
                    continue
                placed = (
                    Placed(index, index + 1, one.target, one.text, one.label),
                    Placed(index + 1, index + 2, other.target, other.text, other.label),
                )
                rating = one.rating + other.rating + _SWAPPED
                yield Step(
                    index, index + 2, other.target, one.target, rating, placed, is_swapped=True
                )
