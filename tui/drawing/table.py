"""A table of the form as a grid: its groups as on the form, rows that are alike collapsed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from store.equations import Evaluation, Status
from store.forms import Row
from store.forms import Table as FormTable
from store.review import ReviewData
from tui.drawing.across import across_lines, fits_across
from tui.drawing.cells import GridLook, cell_span, needed_width
from tui.drawing.collapsing import Entry, closer, entries_of
from tui.drawing.edges import (
    Frame,
    Statuses,
    footer,
    previewed,
    status_span,
    statuses_of,
    worst_status,
)
from tui.drawing.grid_heads import (
    banded_name,
    bands,
    can_band,
    count_group_lines,
    group_lines,
    has_column_groups,
    has_own_columns,
    header,
    indented_name,
)
from tui.drawing.text import Line, Look, Span, left, right, width_of
from tui.drawing.words import row_name, row_number
from tui.locale import Translator

_WIDE = 96
_NARROW = 76
_LEAST_LABEL = 12
_MOST_COLUMN = 12
# Lines below which the sums of the columns share one.
_LOW = 12


@dataclass(frozen=True)
class Beside:
    """A line below a row that is not of the report in view: its name, values, what stands behind."""

    name: str
    values: Mapping[str, str]
    status: str


@dataclass(frozen=True)
class _Grid:
    data: ReviewData
    table: FormTable
    look: GridLook
    frame: Frame
    width: int
    statuses: Statuses
    evaluations: tuple[Evaluation, ...]
    words: Translator
    beside: Mapping[str, Beside]

    @property
    def has_edge(self) -> bool:
        return any(key == self.table.key for key, _ in self.statuses)

    def of_row(self, row: Row) -> list[Evaluation]:
        return list(self.statuses.get((self.table.key, f"row:{row.key}"), ()))


def _frame(data: ReviewData, table: FormTable, width: int, words: Translator, edge: bool) -> Frame:
    count = len(table.columns)
    behind = 0
    if edge:
        behind = 13 if width >= _WIDE else 9 if words.language == "en" else 8
    label = 32 if width >= _WIDE else 24
    column = max(7 if width >= _NARROW else 5, (width - behind - label) // count)
    wanted = max(min(column, _MOST_COLUMN), needed_width(data, table) + 1)
    column = min(wanted, (width - behind - _LEAST_LABEL) // count)
    return Frame(width - count * column - behind, column, behind)


def table_lines(
    data: ReviewData,
    look: GridLook,
    width: int,
    height: int,
    words: Translator,
    beside: Mapping[str, Beside] | None = None,
) -> list[Line]:
    """The grid in at most ``height`` lines, the pointed row always in sight.

    ``beside`` are lines below rows by key. Groups are drawn as the form draws them: as lines
    where all rows and they have room, else as a band beside the rows, else as part of the names.
    """
    table = data.form.tables_by_key[look.table]
    evaluations = previewed(data, look.preview)
    statuses = statuses_of(evaluations)
    if fits_across(data, table, width, words):
        return across_lines(data, table, look, statuses, width, words)
    edge = any(e.equation.table == table.key for e in evaluations)
    frame = _frame(data, table, width, words, edge)
    grid = _Grid(data, table, look, frame, width, statuses, evaluations, words, dict(beside or {}))
    compact = height < _LOW
    feet = footer(evaluations, table, frame, words, ascii_only=look.ascii_only, compact=compact)
    more = len(grid.beside)
    free = height - 1 - len(feet) - len(table.rows) - more
    heads = int(has_column_groups(table))
    groups = count_group_lines(table)
    if groups and free >= groups + heads - has_own_columns(table):
        return _grouped(grid, feet)
    if free >= 0:
        return _whole(grid, feet, grouped=free >= heads > 0)
    return _collapsed(grid, feet, height)


def _header(grid: _Grid, *, grouped: bool) -> list[Line]:
    caption = grid.look.caption
    return header(grid.table, grid.frame, caption, grid.words, grouped=grouped, edge=grid.has_edge)


def _grouped(grid: _Grid, feet: list[Line]) -> list[Line]:
    """All rows below the heads of their groups, each head on a line of its own."""
    table, language = grid.table, grid.words.language
    lines = _header(grid, grouped=has_column_groups(table))
    if has_own_columns(table):
        lines = [(Span(left(" " + grid.look.caption, grid.width), Look.STRONG),)]
        lines = lines if grid.look.caption else []
    before: Row | None = None
    for row in table.rows:
        lines += group_lines(table, row, before, grid.frame, grid.width, grid.words)
        lines += _row(grid, row, indented_name(row, grid.frame.label - 2, language))
        before = row
    return [*lines, *feet]


def _whole(grid: _Grid, feet: list[Line], *, grouped: bool) -> list[Line]:
    """All rows, their groups as a band at their left."""
    table, language = grid.table, grid.words.language
    lines = _header(grid, grouped=grouped)
    banded = can_band(table)
    found = bands(table, language) if banded else {}
    for row in table.rows:
        band = found.get(row.key, "")
        room = grid.frame.label - 1 - width_of(band)
        name = banded_name(row, room, language) if banded else row_name(row, language)
        lines += _row(grid, row, name, band)
    return [*lines, *feet]


def _collapsed(grid: _Grid, feet: list[Line], height: int) -> list[Line]:
    """Rows that are alike on one line, what is left moving with the cursor."""
    table, look = grid.table, grid.look
    room = height - 1 - len(feet) - len(grid.beside)
    entries = entries_of(grid.data, table, look, collapse=not look.expanded)
    if len(entries) > room and not look.expanded:
        failed = {
            f"{table.key}.{row.key}"
            for row in table.rows
            if worst_status(grid.of_row(row)) is Status.FAILS
        }
        entries = closer(entries, table, look, room, failed)
    grouped = has_column_groups(table) and len(entries) < room
    drawn: list[tuple[list[Line], bool]] = []
    for entry in entries:
        if isinstance(entry, Row):
            fields = {f"{table.key}.{entry.key}.{key}" for key in entry.columns}
            focus = look.cursor in fields if look.cursor else bool(fields & look.marked)
            name = row_name(entry, grid.words.language)
            drawn.append((_row(grid, entry, name), focus))
        else:
            drawn.append(([_alike_line(grid, entry)], False))
    lines = [(line, focus) for several, focus in drawn for line in several]
    shown = _window(lines, room + len(grid.beside) - int(grouped))
    return [*_header(grid, grouped=grouped), *shown, *feet]


def _row(grid: _Grid, row: Row, name: str, band: str = "") -> list[Line]:
    table, look, frame = grid.table, grid.look, grid.frame
    fields = {key: f"{table.key}.{row.key}.{key}" for key in row.columns}
    pointed = any(field in look.marked for field in fields.values())
    spans = [
        Span("▸" if pointed else " ", Look.STRONG if pointed else Look.PLAIN),
        Span(band, Look.DIM),
        Span(
            left(name, frame.label - 1 - width_of(band)),
            Look.STRONG if pointed else Look.PLAIN,
        ),
    ]
    for column in table.columns:
        field = fields.get(column.key)
        if field is None:
            spans.append(Span(right("·", frame.column), Look.DIM))
        else:
            spans.append(cell_span(grid.data, field, look, frame.column))
    if frame.edge:
        spans.append(Span(" │", Look.DIM))
        spans.append(
            status_span(grid.of_row(row), frame.edge - 2, grid.words, ascii_only=look.ascii_only)
        )
    lines: list[Line] = [tuple(span for span in spans if span.text)]
    if row.key in grid.beside:
        lines.append(_beside(grid, grid.beside[row.key], band))
    return lines


def _beside(grid: _Grid, other: Beside, band: str) -> Line:
    frame = grid.frame
    spans = [Span(left("   " + other.name, frame.label), Look.DIM)]
    spans += [
        Span(right(other.values.get(column.key, ""), frame.column), Look.DIM)
        for column in grid.table.columns
    ]
    spans += [Span(" │ ", Look.DIM), Span(right(other.status, frame.edge - 3), Look.STRONG)]
    return tuple(spans)


def _window(lines: list[tuple[Line, bool]], room: int) -> list[Line]:
    drawn = [line for line, _ in lines]
    if len(lines) <= room:
        return drawn
    focus = next((i for i, (_, is_focus) in enumerate(lines) if is_focus), 0)
    start = max(0, min(focus - room // 2, len(lines) - room))
    return drawn[start : start + room]


def _alike_line(grid: _Grid, entry: Entry) -> Line:
    assert not isinstance(entry, Row)
    kind, rows = entry
    language = grid.words.language
    first, last = row_number(rows[0], language), row_number(rows[-1], language)
    text = grid.words(f"grid.all_{kind}", first=first, last=last, count=len(rows))
    room = grid.width - grid.frame.edge - 1
    return (Span(" " + left(text, room), Look.DIM), Span(" │ ", Look.DIM))
