"""Values of a row → columns of the form, by count from the label, never by header position.

A row whose values cannot be told apart from pads is *lost*: nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from importers.document import Anchoring, GridCell
from importers.tables import SourceRow


@dataclass(frozen=True, slots=True)
class Placed:
    """The value cells of one row in form order.

    ``cells`` holds None where a blank left no cell; ``cells`` None: the row is lost. ``blank``
    is true where the source has no value cell at all for the row.
    """

    cells: tuple[GridCell | None, ...] | None
    blank: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """What the full rows of one part of a table show about where values stand.

    ``columns``: the columns of the values, where every row keeps to them. ``lead``: pads
    between label and first value, where all full rows agree.
    """

    columns: tuple[int, ...] | None
    lead: int | None


def frame_of(rows: Sequence[SourceRow], width: int) -> Frame:
    """Study the rows of one part (between two tears) that have ``width`` values each."""
    data = [row for row in rows if row.filled]
    used = sorted({cell.column for row in data for cell in row.filled})
    columns: tuple[int, ...] | None = None
    if len(used) == width and any(len(row.filled) == width for row in data):
        inside = all(
            all(cell.column < used[0] for cell in row.labels)
            and not any(cell.text.strip() for cell in row.values if cell.column not in used)
            for row in data
        )
        columns = tuple(used) if inside else None
    leads = {
        next(i for i, cell in enumerate(row.values) if cell.text.strip())
        for row in data
        if len(row.filled) == width
    }
    return Frame(columns, leads.pop() if len(leads) == 1 else None)


def header_columns(header: Sequence[GridCell], rows: Sequence[SourceRow]) -> tuple[int, ...] | None:
    """The columns of the header's leaf labels, where no row has label or value outside them.

    Serves tables whose columns are partly blank, so that no full row shows the columns.
    """
    columns = sorted({cell.column for cell in header})
    if len(columns) != len(header) or not columns:
        return None
    known = set(columns)
    for row in rows:
        if any(cell.column >= columns[0] for cell in row.labels):
            return None
        if any(cell.column not in known for cell in row.filled):
            return None
    return tuple(columns)


def place_values(row: SourceRow, width: int, frame: Frame) -> Placed:
    """Put a row's values into ``width`` columns."""
    values, filled = row.values, row.filled
    if not filled:
        whole = values[:width] if len(values) == width else ()
        return Placed(tuple(whole) or (None,) * width, blank=True)
    if len(filled) > width:
        return Placed(None)
    if len(filled) == width:
        return Placed(filled)
    if row.anchoring is Anchoring.SPARSE:
        return Placed(None)
    if row.anchoring is Anchoring.ALIGNED:
        return _by_column(row, frame.columns, needs_cell=False)
    if row.anchoring is Anchoring.PADDED:
        return _by_column(row, frame.columns, needs_cell=True)
    if len(values) == width:
        return Placed(tuple(values))
    if len(values) < width:
        return Placed(None)
    placed = _by_column(row, frame.columns, needs_cell=True)
    if placed.cells is not None and row.anchoring is Anchoring.EXACT:
        return placed
    lead = 0 if row.anchoring is Anchoring.LEFT else frame.lead
    if lead is None:
        # No full row shows how labels are padded: sure only where nothing stands behind.
        lead = 0 if values[0].text.strip() else None
    if lead is None:
        return Placed(None)
    chosen = tuple(values[lead : lead + width])
    rest = (*values[:lead], *values[lead + width :])
    if len(chosen) < width or any(cell.text.strip() for cell in rest):
        return Placed(None)
    return Placed(chosen)


def _by_column(row: SourceRow, columns: tuple[int, ...] | None, *, needs_cell: bool) -> Placed:
    if columns is None:
        return Placed(None)
    by_column = {cell.column: cell for cell in row.values}
    if any(cell.column not in columns for cell in row.filled):
        return Placed(None)
    # A row that ends early may have lost a cell in its middle.
    if needs_cell and any(column not in by_column for column in columns):
        return Placed(None)
    return Placed(tuple(by_column.get(column) for column in columns))
