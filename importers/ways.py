"""All that the rows of a table may be, and the best way through it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from importers.labels import Wording
from importers.pairs import glued_steps, swapped_steps
from importers.paths import Paths, Placed, Step, Taken
from importers.rating import Rated, Rater

_SKIPPED_VALUES = -0.25
_SKIPPED_LABEL = -0.05
# A row whose label is so near is there.
_CLEAR_PART = 0.85


def best_way(rater: Rater) -> list[Taken]:
    """The steps that together fit a table best, in order, each with how sure it is."""
    steps: list[Step] = []
    single: dict[int, list[Rated]] = {}
    for end in range(1, len(rater.rows) + 1):
        for begin in rater.runs_ending(end):
            rated = rater.rate(begin, end)
            if begin == end - 1 and rater.rows[begin].filled:
                single[begin] = rated
            for one in rated:
                placed = (Placed(begin, end, one.target, one.text, one.label),)
                steps.append(Step(begin, end, one.target, one.target, one.rating, placed))
    left_out = _lone_words(rater, single) | _named_groups(rater, single)
    if left_out:
        steps = [step for step in steps if step.low not in left_out]
    steps += glued_steps(rater)
    steps += swapped_steps(single, rater.optional)
    paths = Paths(
        steps,
        [_SKIPPED_VALUES if row.filled else 0.0 for row in rater.rows],
        [
            0.0 if target in rater.optional else _SKIPPED_LABEL
            for target in range(len(rater.known.wordings))
        ],
    )
    return list(paths.with_margins(paths.best()))


def parts_of(target: int, wordings: Sequence[Wording]) -> set[int]:
    """The form rows whose group has the label of this row."""
    name = wordings[target].path[-1]
    return {i for i, official in enumerate(wordings) if name in official.path[:-1]}


def _lone_words(rater: Rater, single: Mapping[int, Sequence[Rated]]) -> set[int]:
    """Words of many senses of another form, where no row of the table is their sibling."""
    wordings = rater.known.wordings
    found = {one.target for rated in single.values() for one in rated}
    lone = set()
    for target in rater.optional & rater.known.of_many_senses:
        path = wordings[target].path
        siblings = {i for i in rater.optional if wordings[i].path[:-1] == path[:-1]} - {target}
        has_group = len(path) > 1 and path[-2] in rater.groups
        if siblings.isdisjoint(found) and not has_group:
            lone.add(target)
    return lone


def _named_groups(rater: Rater, single: Mapping[int, Sequence[Rated]]) -> set[int]:
    """Rows of another form that are the group of rows which clearly stand in the table."""
    clear = {
        one.target for rated in single.values() for one in rated if one.text.score >= _CLEAR_PART
    }
    wordings = rater.known.wordings
    return {i for i in rater.optional if not clear.isdisjoint(parts_of(i, wordings))}
