"""Sets of cells whose change makes failed equations hold, with the only values that do.

Every set of up to three cells with one solution has an equation in which only one of its cells
lies, since a cell lies in at most one equation of each code. That equation fails and says by how
much its cell is wrong; with that put in, the same is true of the cells that remain. So the system
is eliminated while its cells are chosen, in integers, and the last cell is looked up by the
equations that still fail.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations

from store.sum_system import SumSystem

MOST_CELLS = 3
MOST_SUPPORTS = 20_000
Residuals = Mapping[int, int]


class SupportSearch:
    """Searches of one report; all of them together try at most MOST_SUPPORTS choices.

    ``is_exhausted`` says that the bound was met: what was found is then not all that there is.
    """

    def __init__(self, system: SumSystem, most: int = MOST_SUPPORTS) -> None:
        """Search the figures of ``system``."""
        self._system = system
        self._most = most
        self._left = most

    @property
    def is_exhausted(self) -> bool:
        """True where the bound was met."""
        return self._left <= 0

    @property
    def tried(self) -> int:
        """How many choices were tried."""
        return self._most - self._left

    def solutions(self, failed: Residuals, size: int) -> Iterator[dict[str, int]]:
        """Changes of exactly ``size`` cells after which ``failed`` and all they touch hold.

        None is 0, no figure becomes negative, and no other values of the same cells would do.
        """
        seen: set[frozenset[tuple[str, int]]] = set()
        # A cell of an equation that fails for another reason explains more than was asked for.
        others = frozenset(self._system.residuals.keys() - failed.keys())
        for deltas in self._extended(dict(failed), size, {}, others):
            key = frozenset(deltas.items())
            if key not in seen:
                seen.add(key)
                yield deltas

    def _extended(
        self, failed: Residuals, size: int, chosen: dict[str, int], closed: frozenset[int]
    ) -> Iterator[dict[str, int]]:
        if not failed or self._left <= 0:
            return
        if size == 1:
            yield from self._last(failed, chosen)
            return
        system = self._system
        for index in self._leaves(failed, size):
            for field in system.changeable(index):
                if self._left <= 0:
                    return
                self._left -= 1
                pairs = system.touching[field]
                sign = 0
                for other, other_sign in pairs:
                    if other in closed:
                        sign = 0
                        break
                    if other == index:
                        sign = other_sign
                delta = -failed[index] * sign
                if not delta or system.values[field] + delta < 0:
                    continue
                after = dict(failed)
                for other, other_sign in pairs:
                    residual = after.get(other, 0) + other_sign * delta
                    if residual:
                        after[other] = residual
                    else:
                        del after[other]
                # No other cell of the set may lie in the equation that gave this value.
                yield from self._extended(
                    after, size - 1, {**chosen, field: delta}, closed | {index}
                )

    def _last(self, failed: Residuals, chosen: Mapping[str, int]) -> Iterator[dict[str, int]]:
        system = self._system
        self._left -= 1
        for field in system.by_signature.get(frozenset(failed), ()):
            wanted = {-failed[index] * sign for index, sign in system.touching[field]}
            if len(wanted) == 1:
                delta = wanted.pop()
                if system.values[field] + delta >= 0:
                    yield {**chosen, field: delta}

    def _leaves(self, failed: Residuals, size: int) -> list[int]:
        """Failed equations of which one may be the only one of its cell; none where hopeless.

        A cell lies in at most one equation of a code, so ``size`` cells mend at most that many of
        each code; where so many fail, each of them has a cell of its own.
        """
        equations = self._system.equations
        counts = Counter(equations[index].code for index in failed)
        if max(counts.values()) > size:
            return []
        own = [index for index in failed if counts[equations[index].code] == size]
        if own:
            return [min(own, key=lambda index: (len(equations[index].fields), index))]
        return sorted(failed)


def interchangeable_pairs(
    system: SumSystem, failed: Residuals
) -> Iterator[tuple[tuple[str, str], dict[str, int] | None]]:
    """Pairs of cells that together explain ``failed``, where neither does alone.

    Both lie in the same equations, so that only their sum is known: the changes are None, unless
    both have to become 0.
    """
    alike = []
    for field in system.by_signature.get(frozenset(failed), ()):
        wanted = {-failed[index] * sign for index, sign in system.touching[field]}
        if len(wanted) == 1:
            alike.append((field, wanted.pop()))
    for (first, one), (second, other) in combinations(alike, 2):
        values = system.values
        if values[first] + one >= 0 or values[second] + other >= 0:
            continue
        # Both are to become less: of opposite signs one alone would do.
        rest = values[first] + values[second] + one
        if rest == 0:
            yield (first, second), {first: -values[first], second: -values[second]}
        elif rest > 0:
            yield (first, second), None
