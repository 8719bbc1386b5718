"""Spreadsheet: the ledger first, the technical columns on the second sheet. Text stays text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from store.exports.csv_rows import flat_columns, flat_value
from store.exports.ledger import COLUMNS, FILLED_IN, RECTIFIED, VERDICTS, ledger_row
from store.exports.ledger_keys import KEY_COLUMN, key_of
from store.exports.scope import Scope
from store.exports.sheets import Book, PagedSheet, height_of, put

_WIDTHS = (5, 20, 20, 26, 40, 30, 12, 9, 24, 8, 9)
_TITLES = {"zh": "政府信息公开工作年度报告审核台账", "en": "Ledger of findings"}
_SHEETS = {"zh": ("台账", "技术信息"), "en": ("ledger", "technical")}
_HINTS = {
    "zh": (
        "请从列表中选择，或留空",
        "“是否整改”“备注”“结论”“填写人”各栏可以填写；本表可排序、筛选、加列，填好后用"
        " gouji decisions 收回。“读错”“不提”和读取所致的见第二张表。",
    ),
    "en": (
        "Choose from the list, or leave it empty",
        "Fill in corrected, remarks, verdict and by; sort, filter and add columns as you like;"
        " gouji decisions takes it back. Misread and dismissed flags are on the second sheet.",
    ),
}
# What the ledger does not say; all the rest that is known of a flag is in .jsonl.
_TECHNICAL = (
    *("flag", "report", "sha256", "ordinal", "revision", "current", "region", "organisation"),
    *(
        "year",
        "rule",
        "severity",
        "origin",
        "message",
        "decision",
        "reason",
        "decided_by",
        "decided_at",
    ),
    *("fate", "notes", "values"),
)
_A4 = 9
_TECHNICAL_WIDTHS = {"message": 50, "letter": 50, "report": 30, "evidence": 30, "values": 30}
_VERDICT, _RECTIFIED_AT = len(COLUMNS["zh"]), 7

Drawer = Callable[[Book], None]


def write_ledger(
    rows: Iterable[Mapping[str, Any]],
    path: Path,
    scope: Scope,
    *,
    draw_sheets: Drawer | None = None,
) -> int:
    """Write findings, and what ``draw_sheets`` adds after them; the number of findings."""
    with Book(path) as book:
        return _write_ledger(book, rows, scope, draw_sheets)


def _write_ledger(
    book: Book, rows: Iterable[Mapping[str, Any]], scope: Scope, draw_sheets: Drawer | None
) -> int:
    language = scope.language
    ledger = _ledger_sheet(book, scope)
    technical = _table_sheet(book, _SHEETS[language][1], (*_TECHNICAL, "page", "line"))
    text = book.style(text_wrap=True, valign="top", border=1)
    centred = book.style(text_wrap=True, valign="top", align="center", border=1)
    doubted = book.style(
        text_wrap=True, valign="top", align="center", border=1, bg_color="#FFF2CC", italic=True
    )
    styles = [centred, text, text, text, text, text, centred, centred, text, centred, centred]
    open_styles = [*styles[:_VERDICT], doubted, centred]
    count = listed = 0
    for row in rows:
        count += 1
        if row["in_ledger"]:
            listed += 1
            line = ledger_row(listed, row, language)
            verdict = row["decision"]
            line += [VERDICTS[language].get(verdict, ""), ""]
            rectified = {True: "true", False: "false"}.get(row["rectified"], "")
            line.append(key_of(row, rectified, line[8]).text())
            used = styles if verdict == "confirmed" else open_styles
            ledger.append(line, used, height_of(line, _WIDTHS))
        place = row["place"]
        technical.append([*(_raw(row[name]) for name in _TECHNICAL), place["page"], place["line"]])
    ledger.close()
    technical.close()
    if draw_sheets is not None:
        draw_sheets(book)
    return count


def _ledger_sheet(book: Book, scope: Scope) -> PagedSheet:
    language = scope.language
    columns = (*COLUMNS[language], *FILLED_IN[language])
    last, key = len(columns) - 1, len(columns)
    head = book.style(bold=True, text_wrap=True, align="center", valign="vcenter", border=1)
    head.set_bg_color("#D9E2F3")
    title = book.style(bold=True, align="center", valign="vcenter")
    title.set_font_size(14)
    small = book.style(text_wrap=True, valign="vcenter")

    def begin(sheet: Any) -> int:
        for index, width in enumerate(_WIDTHS):
            sheet.set_column(index, index, width)
        sheet.set_column(key, key, 3, None, {"hidden": True})
        sheet.set_row(0, 24)
        sheet.set_row(1, 42)
        sheet.set_row(2, 24)
        sheet.merge_range(0, 0, 0, last, _TITLES[language], title)
        sheet.merge_range(1, 0, 1, last, "", small)
        put(sheet, 1, 0, f"{scope.sentence()}\n{_HINTS[language][1]}", small)
        for index, name in enumerate((*columns, KEY_COLUMN)):
            put(sheet, 2, index, name, head)
        sheet.freeze_panes(3, 2)
        sheet.repeat_rows(2)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C&P / &N")
        return 3

    def end(sheet: Any, first: int, rows: int) -> None:
        bottom = max(rows - 1, first)
        sheet.autofilter(first - 1, 0, bottom, key)
        sheet.print_area(0, 0, bottom, last)
        for column, allowed in (
            (_RECTIFIED_AT, [w for w in RECTIFIED[language].values() if w]),
            (_VERDICT, list(VERDICTS[language].values())),
        ):
            sheet.data_validation(
                first,
                column,
                bottom,
                column,
                {"validate": "list", "source": allowed, "error_message": _HINTS[language][0]},
            )

    return PagedSheet(book, _SHEETS[language][0], begin, end)


def _table_sheet(book: Book, name: str, columns: Sequence[str]) -> PagedSheet:
    """A plain table: bold head, frozen, with a filter."""
    head = book.style(bold=True, bg_color="#E7E6E6")

    def begin(sheet: Any) -> int:
        for index, column in enumerate(columns):
            sheet.set_column(index, index, _TECHNICAL_WIDTHS.get(column, 14))
            put(sheet, 0, index, column, head)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        return 1

    def end(sheet: Any, first: int, rows: int) -> None:
        sheet.autofilter(0, 0, max(rows - 1, 0), len(columns) - 1)

    return PagedSheet(book, name, begin, end)


def _raw(value: Any) -> Any:
    if isinstance(value, list | dict):
        return flat_value(value)
    return value


def write_cells(rows: Iterable[Mapping[str, Any]], path: Path, scope: Scope) -> int:
    """Write cells or annotations on one sheet, what it covers on the second; their number."""
    with Book(path) as book:
        sheet: PagedSheet | None = None
        count = 0
        for row in rows:
            flat = flat_columns(dict(row))
            if sheet is None:
                sheet = _table_sheet(book, scope.what, list(flat))
            count += 1
            sheet.append([_raw(value) for value in flat.values()])
        (sheet or _table_sheet(book, scope.what, [scope.what])).close()
        about = book.sheet("about")
        for index, part in enumerate(scope.parts()):
            put(about, index, 0, part)
    return count
