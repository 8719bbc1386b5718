"""Markdown: one table of findings an organ. Text of documents cannot become markup."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Any

from store.exports.csv_rows import flat_columns, flat_value
from store.exports.ledger import COLUMNS, ledger_row
from store.visible import one_line

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|<>~=-])")
_TITLES = {"zh": "政府信息公开工作年度报告审核台账", "en": "Ledger of findings"}
_SCOPES = {
    "zh": {
        "all": "全部版本；属实、待核、待审的问题",
        "current": "现行版本；属实、待核、待审的问题",
    },
    "en": {
        "all": "all revisions; confirmed, unsure and open findings",
        "current": "current revisions; confirmed, unsure and open findings",
    },
}


def escape(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    return _SPECIAL.sub(r"\\\1", one_line(text))


def write_markdown(rows: Iterable[dict[str, Any]], path: Path, scope: str, language: str) -> int:
    """Write findings; their number."""
    columns = COLUMNS[language]
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f"# {_TITLES[language]}\n\n{_SCOPES[language][scope]}\n")
        for report, group in groupby(rows, key=lambda row: (row["report"], row["ordinal"])):
            found = [row for row in group if row["in_ledger"]]
            if not found:
                continue
            first = found[0]
            organ = f"{first['region'] or ''}{first['organisation'] or report[0]}"
            year = first["year"] or ""
            file.write(f"\n## {escape(organ)} {year}\n\n")
            file.write("| " + " | ".join(columns) + " |\n")
            file.write("|" + " --- |" * len(columns) + "\n")
            for row in found:
                count += 1
                cells = [escape(str(value)) for value in ledger_row(count, row, language)]
                file.write("| " + " | ".join(cells) + " |\n")
    return count


def write_cells_markdown(rows: Iterable[dict[str, Any]], path: Path) -> int:
    """Write cells as one table; their number."""
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            flat = flat_columns(row)
            if not count:
                file.write("| " + " | ".join(escape(name) for name in flat) + " |\n")
                file.write("|" + " --- |" * len(flat) + "\n")
            count += 1
            cells = [escape("" if v is None else str(flat_value(v))) for v in flat.values()]
            file.write("| " + " | ".join(cells) + " |\n")
    return count
