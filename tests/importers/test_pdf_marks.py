"""What is printed over the text of PDF files: watermarks, stamps, lines that strike out."""

from __future__ import annotations

import pytest
from reportlab.lib.colors import Color

from tests.importers.pdf_sheets import ROWS, SONG, Sheet, grids, prose, read, texts

PALE = Color(0.85, 0.85, 0.85)


def _turned(sheet: Sheet, x: float, y: float, text: str, angle: float, size: float = 40) -> None:
    canvas = sheet.canvas
    canvas.saveState()
    canvas.translate(x, sheet.height - y)
    canvas.rotate(angle)
    canvas.setFont(SONG, size)
    canvas.drawString(0, 0, text)
    canvas.restoreState()


def _pale(sheet: Sheet, x: float, y: float, text: str, size: float) -> None:
    sheet.canvas.saveState()
    sheet.canvas.setFillColor(PALE)
    sheet.text(x, y, text, size)
    sheet.canvas.restoreState()


def _page(sheet: Sheet) -> None:
    sheet.text(60, 60, "这里有一句话，说明本页的表格。")
    sheet.table(ROWS)


@pytest.mark.parametrize("angle", [-50, 20, 45, 90, 135])
def test_turned_text_gets_into_no_cell_and_no_sentence(angle: float) -> None:
    sheet = Sheet()
    _page(sheet)
    for x, y in ((60, 160), (150, 130), (240, 120), (100, 70)):
        _turned(sheet, x, y, "2023公开", angle)
    document = read(sheet)
    assert texts(grids(document)[0]) == ROWS
    assert prose(document) == ["这里有一句话，说明本页的表格。"]


def test_slanted_letters_are_text() -> None:
    sheet = Sheet()
    xs, ys = sheet.table([["项目", "甲"], ["许可", ""]])
    canvas = sheet.canvas
    canvas.setFont(SONG, 10.5)
    written = canvas.beginText()
    written.setTextTransform(1, 0, 0.33, 1, xs[1] + 4, sheet.height - ys[2] + 6)
    written.textOut("12")
    canvas.drawText(written)
    assert texts(grids(read(sheet))[0]) == [["项目", "甲"], ["许可", "12"]]


@pytest.mark.parametrize("size", [10.5, 40])
def test_a_pale_stamp_on_every_page_is_left_out(size: float) -> None:
    sheet = Sheet()
    for _ in range(2):
        _page(sheet)
        _pale(sheet, 151, 133, "77", size)
        sheet.next()
    document = read(sheet)
    assert [row for grid in grids(document) for row in texts(grid)] == ROWS + ROWS


def test_a_large_stamp_on_every_page_is_left_out() -> None:
    sheet = Sheet()
    for _ in range(2):
        _page(sheet)
        sheet.text(165, 139, "7", 30)
        sheet.next()
    assert [row for grid in grids(read(sheet)) for row in texts(grid)] == ROWS + ROWS


def test_large_and_pale_letters_of_one_page_are_left_out() -> None:
    sheet = Sheet()
    _page(sheet)
    _pale(sheet, 120, 150, "样本2023", 40)
    document = read(sheet)
    assert texts(grids(document)[0]) == ROWS
    assert prose(document) == ["这里有一句话，说明本页的表格。"]


def test_grey_figures_of_usual_size_are_read() -> None:
    sheet = Sheet()
    xs, ys = sheet.table([["项目", "甲"], ["许可", ""]])
    _pale(sheet, xs[1] + 4, ys[2] - 6, "12", 10.5)
    assert texts(grids(read(sheet))[0])[1] == ["许可", "12"]


def test_large_letters_of_one_page_are_read() -> None:
    sheet = Sheet()
    sheet.text(150, 36, "政府文件", 30)
    _page(sheet)
    assert prose(read(sheet))[0] == "政府文件"


def test_a_large_figure_that_touches_a_cell_is_no_part_of_its_number() -> None:
    sheet = Sheet()
    _page(sheet)
    sheet.text(166, 136, "7", 24)
    assert texts(grids(read(sheet))[0])[1] == ["许可", "12 7", "345"]


def test_what_is_struck_out_never_makes_a_number() -> None:
    sheet = Sheet()
    xs, ys = sheet.table([["项目", "甲", "乙"], ["许可", "990", "12"], ["处罚", "5", "0"]])
    left, base = xs[1] + 4, ys[2] - 6
    sheet.line(left, base - 3.5, left + 10.5, base - 3.5)
    sheet.line(xs[1] + 4, ys[3] - 9.5, xs[1] + 9.5, ys[3] - 9.5)
    assert texts(grids(read(sheet))[0])[1:] == [
        ["许可", "9\u03369\u03360", "12"],
        ["处罚", "5\u0336", "0"],
    ]


def test_an_underlined_figure_is_a_number() -> None:
    sheet = Sheet()
    xs, ys = sheet.table([["项目", "甲"], ["许可", "99"]])
    sheet.line(xs[1] + 4, ys[2] - 4.5, xs[1] + 15, ys[2] - 4.5)
    assert texts(grids(read(sheet))[0])[1] == ["许可", "99"]


def test_prose_is_read_without_what_is_struck_out() -> None:
    sheet = Sheet()
    sheet.text(60, 60, "本年收到申请九十五件。")
    sheet.line(60 + 6 * 10.5, 56, 60 + 7 * 10.5, 56)
    assert prose(read(sheet)) == ["本年收到申请十五件。"]
