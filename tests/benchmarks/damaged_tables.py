"""Whole reports with damaged tables, as a reader would hand them on, and what is true of them.

Every cell has a line of its own, so that the place of a canonical cell tells where it came from.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from importers.document import Anchoring, Document, Grid, GridCell, GridRow
from store.forms import Form, Table, load_form
from store.report import Paragraph, Place
from tests.benchmarks.damage import EXTRA_LABELS, LEVELS, Level, damage
from tests.sample_described import placed_rows
from tests.sample_tables import Edits, PrintedTable, print_tables
from tests.sample_texts import figures

EDITIONS = ("2019", "2021")
_YEARS = {"2019": 2020, "2021": 2022}
_CELLS_A_ROW = 100
_DERIVED = frozenset({"received", "carried_in", "carried_out", "total"})


@dataclass
class Printed:
    """One cell on the page; ``path`` is the official label that it prints, ``column`` the key."""

    text: str
    at: int
    is_value: bool = False
    column: str | None = None
    path: tuple[str, ...] | None = None


@dataclass
class PrintedRow:
    """One row on the page; ``key`` is its row of the form, None for another one or a header.

    ``harm`` names what was done to it.
    """

    table: str
    cells: list[Printed]
    key: str | None = None
    is_header: bool = False
    after_break: bool = False
    harm: set[str] = field(default_factory=set)

    @property
    def has_figures(self) -> bool:
        """True where a value cell holds something."""
        return any(cell.is_value and cell.text for cell in self.cells)

    @property
    def label(self) -> str:
        """The label nearest to the values, "" where there is none."""
        texts = [cell.text for cell in self.cells if not cell.is_value and cell.text.strip()]
        return texts[-1] if texts else ""

    @property
    def leaf(self) -> Printed:
        """The last label cell."""
        return [cell for cell in self.cells if not cell.is_value][-1]


@dataclass(frozen=True)
class DamagedReport:
    """A document and the rows that it prints, in reading order over all tables."""

    name: str
    edition: str
    document: Document
    rows: tuple[PrintedRow, ...]
    lines: Mapping[str, int] = field(default_factory=dict)

    def row_at(self, line: int | None) -> int | None:
        """The index of the row that a line lies in."""
        if line is None or line < _CELLS_A_ROW:
            return None
        return line // _CELLS_A_ROW - 1

    def line_of(self, row: int, cell: int) -> int:
        """The line of a cell, by the index of its row and its place in it."""
        return (row + 1) * _CELLS_A_ROW + cell

    def cell_at(self, line: int) -> Printed | None:
        """The cell that a line is."""
        row = self.row_at(line)
        if row is None or line % _CELLS_A_ROW >= len(self.rows[row].cells):
            return None
        return self.rows[row].cells[line % _CELLS_A_ROW]


def damaged_reports(level: int, count: int, first: int = 0) -> Iterator[DamagedReport]:
    """``count`` reports from seed ``first`` on, the two forms in turn; the same ones each time."""
    for seed in range(first, first + count):
        yield damaged_report(seed, level)


def damaged_report(seed: int, level: int) -> DamagedReport:
    """The report of a seed with damage of a level; the form is that of the seed."""
    edition = EDITIONS[seed % len(EDITIONS)]
    form = load_form(edition)
    rng = random.Random(f"{level} {seed}")
    values = random_figures(edition, rng)
    rates = LEVELS[level]
    edits = _edits(form, rates, rng)
    swapped = {key for pair in edits.swapped_rows for key in pair}
    tables = {}
    for key, table in print_tables(form, values, edits).items():
        rows = rows_of(form, table)
        for row in rows:
            row.harm |= {"swapped"} if f"{key}.{row.key}" in swapped else set()
        tables[key] = _damaged(rows, rates, rng)
    return as_report(f"level {level} seed {seed}", edition, tables)


def random_figures(edition: str, rng: random.Random) -> dict[str, str]:
    """Raw texts by field id that satisfy all equations."""
    tables = load_form(edition).tables_by_key

    def numbers(count: int, most: int) -> str:
        return " ".join(str(rng.choice((0, rng.randint(1, most)))) for _ in range(count))

    requests = {
        row.key: numbers(6, 60) for row in tables["requests"].rows if row.key not in _DERIVED
    }
    return figures(
        edition,
        {row.key: numbers(len(row.columns), 700) for row in tables["disclosure"].rows},
        requests | {"granted": " ".join(str(rng.randint(20, 90)) for _ in range(6))},
        carried_in=numbers(6, 19),
        carried_out=numbers(6, 19),
        litigation={row.key: numbers(4, 15) for row in tables["litigation"].rows},
    )


def _edits(form: Form, rates: Level, rng: random.Random) -> Edits:
    dropped: list[str] = []
    swapped: list[tuple[str, str]] = []
    foreign: dict[str, tuple[str, tuple[str, ...]]] = {}
    for table in form.tables:
        if table.across:
            continue
        for row, following in zip(table.rows, (*table.rows[1:], None), strict=True):
            key = f"{table.key}.{row.key}"
            if rng.random() < rates.drop:
                dropped.append(key)
            if rng.random() < rates.extra:
                numbers = tuple(str(rng.randint(0, 40)) for _ in row.columns)
                foreign[key] = (rng.choice(EXTRA_LABELS), numbers)
            if following is None or following.label.path[:-1] != row.label.path[:-1]:
                continue
            if rng.random() < rates.swap:
                swapped.append((key, f"{table.key}.{following.key}"))
    gone = frozenset(dropped)
    return Edits(
        dropped_rows=tuple(dropped),
        swapped_rows=tuple(pair for pair in swapped if gone.isdisjoint(pair)),
        foreign_rows={key: value for key, value in foreign.items() if key not in gone},
    )


def rows_of(form: Form, printed: PrintedTable) -> list[PrintedRow]:
    """The rows of a table with, for each cell, what it officially is."""
    table = form.tables_by_key[printed.key]
    heads = {label.text: label.path for label in table.column_labels}
    if table.across:
        heads |= {label.text: label.path for label in table.row_labels}
    keys = {column.label.text: column.key for column in table.columns}
    rows: list[PrintedRow] = []
    for line, boxes in zip(printed.lines, placed_rows(printed), strict=True):
        key = line.key.partition(".")[2] if line.key else None
        columns = iter(_columns(table, key))
        cells = []
        for placed in boxes:
            text = placed.box.text
            if placed.box.is_value:
                column = next(columns, None)
                cells.append(Printed(text, placed.column, True, column))
            elif line.key is None:
                cells.append(Printed(text, placed.column, False, keys.get(text), heads.get(text)))
            else:
                cells.append(Printed(text, placed.column))
        if key is not None:
            _name_labels(cells, table.rows_by_key[key].label.path)
        is_header = line.key is None and not any(cell.is_value for cell in cells)
        rows.append(PrintedRow(printed.key, cells, key or None, is_header))
    return rows


def _columns(table: Table, key: str | None) -> tuple[str, ...]:
    if table.across:
        return tuple(f"{row.key}.{column}" for row in table.rows for column in row.columns)
    return table.rows_by_key[key].columns if key else ()


def _name_labels(cells: list[Printed], path: tuple[str, ...]) -> None:
    for cell in cells:
        if not cell.is_value and cell.text in path:
            cell.path = path[: path.index(cell.text) + 1]


def _damaged(rows: list[PrintedRow], rates: Level, rng: random.Random) -> list[PrintedRow]:
    done: list[PrintedRow] = []
    for index, row in enumerate(rows):
        if row.is_header:
            done += _damaged_header(row, rates, rng)
            continue
        if row.key is None:
            row.harm.add("not of the form")
            done.append(row)
            continue
        _damage_groups(row, rates, rng)
        following = rows[index + 1] if index + 1 < len(rows) else None
        if row.leaf.text and rng.random() < rates.label:
            row.leaf.text = damage(row.leaf.text, rates, rng)
            row.harm.add("label damaged")
        if rng.random() < rates.torn:
            done += _torn(row, rng)
            continue
        if following is not None and following.key is not None and rng.random() < rates.glued:
            _glue(row, following, rng)
        done.append(row)
    return done


def _glue(row: PrintedRow, following: PrintedRow, rng: random.Random) -> None:
    """The labels of two rows run together beside the figures of either; the other has none."""
    if not row.leaf.text:
        # Its own label went to the row before; another one there would be a lie, not damage.
        return
    whole = row.leaf.text + following.leaf.text
    if rng.random() < 0.5:
        row.leaf.text, following.leaf.text = whole, ""
        row.harm.add("next label glued to it")
        following.harm.add("label glued to the one before")
    else:
        row.leaf.text, following.leaf.text = "", whole
        row.harm.add("label glued to the next one")
        following.harm.add("label before glued to it")


def _damage_groups(row: PrintedRow, rates: Level, rng: random.Random) -> None:
    """Group labels glued in front of the row's, missing, or damaged like others."""
    leaf = row.leaf
    for cell in row.cells:
        if cell.is_value or cell is leaf or rng.random() >= rates.group:
            continue
        turn = rng.random()
        if turn < 0.35:
            leaf.text = cell.text + leaf.text
            cell.text = ""
            row.harm.add("group glued")
        elif turn < 0.7:
            cell.text = ""
            row.harm.add("group missing")
        else:
            cell.text = damage(cell.text, rates, rng)
            row.harm.add("group damaged")


