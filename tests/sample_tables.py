"""The tables of a sample report as lines of boxes, built from the form.

A box may span columns and rows, as in a page; ``sample_layouts`` prints the same boxes in each
layout, so that the truth of a sample never depends on how it is printed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from store.forms import Form, Table

LABEL_COLUMNS = 3
NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


@dataclass(frozen=True)
class Edits:
    """What the printed tables change against the form; rows are named ``<table>.<row>``."""

    labels: Mapping[str, str] = field(default_factory=dict)
    dropped_rows: tuple[str, ...] = ()
    duplicated_rows: tuple[str, ...] = ()
    swapped_rows: tuple[tuple[str, str], ...] = ()
    foreign_rows: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    dropped_tables: tuple[str, ...] = ()
    unprinted_columns: Mapping[str, str] = field(default_factory=dict)
    breaks_after: tuple[str, ...] = ()
    torn_labels: Mapping[str, int] = field(default_factory=dict)
    is_spaced: bool = False
    has_one_bar: bool = False


@dataclass(frozen=True)
class Box:
    """One cell as printed, with the columns and rows that it spans."""

    text: str
    width: int = 1
    height: int = 1
    is_value: bool = False


@dataclass(frozen=True)
class Line:
    """One row as printed: its boxes; ``labels`` has "" where a group label stands further up."""

    boxes: tuple[Box, ...]
    key: str | None = None
    labels: tuple[str, ...] = ()

    @property
    def values(self) -> tuple[Box, ...]:
        """The boxes that hold figures."""
        return tuple(box for box in self.boxes if box.is_value)


@dataclass(frozen=True)
class PrintedTable:
    """All rows of a table as printed."""

    key: str
    width: int
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Slot:
    """One place of the dense grid: the box over it, and whether the box begins here."""

    box: Box
    starts_row: bool
    starts_column: bool

    @property
    def text(self) -> str:
        """The box's text where the box begins, else nothing."""
        return self.box.text if self.starts_row and self.starts_column else ""


@dataclass(frozen=True)
class _Source:
    """A row of the form (or a foreign one) on its way into a printed table."""

    key: str
    path: tuple[str, ...]
    values: tuple[str, ...]


def print_tables(form: Form, values: Mapping[str, str], edits: Edits) -> dict[str, PrintedTable]:
    """The tables of ``form`` filled with ``values``, by table key."""
    builders = {"disclosure": _disclosure, "requests": _requests, "litigation": _litigation}
    tables: dict[str, PrintedTable] = {}
    for table in form.tables:
        if table.key in edits.dropped_tables:
            continue
        printed = builders[table.key](table, _sources(table, values, edits), edits)
        tables[table.key] = _relabelled(printed, edits)
    return tables


def _sources(table: Table, values: Mapping[str, str], edits: Edits) -> list[_Source]:
    rows: list[_Source] = []
    for row in table.rows:
        key = f"{table.key}.{row.key}"
        source = _Source(
            key, row.label.path, tuple(values[f"{key}.{column}"] for column in row.columns)
        )
        if key in edits.dropped_rows:
            continue
        rows.extend([source, source] if key in edits.duplicated_rows else [source])
        if key in edits.foreign_rows:
            label, printed = edits.foreign_rows[key]
            rows.append(_Source("", (*row.label.path[:-1], label), printed))
    keys = [row.key for row in rows]
    for first, second in edits.swapped_rows:
        if first in keys:
            here, there = keys.index(first), keys.index(second)
            rows[here], rows[there] = rows[there], rows[here]
    return rows


def _relabelled(table: PrintedTable, edits: Edits) -> PrintedTable:
    def renamed(text: str) -> str:
        return edits.labels.get(text, text)

    lines = tuple(
        replace(
            line,
            boxes=tuple(
                box if box.is_value else replace(box, text=renamed(box.text)) for box in line.boxes
            ),
            labels=tuple(renamed(label) for label in line.labels),
        )
        for line in table.lines
    )
    return replace(table, lines=lines)


