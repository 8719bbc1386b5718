"""gouji's own ways through a file, and what they find: cells, and the fields that are doubted."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from importers.discover import SourceFile
from importers.document import Document
from importers.errors import ImporterError, NoReportError
from importers.reading import Failure, ReadFile, read_document, read_file
from importers.reports import read_reports
from store.forms import load_form
from store.report import Flag, Report, Severity, State
from store.rules import Context, check_report

if TYPE_CHECKING:
    from tests.benchmarks.candidates import Found
    from tests.benchmarks.scoring import Value

_Checked = list[tuple[Report, list[Flag]]]


def read(path: Path) -> Document | None:
    """Bytes to Document; None for a file that cannot be read."""
    try:
        return read_document(path.read_bytes(), recognise=False)
    except ImporterError:
        return None


def report(path: Path) -> ReadFile | None:
    """File to reports; None for a file that cannot be read."""
    read = read_file(SourceFile(path, path.name), recognise=False)
    return None if isinstance(read, Failure) else read


def flags(path: Path) -> _Checked | None:
    """File to the flags of its reports; None for a file that cannot be read."""
    read = report(path)
    return None if read is None else _checked(read.reports)


def found_in_document(document: Document, path: Path) -> Found:
    """What a Document is worth."""
    try:
        return found_in_checked(_checked(read_reports(document, path.name)), path)
    except NoReportError:
        return {}, frozenset()


def found_in_file(read: ReadFile, path: Path) -> Found:
    """What a file that was read holds."""
    return found_in_checked(_checked(read.reports), path)


def found_in_checked(checked: _Checked, path: Path) -> Found:
    """The cells of the first report. A cell without value that no flag names counts as wrong."""
    report, raised = checked[0]
    doubted = _doubted(report, raised)
    found: dict[str, Value] = {}
    for cell in report.cells:
        if cell.state is State.NUMBER:
            found[cell.field] = cell.value
        elif cell.state is State.BLANK:
            found[cell.field] = None
        elif cell.state in (State.MARK, State.TEXT) or cell.field not in doubted:
            found[cell.field] = cell.raw
    return found, doubted


def _checked(reports: Iterable[Report]) -> _Checked:
    return [(one, list(check_report(one, Context(load_form(one.form))))) for one in reports]


def _doubted(report: Report, raised: Iterable[Flag]) -> frozenset[str]:
    """The fields that a flag is about: it names one of their row, or warns of their table.

    A note that a page tore a table is no warning.
    """
    rows: set[str] = set()
    tables: set[str] = set()
    for flag in raised:
        rows.update(field.rpartition(".")[0] for field in flag.fields)
        if not flag.fields and flag.severity is not Severity.INFO:
            tables.add(flag.anchor.partition(":")[0])
    return frozenset(
        cell.field
        for cell in report.cells
        if cell.field.rpartition(".")[0] in rows or cell.field.partition(".")[0] in tables
    )
