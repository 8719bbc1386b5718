"""Lost rows: the reading of their values that alone satisfies the equations.

All cells of a lost row hold the row's values as raw text. What may have happened to them is a
small set of slips; every placement that one of them gives is tried. A row is read only where all
placements that satisfy the equations give the same figures. The work is bounded by count, never
by time, so that the same cells are always read alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import add

from store.equations import figures
from store.forms import Equation, Form
from store.report import Cell, Change, Number, Proposal, State
from store.slips import MOST_DIGITS, Slip, undone

_MOST_PLACEMENTS = 64
_MOST_STEPS = 10_000
_MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class RowReading:
    """The one reading of a lost row: its form rows, what was undone, and the values.

    ``rows`` are several where the form rows stand in one line.
    """

    rows: tuple[str, ...]
    slip: Slip
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """Values that belong together: the fields that they must fill, and sums among these.

    A sum is pairs of position and sign that must add up to 0.
    """

    rows: tuple[str, ...]
    fields: tuple[str, ...]
    texts: tuple[str, ...]
    sums: tuple[tuple[tuple[int, int], ...], ...]


_Values = tuple[int, ...]
_Placements = dict[_Values, Slip]


def infer_lost_rows(form: Form, cells: Mapping[str, Cell], table: str) -> tuple[Proposal, ...]:
    """The readings of a table's lost rows as one proposal, none where nothing can be told."""
    return as_proposal(read_lost_rows(form, cells, table))


def as_proposal(readings: Sequence[RowReading]) -> tuple[Proposal, ...]:
    """One proposal for all readings; its ``how`` is the slip, "mixed" where they differ."""
    if not readings:
        return ()
    slips = {reading.slip for reading in readings}
    how = slips.pop().value if len(slips) == 1 else _MIXED
    return (Proposal(how, tuple(c for r in readings for c in r.changes), True),)


def read_lost_rows(form: Form, cells: Mapping[str, Cell], table: str) -> tuple[RowReading, ...]:
    """Lost rows of which the equations leave only one reading, in form order.

    A missing value is an unknown integer ≥ 0. The sum of the row decides first, then the sums
    of the columns, over all lost rows together. A row whose values are no plain figures is left
    alone, and one that would need more than 64 placements.
    """
    placements: list[tuple[_Line, _Placements]] = []
    for line in _lines(form, cells, table):
        found = _placements(line)
        if found:
            placements.append((line, found))
    known = figures(form, cells)
    columns = _sums_of_columns(form, known, [line for line, _ in placements])
    kept = _narrowed(known, columns, placements)
    covered = {field for equation in columns for field in equation.fields}
    readings = []
    for (line, _), found in zip(placements, kept or [p for _, p in placements], strict=True):
        if len(found) != 1:
            continue
        ((values, slip),) = found.items()
        # Sums of columns that no reading satisfies show another error and decide nothing; what
        # is more than a missing value is not believed then.
        if kept is None and slip is not Slip.MISSING:
            continue
        # Only the columns tell whether figures that stand apart belong to the row at all.
        if slip in (Slip.APART, Slip.REGROUPED) and not covered.issuperset(line.fields):
            continue
        changes = (Change(f, None, v) for f, v in zip(line.fields, values, strict=True))
        readings.append(RowReading(line.rows, slip, tuple(changes)))
    return tuple(readings)


def _lines(form: Form, cells: Mapping[str, Cell], table: str) -> Iterator[_Line]:
    official = form.tables_by_key[table]
    groups = [official.rows] if official.across else [(row,) for row in official.rows]
    for rows in groups:
        fields = tuple(f"{table}.{row.key}.{key}" for row in rows for key in row.columns)
        if any(cells[field].state is not State.LOST for field in fields):
            continue
        texts = tuple(text.strip() for text in cells[fields[0]].raw.split("\t"))
        at = {field: position for position, field in enumerate(fields)}
        sums = tuple(
            tuple((at[field], _sign(equation, field)) for field in equation.fields)
            for equation in form.equations
            if at.keys() >= set(equation.fields)
        )
        is_plain = all(t.isascii() and t.isdigit() and len(t) <= MOST_DIGITS for t in texts)
        # A whole line beside which another one stands is no question of columns.
        if sums and is_plain and not (official.across and len(texts) == len(fields)):
            yield _Line(tuple(row.key for row in rows), fields, texts, sums)


def _sign(equation: Equation, field: str) -> int:
    return equation.left.count(field) - equation.right.count(field)


def _placements(line: _Line) -> _Placements:
    """Placements that satisfy the sums of the line itself; none where there are too many."""
    found: _Placements = {}
    for slip, texts in undone(line.texts, len(line.fields)):
        values = _solved(texts, line.sums)
        if values is not None:
            found.setdefault(values, slip)
            if len(found) > _MOST_PLACEMENTS:
                return {}
    return found


