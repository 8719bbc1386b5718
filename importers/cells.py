"""Source cells of one table → canonical cells, with label, place and score."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from importers.columns import HeaderMatch
from importers.document import GridCell
from importers.tables import SourceRow
from importers.values import read_value, strip_spaces
from store.forms import Field, Table
from store.report import Cell, Observation, Place, State


@dataclass
class CanonicalTable:
    """One table read against one form. ``score`` tells forms apart: higher fits better."""

    table: Table
    cells: dict[str, Cell] = field(default_factory=dict)
    extra: list[tuple[str, Cell]] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    score: float = 0.0
    matched_rows: int = 0


def cell_place(table: Table, row: SourceRow, cell: GridCell | None, order: int | None) -> Place:
    line = cell.line if cell is not None and cell.line is not None else row.line
    page = cell.page if cell is not None else None
    return Place(page, table.number, row.number, order, line)


def canonical_cell(
    target: Field, table: Table, row: SourceRow, cell: GridCell | None, score: float
) -> Cell:
    raw = cell.text if cell is not None else ""
    state, value = read_value(raw, target.column.kind)
    order = None
    if cell is not None:
        order = len(row.labels) + 1 + next((i for i, c in enumerate(row.values) if c is cell), 0)
    label = row.leaf.text if row.leaf is not None else ""
    return Cell(
        target.id,
        raw,
        state,
        value,
        cell_place(table, row, cell, order),
        strip_spaces(label),
        "",
        score,
    )


def lost_cell(target: Field, table: Table, row: SourceRow, score: float) -> Cell:
    raw = "\t".join(cell.text for cell in row.filled)
    label = row.leaf.text if row.leaf is not None else ""
    return Cell(
        target.id,
        raw,
        State.LOST,
        None,
        cell_place(table, row, None, None),
        strip_spaces(label),
        "",
        score,
    )


def with_column(cell: Cell, header: HeaderMatch | None, target: Field) -> Cell:
    label = strip_spaces(header.cell.text) if header is not None else target.column.label.text
    return replace(cell, column_label=label)
