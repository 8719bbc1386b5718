"""Automatic numbers of DOCX files, which stand in no text; checked against LibreOffice's."""

from __future__ import annotations

import pytest

from importers.readers.docx import DocxReader
from tests.importers.office_files import abstract, docx, level, num, numbered, p, tbl, tc, tr

CHINESE = abstract(
    1,
    level(0, "chineseCountingThousand", "%1、"),
    level(1, "japaneseCounting", "（%2）"),
    level(2, "decimal", "%3."),
    level(3, "decimal", "%1.%2.%4", more="<w:isLgl/>"),
)


def texts(body, **parts):
    return [block.text for block in DocxReader().read(docx(body, **parts)).blocks]


def of_levels(levels, numbering, number_id=1):
    body = "".join(p("文", numbered(number_id, at)) for at in levels)
    return [text.removesuffix("文") for text in texts(body, numbering=numbering)]


def test_levels_restart_below_a_higher_one():
    shown = of_levels([0, 1, 1, 2, 2, 1, 2, 0, 1, 3], CHINESE + num(1, 1))
    assert shown == [
        *("一、", "（一）", "（二）", "1.", "2.", "（三）", "1.", "二、", "（一）", "2.1.1"),
    ]


@pytest.mark.parametrize(
    ("form", "numbers"),
    [
        ("chineseCounting", {1: "一", 10: "十", 11: "十一", 20: "二十", 21: "二十一"}),
        ("chineseCountingThousand", {10: "十", 105: "一百零五", 110: "一百一十", 120: "一百二十"}),
        ("taiwaneseCountingThousand", {3: "三", 12: "十二"}),
        ("japaneseCounting", {1000: "一千", 1001: "一千零一", 9999: "九千九百九十九"}),
        ("ideographDigital", {1: "一", 10: "一〇", 21: "二一"}),
        ("decimal", {1: "1", 12: "12"}),
        ("decimalZero", {1: "01", 12: "12"}),
        ("decimalFullWidth", {12: "１２"}),
        ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: "㉑", 50: "㊿", 51: "51"}),
        ("decimalEnclosedParen", {1: "⑴", 20: "⒇", 21: "21"}),
        ("upperRoman", {4: "IV", 9: "IX", 1949: "MCMXLIX", 5000: "5000"}),
        ("lowerRoman", {8: "viii"}),
        ("upperLetter", {1: "A", 26: "Z", 27: "AA", 54: "BBB"}),
        ("lowerLetter", {2: "b", 0: "0"}),
        ("ideographTraditional", {1: "甲", 10: "癸", 11: "一一"}),
        ("chineseLegalSimplified", {21: "贰拾壹", 10: "壹拾"}),
        ("numberInDash", {3: "- 3 -"}),
        ("none", {3: ""}),
        ("someday", {3: "3"}),
    ],
)
def test_formats(form, numbers):
    for number, text in numbers.items():
        shown = of_levels([0], abstract(1, level(0, form, "第%1章", number)) + num(1, 1))
        assert shown == [f"第{text}章"]


def test_bullets_are_no_numbers():
    assert of_levels([0, 0], abstract(1, level(0, "bullet", "●")) + num(1, 1)) == ["", ""]


def test_start_and_overrides():
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{}"/></w:lvlOverride>'
    numbering = CHINESE + num(1, 1) + num(2, 1, override.format(3)) + num(3, 1)
    body = "".join(p("文", numbered(which)) for which in (1, 1, 2, 2, 1, 3))
    shown = [text.removesuffix("、文") for text in texts(body, numbering=numbering)]
    assert shown == ["一", "二", "三", "四", "五", "六"]
    own = f'<w:lvlOverride w:ilvl="0">{level(0, "upperRoman", "%1)", 2)}</w:lvlOverride>'
    assert of_levels([0, 0], CHINESE + num(1, 1, own)) == ["II)", "III)"]
    unsaid = abstract(1, level(0, "decimal", "%1.").replace('<w:start w:val="1"/>', ""))
    assert of_levels([0], unsaid + num(1, 1)) == ["0."]


def test_level_that_never_restarts():
    lasting = level(1, "decimal", "%2.", more='<w:lvlRestart w:val="0"/>')
    numbering = abstract(1, level(0, "decimal", "第%1章"), lasting) + num(1, 1)
    assert of_levels([0, 1, 0, 1], numbering) == ["第1章", "1.", "第2章", "2."]


