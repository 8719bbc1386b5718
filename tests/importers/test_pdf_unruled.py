"""Tables of PDF files without ruling lines, read by position."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from importers.document import Anchoring, Grid
from importers.readers.pdf import PdfReader
from tests.importers.pdf_sheets import Sheet, grids, prose, read

HEADS = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
CENTRES = [255 + 45 * i for i in range(7)]


def _centred(sheet: Sheet, centre: float, y: float, text: str) -> None:
    wide = sum(9 if char > "\u2e7f" else 4.5 for char in text)
    sheet.text(centre - wide / 2, y, text, 9)


def _table(
    rows: Sequence[tuple[Sequence[str], Sequence[str]]],
    *,
    heads: Sequence[str] = HEADS,
    prose_below: bool = True,
) -> Sheet:
    sheet = Sheet()
    sheet.text(40, 60, "三、收到和处理政府信息公开申请情况", 12)
    _centred(sheet, CENTRES[3], 80, "申请人情况")
    for centre, head in zip(CENTRES, heads, strict=True):
        half = head if len(head) < 5 else head[:3]
        _centred(sheet, centre, 106 if half is head else 100, half)
        if half is not head:
            _centred(sheet, centre, 112, head[3:])
    y = 134.0
    for label, values in rows:
        y += 6.5 * (len(label) - 1)
        for index, part in enumerate(label):
            sheet.text(60, y + 13 * (index - (len(label) - 1) / 2), part, 9)
        for centre, value in zip(CENTRES, values, strict=True):
            if value:
                _centred(sheet, centre, y, value)
        y += 20 + 6.5 * (len(label) - 1)
    if not prose_below:
        return sheet
    sheet.text(
        61,
        y + 40,
        "以上数据已经核对，与实际情况一致，其他需要说明的情况见附件和有关文件的说明部分。",
    )
    return sheet


FULL = ["401", "123", "205", "183", "246", "217", "1375"]
ONE = "一、本年新收政府信息公开申请数量"
TWO = "二、上年结转政府信息公开申请数量"


def _only(sheet: Sheet) -> Grid:
    (grid,) = grids(read(sheet))
    return grid


def test_rows_and_columns_by_position() -> None:
    sheet = _table([((ONE,), FULL), ((TWO,), ["9", "4", "9", "0", "4", "6", "32"])])
    grid = _only(sheet)
    assert grid.anchoring is Anchoring.ALIGNED
    values = [row for row in grid.rows if row.cells[0].text in (ONE, TWO)]
    assert [[cell.text for cell in row.cells[1:]] for row in values] == [
        FULL,
        ["9", "4", "9", "0", "4", "6", "32"],
    ]
    columns = [[cell.column for cell in row.cells[1:]] for row in values]
    assert columns[0] == columns[1]
    assert all(cell.page == 1 and cell.box is not None for row in grid.rows for cell in row.cells)


def test_prose_around_the_table_stays_prose() -> None:
    sheet = _table([((ONE,), FULL), ((TWO,), FULL)])
    document = PdfReader().read(sheet.bytes())
    assert prose(document)[0] == "三、收到和处理政府信息公开申请情况"
    assert prose(document)[-1].startswith("以上数据已经核对")
    assert len(prose(document)) == 2


def test_blank_cells_keep_their_column_where_a_full_row_shows_all() -> None:
    sheet = _table([((ONE,), FULL), ((TWO,), ["9", "", "9", "", "", "6", "32"])])
    grid = _only(sheet)
    assert grid.anchoring is Anchoring.ALIGNED
    full, sparse = (row for row in grid.rows if row.cells[0].text in (ONE, TWO))
    column = {cell.text: cell.column for cell in full.cells}
    assert [(cell.text, cell.column) for cell in sparse.cells[1:]] == [
        ("9", column["401"]),
        ("9", column["205"]),
        ("6", column["217"]),
        ("32", column["1375"]),
    ]


def test_columns_known_by_their_headings_alone() -> None:
    first = ["9", "", "9", "", "", "6", "32"]
    grid = _only(_table([((ONE,), first), ((TWO,), first)]))
    assert grid.anchoring is Anchoring.ALIGNED
    row = next(row for row in grid.rows if row.cells[0].text == ONE)
    assert [cell.column - row.cells[1].column for cell in row.cells[1:]] == [0, 2, 5, 6]


def test_doubtful_columns_are_sparse() -> None:
    first = ["9", "", "9", "", "", "6", ""]
    second = ["9", "5", "9", "", "", "", "32"]
    sheet = _table([((ONE,), first), ((TWO,), second)], heads=[""] * 7)
    assert _only(sheet).anchoring is Anchoring.SPARSE


def test_a_row_on_the_next_page_keeps_the_columns_of_the_page_before() -> None:
    sheet = _table([((ONE,), FULL), ((TWO,), FULL)], prose_below=False)
    sheet.next()
    sheet.text(60, 80, "（一）予以公开", 9)
    _centred(sheet, CENTRES[2], 80, "7")
    sheet.text(60, 100, "（七）总计", 9)
    _centred(sheet, CENTRES[6], 100, "8")
    first, second = grids(read(sheet))
    assert second.anchoring is Anchoring.ALIGNED
    assert second.rows[0].after_break
    column = {cell.text: cell.column for row in first.rows for cell in row.cells}
    assert [[cell.column for cell in row.cells[1:]] for row in second.rows] == [
        [column["205"]],
        [column["1375"]],
    ]


def test_a_label_of_several_lines_is_one() -> None:
    wrapped = ("（二）部分公开（区分处理的，只", "计这一情形，不计其他情形）")
    three = ("2.申请人逾期未按收费通知", "要求缴纳费用、行政机关不", "再处理其政府信息公开申请")
    sheet = _table([((ONE,), FULL), (wrapped, FULL), (three, FULL), ((TWO,), FULL)])
    labels = [row.cells[0].text for row in _only(sheet).rows if len(row.cells) == 8]
    assert labels == [ONE, "\n".join(wrapped), "\n".join(three), TWO]


def test_a_row_without_any_figure_keeps_its_label_for_itself() -> None:
    sheet = _table([((ONE,), FULL), ((TWO,), [""] * 7), (("（七）总计",), FULL)])
    rows = [[cell.text for cell in row.cells] for row in _only(sheet).rows]
    assert [TWO] in rows
    assert ["（七）总计", *FULL] in rows


@pytest.mark.parametrize(
    "line",
    [
        "联系电话：0571-1234567　　　邮编：310000",
        "2023年1月1日　　　　2023年12月31日",
        "某某镇人民政府　　　　　　2024年1月10日",
    ],
)
def test_gaps_in_prose_make_no_table(line: str) -> None:
    sheet = Sheet()
    sheet.text(60, 100, line)
    sheet.text(
        60,
        120,
        "本报告的电子版可以从政府网站下载，如有疑问请与我们联系，地址见本页下方的说明文字。",
    )
    document = read(sheet)
    assert grids(document) == []


@pytest.mark.parametrize("columns", [False, True])
def test_level_rules_alone_show_no_columns(columns: bool) -> None:
    """A table of three rules, and one that has lines between its columns but not its rows."""
    sheet = _table([((ONE,), FULL), ((TWO,), FULL), (("（七）总计",), FULL)])
    for y in (88, 118, 190):
        sheet.line(50, y, 560, y)
    if columns:
        for x in (50, 232, *[centre + 22.5 for centre in CENTRES]):
            sheet.line(x, 88, x, 190)
    grid = _only(sheet)
    rows = [[cell.text for cell in row.cells] for row in grid.rows]
    assert [row for row in rows if len(row) == 8] == [
        [ONE, *FULL],
        [TWO, *FULL],
        ["（七）总计", *FULL],
    ]


def _rows(sheet: Sheet) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for grid in grids(read(sheet)) for row in grid.rows]


def _columns(found: Sequence[Grid], label: str) -> list[tuple[str, int]]:
    """Figures of a row with their columns, counted from the first."""
    (row,) = [row for grid in found for row in grid.rows if row.cells[0].text == label]
    return [(cell.text, cell.column - 10) for cell in row.cells[1:]]


def test_columns_are_those_of_all_parts_of_a_table() -> None:
    """Two columns are blank in all rows of the next page, and one more on the page before."""
    sheet = _table([((ONE,), ["9", "", "9", "", "7", "6", "32"])], prose_below=False)
    sheet.next()
    rows = {"（六）其他处理": {0: "1", 3: "4"}, "（七）总计": {0: "17", 3: "64", 6: "98"}}
    for y, (label, figures) in zip((80, 100), rows.items(), strict=True):
        sheet.text(60, y, label, 9)
        for column, figure in figures.items():
            _centred(sheet, CENTRES[column], y, figure)
    found = grids(read(sheet))
    assert _columns(found, "（七）总计") == [("17", 0), ("64", 3), ("98", 6)]
    assert _columns(found, ONE) == [("9", 0), ("9", 2), ("7", 4), ("6", 5), ("32", 6)]


def test_columns_without_any_figure_are_known_by_their_headings() -> None:
    figures = ["9", "", "9", "", "", "6", ""]
    sheet = _table([((ONE,), figures), ((TWO,), figures)])
    grid = _only(sheet)
    assert grid.anchoring is Anchoring.ALIGNED
    assert _columns([grid], ONE) == [("9", 0), ("9", 2), ("6", 5)]


def test_headings_of_neighbouring_columns_are_told_apart() -> None:
    heads = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
    wide = [255 + 30 * i for i in range(7)]
    sheet = Sheet()
    sheet.text(40, 60, "三、收到和处理政府信息公开申请情况", 12)
    for centre, head in zip(wide, heads, strict=True):
        for line, part in enumerate((head[:3], head[3:])):
            _centred(sheet, centre, 100 + 12 * line, part)
    for y, label in ((130, ONE), (150, TWO)):
        sheet.text(60, y, label, 9)
        for centre, figure in zip(wide, FULL, strict=True):
            _centred(sheet, centre, y, figure)
    cells = [cell.replace("\n", "") for row in _rows(sheet) for cell in row]
    assert [head for head in heads if head not in cells] == []


def test_a_blank_row_among_others_takes_no_figure_of_its_neighbours() -> None:
    sheet = Sheet()
    sheet.text(40, 60, "二、主动公开政府信息情况", 12)
    for y, label, figure in (
        (80, "第二十条第（六）项", ""),
        (97, "行政处罚", ""),
        (114, "行政强制", "7"),
        (131, "第二十条第（八）项", ""),
        (148, "行政事业性收费", "3"),
    ):
        sheet.text(60, y, label, 9)
        _centred(sheet, 400, y, figure)
    assert _rows(sheet) == [
        ["第二十条第（六）项"],
        ["行政处罚"],
        ["行政强制", "7"],
        ["第二十条第（八）项"],
        ["行政事业性收费", "3"],
    ]


def test_a_number_over_two_lines_is_no_number() -> None:
    sheet = _table([((ONE,), FULL), ((TWO,), ["", *FULL[1:]]), (("（七）总计",), FULL)])
    _centred(sheet, CENTRES[0], 148, "7443")
    _centred(sheet, CENTRES[0], 160, "4")
    (row,) = [row for row in _rows(sheet) if row[0] == TWO]
    assert row == [TWO, "7443\n4", *FULL[1:]]


def test_a_number_over_a_page_break_is_no_number() -> None:
    sheet = _table([((ONE,), FULL), ((TWO,), FULL)], prose_below=False)
    sheet.next()
    _centred(sheet, CENTRES[6], 80, "9")
    sheet.text(60, 100, "（七）总计", 9)
    for centre, figure in zip(CENTRES, FULL, strict=True):
        _centred(sheet, centre, 100, figure)
    (row,) = [row for row in _rows(sheet) if row[0] == TWO]
    assert row == [TWO, *FULL[:6], "1375\n9"]


def test_figures_at_the_foot_of_a_page_are_those_of_the_label_that_ends_on_the_next() -> None:
    three = ("2.申请人逾期未按收费通知", "要求缴纳费用、行政机关不", "再处理其政府信息公开申请")
    sheet = _table([((ONE,), FULL)], prose_below=False)
    sheet.text(60, 200, three[0], 9)
    sheet.text(60, 213, three[1], 9)
    for centre, figure in zip(CENTRES, FULL, strict=True):
        _centred(sheet, centre, 206.5, figure)
    sheet.next()
    sheet.text(60, 80, three[2], 9)
    sheet.text(60, 100, "3.其他", 9)
    for centre, figure in zip(CENTRES, FULL, strict=True):
        _centred(sheet, centre, 100, figure)
    rows = _rows(sheet)
    assert ["\n".join(three), *FULL] in rows
    assert ["3.其他", *FULL] in rows


def test_figures_between_two_rows_are_neither_blank_nor_of_one_of_them() -> None:
    sheet = _table([((ONE,), FULL), ((TWO,), FULL)], prose_below=False)
    sheet.text(60, 200, "（一）予以公开", 9)
    sheet.text(60, 220, "（七）总计", 9)
    for centre, figure in zip(CENTRES, FULL, strict=True):
        _centred(sheet, centre, 210, figure)
    document = read(sheet)
    labels = [row.cells[0].text for grid in grids(document) for row in grid.rows]
    assert "（一）予以公开" not in labels
    assert "（七）总计" not in labels
    assert any(all(figure in text for figure in FULL) for text in prose(document))


def test_a_label_that_fills_its_cell_takes_no_figure() -> None:
    sheet = _table([((ONE,), FULL), ((TWO,), FULL)], prose_below=False)
    label = "3.危及“三安全一稳定”"
    sheet.text(247 - 11 * 9 - 7, 200, label, 9)
    for centre, figure in zip(CENTRES, ["1234", *FULL[1:]], strict=True):
        _centred(sheet, centre, 200, figure)
    assert [label, "1234", *FULL[1:]] in _rows(sheet)


def test_two_figures_below_close_headings_leave_the_headings_alone() -> None:
    sheet = Sheet()
    sheet.text(40, 60, "四、政府信息公开行政复议、行政诉讼情况", 12)
    centres = [90 + 28 * i for i in range(15)]
    for number, centre in enumerate(centres):
        head = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")[number % 5]
        _centred(sheet, centre, 100, head[:2])
        _centred(sheet, centre, 112, head[2:])
    _centred(sheet, centres[12], 132, "17")
    _centred(sheet, centres[14], 132, "8")
    document = read(sheet)
    assert prose(document) == ["四、政府信息公开行政复议、行政诉讼情况"]
    (grid,) = grids(document)
    assert [(cell.text, cell.column - 10) for cell in grid.rows[-1].cells] == [
        ("17", 12),
        ("8", 14),
    ]


def test_headings_that_each_page_repeats_are_no_running_headers() -> None:
    sheet = Sheet()
    for y, label in ((200, ONE), (80, TWO)):
        for centre, head in zip(CENTRES, HEADS, strict=True):
            _centred(sheet, centre, 60, head[:3])
        sheet.text(60, y, label, 9)
        for centre, figure in zip(CENTRES, FULL, strict=True):
            _centred(sheet, centre, y, figure)
        sheet.next()
    assert sum(HEADS[0] in row for row in _rows(sheet)) == 2


def test_a_label_that_reaches_almost_to_its_only_figure_is_no_prose() -> None:
    sheet = _table([((ONE,), FULL), ((TWO,), FULL)], prose_below=False)
    first, second = "（二）部分公开（区分处理的，", "只计这一情形，不计其他情形）"
    sheet.text(112, 200, first, 9)
    sheet.text(112, 212, second, 9)
    for centre, figure in zip(CENTRES, ["8767", *FULL[1:]], strict=True):
        _centred(sheet, centre, 200, figure)
    _centred(sheet, CENTRES[0] - 8, 212, "2")
    rows = _rows(sheet)
    assert [first + "\n" + second, "8767\n2", *FULL[1:]] in rows
