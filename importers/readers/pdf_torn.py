"""Rows of drawn tables that a page break tears between their figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from importers.document import GridCell, GridRow
from importers.values import looks_like_value
from importers.vocabulary import is_label, is_label_fragment

_NUMBERED = re.compile(r"\s*(?:[（(]?[一二三四五六七八九十]{1,3}[）)、]|\d{1,2}[.、．])")


def join_torn(above: GridRow, rows: Sequence[GridRow]) -> tuple[GridRow, list[GridRow]] | None:
    """The last row of a page with the rest that begins the next page, and the other rows there.

    None where the first figures of the next page are a row of their own, or where not both parts
    hold figures. Texts of one cell become its lines, so that no part passes for the whole number.
    """
    index = next((i for i, row in enumerate(rows) if _figures(row)), None)
    if index is None or not _figures(above) or not _goes_on(above, rows[index]):
        return None
    below = {cell.column: cell for cell in rows[index].cells}
    cells = []
    for cell in above.cells:
        other = below.pop(cell.column, None)
        if other is not None and other.text.strip():
            text = f"{cell.text}\n{other.text}" if cell.text.strip() else other.text
            cell = replace(cell, text=text)
        cells.append(cell)
    cells += [cell for cell in below.values() if cell.text.strip()]
    cells.sort(key=lambda cell: cell.column)
    rest = [row for i, row in enumerate(rows) if i != index]
    if index == 0 and rest:
        rest[0] = replace(rest[0], after_break=True)
    return replace(above, cells=tuple(cells)), rest


def _figures(row: GridRow) -> list[GridCell]:
    return [cell for cell in row.cells if looks_like_value(cell.text)]


def _labels(row: GridRow) -> list[GridCell]:
    first = min((cell.column for cell in _figures(row)), default=0)
    return [cell for cell in row.cells if cell.column < first and cell.text.strip()]


def _goes_on(above: GridRow, below: GridRow) -> bool:
    """True where the second row names no row of its own: its label is blank, or a rest."""
    labels, own = _labels(below), _labels(above)
    if not labels:
        return len(_figures(below)) <= len(_figures(above))
    if not own or any(_NUMBERED.match(cell.text) for cell in labels):
        return False
    place = own[-1].column
    if all(cell.column < place for cell in labels):
        return any(cell.column == place for cell in below.cells)
    if is_label(own[-1].text) or is_label(labels[-1].text):
        return False
    whole = own[-1].text + labels[-1].text
    return is_label(whole) or is_label_fragment(whole)
