"""One module a format; the suffix of the target chooses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from store.annotation_rows import annotation_rows
from store.cell_rows import cell_rows
from store.database import Workspace
from store.errors import ExportError
from store.exports.atomic import check_target, write_atomically
from store.exports.scope import Scope, scope_of
from store.findings import finding_rows, ledger_rows

Row = dict[str, Any]
Writer = Callable[[Iterable[Row], Path], int]
Drawer = Callable[[Any], None]
# Formats of findings that have the columns of the ledger.
_LEDGERS = (".xlsx", ".md")


def formats() -> tuple[str, ...]:
    """Suffixes that can be written."""
    return (".xlsx", ".csv", ".jsonl", ".md", ".html")


def writer_for(target: Path, scope: Scope, draw_sheets: Drawer | None = None) -> Writer:
    """The writer of a suffix; ``draw_sheets`` adds sheets to a ledger. Raises ExportError for one that is not known."""
    suffix = target.suffix.lower()
    if suffix == ".jsonl":
        from store.exports.jsonl import write_jsonl

        return write_jsonl
    if suffix == ".csv":
        from store.exports.csv_columns import COLUMNS
        from store.exports.csv_rows import write_csv

        columns = COLUMNS.get(scope.what, ())
        return lambda rows, path: write_csv(rows, path, columns)
    if suffix == ".xlsx":
        from store.exports.xlsx import write_cells, write_ledger

        if scope.what != "findings":
            return lambda rows, path: write_cells(rows, path, scope)
        return lambda rows, path: write_ledger(rows, path, scope, draw_sheets=draw_sheets)
    if suffix == ".md":
        from store.exports.markdown import write_cells_markdown, write_markdown

        marked = write_markdown if scope.what == "findings" else write_cells_markdown
        return lambda rows, path: marked(rows, path, scope)
    if suffix == ".html":
        raise ExportError("export_what", suffix=suffix, what=scope.what)
    raise ExportError("export_suffix", path=str(target), suffix=suffix, known=" ".join(formats()))


def check_findings_target(target: Path) -> None:
    """Raise ExportError where findings cannot be written to a file: its suffix, its folder."""
    suffix = target.suffix.lower()
    if suffix not in formats():
        known = " ".join(formats())
        raise ExportError("export_suffix", path=str(target), suffix=suffix, known=known)
    check_target(target)


def export_workspace(
    workspace: Workspace,
    target: Path,
    *,
    what: str,
    current_only: bool,
    language: str,
    words: str = "",
    with_personal: bool = False,
    with_sheets: bool = False,
) -> int:
    """Write findings, cells, annotations or totals of a workspace; the number of rows.

    Totals are of current revisions, whatever ``current_only`` says.

    ``words`` keep only the reports whose organ, region, year or file have them all. Personal data
    in prose is replaced by marks unless ``with_personal``. ``with_sheets`` adds to a ledger one
    sheet a report, drawn like the official tables.

    Pages up to the annotations of this moment; the file is complete or not there. Raises
    ExportError.
    """
    scope = scope_of(
        workspace,
        what,
        language,
        current_only=current_only or what == "totals",
        words=words,
        with_personal=with_personal,
    )
    suffix = target.suffix.lower()
    if with_sheets and not (suffix == ".xlsx" and what == "findings"):
        raise ExportError("export_sheets", suffix=suffix)
    if what == "totals" and suffix in (".xlsx", ".html"):
        return write_atomically(
            target, lambda temporary: _write_totals(workspace, scope, temporary, suffix)
        )
    if suffix == ".html" and what == "findings":
        from store.exports.web_findings import write_findings_page

        return write_atomically(
            target, lambda temporary: write_findings_page(workspace, scope, temporary)
        )
    draw = (lambda book: _draw(book, workspace, scope)) if with_sheets else None
    write = writer_for(target, scope, draw)
    rows = rows_of(workspace, scope, in_ledger=suffix in _LEDGERS)
    return write_atomically(target, lambda temporary: write(rows, temporary))


def _write_totals(workspace: Workspace, scope: Scope, path: Path, suffix: str) -> int:
    from store.totals import totals_by_group

    groups = totals_by_group(workspace, scope.words)
    if suffix == ".xlsx":
        from store.exports.totals_xlsx import write_totals

        return write_totals(groups, path, scope)
    from store.exports.web_totals import write_totals_page

    return write_totals_page(groups, path, scope)


def _draw(book: Any, workspace: Workspace, scope: Scope) -> None:
    from store.exports.xlsx_forms import draw_reports

    draw_reports(book, workspace, scope)


def rows_of(workspace: Workspace, scope: Scope, *, in_ledger: bool) -> Iterable[Row]:
    """The rows of an export, with the columns of the ledger where they are wanted."""
    chosen: dict[str, Any] = {
        "current_only": scope.current_only,
        "words": scope.words,
        "with_personal": scope.with_personal,
    }
    if scope.what == "totals":
        from store.totals import total_rows

        return total_rows(workspace, scope.words)
    if scope.what == "cells":
        return cell_rows(workspace, **chosen)
    if scope.what == "annotations":
        return annotation_rows(workspace, **chosen)
    find = ledger_rows if in_ledger else finding_rows
    return find(workspace, scope.language, **chosen)


def export_rows(rows: Iterable[Row], target: Path) -> int:
    """Write rows to ``target`` in the format of its suffix; the number of rows."""
    write = writer_for(target, Scope("zh"))
    return write_atomically(target, lambda temporary: write(rows, temporary))
