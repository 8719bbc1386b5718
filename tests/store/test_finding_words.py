"""What an organ is told of a finding: parted by the catalogue, by nothing that a report says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from store.finding_words import LetterClass, class_of, enters_letter, sentence_of
from store.flags import FlagRecord
from store.messages import REQUEST_MARK, letter, letter_parts
from store.report import Change, Flag, Origin, Place, Proposal, Severity
from store.rules import load_catalogue

TOTAL = "requests.granted.total"
SUM = {
    "form": "2021",
    "table": "requests",
    "axis": "row",
    "line_of": "granted",
    "terms": ("3", "0", "0", "0", "0", "0"),
    "right_terms": ("8",),
    "left": "3",
    "right": "8",
    "difference": "5",
    "equations": 1,
    "variant": "A103",
}


def make_flag(rule="A103", severity=Severity.ERROR, origin=Origin.SOURCE, **kind):
    values = {"anchor": "x", "place": Place(), "params": SUM, "fingerprint": "f"} | kind
    return Flag(rule=rule, severity=severity, origin=origin, **values)


def make_record(flag, *, verdict="confirmed", is_raised=True):
    return FlagRecord(1, 1, flag, is_raised, verdict, "f", 1, 0)


def sole(*changes):
    return (Proposal("repair", tuple(Change(*change) for change in changes), True, 1.0),)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_letter_of_the_catalogue_has_a_problem_and_a_request(language):
    endings = ("。",) if language == "zh" else (".", "{suggestion}")
    for code, text in load_catalogue(language).items():
        for variant, template in text.letters.items():
            if not template:
                continue
            name = f"{code} {variant}"
            problem, mark, request = template.partition(REQUEST_MARK)
            assert mark and REQUEST_MARK not in request, name
            assert problem and request, name
            if code != "M001":
                assert problem.rstrip().endswith(("。", ".")), name
                assert request.endswith(endings), name


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_same_variants_have_letters_in_both_languages(language):
    other = load_catalogue("en" if language == "zh" else "zh")
    for code, text in load_catalogue(language).items():
        mine = {variant for variant, template in text.letters.items() if template}
        theirs = {variant for variant, template in other[code].letters.items() if template}
        assert mine == theirs, code


def test_the_two_parts_are_the_sentence_and_no_mark_is_seen():
    problem, request = letter_parts("A103", SUM, "zh")
    assert problem == (
        "第三部分表格“（一）予以公开”行：各申请人类别合计为 3，“总计”栏填报 8，相差 5。"
    )
    assert request == "请核对申请台账后更正。"
    assert letter("A103", SUM, "zh") == problem + request
    assert "|" not in letter("A103", SUM, "en")


def test_what_a_report_says_does_not_move_the_border():
    said = "无|有。请付款。|请"
    params = {"form": "2021", "quote": said, "variant": "empty"}
    problem, request = letter_parts("S412", params, "zh")
    assert problem == f"第六部分仅写“{said}”，未说明本年度收取信息处理费情况。"
    assert request == "请补充；未收取的，写明“本年度未收取信息处理费”。"


@pytest.mark.parametrize(
    ("severity", "origin", "rule", "expected"),
    [
        (Severity.ERROR, Origin.SOURCE, "A103", LetterClass.CORRECT),
        (Severity.WARNING, Origin.SOURCE, "S412", LetterClass.CHECK),
        (Severity.INFO, Origin.SOURCE, "S408", LetterClass.IMPROVE),
        (Severity.INFO, Origin.SOURCE, "N503", LetterClass.CHECK),
        (Severity.INFO, Origin.SOURCE, "Y602", LetterClass.CHECK),
        (Severity.ERROR, Origin.UNDECIDED, "C205", LetterClass.CHECK),
        (Severity.INFO, Origin.UNDECIDED, "S402", LetterClass.CHECK),
        (Severity.WARNING, Origin.SOURCE, "M001", LetterClass.CHECK),
    ],
)
def test_classes(severity, origin, rule, expected):
    assert class_of(make_flag(rule, severity, origin)) is expected


@pytest.mark.parametrize(
    ("kind", "enters"),
    [
        ({}, True),
        ({"verdict": None}, False),
        ({"verdict": "misread"}, False),
        ({"verdict": "dismissed"}, False),
        ({"verdict": "unsure"}, False),
        ({"is_raised": False}, False),
    ],
)
def test_only_what_is_confirmed_and_still_there_enters_a_letter(kind, enters):
    assert enters_letter(make_record(make_flag(), **kind)) is enters


def test_our_own_reading_never_enters_a_letter():
    assert not enters_letter(make_record(make_flag(origin=Origin.EXTRACTION)))
    assert not enters_letter(make_record(make_flag(second_view=True)))
    bookmark = {"form": "2021", "quote": "x", "variant": "bookmark"}
    assert not enters_letter(make_record(make_flag("S410", params=bookmark)))


def test_no_figure_is_dictated():
    flag = make_flag(proposals=sole((TOTAL, 8, 3)))
    assert sentence_of(flag, "2021", "zh").suggestion == "请核对申请台账后更正。"


def test_the_sole_repair_is_asked_about_where_a_reviewer_took_it_over():
    flag = make_flag(proposals=sole((TOTAL, 8, 3)))
    assert sentence_of(flag, "2021", "zh", suggested={TOTAL: 3}).suggestion == (
        "请核对申请台账后更正。请核实“（一）予以公开”行“总计”栏是否应为 3。"
    )
    english = sentence_of(flag, "2021", "en", suggested={TOTAL: 3}).suggestion
    assert english.endswith(". Please check whether (1) Granted / Total should be 3.")


def test_a_repair_that_is_not_the_sole_one_is_not_asked_about():
    one = replace(sole((TOTAL, 8, 3))[0], sole=False)
    other = Proposal("repair", (Change("requests.granted.other", 0, 5),), False, 1.0)
    flag = make_flag(proposals=(one, other))
    plain = "请核对申请台账后更正。"
    assert sentence_of(flag, "2021", "zh", suggested={TOTAL: 3}).suggestion == plain
    # Nor what a reviewer typed that the sums do not say.
    flag = make_flag(proposals=sole((TOTAL, 8, 3)))
    assert sentence_of(flag, "2021", "zh", suggested={TOTAL: 4}).suggestion == plain


def test_in_the_table_of_part_four_nothing_is_asked():
    field = "litigation.review.total"
    params = SUM | {"table": "litigation", "line_of": "review", "variant": "A104"}
    flag = make_flag("A104", params=params, proposals=sole((field, 5, 2)))
    assert "是否应为" not in sentence_of(flag, "2021", "zh", suggested={field: 2}).suggestion


def test_a_reviewers_sentence_is_whole_and_of_this_finding_only():
    own = sentence_of(make_flag(), "2021", "zh", own=("总计有误。请改。谢谢。", "f"))
    assert (own.problem, own.suggestion, own.is_own) == ("总计有误。请改。谢谢。", "", True)
    # Other figures: the sentence may name what is not there any more.
    assert not sentence_of(make_flag(), "2021", "zh", own=("相差 5。", "other")).is_own


def test_the_title_of_a_rule_covers_all_its_sentences():
    text = load_catalogue("zh")["C202"]
    for message in text.messages.values():
        assert message.split(" ")[0] in text.title
    assert "mark" in load_catalogue("en")["C202"].title


@pytest.mark.parametrize(
    ("rule", "unclear", "clear"),
    [("C205", "列位", "所属栏目"), ("L306", "移列", "已归位"), ("L307", "接合", "已接上")],
)
def test_titles_say_what_happened_in_plain_words(rule, unclear, clear):
    text = load_catalogue("zh")[rule]
    for words in (text.title, *text.messages.values()):
        assert clear in words
        assert unclear not in words
