"""Tables of web pages: spans, layout tables, broken markup, tables typed as text."""

from __future__ import annotations

from html import escape

import pytest

from importers.document import Anchoring, Grid
from importers.readers.text import read_text
from importers.reports import read_reports
from tests.importers.html_pages import (
    PROSE,
    ROWS_OF_TABLES,
    SIGNATURE,
    TITLE,
    assert_whole,
    body,
    columns,
    grids,
    page,
    read,
    report_of,
    table,
    texts,
    wrong_cells,
)
from tests.sample_prose import HEADINGS
from tests.sample_reports import SAMPLES, Layout, render

SPLIT = (
    "<td{spans}><p class=MsoNormal><span><font face=仿宋>{text}</font></span><o:p></o:p></p></td>"
)
WAYS = {
    "th": {"cell": "<th{spans}>{text}</th>"},
    "paragraphs": {"cell": SPLIT},
    "unclosed cells": {"cell": "<td{spans}>{text}"},
    "unclosed rows": {"cell": "<td{spans}>{text}", "row": "<tr>{cells}"},
    "a no-break space for blank": {"cell": "<td{spans}>&nbsp;{text}</td>"},
    "comments": {"cell": "<td{spans}><!-- 99 -->{text}<script>document.write(1)</script></td>"},
}


def all_tables(**how):
    return {key: table(key, **how) for key in ROWS_OF_TABLES}


def test_page_as_it_should_be():
    document = read(page(body()))
    assert_whole(document)
    assert document.reader == "html/1"
    assert document.encoding == "utf-8"
    drawn = [block for block in document.blocks if isinstance(block, Grid)]
    assert {block.anchoring for block in drawn} == {Anchoring.EXACT}
    assert [len(block.rows) for block in drawn] == list(ROWS_OF_TABLES.values())


@pytest.mark.parametrize("how", WAYS.values(), ids=WAYS)
def test_ways_to_write_a_table(how):
    assert_whole(read(page(body(all_tables(**how)))))


def test_labels_split_over_many_spans():
    def split(drawn):
        return "".join(
            f"<span lang=ZH-CN>{char}</span>" if ord(char) > 0x3000 else char for char in drawn
        )

    assert_whole(read(page(body({key: split(table(key)) for key in ROWS_OF_TABLES}))))


def test_a_heading_may_be_split_wrapped_and_marked():
    heading = HEADINGS["requests"]
    split = f"<b>{heading[:4]}</b>\n  <a name=_Toc3></a><u><font>{heading[4:9]}</font></u>\n{heading[9:]}"
    assert_whole(read(page(body().replace(heading, split))))


@pytest.mark.parametrize(
    ("written", "width"),
    [
        ("3", 3),
        ("2;", 2),
        (" 2px", 2),
        ("+2", 2),
        ("02", 2),
        ("-1", 1),
        ("0", 1),
        ("", 1),
        ("two", 1),
        ("２", 1),
        ("1.9", 1),
        ("1000000000", 1000),
        ("9" * 5000, 1000),
        ("0" * 5000 + "4", 4),
    ],
)
def test_colspan_as_the_standard_reads_it(written, width):
    document = read(f'<table><tr><td colspan="{written}">a<td>b<tr><td>c<td>d</table>')
    assert columns(document) == [[0, width], [0, 1]]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2", [[0, 1], [1], [0, 1]]),
        ("0", [[0, 1], [1], [1]]),
        ("65535", [[0, 1], [1], [1]]),
        ("1e9", [[0, 1], [0], [0, 1]]),
        ("-2", [[0, 1], [0], [0, 1]]),
    ],
)
def test_rowspan_as_the_standard_reads_it(written, expected):
    second = "<td>d" if expected[2] == [0, 1] else ""
    document = read(f"<table><tr><td rowspan={written}>a<td>b<tr><td>b<tr><td>c{second}</table>")
    assert columns(document) == expected


def test_downward_spans_end_with_their_row_group():
    document = read(
        "<table><tbody><tr><td rowspan=9>a<td>b</tbody><tbody><tr><td>c<td>d</tbody></table>"
    )
    assert columns(document) == [[0, 1], [0, 1]]


def test_rows_in_the_order_shown_whatever_their_order_in_the_source():
    document = read(
        "<table><tfoot><tr><td>合计<td>3</tfoot><tr><td>甲<td>1<thead><tr><th>名称<th>件数</thead>"
        "<tbody><tr><td>乙<td>2</table>"
    )
    assert grids(document) == [[["名称", "件数"], ["甲", "1"], ["乙", "2"], ["合计", "3"]]]


def test_what_is_not_shown_is_not_read():
    document = read(
        '<table><tr><td>甲<td style="display: none">7<td>1<td hidden>8'
        '<tr style="DISPLAY:NONE"><td>乙<td>9<tr><td>丙<td style="visibility:hidden">5</table>'
        "<p hidden>无</p><p style='color:red;display:none'>无</p><template><p>无</p></template>"
        "<noscript>无</noscript><p>有<span style='display:none'>无</span></p>"
    )
    assert grids(document) == [[["甲", "1"], ["丙", ""]]]
    assert texts(document) == ["有"]


