"""Wrong cells as general solvers find them: the fewest figures to change so that all sums hold.

CP-SAT (``ortools``) works with exact integers; HiGHS (``scipy``) is told by a large number which
figures may change, and rounds. Neither knows how people err, so of several smallest changes each
gives any one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from store.forms import Equation, Form
from tests.benchmarks.table import is_installed

Figures = Mapping[str, int]
_WORKERS = 2
_SECONDS = 2.0


def _of(form: Form, figures: Figures) -> Sequence[Equation]:
    return [one for one in form.equations if all(name in figures for name in one.fields)]


def _most(figures: Figures) -> int:
    return 2 * max(figures.values()) + 10


def cp_sat(form: Form, figures: Figures) -> dict[str, int]:
    """The figures that CP-SAT changes, and to what; nothing where its time was over."""
    from ortools.sat.python import cp_model

    model: Any = cp_model.CpModel()
    most = _most(figures)
    value = {name: model.NewIntVar(0, most, name) for name in figures}
    changed = {name: model.NewBoolVar(f"{name}?") for name in figures}
    for name, printed in figures.items():
        model.Add(value[name] == printed).OnlyEnforceIf(changed[name].Not())
    for one in _of(form, figures):
        model.Add(sum(value[name] for name in one.left) == sum(value[name] for name in one.right))
    model.Minimize(sum(changed.values()))
    solver: Any = cp_model.CpSolver()
    solver.parameters.num_workers = _WORKERS
    solver.parameters.max_time_in_seconds = _SECONDS
    if solver.Solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return {}
    found = {name: solver.Value(value[name]) for name in figures}
    return {name: new for name, new in found.items() if new != figures[name]}


def highs(form: Form, figures: Figures) -> dict[str, int]:
    """The figures that HiGHS changes, and to what; nothing where its time was over."""
    import numpy
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import lil_array

    names, most = list(figures), _most(figures)
    at, count = {name: index for index, name in enumerate(figures)}, len(figures)
    sums = _of(form, figures)
    equal = lil_array((len(sums), 2 * count))
    for row, one in enumerate(sums):
        for name in one.left:
            equal[row, at[name]] += 1
        for name in one.right:
            equal[row, at[name]] -= 1
    # A figure differs from what is printed by no more than ``most`` times whether it may.
    over, under = lil_array((count, 2 * count)), lil_array((count, 2 * count))
    for index in range(count):
        over[index, index] = under[index, index] = 1
        over[index, count + index], under[index, count + index] = -most, most
    printed = numpy.array([figures[name] for name in names], dtype=float)
    found = milp(
        numpy.concatenate([numpy.zeros(count), numpy.ones(count)]),
        integrality=numpy.ones(2 * count),
        bounds=Bounds(
            numpy.zeros(2 * count),
            numpy.concatenate([numpy.full(count, most), numpy.ones(count)]),
        ),
        constraints=[
            LinearConstraint(equal.tocsr(), 0, 0),
            LinearConstraint(over.tocsr(), -numpy.inf, printed),
            LinearConstraint(under.tocsr(), printed, numpy.inf),
        ],
        options={"time_limit": _SECONDS},
    )
    if found.x is None:
        return {}
    new = {name: round(found.x[at[name]]) for name in names}
    return {name: changed for name, changed in new.items() if changed != figures[name]}


_ALL: Sequence[tuple[str, str, Callable[[Form, Figures], dict[str, int]]]] = (
    ("CP-SAT", "ortools", cp_sat),
    ("HiGHS", "scipy", highs),
)


def peers() -> dict[str, Callable[[Form, Figures], dict[str, int]]]:
    """The solvers that are installed, by name."""
    return {name: solve for name, distribution, solve in _ALL if is_installed(distribution)}


def mends(form: Form, figures: Figures, changes: Figures) -> bool:
    """Whether all sums hold after the changes."""
    new = {**figures, **changes}
    return all(
        sum(new[name] for name in one.left) == sum(new[name] for name in one.right)
        for one in _of(form, figures)
    )
