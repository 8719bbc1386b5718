"""A source table and a form's table → canonical cells and observations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from importers.across import read_across
from importers.align import RowAlignment, RowMatch, align_rows
from importers.anchor import Placed, ShapedRow, Shapes, place_values, study
from importers.cells import (
    CanonicalTable,
    RowCells,
    column_name,
    label_place,
    where,
)
from importers.document import GridCell
from importers.headers import Headers, read_headers
from importers.heads import within
from importers.labels import How, Wording, normalise
from importers.notices import (
    notice_jumps,
    notice_match,
    notice_other_form,
    notice_recognised,
    notice_shared,
    notice_strays,
    notice_unnamed,
)
from importers.pairs import joined_labels
from importers.runs import figures_elsewhere
from importers.source_rows import SourceRow
from importers.tables import SourceTable
from importers.wordings import (
    NO_REMAPS,
    Remaps,
    foreign_rows,
    group_labels,
    lessons_for,
    row_wordings,
    taught,
    taught_foreign,
)
from store.forms import Field, Form, Row, Table, load_forms
from store.report import FOREIGN, Cell, LabelKey, Noticed, Observation, Place, State

_NOWHERE = Place()


def read_table(source: SourceTable, form: Form, remaps: Remaps = NO_REMAPS) -> CanonicalTable:
    """Read one source table as the table of the same key in ``form``; ``remaps`` were taught."""
    table = form.tables_by_key[source.key]
    read = CanonicalTable(table)
    if table.across:
        read_across(source, form, read, remaps)
    else:
        _read_rows(source, form, read, remaps)
    if remaps:
        read.observations = [*_judged(read.observations, remaps), *_taught(source, read, remaps)]
    for own in form.fields:
        if own.table == table.key and own.id not in read.cells:
            read.cells[own.id] = Cell(own.id, "", State.ABSENT, None, _NOWHERE, score=0.0)
    if read.confidence:
        read.observations.append(notice_recognised(read))
    if source.torn_at:
        read.observations.append(
            Observation(
                Noticed.TABLE_TORN,
                table.key,
                label_place(table, source.torn_at[0].first),
                where(source.torn_at) | {"times": len(source.torn_at)},
            )
        )
    return read


def _judged(seen: Sequence[Observation], remaps: Remaps) -> list[Observation]:
    """What was noticed, with a mark on labels that stand where reviewers said they belong."""
    found = []
    for one in seen:
        if one.kind in (Noticed.LABEL_MATCHED, Noticed.LABEL_FOREIGN):
            target = remaps.get(_key_of(one))
            is_known = target == FOREIGN or one.facts.get("how") == How.ALIAS.value
            is_right = (target == FOREIGN) == (one.kind is Noticed.LABEL_FOREIGN)
            if target is not None and is_known and is_right:
                one = replace(one, facts={**one.facts, "how": How.TAUGHT.value})
        found.append(one)
    return found


def _key_of(seen: Observation) -> LabelKey:
    return str(seen.table), str(seen.facts["axis"]), str(seen.facts["label"])


def _taught(source: SourceTable, read: CanonicalTable, remaps: Remaps) -> list[Observation]:
    """The taught labels that the table has: by these it was read."""
    printed = {normalise(cell.text) for row in source.rows for cell in row.labels}
    noticed = {_key_of(seen) for seen in read.observations if "label" in seen.facts}
    return [
        Observation(
            Noticed.LABEL_TAUGHT,
            table,
            Place(table=read.table.number),
            {"axis": axis, "label": label, "target": target},
        )
        for (table, axis, label), target in remaps.items()
        if table == read.table.key and (label in printed or (table, axis, label) in noticed)
    ]


def _read_rows(source: SourceTable, form: Form, read: CanonicalTable, remaps: Remaps) -> None:
    table = read.table
    official, optional, editions = row_wordings(form, table.key)
    wordings = taught(official, table.key, "row", remaps)
    groups = group_labels(form, table.key)
    source = replace(source, rows=joined_labels(source.rows, groups))
    rows, second = _first_copy(source.rows, wordings)
    if second is not None:
        read.observations.append(
            Observation(Noticed.TABLE_TWICE, table.key, label_place(table, second.first), {})
        )
    foreign = foreign_rows(form, table.key)
    if remaps:
        foreign -= lessons_for(remaps, table.key, "row")
        foreign |= taught_foreign(remaps, table.key, "row")
    alignment = align_rows(rows, wordings, groups, optional, foreign)
    read.score += alignment.score
    read.matched_rows = len(alignment.matches)
    matches = [alignment.matches[i] for i in sorted(alignment.matches)]
    headers = read_headers(source, form, table, matches, read, remaps)
    owners = {
        match.target: form
        if editions[match.target] == form.edition
        else _other_form(editions[match.target])
        for match in matches
    }
    shaped = _shaped(table, matches, wordings, owners, headers)
    shapes = _shapes(shaped, headers)
    stray = _strays_by_number(alignment)
    elsewhere: dict[int, tuple[GridCell, ...]] = {}
    if len({row.columns for row in table.rows}) == 1:
        elsewhere = figures_elsewhere(rows, matches, len(table.columns))
    for match in matches:
        owner = owners[match.target]
        row = owner.tables_by_key[table.key].rows_by_key[wordings[match.target].key or ""]
        entry = shaped[match.target]
        placed = Placed(None) if entry is None else place_values(entry, shapes[match.row.part])
        beside = elsewhere.get(match.target) or _stray_beside(match, entry, stray)
        if beside is not None:
            placed = Placed(None)
            match = replace(match, row=replace(match.row, filled=beside))
        _fill_row(owner, row, match, placed, headers, read, owner is not form)
        if match.beside is not None:
            notice_shared(table, wordings, match, read)
        elif len(match.fragments) > 1 or match.text.how is not How.EXACT or match.row.glued:
            notice_match(table, wordings, match, rows, read)
        if owner is not form and match.text.how in (How.EXACT, How.ALIAS):
            notice_other_form(table, match, read)
    notice_unnamed(table, wordings, alignment, rows, read)
    notice_strays(table, wordings, alignment, read)
    notice_jumps(table, wordings, matches, read)
    read.is_exact = not read.observations and _is_exact(table, alignment, headers, optional)


def _is_exact(
    table: Table, alignment: RowAlignment, headers: Headers, optional: frozenset[int]
) -> bool:
    if len(alignment.matches) != len(table.rows) or not optional.isdisjoint(alignment.matches):
        return False
    if any(match.text.how is not How.EXACT for match in alignment.matches.values()):
        return False
    return headers.is_exact


def _shaped(
    table: Table,
    matches: Sequence[RowMatch],
    wordings: Sequence[Wording],
    owners: dict[int, Form],
    headers: Headers,
) -> dict[int, ShapedRow | None]:
    """Each matched row with the depth of its label and of the next row's label.

    Values in columns that the form does not have are left out; None where it is not sure which
    they are.
    """
    ordered = sorted(matches, key=lambda match: match.row.number)
    shaped: dict[int, ShapedRow | None] = {}
    for index, match in enumerate(ordered):
        official = wordings[match.target]
        row = owners[match.target].tables_by_key[table.key].rows_by_key[official.key or ""]
        following = 0
        if index + 1 < len(ordered):
            after = ordered[index + 1]
            # The first row of a group has its group's label in front, and other pads with it.
            first = len(after.row.labels) > 1 or after.row.number > match.row.number + 1
            following = 2 * len(wordings[after.target].path) + first
        heading = headers.by_row.get(match.row.number)
        own = match.row if heading is None else within(match.row, heading)
        if match.row.is_unsure:
            own = None
        shaped[match.target] = (
            None if own is None else ShapedRow(own, len(row.columns), len(official.path), following)
        )
    return shaped


def _shapes(shaped: dict[int, ShapedRow | None], headers: Headers) -> dict[int, Shapes]:
    """What the rows of each part of a torn table show."""
    parts: dict[int, list[ShapedRow]] = {}
    for entry in shaped.values():
        if entry is not None:
            parts.setdefault(entry.row.part, []).append(entry)
    return {
        part: study(entries, headers.leaves_of(entries[0].row)) for part, entries in parts.items()
    }


def _strays_by_number(alignment: RowAlignment) -> dict[int, SourceRow]:
    """Rows of values without any label that no form row took."""
    return {row.number: row for row in alignment.foreign if not row.labels}


def _stray_beside(
    match: RowMatch, entry: ShapedRow | None, stray: dict[int, SourceRow]
) -> tuple[GridCell, ...] | None:
    """Values that may be this row's: it has none, or fewer stand alone right behind it."""
    numbers = [row.number for row in match.fragments]
    near = [stray[n] for n in (max(numbers) + 1, min(numbers) - 1) if n in stray]
    if not near:
        return None
    if not match.row.filled:
        return near[0].filled
    behind = stray.get(max(numbers) + 1)
    if behind is not None and entry is not None and len(behind.filled) < entry.width:
        return (*match.row.filled, *behind.filled)
    return None


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


