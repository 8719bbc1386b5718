"""Read form files (TOML), check them, and build the values of ``model``."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from store.errors import FormError
from store.forms.model import (
    Aspect,
    Axis,
    Column,
    Equation,
    Field,
    Form,
    Label,
    Row,
    Section,
    Table,
    ValueKind,
)

EDITIONS = ("2019", "2021")


class _Entry:
    """One TOML table under check; knows its own name so that every error can say it."""

    def __init__(self, source: str, name: str, data: object) -> None:
        self.source = source
        self.name = name
        if not isinstance(data, dict):
            raise FormError(f"{source}: {name}: must be a table")
        self.data: dict[str, Any] = data
        self.used: set[str] = set()

    def fail(self, reason: str) -> FormError:
        return FormError(f"{self.source}: {self.name}: {reason}")

    def take(self, key: str, kind: type, default: Any = None, *, required: bool = False) -> Any:
        self.used.add(key)
        if key not in self.data:
            if required:
                raise self.fail(f"‘{key}’ is missing")
            return default
        value = self.data[key]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.fail(f"‘{key}’ must be of type {kind.__name__}")
        if isinstance(value, str) and not value.strip():
            raise self.fail(f"‘{key}’ is empty")
        return value

    def text(self, key: str) -> str:
        return str(self.take(key, str, required=True))

    def number(self, key: str) -> int:
        value = int(self.take(key, int, required=True))
        if value < 1:
            raise self.fail(f"‘{key}’ must be 1 or more")
        return value

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        values = self.take(key, list, [], required=required)
        if not all(isinstance(value, str) and value.strip() for value in values):
            raise self.fail(f"‘{key}’ must be a list of texts")
        if required and not values:
            raise self.fail(f"‘{key}’ is empty")
        return tuple(values)

    def entries(self, key: str, *, required: bool = False) -> list[_Entry]:
        values = self.take(key, list, [], required=required)
        if required and not values:
            raise self.fail(f"‘{key}’ is empty")
        found = []
        for index, value in enumerate(values, 1):
            label = value.get("label") or value.get("key") if isinstance(value, dict) else None
            found.append(_Entry(self.source, f"{self.name}.{key}[{label or index}]", value))
        return found

    def close(self) -> None:
        unknown = sorted(set(self.data) - self.used)
        if unknown:
            raise self.fail(f"unknown key ‘{unknown[0]}’")


def _columns(
    entries: list[_Entry], groups: tuple[str, ...]
) -> tuple[list[Column], list[Label], dict[str, _Entry]]:
    columns: list[Column] = []
    labels: list[Label] = []
    origin: dict[str, _Entry] = {}
    for entry in entries:
        path = (*groups, entry.text("label"))
        english = entry.text("english")
        aliases = entry.texts("aliases")
        children = entry.entries("columns")
        if children:
            entry.close()
            labels.append(Label(path, None, english, aliases))
            inner, inner_labels, inner_origin = _columns(children, path)
            columns += inner
            labels += inner_labels
            origin |= inner_origin
            continue
        key = entry.text("key")
        try:
            kind = ValueKind(entry.text("kind"))
        except ValueError:
            known = ", ".join(kind.value for kind in ValueKind)
            raise entry.fail(f"‘kind’ must be one of {known}") from None
        label = Label(path, key, english, aliases, entry.take("short", str, ""))
        columns.append(Column(key, entry.number("number"), label, kind))
        labels.append(label)
        origin[key] = entry
        entry.close()
    return columns, labels, origin


def _rows(
    entries: list[_Entry],
    groups: tuple[str, ...],
    prefix: str,
    columns: tuple[str, ...],
    known: frozenset[str],
) -> tuple[list[Row], list[Label]]:
    rows: list[Row] = []
    labels: list[Label] = []
    for entry in entries:
        path = (*groups, entry.text("label"))
        english = entry.text("english")
        aliases = entry.texts("aliases")
        own = entry.texts("columns") or columns
        for key in own:
            if key not in known:
                raise entry.fail(f"column ‘{key}’ is not a column of the table")
        children = entry.entries("rows")
        if children:
            key = entry.take("key", str, "")
            entry.close()
            labels.append(Label(path, None, english, aliases))
            below = f"{prefix}{key}." if key else prefix
            inner, inner_labels = _rows(children, path, below, own, known)
            rows += inner
            labels += inner_labels
            continue
        key = prefix + entry.text("key")
        label = Label(path, key, english, aliases, entry.take("short", str, ""))
        rows.append(Row(key, entry.number("number"), label, own))
        labels.append(label)
        entry.close()
    return rows, labels


def _unique(entry: _Entry, what: str, values: list[Any]) -> None:
    seen: set[Any] = set()
    for value in values:
        if value in seen:
            raise entry.fail(f"{what} ‘{value}’ occurs twice")
        seen.add(value)


def _table(entry: _Entry) -> Table:
    columns, column_labels, _ = _columns(entry.entries("columns", required=True), ())
    keys = tuple(column.key for column in columns)
    rows, row_labels = _rows(entry.entries("rows", required=True), (), "", keys, frozenset(keys))
    _unique(entry, "column", list(keys))
    _unique(entry, "row", [row.key for row in rows])
    _unique(entry, "row number", [row.number for row in rows])
    _unique(entry, "column number", [column.number for column in columns])
    if max(row.number for row in rows) > 99 or max(column.number for column in columns) > 9:
        raise entry.fail("row numbers end at 99, column numbers at 9")
    table = Table(
        key=entry.text("key"),
        number=entry.number("number"),
        label=entry.text("label"),
        short=entry.text("short"),
        part=entry.text("part"),
        english=entry.text("english"),
        section=entry.text("section"),
        anchors=entry.texts("anchors", required=True),
        header_labels=entry.texts("header_labels"),
        across=entry.take("across", bool, False),
        rows=tuple(rows),
        columns=tuple(columns),
        row_labels=tuple(row_labels),
        column_labels=tuple(column_labels),
    )
    entry.close()
    return table


def _equations(entry: _Entry, tables: dict[str, Table]) -> list[Equation]:
    code = entry.text("code")
    key = entry.text("table")
    each = entry.text("each")
    left = entry.texts("left", required=True)
    right = entry.texts("right", required=True)
    entry.close()
    table = tables.get(key)
    if table is None:
        raise entry.fail(f"table ‘{key}’ is not in the form")
    if each not in ("row", "column"):
        raise entry.fail("‘each’ must be row or column")
    across = table.columns_by_key if each == "row" else table.rows_by_key
    for term in left + right:
        if term not in across:
            raise entry.fail(f"‘{term}’ is not in table ‘{key}’")
    lines = [row.key for row in table.rows] if each == "row" else [c.key for c in table.columns]

    def field(line: str, term: str) -> str:
        return f"{key}.{line}.{term}" if each == "row" else f"{key}.{term}.{line}"

    return [
        Equation(
            id=f"{code}:{key}.{line}",
            code=code,
            table=key,
            axis=Axis(each),
            line=line,
            left=tuple(field(line, term) for term in left),
            right=tuple(field(line, term) for term in right),
        )
        for line in lines
    ]


def _section(entry: _Entry) -> Section:
    aspects = []
    for inner in entry.entries("aspects"):
        aspects.append(
            Aspect(
                key=inner.text("key"),
                label=inner.text("label"),
                english=inner.text("english"),
                headings=inner.texts("headings", required=True),
                mentions=inner.texts("mentions", required=True),
            )
        )
        inner.close()
    section = Section(
        key=entry.text("key"),
        number=entry.number("number"),
        heading=entry.text("heading"),
        english=entry.text("english"),
        aliases=entry.texts("aliases"),
        anchors=entry.texts("anchors"),
        aspects=tuple(aspects),
    )
    entry.close()
    return section


def parse_form(text: str, source: str) -> Form:
    """Build a form from TOML ``text``; ``source`` is the name used in errors.

    Raises FormError, which names the source and the entry that is wrong.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FormError(f"{source}: not valid TOML: {error}") from error
    top = _Entry(source, "form", data)
    edition = top.text("edition")
    number = top.number("number")
    tables = tuple(_table(entry) for entry in top.entries("tables", required=True))
    _unique(top, "table", [table.key for table in tables])
    _unique(top, "table number", [table.number for table in tables])
    by_key = {table.key: table for table in tables}
    equations = [
        equation for entry in top.entries("equations") for equation in _equations(entry, by_key)
    ]
    order = {"A103": 0, "A104": 1, "A101": 2, "A102": 3}
    equations.sort(key=lambda equation: order.get(equation.code, len(order)))
    fields = tuple(
        Field(
            id=f"{table.key}.{row.key}.{key}",
            number=number * 10_000
            + table.number * 1_000
            + row.number * 10
            + table.columns_by_key[key].number,
            form=edition,
            table=table.key,
            row=row,
            column=table.columns_by_key[key],
        )
        for table in tables
        for row in table.rows
        for key in row.columns
    )
    known = {field.id for field in fields}
    for equation in equations:
        for field_id in equation.fields:
            if field_id not in known:
                raise top.fail(f"equation {equation.id}: ‘{field_id}’ is not a field")
    form = Form(
        edition=edition,
        number=number,
        notice=top.text("notice"),
        first_year=top.number("first_year"),
        last_year=top.take("last_year", int),
        tables=tables,
        fields=fields,
        equations=tuple(equations),
        sections=tuple(_section(entry) for entry in top.entries("sections", required=True)),
    )
    top.close()
    _unique(top, "section", [section.key for section in form.sections])
    for table in tables:
        if table.section not in form.sections_by_key:
            raise top.fail(f"table ‘{table.key}’: section ‘{table.section}’ is not in the form")
    return form


def form_editions() -> tuple[str, ...]:
    """The editions that gouji ships, oldest first."""
    return EDITIONS


@cache
def load_form(edition: str) -> Form:
    """The shipped form of ``edition`` ("2019" or "2021"). Raises FormError."""
    if edition not in EDITIONS:
        raise FormError(f"no form of edition ‘{edition}’; known: {', '.join(EDITIONS)}")
    name = f"{edition}.toml"
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    return parse_form(text, name)


def load_forms() -> tuple[Form, ...]:
    """All shipped forms, oldest first."""
    return tuple(load_form(edition) for edition in EDITIONS)
