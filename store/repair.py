"""Which cell is wrong: the smallest changes that make all equations hold.

After Fellegi & Holt (1976) and Scholtus, "A generalized Fellegi–Holt paradigm", Survey
Methodology 12-001-X (2016): minimise the cost of edit operations. Exact integers; a fixed bound
on the supports tried, never on time, so that the same cells always give the same proposals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from store.equations import Evaluation, Status, evaluate, figures
from store.forms import Equation, Form
from store.report import Cell, Change, Number, Proposal, State

MOST_CELLS = 2
MOST_SUPPORTS = 20_000
MOST_LISTED = 5
_TIE = 0.2


def propose_repairs(
    form: Form,
    cells: Mapping[str, Cell],
    case: Sequence[Evaluation],
    locked: frozenset[str] = frozenset(),
) -> tuple[Proposal, ...]:
    """Explanations of one case, cheapest first; none where more than five tie or none is found.

    ``locked`` cells are never changed: a reviewer has read them in the source.

    A proposal is ``sole`` where the next one is at least 0.2 dearer.
    """
    values = figures(form, cells)
    # All assessable equations count: a repair may not break one that holds.
    equations = [
        equation for equation in form.equations if all(field in values for field in equation.fields)
    ]
    failed = [evaluation.equation for evaluation in case]
    found: list[tuple[float, tuple[Change, ...]]] = []
    budget = [MOST_SUPPORTS]
    for size in range(1, MOST_CELLS + 1):
        for support in _supports(failed, size, budget):
            if locked.intersection(support):
                continue
            changes = _solve(support, values, equations)
            if changes is not None:
                found.append((_cost(changes), changes))
        if found:
            break
    found += [
        (cost, changes)
        for cost, changes in _moves(form, values, equations, failed)
        if not locked.intersection(change.field for change in changes)
    ]
    unique = {
        tuple(c.field for c in changes): (cost, changes)
        for cost, changes in sorted(found, key=lambda item: (-item[0], [c.field for c in item[1]]))
    }
    ranked = sorted(unique.values(), key=lambda item: (item[0], [c.field for c in item[1]]))
    if not ranked:
        return ()
    near = [item for item in ranked if item[0] < ranked[0][0] + _TIE - 1e-9]
    if len(near) > MOST_LISTED:
        return ()
    return tuple(
        Proposal("repair", changes, len(near) == 1 and index == 0, round(cost, 3))
        for index, (cost, changes) in enumerate(ranked[: max(len(near), 1)])
    )


def explained_by_one_move(
    form: Form, cells: Mapping[str, Cell], case: Sequence[Evaluation]
) -> bool:
    """True where one value slid or two neighbours swapped explains all these equations."""
    values = figures(form, cells)
    equations = [e for e in form.equations if all(field in values for field in e.fields)]
    return bool(_moves(form, values, equations, [evaluation.equation for evaluation in case]))


def _supports(
    failed: Sequence[Equation], size: int, budget: list[int]
) -> Iterator[tuple[str, ...]]:
    """Sets of ``size`` cells that touch every failed equation."""
    seen: set[frozenset[str]] = set()

    def extend(chosen: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        if budget[0] <= 0:
            return
        open_equation = next(
            (e for e in failed if not any(field in e.fields for field in chosen)), None
        )
        if open_equation is None:
            if len(chosen) == size:
                key = frozenset(chosen)
                if key not in seen:
                    seen.add(key)
                    budget[0] -= 1
                    yield chosen
                return
            pool = dict.fromkeys(f for e in failed for f in e.fields)
        else:
            if len(chosen) == size:
                return
            pool = dict.fromkeys(open_equation.fields)
        if len(chosen) < size:
            for field in pool:
                if field not in chosen:
                    yield from extend((*chosen, field))

    yield from extend(())


def _solve(
    support: Sequence[str], values: Mapping[str, Number], equations: Sequence[Equation]
) -> tuple[Change, ...] | None:
    """The only new values of the support that make all its equations hold, if there are such."""
    rows: list[list[Fraction]] = []
    for equation in equations:
        signs = [_sign(equation, field) for field in support]
        if not any(signs):
            continue
        rows.append([Fraction(s) for s in signs] + [Fraction(_residual(equation, values))])
    solution = _eliminate(rows, len(support))
    if solution is None:
        return None
    changes = []
    for field, delta in zip(support, solution, strict=True):
        proposed = Fraction(values[field]) + delta
        if delta == 0 or proposed < 0 or proposed.denominator != 1:
            return None
        changes.append(Change(field, values[field], int(proposed)))
    return tuple(changes)


def _sign(equation: Equation, field: str) -> int:
    return equation.left.count(field) - equation.right.count(field)


def _residual(equation: Equation, values: Mapping[str, Number]) -> Number:
    right = sum((values[f] for f in equation.right), start=0)
    return right - sum((values[f] for f in equation.left), start=0)


def _eliminate(rows: list[list[Fraction]], unknowns: int) -> list[Fraction] | None:
    """Solve by elimination; None where there is no solution or more than one."""
    pivot = 0
    for column in range(unknowns):
        found = next((r for r in range(pivot, len(rows)) if rows[r][column]), None)
        if found is None:
            return None
        rows[pivot], rows[found] = rows[found], rows[pivot]
        lead = rows[pivot][column]
        rows[pivot] = [x / lead for x in rows[pivot]]
        for r, row in enumerate(rows):
            if r != pivot and row[column]:
                factor = row[column]
                rows[r] = [x - factor * y for x, y in zip(row, rows[pivot], strict=True)]
        pivot += 1
    if any(row[-1] for row in rows[pivot:]):
        return None
    return [rows[i][-1] for i in range(unknowns)]


def _cost(changes: Sequence[Change]) -> float:
    return sum(1.0 + 0.25 * min(_distance(str(c.printed), str(c.proposed)) - 1, 3) for c in changes)


def _distance(a: str, b: str) -> int:
    """Damerau–Levenshtein distance (adjacent transpositions), for short digit strings."""
    rows = [list(range(len(b) + 1))]
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


def _moves(
    form: Form,
    values: Mapping[str, Number],
    equations: Sequence[Equation],
    failed: Sequence[Equation],
) -> list[tuple[float, tuple[Change, ...]]]:
    """A value slid into an empty neighbour of its row, or two neighbours swapped."""
    found: list[tuple[float, tuple[Change, ...]]] = []
    touched = dict.fromkeys(f for e in failed for f in e.fields)
    for field in touched:
        target = form.fields_by_id[field]
        columns = target.row.columns
        at = columns.index(target.column.key)
        if at + 1 >= len(columns):
            continue
        other = f"{target.table}.{target.row.key}.{columns[at + 1]}"
        if other not in values or values[field] == values[other]:
            continue
        a, b = values[field], values[other]
        changes = (Change(field, a, int(b)), Change(other, b, int(a)))
        after = {**values, field: b, other: a}
        affected = [e for e in equations if field in e.fields or other in e.fields]
        if all(_residual(e, after) == 0 for e in affected) and all(e in affected for e in failed):
            found.append((1.0 if 0 in (a, b) else 1.1, changes))
    return found


def holds_after(
    form: Form, cells: Mapping[str, Cell], proposal: Proposal
) -> tuple[Evaluation, ...]:
    """The equations that a proposal touches, evaluated with its values put in."""
    after = dict(cells)
    for change in proposal.changes:
        cell = cells[change.field]
        after[change.field] = Cell(
            cell.field,
            cell.raw,
            State.NUMBER,
            change.proposed,
            cell.place,
            cell.row_label,
            cell.column_label,
            cell.score,
        )
    touched = {change.field for change in proposal.changes}
    return tuple(
        evaluate(equation, after, form)
        for equation in form.equations
        if touched & set(equation.fields)
    )


def all_hold(evaluations: Sequence[Evaluation]) -> bool:
    """True where every equation holds."""
    return all(evaluation.status is Status.HOLDS for evaluation in evaluations)
