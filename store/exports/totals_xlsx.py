"""Totals as a workbook: a summary with charts, and every field of every group."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from store.exports.scope import Scope
from store.exports.sheets import Book, PagedSheet, put
from store.exports.totals_words import (
    KEY_FIELDS,
    MOST_BARS,
    WORDS,
    Together,
    group_words,
    key_names,
    together,
)
from store.report import State
from store.row_values import number_json
from store.totals import FieldTotal, GroupTotals, group_rows

_A4 = 9
_HEAD_COLOUR = "#D9E2F3"
_DETAIL = (
    *("year", "kind", "region", "level", "form", "reports", "missing"),
    *("table", "row", "column", "total", "number", "blank", "mark", "text", "lost", "absent"),
    *("corrected", "total_corrected"),
)
_DETAIL_WIDTHS = (8, 12, 14, 9, 7, 9, 7, 30, 36, 22, 12, 9, 7, 10, 7, 9, 7, 9, 12)
_CHART_ROWS = 18


def write_totals(groups: Iterable[GroupTotals], path: Path, scope: Scope) -> int:
    """Write the totals; the number of rows of the second sheet."""
    kept: list[GroupTotals] = []
    count = 0
    with Book(path) as book:
        summary = book.sheet(WORDS[scope.language]["summary"])
        detail = _detail_sheet(book, scope.language)
        for one in groups:
            kept.append(one)
            count += _write_detail(detail, one, scope.language)
        detail.close()
        _write_summary(book, summary, together(kept), scope)
    return count


def _detail_sheet(book: Book, language: str) -> PagedSheet:
    head = book.style(bold=True, text_wrap=True, valign="vcenter", border=1, bg_color=_HEAD_COLOUR)

    def begin(sheet: Any) -> int:
        for index, name in enumerate(_DETAIL):
            sheet.set_column(index, index, _DETAIL_WIDTHS[index])
            put(sheet, 0, index, WORDS[language][name], head)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        return 1

    def end(sheet: Any, first: int, rows: int) -> None:
        sheet.autofilter(0, 0, max(rows - 1, 0), len(_DETAIL) - 1)

    return PagedSheet(book, WORDS[language]["detail"], begin, end)


def _write_detail(detail: PagedSheet, one: GroupTotals, language: str) -> int:
    head = group_words(one.group, language)
    count = 0
    for row in group_rows(one):
        places = ["/".join(row[name] or ()) for name in ("row", "column")]
        counts = [row["numbers" if s is State.NUMBER else s.value] for s in State]
        detail.append(
            [
                one.group.year or head[0],
                *head[1:],
                one.form,
                one.reports,
                one.missing,
                row["table"],
                *places,
                row["total"],
                *counts,
                row["corrected"],
                row["total_corrected"],
            ]
        )
        count += 1
    return count


def _write_summary(book: Book, sheet: Any, parts: Sequence[Together], scope: Scope) -> None:
    """The key figures, a line a group and one for each year and kind; charts below."""
    language = scope.language
    words = WORDS[language]
    title = book.style(bold=True, font_size=14)
    small = book.style(text_wrap=True, valign="top")
    head = book.style(bold=True, text_wrap=True, align="center", valign="vcenter", border=1)
    head.set_bg_color(_HEAD_COLOUR)
    names = key_names(language)
    columns = [words[name] for name in ("year", "kind", "region", "level", "reports", "missing")]
    last = len(columns) + 2 * len(names) - 1
    sheet.set_column(0, 5, 10)
    sheet.set_column(2, 2, 16)
    sheet.set_column(6, last, 9)
    put(sheet, 0, 0, words["title"], title)
    sheet.set_row(1, 62)
    sheet.merge_range(1, 0, 1, last, "", small)
    put(sheet, 1, 0, f"{scope.sentence()}\n{words['note']}", small)
    sheet.set_row(2, 46)
    for index, name in enumerate(columns):
        put(sheet, 2, index, name, head)
    for index, name in enumerate(names):
        at = len(columns) + 2 * index
        put(sheet, 2, at, name, head)
        put(sheet, 2, at + 1, words["number"], head)
    row = 3
    for part in parts:
        row = _summary_lines(book, sheet, row, part, language)
    sheet.freeze_panes(3, 4)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    _charts(book, sheet, row + 1, parts, language)


def _summary_lines(book: Book, sheet: Any, row: int, part: Together, language: str) -> int:
    words = WORDS[language]
    text = book.style(border=1)
    figure = book.style(border=1, align="right")
    strong = book.style(border=1, bold=True, bg_color="#F2F2F2", align="right")
    first = group_words(part.groups[0].group, language)
    head: list[Any] = [part.year or first[0], first[1], words["all"], words["all"]]
    lines = [(head, part, strong, strong)]
    for one in part.by_group():
        names = group_words(one.groups[0].group, language)[1:]
        lines.append(([one.year or first[0], *names], one, text, figure))
    for names, one, label_style, figure_style in lines:
        values = [*names, one.reports, one.missing]
        for index, value in enumerate(values):
            put(sheet, row, index, value, label_style)
        for index, total in enumerate(map(one.key, KEY_FIELDS)):
            at = len(values) + 2 * index
            put(sheet, row, at, _shown(total), figure_style)
            put(sheet, row, at + 1, _share(total, one.reports, language), figure_style)
        row += 1
    return row


def _shown(total: FieldTotal | None) -> int | float | None:
    return number_json(total.total) if total is not None else None


def _share(total: FieldTotal | None, reports: int, language: str) -> str:
    numbers = total.numbers if total is not None else 0
    return WORDS[language]["share"].format(numbers=numbers, reports=reports)


def _charts(book: Book, sheet: Any, row: int, parts: Sequence[Together], language: str) -> None:
    """Bars by region for each kind of its latest year, and by year where there are several."""
    words = WORDS[language]
    field, name = KEY_FIELDS[0], key_names(language)[0]
    data = book.sheet(words["table"])
    data.hide()
    at = 0
    for kind in dict.fromkeys(part.kind for part in parts):
        of_kind = [part for part in parts if part.kind == kind and part.year is not None]
        if not of_kind:
            continue
        year, kind_name = group_words(of_kind[0].groups[0].group, language)[:2]
        bars = [
            (region or words["unknown_region"], value)
            for region, value, _ in of_kind[0].by_region(field)
        ]
        years = [
            (str(part.year), float(total.total))
            for part in reversed(of_kind)
            if (total := part.key(field)) is not None and total.total is not None
        ]
        titles = (
            words["chart"].format(year=year, kind=kind_name, field=name),
            words["years"].format(kind=kind_name, field=name),
        )
        for title, points, shape in (
            (titles[0], bars[:MOST_BARS], "bar"),
            (titles[1], years if len(years) > 1 else [], "line"),
        ):
            if not points:
                continue
            for offset, (label, value) in enumerate(points):
                put(data, at + offset, 0, label)
                put(data, at + offset, 1, value)
            chart = book.workbook.add_chart({"type": shape})
            chart.add_series(
                {
                    "categories": [data.name, at, 0, at + len(points) - 1, 0],
                    "values": [data.name, at, 1, at + len(points) - 1, 1],
                    "data_labels": {"value": True},
                    "marker": {"type": "circle"},
                    "fill": {"color": "#2F5597"},
                }
            )
            chart.set_title({"name": title, "name_font": {"size": 12}})
            chart.set_legend({"none": True})
            if shape == "bar":
                chart.set_y_axis({"reverse": True})
            chart.set_size({"width": 720, "height": 320})
            sheet.insert_chart(row, 0, chart)
            row += _CHART_ROWS
            at += len(points) + 1
