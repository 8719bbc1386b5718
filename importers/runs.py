"""Labels in one run of lines and figures in another: which figures stand for which rows.

Nothing is placed: every row whose figures stand elsewhere is lost. Where there are exactly as
many figures as the rows need, each row keeps as raw text those that would be its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from importers.align import RowMatch
from importers.document import GridCell
from importers.source_rows import SourceRow

# A row with the figures of as many rows is no slip of one row.
_FEWEST_ROWS = 2


def figures_elsewhere(
    rows: Sequence[SourceRow], matches: Sequence[RowMatch], width: int
) -> dict[int, tuple[GridCell, ...]]:
    """By form row the figures that may be its own, for rows whose figures stand in a run.

    ``width`` are the figures that each row should have.
    """
    found: dict[int, tuple[GridCell, ...]] = {}
    by_number = {row.number: match for match in matches for row in match.fragments}
    for row in rows:
        if len(row.filled) < _FEWEST_ROWS * width:
            continue
        own = by_number.get(row.number)
        before = _blank_beside(row, rows, by_number, -1)
        behind = _blank_beside(row, rows, by_number, 1)
        owners = [*before, own] if own is not None and before else behind
        if len(owners) < _FEWEST_ROWS:
            continue
        is_whole = len(row.filled) == width * len(owners)
        for index, match in enumerate(owners):
            part = slice(index * width, (index + 1) * width) if is_whole else slice(None)
            found[match.target] = row.filled[part]
    return found


def _blank_beside(
    row: SourceRow, rows: Sequence[SourceRow], by_number: dict[int, RowMatch], step: int
) -> list[RowMatch]:
    """The matched rows without any figure next to a row, labels of groups between them."""
    numbers = {other.number: other for other in rows}
    found: list[RowMatch] = []
    number = row.number + step
    while number in numbers and not numbers[number].filled:
        match = by_number.get(number)
        if match is not None and match not in found and not match.row.filled:
            found.append(match)
        number += step
    return found if step > 0 else found[::-1]
