"""JSON Lines: one object a line, UTF-8."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any


def dump(row: dict[str, Any]) -> str:
    """One row as a line without its end; lone surrogates of broken sources are escaped."""
    text = json.dumps(row, ensure_ascii=False)
    if any("\ud800" <= char <= "\udfff" for char in text):
        return json.dumps(row, ensure_ascii=True)
    return text


def write_jsonl(rows: Iterable[dict[str, Any]], path: Path) -> int:
    """Write rows; their number."""
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(dump(row) + "\n")
            count += 1
    return count