@cache
def _fields_of(form: Form, table: str, row: str) -> tuple[Field, ...]:
    """The fields of a row of a form, from left to right."""
    columns = form.tables_by_key[table].rows_by_key[row].columns
    return tuple(form.fields_by_id[f"{table}.{row}.{key}"] for key in columns)


def _fill_row(
    owner: Form,
    row: Row,
    match: RowMatch,
    placed: Placed,
    headers: Headers,
    read: CanonicalTable,
    is_extra: bool,
) -> None:
    table = read.table
    order = headers.order_of(match.row)
    over = headers.over(match.row)
    cells = RowCells(table, match.row)
    of_row = match.text.score
    for position, target in enumerate(_fields_of(owner, table.key, row.key)):
        printed: GridCell | None = None
        header = over.get(position)
        score = min(of_row, header.score.score if header is not None else 1.0)
        column = column_name(header, target)
        if placed.cells is None:
            cell = cells.lost(target, column, score)
        elif order is not None and position not in order:
            cell = Cell(target.id, "", State.ABSENT, None, _NOWHERE, score=0.0)
        else:
            source = order.index(position) if order is not None else position
            printed = placed.cells[source]
            cell = cells.canonical(target, printed, column, score)
        if is_extra:
            read.extra.append((owner.edition, cell))
        else:
            read.put(cell, printed)
