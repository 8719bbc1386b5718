"""Rules on prose: sentences at their places in a report, each with the rules that it must raise."""

from __future__ import annotations

import re

import pytest

from store.messages import flag_letter, flag_message, letter_parts
from store.rules import check_report
from tests.placed_sentences import FAMILIES, UNSEEN, placed, report_of

CASES = (*placed(FAMILIES), *placed(UNSEEN))
OF_PROSE = re.compile(r"N5|S412")


def flags(case):
    return [flag for flag in check_report(report_of(case)) if OF_PROSE.match(flag.rule)]


@pytest.mark.parametrize(
    "case", CASES, ids=[f"{n}-{c.place}-{c.text[:24]}" for n, c in enumerate(CASES)]
)
def test_what_a_sentence_raises_at_its_place(case):
    found = flags(case)
    assert sorted({flag.rule for flag in found}) == sorted(case.flags)
    for flag in found:
        for language in ("zh", "en"):
            for text in (flag_message(flag, language), flag_letter(flag, language)):
                assert text
                assert not re.search(r"[{}]|\bNone\b|[A-Z]\d{3}|“”", text), text
        problem, request = letter_parts(flag.rule, flag.params, "zh")
        assert problem
        assert request.startswith("请")


@pytest.mark.parametrize("path", [FAMILIES, UNSEEN], ids=["families", "unseen"])
def test_collections_hold_positives_and_negatives(path):
    cases = placed(path)
    raised = {code for case in cases for code in case.flags}
    assert raised >= {f"N{n}" for n in range(501, 517)} - {"N514", "N515"} | {"S412"}
    assert sum(not case.flags for case in cases) >= len(cases) // 3
    assert len(cases) == len(set(cases))
