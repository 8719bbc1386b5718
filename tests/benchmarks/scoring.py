"""Scoring of tables as libraries give them: lists of rows of texts, without gouji's matching.

The same simple rules for all: labels are compared after NFKC without white space, rows are put
to the form's rows in order, a value must stand under its own column's header. A header counts
for the rows below it, also across a page break where the next table is as wide.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from rapidfuzz import fuzz

from store.forms import load_form
from store.forms.model import Row, Table
from tests.benchmarks.truths import EDITION, Truth

# None: nothing begins here, a merged cell goes on.
Grid = Sequence[Sequence[object]]
# A figure, None for a blank cell, or text that is no figure.
Value = Decimal | int | str | None

_SPACE = re.compile(r"\s+")
_LEAST_ALIKE = 0.5
# Of two halves of a row that a page tore, the one with figures is the row.
_FIGURES_COUNT = 0.2


@dataclass(frozen=True)
class Score:
    """Cells of one document: all, right ones, and wrong ones that nothing points out."""

    cells: int
    right: int
    silent: int


def score(truth: Truth, found: Mapping[str, Value], doubted: frozenset[str]) -> Score:
    """Compare what was found with the truth.

    A field without entry in ``found`` was not found, which whoever looks for it notices; it is
    not right, but not silently wrong. ``doubted`` are fields that a doubt was raised about.
    """
    right = sum(field in found and found[field] == value for field, value in truth.items())
    silent = sum(
        field in found and found[field] != value and field not in doubted
        for field, value in truth.items()
    )
    return Score(len(truth), right, silent)


def find_cells(grids: Sequence[Grid]) -> dict[str, Value]:
    """The figures that tables hold, by field id; rows that are not found have no entry."""
    rows = _rows(grids)
    tables = load_form(EDITION).tables_by_key
    labelled = [(tables["disclosure"], row) for row in tables["disclosure"].rows]
    labelled += [(tables["requests"], row) for row in tables["requests"].rows]
    heads = {key: _heads(rows, tables[key]) for key in ("disclosure", "requests")}
    found: dict[str, Value] = {}
    for to, at in _align(rows, [row for _, row in labelled]).items():
        table, row = labelled[to]
        columns = heads[table.key][at]
        for key in row.columns:
            column = columns.get(normal(table.columns_by_key[key].label.text))
            if column is not None and column < len(rows[at].texts):
                found[f"{table.key}.{row.key}.{key}"] = value_of(rows[at].texts[column])
    return found | _across(rows, tables["litigation"])


def normal(cell: object) -> str:
    """A cell's text for comparing: NFKC, without white space; "" for a blank or merged one."""
    if cell is None or cell != cell:
        return ""
    return _SPACE.sub("", unicodedata.normalize("NFKC", str(cell)))


def value_of(text: str) -> Value:
    """A normalised text as a figure where it is one."""
    if not text:
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


@dataclass(frozen=True)
class _Row:
    """A row with its normalised texts and the number of its table; ``width`` counts columns."""

    texts: tuple[str, ...]
    table: int

    @property
    def width(self) -> int:
        return len(self.texts)

    @property
    def has_figures(self) -> bool:
        return any(isinstance(value_of(text), Decimal) for text in self.texts)


def _rows(grids: Sequence[Grid]) -> list[_Row]:
    return [
        _Row(tuple(normal(cell) for cell in row), number)
        for number, grid in enumerate(grids)
        for row in grid
    ]


def _heads(rows: Sequence[_Row], table: Table) -> list[dict[str, int]]:
    """For each row the column of each header above it."""
    known = [normal(column.label.text) for column in table.columns]
    current: dict[str, int] = {}
    before: _Row | None = None
    found = []
    for row in rows:
        if before is not None and row.table != before.table and row.width != before.width:
            # Nothing but the order is left; the figures are the last columns of a row.
            first = row.width - len(known)
            at_end = {text: first + place for place, text in enumerate(known)}
            current = at_end if first >= 0 and table.key == "requests" else {}
        here = {text: row.texts.index(text) for text in known if text in row.texts}
        if _is_head(here, table):
            current = (current if table.key == "requests" else {}) | here
        found.append(current)
        before = row
    return found


def _is_head(here: Mapping[str, int], table: Table) -> bool:
    """True for a row with headers of the table: all tables have totals, and 其他 is a label too."""
    if table.key == "disclosure":
        return bool(here)
    return bool(here.keys() - {"总计", "其他"})


def _align(rows: Sequence[_Row], official: Sequence[Row]) -> dict[int, int]:
    """The row of each official row, in order, by the greatest sum of likeness."""
    labels = [normal(row.label.text) for row in official]
    likeness = [[_alike(row, label) for label in labels] for row in rows]
    best = [[0.0] * (len(labels) + 1) for _ in range(len(rows) + 1)]
    for at in range(len(rows) - 1, -1, -1):
        for to in range(len(labels) - 1, -1, -1):
            taken = likeness[at][to] + best[at + 1][to + 1] if likeness[at][to] else 0.0
            best[at][to] = max(taken, best[at + 1][to], best[at][to + 1])
    found = {}
    at = to = 0
    while at < len(rows) and to < len(labels):
        if likeness[at][to] and best[at][to] == likeness[at][to] + best[at + 1][to + 1]:
            found[to] = at
            at, to = at + 1, to + 1
        elif best[at][to] == best[at + 1][to]:
            at += 1
        else:
            to += 1
    return found


def _alike(row: _Row, label: str) -> float:
    texts = {text for text in row.texts if isinstance(value_of(text), str)}
    likeness = max((fuzz.ratio(text, label) / 100 for text in texts), default=0.0)
    if likeness < _LEAST_ALIKE:
        return 0.0
    return likeness + _FIGURES_COUNT * row.has_figures


def _across(rows: Sequence[_Row], table: Table) -> dict[str, Value]:
    """The figures of the table whose rows stand beside each other, in the order of columns."""
    known = {normal(column.label.text) for column in table.columns}
    fields = [f"{table.key}.{row.key}.{key}" for row in table.rows for key in row.columns]
    last = max((at for at, row in enumerate(rows) if len(known & set(row.texts)) > 1), default=None)
    if last is None or last + 1 >= len(rows):
        return {}
    columns: set[int] = set()
    for row in reversed(rows[: last + 1]):
        if not known & set(row.texts):
            break
        columns.update(at for at, text in enumerate(row.texts) if text in known)
    figures = rows[last + 1]
    if len(columns) != len(fields) or figures.width <= max(columns):
        return {}
    return {
        field: value_of(figures.texts[column])
        for field, column in zip(fields, sorted(columns), strict=True)
    }
