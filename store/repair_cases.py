"""Failed equations in cases: one cause, one case.

Equations that share cells are one case. Others are joined to it where one explanation mends them
all and they cannot be explained apart, or only by more: a figure slid along its row breaks two
columns that share no cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from store.equations import Evaluation, cases
from store.forms import Form
from store.repair import Explained, Repair

# Dearer than any explanation that is looked for.
_UNEXPLAINED = 8.0
_MOST_JOINED = 3
_MOST_APART = 7


def explain_cases(form: Form, repair: Repair, failed: Sequence[Evaluation]) -> list[Explained]:
    """All failed equations in cases, each with its explanations, in form order."""
    at = {equation.id: index for index, equation in enumerate(form.equations)}
    apart = [sorted(at[e.equation.id] for e in case) for case in cases(failed)]
    apart.sort()
    explained = {index: repair.explain(case) for index, case in enumerate(apart)}
    if len(apart) > 1:
        for joint, together in _joined(repair, apart, explained):
            for index in joint:
                del explained[index]
            explained[joint[0]] = together
    return sorted(explained.values(), key=lambda one: one.failed)


def _joined(
    repair: Repair, apart: list[list[int]], explained: dict[int, Explained]
) -> Iterator[tuple[tuple[int, ...], Explained]]:
    """Cases that are one, those that save most first; no case twice."""
    found: list[tuple[float, tuple[int, ...], Explained]] = []
    for joint in _worth_trying(repair, apart, explained):
        together = repair.explain(sorted(i for index in joint for i in apart[index]))
        if together.cost is not None:
            alone = sum(_cost(explained[index]) for index in joint)
            if together.cost < alone:
                found.append((together.cost - alone, joint, together))
    taken: set[int] = set()
    for _, joint, together in sorted(found, key=lambda item: item[:2]):
        if taken.isdisjoint(joint):
            taken.update(joint)
            yield joint, together


def _cost(one: Explained) -> float:
    return _UNEXPLAINED if one.cost is None else one.cost


def _worth_trying(
    repair: Repair, apart: list[list[int]], explained: dict[int, Explained]
) -> list[tuple[int, ...]]:
    """Sets of cases that one operation mends, and small sets of unexplained ones."""
    tried: dict[tuple[int, ...], None] = {}
    for operation in repair.operations:
        joint = tuple(i for i, case in enumerate(apart) if operation.mends.issuperset(case))
        mended = sum(len(apart[index]) for index in joint)
        if len(joint) > 1 and mended == len(operation.mends):
            tried[joint] = None
    unexplained = [index for index, one in explained.items() if one.cost is None]
    if len(unexplained) <= _MOST_APART:
        for size in range(2, _MOST_JOINED + 1):
            for joint in combinations(unexplained, size):
                tried[joint] = None
    return list(tried)
