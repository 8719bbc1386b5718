"""Markdown: one table of findings an organ. Text of documents cannot become markup."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Any

from store.exports.csv_rows import flat_columns, flat_value, plain_text
from store.exports.ledger import COLUMNS, ledger_row, with_verdict
from store.exports.scope import Scope
from store.visible import one_line

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|<>~=@&$^:-])")
_TITLES = {"zh": "政府信息公开工作年度报告审核台账", "en": "Ledger of findings"}


def escape(text: str) -> str:
    """Text that Markdown shows as it is, on one line, and that no spreadsheet takes for a formula."""
    return _SPECIAL.sub(r"\\\1", plain_text(one_line(text)))


def write_markdown(rows: Iterable[dict[str, Any]], path: Path, scope: Scope) -> int:
    """Write findings; their number."""
    language = scope.language
    columns = COLUMNS[language]
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f"# {_TITLES[language]}\n\n{escape(scope.sentence())}\n")
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
                line = ledger_row(count, row, language)
                line[-1] = with_verdict(row, line[-1], language)
                cells = [escape(str(value)) for value in line]
                file.write("| " + " | ".join(cells) + " |\n")
    return count


def write_cells_markdown(rows: Iterable[dict[str, Any]], path: Path, scope: Scope) -> int:
    """Write cells as one table; their number."""
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f"{escape(scope.sentence())}\n\n")
        for row in rows:
            flat = flat_columns(row)
            if not count:
                file.write("| " + " | ".join(escape(name) for name in flat) + " |\n")
                file.write("|" + " --- |" * len(flat) + "\n")
            count += 1
            cells = [_cell(flat_value(value)) for value in flat.values()]
            file.write("| " + " | ".join(cells) + " |\n")
    return count


def _cell(value: Any) -> str:
    # A figure below 0 is no formula.
    return escape(value) if isinstance(value, str) else _SPECIAL.sub(r"\\\1", str(value))
