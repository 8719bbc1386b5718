"""A source table and a form's table → canonical cells and observations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from importers.align import RowAlignment, RowMatch, align_rows
from importers.anchor import Frame, Placed, frame_of, header_columns, place_values
from importers.columns import HeaderMatch, match_anywhere, match_in_order
from importers.document import Anchoring, GridCell
from importers.labels import How, Wording, normalise, split_enumerator, wording
from importers.tables import SourceRow, SourceTable
from importers.values import read_value, strip_spaces
from store.forms import Field, Form, Label, Row, Table, load_forms
from store.report import Cell, Noticed, Observation, Parameter, Place, State

_NOWHERE = Place()


@dataclass
class CanonicalTable:
    """One table read against one form. ``score`` tells forms apart: higher fits better."""

    table: Table
    cells: dict[str, Cell] = field(default_factory=dict)
    extra: list[tuple[str, Cell]] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    score: float = 0.0
    matched_rows: int = 0


@cache
def row_wordings(form: Form, key: str) -> tuple[tuple[Wording, ...], frozenset[int], tuple[str, ...]]:
    """Row labels of a table with those of the other forms that this form lacks.

    Returns wordings in order, the positions that belong to other forms, and the edition of
    each. Only tables whose rows all have the same columns take rows of other forms.
    """
    table = form.tables_by_key[key]
    own = [(_wording(row.label), form.edition) for row in table.rows]
    uniform = len({row.columns for row in table.rows}) == 1 and not table.across
    if uniform:
        known = {row.key for row in table.rows}
        for other in load_forms():
            if other.edition == form.edition:
                continue
            place = 0
            for row in other.tables_by_key[key].rows:
                at = next(
                    (i for i, (w, _) in enumerate(own) if w.key == row.key), None
                )
                if at is not None:
                    place = at + 1
                elif row.key not in known:
                    own.insert(place, (_wording(row.label), other.edition))
                    place += 1
    optional = frozenset(i for i, (_, edition) in enumerate(own) if edition != form.edition)
    return tuple(w for w, _ in own), optional, tuple(edition for _, edition in own)


def _wording(label: Label) -> Wording:
    return wording(label.path, label.key, label.aliases)


@cache
def group_labels(form: Form, key: str) -> dict[str, str]:
    """Normalised group labels of a table's rows → the official labels."""
    found: dict[str, str] = {}
    for label in form.tables_by_key[key].row_labels:
        if label.is_group:
            text = normalise(label.text)
            found[text] = label.text
            found[split_enumerator(text)[1]] = label.text
    return found


@cache
def column_wordings(form: Form, key: str) -> tuple[Wording, ...]:
    """Column labels of a table, in form order."""
    return tuple(_wording(column.label) for column in form.tables_by_key[key].columns)


def read_table(source: SourceTable, form: Form) -> CanonicalTable:
    """Read one source table as the table of the same key in ``form``."""
    table = form.tables_by_key[source.key]
    read = CanonicalTable(table)
    if table.across:
        _read_across(source, form, read)
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


def _place(table: Table, row: SourceRow, cell: GridCell | None, order: int | None) -> Place:
    line = cell.line if cell is not None and cell.line is not None else row.line
    page = cell.page if cell is not None else None
    return Place(page, table.number, row.number, order, line)


def _canonical(
    target: Field, table: Table, row: SourceRow, cell: GridCell | None, score: float
) -> Cell:
    raw = cell.text if cell is not None else ""
    state, value = read_value(raw, target.column.kind)
    order = None
    if cell is not None:
        order = len(row.labels) + 1 + next(
            (i for i, c in enumerate(row.values) if c is cell), 0
        )
    label = row.leaf.text if row.leaf is not None else ""
    return Cell(
        target.id,
        raw,
        state,
        value,
        _place(table, row, cell, order),
        strip_spaces(label),
        "",
        score,
    )


def _lost(target: Field, table: Table, row: SourceRow, score: float) -> Cell:
    raw = "\t".join(cell.text for cell in row.filled)
    label = row.leaf.text if row.leaf is not None else ""
    return Cell(
        target.id, raw, State.LOST, None, _place(table, row, None, None), strip_spaces(label),
        "", score,
    )