def test_line_breaks_and_spaces_in_cells():
    document = read(
        "<table><tr><td>总<br>计<td>1\n 2<td>&nbsp;0<td><p>一</p><p>二</p><td> \n<tr><td>x<td>y</table>"
    )
    assert grids(document)[0][0] == ["总\n计", "1 2", " 0", "一\n二", ""]


def test_a_table_inside_a_data_cell_is_text():
    inner = "<table><tr><td>规章</td></tr></table>"
    tables = {"disclosure": table("disclosure").replace(">规章<", f">{inner}<")}
    assert_whole(read(page(body(tables))))


def test_numbers_in_fields_of_a_form_are_what_the_cell_shows():
    field = '<td{spans}><input type=hidden value=7><input class="n" value="{text}"></td>'
    drawn = table("litigation", cell=field)
    assert_whole(read(page(f"<input value=4>{body({'litigation': drawn})}")))


def test_empty_elements_of_xhtml():
    prolog = '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml">'
    head = '<head><script src="a.js"/><title/></head><body><div class="top"/><a id="b"/>'
    assert_whole(read(prolog + head + body().replace("<td></td>", "<td/>") + "</body></html>"))


def test_caption_stands_above_its_table():
    document = read(
        "<table><tr><td>甲<td>1</table><table><caption>表二</caption><tr><td>乙<td>2</table>"
    )
    assert texts(document) == ["表二"]
    assert [type(block).__name__ for block in document.blocks] == ["Grid", "Paragraph", "Grid"]


@pytest.mark.parametrize(
    "layout",
    [
        "<table><tr><td>{}</td></tr></table>",
        "<table width=1000><tr><td colspan=2>首页</td></tr><tr><td>栏目甲<br>栏目乙</td><td>{}</td></tr>"
        "<tr><td colspan=2>版权所有</td></tr></table>",
        "<table><tbody><tr><td><table><tr><td><div>{}</div></td></tr></table></td></tr></tbody></table>",
        "<TABLE><TR><TD>{}",
    ],
)
def test_layout_tables_are_unwrapped(layout):
    assert_whole(read(page(layout.format(body()))))


def test_tables_side_by_side_and_in_pieces():
    drawn = table("requests")
    rows = drawn.removeprefix("<table>").removesuffix("</table>").split("\n")
    pieces = "".join(
        f"<table>{''.join(part)}</table>" for part in (rows[:14], rows[14:20], rows[20:])
    )
    # Merged labels end with their piece of a converted file.
    pieces = pieces.replace(' rowspan="', ' rowspan="0" data-was="', 99)
    beside = f"<table><tr><td>{table('disclosure')}</td><td>{table('litigation')}</td></tr></table>"
    document = read(page(beside))
    assert [len(grid) for grid in grids(document)] == [
        ROWS_OF_TABLES["disclosure"],
        ROWS_OF_TABLES["litigation"],
    ]
    document = read(page(body({"requests": pieces})))
    assert len(grids(document)) == 5
    assert [s.key for s in report_of(document).sections] == list(HEADINGS)


def test_the_whole_report_in_one_table():
    rows = [f"<tr><td colspan=20>{TITLE}</td></tr>"]
    for line in body(title="").split("\n"):
        if line.startswith("<p>"):
            rows.append(f"<tr><td colspan=20>{line}</td></tr>")
        else:
            rows.append(line.replace("<table>", "").replace("</table>", ""))
    document = read(page(f"<table>{''.join(rows)}</table>"))
    assert wrong_cells(document) == {}
    report = report_of(document)
    assert report.title.text == TITLE
    assert [section.key for section in report.sections] == list(HEADINGS)


BROKEN = {
    "the last cell runs on": lambda drawn: drawn.removesuffix("</td></tr></table>"),
    "the table is not closed": lambda drawn: drawn.removesuffix("</table>"),
    "the row is not closed": lambda drawn: drawn.removesuffix("</tr></table>"),
    "rows without beginnings": lambda drawn: drawn.replace("</tr>\n<tr>", "</tr>\n"),
    "a body a row": lambda drawn: drawn.replace("<table>", "<table><tbody><tbody>"),
    "stray ends": lambda drawn: drawn.replace("</td>", "</p></td></div>"),
}


