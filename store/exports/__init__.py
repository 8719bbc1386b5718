"""One module a format; the suffix of the target chooses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from store.database import Workspace
from store.errors import ExportError
from store.exports.atomic import write_atomically
from store.findings import annotation_rows, cell_rows, finding_rows, ledger_rows

Row = dict[str, Any]
Writer = Callable[[Iterable[Row], Path], int]


def formats() -> tuple[str, ...]:
    """Suffixes that can be written."""
    return (".xlsx", ".csv", ".jsonl", ".md")


def writer_for(target: Path, what: str, scope: str, language: str) -> Writer:
    """The writer of a suffix. Raises ExportError for one that is not known."""
    suffix = target.suffix.lower()
    if suffix == ".jsonl":
        from store.exports.jsonl import write_jsonl

        return write_jsonl
    if suffix == ".csv":
        from store.exports.csv_rows import write_csv

        return write_csv
    if suffix == ".xlsx":
        from store.exports.xlsx import write_cells, write_ledger

        if what != "findings":
            return write_cells
        return lambda rows, path: write_ledger(rows, path, scope, language)
    if suffix == ".md":
        from store.exports.markdown import write_cells_markdown, write_markdown

        if what != "findings":
            return write_cells_markdown
        return lambda rows, path: write_markdown(rows, path, scope, language)
    raise ExportError("export_suffix", path=str(target), suffix=suffix, known=" ".join(formats()))


def export_workspace(
    workspace: Workspace,
    target: Path,
    *,
    what: str,
    current_only: bool,
    language: str,
    words: str = "",
) -> int:
    """Write findings, cells or annotations of a workspace; the number of rows.

    ``words`` keep only the reports whose organ, region, year or file have them all.

    Pages up to the annotations of this moment; the file is complete or not there. Raises
    ExportError.
    """
    scope = "current" if current_only else "all"
    write = writer_for(target, what, scope, language)
    if what == "cells":
        rows = cell_rows(workspace, current_only=current_only, words=words)
    elif what == "annotations":
        rows = annotation_rows(workspace, current_only=current_only, words=words)
    elif target.suffix.lower() in (".xlsx", ".md"):
        rows = ledger_rows(workspace, language, current_only=current_only, words=words)
    else:
        rows = finding_rows(workspace, language, current_only=current_only, words=words)
    return write_atomically(target, lambda temporary: write(rows, temporary))


def export_rows(rows: Iterable[Row], target: Path) -> int:
    """Write rows to ``target`` in the format of its suffix; the number of rows."""
    write = writer_for(target, "findings", "all", "zh")
    return write_atomically(target, lambda temporary: write(rows, temporary))
