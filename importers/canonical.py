"""A source table and a form's table → canonical cells and observations."""

from __future__ import annotations

from collections.abc import Sequence

from importers.across import read_across
from importers.align import RowMatch, align_rows
from importers.anchor import Frame, Placed, frame_of, header_columns, place_values
from importers.cells import CanonicalTable, canonical_cell, column_name, lost_cell
from importers.headers import Headers, read_headers
from importers.labels import Wording, normalise
from importers.notices import notice_jumps, notice_match, notice_strays
from importers.tables import SourceRow, SourceTable
from importers.wordings import group_labels, row_wordings
from store.forms import Form, Row, Table, load_forms
from store.report import Cell, Noticed, Observation, Place, State

_NOWHERE = Place()


def read_table(source: SourceTable, form: Form) -> CanonicalTable:
    """Read one source table as the table of the same key in ``form``."""
    table = form.tables_by_key[source.key]
    read = CanonicalTable(table)
    if table.across:
        read_across(source, form, read)
    else:
        _read_rows(source, form, read)
    for own in form.fields:
        if own.table == table.key and own.id not in read.cells:
            read.cells[own.id] = Cell(own.id, "", State.ABSENT, None, _NOWHERE, score=0.0)
    if source.torn_at:
        lines = tuple(line for line in source.torn_at if line is not None)
        read.observations.append(
            Observation(
                Noticed.TABLE_TORN,
                table.key,
                Place(table=table.number, line=lines[0] if lines else None),
                {"lines": lines, "times": len(source.torn_at)},
            )
        )
    return read


def _read_rows(source: SourceTable, form: Form, read: CanonicalTable) -> None:
    table = read.table
    wordings, optional, editions = row_wordings(form, table.key)
    rows, second = _first_copy(source.rows, wordings)
    if second is not None:
        read.observations.append(
            Observation(
                Noticed.TABLE_TWICE, table.key, Place(table=table.number, line=second.line), {}
            )
        )
    alignment = align_rows(rows, wordings, group_labels(form, table.key), optional)
    read.score += alignment.score
    read.matched_rows = len(alignment.matches)
    matches = [alignment.matches[i] for i in sorted(alignment.matches)]
    headers = read_headers(source, form, table, matches, read)
    frames = _frames(source, matches, wordings, table, headers)
    for match in matches:
        edition = editions[match.target]
        owner = form if edition == form.edition else _other_form(edition)
        row = owner.tables_by_key[table.key].rows_by_key[wordings[match.target].key or ""]
        _fill_row(owner, row, match, frames, headers, read, edition != form.edition)
        notice_match(table, wordings, match, read)
    notice_strays(table, wordings, alignment, read)
    notice_jumps(table, wordings, matches, read)


def _first_copy(
    rows: Sequence[SourceRow], wordings: Sequence[Wording]
) -> tuple[Sequence[SourceRow], SourceRow | None]:
    """The rows up to where the whole table begins again, and the row that begins it again."""
    labels = {wording.text: target for target, wording in enumerate(wordings)}
    seen: dict[int, int] = {}
    for index, row in enumerate(rows):
        if not row.filled or row.leaf is None:
            continue
        target = labels.get(normalise(row.leaf.text))
        if target is None:
            continue
        if target == min(seen, default=-1) and len(seen) * 5 >= len(wordings) * 3:
            rest = {labels.get(normalise(r.leaf.text)) for r in rows[index:] if r.leaf is not None}
            if len(rest & set(seen)) * 5 >= len(seen) * 3:
                return rows[:index], row
        seen.setdefault(target, index)
    return rows, None


def _other_form(edition: str) -> Form:
    return next(form for form in load_forms() if form.edition == edition)


def _frames(
    source: SourceTable,
    matches: Sequence[RowMatch],
    wordings: Sequence[Wording],
    table: Table,
    headers: Headers,
) -> dict[tuple[int, int], Frame]:
    by_shape: dict[tuple[int, int], list[SourceRow]] = {}
    for match in matches:
        width = headers.width(table, wordings[match.target].key or "")
        by_shape.setdefault((match.row.part, width), []).append(match.row)
    frames = {}
    for shape, rows in by_shape.items():
        frame = frame_of(rows, shape[1])
        if frame.columns is None and len(headers.leaves) == shape[1]:
            frame = Frame(header_columns(headers.leaves, rows), frame.lead)
        frames[shape] = frame
    return frames


def _fill_row(
    owner: Form,
    row: Row,
    match: RowMatch,
    frames: dict[tuple[int, int], Frame],
    headers: Headers,
    read: CanonicalTable,
    is_extra: bool,
) -> None:
    table = read.table
    width = len(row.columns)
    frame = frames.get((match.row.part, width), Frame(None, None))
    placed: Placed = place_values(match.row, width, frame)
    order = headers.order if headers.order is not None and len(headers.order) == width else None
    swapped = headers.by_row.get(row.key)
    if (
        order is None
        and swapped
        and [h.target for h in swapped] != sorted(h.target for h in swapped if h.target is not None)
    ):
        targets = [h.target for h in swapped if h.target is not None]
        if sorted(targets) == list(range(width)):
            order = tuple(targets)
    for position, key in enumerate(row.columns):
        target = owner.fields_by_id[f"{table.key}.{row.key}.{key}"]
        header = next((h for h in swapped or () if h.target == position), None)
        score = min(match.text.score, header.score.score if header is not None else 1.0)
        column = column_name(header, target)
        if placed.cells is None:
            cell = lost_cell(target, table, match.row, column, score)
        else:
            source = order.index(position) if order is not None else position
            cell = canonical_cell(target, table, match.row, placed.cells[source], column, score)
        if is_extra:
            read.extra.append((owner.edition, cell))
        else:
            read.cells[target.id] = cell
