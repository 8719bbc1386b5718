"""What may have happened to the values of a row, and its values with that undone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum

MOST_DIGITS = 15
_FIGURE = re.compile(r"0|[1-9][0-9]*")


class Slip(StrEnum):
    """What may have happened to the values of a lost row.

    A value is missing; two neighbours are printed as one figure (to be split); one figure stands
    in two cells (to be joined); all are there, but apart from their label; or two are as one and
    another one stands in two cells.
    """

    MISSING = "inference"
    SPLIT = "split"
    JOINED = "joined"
    APART = "apart"
    REGROUPED = "regrouped"


def undone(texts: Sequence[str], wanted: int) -> Iterator[tuple[Slip, list[str | None]]]:
    """The values with each possible slip undone, the simplest first; None is a lost value.

    All others are figures as they are printed: 007 is none.
    """
    for slip, found in _tried(texts, wanted):
        if all(text is None or _FIGURE.fullmatch(text) for text in found):
            yield slip, found


def _tried(texts: Sequence[str], wanted: int) -> Iterator[tuple[Slip, list[str | None]]]:
    if len(texts) == wanted - 1:
        for gap in range(wanted):
            yield Slip.MISSING, [*texts[:gap], None, *texts[gap:]]
        for _, parted in _parted(texts):
            yield Slip.SPLIT, parted
    elif len(texts) == wanted:
        yield Slip.APART, list(texts)
        for at, whole in _united(texts):
            for place, parted in _parted(whole):
                if place != at:
                    yield Slip.REGROUPED, parted
    elif len(texts) == wanted + 1:
        for _, whole in _united(texts):
            yield Slip.JOINED, [*whole]


def _parted(texts: Sequence[str]) -> Iterator[tuple[int, list[str | None]]]:
    """One figure taken as two."""
    for at, text in enumerate(texts):
        for cut in range(1, len(text)):
            yield at, [*texts[:at], text[:cut], text[cut:], *texts[at + 1 :]]


def _united(texts: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Two neighbours taken as one figure."""
    for at in range(len(texts) - 1):
        whole = texts[at] + texts[at + 1]
        if len(whole) <= MOST_DIGITS:
            yield at, [*texts[:at], whole, *texts[at + 2 :]]
