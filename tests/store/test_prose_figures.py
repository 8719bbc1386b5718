"""Figures in prose: every one that counts something, and none that only looks like one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.prose_figures import counted_text, mentions, read_number, without_comparisons
from store.sentences import plain_sentence, sentence_key, sentences


def found(sentence):
    text = without_comparisons(plain_sentence(sentence))
    return [(mention.value, mention.counter) for mention in mentions(text) if not mention.vague]


@pytest.mark.parametrize(
    ("sentence", "figures"),
    [
        ("发布信息12条，张贴公告三件。", [(12, "条"), (3, "件")]),
        ("参训一百二十人次，收费0.5万元。", [(120, "人次"), (Decimal("0.5"), "万元")]),
        ("收到１２件，办结十件。", [(12, "件"), (10, "件")]),
        ("发布1,204条，收费380元。", [(1204, "条"), (380, "元")]),
        ("收到零件，发布〇条。", [(0, "件"), (0, "条")]),
        ("（三）发布信息两条。", [(2, "条")]),
        ("1.发布信息2条。", [(2, "条")]),
        ("发布7条（其中网站3条）。", [(7, "条")]),
    ],
)
def test_every_figure_is_found(sentence, figures):
    assert found(sentence) == figures


@pytest.mark.parametrize(
    "sentence",
    [
        "依据国办公开办函〔2021〕30号编制。",
        "按照第二十条第（一）项公开。",
        "根据《条例》第20条规定办理。",
        "落实《关于印发3件文件的通知》。",
        "2023年12月31日印发。",
        "二〇二三年起施行。",
        "电话0743-1234567，手机13800000000。",
        "较上年增加3件，同比减少2条。",
        "比2022年的30条增加5条。",
        "发布十余条，近百件，超过30条，20多件，50条以上。",
        "做到“三件事”一次办。",
        "第三次全体会议召开。",
    ],
)
def test_what_counts_nothing_is_no_figure(sentence):
    assert found(sentence) == []


def test_positions_are_those_of_the_text():
    text = plain_sentence("依据〔2021〕30号，发布信息12条。")
    (mention,) = mentions(text)
    assert text[mention.start : mention.end] == "12条"
    assert len(counted_text(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.038", Decimal("0.038")), ("12", 12), ("十二", 12), ("1.2.3", None), ("٣.٥", None)],
)
def test_numbers_with_decimals(text, value):
    assert read_number(text) == value


@settings(deadline=None)
@given(st.text("0123456789.十百千万零两第条件次〔〕年月号较上年增加“”（），。%", max_size=40))
def test_any_text_has_figures_or_none(text):
    plain = plain_sentence(text)
    assert len(counted_text(plain)) == len(plain)
    for mention in mentions(plain):
        assert mention.value >= 0
        assert 0 <= mention.start < mention.end <= len(plain)


def test_a_sentence_keeps_its_name_while_only_spacing_changes():
    assert sentence_key("发布 12 条。") == sentence_key("发布12条。") != sentence_key("发布13条。")
    assert list(sentences("一句。二句；三句")) == ["一句。", "二句；", "三句"]
