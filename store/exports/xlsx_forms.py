"""One sheet a report, drawn like the official tables: doubted cells filled, with a comment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from store.database import Workspace
from store.exports.drawn import DrawnCell, DrawnReport, drawn_reports
from store.exports.form_layout import LaidCell, Layout, layouts
from store.exports.ledger import organ_words
from store.exports.scope import Scope
from store.exports.sheets import Book, cell_text, height_of, put
from store.report import State

# Each sheet is a file that stays open, and no spreadsheet is usable with more.
MOST_SHEETS = 250
# A finding that doubts more cells is told once, at its first cell.
_MOST_COMMENTS = 8
_LEAST_HEIGHT = 18.0
_A4 = 9
# The columns of the sheet, and for tables of so many columns where each of theirs begins.
_WIDTHS = (11, 12, 15, 15, 15, *(9,) * 2, 12, 12, *(9,) * 6)
_STARTS = {4: (0, 5, 7, 9, 12), 10: (0, 1, 2, 5, 6, 7, 8, 9, 10, 11, 12)}
_WORDS = {
    "zh": {
        "note": "填色、加粗框的格有疑点，批注中是问题；“?”列位不明，“×”报告中没有此项；“＊”为审核人校读的值。",
        "left": "报告超过 {most} 份，其余 {count} 份未画。请用 --filter 分次导出。",
        "clean": "未发现问题",
        "count": "问题 {count} 条",
        "sheets": "未画",
    },
    "en": {
        "note": "Filled cells with a thick frame are doubted, the comment says why; “?” column not"
        " known, “×” not in the report; “＊” read by a reviewer.",
        "left": "More than {most} reports: {count} are not drawn. Use --filter to export a part.",
        "clean": "no findings",
        "count": "{count} findings",
        "sheets": "not drawn",
    },
}


def draw_reports(book: Book, workspace: Workspace, scope: Scope) -> None:
    """Add a sheet for each report, up to ``MOST_SHEETS``; what is left out is said on another."""
    left = 0
    for number, drawn in enumerate(drawn_reports(workspace, scope)):
        if number < MOST_SHEETS:
            _draw(book, drawn, scope.language)
        else:
            left += 1
    if left:
        words = _WORDS[scope.language]
        sheet = book.sheet(words["sheets"])
        put(sheet, 0, 0, words["left"].format(most=MOST_SHEETS, count=left))


def _draw(book: Book, drawn: DrawnReport, language: str) -> None:
    words = _WORDS[language]
    stored = drawn.stored
    named = {"region": stored.region, "organisation": stored.organ, "report": stored.path}
    title = organ_words(named | {"year": stored.year})
    short = f"{stored.organ or stored.path.rpartition('/')[2]} {stored.year or ''}"
    sheet = book.sheet(short)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    count = len(drawn.findings)
    found = words["count"].format(count=count) if count else words["clean"]
    put(sheet, 0, 0, f"{title}　{found}", book.style(bold=True))
    put(sheet, 1, 0, words["note"], book.style(italic=True))
    row = 3
    commented: set[int] = set()
    for layout in layouts(drawn.form, language):
        put(sheet, row, 0, layout.title, book.style(bold=True))
        _draw_table(book, sheet, row + 1, layout, drawn, commented)
        row += layout.rows + 3
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 1)
    sheet.freeze_panes(1, 0)
    sheet.set_footer("&C&A　&P / &N")


def _draw_table(
    book: Book, sheet: Any, top: int, layout: Layout, drawn: DrawnReport, commented: set[int]
) -> None:
    """Row by row, as a sheet in constant memory wants it; what is merged is noted apart."""
    shape = _placed(layout)
    by_place = {
        (cell.row + r, cell.column + c): cell
        for cell in shape
        for r in range(cell.rows)
        for c in range(cell.columns)
    }
    width = max(cell.column + cell.columns for cell in shape)
    label = book.style(
        border=1, text_wrap=True, align="center", valign="vcenter", bg_color="#E9EDF6"
    )
    side = book.style(border=1, text_wrap=True, align="left", valign="vcenter", bg_color="#E9EDF6")
    for row in range(layout.rows):
        sheet.set_row(top + row, _height(shape, row))
        for column in range(width):
            cell = by_place.get((row, column))
            if cell is None:
                continue
            is_first = (cell.row, cell.column) == (row, column)
            if cell.field:
                style = _field_style(book, drawn, cell.field)
                shown = drawn.cells.get(cell.field)
                put(sheet, top + row, column, _value(shown) if is_first else None, style)
                if is_first:
                    _comment(sheet, top + row, column, cell.field, drawn, commented)
            else:
                style = (
                    side if cell.column < layout.label_columns and layout.label_columns else label
                )
                put(sheet, top + row, column, cell.text if is_first else None, style)
    for cell in shape:
        if cell.rows > 1 or cell.columns > 1:
            # merge_range would write rows out of order, which constant memory cannot.
            last_row, last_column = cell.row + cell.rows - 1, cell.column + cell.columns - 1
            sheet.merge.append([top + cell.row, cell.column, top + last_row, last_column])


def _height(shape: Sequence[LaidCell], row: int) -> float:
    labels = [cell for cell in shape if cell.row == row and cell.rows == 1 and cell.text]
    widths = [sum(_WIDTHS[cell.column : cell.column + cell.columns]) for cell in labels]
    return max(height_of([cell.text for cell in labels], widths), _LEAST_HEIGHT)


def _placed(layout: Layout) -> tuple[LaidCell, ...]:
    """The cells on the columns of the sheet: those of labels take the room of several."""
    starts = _STARTS.get(layout.columns, tuple(range(layout.columns + 1)))
    return tuple(
        LaidCell(
            cell.row,
            starts[cell.column],
            cell.rows,
            starts[cell.column + cell.columns] - starts[cell.column],
            cell.text,
            cell.field,
        )
        for cell in layout.cells
    )


def _field_style(book: Book, drawn: DrawnReport, field: str) -> Any:
    if field in drawn.doubts:
        return book.style(
            border=5,
            align="center",
            valign="vcenter",
            bold=True,
            bg_color="#FFE699",
            text_wrap=True,
        )
    return book.style(border=1, align="center", valign="vcenter", text_wrap=True)


def _value(cell: DrawnCell | None) -> Any:
    if cell is None:
        return None
    if cell.number is not None:
        return f"{cell.text}＊" if cell.is_corrected else cell.number
    return cell.text if cell.state is not State.BLANK else None


def _comment(
    sheet: Any, row: int, column: int, field: str, drawn: DrawnReport, commented: set[int]
) -> None:
    told = []
    for number in drawn.doubts.get(field, ()):
        finding = drawn.findings[number - 1]
        if len(finding["fields"]) > _MOST_COMMENTS and number in commented:
            continue
        commented.add(number)
        told.append(cell_text(finding["letter"] or finding["message"]))
    if told:
        text = "\n".join(told)
        sheet.write_comment(
            row, column, text, {"author": "gouji", "x_scale": 2.2, "y_scale": 1 + len(text) / 90}
        )
