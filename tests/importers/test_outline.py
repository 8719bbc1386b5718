"""Headings, title, preamble, sections, signature, and several reports in one text."""

from __future__ import annotations

import pytest

from importers.outline import outline, split_reports
from importers.readers.text import read_text
from importers.title_lines import close_spaces
from importers.vocabulary import find_heading, section_of_heading
from tests.sample_reports import SAMPLES, render


def outlined(text):
    return outline(read_text(text).blocks)


BASIS = "根据《中华人民共和国政府信息公开条例》，编制本报告。"


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("一、总体情况", "overview"),
        ("总体情况", "overview"),
        ("  一、总体情况  ", "overview"),
        ("　　一、总体情况", "overview"),
        ("1、总体情况", "overview"),
        ("1.总体情况", "overview"),
        ("一.总体情况", "overview"),
        ("一．总体情况", "overview"),
        ("一 总体情况", "overview"),
        ("一：总体情况", "overview"),
        ("一、总体情况：", "overview"),
        ("一、总体情况。", "overview"),
        ("一、总 体 情 况", "overview"),
        ("一、總體情況", "overview"),
        ("第一部分 总体情况", "overview"),
        ("一、总休情况", "overview"),
        ("二、主动公开政府信息情况", "disclosure"),
        ("二主动公开政府信息情况", "disclosure"),
        ("二、主动公开政府信息的情况", "disclosure"),
        ("三、收到和处理政府信息公开申请情况", "requests"),
        ("三、收到和处理政府信息公开申请的情况", "requests"),
        ("三、收到和处理政府信息公开中请情况", "requests"),
        ("四、政府信息公开行政复议、行政诉讼情况", "litigation"),
        ("四、因政府信息公开工作被申请行政复议、提起行政诉讼情况", "litigation"),
        ("五、存在的主要问题及改进情况", "problems"),
        ("五、存在的主要问题和改进措施", "problems"),
        ("六、其他需要报告的事项", "other"),
        ("六、其它需要报告的事项", "other"),
        ("六、需要报告的其他事项", "other"),
    ],
)
def test_a_heading_in_many_dresses(line, key):
    assert section_of_heading(line) == key


@pytest.mark.parametrize(
    ("line", "key", "rest"),
    [
        ("一、总体情况2023年，我乡公开信息若干条。", "overview", "2023年，我乡公开信息若干条。"),
        ("一、总体情况：全年平稳。", "overview", "全年平稳。"),
        ("一、总体情况。全年平稳。", "overview", "全年平稳。"),
        ("六、其他需要报告的事项　无。", "other", "无。"),
        ("五、存在的主要问题及改进情况（一）存在的问题", "problems", "（一）存在的问题"),
    ],
)
def test_a_heading_glued_to_its_text(line, key, rest):
    found = find_heading(line)
    assert found is not None
    assert found.key == key
    assert found.rest.rstrip("。") == rest.rstrip("。")
    assert section_of_heading(line) is None


def test_text_glued_to_a_heading_is_kept_whole():
    text = "我乡" + "公开" * 400 + "。"
    found = find_heading("一、总体情况" + text)
    assert found is not None
    assert found.rest == text


@pytest.mark.parametrize(
    "line",
    [
        "一、本年新收政府信息公开申请数量",
        "二、上年结转政府信息公开申请数量",
        "三、本年度办理结果",
        "四、结转下年度继续办理",
        "一、本年新收",
        "二、上年结转",
        "三、办理结果",
        "四、结转下年度",
        "四、结转下年度继续办理 0 0 0 0 0 0 0",
        "（一）予以公开",
        "（三）不予公开",
        "（六）其他处理",
        "（七）总计",
        "3.其他",
        "其他",
        "总计",
        "行政复议",
        "申请人情况",
    ],
)
def test_rows_of_the_tables_are_never_headings(line):
    assert find_heading(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "",
        "（一）总体情况",
        "（一）主动公开",
        "（二）依申请公开情况。全年未收到申请。",
        "一、总体情况的说明",
        "五是平台建设。",
        "本报告由总体情况、主动公开政府信息情况、其他需要报告的事项六部分组成。",
        "我乡总体情况良好。",
        "一、" + "总体情况" * 200,
    ],
)
def test_prose_and_sub_headings_open_no_section(line):
    assert section_of_heading(line) is None


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_sections_of_the_samples_are_those_printed(sample):
    found = outlined(render(sample))
    assert [section.key for section in found.sections] == [s.key for s in sample.sections]
    headings = [s.heading.text for s in found.sections if s.heading is not None]
    assert headings == [section.heading for section in sample.sections]


