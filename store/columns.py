"""Values of one kind ↔ JSON that repeats itself much, which packs better."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

_T = TypeVar("_T")


def once(values: list[_T]) -> list[_T]:
    """The value alone where all are the same."""
    return values[:1] if len(values) > 1 and values.count(values[0]) == len(values) else values


def each(values: list[_T], count: int) -> list[_T]:
    """The inverse of ``once`` for so many values."""
    return values * count if len(values) == 1 else values


def numbered(names: Iterable[str]) -> list[Any]:
    """Each name once, and for each place its number among them."""
    numbers: dict[str, int] = {}
    found = [numbers.setdefault(name, len(numbers)) for name in names]
    return [list(numbers), once(found)]


def named(packed: list[Any], count: int) -> list[str]:
    """The inverse of ``numbered``."""
    names, numbers = packed
    return [names[number] for number in each(numbers, count)]


def steps(values: Iterable[int | None]) -> list[int | None]:
    """Numbers as steps from the one before; where there is none, None."""
    found: list[int | None] = []
    last = 0
    for value in values:
        if value is None:
            found.append(None)
        else:
            found.append(value - last)
            last = value
    return once(found) if None in found else found


def summed(packed: list[int | None], count: int) -> list[int | None]:
    """The inverse of ``steps``."""
    found: list[int | None] = []
    last = 0
    for step in each(packed, count) if packed == [None] else packed:
        if step is not None:
            last += step
        found.append(None if step is None else last)
    return found
