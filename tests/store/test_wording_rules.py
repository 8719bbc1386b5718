"""N513, N516 and W: sentences that are lawful, and what is said of those that are not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from store.messages import flag_letter, flag_message
from store.rules import check_report
from store.settings import OFF_BY_DEFAULT, Settings
from tests.store.structure_cases import ALL_ON, CASES, section
from tests.store.structure_cases import worded as with_words

SAID = "仍有不足，已改进。"


def flags(report, code, context=ALL_ON):
    return [flag for flag in check_report(report, context) if flag.rule == code]


def problems(text, **kind):
    return section("problems", SAID + text, **kind)


def other(text, **kind):
    return section("other", "本年度未收取信息处理费。" + text, **kind)


@pytest.mark.parametrize(
    "text",
    [
        "2023年，柳溪镇将按照《条例》的规定，做好公开。",
        "2023年，我镇将继续公开补贴名单。",
        "2023年度我们将进一步公开补贴名单。",
        "2023年，青禾县柳溪镇人民政府将持续更新栏目。",
        "二〇二三年，我镇也将着力更新栏目。",
        "2023 年，我镇将采取措施。",
    ],
)
def test_the_year_reported_told_as_a_plan(text):
    (flag,) = flags(other(text), "N513")
    assert flag.anchor.startswith("other:")
    assert flag.severity.value == "warning"
    assert "将" in flag.params["quote"]
    assert "第六部分" in flag_letter(flag, "zh")


@pytest.mark.parametrize(
    "text",
    [
        "2024年，我镇将继续公开补贴名单。",
        "2023年，我镇始终将公开工作纳入议事日程。",
        "2023年，我镇将加强公开作为重点。",
        "2023年，我镇将公开工作列入考核。",
        "2023年，我镇将实事求是的作风贯彻到工作中。",
        "下一步，2023年我镇将继续公开。",
        "我镇将继续公开补贴名单。",
        "2023年，县政府将继续指导我镇。",
        "《2023年，我镇将继续公开》已印发。",
        "2023年印发的文件提出，我镇将按照要求办理。",
    ],
)
def test_what_only_looks_like_a_plan(text):
    assert flags(other(text), "N513") == []


def test_plans_of_section_five_are_no_doubt():
    assert flags(problems("2023年，我镇将继续公开。"), "N513") == []


@pytest.mark.parametrize(
    ("organ", "text", "said"),
    [
        ("柳溪镇人民政府", "我乡按月公布。", "我乡"),
        ("柳溪乡人民政府", "我镇按月公布。", "我镇"),
        ("柳溪乡人民政府", "本镇按月公布。", "本镇"),
        ("柳溪街道办事处", "我镇按月公布。", "我镇"),
        ("柳溪民族乡人民政府", "我镇按月公布。", "我镇"),
    ],
)
def test_a_report_that_calls_itself_another_unit(organ, text, said):
    (flag,) = flags(problems(text, organ=("青禾县", organ)), "N516")
    assert flag.params["said"] == said
    assert organ in flag_message(flag, "zh")


@pytest.mark.parametrize(
    ("organ", "text"),
    [
        ("柳溪镇人民政府", "我镇按月公布。我县已通报。"),
        ("柳溪乡人民政府", "我乡镇两级，本乡本土，各乡镇。"),
        ("柳溪镇人民政府", "群众写来“我乡变样了”的留言。"),
        ("柳溪镇人民政府", "家乡建设，根本乡情。"),
        ("财政局", "我镇按月公布。"),
    ],
)
def test_lawful_ways_to_speak_of_units(organ, text):
    assert flags(problems(text, organ=("青禾县", organ)), "N516") == []


def test_one_flag_counts_all_places():
    (flag,) = flags(problems("我乡按月公布。我乡按季公布。"), "N516")
    assert flag.params["count"] == 2


def test_rules_on_wording_run_only_where_they_are_asked_for():
    codes = {code for code, *_ in CASES if code.startswith("W")}
    assert codes == {code for code in OFF_BY_DEFAULT if code.startswith("W")}
    for code, report, context, _ in CASES:
        if code in codes:
            assert flags(report, code, None) == []
            alone = replace(context, settings=Settings(switched_on=frozenset({code})))
            assert {flag.rule for flag in check_report(report, alone)} & OFF_BY_DEFAULT == {code}


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("W701", "访问https://www.example.cn，3,000次，版本2.0：完成。"),
        ("W701", "用时10:30，English,text。"),
        ("W702", "具体数据如下"),
        ("W702", "主要问题"),
        ("W702", "栏目更新偏慢，工程类信息常在完工后补发（见附件）"),
        ("W703", "申请受理截止后不再登记，截至2023年底办结，报名截止日期为5月。"),
        ("W704", "发布信息140条，余额不足，若干意见已印发。"),
        ("W704", "印发《若干条规定》。"),
        ("W705", "巩固拓展脱贫攻坚成果，脱贫攻坚成果同乡村振兴衔接。"),
        ("W705", "学习《脱贫攻坚责任制实施办法》。"),
    ],
)
def test_lawful_wordings(code, text):
    assert flags(section("problems", SAID, text), code) == []


def test_half_width_signs_are_counted_and_quoted():
    (flag,) = flags(problems("公开为原则,不公开为例外;全年如此。"), "W701")
    assert flag.params["count"] == 2
    assert "公开为原则,不公开为例" in flag_message(flag, "zh")


def test_paragraphs_without_an_end_are_counted():
    text = "栏目更新偏慢，工程类信息常在完工后才补发，已经改进"
    (flag,) = flags(section("problems", text, text), "W702")
    assert flag.params["count"] == 2
    assert flag.params["quotes"][0].endswith("已经改进”")


def test_each_wrong_word_is_a_flag_with_the_right_one():
    found = flags(problems("截止2023年底完成布署，再次布署。"), "W703")
    assert {(f.params["wrong"], f.params["right"]) for f in found} == {
        ("截止", "截至"),
        ("布署", "部署"),
    }


def test_an_office_may_set_its_own_words():
    settings = Settings(
        switched_on=OFF_BY_DEFAULT,
        wrong_words={"政务微搏": "政务微博"},
        vague_words=("很多条",),
        outdated_terms={"旧称办": 2023},
    )
    report = problems("政务微搏发布很多条，旧称办已改名，布署到位。")
    found = check_report(report, replace(ALL_ON, settings=settings))
    words = {flag.rule: flag.params for flag in found if flag.rule.startswith("W")}
    assert set(words) == {"W703", "W704", "W705"}
    assert words["W703"]["right"] == "政务微博"
    assert words["W705"]["term"] == "旧称办"


def test_a_term_is_outdated_only_from_its_year_on():
    text = "脱贫攻坚信息逐月公布。"
    assert len(flags(problems(text), "W705")) == 1
    assert flags(problems(text, year=2021), "W705") == []


def test_a_report_of_many_wordings_stays_quick():
    report = with_words("编制本报告。", "编制本报告。" + "我镇将,2023年" * 4000)
    assert check_report(report, ALL_ON)