def test_title_preamble_sections_and_signature():
    found = outlined(
        "云丰县和安镇人民政府\n\n2023 年政府信息公开工作年度报告\n"
        f"{BASIS}\n一、总体情况\n（一）主动公开。按月公布。\n"
        "六、其他需要报告的事项\n本年度未收取信息处理费。\n云丰县和安镇人民政府\n2024年1月12日\n"
    )
    assert found.title is not None
    assert found.title.text == "云丰县和安镇人民政府2023年政府信息公开工作年度报告"
    assert [p.text for p in found.preamble] == [BASIS]
    assert [(s.key, s.enumerator) for s in found.sections] == [
        ("overview", "一、"),
        ("other", "六、"),
    ]
    assert [p.text for p in found.sections[1].paragraphs] == ["本年度未收取信息处理费。"]
    assert [p.text for p in found.signature] == ["云丰县和安镇人民政府", "2024年1月12日"]


def test_a_title_glued_to_the_preamble_is_cut():
    found = outlined(f"青石镇2023年政府信息公开工作年度报告{BASIS}\n一、总体情况\n平稳。")
    assert found.title is not None
    assert found.title.text == "青石镇2023年政府信息公开工作年度报告"
    assert [p.text for p in found.preamble] == [BASIS]


def test_a_text_without_a_title():
    found = outlined(f"{BASIS}\n一、总体情况\n平稳。")
    assert found.title is None
    assert [p.text for p in found.preamble] == [BASIS]


def test_a_sentence_torn_by_a_page_is_joined_where_it_began():
    found = outlined(
        "一、总体情况\n全年在网站和公示栏发布信息若干条，其中以惠农补贴和工程招标为主，另有通知\n"
        "公告和会议纪要若干。\n（一）主动公开。按月公布。"
    )
    texts = [p.text for p in found.sections[0].paragraphs]
    assert texts == [
        "全年在网站和公示栏发布信息若干条，其中以惠农补贴和工程招标为主，另有通知公告和会议纪要若干。",
        "（一）主动公开。按月公布。",
    ]
    assert found.sections[0].paragraphs[0].place.line == 2


@pytest.mark.parametrize(
    ("raw", "closed"),
    [
        ("2023 年 1 月 1 日", "2023年1月1日"),
        ("总　体　情　况", "总体情况"),
        ("[bookmark: _GoBack]总体情况", "总体情况"),
        ("see the annex", "see the annex"),
        ("《条 例》（修 订）", "《条例》（修订）"),
    ],
)
def test_spaces_between_characters_close(raw, closed):
    assert close_spaces(raw) == closed


def test_two_reports_in_one_text_are_split_at_the_title():
    first, second = render(SAMPLES[0]), render(SAMPLES[1])
    parts = split_reports(read_text(first + "\n" + second))
    assert len(parts) == 2
    titles = [outline(blocks).title for blocks in parts]
    assert [title.text for title in titles if title] == [SAMPLES[0].title, SAMPLES[1].title]


def test_one_report_is_not_split():
    for sample in SAMPLES:
        assert len(split_reports(read_text(render(sample)))) == 1


@pytest.mark.parametrize(
    "page",
    [
        "……3",
        "\t3",
        "错误！未定义书签。",
        "错误!未找到引用源。",
        "Error: Reference source not found",
    ],
)
def test_a_list_of_headings_with_pages_is_no_report_of_its_own(page):
    text = render(SAMPLES[0])
    headings = [line for line in text.splitlines() if section_of_heading(line)]
    title, rest = text.split("\n", 1)
    contents = "\n".join(["目录", *(heading + page for heading in headings)])
    parts = split_reports(read_text("\n".join([title, contents, rest])))
    assert len(parts) == 1
    found = outline(parts[0])
    assert [section.key for section in found.sections] == [
        section.key for section in outlined(text).sections
    ]
