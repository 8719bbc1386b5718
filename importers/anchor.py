"""Values of a row → columns of the form, by count from the label, never by header position.

A row that lacks a value is trusted to be blank there only where the table itself shows that its
cells are all there: full rows of the same shape have as many cells, or all rows keep to the same
columns. Else the row is *lost*: nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from importers.document import Anchoring, GridCell
from importers.source_rows import SourceRow
from importers.values import read_value
from store.forms import ValueKind


@dataclass(frozen=True, slots=True)
class Placed:
    """The value cells of one row in form order.

    ``cells`` holds None where a blank left no cell; ``cells`` None: the row is lost.
    """

    cells: tuple[GridCell | None, ...] | None


_LOST = Placed(None)


@dataclass(frozen=True, slots=True)
class ShapedRow:
    """A matched row: how many values it should have, how deep its label lies, what follows.

    ``following`` is the depth of the next row's label: cells that a source without row ends
    leaves before that label count as this row's pads.
    """

    row: SourceRow
    width: int
    depth: int
    following: int

    @property
    def key(self) -> tuple[int, int, int]:
        """Rows of equal key have equally many cells in a table that is whole."""
        if self.row.anchoring is Anchoring.LEFT:
            return self.width, self.depth, self.following
        return self.width, self.depth, 0


@dataclass
class Shapes:
    """What the rows of one part of a table show about where values stand."""

    columns: dict[int, tuple[int, ...]] = field(default_factory=dict)
    full: dict[tuple[int, int, int], set[tuple[int, int]]] = field(default_factory=dict)
    lengths: dict[tuple[int, int, int], list[int]] = field(default_factory=dict)
    has_full_rows: bool = False


def study(shaped: Sequence[ShapedRow], header: Sequence[GridCell]) -> Shapes:
    """Learn from the rows of one part of a table; ``header`` are its leaf header cells."""
    shapes = Shapes()
    for width in {entry.width for entry in shaped}:
        rows = [e.row for e in shaped if e.width == width and e.row.filled]
        columns = _columns_of(rows, width)
        if columns is None and len(header) == width:
            columns = _header_columns(header, rows)
        if columns is not None:
            shapes.columns[width] = columns
    for entry in shaped:
        row = entry.row
        if not row.filled:
            continue
        shapes.lengths.setdefault(entry.key, []).append(len(row.values))
        if len(row.filled) == entry.width:
            lead = next(i for i, cell in enumerate(row.values) if cell.text.strip())
            shapes.full.setdefault(entry.key, set()).add((lead, len(row.values)))
            shapes.has_full_rows = True
    return shapes


def _columns_of(rows: Sequence[SourceRow], width: int) -> tuple[int, ...] | None:
    """The columns of the values, where every row keeps to them and one row is full."""
    used = sorted({cell.column for row in rows for cell in row.filled})
    if len(used) != width or not any(len(row.filled) == width for row in rows):
        return None
    if any(cell.column >= used[0] for row in rows for cell in row.labels):
        return None
    return tuple(used)


def _header_columns(
    header: Sequence[GridCell], rows: Sequence[SourceRow]
) -> tuple[int, ...] | None:
    """The columns of the header's leaves, where no row has label or value outside them."""
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


def place_values(entry: ShapedRow, shapes: Shapes) -> Placed:
    """Put a row's values into its columns."""
    row, width = entry.row, entry.width
    if not row.filled:
        whole = row.values if len(row.values) == width else (None,) * width
        return Placed(tuple(whole))
    if len(row.filled) > width:
        return _LOST
    if len(row.filled) == width:
        return Placed(row.filled)
    if row.anchoring is Anchoring.SPARSE:
        return _LOST
    if row.anchoring is Anchoring.ALIGNED:
        placed = _by_column(row, shapes.columns.get(width), needs_cell=False)
    elif row.anchoring is Anchoring.PADDED or (
        row.anchoring is Anchoring.EXACT and width in shapes.columns
    ):
        placed = _by_column(row, shapes.columns.get(width), needs_cell=True)
    else:
        placed = _by_shape(entry, shapes)
    # Where no row at all is full, the last column is blank by habit, not by a slip.
    if placed.cells is None or (shapes.has_full_rows and _is_slid(placed.cells)):
        return _LOST
    return placed


def _by_column(row: SourceRow, columns: tuple[int, ...] | None, *, needs_cell: bool) -> Placed:
    if columns is None:
        return _LOST
    by_column = {cell.column: cell for cell in row.values}
    if any(cell.column not in columns for cell in row.filled):
        return _LOST
    # A row that ends early may have lost a cell in its middle.
    if needs_cell and any(column not in by_column for column in columns):
        return _LOST
    return Placed(tuple(by_column.get(column) for column in columns))


def _by_shape(entry: ShapedRow, shapes: Shapes) -> Placed:
    """Blanks count where the row has as many cells as whole rows of its shape."""
    row, width = entry.row, entry.width
    full = shapes.full.get(entry.key)
    if full is not None:
        if len(full) != 1:
            return _LOST
        lead, length = next(iter(full))
        if len(row.values) != length:
            return _LOST
    else:
        lengths = shapes.lengths[entry.key]
        if len(set(lengths)) != 1 or (len(lengths) == 1 and len(row.values) != width):
            return _LOST
        # Alone in its shape in a table that has whole rows, it has nothing to be measured by.
        if len(lengths) == 1 and shapes.has_full_rows and row.anchoring is Anchoring.LEFT:
            return _LOST
        lead = 0
        if len(row.values) > width and not row.values[0].text.strip():
            return _LOST
    chosen = row.values[lead : lead + width]
    rest = (*row.values[:lead], *row.values[lead + width :])
    if len(chosen) < width or any(cell.text.strip() for cell in rest):
        return _LOST
    return Placed(tuple(chosen))


def _is_slid(cells: Sequence[GridCell | None]) -> bool:
    """True where only the last cell is blank and the one before could be the total of the row.

    Then a value was lost and the total slid into its neighbour, as likely as the total is blank.
    """
    texts = [cell.text if cell is not None else "" for cell in cells]
    if len(texts) < 4 or texts[-1].strip() or not all(text.strip() for text in texts[:-1]):
        return False
    values = [read_value(text, ValueKind.COUNT)[1] for text in texts[:-1]]
    numbers = [value for value in values if isinstance(value, int)]
    return len(numbers) == len(values) and numbers[-1] > 0 and sum(numbers[:-1]) <= numbers[-1]
