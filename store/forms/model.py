"""Frozen values that describe one official form."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class ValueKind(StrEnum):
    """What a field may hold: a count, a count that may be negative, an amount in 万元."""

    COUNT = "count"
    SIGNED = "signed"
    AMOUNT = "amount"


class Axis(StrEnum):
    """The two directions of a table."""

    ROW = "row"
    COLUMN = "column"


@dataclass(frozen=True)
class Label:
    """One official label: a leaf (row or column with values) or a group above leaves.

    ``path`` runs from the outermost group to the label itself; ``key`` is None for a group;
    ``short`` is for narrow screens, empty where the label is short enough.
    """

    path: tuple[str, ...]
    key: str | None
    english: str
    aliases: tuple[str, ...] = ()
    short: str = ""

    @property
    def text(self) -> str:
        """The label itself, without its groups."""
        return self.path[-1]

    @property
    def is_group(self) -> bool:
        """True for a label that has rows or columns below it and no values of its own."""
        return self.key is None


@dataclass(frozen=True)
class Row:
    """A row that holds values; ``columns`` are the keys of the columns that it fills."""

    key: str
    number: int
    label: Label
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """A column that holds values."""

    key: str
    number: int
    label: Label
    kind: ValueKind


@dataclass(frozen=True)
class Field:
    """One canonical cell of a form.

    ``id`` is ``<table>.<row>.<column>`` and is unique within a form; ``number`` is unique over
    all forms (form × 10,000 + table × 1,000 + row × 10 + column).
    """

    id: str
    number: int
    form: str
    table: str
    row: Row
    column: Column


@dataclass(frozen=True)
class Equation:
    """``sum(left) = sum(right)`` over field ids; ``line`` names the row or column it is about."""

    id: str
    code: str
    table: str
    axis: Axis
    line: str
    left: tuple[str, ...]
    right: tuple[str, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """All field ids of the equation, left side first."""
        return self.left + self.right


@dataclass(frozen=True, eq=False)
class Table:
    """One official table. ``across`` is true where the rows stand beside each other."""

    key: str
    number: int
    label: str
    short: str
    part: str
    english: str
    section: str
    anchors: tuple[str, ...]
    header_labels: tuple[str, ...]
    across: bool
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    row_labels: tuple[Label, ...]
    column_labels: tuple[Label, ...]

    @cached_property
    def rows_by_key(self) -> dict[str, Row]:
        """Rows by key."""
        return {row.key: row for row in self.rows}

    @cached_property
    def columns_by_key(self) -> dict[str, Column]:
        """Columns by key."""
        return {column.key: column for column in self.columns}


@dataclass(frozen=True)
class Aspect:
    """An aspect that a section has to treat (the five parts of section 一)."""

    key: str
    label: str
    english: str
    headings: tuple[str, ...]
    mentions: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """One of the six sections; ``anchors`` is content that proves the section is there."""

    key: str
    number: int
    heading: str
    english: str
    aliases: tuple[str, ...]
    anchors: tuple[str, ...]
    aspects: tuple[Aspect, ...]


@dataclass(frozen=True, eq=False)
class Form:
    """The official form of a range of years (``last_year`` None: still in force).

    Forms are loaded once and compared by identity, so that they are cheap keys of caches.
    """

    edition: str
    number: int
    notice: str
    first_year: int
    last_year: int | None
    tables: tuple[Table, ...]
    fields: tuple[Field, ...]
    equations: tuple[Equation, ...]
    sections: tuple[Section, ...]

    @cached_property
    def tables_by_key(self) -> dict[str, Table]:
        """Tables by key."""
        return {table.key: table for table in self.tables}

    @cached_property
    def fields_by_id(self) -> dict[str, Field]:
        """Fields by id."""
        return {field.id: field for field in self.fields}

    @cached_property
    def sections_by_key(self) -> dict[str, Section]:
        """Sections by key."""
        return {section.key: section for section in self.sections}

    @cached_property
    def equations_by_field(self) -> dict[str, tuple[Equation, ...]]:
        """For each field id the equations that it lies in, in form order."""
        found: dict[str, list[Equation]] = {}
        for equation in self.equations:
            for field_id in equation.fields:
                found.setdefault(field_id, []).append(equation)
        return {field_id: tuple(equations) for field_id, equations in found.items()}

    def serves_year(self, year: int) -> bool:
        """True where reports on ``year`` have to use this form."""
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)
