"""The best way through the rows of a table and the rows of a form, in order.

A step takes some source rows for one or two form rows; rows of either side may be skipped at a
cost. Two passes, from the front and from the back, give the best sum of ratings, and for each
step how much worse the best way without it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from importers.labels import TextScore

# The margin of a step that nothing rivals.
_NO_RIVAL = 2.0


@dataclass(frozen=True, slots=True)
class Placed:
    """Source rows ``begin`` to before ``end`` as one form row, under this label."""

    begin: int
    end: int
    target: int
    text: TextScore
    label: str


@dataclass(frozen=True, slots=True)
class Step:
    """What is placed together: source rows ``begin`` to before ``end``, form rows ``low`` to ``high``.

    ``is_glued``: the label of two rows stands beside one of them; ``is_swapped``: they stand in
    the other order than on the form.
    """

    begin: int
    end: int
    low: int
    high: int
    rating: float
    placed: tuple[Placed, ...]
    is_glued: bool = False
    is_swapped: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """A step of the best way.

    ``margin`` is how much worse the best way is on which its rows, or its form rows, are taken
    otherwise; ``rival`` the form row that its row would be there, None where another row takes
    the form row.
    """

    step: Step
    margin: float
    rival: int | None


class Paths:
    """Finds the best way; ``skip_rows`` and ``skip_targets`` are the costs of leaving out."""

    def __init__(
        self, steps: Sequence[Step], skip_rows: Sequence[float], skip_targets: Sequence[float]
    ) -> None:
        self._steps = steps
        self._skip_rows = skip_rows
        self._skip_targets = skip_targets
        self._front, self._back = self._ahead()
        self._rest = self._behind()
        self.total = self._front[len(skip_rows)][len(skip_targets)]

    def best(self) -> list[Step]:
        """The steps of the best way, in order of the source."""
        found: list[Step] = []
        i, j = len(self._skip_rows), len(self._skip_targets)
        while i or j:
            step = self._back[i][j]
            if isinstance(step, Step):
                found.append(step)
                i, j = step.begin, step.low
            elif step:
                i -= 1
            else:
                j -= 1
        return found[::-1]

    def with_margins(self, best: Sequence[Step]) -> Iterator[Taken]:
        """Each step of the best way with how sure it is."""
        lost = {id(step): self.total - self._through(step) for step in self._steps}
        by_row: dict[int, list[tuple[Step, Placed]]] = {}
        by_target: dict[int, list[tuple[Step, Placed]]] = {}
        for step in self._steps:
            for placed in step.placed:
                by_target.setdefault(placed.target, []).append((step, placed))
                for row in range(placed.begin, placed.end):
                    by_row.setdefault(row, []).append((step, placed))
        for own in best:
            rivals = [
                (lost[id(step)], placed.target)
                for mine in own.placed
                for row in range(mine.begin, mine.end)
                for step, placed in by_row[row]
                if placed.target != mine.target and step is not own
            ]
            rivals += [
                (lost[id(step)], -1)
                for mine in own.placed
                for step, placed in by_target[mine.target]
                if (placed.begin >= mine.end or placed.end <= mine.begin) and step is not own
            ]
            margin, rival = min(rivals, default=(_NO_RIVAL, -1))
            yield Taken(own, min(margin, _NO_RIVAL), None if rival < 0 else rival)

    def _through(self, step: Step) -> float:
        return self._front[step.begin][step.low] + step.rating + self._rest[step.end][step.high + 1]

    def _ahead(self) -> tuple[list[list[float]], list[list[Step | bool]]]:
        """The best sums up to each place, and by what each was reached."""
        count, targets = len(self._skip_rows), len(self._skip_targets)
        skip_targets = self._skip_targets
        ending = _grouped(self._steps, lambda step: step.end)
        best = [[0.0] * (targets + 1) for _ in range(count + 1)]
        back: list[list[Step | bool]] = [[False] * (targets + 1) for _ in range(count + 1)]
        for i in range(count + 1):
            row = best[i]
            into: list[Step | bool] = back[i]
            if i:
                cost = self._skip_rows[i - 1]
                row[:] = [value + cost for value in best[i - 1]]
                into[:] = [True] * (targets + 1)
                for step in ending.get(i, ()):
                    value = best[step.begin][step.low] + step.rating
                    if value > row[step.high + 1]:
                        row[step.high + 1] = value
                        into[step.high + 1] = step
            for j in range(targets):
                value = row[j] + skip_targets[j]
                if value > row[j + 1] or (not i and j < targets):
                    row[j + 1] = value
                    into[j + 1] = False
        return best, back

    def _behind(self) -> list[list[float]]:
        """The best sums from each place to the end."""
        count, targets = len(self._skip_rows), len(self._skip_targets)
        beginning = _grouped(self._steps, lambda step: step.begin)
        best = [[0.0] * (targets + 1) for _ in range(count + 1)]
        for i in range(count, -1, -1):
            row = best[i]
            if i < count:
                cost = self._skip_rows[i]
                row[:] = [value + cost for value in best[i + 1]]
                for step in beginning.get(i, ()):
                    value = best[step.end][step.high + 1] + step.rating
                    if value > row[step.low]:
                        row[step.low] = value
            for j in range(targets - 1, -1, -1):
                value = row[j + 1] + self._skip_targets[j]
                if value > row[j] or i == count:
                    row[j] = value
        return best


def _grouped(steps: Sequence[Step], place: Callable[[Step], int]) -> dict[int, list[Step]]:
    found: dict[int, list[Step]] = {}
    for step in steps:
        found.setdefault(place(step), []).append(step)
    return found
