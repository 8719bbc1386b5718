"""How sentences on findings name cells and rows, and quote what has quotations of its own."""

from __future__ import annotations

import pytest

from store.forms import load_form
from store.messages import field_name, flag_letter, flag_message, message
from store.quotation import inside
from store.rules import check_report
from tests.sample_figures import PLAIN
from tests.store.structure_cases import build

CARRIED_IN = [f.id for f in load_form("2021").fields if f.id.startswith("requests.carried_in.")]


def flags(code, printed):
    return [f for f in check_report(build(PLAIN, printed=printed)) if f.rule == code]


def test_more_cells_than_are_named_are_said_to_be_more():
    (flag,) = flags("C202", dict.fromkeys(CARRIED_IN, "无"))
    assert flag_message(flag, "zh") == (
        "以符号代填 第三部分表格　“无”7 格（“二、上年结转政府信息公开申请数量”行"
        "“自然人”、“商业企业”、“科研机构”、“社会公益组织”、“法律服务机构”、“其他”栏等）"
    )
    assert flag_message(flag, "en").endswith(" and 1 more)")


def test_where_all_cells_are_named_there_are_no_more():
    (flag,) = flags("C202", dict.fromkeys(CARRIED_IN[:6], "无"))
    assert flag_message(flag, "zh").endswith("“其他”栏）")
    assert "more" not in flag_message(flag, "en")


def test_cells_of_several_rows_stand_under_their_row():
    (flag,) = flags("C202", {"requests.received.other": "/", "requests.granted.other": "/"})
    assert flag_message(flag, "zh").endswith(
        "（“一、本年新收政府信息公开申请数量”行“其他”栏、“（一）予以公开”行“其他”栏）"
    )


NOT_HELD = "requests.unavailable.not_held"


def test_a_row_is_named_with_the_number_of_its_group():
    (flag,) = flags("A103", {f"{NOT_HELD}.total": "9"})
    for sentence in (flag_message(flag, "zh"), flag_letter(flag, "zh")):
        assert "“（四）1.本机关不掌握相关政府信息”" in sentence
    assert field_name(f"{NOT_HELD}.total", "2021", "zh") == (
        "“（四）1.本机关不掌握相关政府信息”行“总计”栏"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("已开展工作", "已开展工作"),
        ("落实“放管服”要求", "落实‘放管服’要求"),
        ("落实“所谓‘放管服’”要求", "落实‘所谓“放管服”’要求"),
        ("落实“十四五", "落实‘十四五"),
        ("the clerk’s “plan”", "the clerk’s ‘plan’"),
        ("‘一’", "‘一’"),
    ],
)
def test_a_quotation_inside_a_quotation_has_single_marks(text, expected):
    assert inside(text) == expected


def test_a_sentence_quotes_with_single_marks_inside():
    params = {"form": "2021", "variant": "brackets", "quote": "推进“互联网+”（）"}
    assert message("S410", params, "zh") == "空括号 “推进‘互联网+’（）”"
    # Not quoted: as the report has it.
    params = {"form": "2021", "variant": "bookmark", "quote": "[“互联网”]"}
    assert message("S410", params, "zh") == "转换留下的书签 [“互联网”]"
