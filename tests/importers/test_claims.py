"""Figures stated in the prose: requests received."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.claims import find_claims, read_figure, requests_received, sentences
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
    assert [(c.value, c.ordinal) for c in claims] == [(6, 1), (7, 2)]
    assert {(c.topic, c.section) for c in claims} == {("requests.received.total", "overview")}
    assert claims[0].sentence == "全年收到政府信息公开申请6件。"
    assert {c.place.line for c in claims} == {11}


def test_other_sections_state_no_claim():
    assert find_claims([section("problems", "全年收到政府信息公开申请9件。")]) == ()
    assert find_claims([]) == ()


def test_an_overlong_sentence_may_still_say_what_was_received():
    text = "全年收到政府信息公开申请6件，" + "逐件登记造册，" * 100 + "均已办结。"
    (claim,) = find_claims([section("overview", text)])
    assert (claim.topic, claim.value) == ("requests.received.total", 6)
