"""Tables whose form rows stand beside each other in one line of values (part four)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from importers.anchor import Placed, ShapedRow, place_values, study
from importers.cells import CanonicalTable, RowCells, cell_place, label_place, where
from importers.columns import match_anywhere
from importers.document import Anchoring, GridCell
from importers.heads import Heading, within
from importers.heads_across import AcrossHeading, read_across_heading
from importers.labels import How, Wording, normalise
from importers.notices import notice_column, notice_extra_column, notice_order
from importers.source_rows import SourceRow
from importers.tables import SourceTable
from importers.values import strip_spaces
from importers.wordings import (
    NO_REMAPS,
    Remaps,
    column_wordings,
    form_wording,
    taught,
    taught_foreign,
)
from store.forms import Field, Form, Table
from store.report import Cell, Noticed, Observation, Place, State


@dataclass(frozen=True, slots=True)
class _Line:
    """The one line of values of a table, and what stands over it."""

    row: SourceRow
    heading: AcrossHeading | None


def read_across(
    source: SourceTable, form: Form, read: CanonicalTable, remaps: Remaps = NO_REMAPS
) -> None:
    """A table whose form rows stand beside each other in one line of values."""
    table = read.table
    fields = [f for f in form.fields if f.table == table.key]
    width = len(fields)
    data = [row for row in source.rows if row.filled]
    header = [row for row in source.rows if not row.filled and row.labels]
    labels = taught(column_wordings(form, table.key), table.key, "column", remaps)
    if not data:
        _score_headers(header, labels, table, read)
        blank = next((r for r in reversed(source.rows) if len(r.values) == width), None)
        if blank is None and not header:
            return
        row = blank or header[-1]
        made = RowCells(table, row)
        for own, cell in zip(fields, blank.values if blank else (None,) * width, strict=True):
            read.put(made.canonical(own, cell, own.column.label.text, 1.0), cell)
        read.matched_rows = 1
        return
    row = _joined(data, width, table, read)
    if row.filled == data[0].filled and any(
        len(other.filled) >= width // 2 and min(len(other.filled), len(row.filled)) < width
        for other in data[1:]
    ):
        # Two lines of figures that are not both whole: nothing tells which is the table's.
        row = replace(row, is_unsure=True)
    foreign = taught_foreign(remaps, table.key, "column")
    heading = read_across_heading(header, row, table, labels, foreign)
    if heading is None:
        _score_headers(header, labels, table, read)
    else:
        _note(heading, row, labels, table, read)
    read.matched_rows = 1
    _fill(_Line(row, heading), header, fields, table, read)
    if row.filled == data[0].filled:
        _notice_more_rows(data[1:], 0 if row.is_unsure else width, table, read)


def _joined(data: Sequence[SourceRow], width: int, table: Table, read: CanonicalTable) -> SourceRow:
    """The first row of values, with the others where only together they are the whole line."""
    first = data[0]
    pieces = tuple(cell for row in data for cell in row.filled)
    if len(data) == 1 or len(pieces) != width or len(first.filled) >= width:
        return first
    columns = [cell.column for cell in pieces]
    is_drawn = all(row.anchoring in (Anchoring.EXACT, Anchoring.ALIGNED) for row in data)
    # Rows of one page that stand below each other stand in the same columns.
    if is_drawn and len({row.part for row in data}) == 1 and columns != sorted(set(columns)):
        return first
    read.observations.append(
        Observation(
            Noticed.ROW_TORN,
            table.key,
            cell_place(table, first, first.values[0], None),
            {
                **where(data),
                "target": (table.label,),
                "wrapped": False,
                "fields": tuple(
                    f"{table.key}.{row.key}.{key}" for row in table.rows for key in row.columns
                ),
            },
        )
    )
    return replace(first, values=pieces, filled=pieces)


def _fill(
    line: _Line,
    header: Sequence[SourceRow],
    fields: Sequence[Field],
    table: Table,
    read: CanonicalTable,
) -> None:
    row, heading = line.row, line.heading
    whole: SourceRow | None = row
    if heading is not None:
        whole = within(row, Heading((), (), heading.columns, heading.extra_columns))
    placed = Placed(None)
    if whole is not None and not row.is_unsure:
        entry = ShapedRow(whole, len(fields), 1, 0)
        placed = place_values(entry, study([entry], _leaves(header, table)))
    order = None if heading is None else heading.order
    made = RowCells(table, row)
    for index, own in enumerate(fields):
        label = own.column.label.text
        if placed.cells is None:
            read.cells[own.id] = made.lost(own, label, 1.0)
        elif order is not None and index not in order:
            read.cells[own.id] = Cell(own.id, "", State.ABSENT, None, Place(), score=0.0)
        else:
            cell = placed.cells[index if order is None else order.index(index)]
            read.put(made.canonical(own, cell, label, 1.0), cell)


def _leaves(header: Sequence[SourceRow], table: Table) -> list[GridCell]:
    """The header cells that stand over one column of values each, from left to right."""
    known = {normalise(column.label.text) for column in table.columns}
    cells = [cell for row in header for cell in row.labels if normalise(cell.text) in known]
    return sorted(cells, key=lambda cell: cell.column)


def _note(
    heading: AcrossHeading,
    row: SourceRow,
    labels: Sequence[Wording],
    table: Table,
    read: CanonicalTable,
) -> None:
    """What is doubtful of the labels over the values: each label once."""
    noticed: set[str] = set()
    size = len(labels)
    for position, (_, match) in enumerate(heading.matches):
        if match.target is None:
            under = [strip_spaces(row.filled[position].text)] if position < len(row.filled) else []
            notice_extra_column(table, match.text, match.cell, under, read)
            continue
        read.score += match.score.score / 10
        if match.score.how is How.EXACT or match.text in noticed:
            continue
        noticed.add(match.text)
        own = tuple(
            f"{table.key}.{table.rows[g].key}.{table.columns[m.target].key}"
            for g, m in heading.matches
            if m.text == match.text and m.target is not None
        )
        notice_column(table, match, labels, own, read)
    for match, at in zip(heading.extra, sorted(heading.extra_columns), strict=True):
        under = [strip_spaces(cell.text) for cell in row.filled if cell.column == at]
        notice_extra_column(table, match.text, match.cell, under, read)
    for found in heading.groups:
        read.score += found.score.score / 10
        if found.target is None or found.score.how is How.EXACT:
            continue
        key = table.rows[found.target].key
        fields = tuple(f"{table.key}.{key}.{column.key}" for column in table.columns)
        notice_column(table, found, [form_wording(r.label) for r in table.rows], fields, read)
    order = [t for t in heading.order or () if t is not None]
    if order != sorted(order):
        wanted = [
            "/".join((*table.rows[t // size].label.path, table.columns[t % size].label.text))
            for t in order
        ]
        first = next((m.cell for _, m in heading.matches if m.cell is not None), None)
        notice_order(table, "column", tuple(wanted), label_place(table, first), read)


def _score_headers(
    header: Sequence[SourceRow], labels: Sequence[Wording], table: Table, read: CanonicalTable
) -> None:
    """Headers of which it is not sure what they stand over: each label by itself."""
    wordings = [*labels, *map(form_wording, table.row_labels)]
    noticed: set[str] = set()
    for cell in (cell for row in header for cell in row.labels):
        (found,) = match_anywhere([cell], wordings)
        if found.target is None:
            continue
        read.score += found.score.score / 10
        if found.score.how is How.EXACT or found.text in noticed:
            continue
        if found.score.score < 0.6 or any(found.text in w.text for w in wordings):
            continue
        noticed.add(found.text)
        fields = (
            tuple(f"{table.key}.{row.key}.{table.columns[found.target].key}" for row in table.rows)
            if found.target < len(labels)
            else ()
        )
        notice_column(table, found, wordings, fields, read)


def _notice_more_rows(
    rows: Sequence[SourceRow], width: int, table: Table, read: CanonicalTable
) -> None:
    """Further rows of values: the table again where they are ``width`` wide, else a stray row."""
    for other in rows:
        place = cell_place(table, other, other.values[0] if other.values else None, None)
        if len(other.filled) == width:
            read.observations.append(Observation(Noticed.TABLE_TWICE, table.key, place, {}))
            return
        read.observations.append(
            Observation(
                Noticed.LABEL_FOREIGN,
                table.key,
                place,
                {
                    "axis": "row",
                    "label": normalise(other.leaf.text) if other.leaf is not None else "",
                    "values": tuple(strip_spaces(cell.text) for cell in other.filled[:20]),
                },
            )
        )
