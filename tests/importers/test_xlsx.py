"""Worksheets: values and text as printed, merged cells, prose and tables, several sheets."""

from __future__ import annotations

import contextlib
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.document import Anchoring, Grid
from importers.errors import (
    FileDamagedError,
    FileOverLimitsError,
    FileUnsafeError,
    ImporterError,
)
from importers.readers.xlsx import XlsxReader
from tests.ending import ends
from tests.importers.office_files import (
    NAMESPACES,
    merges,
    relations,
    sheet_data,
    xlsx,
    zipped,
)


def shown(*sheets, **parts):
    """Paragraphs as text, tables as rows of (column, text)."""
    return [
        [[(cell.column, cell.text) for cell in row.cells] for row in block.rows]
        if isinstance(block, Grid)
        else block.text
        for block in XlsxReader().read(xlsx(*sheets, **parts)).blocks
    ]


def value(cell, **parts):
    """The text of one cell, given as XML, beside a label."""
    row = f'<row r="1"><c r="A1" t="inlineStr"><is><t>行政许可</t></is></c>{cell}</row>'
    ((first, *_),) = shown(sheet_data(row, {"A": "行政处罚", "B": 1}, first=1), **parts)
    return dict(first).get(1)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c r="B1"><v>12.0</v></c>', "12"),
        ('<c r="B1"><v>663.88</v></c>', "663.88"),
        ('<c r="B1" s="1"><v>0.125</v></c>', "12.50%"),
        ('<c r="B1" s="2"><v>45312</v></c>', "2024年1月21日"),
        ('<c r="B1" s="9"><v>5</v></c>', "5"),
        ('<c r="B1" t="s"><v>0</v></c>', "共享"),
        ('<c r="B1" t="s"><v>1</v></c>', "富文本"),
        ('<c r="B1" t="inlineStr"><is><r><t>１</t></r><r><t>２</t></r></is></c>', "１２"),
        ('<c r="B1" t="str"><f>A1</f><v>文</v></c>', "文"),
        ('<c r="B1"><f>SUM(C1:D1)</f><v>7</v></c>', "7"),
        ('<c r="B1"><f>SUM(C1:D1)</f></c>', "=SUM(C1:D1)"),
        ('<c r="B1" t="e"><f>A1</f><v>#REF!</v></c>', "#REF!"),
        ('<c r="B1" t="b"><v>1</v></c>', "TRUE"),
        ('<c r="B1" t="d"><v>2024-01-21</v></c>', "2024-01-21"),
        (
            '<c r="B1" t="inlineStr"><is><t>甲_x000D_\n乙_x0041__xD800_</t></is></c>',
            "甲\n乙A_xD800_",
        ),
        ('<c r="B1" t="inlineStr"><is><t> 1,234 </t></is></c>', " 1,234 "),
        ('<c t="n"><v>5</v></c>', "5"),
        ('<c r="B1" s="3"/>', ""),
    ],
)
def test_values(cell, text):
    strings = "<si><t>共享</t></si><si><r><t>富</t></r><r><rPr/><t>文本</t></r>"
    strings += "<rPh><t>fu</t></rPh></si>"
    styles = '<numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;'
    styles += 'd&quot;日&quot;"/></numFmts><cellXfs><xf/><xf numFmtId="10"/>'
    styles += '<xf numFmtId="176"/><xf numFmtId="x"/></cellXfs>'
    assert value(cell, strings=strings, styles=styles) == text


def test_missing_shared_string():
    for index in ("7", "-1", "x", ""):
        with pytest.raises(FileDamagedError):
            value(f'<c r="B1" t="s"><v>{index}</v></c>')


TABLE = (
    {"A": "第二十条第（五）项"},
    {"A": "信息内容", "B": "本年处理决定数量"},
    {"A": "行政许可", "B": 12},
)
TABLE_ROWS = [
    [(0, "第二十条第（五）项"), (1, "")],
    [(0, "信息内容"), (1, "本年处理决定数量")],
    [(0, "行政许可"), (1, "12")],
]


