"""What may have happened to several cells at once, undone: figures in wrong places.

A figure slid into an empty neighbour, neighbours swapped, a run shifted by one column, two figures
printed as one, one printed in two cells, a cell and its total wrong by the same amount, totals that
were not added up again. After
Scholtus, "A generalized Fellegi–Holt paradigm", Survey Methodology 12-001-X (2016).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from store.forms import Axis, Form
from store.sum_system import SumSystem

_SLID_ALONG = 1.0
_SLID_ACROSS = 1.05
_SWAPPED = 1.1
_SHIFTED = 1.2
_PARTED_OR_JOINED = 1.2
_WITH_TOTAL = 1.4
_TOTALS = 1.5
_FEWEST_TOTALS = 3
_FEWEST_SHIFTED = 3
_MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Operation:
    """One act undone: its cost, what it adds to which cells, and the failed equations it mends."""

    cost: float
    deltas: Mapping[str, int]
    mends: frozenset[int]


@cache
def _lines(form: Form) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """For each table its fields in printed lines, top to bottom."""
    tables = []
    for table in form.tables:
        rows = [tuple(f"{table.key}.{row.key}.{key}" for key in row.columns) for row in table.rows]
        tables.append((tuple(f for row in rows for f in row),) if table.across else tuple(rows))
    return tuple(tables)


def find_operations(system: SumSystem) -> tuple[Operation, ...]:
    """The operations after which all equations that they touch hold, each with the least cost."""
    found: dict[frozenset[tuple[str, int]], Operation] = {}
    for cost, deltas in _tried(system):
        if not system.is_possible(deltas) or not system.settles(deltas):
            continue
        mends = frozenset(system.touched(deltas) & system.residuals.keys())
        key = frozenset(deltas.items())
        if mends and (key not in found or cost < found[key].cost):
            found[key] = Operation(cost, deltas, mends)
    return tuple(found.values())


def _tried(system: SumSystem) -> Iterator[tuple[float, dict[str, int]]]:
    # No two cells of a line lie in one column: what changes along a line breaks or mends each
    # column by itself, so that only cells of failed columns can; the same holds of rows.
    along, across = system.settled_by(Axis.COLUMN), system.settled_by(Axis.ROW)
    doubted = {f for index in system.residuals for f in system.equations[index].fields}
    for table in _lines(system.form):
        for line in table:
            if doubted.isdisjoint(line) or len(along.intersection(line)) < 2:
                continue
            for first, second in pairwise(line):
                if first in along and second in along:
                    yield from _moved(system, first, second, _SLID_ALONG)
                    yield from _parted_or_joined(system, first, second)
            yield from _shifted(system, line, along)
        for upper, lower in pairwise(table):
            if across.isdisjoint(upper) or across.isdisjoint(lower):
                continue
            below = {field.rpartition(".")[2]: field for field in lower}
            for first in upper:
                other = below.get(first.rpartition(".")[2])
                if other in across and first in across:
                    yield from _moved(system, first, other, _SLID_ACROSS)
    yield from _with_totals(system, along)
    yield from _all_totals(system)


def _moved(
    system: SumSystem, first: str, second: str, slid: float
) -> Iterator[tuple[float, dict[str, int]]]:
    """A figure back in its empty neighbour, or two neighbours swapped back."""
    values = system.values
    if first not in values or second not in values or values[first] == values[second]:
        return
    delta = values[second] - values[first]
    is_slid = 0 in (values[first], values[second])
    yield (slid if is_slid else _SWAPPED), {first: delta, second: -delta}


def _parted_or_joined(
    system: SumSystem, first: str, second: str
) -> Iterator[tuple[float, dict[str, int]]]:
    """Two neighbours that were printed as one figure, or one figure in two cells."""
    values = system.values
    if first not in values or second not in values:
        return
    a, b = values[first], values[second]
    if a and b:
        whole = int(f"{a}{b}")
        if len(str(whole)) <= _MOST_DIGITS:
            yield _PARTED_OR_JOINED, {first: whole - a, second: -b}
            yield _PARTED_OR_JOINED, {first: -a, second: whole - b}
    elif a or b:
        text = str(a or b)
        for cut in range(1, len(text)):
            # 0 is printed as one digit; 07 is no figure.
            if text[cut] != "0" or cut == len(text) - 1:
                one, other = int(text[:cut]), int(text[cut:])
                yield (
                    _PARTED_OR_JOINED,
                    {
                        field: delta
                        for field, delta in ((first, one - a), (second, other - b))
                        if delta
                    },
                )


def _shifted(
    system: SumSystem, line: tuple[str, ...], along: frozenset[str]
) -> Iterator[tuple[float, dict[str, int]]]:
    """Two or more figures side by side that stand one column too far."""
    values = system.values
    if sum(1 for field in line if values.get(field)) < 2:
        return
    for start in range(len(line)):
        for end in range(start + 2, len(line)):
            first, last = line[start], line[end]
            # Both ends change, or a shorter run says the same.
            if first not in along or last not in along:
                continue
            run = line[start : end + 1]
            if any(field not in values for field in run):
                break
            printed = [values[field] for field in run]
            if not printed[0] and printed[1] and printed[-1]:
                moved = [*printed[1:], 0]
            elif not printed[-1] and printed[-2] and printed[0]:
                moved = [0, *printed[:-1]]
            else:
                continue
            deltas = {
                field: new - old
                for field, old, new in zip(run, printed, moved, strict=True)
                if new != old
            }
            if along.issuperset(deltas):
                yield _SHIFTED, deltas
    yield from _pushed_out(system, line, along)


def _pushed_out(
    system: SumSystem, line: tuple[str, ...], along: frozenset[str]
) -> Iterator[tuple[float, dict[str, int]]]:
    """Figures before a total that all stand one column too far: the last or first one is lost."""
    values, parts, total = system.values, line[:-1], line[-1]
    changed = along.intersection(parts)
    if len(changed) < _FEWEST_SHIFTED or (parts, total) not in _row_sums(system.form):
        return
    if any(field not in values for field in line):
        return
    printed = [values[field] for field in parts]
    if printed[0] == 0:
        lost = values[total] - sum(printed[1:])
        yield from _shift_to(system, parts, [*printed[1:], lost], along)
    if printed[-1] == 0:
        lost = values[total] - sum(printed[:-1])
        yield from _shift_to(system, parts, [lost, *printed[:-1]], along)


@cache
def _row_sums(form: Form) -> frozenset[tuple[tuple[str, ...], str]]:
    """The rows of which the last cell is the sum of the others."""
    return frozenset(
        (tuple(equation.left), equation.right[0])
        for equation in form.equations
        if equation.axis is Axis.ROW and len(equation.right) == 1
    )


def _shift_to(
    system: SumSystem, parts: tuple[str, ...], moved: list[int], along: frozenset[str]
) -> Iterator[tuple[float, dict[str, int]]]:
    deltas = {
        field: new - system.values[field]
        for field, new in zip(parts, moved, strict=True)
        if new != system.values[field]
    }
    # The lost figure makes the row add up: only the columns can tell that it was so.
    crossed = all(len(system.touching[field]) > 1 for field in deltas)
    if min(moved) >= 0 and crossed and along.issuperset(deltas):
        yield _SHIFTED, deltas


def _with_totals(
    system: SumSystem, along: frozenset[str]
) -> Iterator[tuple[float, dict[str, int]]]:
    """A cell of a row and the total of that row, wrong by the same amount."""
    for index in sorted(system.assessable - system.residuals.keys()):
        equation = system.equations[index]
        if equation.axis is not Axis.ROW or len(equation.right) != 1:
            continue
        total = equation.right[0]
        if total not in along:
            continue
        for field in (f for f in equation.left if f in along):
            wanted = {
                -system.residuals.get(other, 0) * sign
                for other, sign in system.touching[field]
                if other != index
            }
            if len(wanted) == 1 and (delta := wanted.pop()):
                yield _WITH_TOTAL, {field: delta, total: delta}


def _all_totals(system: SumSystem) -> Iterator[tuple[float, dict[str, int]]]:
    """Totals that were left as they were, or left out, when their parts were filled in."""
    by_code: dict[str, dict[str, int]] = {}
    for index, residual in system.residuals.items():
        equation = system.equations[index]
        if len(equation.right) == 1:
            by_code.setdefault(equation.code, {})[equation.right[0]] = -residual
    for deltas in by_code.values():
        if len(deltas) >= _FEWEST_TOTALS:
            yield _TOTALS, deltas
