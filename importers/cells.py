"""Source cells of one table → canonical cells, with label, place and score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count

from importers.columns import HeaderMatch
from importers.document import GridCell
from importers.source_rows import SourceRow
from importers.values import read_value, strip_spaces
from store.forms import Field, Table
from store.report import Cell, Observation, Parameter, Place, State


@dataclass
class CanonicalTable:
    """One table read against one form. ``score`` tells forms apart: higher fits better.

    ``is_exact``: every row and column of the form is there once, in order, under its own label.
    """

    table: Table
    cells: dict[str, Cell] = field(default_factory=dict)
    extra: list[tuple[str, Cell]] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    score: float = 0.0
    matched_rows: int = 0
    is_exact: bool = False
    confidence: dict[str, float] = field(default_factory=dict)

    def put(self, cell: Cell, source: GridCell | None) -> None:
        """Take a canonical cell, and how sure text recognition was of its text."""
        self.cells[cell.field] = cell
        if source is not None and source.confidence is not None:
            self.confidence[cell.field] = source.confidence


def where(rows: Sequence[SourceRow]) -> dict[str, Parameter]:
    """Where rows stand, for a sentence: lines of a text, or pages where these are ours."""
    firsts = [cell for row in rows if (cell := row.first) is not None]
    found: dict[str, Parameter] = {
        "lines": tuple(cell.line for cell in firsts if cell.line is not None)
    }
    pages = tuple(dict.fromkeys(c.page for c in firsts if c.page is not None and c.box is not None))
    return found | {"pages": pages} if pages else found


def label_place(table: Table, cell: GridCell | None) -> Place:
    """Where a label stands, for what is noticed of it rather than of a cell."""
    if cell is None:
        return Place(table=table.number)
    return Place(cell.page, table.number, None, None, cell.line, cell.box)


def cell_place(table: Table, row: SourceRow, cell: GridCell | None, order: int | None) -> Place:
    """Where a cell stands: the line of the cell itself, else of its row."""
    line = cell.line if cell is not None and cell.line is not None else row.line
    at = cell or row.first
    if at is None:
        return Place(None, table.number, row.number, order, line)
    return Place(at.page, table.number, row.number, order, line, at.box)


def column_name(header: HeaderMatch | None, target: Field) -> str:
    """The label above a cell as printed, else the official one."""
    if header is None or header.cell is None:
        return target.column.label.text
    return printed_label(header.cell.text)


@lru_cache(maxsize=4_000)
def printed_label(text: str) -> str:
    """A label as printed, on one line: narrow cells wrap it anywhere."""
    return strip_spaces("".join(text.splitlines()))


# Most figures of most reports are a few small numbers.
_read = lru_cache(maxsize=4_000)(read_value)


class RowCells:
    """Makes the canonical cells of one source row of a table."""

    def __init__(self, table: Table, row: SourceRow) -> None:
        self._table = table
        self._number = table.number
        self._row = row
        self._label = printed_label(row.leaf.text) if row.leaf is not None else ""
        first = len(row.labels) + 1
        self._orders = dict(zip(map(id, row.values), count(first), strict=False))
        self._first = first

    def canonical(
        self, target: Field, cell: GridCell | None, column_label: str, score: float
    ) -> Cell:
        """The canonical cell for a source cell; None is a blank that left no cell."""
        if cell is None:
            state, value = _read("", target.column.kind)
            place = cell_place(self._table, self._row, None, None)
            return Cell(target.id, "", state, value, place, self._label, column_label, score)
        state, value = _read(cell.text, target.column.kind)
        row = self._row
        place = Place(
            cell.page,
            self._number,
            row.number,
            self._orders.get(id(cell), self._first),
            row.line if cell.line is None else cell.line,
            cell.box,
        )
        return Cell(target.id, cell.text, state, value, place, self._label, column_label, score)

    def lost(self, target: Field, column_label: str, score: float) -> Cell:
        """A cell of a row whose values cannot be put into columns: all its values as raw text."""
        raw = "\t".join(cell.text for cell in self._row.filled)
        place = cell_place(self._table, self._row, None, None)
        return Cell(target.id, raw, State.LOST, None, place, self._label, column_label, score)
