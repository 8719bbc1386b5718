"""Rules on structure and wording of the report: what offices write otherwise, and what they miss."""

from __future__ import annotations

from dataclasses import replace

import pytest

from store.messages import flag_letter, flag_message
from store.rules import Context, check_report
from store.settings import Settings
from tests.sample_prose import rewritten
from tests.store.structure_cases import FORM, PARTS, build, section, signed, worded

GROUND = "和年度报告格式（国办公开办函〔2021〕30号）"
ASPECTS = (
    "（一）主动公开政府信息",
    "（二）政府信息依申请公开",
    "（三）信息规范管理",
    "（四）公开渠道建设",
    "（五）组织保障与监督考核",
)


def flags(report, code, context=None):
    return [flag for flag in check_report(report, context) if flag.rule == code]


def overview(*headings):
    texts = [text for heading in headings for text in (heading, "按要求落实，按月登记造册备查。")]
    return build(change=lambda s: replace(s, sections=rewritten(s.sections, "overview", *texts)))


def test_aspects_under_other_names_are_there():
    assert flags(overview(*ASPECTS), "S403") == []
    for other in (
        *("（三）公开目录动态管理", "（三）政府信息资源规范化管理"),
        *("（四）网站和新媒体建设", "（四）畅通公开渠道", "（五）考核与评议"),
    ):
        named = [other if heading[:3] == other[:3] else heading for heading in ASPECTS]
        assert flags(overview(*named), "S403") == []


def test_an_aspect_without_a_heading_of_its_own_is_told():
    (flag,) = flags(overview(*ASPECTS[:2], "（三）人员管理", *ASPECTS[4:]), "S403")
    assert flag.params["aspects"] == ("management", "platform")
    # Neither the rules on disclosure nor the ways to apply are what the form asks for.
    others = ("（三）完善信息公开管理制度", "（四）畅通申请渠道")
    (flag,) = flags(overview(*ASPECTS[:2], *others, ASPECTS[4]), "S403")
    assert flag.params["aspects"] == ("management", "platform")


def test_a_list_inside_a_part_does_not_break_the_numbers():
    parts = [*ASPECTS[:4], "（一）平台（含网站、公众号）。", ASPECTS[4]]
    assert flags(overview(*parts), "S402") == []
    parts[5] = parts[5].replace("（五）", "（六）")
    assert len(flags(overview(*parts), "S402")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "仍存在更新不及时、形式单一等短板。对此，我镇建立周调度机制，开展两轮培训。",
        "一是公开意识不强，针对这一问题，组织专题学习三次；二是内容不全，通过补充目录予以解决。",
        "主要困难是人员变动频繁。我们通过双人互备的办法来解决，目前运转正常。",
        "公开面不够宽，增设公开栏4处。",
    ],
)
def test_what_was_done_is_an_improvement(text):
    assert flags(section("problems", text), "S411") == []


@pytest.mark.parametrize(
    "text",
    [
        "制度落实不到位，培训组织不够，人员缺乏。",
        "一是制度建立不全；二是学习开展不够；三是未能得到解决。",
        "信息更新不及时，采取的形式单一，栏目较少。",
    ],
)
def test_problems_in_the_words_of_deeds_are_no_improvement(text):
    (flag,) = flags(section("problems", text), "S411")
    assert flag.params["variant"] == "improvements"


def test_a_title_with_a_particle_more_is_a_title():
    title = "{organ}关于{year}年政府信息公开工作的年度报告"
    assert flags(build(title=title), "S408") == []
    assert len(flags(build(title="{organ}关于{year}年政府信息公开的年度报告"), "S408")) == 1


def without_six(sample):
    return replace(sample, sections=sample.sections[:5])


def test_a_missing_section_six_is_told_once():
    report = build(change=without_six)
    assert len(flags(report, "S401")) == 1
    assert flags(report, "S412") == []
    off = Context(FORM, settings=Settings(switched_off=frozenset({"S401"})))
    assert len(flags(report, "S412", off)) == 1


@pytest.mark.parametrize(
    "cited",
    [
        "和国办公开办函〔2021〕31号",
        "、国办公开办函〔2019〕61号的要求",
        "和《关于年度报告有关事项的通知》（国办公开办函2019年60号）",
        "和国办公开办函[2020]7号文件",
    ],
)
def test_another_notice_as_the_ground_of_the_report(cited):
    (flag,) = flags(worded(GROUND, cited), "S406")
    assert "应依据国办公开办函〔2021〕30号" in flag_letter(flag, "zh")


@pytest.mark.parametrize(
    "words",
    [
        "建立了×××同志任组长的领导小组",
        "由XX书记牵头",
        "联系人：XXX",
        "电话：XXXX-XXXXXXX",
        "详见[链接]",
        "详见政府网站（图片）",
    ],
)
def test_marks_of_a_template_for_names_numbers_and_links(words):
    (flag,) = flags(section("problems", f"仍有不足，{words}，已改进。"), "S410")
    assert flag.params["variant"] == "placeholder"


@pytest.mark.parametrize(
    "words", ["电话138XXXX1234", "采购XX-10型打印机", "申请人×××来信", "X射线台账", "（见链接二）"]
)
def test_masked_names_and_models_are_no_marks_of_a_template(words):
    assert flags(section("problems", f"仍有不足，{words}，已改进。"), "S410") == []


@pytest.mark.parametrize(
    ("place", "is_other"),
    [
        ("平川县", True),
        ("青禾县", False),
        ("澜州市青禾县", False),
        ("澜州市", False),
        ("中共青禾县", False),
        ("", False),
    ],
)
def test_the_same_name_in_another_county_is_another_organ(place, is_other):
    report = signed(f"{place}柳溪镇人民政府", "2024年1月12日")
    assert len(flags(report, "S416")) == is_other


def test_a_title_without_a_place_contradicts_no_signature():
    report = signed("平川县柳溪镇人民政府", "2024年1月12日", organ=(None, "柳溪镇人民政府"))
    assert flags(report, "S416") == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "政府信息公开行政复议和行政诉讼情况、存在的主要问题及改进情况、其他需要报告的事项六部分",
            "存在的主要问题及改进情况、其他需要报告的事项等五个部分",
            "没有列出 政府信息公开行政复议、行政诉讼情况",
        ),
        ("事项六部分", "事项、附件七部分", "不是报告的部分 附件"),
        ("事项六部分", "事项及附表等七个部分", "不是报告的部分 附表"),
    ],
)
def test_lists_of_parts_that_are_not_the_six(old, new, said):
    assert old in PARTS
    (flag,) = flags(worded(old, new), "S409")
    assert said in flag_message(flag, "zh")


@pytest.mark.parametrize("words", ["等六个部分", "等六部分", "等部分"])
def test_lists_that_are_whole_or_left_open(words):
    assert flags(worded("六部分", words), "S409") == []