def test_prose_and_tables_of_a_sheet():
    prose = "本年度主动公开政府信息。\n依申请公开按规定办理。" * 3
    rows = (
        {"A": "某某局2023年政府信息公开工作年度报告"},
        {"A": "一、总体情况"},
        {"A": prose},
        {"A": "二、主动公开政府信息情况"},
        *TABLE,
        {"A": "四、", "B": "政府信息公开行政复议、行政诉讼情况"},
        {"A": "五、存在的主要问题及改进情况", "C": "宣传不够。"},
    )
    assert shown(sheet_data(*rows)) == [
        "某某局2023年政府信息公开工作年度报告",
        "一、总体情况",
        *prose.split("\n"),
        "二、主动公开政府信息情况",
        TABLE_ROWS,
        "四、政府信息公开行政复议、行政诉讼情况",
        "五、存在的主要问题及改进情况",
        "宣传不够。",
    ]


def test_lone_texts_are_rows_only_inside_a_table():
    rows = ({"A": "单位：件"}, *TABLE, {"A": "（略）"}, {"A": "行政处罚", "B": 3}, {"A": "注：无"})
    assert shown(sheet_data(*rows)) == [
        "单位：件",
        [*TABLE_ROWS, [(0, "（略）"), (1, "")], [(0, "行政处罚"), (1, "3")]],
        "注：无",
    ]


def test_row_without_values_stays_in_the_table():
    blank = {"A": "一、新收政府信息公开申请情况"}
    last = {"A": "行政强制"}
    rows = ({"A": "行政许可", "B": 1}, blank, {"A": "行政处罚", "B": 3}, last)
    assert shown(sheet_data(*rows)) == [
        [
            [(0, text), (1, figure)]
            for text, figure in zip(
                ("行政许可", blank["A"], "行政处罚", "行政强制"), ("1", "", "3", ""), strict=True
            )
        ]
    ]


def test_signature_side_by_side_is_prose():
    assert shown(sheet_data({"A": "某某局", "C": "2024年1月21日盖章"})) == [
        "某某局",
        "2024年1月21日盖章",
    ]


def test_blank_rows_divide_tables_hidden_ones_do_not():
    rows = sheet_data({"A": "行政许可", "B": 1}, '<row r="2"/>', {"A": "行政处罚", "B": 2})
    assert len(shown(rows)) == 2
    assert len(shown(rows.replace('<row r="2"/>', '<row r="2" hidden="1"/>'))) == 1


def test_drawn_rows_without_values_are_rows():
    borders = '<border/><border><left style="thin"/></border>'
    styles = f'<borders>{borders}</borders><cellXfs><xf/><xf borderId="1"/></cellXfs>'
    rows = [{"A": "结果维持", "B": "结果纠正"}]
    rows += [f'<row r="{n}"><c r="A{n}" s="1"/><c r="B{n}" s="1"/></row>' for n in range(2, 20)]
    ((_, *blank),) = shown(sheet_data(*rows), styles=styles)
    assert blank == [[(0, ""), (1, "")]] * 3
    assert shown(sheet_data(*rows).replace('s="1"', 's="0"'), styles=styles)[0] == [
        [(0, "结果维持"), (1, "结果纠正")]
    ]
    assert shown(sheet_data({"A": "甲"}, *rows[1:]), styles=styles) == ["甲"]


def test_blank_cells_stand_in_their_columns():
    document = XlsxReader().read(
        xlsx(sheet_data({"B": "自然人", "D": "总计"}, {"B": 1}, {"C": 2, "D": 3}))
    )
    (grid,) = document.blocks
    assert grid.anchoring is Anchoring.EXACT
    assert [[(c.column, c.text) for c in row.cells] for row in grid.rows] == [
        [(1, "自然人"), (2, ""), (3, "总计")],
        [(1, "1"), (2, ""), (3, "")],
        [(1, ""), (2, "2"), (3, "3")],
    ]
    assert document.source[1] == "1 |  | "
    assert document.reader == "xlsx/1"


