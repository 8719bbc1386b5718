"""Names of rows, columns, fields, states for the screen, short where space is."""

from __future__ import annotations

import re

from importers.explaining import Meaning
from store.forms import Axis, Column, Equation, Form, Label, Row, load_form
from store.forms import Table as FormTable
from store.report import Cell, State

_SIGNS = {State.BLANK: "_", State.LOST: "?", State.ABSENT: "x"}


def row_name(row: Row, language: str) -> str:
    """A row's name, with the number of its group where it needs one."""
    label = row.label
    if language == "en":
        return label.english
    name = label.short or label.text
    if len(label.path) >= 2:
        group = label.path[-2]
        if len(label.path) == 3:
            number, _, _ = group.partition("）")
            return f"{number}）{name}"
        if group.startswith(("三、", "三.")):
            return f"三{name}"
    return name


_NUMBER = re.compile(r"^(?:[（(]([^）)]+)[）)]|([一二三四五六七八九十]+|\d+)[、.])")


def own_number(label: Label, language: str) -> str:
    """The number in front of a label without its brackets, or ""."""
    found = _NUMBER.match(label_text(label, language))
    return (found.group(1) or found.group(2)) if found is not None else ""


def row_number(row: Row, language: str) -> str:
    """A row by its numbers alone, （三）1, or by its name where it has none."""
    numbers = [found for part in row.label.path if (found := _NUMBER.match(part))]
    if not numbers or _NUMBER.match(row.label.text) is None:
        return row_name(row, language)
    inner = [found for found in numbers if found.group(1)]
    last = numbers[-1]
    if last.group(1):
        return f"（{last.group(1)}）"
    return (f"（{inner[-1].group(1)}）" if inner else "") + last.group(2)


def column_name(column: Column, language: str) -> str:
    """A column's name."""
    return column.label.english if language == "en" else column.label.short or column.label.text


def label_text(label: Label, language: str) -> str:
    """A label in full."""
    return label.english if language == "en" else label.text


def table_name(table: FormTable, language: str) -> str:
    """A table's name, by its part."""
    return table.english if language == "en" else table.part


def field_words(form: Form, field_id: str, language: str) -> str:
    """Row and column of a field in a few words."""
    field = form.fields_by_id.get(field_id)
    if field is None:
        return field_id
    return f"{row_name(field.row, language)}·{column_name(field.column, language)}"


def line_words(form: Form, equation: Equation, language: str) -> str:
    """The row or column that an equation sums up, in a few words."""
    table = form.tables_by_key[equation.table]
    if equation.axis is Axis.ROW:
        return row_name(table.rows_by_key[equation.line], language)
    name = column_name(table.columns_by_key[equation.line], language)
    if equation.code == "A102":
        return f"{row_name(table.rows_by_key['total'], language)}·{name}"
    return f"{name}列" if language == "zh" else f"column {name}"


def meaning_name(form: Form, table: str, meaning: Meaning, language: str) -> str:
    """What a label may mean, in a few words; of another form with its year."""
    own = (form if meaning.position is not None else load_form(meaning.edition)).tables_by_key
    row = own[table].rows_by_key.get(meaning.key)
    if row is not None and row.label.path == meaning.path:
        name = row_name(row, language)
        return name if meaning.position is not None else f"{name} ({meaning.edition})"
    column = own[table].columns_by_key.get(meaning.key)
    return label_text(column.label, language) if column is not None else meaning.path[-1]


def cell_text(cell: Cell) -> str:
    """A cell's value, or the sign of its state: _ blank, ? column unclear, x no row."""
    if cell.state is State.NUMBER:
        return str(cell.value)
    if cell.state in _SIGNS:
        return _SIGNS[cell.state]
    return cell.raw.strip()