@pytest.mark.parametrize("key", ROWS_OF_TABLES)
@pytest.mark.parametrize("spoil", BROKEN.values(), ids=BROKEN)
def test_broken_tables_keep_their_cells_and_the_prose_its_sections(spoil, key):
    document = read(page(body({key: spoil(table(key))})))
    report = report_of(document)
    numbers = {cell.field: cell.value for cell in report.cells if cell.state.value == "number"}
    whole = {cell.field: cell.value for cell in report_of(read(page(body()))).cells}
    assert numbers == whole
    assert [section.key for section in report.sections] == list(HEADINGS)
    by_key = {section.key: section for section in report.sections}
    assert [p.text for p in by_key["problems"].paragraphs] == [PROSE["problems"]]
    assert [p.text for p in by_key["other"].paragraphs] == [PROSE["other"]]
    assert tuple(p.text for p in report.signature) == SIGNATURE


@pytest.mark.parametrize(
    ("opening", "printed"),
    [
        ("<ol>", ["1.甲", "2.乙", "3.丙"]),
        ("<ol start=4>", ["4.甲", "5.乙", "6.丙"]),
        ("<ol type=A>", ["A.甲", "B.乙", "C.丙"]),
        ("<ol type=i start=8>", ["viii.甲", "ix.乙", "x.丙"]),
        ("<ol reversed>", ["3.甲", "2.乙", "1.丙"]),
        ("<ol style='list-style-type: cjk-ideographic' start=9>", ["九、甲", "十、乙", "十一、丙"]),
        ("<ol style='list-style: none outside'>", ["甲", "乙", "丙"]),
        ("<ul>", ["甲", "乙", "丙"]),
    ],
)
def test_numbers_that_a_browser_prints(opening, printed):
    assert (
        texts(read(f"{opening}<li>甲<li><p><b>乙</b></p></li><li>丙</li></{opening[1:3]}>"))
        == printed
    )


def test_items_with_numbers_of_their_own_get_none():
    assert texts(read("<ol><li>一、甲</li><li>二、乙</li></ol>")) == ["一、甲", "二、乙"]


def test_word_writes_list_numbers_into_conditional_comments():
    document = read(
        "<p class=MsoListParagraph><![if !supportLists]><span>一、<span>&nbsp;</span></span><![endif]>"
        "<span>总体</span><span>情况</span><o:p></o:p></p><!--[if gte mso 9]><p>无</p><![endif]-->"
    )
    assert texts(document) == ["一、 总体情况"]


def test_line_breaks_and_text_between_blocks_are_paragraphs():
    document = read("<div>甲<br><br/>乙<p>丙</p>丁<div>戊</div></div>")
    assert texts(document) == ["甲", "乙", "丙", "丁", "戊"]


@pytest.mark.parametrize(
    ("image", "is_noted"),
    [
        ("<img src=W0202401.png>", True),
        ("<img src=a.png width=800 height=600>", True),
        ("<img src=a.png style='width: 12cm'>", True),
        ("<img src=a.png width=100%>", True),
        ("<img src=a.png width=16 height=16>", False),
        ("<img src=/images/icon_doc.gif>", False),
        ("<img src='data:image/gif;base64,R0lGOD'>", False),
        ("<img alt=甲>", False),
    ],
)
def test_pictures_that_may_hold_a_table(image, is_noted):
    document = read(
        page(body().replace(f"<p>{PROSE['other']}</p>", f"<p>{PROSE['other']}{image}</p>"))
    )
    assert bool(document.unread) == is_noted


def test_a_picture_in_a_cell_is_noted():
    drawn = table("disclosure").replace("<td>行政许可</td>", "<td>行政许可<img src=W02.png></td>")
    document = read(page(body({"disclosure": drawn})))
    assert_whole(document)
    assert len(document.unread) == 1


@pytest.mark.parametrize("layout", list(Layout))
def test_tables_typed_as_text(layout):
    sample = next(sample for sample in SAMPLES if sample.layout is layout)
    text = render(sample)
    expected = read_reports(read_text(text), "sample")[0]
    for content in (
        f"<pre>{escape(text)}</pre>",
        f'<div style="white-space: pre-wrap">{escape(text)}</div>',
    ):
        (report,) = read_reports(read(page(content)), "sample")
        assert [(c.field, c.raw, c.state) for c in report.cells] == [
            (c.field, c.raw, c.state) for c in expected.cells
        ]


def test_a_cell_a_line():
    sample = next(sample for sample in SAMPLES if sample.layout is Layout.LINES)
    text = render(sample)
    expected = read_reports(read_text(text), "sample")[0]
    (report,) = read_reports(read(page(escape(text).replace("\n", "<br>\n"))), "sample")
    assert [(c.field, c.state, c.value) for c in report.cells] == [
        (c.field, c.state, c.value) for c in expected.cells
    ]


def test_divs_shown_as_a_table():
    drawn = table("disclosure", cell='<div style="display: table-cell">{text}</div>')
    drawn = drawn.replace("<table>", '<div style="display:table">').replace("</table>", "</div>")
    drawn = drawn.replace("<tr>", '<div style="display: table-row">').replace("</tr>", "</div>")
    assert_whole(read(page(body({"disclosure": drawn}))))
