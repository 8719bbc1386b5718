"""Tables as grids of drawn cells that a test can damage, and what became of each figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from random import Random

from importers.document import Anchoring, Document, Grid, GridCell, GridRow
from importers.readers.lines import rows_from_stream
from importers.reports import read_reports
from store.forms import Form, load_form
from store.report import Flag, Paragraph, Place, Report, State
from store.rules import Context, check_report
from tests.sample_described import placed_rows
from tests.sample_formats import distinct_figures
from tests.sample_tables import Edits, print_tables

Cells = list[GridCell]
Rows = list[Cells]
Damage = Callable[[Rows], object]
TITLE = "青禾县柳溪镇人民政府{year}年政府信息公开工作年度报告"


@cache
def distinct(edition: str) -> dict[str, str]:
    """Figures of a form that satisfy its equations, no two of which are equal."""
    # Far enough apart that no sum meets a part or another sum.
    values = distinct_figures(edition, iter(Random(0).sample(range(11, 4_000), 300)))
    assert len(set(values.values())) == len(values)
    return values


@cache
def _drawn(edition: str, key: str) -> tuple[tuple[GridCell, ...], ...]:
    printed = print_tables(load_form(edition), distinct(edition), Edits())[key]
    return tuple(
        tuple(GridCell(placed.box.text, placed.column) for placed in row)
        for row in placed_rows(printed)
    )


def drawn(edition: str, key: str) -> Rows:
    """The rows of a table as drawn: a cell only where it begins, with its leftmost column."""
    return [list(row) for row in _drawn(edition, key)]


def document(
    edition: str, tables: Mapping[str, Rows], anchoring: Anchoring = Anchoring.EXACT
) -> Document:
    """A report with the tables under the headings of their sections."""
    form = load_form(edition)
    year = 2023 if edition == "2021" else 2020
    lines: list[str] = []

    def paragraph(text: str) -> Paragraph:
        lines.append(text)
        return Paragraph(text, Place(line=len(lines)))

    blocks: list[Paragraph | Grid] = [paragraph(TITLE.format(year=year))]
    for section in form.sections:
        blocks.append(paragraph(f"{'一二三四五六'[section.number - 1]}、{section.heading}"))
        if section.key not in tables:
            continue
        rows = []
        for cells in tables[section.key]:
            lines.append("\t".join(cell.text for cell in cells))
            rows.append(tuple(replace(cell, line=len(lines)) for cell in cells))
        blocks.append(Grid(_anchored(rows, anchoring), anchoring))
    return Document(tuple(blocks), "test/1", None, tuple(lines))


def _anchored(rows: Sequence[tuple[GridCell, ...]], anchoring: Anchoring) -> tuple[GridRow, ...]:
    """Rows as a source of this anchoring leaves them."""
    if anchoring is Anchoring.LEFT:
        return rows_from_stream([cell for row in rows for cell in row])
    if anchoring is Anchoring.EXACT:
        return tuple(map(GridRow, rows))
    kept = [tuple(cell for cell in row if cell.text.strip()) for row in rows]
    if anchoring is Anchoring.SPARSE:
        kept = [tuple(replace(cell, column=i) for i, cell in enumerate(row)) for row in kept]
    return tuple(map(GridRow, kept))


class Read:
    """A damaged report as read: its cells and flags, and which figures are where."""

    def __init__(self, edition: str, report: Report) -> None:
        self.edition = edition
        self.report = report
        self.cells = report.cells_by_field
        self.form: Form = load_form(report.form)
        self.flags: tuple[Flag, ...] = check_report(report, Context(self.form))

    @property
    def differing(self) -> dict[str, str]:
        """Fields that do not hold the figure printed for them → their state and raw text."""
        truth = distinct(self.edition)
        return {
            cell.field: f"{cell.state.value}:{cell.raw}"
            for cell in self.report.cells
            if cell.state is not State.NUMBER or str(cell.value) != truth.get(cell.field)
        }

    @property
    def wrong(self) -> dict[str, str]:
        """Fields that hold a figure printed for another field, with that figure."""
        truth = distinct(self.edition)
        return {
            cell.field: str(cell.value)
            for _, cell in ((self.report.form, cell) for cell in self.report.cells)
            if cell.state is State.NUMBER and str(cell.value) != truth.get(cell.field)
        }

    def states(self, prefix: str) -> set[str]:
        """States of the fields whose id begins so."""
        return {c.state.value for c in self.report.cells if c.field.startswith(prefix)}

    def raised(self, rule: str) -> list[str]:
        """Anchors of the flags of a rule."""
        return [flag.anchor for flag in self.flags if flag.rule == rule]

    @property
    def rules(self) -> set[str]:
        """Rules about tables that were raised, but those that ask whether figures can be.

        Every cell holds another figure here, whatever it counts.
        """
        raised = {f.rule for f in self.flags if f.rule[0] in "ACL" or f.rule == "S404"}
        return raised - {"A105", "C206"}


def read_damaged(
    edition: str,
    damages: Mapping[str, Damage],
    anchoring: Anchoring = Anchoring.EXACT,
) -> Read:
    """Read all tables of a form, each after its damage."""
    tables = {}
    for table in load_form(edition).tables:
        rows = drawn(edition, table.key)
        if table.key in damages:
            damages[table.key](rows)
        tables[table.key] = rows
    (report,) = read_reports(document(edition, tables, anchoring), "s")
    return Read(edition, report)


def row_with(rows: Rows, label: str, ordinal: int = 0) -> int:
    """The row that has a cell with this text; ``ordinal`` counts such rows from 0."""
    return [i for i, row in enumerate(rows) if any(c.text == label for c in row)][ordinal]


def relabelled(*changes: tuple[str, str]) -> Damage:
    """Texts of cells replaced, each everywhere."""

    def damage(rows: Rows) -> None:
        for old, new in changes:
            row_with(rows, old)
            rows[:] = [[replace(c, text=new) if c.text == old else c for c in r] for r in rows]

    return damage


def inserted(before: str, *cells: tuple[str, int]) -> Damage:
    """A row put in front of the row with this text."""

    def damage(rows: Rows) -> None:
        rows.insert(row_with(rows, before), [GridCell(text, column) for text, column in cells])

    return damage


def without_row(label: str) -> Damage:
    """A row taken out."""

    def damage(rows: Rows) -> None:
        del rows[row_with(rows, label)]

    return damage


def without_value(label: str, position: int, *, slides: bool) -> Damage:
    """A value cell taken out; ``slides``: those behind it move one column to the left."""

    def damage(rows: Rows) -> None:
        at = row_with(rows, label)
        first = next(i for i, cell in enumerate(rows[at]) if cell.text == label) + 1
        column = rows[at].pop(first + position).column
        if slides:
            rows[at] = [
                replace(c, column=c.column - 1) if c.column > column else c for c in rows[at]
            ]

    return damage


def with_column(column: int, header: str, texts: Sequence[str], *, head_row: int) -> Damage:
    """A column put in front of a column; ``texts`` are its cells below the header, in turn."""

    def damage(rows: Rows) -> None:
        given = 0
        for number, row in enumerate(rows):
            moved = [replace(c, column=c.column + (c.column >= column)) for c in row]
            if number == head_row:
                moved.append(GridCell(header, column))
            elif number > head_row and any(c.text.isdigit() for c in row):
                moved.append(GridCell(texts[given % len(texts)], column))
                given += 1
            rows[number] = sorted(moved, key=lambda cell: cell.column)

    return damage


def both(*damages: Damage) -> Damage:
    """Several damages, one after the other."""

    def damage(rows: Rows) -> None:
        for one in damages:
            one(rows)

    return damage