def _read_rows(source: SourceTable, form: Form, read: CanonicalTable) -> None:
    table = read.table
    wordings, optional, editions = row_wordings(form, table.key)
    alignment = align_rows(source.rows, wordings, group_labels(form, table.key), optional)
    read.score += alignment.score
    read.matched_rows = len(alignment.matches)
    matches = [alignment.matches[i] for i in sorted(alignment.matches)]
    headers = _headers(source, form, table, alignment, matches, read)
    frames = _frames(source, matches, wordings, table, headers)
    for match in matches:
        edition = editions[match.target]
        owner = form if edition == form.edition else _other_form(edition)
        row = owner.tables_by_key[table.key].rows_by_key[wordings[match.target].key or ""]
        _fill_row(owner, row, match, frames, headers, read, edition != form.edition)
        _notice_match(table, form, wordings, match, read)
    _notice_strays(table, wordings, alignment, read)
    _notice_jumps(table, wordings, matches, read)


def _other_form(edition: str) -> Form:
    return next(form for form in load_forms() if form.edition == edition)


def _frames(
    source: SourceTable,
    matches: Sequence[RowMatch],
    wordings: Sequence[Wording],
    table: Table,
    headers: _Headers,
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


@dataclass
class _Headers:
    """Header labels: for tables with one header the leaf cells; per row key the matches."""

    leaves: tuple[GridCell, ...] = ()
    by_row: dict[str, list[HeaderMatch]] = field(default_factory=dict)
    order: tuple[int, ...] | None = None

    def width(self, table: Table, row_key: str) -> int:
        row = table.rows_by_key.get(row_key)
        return len(row.columns) if row is not None else len(table.columns)


def _headers(
    source: SourceTable,
    form: Form,
    table: Table,
    alignment: RowAlignment,
    matches: Sequence[RowMatch],
    read: CanonicalTable,
) -> _Headers:
    if len({row.columns for row in table.rows}) == 1:
        return _one_header(source, form, table, matches, read)
    return _header_per_group(source, form, table, matches, read)


def _is_corner(text: str, table: Table) -> bool:
    known = {normalise(label) for label in table.header_labels}
    bare = text.strip("()")
    return text in known or bare in known or text.startswith("(本列数据") or not text


def _header_cells(
    rows: Sequence[SourceRow], table: Table, groups: dict[str, str]
) -> list[GridCell]:
    found = []
    for row in rows:
        for cell in row.labels:
            text = normalise(cell.text)
            if not _is_corner(text, table) and text not in groups:
                found.append(cell)
    return found


def _header_per_group(
    source: SourceTable,
    form: Form,
    table: Table,
    matches: Sequence[RowMatch],
    read: CanonicalTable,
) -> _Headers:
    groups = group_labels(form, table.key)
    headers = _Headers()
    used = {row.number for match in matches for row in match.fragments}
    by_number = {row.number: row for row in source.rows}
    last: dict[tuple[str, ...], list[HeaderMatch]] = {}
    noticed: set[tuple[str, str]] = set()
    all_rows = {row.key: row for row in table.rows}
    wordings, _, _ = row_wordings(form, table.key)
    columns = {column.key: i for i, column in enumerate(table.columns)}
    labels = column_wordings(form, table.key)
    for match in matches:
        row = all_rows.get(wordings[match.target].key or "")
        if row is None:
            continue
        above: list[SourceRow] = []
        number = min(r.number for r in match.fragments) - 1
        while number in by_number and number not in used and not by_number[number].filled:
            above.insert(0, by_number[number])
            number -= 1
        own = [labels[columns[key]] for key in row.columns]
        cells = _header_cells(above, table, groups)
        if cells:
            last[row.columns] = match_in_order(cells, own)
        found = last.get(row.columns, [])
        headers.by_row[row.key] = found
        for header in found:
            if header.target is None:
                continue
            read.score += header.score.score
            key = (header.text, row.columns[header.target])
            if header.score.how is How.EXACT or key in noticed or not cells:
                continue
            noticed.add(key)
            fields = tuple(
                f"{table.key}.{other.key}.{row.columns[header.target]}"
                for other in table.rows
                if other.columns == row.columns and other.label.path[:-1] == row.label.path[:-1]
            )
            _notice_label(
                table, "column", header.text, own[header.target].path,
                own[header.runner_up].path if header.runner_up is not None else (),
                header.score.score, header.runner_up_score, header.score.how, fields,
                Place(header.cell.page, table.number, None, None, header.cell.line), read,
            )
    return headers


def _one_header(
    source: SourceTable,
    form: Form,
    table: Table,
    matches: Sequence[RowMatch],
    read: CanonicalTable,
) -> _Headers:
    labels = column_wordings(form, table.key)
    used = {row.number for match in matches for row in match.fragments}
    # Headers stand above the first row, and again after each tear.
    starts = {0}
    for row in source.rows:
        if row.part and not any(r.part == row.part for r in source.rows if r.number < row.number):
            starts.add(row.number - 1)
    above: list[SourceRow] = []
    for start in sorted(starts):
        for row in source.rows[start:]:
            if row.number in used or row.filled:
                break
            above.append(row)
    groups = {normalise(label.text) for label in table.column_labels if label.is_group}
    groups |= set(group_labels(form, table.key))
    cells = [
        cell for cell in _header_cells(above, table, dict.fromkeys(groups, ""))
    ]
    found = match_anywhere(cells, labels)
    texts = {header.text for header in found}
    leaves: dict[int, GridCell] = {}
    for header in found:
        if header.target is None:
            continue
        leaves.setdefault(header.target, header.cell)
        read.score += header.score.score / 2
        if header.score.how is How.EXACT or _is_piece(header, labels, texts):
            continue
        column = table.columns[header.target]
        _notice_label(
            table, "column", header.text, column.label.path,
            labels[header.runner_up].path if header.runner_up is not None else (),
            header.score.score, header.runner_up_score, header.score.how,
            tuple(f"{table.key}.{row.key}.{column.key}" for row in table.rows),
            Place(header.cell.page, table.number, None, None, header.cell.line), read,
        )
    headers = _Headers(tuple(leaves[i] for i in sorted(leaves)))
    order = [h.target for h in found if h.target is not None and h.score.how is How.EXACT]
    inner = [t for t in dict.fromkeys(order) if len(labels[t].path) > 1]
    expected = [i for i, label in enumerate(labels) if len(label.path) > 1]
    if inner != sorted(inner) and sorted(inner) == expected:
        positions = list(range(len(labels)))
        positions[expected[0] : expected[-1] + 1] = inner
        headers.order = tuple(positions)
        read.observations.append(
            Observation(
                Noticed.ORDER_DIFFERS,
                table.key,
                Place(table=table.number, line=above[0].line if above else None),
                {
                    "axis": "column",
                    "labels": tuple(labels[t].path[-1] for t in inner),
                },
            )
        )
    return headers


def _is_piece(header: HeaderMatch, labels: Sequence[Wording], texts: set[str]) -> bool:
    """True where a header label is one line of a torn one whose rest is there too."""
    if header.target is None:
        return False
    whole = labels[header.target].text
    rest = whole.replace(header.text, "", 1)
    return header.text in whole and rest in texts


def _fill_row(
    owner: Form,
    row: Row,
    match: RowMatch,
    frames: dict[tuple[int, int], Frame],
    headers: _Headers,
    read: CanonicalTable,
    is_extra: bool,
) -> None:
    table = read.table
    width = len(row.columns)
    frame = frames.get((match.row.part, width), Frame(None, None))
    placed: Placed = place_values(match.row, width, frame)
    order = headers.order if headers.order is not None and len(headers.order) == width else None
    swapped = headers.by_row.get(row.key)
    if order is None and swapped and [h.target for h in swapped] != sorted(
        h.target for h in swapped if h.target is not None
    ):
        targets = [h.target for h in swapped if h.target is not None]
        if sorted(targets) == list(range(width)):
            order = tuple(targets)
    for position, key in enumerate(row.columns):
        target = owner.fields_by_id[f"{table.key}.{row.key}.{key}"]
        header = next((h for h in swapped or () if h.target == position), None)
        score = min(match.text.score, header.score.score if header is not None else 1.0)
        if placed.cells is None:
            cell = _lost(target, table, match.row, score)
        else:
            source = order.index(position) if order is not None else position
            cell = _canonical(target, table, match.row, placed.cells[source], score)
        cell = _with_column(cell, header, target)
        if is_extra:
            read.extra.append((owner.edition, cell))
        else:
            read.cells[target.id] = cell


def _with_column(cell: Cell, header: HeaderMatch | None, target: Field) -> Cell:
    label = strip_spaces(header.cell.text) if header is not None else target.column.label.text
    return Cell(
        cell.field, cell.raw, cell.state, cell.value, cell.place, cell.row_label, label, cell.score
    )


def _notice_label(
    table: Table,
    axis: str,
    text: str,
    path: tuple[str, ...],
    runner_up: tuple[str, ...],
    score: float,
    runner_up_score: float,
    how: How,
    fields: tuple[str, ...],
    place: Place,
    read: CanonicalTable,
) -> None:
    facts: dict[str, Parameter] = {
        "axis": axis,
        "label": text,
        "target": path,
        "runner_up": runner_up,
        "score": round(score, 2),
        "runner_up_score": round(runner_up_score, 2),
        "how": how.value,
        "fields": fields,
    }
    read.observations.append(Observation(Noticed.LABEL_MATCHED, table.key, place, facts))


def _notice_match(
    table: Table, form: Form, wordings: Sequence[Wording], match: RowMatch, read: CanonicalTable
) -> None:
    official = wordings[match.target]
    row = table.rows_by_key.get(official.key or "")
    fields = tuple(f"{table.key}.{row.key}.{key}" for key in row.columns) if row else ()
    place = _place(table, match.row, match.row.leaf, None)
    if len(match.fragments) > 1:
        read.observations.append(
            Observation(
                Noticed.ROW_TORN,
                table.key,
                place,
                {
                    "lines": tuple(r.line for r in match.fragments if r.line is not None),
                    "target": official.path,
                    "wrapped": match.row.anchoring in (Anchoring.ALIGNED, Anchoring.SPARSE)
                    and len({r.part for r in match.fragments}) == 1,
                },
            )
        )
    if match.text.how is How.EXACT:
        return
    runner = wordings[match.runner_up].path if match.runner_up is not None else ()
    text = match.label or ""
    _notice_label(
        table, "row", text, official.path, runner, match.text.score, match.runner_up_score,
        match.text.how, fields, place, read,
    )


def _notice_strays(
    table: Table, wordings: Sequence[Wording], alignment: RowAlignment, read: CanonicalTable
) -> None:
    for row in alignment.foreign:
        text = normalise(row.labels[-1].text) if row.labels else ""
        read.observations.append(
            Observation(
                Noticed.LABEL_FOREIGN,
                table.key,
                _place(table, row, row.leaf, None),
                {
                    "axis": "row",
                    "label": text,
                    "values": tuple(strip_spaces(cell.text) for cell in row.filled[:20]),
                },
            )
        )
    for row, target in alignment.doubles:
        official = wordings[target]
        own = table.rows_by_key.get(official.key or "")
        first = alignment.matches.get(target)
        same = first is not None and tuple(
            strip_spaces(c.text) for c in first.row.filled
        ) == tuple(strip_spaces(c.text) for c in row.filled)
        read.observations.append(
            Observation(
                Noticed.LABEL_DOUBLE,
                table.key,
                _place(table, row, row.leaf, None),
                {
                    "axis": "row",
                    "target": official.path,
                    "row_key": official.key,
                    "same_values": same,
                    "values": tuple(strip_spaces(cell.text) for cell in row.filled[:20]),
                    "fields": tuple(f"{table.key}.{own.key}.{k}" for k in own.columns)
                    if own
                    else (),
                },
            )
        )
    if alignment.out_of_order:
        first_match = alignment.out_of_order[0]
        read.observations.append(
            Observation(
                Noticed.ORDER_DIFFERS,
                table.key,
                _place(table, first_match.row, first_match.row.leaf, None),
                {
                    "axis": "row",
                    "labels": tuple(
                        wordings[match.target].path[-1] for match in alignment.out_of_order
                    ),
                },
            )
        )


def _notice_jumps(
    table: Table, wordings: Sequence[Wording], matches: Sequence[RowMatch], read: CanonicalTable
) -> None:
    """Labels of one level that stand in another column than most of their level."""
    by_depth: dict[int, list[RowMatch]] = {}
    for match in matches:
        if match.row.anchoring is Anchoring.PADDED and match.row.leaf is not None:
            by_depth.setdefault(len(wordings[match.target].path), []).append(match)
    jumped: list[SourceRow] = []
    for group in by_depth.values():
        usual = Counter(m.row.labels[-1].column for m in group).most_common(1)[0][0]
        jumped += [m.row for m in group if m.row.labels[-1].column != usual]
    if not jumped:
        return
    lines = tuple(sorted(row.line for row in jumped if row.line is not None))
    read.observations.append(
        Observation(
            Noticed.LABELS_JUMPED,
            table.key,
            Place(table=table.number, line=lines[0] if lines else None),
            {"lines": lines, "rows": len(jumped)},
        )
    )


def _read_across(source: SourceTable, form: Form, read: CanonicalTable) -> None:
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
        for own, cell in zip(fields, blank.values if blank else (None,) * width, strict=True):
            read.cells[own.id] = _with_column(_canonical(own, table, row, cell, 1.0), None, own)
        read.matched_rows = 1
        return
    row = data[0]
    if len(data) > 1:
        pieces = [cell for r in data for cell in r.filled]
        if len(pieces) == width and len(data[0].filled) < width:
            row = SourceRow(
                data[0].labels, tuple(pieces), data[0].anchoring, data[0].number,
                data[0].part, data[0].line,
            )
            read.observations.append(
                Observation(
                    Noticed.ROW_TORN,
                    table.key,
                    _place(table, data[0], data[0].values[0], None),
                    {
                        "lines": tuple(r.line for r in data if r.line is not None),
                        "target": (table.label,),
                        "wrapped": False,
                    },
                )
            )
    placed = place_values(row, width, frame_of([row], width))
    read.matched_rows = 1
    for index, own in enumerate(fields):
        if placed.cells is None:
            cell = _lost(own, table, row, 1.0)
        else:
            cell = _canonical(own, table, row, placed.cells[index], 1.0)
        read.cells[own.id] = _with_column(cell, None, own)
    if row is data[0]:
        for other in data[1:]:
            read.observations.append(
                Observation(
                    Noticed.LABEL_DOUBLE,
                    table.key,
                    _place(table, other, other.values[0] if other.values else None, None),
                    {
                        "axis": "row",
                        "target": (table.label,),
                        "row_key": "values",
                        "same_values": False,
                        "values": tuple(strip_spaces(c.text) for c in other.filled[:20]),
                        "fields": (),
                    },
                )
            )


def _across_headers(
    header: Sequence[SourceRow], form: Form, table: Table, read: CanonicalTable
) -> None:
    wordings = [*column_wordings(form, table.key), *map(_wording, table.row_labels)]
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
            tuple(
                f"{table.key}.{row.key}.{table.columns[found.target].key}" for row in table.rows
            )
            if found.target < columns
            else ()
        )
        _notice_label(
            table, "column", found.text, wordings[found.target].path,
            wordings[found.runner_up].path if found.runner_up is not None else (),
            found.score.score, found.runner_up_score, found.score.how, fields,
            Place(found.cell.page, table.number, None, None, found.cell.line), read,
        )


def match_anywhere_repeated(
    cells: Sequence[GridCell], wordings: Sequence[Wording]
) -> list[HeaderMatch]:
    """Like ``match_anywhere``, for headers in which every label may occur several times."""
    found: list[HeaderMatch] = []
    for cell in cells:
        found += match_anywhere([cell], wordings)
    return found
