"""The official tables as they are printed: merged heads, row labels, and where each field stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from store.forms import Row, Table, load_form

_Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LaidCell:
    """A cell of a printed table: where it stands and how far it reaches, from 0.

    ``field`` is the id of the field that it holds, empty for a label; a label has its text.
    """

    row: int
    column: int
    rows: int
    columns: int
    text: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """A printed table: its title and its cells, row by row from the left.

    ``label_columns`` is the number of columns at the left that hold labels alone.
    """

    title: str
    rows: int
    columns: int
    label_columns: int
    cells: tuple[LaidCell, ...]


@cache
def layouts(edition: str, language: str) -> tuple[Layout, ...]:
    """The tables of a form in form order."""
    return tuple(_lay_out(table, language) for table in load_form(edition).tables)


def _lay_out(table: Table, language: str) -> Layout:
    if table.across:
        cells, label_columns = _across(table, language), 0
    elif len({row.columns for row in table.rows}) > 1:
        cells, label_columns = _grouped(table, language), 1
    else:
        cells, label_columns = _crossed(table, language)
    title = table.label if language == "zh" else table.english
    return Layout(
        title,
        max(cell.row + cell.rows for cell in cells),
        max(cell.column + cell.columns for cell in cells),
        label_columns,
        tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))),
    )


def _words(table: Table, path: _Path, language: str) -> _Path:
    """A path of labels in the language."""
    if language == "zh":
        return path
    known = {label.path: label.english for label in (*table.row_labels, *table.column_labels)}
    return tuple(known.get(path[: i + 1]) or path[i] for i in range(len(path)))


def _field(table: Table, row: Row, column: str) -> str:
    return f"{table.key}.{row.key}.{column}"


def _grouped(table: Table, language: str) -> list[LaidCell]:
    """Groups of rows one below the other, each with a head of its own (part two)."""
    width = max(len(row.columns) for row in table.rows)
    left = table.header_labels[0] if language == "zh" else "Content"
    cells: list[LaidCell] = []
    at, group = 0, ""
    for row in table.rows:
        path = _words(table, row.label.path, language)
        if row.label.path[0] != group:
            group = row.label.path[0]
            cells.append(LaidCell(at, 0, 1, width + 1, path[0]))
            cells.append(LaidCell(at + 1, 0, 1, 1, left))
            for start, span, column in _spread(row.columns, width):
                label = _words(table, table.columns_by_key[column].label.path, language)[-1]
                cells.append(LaidCell(at + 1, 1 + start, 1, span, label))
            at += 2
        cells.append(LaidCell(at, 0, 1, 1, path[-1]))
        for start, span, column in _spread(row.columns, width):
            cells.append(LaidCell(at, 1 + start, 1, span, "", _field(table, row, column)))
        at += 1
    return cells


def _spread(columns: Sequence[str], width: int) -> list[tuple[int, int, str]]:
    """Start and span of columns over a width; the last one takes what is left."""
    last = len(columns) - 1
    return [(i, width - last if i == last else 1, column) for i, column in enumerate(columns)]


def _crossed(table: Table, language: str) -> tuple[list[LaidCell], int]:
    """Rows against columns (part three): the cells, and the number of columns of labels."""
    row_paths = [_words(table, row.label.path, language) for row in table.rows]
    column_paths = [_words(table, column.label.path, language) for column in table.columns]
    label_columns = max(map(len, row_paths))
    head_rows = 1 + max(map(len, column_paths))
    over, beside = table.header_labels if language == "zh" else ("Applicants", "")
    cells = [
        LaidCell(0, 0, head_rows, label_columns, f"（{beside}）" if beside else ""),
        LaidCell(0, label_columns, 1, len(column_paths), over),
    ]
    for start, depth, length, span, text in _tree(column_paths, from_first=True):
        cells.append(LaidCell(1 + depth, label_columns + start, span, length, text))
    for start, depth, length, span, text in _tree(row_paths, from_first=False):
        cells.append(LaidCell(head_rows + start, depth, length, span, text))
    for i, row in enumerate(table.rows):
        for j, column in enumerate(row.columns):
            cells.append(
                LaidCell(head_rows + i, label_columns + j, 1, 1, "", _field(table, row, column))
            )
    return cells, label_columns


def _across(table: Table, language: str) -> list[LaidCell]:
    """All rows beside each other in one row of figures (part four)."""
    pairs = [(row, column) for row in table.rows for column in row.columns]
    paths = [
        (
            *_words(table, row.label.path, language),
            _words(table, table.columns_by_key[column].label.path, language)[-1],
        )
        for row, column in pairs
    ]
    cells = [
        LaidCell(depth, start, span, length, text)
        for start, depth, length, span, text in _tree(paths, from_first=True)
    ]
    below = max(map(len, paths))
    cells += [
        LaidCell(below, i, 1, 1, "", _field(table, row, column))
        for i, (row, column) in enumerate(pairs)
    ]
    return cells


def _tree(paths: Sequence[_Path], *, from_first: bool) -> list[tuple[int, int, int, int, str]]:
    """Labels of a head: start, depth, how many leaves below, how many levels, text.

    A path that is shorter than the others reaches further at its first label, or at its last.
    """
    depth = max(map(len, paths))
    found: list[tuple[int, int, int, int, str]] = []
    for level in range(depth):
        start = 0
        while start < len(paths):
            path = paths[start]
            end = start + 1
            is_leaf = level == len(path) - 1
            while end < len(paths) and not is_leaf and paths[end][: level + 1] == path[: level + 1]:
                end += 1
            if level < len(path):
                spare = depth - len(path)
                longer = level == 0 if from_first else is_leaf
                at = level + (spare if from_first and level else 0)
                found.append((start, at, end - start, 1 + spare * longer, path[level]))
            start = end
    return found
