"""Do the sums of the rows speak against the order of columns that a header names?"""

from __future__ import annotations

from collections.abc import Sequence

from importers.source_rows import SourceRow
from importers.values import read_value
from store.forms import ValueKind


def contradicts_sums(order: Sequence[int | None] | None, rows: Sequence[SourceRow]) -> bool:
    """True where more rows add up in the form's order than in the order of the header's names.

    ``order`` is the form's column of each value, the last of which is the total; None: the
    form's own order, which nothing contradicts. A header that lost a cell names every column
    after it wrongly; only the figures can tell that from columns that were really moved.
    """
    if order is None or len(order) - 1 not in order:
        return False
    named = list(order).index(len(order) - 1)
    by_form = by_name = 0
    for row in rows:
        values = [read_value(cell.text, ValueKind.COUNT)[1] for cell in row.filled]
        numbers = [value for value in values if isinstance(value, int)]
        if len(numbers) != len(order) or not any(numbers):
            continue
        by_form += sum(numbers) == 2 * numbers[-1]
        by_name += sum(numbers) == 2 * numbers[named]
    return by_form > by_name