def _torn(row: PrintedRow, rng: random.Random) -> list[PrintedRow]:
    """A row whose label a page cut in two; the figures stand beside either piece."""
    text = row.leaf.text
    if len(text) < 4:
        return [row]
    cut = rng.randint(2, len(text) - 2)
    row.harm.add("label torn")
    cells = [
        replace(cell, text="", column=None) if cell.is_value else replace(cell)
        for cell in row.cells
    ]
    rest = PrintedRow(row.table, cells, after_break=True)
    if rng.random() < 0.5:
        row.leaf.text = text[:cut]
        for cell in rest.cells:
            cell.text = ""
        rest.leaf.text = text[cut:]
        return [row, rest]
    rest.after_break, row.after_break = False, True
    rest.leaf.text = text[:cut]
    for cell in row.cells:
        cell.text = cell.text if cell.is_value else ""
    row.leaf.text = text[cut:]
    return [rest, row]


def _damaged_header(row: PrintedRow, rates: Level, rng: random.Random) -> list[PrintedRow]:
    below: list[Printed] = []
    for cell in row.cells:
        if cell.path is None or not cell.text or rng.random() >= rates.header:
            continue
        if len(cell.text) >= 4 and rng.random() < 0.25:
            cut = rng.randint(2, len(cell.text) - 2)
            below.append(replace(cell, text=cell.text[cut:]))
            cell.text = cell.text[:cut]
        else:
            cell.text = damage(cell.text, rates, rng)
    torn = [PrintedRow(row.table, below, is_header=True)] if below else []
    return [row, *torn]