def test_merged_cells_only_where_they_begin():
    rows = sheet_data(
        {"A": "三、本年度办理结果", "B": "（一）予以公开", "D": 1},
        {"A": "不印", "B": "（二）部分公开", "D": 2},
        {"A": "不印", "B": "（三）不予公开", "D": 3},
    )
    merged = merges("A1:A3", "B1:C1", "B2:C2", "$B$3:$C$3", "x", "D1")
    assert shown(rows + merged) == [
        [
            [(0, "三、本年度办理结果"), (1, "（一）予以公开"), (3, "1")],
            [(1, "（二）部分公开"), (3, "2")],
            [(1, "（三）不予公开"), (3, "3")],
        ]
    ]


def test_width_of_a_table_reaches_as_far_as_its_merged_cells():
    rows = sheet_data({"A": "申请人", "B": "法人"}, {"A": "甲", "B": 1}, {"A": "乙", "B": 1})
    (grid,) = shown(rows + merges("B1:D1"))
    assert grid == [
        [(0, "申请人"), (1, "法人")],
        [(0, "甲"), (1, "1"), (2, ""), (3, "")],
        [(0, "乙"), (1, "1"), (2, ""), (3, "")],
    ]


def test_hidden_rows_columns_and_sheets_are_left_out():
    columns = '<cols><col min="2" max="3" hidden="1"/></cols>'
    rows = sheet_data({"A": "行政许可", "B": 9, "D": 1}, {"A": "行政处罚", "C": 9, "D": 2})
    hidden = '<row r="3" hidden="1"><c r="A3"><v>9</v></c></row></sheetData>'
    visible = columns + rows.replace("</sheetData>", hidden)
    expected = [[[(0, "行政许可"), (3, "1")], [(0, "行政处罚"), (3, "2")]]]
    assert shown(visible) == expected
    other = sheet_data({"A": "说明"})
    for state in ("hidden", "veryHidden"):
        assert shown((other, f'name="x" state="{state}"'), visible) == expected


def test_merged_cell_shows_where_its_first_row_is_hidden():
    rows = sheet_data({"A": "组", "B": 1}, {"B": 2}, {"B": 3})
    hidden = rows.replace('<row r="1">', '<row r="1" hidden="1">')
    assert shown(hidden + merges("A1:A3")) == [[[(0, "组"), (1, "2")], [(1, "3")]]]


def test_sheets_follow_the_workbook_and_their_names_may_be_headings():
    named = 'name="四、政府信息公开行政复议、行政诉讼情况"'
    heading = {"A": "四、政府信息公开行政复议、行政诉讼情况"}
    lone = sheet_data({"A": "甲"})
    assert shown(lone, (sheet_data({"A": "乙"}), named)) == ["甲", heading["A"], "乙"]
    assert shown((sheet_data(heading, {"A": "乙"}), named)) == [heading["A"], "乙"]
    assert shown((lone, 'name="Sheet1"')) == ["甲"]


def test_cells_without_references():
    rows = "<sheetData><row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"
    assert shown(rows + "</sheetData>") == [[[(0, "1"), (1, "2")], [(0, "3"), (1, "")]]]


def test_pictures_and_text_boxes():
    anchor = "<xdr:oneCellAnchor><xdr:from><xdr:row>{}</xdr:row></xdr:from>{}</xdr:oneCellAnchor>"
    box = "<xdr:sp><xdr:txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
    pic = '<xdr:pic><xdr:spPr><a:xfrm><a:ext cx="{0}" cy="{0}"/></a:xfrm></xdr:spPr></xdr:pic>'
    drawing = "".join(
        anchor.format(row, inside)
        for row, inside in (
            (0, box.format("上")),
            (9, box.format("下")),
            (9, pic.format(5_000_000)),
            (9, pic.format(50_000)),
        )
    )
    others = {
        "xl/worksheets/_rels/sheet1.xml.rels": relations({"d": ("drawing", "../drawings/d.xml")}),
        "xl/drawings/d.xml": f"<xdr:wsDr {NAMESPACES}>{drawing}</xdr:wsDr>",
    }
    data = xlsx(sheet_data({"A": "中"}, first=3) + '<drawing r:id="d"/>', others=others)
    document = XlsxReader().read(data)
    assert document.source == ("上", "中", "下")
    assert [place.line for place in document.unread] == [3]


