"""The order of explanations: by cost; what ties by the year before, then by what is 0."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from store.forms import Form
from store.report import Cell
from store.sum_system import Deltas

_CARRIED_IN = ".carried_in."
_CARRIED_OUT = ".carried_out."


@cache
def _places(form: Form) -> dict[str, int]:
    return {field.id: index for index, field in enumerate(form.fields)}


class RepairOrder:
    """Ranks explanations; what was reported for the year before proves none of them."""

    def __init__(self, form: Form, values: Mapping[str, int], previous: Mapping[str, Cell]) -> None:
        """``values`` are the figures of the report, ``previous`` the cells of the year before.

        Nothing is known of the year before where ``previous`` is empty.
        """
        self._at = _places(form)
        self._values = values
        self._previous = {
            field: cell.value
            for field, cell in previous.items()
            if isinstance(cell.value, int) and field in self._at
        }

    def in_form_order(self, fields: Iterable[str]) -> list[str]:
        """Fields in the order of the form."""
        return sorted(fields, key=self._at.__getitem__)

    def ranked(
        self, found: Sequence[tuple[float, Deltas]], tie: float
    ) -> list[tuple[float, Deltas]]:
        """Explanations with their costs: those within ``tie`` of the best first, then by cost."""
        least = min((cost for cost, _ in found), default=0.0)

        def rank(item: tuple[float, Deltas]) -> tuple[object, ...]:
            cost, deltas = item
            fields = self.in_form_order(deltas)
            places = [self._at[field] for field in fields]
            amounts = [deltas[field] for field in fields]
            if cost < least + tie:
                return (
                    0,
                    self._carried(deltas),
                    round(cost, 3),
                    self._nearer(deltas),
                    self._fewer_zeros(deltas),
                    places,
                    amounts,
                )
            return (1, round(cost, 3), places, amounts)

        return sorted(found, key=rank)

    def _carried(self, deltas: Deltas) -> int:
        """Less where cases carried in become those carried out the year before, more where not."""
        points = 0
        for field, delta in deltas.items():
            if _CARRIED_IN in field:
                left = self._previous.get(field.replace(_CARRIED_IN, _CARRIED_OUT))
                if left is not None:
                    printed = self._values[field]
                    points += int(printed == left) - int(printed + delta == left)
        return points

    def _nearer(self, deltas: Deltas) -> int:
        """How much farther from the figures of the year before the changed ones lie."""
        farther = 0
        for field, delta in deltas.items():
            before = self._previous.get(field)
            if before is not None:
                printed = self._values[field]
                farther += abs(printed + delta - before) - abs(printed - before)
        return farther

    def _fewer_zeros(self, deltas: Deltas) -> int:
        """How many cells less are 0 after the changes: most cells of these tables are."""
        return sum(
            int(not self._values[field]) - int(self._values[field] + delta == 0)
            for field, delta in deltas.items()
        )
