"""Failed equations in cases: one cause, one case.

Equations that share cells are one case. Others are joined to it where one act explains them all (a
figure slid along its row breaks two columns that share no cell), and where none of them has an
explanation of its own: two slips that cancel in a total are mended together or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
    apart = sorted(sorted(at[e.equation.id] for e in case) for case in cases(failed))
    explained = [repair.explain(case) for case in apart]
    if len(explained) > 1:
        for find in (_mended_at_once, _small_sets):
            joints = list(find(repair, explained))
            for joint, together in _cheaper(repair, explained, joints):
                explained = [one for one in explained if not set(one.failed) <= joint]
                explained.append(together)
    return sorted(explained, key=lambda one: one.failed)


def _cheaper(
    repair: Repair, explained: list[Explained], sets: Iterable[tuple[int, ...]]
) -> Iterator[tuple[frozenset[int], Explained]]:
    """Cases of which an explanation of all costs less, those first that save most.

    Gives the failed equations of all with their explanations; no case twice.
    """
    found: list[tuple[float, tuple[int, ...], Explained]] = []
    for joint in sets:
        together = repair.explain(sorted(i for at in joint for i in explained[at].failed))
        alone = sum(_cost(explained[at]) for at in joint)
        if _cost(together) < min(alone, _UNEXPLAINED):
            found.append((_cost(together) - alone, joint, together))
    taken: set[int] = set()
    for _, joint, together in sorted(found, key=lambda item: item[:2]):
        if taken.isdisjoint(joint):
            taken.update(joint)
            yield frozenset(together.failed), together


def _cost(one: Explained) -> float:
    return _UNEXPLAINED if one.cost is None else one.cost


def _mended_at_once(repair: Repair, explained: list[Explained]) -> Iterator[tuple[int, ...]]:
    """Cases that one operation mends, and nothing else."""
    tried = set()
    for operation in repair.operations:
        joint = tuple(
            at for at, one in enumerate(explained) if operation.mends.issuperset(one.failed)
        )
        mended = sum(len(explained[at].failed) for at in joint)
        if len(joint) > 1 and mended == len(operation.mends) and joint not in tried:
            tried.add(joint)
            yield joint


def _small_sets(repair: Repair, explained: list[Explained]) -> Iterator[tuple[int, ...]]:
    """Pairs and triples of cases that have no explanation apart."""
    alone = [at for at, one in enumerate(explained) if one.cost is None]
    if len(alone) <= _MOST_APART:
        for size in range(2, _MOST_JOINED + 1):
            yield from combinations(alone, size)