def style(style_id, content="", based_on="", default=False):
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    marked = ' w:default="1"' if default else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{style_id}"{marked}>{base}'
        f"<w:pPr>{content}</w:pPr></w:style>"
    )


def styled(style_id):
    return f'<w:pStyle w:val="{style_id}"/>'


def test_numbers_by_style():
    styles = (
        style("1", '<w:numPr><w:numId w:val="1"/></w:numPr>')
        + style("2", numbered(1, 1))
        + style("3", '<w:numPr><w:numId w:val="1"/></w:numPr>')
        + style("4", based_on="1")
        + style("loop", based_on="loop")
    )
    linked = CHINESE.replace('w:val="%3."/>', 'w:val="%3."/><w:pStyle w:val="3"/>')
    body = "".join(p("文", styled(which)) for which in ("1", "2", "2", "3", "4", "loop", "?"))
    body += p("文", styled("1") + '<w:numPr><w:numId w:val="0"/></w:numPr>')
    body += p("文", styled("1") + '<w:numPr><w:ilvl w:val="1"/></w:numPr>') + p("文")
    assert texts(body, numbering=linked + num(1, 1), styles=styles) == [
        *("一、文", "（一）文", "（二）文", "1.文", "二、文", "文", "文", "文", "（一）文", "文"),
    ]


def test_default_style_and_list_style():
    named = '<w:abstractNum w:abstractNumId="2"><w:numStyleLink w:val="L"/></w:abstractNum>'
    styles = style("L", '<w:numPr><w:numId w:val="1"/></w:numPr>').replace("paragraph", "numbering")
    numbering = CHINESE + named + num(1, 1) + num(2, 2)
    assert texts(p("文", numbered(2)), numbering=numbering, styles=styles) == ["一、文"]
    first = style("a", numbered(1), default=True)
    body = p("文") + p("文", styled("b"))
    shown = texts(body, numbering=numbering, styles=first + style("b", based_on="a"))
    assert shown == ["一、文", "二、文"]


def test_numbers_in_tables_are_counted_and_shown():
    numbering = abstract(1, level(0, "decimal", "%1.")) + num(1, 1)
    body = p("属于国家秘密", numbered(1)) + tbl(
        tr(tc(p("重复申请", numbered(1))), tc(p("", numbered(1)))), tr("甲", "1")
    )
    document = DocxReader().read(docx(body + p("其他", numbered(1)), numbering=numbering))
    assert document.source == (
        "1.属于国家秘密",
        "2.重复申请 | 3.",
        "甲 | 1",
        "4.其他",
    )


def test_empty_paragraphs_are_counted_but_not_shown_and_deleted_ones_neither():
    gone = '<w:rPr><w:del w:id="1"/></w:rPr>'
    body = p("甲", numbered(1)) + p("", numbered(1)) + p("乙", numbered(1) + gone)
    body += p("丙", numbered(1))
    assert texts(body, numbering=CHINESE + num(1, 1)) == ["一、甲", "三、乙丙"]


def test_space_only_where_figures_would_run_together():
    numbering = abstract(1, level(0, "decimal", "%1.")) + num(1, 1)
    body = p("2023年", numbered(1)) + p("公开", numbered(1))
    assert texts(body, numbering=numbering) == ["1. 2023年", "2.公开"]


def test_format_of_word_2010_has_a_fallback():
    new = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><mc:AlternateContent><mc:Choice Requires="w14">'
        '<w:numFmt w:val="custom" w:format="001, 002"/></mc:Choice><mc:Fallback>'
        '<w:numFmt w:val="chineseCounting"/></mc:Fallback></mc:AlternateContent>'
        '<w:lvlText w:val="%1、"/></w:lvl>'
    )
    assert of_levels([0], abstract(1, new) + num(1, 1)) == ["一、"]


@pytest.mark.parametrize(
    "numbering",
    [
        num(1, 9),
        abstract(1) + num(1, 1),
        abstract(1, level(0, "decimal", "%7")) + num(1, 1),
        "<w:num/><w:abstractNum/>",
        abstract(1, level(0, "decimal", "")) + num(1, 1),
        CHINESE + num(0, 1),
    ],
)
def test_incomplete_definitions_number_nothing(numbering):
    assert of_levels([0], numbering) == [""]
    assert texts(p("文", numbered(0)), numbering=numbering) == ["文"]
