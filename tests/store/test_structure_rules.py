"""Rules on structure: lawful reports that look like the defect, and what a flag says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from store.messages import flag_letter, flag_message
from store.report import Level, Origin
from store.rules import Context, check_report
from store.settings import Settings
from tests.store.structure_cases import (
    ALL_ON,
    DUE,
    FORM,
    PARTS,
    build,
    section,
    signed,
    worded,
)

CLEAN = build()


def flags(report, code, context=None):
    return [flag for flag in check_report(report, context) if flag.rule == code]


def told(report, code, context=None):
    (flag,) = flags(report, code, context)
    return flag_message(flag, "zh"), flag_letter(flag, "zh")


@pytest.mark.parametrize(
    "report",
    [
        # The office has written of other things, and other bodies have numbers of their own.
        worded(
            "和年度报告格式（国办公开办函〔2021〕30号）", "《平台通知》（国办公开办函〔2019〕61号）"
        ),
        worded("编制本报告。", "编制本报告。网站按照国办公开办函〔2019〕61号改版。"),
        worded("（国办公开办函〔2021〕30号）", "（国办公开办函2021年30号）"),
        worded("（国办公开办函〔2021〕30号）", "（工作通知〔2024〕58号）"),
        worded("国办公开办函〔2021〕30号", "云府办函〔2019〕60号"),
        worded("〔2021〕30号", "〔2019〕60号、国办公开办函〔2021〕30号"),
        worded("〔2021〕30号", "[2021] 30 号"),
        worded("国办公开办函〔2021〕30号", "国办函〔2020〕109号"),
    ],
)
def test_a_notice_that_fits_or_is_of_other_things_is_no_doubt(report):
    assert flags(report, "S406") == []


def test_a_wrong_notice_behind_the_title_of_the_form_is_told_with_the_right_one():
    report = worded(
        "年度报告格式（国办公开办函〔2021〕30号）",
        "《政府信息公开工作年度报告格式》的通知（国办公开办函〔2022〕7号）",
    )
    message, letter = told(report, "S406")
    assert "国办公开办函〔2022〕7号" in message
    assert "引言" in letter
    assert "国办公开办函〔2021〕30号" in letter


@pytest.mark.parametrize(
    "title",
    [
        "{organ}{year}年政府信息公开工作年度报告",
        "{organ}{year}年度政府信息公开工作年度报告",
        "{organ} {year} 年政府信息公开工作年度报告",
        "{organ}\n{year}年\n政府信息公开工作年度报告",
        "{year}年度{organ}政府信息公开工作年度报告",
        "{organ}二〇二三年政府信息公开工作年度报告",
        "政府信息公开工作年度报告（{year}年{organ}）",
        "{organ}政府信息公开工作年度报告（{year}年度）",
        "{organ}政府信息公开工作年度报告\n（{year}年）",
        "{year}年政府信息公开工作年度报告\n{organ}",
    ],
)
def test_a_title_may_span_lines_and_hold_spaces(title):
    assert flags(build(title=title), "S408") == []


@pytest.mark.parametrize(
    ("title", "lacks"),
    [
        ("{organ}{year}年度政府信息公开工作报告", "“政府信息公开工作年度报告”字样"),
        ("{year} 年度{organ} 信息公开工作年度报告", "“政府信息公开工作年度报告”字样"),
        ("{organ}政府信息公开工作年度报告", "年度"),
    ],
)
def test_what_a_title_lacks_is_named(title, lacks):
    (flag,) = flags(build(title=title, organ=("青禾县", "柳溪镇")), "S408")
    assert flag.severity.value == "info"
    assert flag_message(flag, "zh").endswith(f"缺少{lacks}")


def test_a_title_without_an_organ_that_the_signature_names():
    report = build(
        title="{year}年政府信息公开工作年度报告",
        text=lambda t: t + "柳溪镇人民政府\n2024年1月8日\n",
    )
    assert report.identity.organ == "柳溪镇人民政府"
    assert told(report, "S408")[0].endswith("缺少单位名称")


def test_an_organ_that_nothing_names_is_told_once():
    report = build(organ=(None, "本机关"), title="{year}年政府信息公开工作年度报告")
    assert {flag.rule for flag in check_report(report)} & {"R801", "S408"} == {"R801"}


@pytest.mark.parametrize(
    "words",
    [
        PARTS,
        PARTS.replace("六部分组成", "等六部分组成"),
        PARTS.replace("六部分组成", "组成"),
        PARTS.replace(
            "政府信息公开行政复议和行政诉讼情况",
            "因政府信息公开工作被申请行政复议、提起行政诉讼情况",
        ),
        PARTS.replace("政府信息公开行政复议和行政诉讼情况", "政府信息公开行政复议、行政诉讼情况"),
        PARTS.replace("存在的主要问题及改进情况", "存在的主要问题、改进情况"),
        PARTS.replace("、其他需要报告的事项六部分组成", "，以及其他需要报告的事项"),
        PARTS.replace("总体情况、", "总体情况（主动公开、政府信息管理、监督保障）、"),
        PARTS.replace("总体情况、", "一、总体情况；").replace("、其他", "；六、其他"),
        # With 等 a list need not be whole.
        PARTS.replace("、其他需要报告的事项六部分", "等部分"),
        PARTS.replace("收到和处理政府信息公开申请情况", "依申请公开情况"),
    ],
)
def test_a_list_of_the_six_parts_is_no_doubt(words):
    assert flags(worded(PARTS, words), "S409") == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("、其他需要报告的事项六部分", "六部分", "没有列出 其他需要报告的事项"),
        ("六部分", "七个部分", "称 7 个部分，列出 6 个"),
        ("由总体情况", "由总体情况、平台建设情况", "不是报告的部分 平台建设情况"),
        ("由总体情况", "由总体情况、主动公开政府信息情况", "重复列出 主动公开政府信息情况"),
        (
            "由总体情况",
            "由总体情况、依申请公开情况、主动公开政府信息情况",
            "不是报告的部分 依申请公开情况；重复列出 主动公开政府信息情况",
        ),
    ],
)
def test_what_is_wrong_with_a_list_of_parts_is_named(old, new, said):
    assert said in told(worded(old, new), "S409")[0]


@pytest.mark.parametrize(
    "words",
    [
        "（见附件）",
        "（ ）内为上年数",
        "（一）",
        "电话138XXXX1234",
        "申请人张××",
        "（含补报）",
        "申请人填写申请表",
    ],
)
def test_what_only_looks_like_residue_is_no_doubt(words):
    assert flags(section("problems", f"仍有不足，{words}，已改进。"), "S410") == []


def test_a_bookmark_of_a_converter_enters_no_letter_and_stands_in_the_second_view():
    (flag,) = flags(worded("根据《中华", "[bookmark: _GoBack]根据《中华"), "S410")
    assert (flag.origin, flag.second_view) == (Origin.EXTRACTION, True)
    assert flag_letter(flag, "zh") == flag_letter(flag, "en") == ""
    assert "_GoBack" in flag_message(flag, "zh")


def test_empty_brackets_are_undecided_and_quoted():
    (flag,) = flags(worded("编制本报告。", "编制本报告，见专栏（ ）。"), "S410")
    assert (flag.origin, flag.second_view) == (Origin.UNDECIDED, False)
    assert "见专栏" in flag_letter(flag, "zh")


@pytest.mark.parametrize(
    "mark",
    [
        "20XX年",
        "××件",
        "XX镇",
        "____年",
        "（单位名称）",
        "该部分以表格形式报告。",
        "这一项报告本机关总体情况。",
        "（此处填写不足）",
        "（不超过1000字）",
    ],
)
def test_marks_that_nobody_filled_in(mark):
    (flag,) = flags(section("problems", f"仍有不足，{mark}已改进。"), "S410")
    assert flag.severity.value == "warning"


def test_section_five_with_both_numbers_or_none_is_whole():
    for texts in (
        ("（一）主要问题。栏目更新偏慢。", "（二）改进情况。每周五集中更新。"),
        ("（一）主要问题。栏目更新偏慢。（二）改进情况。每周五集中更新。",),
        ("栏目更新偏慢，每周五集中更新，已有改进。",),
        ("依据第二十条第（一）项，栏目更新不够及时，已改进。",),
    ):
        assert flags(section("problems", *texts), "S411") == []


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ((), "没有内容"),
        (("无。",), "仅写“无。”"),
        (("栏目更新偏慢，信息常常不全。",), "没有改进情况"),
        (("逐栏核对，已全部完善到位。",), "没有主要问题"),
        (("（一）问题。栏目更新偏慢。", "改进情况。已集中更新。"), "有（一）而无（二）"),
    ],
)
def test_what_section_five_lacks_is_told(texts, said):
    assert said in told(section("problems", *texts), "S411")[0]


def test_a_section_five_whose_heading_stands_twice_is_not_empty():
    def doubled(sample):
        five = sample.sections[4]
        return replace(
            sample,
            sections=(*sample.sections[:4], replace(five, paragraphs=()), *sample.sections[4:]),
        )

    assert flags(build(change=doubled), "S411") == []


SAID = "工作考核纳入年终目标评定，社会评议结果为满意，未发生责任追究情形。"


def test_results_of_supervision_are_asked_of_governments_only():
    silent = worded(SAID, "举办培训。")
    assert told(silent, "S413")[0] == "没有写明 工作考核、社会评议、责任追究"
    for organ in ("财政局", "柳溪街道办事处", "柳溪镇中学"):
        assert flags(worded(SAID, "举办培训。", organ=("青禾县", organ)), "S413") == []


def test_only_the_results_that_are_missing_are_named_and_plans_are_none():
    assert told(worded(SAID, "未发生责任追究情形。"), "S413")[0] == "没有写明 工作考核、社会评议"
    planned = build(
        text=lambda t: t.replace(SAID, "举办培训。").rstrip() + "下一步健全考核、评议和责任追究。\n"
    )
    assert len(flags(planned, "S413")[0].params["named"]) == 3


def test_contact_and_date_only_where_they_are_missing_and_asked_for():
    whole = signed("联系电话：000-0000000", "柳溪镇人民政府", "2024年1月12日")
    assert flags(whole, "S414", ALL_ON) == []
    assert flags(CLEAN, "S414") == []
    assert told(signed("柳溪镇人民政府", "2024年1月12日"), "S414", ALL_ON)[0] == "没有联系方式"


def test_a_date_is_late_only_after_a_deadline_of_that_year_and_never_on_a_corrected_file():
    late, late_in_words = (
        signed("柳溪镇人民政府", day) for day in ("2024年2月1日", "二〇二四年二月十一日")
    )
    assert told(late, "S415", DUE) == (
        "落款日期晚于截止日 2024-02-01，截止日 2024-01-31",
        "报告落款日期为 2024-02-01，晚于截止日 2024-01-31。请说明原因。",
    )
    assert flags(late_in_words, "S415", DUE)[0].params["dated"] == "2024-02-11"
    assert flags(late, "S415") == []
    assert flags(late, "S415", replace(DUE, revision=2)) == []
    assert flags(late, "S415", Context(FORM, settings=Settings(deadline=date(2023, 1, 31)))) == []
    assert flags(signed("柳溪镇人民政府", "2024年1月31日"), "S415", DUE) == []
    assert flags(signed("柳溪镇人民政府", "2024年13月41日"), "S415", DUE) == []


@pytest.mark.parametrize(
    ("organ", "name"),
    [
        ("柳溪镇人民政府", "青禾县柳溪镇人民政府"),
        ("柳溪镇人民政府", "柳溪镇政府"),
        ("柳溪镇人民政府", "柳溪镇党政综合办公室"),
        ("柳溪街道办事处", "柳溪街道办"),
        ("发展和改革局", "县发改局"),
        ("发展和改革局", "青禾县发展和改革局（盖章）"),
        ("柳溪镇人民政府", "本机关"),
    ],
)
def test_short_names_and_inner_offices_are_the_same_organ(organ, name):
    report = signed(name, "2024年1月12日", organ=("青禾县", organ))
    assert flags(report, "S416") == []


def test_another_organ_in_the_signature_is_named():
    message, letter = told(signed("石滩乡人民政府", "2024年1月12日"), "S416")
    assert "落款“石滩乡人民政府”" in message
    assert "石滩乡人民政府" in letter


def test_the_level_that_an_office_has_set_stands_above_the_name():
    silent = worded(SAID, "举办培训。", organ=("青禾县", "柳溪镇中学"))
    assert flags(silent, "S413") == []
    county = Settings(levels={"青禾县柳溪镇中学": Level.TOWNSHIP})
    assert len(flags(silent, "S413", Context(FORM, settings=county))) == 1
