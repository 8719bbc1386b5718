"""Tables whose form rows stand beside each other in one line of values (part four)."""

from __future__ import annotations

from collections.abc import Sequence

from importers.anchor import ShapedRow, place_values, study
from importers.cells import CanonicalTable, RowCells, cell_place, label_place, where
from importers.columns import HeaderMatch, match_anywhere
from importers.document import GridCell
from importers.labels import How, Wording, normalise
from importers.notices import notice_label
from importers.tables import SourceRow, SourceTable
from importers.values import strip_spaces
from importers.wordings import column_wordings, form_wording
from store.forms import Form, Table
from store.report import Noticed, Observation


def read_across(source: SourceTable, form: Form, read: CanonicalTable) -> None:
    """A table whose form rows stand beside each other in one line of values."""
    table = read.table
    fields = [f for f in form.fields if f.table == table.key]
    width = len(fields)
    data = [row for row in source.rows if row.filled]
    header = [row for row in source.rows if not row.filled and row.labels]
    _across_headers(header, form, table, read)
    if not data:
        blank = next((r for r in reversed(source.rows) if len(r.values) == width), None)
        if blank is None and not header:
            return
        row = blank or header[-1]
        made = RowCells(table, row)
        for own, cell in zip(fields, blank.values if blank else (None,) * width, strict=True):
            read.put(made.canonical(own, cell, own.column.label.text, 1.0), cell)
        read.matched_rows = 1
        return
    row = data[0]
    if len(data) > 1:
        pieces = [cell for r in data for cell in r.filled]
        if len(pieces) == width and len(data[0].filled) < width:
            row = SourceRow(
                data[0].labels,
                tuple(pieces),
                data[0].anchoring,
                data[0].number,
                data[0].part,
                data[0].line,
                tuple(pieces),
            )
            read.observations.append(
                Observation(
                    Noticed.ROW_TORN,
                    table.key,
                    cell_place(table, data[0], data[0].values[0], None),
                    {
                        **where(data),
                        "target": (table.label,),
                        "wrapped": False,
                    },
                )
            )
    entry = ShapedRow(row, width, 1, 0)
    placed = place_values(entry, study([entry], _leaves(header, table)))
    read.matched_rows = 1
    made = RowCells(table, row)
    for index, own in enumerate(fields):
        label = own.column.label.text
        if placed.cells is None:
            read.cells[own.id] = made.lost(own, label, 1.0)
        else:
            cell = placed.cells[index]
            read.put(made.canonical(own, cell, label, 1.0), cell)
    if row is data[0]:
        _notice_more_rows(data[1:], width, table, read)


def _leaves(header: Sequence[SourceRow], table: Table) -> list[GridCell]:
    """The header cells that stand over one column of values each, from left to right."""
    known = {normalise(column.label.text) for column in table.columns}
    cells = [cell for row in header for cell in row.labels if normalise(cell.text) in known]
    return sorted(cells, key=lambda cell: cell.column)


def _notice_more_rows(
    rows: Sequence[SourceRow], width: int, table: Table, read: CanonicalTable
) -> None:
    """Further rows of values: the table again where they are as wide, else a stray row."""
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


def _across_headers(
    header: Sequence[SourceRow], form: Form, table: Table, read: CanonicalTable
) -> None:
    wordings = [*column_wordings(form, table.key), *map(form_wording, table.row_labels)]
    columns = len(table.columns)
    cells = [cell for row in header for cell in row.labels]
    noticed: set[str] = set()
    for found in match_anywhere_repeated(cells, wordings):
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
            if found.target < columns
            else ()
        )
        notice_label(
            table,
            "column",
            found.text,
            wordings[found.target].path,
            wordings[found.runner_up].path if found.runner_up is not None else (),
            found.score.score,
            found.runner_up_score,
            found.score.how,
            fields,
            label_place(table, found.cell),
            read,
        )


def match_anywhere_repeated(
    cells: Sequence[GridCell], wordings: Sequence[Wording]
) -> list[HeaderMatch]:
    """Like ``match_anywhere``, for headers in which every label may occur several times."""
    found: list[HeaderMatch] = []
    for cell in cells:
        found += match_anywhere([cell], wordings)
    return found
