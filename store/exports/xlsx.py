"""Spreadsheet: the ledger first, the technical columns on the second sheet. Text stays text."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from store.exports.csv_rows import flat_columns, flat_value
from store.exports.ledger import COLUMNS, ledger_row
from store.visible import visible

_WIDTHS = (6, 28, 24, 30, 48, 36, 18, 10, 30)
_SHEETS = {"zh": ("台账", "技术信息"), "en": ("ledger", "technical")}
_ONLY_LEDGER = ("in_ledger", "own_words")
_SCOPES = {
    "zh": {
        "all": "范围：全部版本；属实、待核、待审的问题（读错、不提和读取所致的见第二张表）",
        "current": "范围：现行版本；属实、待核、待审的问题（读错、不提和读取所致的见第二张表）",
    },
    "en": {
        "all": "all revisions; confirmed, unsure and open findings (the rest on the second sheet)",
        "current": "current revisions; confirmed, unsure and open findings (the rest on the "
        "second sheet)",
    },
}
_LONGEST = 32_000


def _cell(sheet: Any, value: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if value is None or isinstance(value, int | float):
        return value
    # openpyxl takes a leading = for a formula: the type is set to text by hand.
    cell = WriteOnlyCell(sheet, value=visible(str(value))[:_LONGEST])
    cell.data_type = "s"
    return cell


def write_ledger(rows: Iterable[dict[str, Any]], path: Path, scope: str, language: str) -> int:
    """Write findings; their number."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    ledger, technical = (book.create_sheet(name) for name in _SHEETS[language])
    for index, width in enumerate(_WIDTHS):
        ledger.column_dimensions["ABCDEFGHI"[index]].width = width
    ledger.freeze_panes = "A3"
    ledger.append([_cell(ledger, _SCOPES[language][scope])])
    ledger.append([_cell(ledger, name) for name in COLUMNS[language]])
    count = listed = 0
    for row in rows:
        count += 1
        if row["in_ledger"]:
            listed += 1
            ledger.append([_cell(ledger, v) for v in ledger_row(listed, row, language)])
        flat = flat_columns({k: v for k, v in row.items() if k not in _ONLY_LEDGER})
        if count == 1:
            technical.append([_cell(technical, name) for name in flat])
        technical.append([_cell(technical, _raw(value)) for value in flat.values()])
    if not count:
        technical.append([])
    book.save(path)
    return count


def _raw(value: Any) -> Any:
    if isinstance(value, list | dict):
        return flat_value(value)
    return value


def write_cells(rows: Iterable[dict[str, Any]], path: Path) -> int:
    """Write cells on one sheet; their number."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("cells")
    count = 0
    for row in rows:
        flat = flat_columns(row)
        if not count:
            sheet.append([_cell(sheet, name) for name in flat])
        count += 1
        sheet.append([_cell(sheet, _raw(value)) for value in flat.values()])
    book.save(path)
    return count
