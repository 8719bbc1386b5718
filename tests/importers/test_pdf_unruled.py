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
