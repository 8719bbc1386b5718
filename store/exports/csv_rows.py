"""CSV for spreadsheets: UTF-8 with BOM, lists joined, nothing that acts as a formula."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from store.visible import visible

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def plain_text(text: str) -> str:
    """Text that no spreadsheet takes for a formula and no control character hides in."""
    if text.lstrip(" \u00a0\u3000\"'").startswith(_FORMULA_STARTS) or text.startswith(
        _FORMULA_STARTS
    ):
        return "'" + visible(text)
    return visible(text)


def flat_value(value: Any) -> Any:
    """A value as a cell of a spreadsheet: lists of texts joined, other structures as JSON."""
    if value is None or isinstance(value, int | float):
        return "" if value is None else value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return plain_text("/".join(value))
    if isinstance(value, list | dict):
        return plain_text(json.dumps(value, ensure_ascii=False))
    return plain_text(str(value))


def flat_columns(row: dict[str, Any]) -> dict[str, Any]:
    """A row with place and labels as columns of their own."""
    flat: dict[str, Any] = {}
    for key, value in row.items():
        if key in ("place", "labels") and isinstance(value, dict):
            flat |= {f"{key}_{name}": inner for name, inner in value.items()}
        else:
            flat[key] = value
    return flat


def write_csv(rows: Iterable[dict[str, Any]], path: Path, columns: Sequence[str] = ()) -> int:
    """Write rows; their number. The header comes from the first row, else it is ``columns``."""
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer: csv.DictWriter[str] | None = None
        for row in rows:
            flat = flat_columns(row)
            if writer is None:
                writer = csv.DictWriter(file, list(flat), extrasaction="ignore")
                writer.writeheader()
            writer.writerow({key: flat_value(value) for key, value in flat.items()})
            count += 1
        if writer is None and columns:
            csv.writer(file).writerow(columns)
    return count
