"""Drawn tables of PDF files that a page break or a missing rule damages."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from importers.readers import pdf
from importers.readers.pdf import PdfReader
from importers.readers.pdf_geometry import PageContent
from tests.importers.pdf_sheets import Sheet, grids, prose, read, texts

LABEL = "2.申请人逾期未按收费通知", "要求缴纳费用、行政机关不", "再处理其政府信息公开申请"
XS = [60.0, 220, 270, 320]


def _torn(above: Sequence[str], below: Sequence[str]) -> Sheet:
    """One row over a page break, with two lines of its label above and one below."""
    sheet = Sheet()
    sheet.rules(XS, [700, 760])
    sheet.text(62, 720, LABEL[0], 9)
    sheet.text(62, 735, LABEL[1], 9)
    for x, text in zip(XS[1:], above, strict=False):
        sheet.text(x + 4, 720, text, 9)
    sheet.next()
    sheet.rules(XS, [60, 90, 110])
    sheet.text(62, 80, LABEL[2], 9)
    for x, text in zip(XS[1:], below, strict=False):
        sheet.text(x + 4, 80, text, 9)
    sheet.rows(XS, [90, 110], [["3.其他", "5", "6"]])
    return sheet


def test_a_number_torn_by_a_page_is_no_number() -> None:
    (grid,) = grids(read(_torn(["7390", "8"], ["0", ""])))
    assert texts(grid) == [["\n".join(LABEL), "7390\n0", "8"], ["3.其他", "5", "6"]]
    assert [row.after_break for row in grid.rows] == [False, True]


def test_a_label_torn_by_a_page_stays_in_two_rows_where_its_rest_has_no_figures() -> None:
    (grid,) = grids(read(_torn(["7390", "8"], ["", ""])))
    assert texts(grid) == [
        ["\n".join(LABEL[:2]), "7390", "8"],
        [LABEL[2], "", ""],
        ["3.其他", "5", "6"],
    ]


def test_a_row_behind_the_break_stays_its_own() -> None:
    sheet = Sheet()
    sheet.rules(XS, [740, 760])
    sheet.rows(XS, [740, 760], [["行政许可", "1", "2"]])
    sheet.next()
    sheet.rules(XS, [60, 80])
    sheet.rows(XS, [60, 80], [["其他行政许可", "3", ""]])
    (grid,) = grids(read(sheet))
    assert texts(grid) == [["行政许可", "1", "2"], ["其他行政许可", "3", ""]]


def test_text_in_a_hole_of_the_table_is_not_lost() -> None:
    """The right end of a rule is missing: two cells are not closed, and their figures remain."""
    sheet = Sheet()
    sheet.line(60, 100, 320, 100)
    sheet.line(60, 120, 320, 120)
    sheet.line(60, 140, 270, 140)
    sheet.line(60, 160, 270, 160)
    for x in XS[:3]:
        sheet.line(x, 100, x, 160)
    sheet.line(320, 100, 320, 120)
    rows = [["信息内容", "甲", "乙"], ["行政许可", "1", "2"], ["行政处罚", "3", "4"]]
    sheet.rows(XS, [100, 120, 140, 160], rows)
    document = read(sheet)
    found = [row for grid in grids(document) for row in texts(grid)]
    assert ["行政许可", "1", "2"] in found
    assert ["行政处罚", "3", "4"] in found


def test_a_figure_over_two_rows_belongs_where_it_stands() -> None:
    """The rule between two cells of a column is missing, and the upper one is blank."""
    sheet = Sheet()
    ys = [100.0, 120, 140, 160]
    for y in ys:
        sheet.line(60, y, 270 if y == 140 else 320, y)
    for x in XS:
        sheet.line(x, 100, x, 160)
    rows = [["信息内容", "甲", "乙"], ["行政许可", "1", ""], ["行政处罚", "3", "4"]]
    sheet.rows(XS, ys, rows)
    found = [row for grid in grids(read(sheet)) for row in texts(grid)]
    assert ["行政处罚", "3", "4"] in found
    assert ["行政许可", "1", "4"] not in found


@pytest.mark.parametrize("figure", ["57", "123"])
def test_a_label_that_fills_its_cell_takes_no_figure(figure: str) -> None:
    sheet = Sheet()
    sheet.rules([60, 160, 200, 240], [100, 120])
    sheet.text(62, 114, "危及三安全一稳定", 12.4)
    sheet.text(162, 114, figure, 9)
    sheet.text(204, 114, "8", 9)
    (row,) = texts(grids(read(sheet))[0])
    assert row == ["危及三安全一稳定", figure, "8"]


@pytest.mark.parametrize("figure", ["7", "0 1"])
def test_figures_at_the_top_of_a_page_are_no_page_number(figure: str) -> None:
    sheet = Sheet()
    for number in range(3):
        sheet.text(60, 300, f"第{'一二三'[number]}页有一句话。")
        sheet.text(290, 815, str(number + 1), 9)
        if number == 1:
            sheet.text(500, 60, figure, 9)
        sheet.next()
    assert prose(read(sheet)) == [
        "第一页有一句话。",
        figure,
        "第二页有一句话。",
        "第三页有一句话。",
    ]


def test_a_page_that_cannot_be_read_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = Sheet()
    for text in ("第一页有一句话。", "第二页有一句话。"):
        sheet.text(60, 300, text)
        sheet.next()
    real = pdf.read_page

    def read_page(document: object, index: int) -> PageContent:
        if index == 0:
            return real(document, 99)
        return real(document, index)

    monkeypatch.setattr(pdf, "read_page", read_page)
    document = PdfReader().read(sheet.bytes())
    assert prose(document) == ["第二页有一句话。"]
    assert len(document.unread) == 1
    assert document.unread[0].box is None


def test_a_page_has_one_number() -> None:
    sheet = Sheet()
    for number in (1, 2):
        sheet.text(60, 300, f"第{'一二'[number - 1]}页有一句话。")
        if number == 2:
            sheet.text(500, 780, "2", 9)
        sheet.text(290, 815, f"— {number} —", 9)
        sheet.next()
    assert prose(read(sheet)) == ["第一页有一句话。", "第二页有一句话。", "2"]
