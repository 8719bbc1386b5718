"""What is told of invisible characters: where they stand and what they are called."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.readers.text import read_text
from importers.reports import read_reports
from store.character_names import character_name, with_character_names
from store.flag_places import place_words
from store.hidden_places import hidden_places
from store.messages import flag_letter, flag_message
from store.rules import check_report
from store.visible import visible
from tests.sample_cases import make_sample
from tests.sample_figures import PLAIN
from tests.sample_prose import worded
from tests.sample_reports import Layout, render

ORGAN = ("青禾县", "柳溪镇人民政府")
FIELD = "requests.granted.natural_person"


def read(printed=None, words=()):
    sample = make_sample("s", Layout.VERTICAL, ORGAN, PLAIN, 0, printed=printed)
    for old, new in words:
        sample = replace(sample, sections=worded(sample.sections, old, new))
    return read_reports(read_text(render(sample)), "report.txt")[0]


def flag(code, report):
    (found,) = [flag for flag in check_report(report) if flag.rule == code]
    return found


def test_the_letter_says_where_they_are_and_what_they_are():
    report = read({FIELD: "\u202e6"}, [("主要问题：", "主要\u200b问题：")])
    found = flag("R805", report)
    assert flag_letter(found, "zh") == (
        "第三部分表格“（一）予以公开”行“自然人”栏、第五部分"
        "含有不可见字符（零宽空格、从右向左强制符），可能影响数据读取。请清除后重新报送。"
    )
    assert flag_letter(found, "en").startswith(
        "Part 3: requests, (1) Granted / Individuals, section 5: "
        "invisible characters (zero-width space, right-to-left override),"
    )
    assert "零宽空格、从右向左强制符（U+200B、U+202E）共 2 处" in flag_message(found, "zh")


def test_the_place_of_one_alone():
    found = flag("R805", read(words=[("主要问题：", "主要\u200b问题：")]))
    assert found.params["hidden_in"] == ("section:problems",)
    assert place_words(found, "2021", "zh") == "第五部分"
    found = flag("R805", read({FIELD: "\u202e6"}))
    assert place_words(found, "2021", "zh") == "第三部分表格“（一）予以公开”行“自然人”栏"


def test_of_many_places_some_are_named_and_all_are_counted():
    fields = [field for field in PLAIN if field.startswith("requests.granted.")]
    found = flag("R805", read({field: f"{PLAIN[field]}\u200b" for field in fields}))
    assert len(found.params["hidden_in"]) == len(fields) == 7
    said = flag_letter(found, "zh")
    assert "“法律服务机构”栏等 7 处含有" in said
    assert "“总计”栏" not in said


def test_where_they_stand_does_not_reopen_a_verdict():
    found = flag("R805", read({FIELD: "\u200b6"}))
    other = flag("R805", read({"requests.granted.business": "\u200b1"}))
    assert found.params["hidden_in"] != other.params["hidden_in"]
    assert found.params["codes"] == other.params["codes"]
    # Cells are compared where a flag names them; this one is about the text.
    assert found.fingerprint == other.fingerprint


def test_flags_of_before_have_a_sentence():
    found = flag("R805", read({FIELD: "\u200b6"}))
    before = replace(found, params={k: v for k, v in found.params.items() if k != "hidden_in"})
    assert flag_letter(before, "zh").startswith("报告文本含有不可见字符（零宽空格）")
    assert place_words(before, "2021", "zh") == ""


def test_a_report_without_them_has_no_such_place():
    assert hidden_places(read()) == ()


def test_a_letter_quotes_no_escapes():
    found = flag("C202", read({FIELD: "\x1b]52;c;ZXZpbA==\x07x"}))
    said = flag_letter(found, "zh")
    assert "填报“〔转义符〕]52;c;ZXZpbA==〔响铃符〕x”" in said
    assert "〔escape character〕" in flag_letter(found, "en")
    # The reviewer sees what is stored.
    assert "␛]52;c;ZXZpbA==<U+0007>x" in flag_message(found, "zh")


@pytest.mark.parametrize(
    ("code", "zh"),
    [
        ("U+0001", "控制符 U+0001"),
        ("U+2067", "文字方向符 U+2067"),
        ("U+2062", "不可见字符 U+2062"),
        ("U+D800", "不可见字符 U+D800"),
        ("U+200B", "零宽空格"),
    ],
)
def test_characters_have_names(code, zh):
    assert character_name(code, "zh") == zh


@given(st.text(st.one_of(st.characters(), st.sampled_from("\x1b\x9b\u202e\u200b\ud800\r\n\t"))))
def test_no_text_acts_or_hides_with_names(text):
    shown = with_character_names(text, "zh")
    assert visible(shown) == shown
    if visible(text) == text:
        assert shown == text
    assert not {c for c in shown if unicodedata.category(c) == "Cs"}
