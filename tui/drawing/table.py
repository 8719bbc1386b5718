"""A table of the form as a grid: rows that are alike and need no look collapse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from store.equations import Evaluation, Status, evaluate_all
from store.forms import Row
from store.forms import Table as FormTable
from store.report import Number, State
from store.review import ReviewData
from tui.drawing.text import Line, Look, Span, left, right, width_of
from tui.drawing.words import cell_text, column_name, row_name, row_number
from tui.locale import Translator


@dataclass(frozen=True)
class GridLook:
    """What to point at: the cells in doubt, the cell under the cursor, a previewed change.

    ``summed`` are the cells of the sum that failed: their rows have to be seen together.
    """

    table: str
    marked: frozenset[str]
    cursor: str | None
    preview: Mapping[str, Number]
    expanded: bool = False
    summed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Frame:
    label: int
    column: int
    edge: int


def _frame(table: FormTable, width: int, language: str) -> _Frame:
    count = len(table.columns)
    edge = 9 if language == "en" else 8
    column = max(7, min(10, (width - edge - 24) // count))
    return _Frame(width - count * column - edge, column, edge)


def previewed(data: ReviewData, preview: Mapping[str, Number]) -> tuple[Evaluation, ...]:
    """The equations with the previewed values put in: a right candidate turns them whole."""
    if not preview:
        return data.evaluations
    cells = dict(data.printed.cells_by_field)
    for field, value in preview.items():
        cell = cells[field]
        cells[field] = replace(cell, state=State.NUMBER, value=value)
    return evaluate_all(data.form, cells)


def _statuses(evaluations: Sequence[Evaluation]) -> dict[tuple[str, str], list[Evaluation]]:
    found: dict[tuple[str, str], list[Evaluation]] = {}
    for evaluation in evaluations:
        equation = evaluation.equation
        found.setdefault((equation.table, f"{equation.axis}:{equation.line}"), []).append(
            evaluation
        )
    return found


def worst_status(evaluations: list[Evaluation]) -> Status | None:
    """The status that has to be looked at first."""
    order = (Status.FAILS, Status.NOT_ASSESSABLE, Status.HOLDS_IF_BLANKS_ARE_0, Status.HOLDS)
    for status in order:
        if any(e.status is status for e in evaluations):
            return status
    return None


def _status_span(status: Status | None, width: int, words: Translator) -> Span:
    if status is None:
        return Span(" " * width)
    look = {Status.FAILS: Look.ERROR, Status.HOLDS: Look.DIM}.get(status, Look.WARNING)
    return Span(right(words(f"status.{status.value}"), width), look)


def _row_line(
    data: ReviewData,
    table: FormTable,
    row: Row,
    look: GridLook,
    frame: _Frame,
    status: Status | None,
    words: Translator,
) -> Line:
    fields = {key: f"{table.key}.{row.key}.{key}" for key in row.columns}
    pointed = any(field in look.marked for field in fields.values())
    mark = "▸" if pointed else " "
    name = left(mark + row_name(row, words.language), frame.label)
    spans = [Span(name, Look.STRONG if pointed else Look.PLAIN)]
    cells = data.printed.cells_by_field
    read = data.report.cells_by_field
    for column in table.columns:
        field = fields.get(column.key)
        if field is None:
            spans.append(Span(right("·", frame.column), Look.DIM))
            continue
        cell = cells[field]
        text = cell_text(cell)
        if field in look.preview:
            text = _previewed_text(text, look.preview[field], frame.column)
        if cell.value != read[field].value or cell.state is not read[field].state:
            text += "*"
        if field in look.marked:
            text = "!" + text
        if field == look.cursor:
            spans.append(Span(right(f"[{text}]", frame.column), Look.CURSOR))
            continue
        shown = Look.MARKED if field in look.marked else Look.PLAIN
        if cell.state is not State.NUMBER and field not in look.marked:
            shown = Look.WARNING
        spans.append(Span(right(text, frame.column), shown))
    spans.append(Span(" │ ", Look.DIM))
    spans.append(_status_span(status, frame.edge - 3, words))
    return tuple(spans)


def _previewed_text(text: str, new: Number, room: int) -> str:
    """Old and new figure, or only the new one where both do not fit between the marks."""
    both = f"{text}→{new}"
    return both if width_of(both) + len("[!]") <= room else f"→{new}"


def _alike(data: ReviewData, table: FormTable, row: Row) -> str | None:
    """What a row is all of (zero, lost, blank, absent), or None where it has figures."""
    cells = [data.printed.cells_by_field[f"{table.key}.{row.key}.{key}"] for key in row.columns]
    states = {cell.state for cell in cells}
    if len(states) > 1:
        return None
    state = next(iter(states))
    if state is State.NUMBER:
        return "zero" if all(cell.value == 0 for cell in cells) else None
    return state.value if state in (State.LOST, State.BLANK, State.ABSENT) else None


def table_lines(
    data: ReviewData, look: GridLook, width: int, height: int, words: Translator
) -> list[Line]:
    """The grid in at most ``height`` lines, the pointed row always in sight."""
    table = data.form.tables_by_key[look.table]
    frame = _frame(table, width, words.language)
    evaluations = previewed(data, look.preview)
    statuses = _statuses(evaluations)
    header = [Span(" " * frame.label)]
    header += [
        Span(right(column_name(column, words.language), frame.column), Look.DIM)
        for column in table.columns
    ]
    header += [Span(" │ ", Look.DIM), Span(right(words("grid.row"), frame.edge - 3), Look.DIM)]
    footer = _footer(evaluations, table, frame, statuses, words)
    room = height - 1 - len(footer)
    whole = len(table.rows) <= room
    entries = _entries(data, table, look, collapse=not (look.expanded or whole))
    if len(entries) > room and not look.expanded:
        failed = {
            f"{table.key}.{row.key}"
            for row in table.rows
            if worst_status(statuses.get((table.key, f"row:{row.key}"), [])) is Status.FAILS
        }
        entries = _closer(entries, table, look, room, failed)
    lines: list[tuple[Line, bool]] = []
    for entry in entries:
        if isinstance(entry, Row):
            status = worst_status(statuses.get((table.key, f"row:{entry.key}"), []))
            drawn = _row_line(data, table, entry, look, frame, status, words)
            fields = {f"{table.key}.{entry.key}.{key}" for key in entry.columns}
            focus = look.cursor in fields if look.cursor else bool(fields & look.marked)
            lines.append((drawn, focus))
        else:
            lines.append((_group_line(table, entry, frame, width, words), False))
    return [tuple(header), *_window(lines, room), *footer]


def _window(lines: list[tuple[Line, bool]], room: int) -> list[Line]:
    drawn = [line for line, _ in lines]
    if len(lines) <= room:
        return drawn
    focus = next((i for i, (_, is_focus) in enumerate(lines) if is_focus), 0)
    start = max(0, min(focus - room // 2, len(lines) - room))
    return drawn[start : start + room]


def _entries(
    data: ReviewData, table: FormTable, look: GridLook, *, collapse: bool
) -> list[Row | tuple[str, list[Row]]]:
    """Rows, and runs of two or more rows that are alike and not pointed at."""
    if not collapse:
        return list(table.rows)
    pointed_rows = {field.rpartition(".")[0] for field in look.marked}
    many = len(pointed_rows) > 3
    if many:
        pointed_rows = set()
    if look.cursor:
        pointed_rows.add(look.cursor.rpartition(".")[0])
    pointed_rows |= {field.rpartition(".")[0] for field in look.preview if len(look.preview) <= 21}
    entries: list[Row | tuple[str, list[Row]]] = []
    for row in table.rows:
        kind = _alike(data, table, row)
        if f"{table.key}.{row.key}" in pointed_rows:
            kind = None
        if kind is None:
            entries.append(row)
        elif entries and isinstance(entries[-1], tuple) and entries[-1][0] == kind:
            entries[-1][1].append(row)
        else:
            entries.append((kind, [row]))
    return [
        entry[1][0] if isinstance(entry, tuple) and len(entry[1]) == 1 else entry
        for entry in entries
    ]


def _closer(
    entries: list[Row | tuple[str, list[Row]]],
    table: FormTable,
    look: GridLook,
    room: int,
    failed: set[str],
) -> list[Row | tuple[str, list[Row]]]:
    """The rows of the failed sum together, the others collapsed, where they are too far apart.

    Other rows whose sum fails (``failed``) stay in sight where there is room.
    """
    wanted = look.summed | look.preview.keys() | ({look.cursor} if look.cursor else set())
    keys = {field.rpartition(".")[0] for field in wanted}
    at = [
        i
        for i, entry in enumerate(entries)
        if isinstance(entry, Row) and f"{table.key}.{entry.key}" in keys
    ]
    if not look.summed or not at or at[-1] - at[0] < room:
        return entries
    for shown in (keys | failed, keys):
        found = _collapsed(entries, table, shown)
        if len(found) <= room:
            return found
    return entries


def _collapsed(
    entries: list[Row | tuple[str, list[Row]]], table: FormTable, keys: set[str]
) -> list[Row | tuple[str, list[Row]]]:
    found: list[Row | tuple[str, list[Row]]] = []
    for entry in entries:
        for row in [entry] if isinstance(entry, Row) else entry[1]:
            if f"{table.key}.{row.key}" in keys:
                found.append(row)
            elif found and isinstance(found[-1], tuple):
                found[-1][1].append(row)
            else:
                found.append(("other", [row]))
    return [
        entry[1][0] if isinstance(entry, tuple) and len(entry[1]) == 1 else entry for entry in found
    ]


def _group_line(
    table: FormTable, entry: tuple[str, list[Row]], frame: _Frame, width: int, words: Translator
) -> Line:
    kind, rows = entry
    first, last = row_number(rows[0], words.language), row_number(rows[-1], words.language)
    text = words(f"grid.all_{kind}", first=first, last=last, count=len(rows))
    return (Span(" " + left(text, width - frame.edge - 1), Look.DIM), Span(" │ ", Look.DIM))


def _footer(
    evaluations: Sequence[Evaluation],
    table: FormTable,
    frame: _Frame,
    statuses: dict[tuple[str, str], list[Evaluation]],
    words: Translator,
) -> list[Line]:
    own = [e for e in evaluations if e.equation.table == table.key]
    if not own:
        return []
    holding = sum(e.status is Status.HOLDS for e in own)
    spans = [Span(left(words("grid.columns"), frame.label), Look.DIM)]
    for column in table.columns:
        status = worst_status(statuses.get((table.key, f"column:{column.key}"), []))
        spans.append(_status_span(status, frame.column, words))
    spans.append(Span(" │ ", Look.DIM))
    spans.append(Span(right(f"{holding}/{len(own)}", frame.edge - 3), Look.DIM))
    return [tuple(spans)]