def _values(texts: Sequence[str], width: int) -> tuple[Box, ...]:
    """Value boxes; the last one is widened to fill ``width`` columns."""
    boxes = [Box(text, is_value=True) for text in texts]
    boxes[-1] = replace(boxes[-1], width=width - len(boxes) + 1)
    return tuple(boxes)


def _disclosure(table: Table, rows: list[_Source], edits: Edits) -> PrintedTable:
    width = 1 + max(len(row.columns) for row in table.rows)
    columns = {f"{table.key}.{row.key}": row.columns for row in table.rows}
    lines: list[Line] = []
    group = ""
    for row in rows:
        if row.path[0] != group:
            group = row.path[0]
            heads = [table.columns_by_key[key].label.text for key in columns[row.key]]
            head_boxes = [replace(box, is_value=False) for box in _values(heads, width - 1)]
            lines.append(Line((Box(group, width=width),)))
            lines.append(Line((Box(table.header_labels[0]), *head_boxes)))
        lines.append(
            Line((Box(row.path[-1]), *_values(row.values, width - 1)), row.key, (row.path[-1],))
        )
    return PrintedTable(table.key, width, tuple(lines))


def _requests(table: Table, rows: list[_Source], edits: Edits) -> PrintedTable:
    labels = [column.label for column in table.columns]
    inner = tuple(Box(label.text) for label in labels if len(label.path) > 1)
    group = next(label.path[0] for label in labels if len(label.path) > 1)
    lines = [
        Line((Box(NOTE, LABEL_COLUMNS, 3), Box("申请人情况", len(labels)))),
        Line((Box(labels[0].text, 1, 2), Box(group, len(inner)), Box(labels[-1].text, 1, 2))),
        Line(inner),
    ]
    previous: tuple[str, ...] = ()
    for index, row in enumerate(rows):
        boxes: list[Box] = []
        names: list[str] = []
        for depth, label in enumerate(row.path[:-1]):
            prefix = row.path[: depth + 1]
            names.append("" if previous[: depth + 1] == prefix else label)
            if names[-1]:
                height = 0
                for later in rows[index:]:
                    if later.path[: depth + 1] != prefix:
                        break
                    height += 1
                boxes.append(Box(label, 1, height))
        boxes.append(Box(row.path[-1], LABEL_COLUMNS + 1 - len(row.path)))
        boxes.extend(_values(row.values, len(labels)))
        lines.append(Line(tuple(boxes), row.key, (*names, row.path[-1])))
        previous = row.path[:-1]
    return PrintedTable(table.key, LABEL_COLUMNS + len(labels), tuple(lines))


def _litigation(table: Table, rows: list[_Source], edits: Edits) -> PrintedTable:
    heads = [column.label.text for column in table.columns]
    size = len(heads)
    top: list[Box] = []
    middle: list[Box] = []
    bottom: list[Box] = []
    for row in rows:
        if len(row.path) == 1:
            top.append(Box(row.path[0], size))
            middle.extend(Box(head, 1, 2) for head in heads)
            continue
        if top[-1].text == row.path[0]:
            top[-1] = replace(top[-1], width=top[-1].width + size)
        else:
            top.append(Box(row.path[0], size))
        middle.append(Box(row.path[-1], size))
        bottom.extend(Box(head) for head in heads)
    figures = tuple(Box(text, is_value=True) for row in rows for text in row.values)
    lines = (Line(tuple(top)), Line(tuple(middle)), Line(tuple(bottom)), Line(figures))
    return PrintedTable(table.key, size * len(rows), lines)


def dense(table: PrintedTable) -> list[list[Slot]]:
    """The table as a full grid: every place knows the box over it."""
    grid: list[list[Slot | None]] = [[None] * table.width for _ in table.lines]
    for top, line in enumerate(table.lines):
        left = 0
        for box in line.boxes:
            while grid[top][left] is not None:
                left += 1
            for down in range(box.height):
                for right in range(box.width):
                    grid[top + down][left + right] = Slot(box, down == 0, right == 0)
    empty = Slot(Box(""), True, True)
    return [[slot if slot is not None else empty for slot in row] for row in grid]
