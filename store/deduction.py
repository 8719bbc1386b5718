"""Blank and lost cells whose figure the equations leave no choice about.

Each unknown is an integer ≥ 0. An equation with one unknown gives it; one whose unknowns all stand
on the side that has to add nothing makes all of them 0. What is found counts as known for the
next. Nothing is deduced in a table where an equation fails or two of them disagree: which figure is
wrong is not known there. The figures are proposals, never written.
"""

from __future__ import annotations

from collections.abc import Mapping

from store.equations import figures
from store.forms import Equation, Form
from store.report import Cell, Change, Proposal, State

HOW = "deduced"
_UNKNOWN = frozenset({State.BLANK, State.LOST})


def deduce_cells(form: Form, cells: Mapping[str, Cell], table: str) -> tuple[Proposal, ...]:
    """The blank and lost cells of a table that can be deduced, as one proposal in form order."""
    values = {f: v for f, v in figures(form, cells).items() if isinstance(v, int)}
    unknown = {f for f, cell in cells.items() if cell.state in _UNKNOWN}
    equations = [
        equation
        for equation in form.equations
        if equation.table == table
        and all(field in values or field in unknown for field in equation.fields)
    ]
    deduced: dict[str, int] = {}
    progress = True
    while progress:
        progress = False
        for equation in equations:
            found = _solved(equation, values)
            if found is None:
                return ()
            progress = progress or bool(found)
            deduced |= found
            values |= found
    if not deduced:
        return ()
    order = [field.id for field in form.fields if field.id in deduced]
    changes = tuple(Change(field, None, deduced[field]) for field in order)
    return (Proposal(HOW, changes, True),)


def _solved(equation: Equation, values: Mapping[str, int]) -> dict[str, int] | None:
    """What an equation gives for its unknowns; None where it cannot hold."""
    missing = sum(values.get(f, 0) for f in equation.right)
    missing -= sum(values.get(f, 0) for f in equation.left)
    left = [f for f in equation.left if f not in values]
    right = [f for f in equation.right if f not in values]
    unknown = [*left, *right]
    if not unknown:
        return {} if missing == 0 else None
    # Unknowns of one side have to make up what that side lacks.
    lacks = missing if left else -missing
    if left and right:
        return {}
    if lacks < 0:
        return None
    if lacks == 0:
        return dict.fromkeys(unknown, 0)
    return {unknown[0]: lacks} if len(unknown) == 1 else {}
