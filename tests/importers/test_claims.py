"""Figures stated in the prose: requests received."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.claims import find_claims, read_figure, requests_received, sentences
from importers.claims_of_received import received_counts
from store.report import Paragraph, Place, Section


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("12", 12),
        ("１２", 12),
        ("1,234", 1234),
        ("1，234", 1234),
        ("零", 0),
        ("〇", 0),
        ("五", 5),
        ("两", 2),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("二十三", 23),
        ("一百零五", 105),
        ("一百二十", 120),
        ("两千零三", 2003),
        ("一万二千", 12_000),
        ("十二万", 120_000),
        ("二〇二三", 2023),
        ("", None),
        ("件", None),
        ("十件", None),
        ("٣", None),
        ("１_0", None),
        ("abc", None),
        ("-3", None),
        ("9" * 13, None),
    ],
)
def test_figures(text, value):
    assert read_figure(text) == value


def in_words(number):
    """A number below 10,000 as it is written in prose."""
    digits, units = "零一二三四五六七八九", ("千", "百", "十", "")
    text, gap = "", False
    for unit, digit in zip(units, f"{number:04d}", strict=True):
        if digit == "0":
            gap = bool(text)
            continue
        text += ("零" if gap else "") + digits[int(digit)] + unit
        gap = False
    return text or "零"


@settings(deadline=None)
@given(st.integers(0, 9999))
def test_numbers_in_words_read_back(number):
    assert read_figure(in_words(number)) == number


@settings(deadline=None)
@given(st.integers(0, 999_999_999_999))
def test_printed_numbers_read_back(number):
    assert read_figure(str(number)) == read_figure(f"{number:,}") == number


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_a_figure_or_none(text):
    value = read_figure(text)
    assert value is None or (value >= 0 and text)


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("全年收到政府信息公开申请11件。", 11),
        ("全年收到政府信息公开申请十二件，均已答复。", 12),
        ("本年度共受理依申请公开 3 件，均按期办结。", 3),
        ("2023年，我镇收到政府信息公开申请5件，其中自然人4件。", 5),
        ("我局新收政府信息公开申请１２件。", 12),
        ("接到群众信息公开申请两件。", 2),
        ("共收到7件政府信息公开申请。", 7),
        ("今年以来收到公民提出的公开申请1,204件。", 1204),
        ("受理政府信息公开申请共计二十三件，办结二十三件。", 23),
        ("全年共接收公开申请9宗，按时答复9宗。", 9),
        ("本乡收到依申请公开信息6条。", 6),
        ("依申请公开4件，办结4件。", 4),
        ("收到申请5件，其中予以公开3件，不予公开2件。", 5),
        ("全年收到《村庄规划》等政府信息公开申请8件。", 8),
        ("全年未收到政府信息公开申请，受理渠道畅通。", 0),
        ("本年度没有收到政府信息公开申请。", 0),
        ("全年无依申请公开事项。", 0),
        ("本年度尚未收到任何公民的信息公开申请。", 0),
        ("未收到公民、法人或者其他组织的政府信息公开申请。", 0),
        ("全年收到政府信息公开申请0件。", 0),
        ("共收到0件政府信息公开申请。", 0),
        ("依申请公开数量为0件。", 0),
        ("依申请公开情况：无。", 0),
        ("本年度收到政府信息公开申请零件。", 0),
        ("暂无依申请公开情况发生。", 0),
        ("从未接到政府信息公开申请。", 0),
    ],
)
def test_sentences_that_state_what_was_received(sentence, value):
    assert requests_received(sentence) == value


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "全年发布信息52条。",
        "收到建议提案12件，全部办结。",
        "完善依申请公开工作流程，明确受理、登记、答复环节。",
        "申请人可以当面、邮寄或在网上提出申请。",
        "较上年收到申请减少3件。",
        "收到行政许可申请286件。",
        "收到行政复议申请1件。",
        "受理低保申请35件。",
        "发放创业贷款，收到申请40份。",
        "收到救助申请12件。",
        "另有上年结转政府信息公开申请2件。",
        "对收到的申请及时登记、按期答复。",
        "规范依申请公开答复文书格式3种。",
    ],
)
def test_sentences_that_state_nothing_of_it(sentence):
    assert requests_received(sentence) is None


def test_new_ones_are_told_from_carried_ones():
    sentence = "全年收到政府信息公开申请23件，另有上年结转1件，结转下年度继续办理3件。"
    assert requests_received(sentence) == 23


@settings(deadline=None)
@given(st.text("收到未没有依申请公开政府信息0件12十两，。其中较上年《》", max_size=40))
def test_any_sentence_is_a_count_or_none(text):
    value = requests_received(text)
    assert value is None or value >= 0


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("一句。二句；三句！", ["一句。", "二句；", "三句！"]),
        ("无句号", ["无句号"]),
        (" 。 ", []),
        ("", []),
    ],
)
def test_sentences(text, parts):
    assert [part for part in sentences(text) if part.strip("。 ")] == parts


def section(key, *texts):
    paragraphs = tuple(Paragraph(text, Place(line=10 + index)) for index, text in enumerate(texts))
    return Section(key, Paragraph("标题", Place(line=9)), "一、", paragraphs)


def test_every_statement_of_the_overview_is_a_claim():
    said = "（二）依申请公开。全年收到政府信息公开申请6件。均已答复。共收到公开申请7件。"
    overview = section("overview", "平稳。", said)
    claims = find_claims([overview, section("problems", "全年收到政府信息公开申请9件。")])
    claims = [c for c in claims if c.topic == "requests.received.total"]
    assert [(c.value, c.ordinal, c.section) for c in claims] == [
        (6, 1, "overview"),
        (7, 2, "overview"),
        (9, 1, "problems"),
    ]
    assert claims[0].sentence == "全年收到政府信息公开申请6件。"
    assert [c.place.line for c in claims] == [11, 11, 10]


@pytest.mark.parametrize(
    ("key", "text", "values"),
    [
        ("problems", "2023年受理申请9件，人手不足。", [9]),
        ("other", "本年度未收到政府信息公开申请，未收取信息处理费。", [0]),
        ("problems", "对收到的2件申请补正告知较晚。", []),
        ("problems", "部分村未收到政府信息公开申请，公开意识不强。", []),
        ("problems", "2023年收到群众申请156件，窗口忙碌。", []),
        ("litigation", "全年收到政府信息公开申请9件。", []),
    ],
)
def test_later_sections_tell_of_requests_of_the_year(key, text, values):
    claims = find_claims([section(key, text)])
    assert [c.value for c in claims if c.topic == "requests.received.total"] == values


def test_no_sections_state_no_claim():
    assert find_claims([]) == ()


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("2022年收到公开申请6件，2023年收到公开申请9件。", [9]),
        ("2022年，我镇收到公开申请6件，均已答复。", []),
        ("2022年收到的公开申请均已答复。", []),
        ("较2022年增加3件，收到公开申请9件。", [9]),
        ("按照2019年的条例，收到公开申请9件。", [9]),
        ("2022年，收到公开申请6件，今年，收到公开申请9件。", [9]),
    ],
)
def test_what_an_earlier_year_had_is_no_claim(text, values):
    claims = find_claims([section("overview", text)], 2023)
    assert [c.value for c in claims] == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("上半年收到公开申请4件，下半年收到公开申请5件。", (4, 5)),
        ("办公室、民政所分别收到公开申请4件、5件。", (4, 5)),
        ("网上收到公开申请4件，信函收到公开申请5件。", ()),
        ("收到公开申请9件，其中同一申请人4件。", (9,)),
        ("每收到一件公开申请，当天登记。", ()),
        ("收到各类申请90件，其中信息公开申请9件。", (9,)),
        ("收到各类申请90件（含低保80件，信息公开申请9件）。", (9,)),
        ("受理各类申请90件（低保80件、公租房10件）。", ()),
        ("梳理公开目录，主动公开40项、依申请公开9项。", ()),
        ("收到信息公开申请表9份。", (9,)),
        ("收到公开申请9件，收到信息公开申请表4份。", (9,)),
        ("没有单位和个人向我镇申请公开政府信息。", (0,)),
        ("没有企业向我镇申请公开政府信息。", ()),
        ("依申请公开连续两年零申请。", (0,)),
        ("收到申请数量：9。", (9,)),
    ],
)
def test_all_numbers_of_a_sentence(text, values):
    assert received_counts(text) == values


def test_an_overlong_sentence_may_still_say_what_was_received():
    text = "全年收到政府信息公开申请6件，" + "逐件登记造册，" * 100 + "均已办结。"
    (claim,) = find_claims([section("overview", text)])
    assert (claim.topic, claim.value) == ("requests.received.total", 6)