def ends_quickly(error, data):
    with ends(), pytest.raises(error):
        XlsxReader().read(data)


@pytest.mark.parametrize("reference", ["A1:XFD1048576", "A1:A10001", "XFD1048576:A1"])
def test_merge_bomb(reference):
    ends_quickly(FileOverLimitsError, xlsx(sheet_data({"A": "甲"}) + merges(reference)))


def test_many_merges():
    references = [f"A{n}:B{n}" for n in range(1, 1002)]
    ends_quickly(FileOverLimitsError, xlsx(sheet_data({"A": "甲"}) + merges(*references)))
    large = [f"A{n}:A{n + 9_999}" for n in range(1, 200_000, 10_000)]
    ends_quickly(FileOverLimitsError, xlsx(sheet_data({"A": "甲"}) + merges(*large)))


def test_too_many_rows_columns_and_sheets():
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 5002))
    ends_quickly(FileOverLimitsError, xlsx(f"<sheetData>{rows}</sheetData>"))
    cells = "".join(f"<c><v>{n}</v></c>" for n in range(201))
    ends_quickly(FileOverLimitsError, xlsx(f"<sheetData><row>{cells}</row></sheetData>"))
    ends_quickly(FileOverLimitsError, xlsx(*["<sheetData/>"] * 501))


def test_far_away_cells_cost_nothing():
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row>'
    rows += '<row r="1048576"><c r="A1048576"><v>3</v></c></row>'
    ((first,), last) = shown(f"<sheetData>{rows}</sheetData>")
    assert first[0] == (0, "1")
    assert last == "3"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"])
def test_doctype_and_bombs(part):
    doctype = '<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>'
    ends_quickly(FileUnsafeError, _with(part, doctype))
    ends_quickly(FileOverLimitsError, _with(part, b" " * 100_000_000))


def _with(part, content):
    with zipfile.ZipFile(io.BytesIO(xlsx(sheet_data({"A": 1})))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    return zipped(parts | {part: content})


def test_missing_parts():
    sheet = f'<workbook xmlns="{_MAIN}"><sheets><sheet name="x"/></sheets></workbook>'
    with pytest.raises(FileDamagedError):
        XlsxReader().read(_with("xl/workbook.xml", sheet))
    assert XlsxReader().read(_with("xl/workbook.xml", "<workbook/>")).blocks == ()


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SMALL_SHEET = sheet_data(*TABLE, {"A": "注：无"}) + merges("A1:B1")
SMALL = xlsx(SMALL_SHEET, strings="<si><t>文</t></si>")


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_damaged_files_end_as_importer_errors(data):
    content = bytearray(SMALL)
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(ImporterError):
        XlsxReader().read(bytes(content))


PIECES = st.sampled_from(
    [
        *(
            "<row>",
            "</row>",
            "<c>",
            "</c>",
            "<v>1</v>",
            "<f/>",
            't="s"',
            't="b"',
            's="1"',
            's="-1"',
        ),
        *('r="A1"', 'r="ZZZ9999999"', 'r="0"', 'r="A0"', 'hidden="1"', "<is/>", "<sheetData/>"),
        *('<mergeCell ref="A0:B9"/>', '<mergeCell ref="ZZZ1:A1"/>', '<col min="-1" max="x"/>', ""),
        *("<cols><col hidden='1'/></cols>", "1e5", "99999999999999999999999", "<drawing/>"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_changed_xml_ends_as_importer_errors(data):
    content = SMALL_SHEET
    for _ in range(data.draw(st.integers(1, 5))):
        begin = data.draw(st.integers(0, len(content)))
        end = begin + data.draw(st.integers(0, 30))
        content = content[:begin] + data.draw(PIECES) + content[end:]
    with contextlib.suppress(ImporterError):
        XlsxReader().read(xlsx(content, strings="<si><t>文</t></si>"))
