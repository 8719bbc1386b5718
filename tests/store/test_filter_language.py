"""The filter language: what is typed as terms, and what terms find."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import FilterError
from store.filter_terms import MOST_TERMS, Term, parse_filter
from store.filter_words import NAMES, VALUES, TermKind, names_in, words_of
from store.filters import holds_without_report, matching
from tui.locale import translator


def plain(text):
    """Kinds and values of a filter, with - where it is negated."""
    return [
        ("-" if t.is_negated else "") + f"{t.kind}:{'|'.join(t.values)}" for t in parse_filter(text)
    ]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", []),
        ("  　 ", []),
        ("石滩 2023", ["word:石滩", "word:2023"]),
        ("规则:A103", ["rule:A103"]),
        ("rule:a1", ["rule:A1"]),
        ("规则：Ａ１０３，c201", ["rule:A103|C201"]),
        ("级别:错误", ["severity:error"]),
        ("severity:error,info", ["severity:error|info"]),
        ("状态:未审 state:signed", ["state:unread", "state:signed"]),
        ("Organ:石滩 地区:青禾", ["organ:石滩", "region:青禾"]),
        ("层级:乡 level:county", ["level:township", "level:county"]),
        ("年度:2023", ["year:2023..2023"]),
        ("year:2021..2023,2019", ["year:2021..2023|2019..2019"]),
        ("year:..2021 年度:2022..", ["year:..2021", "year:2022.."]),
        ("判定:属实 verdict:open", ["verdict:confirmed", "verdict:open"]),
        ("审核人:li", ["reviewer:li"]),
        ("文:复议", ["text:复议"]),
        ("-规则:A1 －石滩", ["-rule:A1", "-word:石滩"]),
        ('text:"行政 复议" “a:b”', ["text:行政 复议", "word:a:b"]),
        ("「一 二」、三", ["word:一 二|三"]),
        ("a-b", ["word:a-b"]),
        ('say"so"', ['word:say"so"']),
    ],
)
def test_terms(text, terms):
    assert plain(text) == terms


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("石滩 规测:A1", "filter_name", 4),
        ("12:30", "filter_name", 1),
        ("规则:", "filter_empty", 4),
        ("规则:A1,", "filter_empty", 7),
        ("a -", "filter_empty", 4),
        ("年度:2023 级别:严重", "filter_value", 12),
        ("规则:A1,Q9", "filter_value", 7),
        ("规则:103", "filter_value", 4),
        ("year:23", "filter_value", 6),
        ("year:..", "filter_value", 6),
        ("文:，。", "filter_empty", 3),
        ('文:"，。"', "filter_value", 3),
        ('a "b c', "filter_quote", 3),
        ('"a"b', "filter_behind_quote", 4),
        ("a " * (MOST_TERMS + 1), "filter_many", 2 * MOST_TERMS + 1),
    ],
)
def test_a_mistake_is_told_with_its_place(text, code, place):
    with pytest.raises(FilterError) as caught:
        parse_filter(text)
    assert (caught.value.code, caught.value.params["place"]) == (code, place)
    for language in ("zh", "en"):
        from tui.failures import failure_sentence

        told = failure_sentence(translator(language), caught.value.code, caught.value.params)
        assert str(place) in told


ALPHABET = st.sampled_from(
    [*"规则ruleA103:：,，- \"“”年度2..文'%;()*_\\\x00", "state:", "open", "\ud800"]
)


@given(st.one_of(st.text(), st.lists(ALPHABET).map("".join)))
def test_any_text_parses_or_names_the_place(text):
    try:
        terms = parse_filter(text)
    except FilterError as error:
        assert 1 <= error.params["place"] <= len(text) + 1
        return
    assert all(isinstance(term, Term) and term.values for term in terms)
    condition, parameters = matching(text)
    assert condition.count("?") == len(parameters)
    # What is typed is never part of the statement.
    assert set(condition) <= set(matching_letters())
    assert holds_without_report(text, "石滩乡人民政府") in (True, False)


def matching_letters():
    """All characters that conditions of SQL are made of."""
    import string

    return string.ascii_letters + string.digits + "_ .,()<>=?|'+"


def test_the_words_told_are_the_words_known():
    for index, language in enumerate(("zh", "en")):
        words = translator(language).words
        assert words["filter_known.names"].split() == names_in(language)
        for kind in VALUES:
            assert words[f"filter_known.{kind.value}"].split() == words_of(kind, language)
        assert names_in(language) == [names[index] for names in NAMES.values()]
    assert set(NAMES) == set(TermKind) - {TermKind.WORD}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("石滩", True),
        ("-石滩", False),
        ("地区:青禾 年度:2023 层级:乡", True),
        ("year:2024", False),
        ("-year:2024", True),
        ("规则:A1", False),
        ("-规则:A1", True),
        ("状态:未审", False),
        ("单位:柳溪,石滩", True),
    ],
)
def test_what_has_no_report_is_filtered_too(text, expected):
    found = holds_without_report(
        text, "石滩乡人民政府", region="青禾县", year=2023, level="township"
    )
    assert found is expected
