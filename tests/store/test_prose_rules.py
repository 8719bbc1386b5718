"""Rules on prose: wordings that must raise a flag, and lawful ones that look like them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from importers.readers.text import read_text
from importers.reports import read_reports
from store.period import find_period, plain_dates, year_number
from store.report import Severity
from store.rules import check_report
from tests.ending import ends
from tests.sample_cases import make_sample
from tests.sample_figures import PLAIN
from tests.sample_prose import rewritten
from tests.sample_reports import Layout, render

ORGAN = ("青禾县", "柳溪镇人民政府")
PERIOD = "统计期限为2023年1月1日至2023年12月31日"
ASPECTS = (
    "（一）主动公开。按月公布。",
    "（二）依申请公开。全年收到政府信息公开申请11件。",
    "（三）政府信息管理。逐件登记。",
    "（四）政府信息公开平台建设。栏目齐全。",
    "（五）监督保障。半年一查。",
)


def build(*, change=None, text=None):
    sample = make_sample("s", Layout.VERTICAL, ORGAN, PLAIN, 0)
    printed = render(change(sample) if change else sample)
    return read_reports(read_text(text(printed) if text else printed), "x.txt")[0]


def section(key, *paragraphs):
    return build(change=lambda s: replace(s, sections=rewritten(s.sections, key, *paragraphs)))


def flags(report, *wanted):
    return [flag for flag in check_report(report) if flag.rule in wanted]


def overview(*paragraphs):
    return section("overview", *paragraphs)


def with_sentence(sentence):
    return overview(sentence, *ASPECTS)


def codes(report):
    return {flag.rule for flag in check_report(report)}


@pytest.mark.parametrize(
    "period",
    [
        "统计期限自2023年1月1日起，至2023年12月31日止",
        "统计时限为2023年1月1日至12月31日",
        "统计期限为2023年1月至12月",
        "统计期限为2023.1.1-2023.12.31",
        "统计期限为二〇二三年一月一日至二〇二三年十二月三十一日",
        "《条例》2019年5月15日起施行，2007年4月5日公布。" + PERIOD,
        "2023年5月1日至6月30日开展了自查。" + PERIOD,
    ],
)
def test_periods_that_are_right(period):
    assert "S407" not in codes(build(text=lambda t: t.replace(PERIOD, period)))


@pytest.mark.parametrize(
    "period",
    [
        "统计期限为2022年1月1日至2022年12月31日",
        "统计期限自2022年1月1日起，至2022年12月31日止",
        "统计期限为2022年1月至12月",
        "统计期限为2022.1.1-2022.12.31",
        "统计期限为二〇二二年一月一日至二〇二二年十二月三十一日",
        "统计期限为2023年1月1日至2023年11月30日",
    ],
)
def test_periods_that_are_wrong(period):
    report = build(text=lambda t: t.replace(PERIOD, period))
    assert report.identity.year == 2023
    (flag,) = flags(report, "S407")
    assert flag.severity is Severity.ERROR
    assert flag.params["variant"] == "wrong"


def test_dates_are_read_in_all_scripts():
    assert plain_dates("二〇二三年 １月") == "2023年1月"
    assert year_number("二○二三") == 2023
    assert find_period("无日期") is None


@pytest.mark.parametrize(
    "sentence",
    [
        "2022年县政府办印发的方案得到落实。",
        "2022年国务院办公厅印发通知。",
        "2022年全市考评中我镇位列第三。",
        "2022年度我镇报告已按时公布。",
        "2022年我镇政府信息公开工作年度报告存在的问题已整改。",
        "2022年全年我镇发布30条，2023年发布50条。",
        "2022年发布的目录继续有效。",
        "2022年受理的事项已于今年办结。",
        "2022年以来，我镇坚持按月更新。",
        "2022年，我县被列为试点县。",
        "较2022年，我镇增加2条。",
        "落实《2022年公开要点》，我镇逐项对照。",
    ],
)
def test_years_that_may_be_told(sentence):
    assert flags(with_sentence(sentence), "N512") == []


@pytest.mark.parametrize(
    "sentence",
    [
        "2022年共发布信息30条。",
        "2022年，共收到来件5件。",
        "2022年，按照上级要求，主动公开信息30条。",
        "在2022年，我镇逐项更新栏目。",
        "一年来，2022年我镇逐项更新栏目。",
        "二〇二二年，我镇逐项更新栏目。",
        "２０２２年，我镇逐项更新栏目。",
        "2022 年，柳溪镇逐项更新栏目。",
        "主动公开方面：2022年，我镇逐项更新栏目。",
        "（六）其他。2022年度，全镇更新栏目。",
    ],
)
def test_years_that_were_copied(sentence):
    (flag,) = flags(with_sentence(sentence), "N512")
    assert flag.severity is Severity.WARNING
    assert flag.params["stated"] == 2022


@pytest.mark.parametrize(
    "text",
    [
        "依申请公开收费情况：无。",
        "未产生依申请公开收费。",
        "未向申请人收取任何费用。",
        "没有收取检索、复制、邮寄等成本费用。",
        "收费总金额为0。",
        "本机关2023年收费0元。",
        "按《政府信息公开信息处理费管理办法》，未收取信息处理费。",
    ],
)
def test_fees_that_are_stated(text):
    assert flags(section("other", text), "S412") == []


@pytest.mark.parametrize(
    "text",
    [
        "无。",
        "我镇认真学习《政府信息公开信息处理费管理办法》。",
        "严格执行信息处理费管理办法。",
        "行政事业性收费0元。",
    ],
)
def test_fees_that_are_not(text):
    (flag,) = flags(section("other", text), "S412")
    assert flag.severity is Severity.WARNING


@pytest.mark.parametrize(
    "aspects",
    [
        ASPECTS,
        tuple(a.replace("政府信息管理", "信息资源管理") for a in ASPECTS),
        tuple(f"**{a[: a.index('。')]}**{a[a.index('。') :]}" for a in ASPECTS),
        tuple("【" + a[3 : a.index("。")] + "】" + a[a.index("。") + 1 :] for a in ASPECTS),
        tuple(a.replace("（", "( ").replace("）", " )") for a in ASPECTS),
        tuple(part for a in ASPECTS for part in (a[3 : a.index("。")], a[a.index("。") + 1 :])),
        ("2023年，我镇" + "".join(ASPECTS),),
    ],
    ids=["plain", "resources", "marked", "boxed", "spaced", "bare", "glued"],
)
def test_aspects_in_many_dresses(aspects):
    assert flags(overview(*aspects), "S403", "S402") == []


def test_aspects_glued_to_the_heading():
    text = "一、总体情况。2023年，我镇" + "".join(ASPECTS)

    def glue(printed):
        start = printed.index("一、总体情况")
        return printed[:start] + text + printed[printed.index("\n二、主动公开") :]

    assert flags(build(text=glue), "S403", "S402", "S401") == []


def test_an_article_is_no_aspect():
    report = overview("按第二十条第（一）项主动公开、第（二）项依申请公开办理。")
    (flag,) = flags(report, "S403")
    assert "active_disclosure" not in flag.params["aspects"]
    assert flag.params["variant"] == "both"


@pytest.mark.parametrize(
    ("kept", "raised"),
    [
        ((0, 1, 2, 3), {"S403"}),
        ((1, 2, 3, 4), {"S403"}),
        ((0, 1, 3, 4), {"S403", "S402"}),
        ((1, 3, 4), {"S403", "S402"}),
    ],
)
def test_a_dropped_aspect_and_a_gap(kept, raised):
    report = overview(*(ASPECTS[i] for i in kept))
    assert {flag.rule for flag in flags(report, "S402", "S403")} == raised


@pytest.mark.parametrize(
    ("sentences", "raised"),
    [
        (("（二）依申请公开。收到政府信息公开申请11件。",), set()),
        (("（二）依申请公开。收到政府信息公开申请12件。",), {"N501"}),
        (("（二）依申请公开。未收到政府信息公开申请。",), {"N502"}),
        (("受理公开申请3件。", "（二）依申请公开。收到政府信息公开申请11件。"), set()),
        (("收到公开申请11件。", "（二）依申请公开。收到政府信息公开申请12件。"), {"N501"}),
        (("收到公开申请12件。", "（二）依申请公开。收到政府信息公开申请12件。"), {"N501"}),
        (("（二）依申请公开。收到公开申请11件。受理公开申请3件。",), set()),
        (("（二）依申请公开。收到公开申请11件。受理公开申请15件。",), {"N501"}),
        (("（二）依申请公开。网上收到公开申请8件。信函收到公开申请3件。",), set()),
        (("（二）依申请公开。登记到位。", "（三）其他。收到公开申请12件。"), {"N501"}),
    ],
)
def test_requests_in_prose_and_table(sentences, raised):
    found = flags(overview("（一）主动公开。按月公布。", *sentences), "N501", "N502")
    assert {flag.rule for flag in found} == raised
    assert len(found) <= 1


@pytest.mark.parametrize(
    "sign", ["[bookmark:", "《", "（", "“", "（一）", "（一", "公开申请", "2022年，我镇"]
)
def test_long_lines_of_one_sign_take_no_time(sign):
    line = sign * (300_000 // len(sign))
    report = section("overview", line, *ASPECTS)
    with ends():
        check_report(report)
