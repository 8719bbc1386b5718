"""The groups of a form around its grid: above the columns, as lines or a band beside the rows."""

from __future__ import annotations

from collections.abc import Iterator

from store.forms import Column, Label, Row
from store.forms import Table as FormTable
from tui.drawing.edges import Frame
from tui.drawing.text import Line, Look, Span, left, right, width_of
from tui.drawing.words import column_name, own_number
from tui.locale import Translator

# The outer band holds one Chinese character a line, the inner one two, and a stroke each.
_OUTER, _INNER = 2, 4


def has_column_groups(table: FormTable) -> bool:
    """Whether columns stand under a common head."""
    return any(len(column.label.path) > 1 for column in table.columns)


def can_band(table: FormTable) -> bool:
    """Whether rows stand in groups of groups, which take less room beside the rows."""
    return any(len(row.label.path) > 2 for row in table.rows)


def has_own_columns(table: FormTable) -> bool:
    """Whether each group of rows has columns of its own."""
    return len({row.columns for row in table.rows}) > 1


def header(
    table: FormTable, frame: Frame, caption: str, words: Translator, *, grouped: bool, edge: bool
) -> list[Line]:
    """The names of the columns, with ``grouped`` the heads above them."""
    lines: list[Line] = []
    first = left(" " + caption, frame.label)
    if grouped:
        lines.append((Span(first, Look.STRONG), *_heads(table, frame, words)))
        first = " " * frame.label
    spans = [Span(first, Look.STRONG)]
    spans += [Span(_column(c, frame.column, words), Look.DIM) for c in table.columns]
    if edge:
        spans += [Span(" │ ", Look.DIM), Span(right(words("grid.row"), frame.edge - 3), Look.DIM)]
    return [*lines, tuple(spans)]


def _column(column: Column, width: int, words: Translator) -> str:
    """A column's name in full where it has room, else in short, else its beginning."""
    full = column.label.english if words.language == "en" else column.label.text
    if width_of(full) < width:
        return right(full, width)
    name = column_name(column, words.language)
    while width_of(name) > width - 1 and width < 7:
        name = name[:-1]
    return " " + right(name, width - 1)


def _heads(table: FormTable, frame: Frame, words: Translator) -> Iterator[Span]:
    """法人或其他组织 over its five columns."""
    at = 0
    columns = table.columns
    while at < len(columns):
        group = columns[at].label.path[:-1]
        end = at + 1
        while group and end < len(columns) and columns[end].label.path[:-1] == group:
            end += 1
        width = (end - at) * frame.column
        if group:
            name = _name(_label(table.column_labels, group), words.language)
            rest = max(0, width - width_of(name) - 3)
            text = " " + "─" * (rest // 2) + f" {name} " + "─" * (rest - rest // 2)
            yield Span(left(text, width), Look.DIM)
        else:
            yield Span(" " * width)
        at = end


def group_lines(
    table: FormTable, row: Row, before: Row | None, frame: Frame, width: int, words: Translator
) -> list[Line]:
    """The heads of groups that begin at a row, each on a line, with its columns if they are own."""
    path = row.label.path[:-1]
    old = before.label.path[:-1] if before is not None else ()
    lines: list[Line] = []
    for depth in range(len(path)):
        if path[: depth + 1] == old[: depth + 1]:
            continue
        name = _name(_label(table.row_labels, path[: depth + 1]), words.language)
        text = " " + "  " * depth + name
        if not has_own_columns(table):
            lines.append((Span(left(text, width), Look.STRONG),))
            continue
        spans = [Span(left(text, frame.label), Look.STRONG)]
        for column in table.columns:
            is_own = column.key in row.columns
            head = _column(column, frame.column, words) if is_own else " " * frame.column
            spans.append(Span(head, Look.DIM))
        lines.append(tuple(spans))
    return lines


def count_group_lines(table: FormTable) -> int:
    """How many lines the heads of all groups take."""
    before: tuple[str, ...] = ()
    count = 0
    for row in table.rows:
        path = row.label.path[:-1]
        count += sum(path[: d + 1] != before[: d + 1] for d in range(len(path)))
        before = path
    return count


def indented_name(row: Row, width: int, language: str) -> str:
    """A row's own name below the heads of its groups, in full where it has room."""
    indent = "  " * (len(row.label.path) - 1)
    return indent + _fitting(row.label, width - len(indent), language)


def _fitting(label: Label, width: int, language: str) -> str:
    name = _name(label, language)
    return name if width_of(name) <= width or not label.short or language == "en" else label.short


def bands(table: FormTable, language: str) -> dict[str, str]:
    """By row what stands left of its name: the names of its groups downwards, or their numbers."""
    found: dict[str, str] = {}
    seen: dict[tuple[str, ...], int] = {}
    # Words are not read downwards: English has only the number of the inner group.
    depths = range(1, 2) if language == "en" else range(2)
    for row in table.rows:
        path = row.label.path[:-1]
        text = ""
        for depth in depths:
            if depth >= len(path):
                break
            group = path[: depth + 1]
            at = seen[group] = seen.get(group, -1) + 1
            pieces = _pieces(_label(table.row_labels, group), depth, language)
            width = _INNER - (language == "en") if depth else _OUTER
            text += left(pieces[at] if at < len(pieces) else "", width) + "│"
        found[row.key] = text
    return found


def _pieces(label: Label, depth: int, language: str) -> list[str]:
    number = own_number(label, language)
    if language == "en":
        return [f"({number})"]
    name = label.text.partition("）" if depth else "、")[2]
    if depth == 0:
        return [number, *name]
    return [f"({number})", *(name[i : i + 2] for i in range(0, len(name), 2))]


def banded_name(row: Row, width: int, language: str) -> str:
    """A row's own name beside the band."""
    return _fitting(row.label, width, language)


def _label(labels: tuple[Label, ...], path: tuple[str, ...]) -> Label:
    return next(label for label in labels if label.path == path)


def _name(label: Label, language: str) -> str:
    return label.english if language == "en" else label.text
