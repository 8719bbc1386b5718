"""Tables of DOCX files: spans, merges, revisions, nesting, and tables that only arrange text."""

from __future__ import annotations

import pytest

from importers.document import Anchoring, Grid
from importers.readers.docx import DocxReader
from tests.importers.office_files import BEGINS, GOES_ON, docx, p, span, t, tbl, tc, tr


def blocks(body):
    return DocxReader().read(docx(body)).blocks


def shown(body):
    """Paragraphs as text, tables as rows of (column, text)."""
    return [
        [[(cell.column, cell.text) for cell in row.cells] for row in block.rows]
        if isinstance(block, Grid)
        else block.text
        for block in blocks(body)
    ]


def rows(*of_table):
    (grid,) = shown(tbl(*of_table))
    return grid


FIGURES = tbl(*(tr(f"项目{i}", str(i), str(i * 2)) for i in range(4)))
FIGURE_ROWS = [[(0, f"项目{i}"), (1, str(i)), (2, str(i * 2))] for i in range(4)]


def test_columns_follow_spans():
    assert rows(tr(tc("甲", span(3)), "乙"), tr("1", "2", tc("3", span(2)))) == [
        [(0, "甲"), (3, "乙")],
        [(0, "1"), (1, "2"), (2, "3")],
    ]


def test_merged_downward_only_where_it_begins():
    merged = rows(
        tr(tc("组", BEGINS), "甲", "1"),
        tr(tc("不印", GOES_ON), "乙", tc("", "")),
        tr(tc("", '<w:vMerge w:val="continue"/>'), "丙", "3"),
        tr("下", "丁", "4"),
    )
    assert merged == [
        [(0, "组"), (1, "甲"), (2, "1")],
        [(1, "乙"), (2, "")],
        [(1, "丙"), (2, "3")],
        [(0, "下"), (1, "丁"), (2, "4")],
    ]


def test_merge_with_nothing_above_is_a_cell():
    assert rows(tr(tc("甲", GOES_ON), "1"), tr("乙", tc("2", GOES_ON))) == [
        [(0, "甲"), (1, "1")],
        [(0, "乙"), (1, "2")],
    ]


def test_merged_sideways_in_old_files():
    row = tr(tc("甲", '<w:hMerge w:val="restart"/>'), tc("", "<w:hMerge/>"), "1")
    assert rows(row, tr("a", "b", "c"))[0] == [(0, "甲"), (2, "1")]


def test_grid_before_and_after():
    indented = tr("甲", "1", properties='<w:gridBefore w:val="2"/><w:gridAfter w:val="1"/>')
    assert rows(indented, tr("a", "b", "c", "d", "e"))[0] == [(2, "甲"), (3, "1")]


@pytest.mark.parametrize("width", ["200000000", "9" * 5000, "201"])
def test_span_bomb_is_clamped(width):
    first = rows(tr(tc("甲", span(1).replace('"1"', f'"{width}"')), "1"), tr("a", "b"))[0]
    assert first == [(0, "甲"), (200, "1")]


@pytest.mark.parametrize("width", ["0", "-1", "x", "", "1.5"])
def test_span_that_is_none(width):
    assert rows(tr(tc("甲", f'<w:gridSpan w:val="{width}"/>'), "1"), tr("a", "b"))[0] == [
        (0, "甲"),
        (1, "1"),
    ]


def test_revised_rows_and_cells():
    table = rows(
        tr("旧", "1", properties='<w:del w:id="1"/>'),
        tr("新", "2", properties='<w:ins w:id="2"/>'),
        tr("藏", "3", properties="<w:hidden/>"),
        tr("头", tc("删", '<w:cellDel w:id="3"/>'), "4", properties="<w:tblHeader/>"),
    )
    assert table == [[(0, "新"), (1, "2")], [(0, "头"), (1, "4")]]


def test_rows_and_cells_in_content_controls():
    inside = "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>"
    table = tbl(
        inside.format(tr("甲", "1")),
        f"<w:tr>{tc('乙')}{inside.format(tc('2'))}</w:tr>",
        f"<w:customXml>{tr('丙', '3')}</w:customXml>",
    )
    assert shown(table) == [[[(0, "甲"), (1, "1")], [(0, "乙"), (1, "2")], [(0, "丙"), (1, "3")]]]


