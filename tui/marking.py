"""Marks on the lines of a list: ids, never positions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Marks:
    """Marked ids. While a range is open (``anchor``) each move extends it from there.

    ``before`` is what was marked when the range was opened.
    """

    ids: frozenset[int] = frozenset()
    anchor: int | None = None
    before: frozenset[int] = frozenset()

    def toggled(self, one: int) -> Marks:
        """Mark one, or take its mark away; a range ends there."""
        return Marks(self.ids ^ {one})

    def ranged(self, one: int) -> Marks:
        """Open a range at one; close it where one is open."""
        if self.anchor is not None:
            return Marks(self.ids)
        return Marks(self.ids | {one}, one, self.ids)

    def moved(self, order: Sequence[int], to: int) -> Marks:
        """Extend an open range to one; a range whose beginning is out of sight ends."""
        if self.anchor is None:
            return self
        if self.anchor not in order or to not in order:
            return Marks(self.ids)
        first, last = sorted((order.index(self.anchor), order.index(to)))
        return replace(self, ids=self.before | set(order[first : last + 1]))

    def out_of(self, shown: Collection[int]) -> int:
        """How many marks are on what is not shown."""
        return len(self.ids.difference(shown))

    def in_order(self, order: Sequence[int]) -> list[int]:
        """Marked ids in an order, those that it does not have last."""
        known = [one for one in order if one in self.ids]
        return [*known, *sorted(self.ids.difference(known))]
