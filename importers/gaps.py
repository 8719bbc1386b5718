"""Rows without a match that stand between rows that have one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from importers.labels import Wording, normalise
from importers.source_rows import SourceRow

_FEWEST_UNNAMED = 2


class Anchor(Protocol):
    """A source row that is known to be a form row."""

    @property
    def row(self) -> SourceRow:
        """The row that has the values."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Rows of values between two anchors, and the form rows missing there, both by position."""

    rows: tuple[int, ...]
    targets: tuple[int, ...]


def gaps(
    rows: Sequence[SourceRow],
    waiting: Sequence[int],
    wordings: Sequence[Wording],
    optional: frozenset[int],
    matches: Mapping[int, Anchor],
) -> Iterator[Gap]:
    """All gaps that hold rows; ``waiting`` are positions of the rows without a match."""
    missing = [i for i in range(len(wordings)) if i not in matches and i not in optional]
    anchors = sorted((match.row.number, target) for target, match in matches.items())
    bounds = [(0, -1), *anchors, (10**9, len(wordings))]
    for (low, low_target), (high, high_target) in pairwise(bounds):
        between = tuple(i for i in waiting if low < rows[i].number < high)
        if between:
            yield Gap(between, tuple(t for t in missing if low_target < t < high_target))


def unnamed_group(
    gap: Gap, rows: Sequence[SourceRow], wordings: Sequence[Wording], groups: Mapping[str, str]
) -> tuple[str, tuple[int, ...]] | None:
    """The group label and the form rows, where a whole group stands without labels of its own.

    The gap has to hold nothing else: as many rows of equally many values as the group has in
    the form, one after the other, the first under the label of the group, the others bare.
    """
    own = [rows[index] for index in gap.rows]
    if len(own) < _FEWEST_UNNAMED or len(own) != len(gap.targets) or not own[0].labels:
        return None
    text = normalise(own[0].labels[-1].text)
    group = groups.get(text)
    if group is None or any(row.labels for row in own[1:]):
        return None
    if any(b.number != a.number + 1 for a, b in pairwise(own)):
        return None
    if len({len(row.filled) for row in own}) != 1:
        return None
    members = tuple(
        i
        for i, official in enumerate(wordings)
        if len(official.path) > 1 and official.path[-2] == group
    )
    return (text, members) if members == gap.targets else None
