"""The equations of a form on the figures of one report, as a system that can be changed.

A residual is right sum minus left sum; an equation that holds has none. Equations with a cell that
is no figure are left out: nothing is known of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, cached_property

from store.equations import figures
from store.forms import Axis, Equation, Form
from store.report import Cell

# Changes by field id: what is added to the figure.
Deltas = Mapping[str, int]
Incidence = tuple[tuple[int, int], ...]


@cache
def _incidence(form: Form) -> dict[str, Incidence]:
    """For each field the equations that it lies in, by position, with its sign in the residual."""
    found: dict[str, list[tuple[int, int]]] = {}
    for index, equation in enumerate(form.equations):
        for field in equation.left:
            found.setdefault(field, []).append((index, -1))
        for field in equation.right:
            found.setdefault(field, []).append((index, 1))
    order = [field.id for field in form.fields]
    return {field: tuple(found[field]) for field in order if field in found}


def _signatures(
    touching: Mapping[str, Incidence], locked: frozenset[str]
) -> dict[frozenset[int], tuple[str, ...]]:
    found: dict[frozenset[int], list[str]] = {}
    for field, pairs in touching.items():
        if field not in locked:
            found.setdefault(frozenset(index for index, _ in pairs), []).append(field)
    return {signature: tuple(fields) for signature, fields in found.items()}


@cache
def _signatures_of_form(form: Form) -> dict[frozenset[int], tuple[str, ...]]:
    return _signatures(_incidence(form), frozenset())


class SumSystem:
    """Figures, the equations that can be assessed, and what is missing in those that fail."""

    def __init__(
        self, form: Form, cells: Mapping[str, Cell], locked: frozenset[str] = frozenset()
    ) -> None:
        """``locked`` cells are never changed: a reviewer has read them in the source."""
        self.form = form
        self.equations: tuple[Equation, ...] = form.equations
        self.values = {f: v for f, v in figures(form, cells).items() if isinstance(v, int)}
        self.locked = locked
        self.assessable = frozenset(
            index
            for index, equation in enumerate(form.equations)
            if all(field in self.values for field in equation.fields)
        )
        touching = _incidence(form)
        if len(self.assessable) < len(form.equations):
            touching = {
                field: tuple(pair for pair in pairs if pair[0] in self.assessable)
                for field, pairs in touching.items()
            }
        self.touching: Mapping[str, Incidence] = {
            field: pairs for field, pairs in touching.items() if pairs
        }
        self.residuals = {i: r for i in sorted(self.assessable) if (r := self._residual(i))}

    def _residual(self, index: int) -> int:
        equation, values = self.equations[index], self.values
        return sum([values[f] for f in equation.right]) - sum([values[f] for f in equation.left])

    def changeable(self, index: int) -> tuple[str, ...]:
        """The cells of an equation that may be changed, in the order of the equation."""
        fields = self.equations[index].fields
        return tuple(f for f in fields if f not in self.locked) if self.locked else fields

    @cached_property
    def by_signature(self) -> Mapping[frozenset[int], tuple[str, ...]]:
        """Cells that may be changed by the equations that they lie in."""
        if len(self.assessable) == len(self.equations) and not self.locked:
            return _signatures_of_form(self.form)
        return _signatures(self.touching, self.locked)

    def settled_by(self, axis: Axis) -> frozenset[str]:
        """Cells whose equations along this axis all fail: others cannot change alone in them."""
        holding = {
            index
            for index in self.assessable - self.residuals.keys()
            if self.equations[index].axis is axis
        }
        kept = {field for index in holding for field in self.equations[index].fields}
        return frozenset(self.values.keys() - kept - self.locked)

    def touched(self, fields: Iterable[str]) -> set[int]:
        """The equations in which these cells lie."""
        return {index for field in fields for index, _ in self.touching.get(field, ())}

    def settles(self, deltas: Deltas) -> bool:
        """True where all equations that these changes touch hold after them."""
        residuals: dict[int, int] = {}
        for field, delta in deltas.items():
            for index, sign in self.touching.get(field, ()):
                residuals[index] = residuals.get(index, self.residuals.get(index, 0)) + sign * delta
        return not any(residuals.values())

    def is_possible(self, deltas: Deltas) -> bool:
        """True where no figure becomes less than 0 and no locked cell is changed."""
        for field, delta in deltas.items():
            if self.values[field] + delta < 0 or field in self.locked:
                return False
        return True
