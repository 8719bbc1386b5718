"""Evaluate a form's equations on the figures of a report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from store.forms import Equation, Form, ValueKind
from store.report import Cell, Number, State


class Status(StrEnum):
    """What can be said of an equation; only HOLDS is a pass."""

    HOLDS = "holds"
    FAILS = "fails"
    NOT_ASSESSABLE = "not_assessable"
    HOLDS_IF_BLANKS_ARE_0 = "holds_if_blanks_are_0"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """An equation with both sums; a sum is None where a term has no figure."""

    equation: Equation
    status: Status
    left: Number | None
    right: Number | None

    @property
    def difference(self) -> Number | None:
        """Right sum minus left sum."""
        if self.left is None or self.right is None:
            return None
        return self.right - self.left


def is_countable(cell: Cell, kind: ValueKind) -> bool:
    """True for a figure that equations may use: a number that its field can hold."""
    if cell.state is not State.NUMBER or cell.value is None:
        return False
    if kind is ValueKind.COUNT:
        return isinstance(cell.value, int) and cell.value >= 0
    return kind is not ValueKind.AMOUNT or cell.value >= 0


def figures(form: Form, cells: Mapping[str, Cell]) -> dict[str, Number]:
    """The figures that equations may use, by field id."""
    return {
        field: cell.value
        for field, cell in cells.items()
        if cell.value is not None and is_countable(cell, form.fields_by_id[field].column.kind)
    }


def _sum(
    fields: Iterable[str], cells: Mapping[str, Cell], known: Mapping[str, Number]
) -> tuple[Number | None, bool, Number]:
    """Sum, whether blanks are all that is missing, and the sum with blanks as 0."""
    total: Number = 0
    complete = blanks_only = True
    for field in fields:
        value = known.get(field)
        if value is not None:
            total = total + value
        else:
            complete = False
            blanks_only = blanks_only and cells[field].state is State.BLANK
    return (total if complete else None), blanks_only, total


def evaluate(equation: Equation, cells: Mapping[str, Cell], form: Form) -> Evaluation:
    """Evaluate one equation on cells by field id (all fields of the form must be there)."""
    own = {field: cells[field] for field in equation.fields}
    return _evaluate(equation, cells, figures(form, own))


def _evaluate(
    equation: Equation, cells: Mapping[str, Cell], known: Mapping[str, Number]
) -> Evaluation:
    left, left_blanks, left_zero = _sum(equation.left, cells, known)
    right, right_blanks, right_zero = _sum(equation.right, cells, known)
    if left is not None and right is not None:
        status = Status.HOLDS if left == right else Status.FAILS
    elif left_blanks and right_blanks and left_zero == right_zero:
        status = Status.HOLDS_IF_BLANKS_ARE_0
    else:
        status = Status.NOT_ASSESSABLE
    return Evaluation(equation, status, left, right)


def evaluate_all(form: Form, cells: Mapping[str, Cell]) -> tuple[Evaluation, ...]:
    """All equations of a form, rows of part three first (the order in which cases are named)."""
    own = {field: cells[field] for field in form.fields_by_id if field in cells}
    known = figures(form, own)
    return tuple([_evaluate(equation, cells, known) for equation in form.equations])


def cases(failed: Iterable[Evaluation]) -> list[list[Evaluation]]:
    """Failed equations in groups that share cells, each group in form order."""
    groups: list[list[Evaluation]] = []
    for evaluation in failed:
        fields = set(evaluation.equation.fields)
        touching = [
            group for group in groups if any(fields & set(other.equation.fields) for other in group)
        ]
        merged = [other for group in touching for other in group]
        groups = [group for group in groups if group not in touching]
        groups.append([*merged, evaluation])
    return groups