def _solved(
    texts: Sequence[str | None], sums: Iterable[tuple[tuple[int, int], ...]]
) -> _Values | None:
    """The values where all sums hold, the missing one computed; None where they cannot."""
    values = [None if text is None else int(text) for text in texts]
    for terms in sums:
        rest = sum(sign * value for at, sign in terms if (value := values[at]) is not None)
        unknown = [(at, sign) for at, sign in terms if values[at] is None]
        if unknown:
            ((at, sign),) = unknown
            if rest * sign > 0:
                return None
            values[at] = abs(rest)
        elif rest:
            return None
    whole = tuple(value for value in values if value is not None)
    # A value that is in no sum could be anything.
    return whole if len(whole) == len(values) else None


def _sums_of_columns(
    form: Form, known: Mapping[str, Number], lines: Sequence[_Line]
) -> list[Equation]:
    """Equations over several of the lines of which every field is known or in a line."""
    inferred = {field for line in lines for field in line.fields}
    return [
        equation
        for equation in form.equations
        if not inferred.isdisjoint(equation.fields)
        and all(field in inferred or field in known for field in equation.fields)
        # The sums of a line are satisfied already.
        and not any(set(line.fields) >= set(equation.fields) for line in lines)
    ]


def _narrowed(
    known: Mapping[str, Number],
    equations: Sequence[Equation],
    placements: Sequence[tuple[_Line, _Placements]],
) -> list[_Placements] | None:
    """The placements that are part of a reading of all lines for which the equations hold.

    None where there is no such reading, or where too many would have to be tried.
    """
    begin = tuple(
        sum(_sign(equation, field) * known.get(field, 0) for field in equation.fields)
        for equation in equations
    )
    shares = [_shares(line, found, equations) for line, found in placements]
    order = sorted(range(len(shares)), key=lambda index: (len(shares[index]), index))
    alive = _alive(begin, [set(shares[index].values()) for index in order])
    if alive is None:
        return None
    kept: list[_Placements] = [{} for _ in placements]
    for index, vectors in zip(order, alive, strict=True):
        found = placements[index][1]
        kept[index] = {v: slip for v, slip in found.items() if shares[index][v] in vectors}
    return kept


_Vector = tuple[Number, ...]


def _shares(
    line: _Line, placements: _Placements, equations: Sequence[Equation]
) -> dict[_Values, _Vector]:
    """What each placement of a line adds to the residual of each equation."""
    at = {field: position for position, field in enumerate(line.fields)}
    terms = [
        [(at[field], _sign(equation, field)) for field in equation.fields if field in at]
        for equation in equations
    ]
    return {
        values: tuple(sum(sign * values[position] for position, sign in own) for own in terms)
        for values in placements
    }


def _alive(begin: _Vector, choices: Sequence[set[_Vector]]) -> list[set[_Vector]] | None:
    """Of each line's vectors those with which some choice in all lines leads to 0.

    None where nothing does, or after too many steps.
    """
    ranges = _ranges(len(begin), choices)
    layers: list[set[_Vector]] = [{begin}]
    steps = 0
    for vectors, (low, high) in zip(choices, ranges, strict=True):
        steps += len(layers[-1]) * len(vectors)
        if steps > _MOST_STEPS:
            return None
        sums = (tuple(map(add, reached, vector)) for reached in layers[-1] for vector in vectors)
        layers.append({s for s in sums if _can_reach_zero(s, low, high)})
    goal = layers[-1]
    if not goal:
        return None
    alive: list[set[_Vector]] = []
    for reached, vectors in zip(layers[-2::-1], choices[::-1], strict=True):
        steps_on = [(s, v) for s in reached for v in vectors if tuple(map(add, s, v)) in goal]
        goal = {s for s, _ in steps_on}
        alive.append({v for _, v in steps_on})
    return alive[::-1]


def _ranges(
    size: int, choices: Sequence[set[_Vector]]
) -> list[tuple[tuple[Number, ...], tuple[Number, ...]]]:
    """For each line what all lines after it can add, least and most."""
    low: _Vector = (0,) * size
    high: _Vector = (0,) * size
    found = []
    for vectors in reversed(choices):
        found.append((low, high))
        low = tuple(
            a + min(column) for a, column in zip(low, zip(*vectors, strict=True), strict=True)
        )
        high = tuple(
            a + max(column) for a, column in zip(high, zip(*vectors, strict=True), strict=True)
        )
    return found[::-1]


def _can_reach_zero(reached: _Vector, low: _Vector, high: _Vector) -> bool:
    return all(a + b <= 0 <= a + c for a, b, c in zip(reached, low, high, strict=True))
