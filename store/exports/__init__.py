"""One module a format; the suffix of the target chooses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from store.errors import ExportError
from store.exports.atomic import write_atomically

Row = dict[str, Any]
Writer = Callable[[Iterable[Row], Path], int]


def formats() -> tuple[str, ...]:
    """Suffixes that can be written."""
    return (".jsonl", ".csv")


def export_rows(rows: Iterable[Row], target: Path) -> int:
    """Write rows to ``target`` in the format of its suffix; the number of rows.

    The file is complete or not there. Raises ExportError.
    """
    suffix = target.suffix.lower()
    if suffix == ".jsonl":
        from store.exports.jsonl import write_jsonl as write
    elif suffix == ".csv":
        from store.exports.csv_rows import write_csv as write
    else:
        raise ExportError(
            "export_suffix", path=str(target), suffix=suffix, known=" ".join(formats())
        )
    return write_atomically(target, lambda temporary: write(rows, temporary))