def as_report(name: str, edition: str, tables: Mapping[str, list[PrintedRow]]) -> DamagedReport:
    """A document of headings and tables; the lines of its cells tell which ones they are."""
    form = load_form(edition)
    year = _YEARS[edition]
    blocks: list[Paragraph | Grid] = [
        Paragraph(f"青禾县人民政府{year}年政府信息公开工作年度报告", Place(line=1))
    ]
    rows: list[PrintedRow] = []
    lines: dict[str, int] = {}
    for number, section in enumerate(form.sections, 2):
        blocks.append(Paragraph(section.heading, Place(line=number)))
        own = [table for table in form.tables if table.section == section.key]
        for table in own:
            blocks.append(_grid(tables[table.key], rows, lines))
    document = Document(tuple(blocks), "benchmark")
    return DamagedReport(name, edition, document, tuple(rows), lines)


def _grid(table: list[PrintedRow], rows: list[PrintedRow], lines: dict[str, int]) -> Grid:
    made: list[GridRow] = []
    for row in table:
        rows.append(row)
        first = len(rows) * _CELLS_A_ROW
        made.append(
            GridRow(
                tuple(
                    GridCell(cell.text, cell.at, first + at) for at, cell in enumerate(row.cells)
                ),
                row.after_break,
            )
        )
        for at, cell in enumerate(row.cells):
            if cell.is_value and cell.column is not None:
                inner = f"{row.key}.{cell.column}" if row.key else cell.column
                lines[f"{row.table}.{inner}"] = first + at
    return Grid(tuple(made), Anchoring.EXACT)
