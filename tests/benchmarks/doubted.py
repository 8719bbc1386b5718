"""What the flags of a damaged report name: rows, cells and columns of the form, source rows.

A doubt is a flag about reading (labels, values, structure) that a reviewer is shown as more than
a note; arithmetic, which may notice a wrong row too, does not count.
"""

from __future__ import annotations

from collections.abc import Iterable

from store.forms import load_form
from store.report import Flag, Report, Severity
from store.rules import Context, check_report
from tests.benchmarks.damaged_tables import DamagedReport

_DOUBTING = ("L", "C", "S4")


def doubts(report: Report | None) -> list[Flag]:
    if report is None:
        return []
    flags = check_report(report, Context(load_form(report.form)))
    return [
        flag
        for flag in flags
        if flag.rule.startswith(_DOUBTING) and flag.severity is not Severity.INFO
    ]


class Doubted:
    """What flags name: rows of the form, and source rows by their index."""

    def __init__(self, damaged: DamagedReport, flags: Iterable[Flag]) -> None:
        self.rows: set[str] = set()
        self.columns: set[int] = set()
        self.sources: set[int | None] = set()
        self.is_whole = False
        tables = load_form(damaged.edition).tables
        for flag in flags:
            self.rows.update(field.rpartition(".")[0] for field in flag.fields)
            if flag.rule == "L305":
                labels = flag.params.get("labels")
                named = frozenset(labels) if isinstance(labels, tuple) else frozenset()
                self.rows |= _rows_named(damaged, str(flag.params.get("table")), named)
            if flag.rule == "L302" and flag.params.get("axis") == "column":
                # It names a column by what stands above it, and lists the figures below.
                self.columns |= _lines_below(damaged, flag.place.line)
            if flag.rule in ("L301", "L302", "L304"):
                self.sources.add(damaged.row_at(flag.place.line))
            if flag.rule == "S404":
                # It says that all of a table is missing or doubtful.
                whole = [table for table in tables if table.key == flag.anchor]
                self.rows.update(f"{table.key}.{row.key}" for table in whole for row in table.rows)
            self.is_whole |= flag.rule == "S405"


def _rows_named(damaged: DamagedReport, table: str, labels: frozenset[object]) -> set[str]:
    rows = load_form(damaged.edition).tables_by_key[table].rows
    return {f"{table}.{row.key}" for row in rows if row.label.text in labels}


def _lines_below(damaged: DamagedReport, line: int | None) -> set[int]:
    """The lines of the cells of values in the column of a header cell, down to the next header.

    The same label above several groups is one flag: the columns below each of them count.
    """
    head = None if line is None else damaged.cell_at(line)
    index = damaged.row_at(line)
    if head is None or index is None:
        return set()
    found: set[int] = set()
    is_below = False
    for at, row in enumerate(damaged.rows):
        if row.table != damaged.rows[index].table:
            continue
        if row.is_header:
            after_header = at > 0 and damaged.rows[at - 1].is_header
            same = any(c.at == head.at and c.text == head.text for c in row.cells)
            is_below = same or (is_below and after_header)
        elif is_below:
            found |= {
                damaged.line_of(at, order)
                for order, cell in enumerate(row.cells)
                if cell.is_value and cell.at == head.at
            }
    return found