def test_cells_keep_their_raw_text():
    lines = tc(p("结果") + p("维持"))
    assert rows(tr(lines, tc(p(t(" ５ ")))), tr("甲", ""))[0] == [(0, "结果\n维持"), (1, " ５ ")]


def test_blank_cells_are_there_and_anchoring_is_exact():
    (grid,) = blocks(tbl(tr("甲", "", "3"), tr("乙", tc("<w:p/>"), "")))
    assert grid.anchoring is Anchoring.EXACT
    assert [[cell.text for cell in row.cells] for row in grid.rows] == [
        ["甲", "", "3"],
        ["乙", "", ""],
    ]


def test_places_count_lines_of_the_source():
    document = DocxReader().read(
        docx(p("一、总体情况") + tbl(tr("甲", "1"), tr("乙", "2")) + p("后"))
    )
    assert document.source == ("一、总体情况", "甲 | 1", "乙 | 2", "后")
    assert [row.line for row in document.blocks[1].rows] == [2, 3]
    assert document.reader == "docx/1"


def test_small_table_in_a_cell_is_its_text():
    nested = tbl(tr("1", "2")) + p()
    assert rows(tr(tc(nested), "x"), tr("甲", "3"))[0] == [(0, "1 2"), (1, "x")]
    assert rows(tr("甲", tc(tbl(tr("5")) + p())), tr("乙", "6"))[0] == [(0, "甲"), (1, "5")]


def test_layout_tables_are_unwrapped_in_order():
    wrapped = tbl(tr(tc(p("一、总体情况") + p("文字") + FIGURES + p("后"))))
    assert shown(p("前") + wrapped) == ["前", "一、总体情况", "文字", FIGURE_ROWS, "后"]
    assert shown(tbl(tr(tc(wrapped + p())))) == ["一、总体情况", "文字", FIGURE_ROWS, "后"]
    assert shown(tbl(tr(tc(FIGURES + p()), tc("旁注")))) == [FIGURE_ROWS, "旁注"]


def test_table_of_prose_only_is_prose():
    assert shown(tbl(tr(tc(p("一、总体情况") + p("文字"))))) == ["一、总体情况", "文字"]
    assert shown(tbl(tr("二、主动公开政府信息情况"), tr("短"))) == [
        "二、主动公开政府信息情况",
        "短",
    ]
    prose = "本机关主动公开政府信息。" * 8
    assert shown(tbl(tr(prose), tr("短"))) == [prose, "短"]


def test_lone_label_stays_a_table():
    assert shown(tbl(tr("第二十条第（一）项"))) == [[[(0, "第二十条第（一）项")]]]


def test_report_drawn_as_one_table():
    prose = "本年度主动公开政府信息若干条，办理依申请公开事项若干件，均按规定办理。" * 3
    whole = tbl(
        tr(tc("一、总体情况", span(2))),
        tr(tc(prose, span(2))),
        tr(tc("二、主动公开政府信息情况", span(2))),
        tr(tc("第二十条第（五）项", span(2))),
        tr("行政许可", "12"),
        tr("五、存在的主要问题及改进情况", prose),
    )
    assert shown(whole) == [
        "一、总体情况",
        prose,
        "二、主动公开政府信息情况",
        [[(0, "第二十条第（五）项")], [(0, "行政许可"), (1, "12")]],
        "五、存在的主要问题及改进情况",
        prose,
    ]


def test_empty_rows_and_tables():
    assert shown(tbl() + tbl("<w:tr/>") + p("后")) == ["后"]


def test_label_like_a_heading_keeps_its_row():
    near = "一、新收政府信息公开申请情况"
    table = rows(tr(near, "1", "2"), tr(near, "", ""), tr("甲", "3", "4"))
    assert [row[0] for row in table] == [(0, near), (0, near), (0, "甲")]
    apart = tbl(tr("六、其他需要报告的事项", "", ""), tr("甲", "3", "4"))
    assert shown(apart)[0] == "六、其他需要报告的事项"
