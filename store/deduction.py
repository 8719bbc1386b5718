"""Blank and lost cells whose figure the equations leave no choice about.

Each unknown is an integer ≥ 0. The equations are reduced against each other by elimination; one with one unknown left gives it, one whose unknowns all have to add up to nothing
makes all of them 0. What is found counts as known for the next. Nothing is deduced in a table where
an equation fails or two of them disagree: which figure is wrong is not known there. The figures are
proposals, never written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from store.equations import figures
from store.forms import Equation, Form
from store.report import Cell, Change, Proposal, State

HOW = "deduced"
# Unknown cells with their factors, and what they have to add up to.
Sum = tuple[dict[str, Fraction], Fraction]
_NONE = Fraction(0)
_SIGNS = {1: Fraction(1), -1: Fraction(-1)}
_UNKNOWN = frozenset({State.BLANK, State.LOST})


def deduce_cells(form: Form, cells: Mapping[str, Cell], table: str) -> tuple[Proposal, ...]:
    """The blank and lost cells of a table that can be deduced, as one proposal in form order."""
    own = [equation for equation in form.equations if equation.table == table]
    if not own:
        return ()
    values = {f: v for f, v in figures(form, cells).items() if isinstance(v, int)}
    unknown = {f for f, cell in cells.items() if cell.state in _UNKNOWN}
    known = unknown | values.keys()
    equations = [equation for equation in own if known.issuperset(equation.fields)]
    deduced: dict[str, int] = {}
    while True:
        left = [_left_over(equation, values) for equation in equations]
        found = _solved(left)
        if not found and found is not None:
            found = _solved(_reduced(left))
        if found is None:
            return ()
        if not found:
            break
        deduced |= found
        values |= found
    if not deduced:
        return ()
    order = [field.id for field in form.fields if field.id in deduced]
    changes = tuple(Change(field, None, deduced[field]) for field in order)
    return (Proposal(HOW, changes, True),)


def _left_over(equation: Equation, values: Mapping[str, int]) -> Sum:
    """The unknowns of an equation with their signs, and what they have to add up to."""
    missing = 0
    terms: dict[str, Fraction] = {}
    for sign, fields in ((1, equation.left), (-1, equation.right)):
        for field in fields:
            value = values.get(field)
            if value is None:
                terms[field] = _SIGNS[sign]
            else:
                missing -= sign * value
    return terms, Fraction(missing) if missing else _NONE


def _solved(sums: Iterable[Sum]) -> dict[str, int] | None:
    """What single sums give for their unknowns; None where one cannot be."""
    found: dict[str, int] = {}
    for terms, wanted in sums:
        signs = {sign > 0 for sign in terms.values()}
        if not terms:
            if wanted:
                return None
        elif len(terms) == 1:
            ((field, factor),) = terms.items()
            value = wanted / factor
            if value < 0 or value.denominator != 1 or found.get(field, value) != value:
                return None
            found[field] = int(value)
        elif len(signs) == 1:
            if wanted and (wanted > 0) not in signs:
                return None
            if not wanted:
                if any(found.get(field) for field in terms):
                    return None
                found |= dict.fromkeys(terms, 0)
    return found


def _reduced(sums: Sequence[Sum]) -> list[Sum]:
    """The same sums with as few unknowns as elimination leaves in each."""
    rows = [(dict(terms), wanted) for terms, wanted in sums if terms]
    for at in range(len(rows)):
        terms, wanted = rows[at]
        if not terms:
            continue
        pivot = min(terms)
        factor = terms[pivot]
        terms = {field: sign / factor for field, sign in terms.items()}
        rows[at] = terms, wanted / factor
        for other, (others, rest) in enumerate(rows):
            times = others.get(pivot)
            if other != at and times:
                merged = {
                    field: others.get(field, _NONE) - times * terms.get(field, _NONE)
                    for field in others.keys() | terms.keys()
                }
                rows[other] = (
                    {field: sign for field, sign in merged.items() if sign},
                    rest - times * rows[at][1],
                )
    return rows
