"""Rounds: what a corrected file has mended, what is still there, what is new."""

from __future__ import annotations

import pytest

from store.annotations import Verdict, add_finding, sign_off, undo
from store.database import open_workspace
from store.findings import finding_rows
from store.flags import flags_of
from store.rounds import Fate, round_of
from tests.store.corrected_files import (
    ELSEWHERE,
    LI,
    STILL_WRONG,
    WRONG,
    bring,
    flag,
    say,
    text,
)

TOTAL = "requests.granted.total"


@pytest.fixture
def workspace(tmp_path):
    with open_workspace(tmp_path / "gouji.db") as opened:
        yield opened


def fates(found):
    """Rule and fate of all entries of a round."""
    return [((e.before or e.now).flag.rule, e.fate.value) for e in found.flags]


def test_a_first_version_has_no_round(workspace, tmp_path):
    (first,) = bring(workspace, tmp_path, a=text(WRONG))
    assert round_of(workspace, first) is None


def test_what_is_not_raised_any_more_is_fixed(workspace, tmp_path):
    (first,) = bring(workspace, tmp_path, a=text(WRONG))
    say(workspace, first, "A103")
    (second,) = bring(workspace, tmp_path, b=text())
    found = round_of(workspace, second)
    assert (found.report_id, found.previous_id, found.number) == (second, first, 2)
    assert fates(found) == [("A103", "fixed")]
    (entry,) = found.flags
    assert entry.now is None
    assert dict(entry.printed_before)[TOTAL] == 8
    assert dict(entry.printed_now)[TOTAL] == 6
    assert found.is_rectified
    # The old version keeps its verdict.
    assert flag(workspace, first, "A103").verdict == "confirmed"


def test_another_wrong_figure_is_still_there_and_asked_again(workspace, tmp_path):
    (first,) = bring(workspace, tmp_path, a=text(WRONG))
    say(workspace, first, "A103")
    (second,) = bring(workspace, tmp_path, b=text(STILL_WRONG))
    (entry,) = round_of(workspace, second).flags
    assert entry.fate is Fate.STILL
    assert (dict(entry.printed_before)[TOTAL], dict(entry.printed_now)[TOTAL]) == (8, 9)
    assert entry.now.verdict is None
    # It comes back marked: what it was decided on is not what it is now.
    assert entry.now.decided_on not in (None, entry.now.flag.fingerprint)
    say(workspace, second, "A103", Verdict.DISMISSED)
    assert flag(workspace, first, "A103").verdict == "confirmed"
    assert round_of(workspace, second).flags == ()


def test_the_same_wrong_figure_keeps_its_verdict(workspace, tmp_path):
    (first,) = bring(workspace, tmp_path, a=text(WRONG))
    say(workspace, first, "A103")
    (second,) = bring(workspace, tmp_path, b=text({**WRONG, **ELSEWHERE}))
    found = round_of(workspace, second)
    assert sorted(fates(found)) == [("A103", "still"), ("A104", "new")]
    still = found.of(Fate.STILL)[0]
    assert still.now.verdict == "confirmed"
    new = found.of(Fate.NEW)[0]
    assert new.before is None
    assert new.now.verdict is None


def test_a_case_whose_first_sum_is_mended_is_still_the_case(workspace, tmp_path):
    # The row is made to add up by an applicant's cell, so that the column fails instead.
    (first,) = bring(workspace, tmp_path, a=text(WRONG))
    assert flag(workspace, first, "A103")
    moved = {TOTAL: "8", "requests.granted.natural_person": "7"}
    (second,) = bring(workspace, tmp_path, b=text(moved))
    raised = [r for r in flags_of(workspace, second) if r.flag.rule.startswith("A")]
    assert raised
    assert {r.flag.anchor for r in raised}.isdisjoint({flag(workspace, first, "A103").flag.anchor})
    assert next(e.fate for e in round_of(workspace, second).flags) is Fate.STILL


def test_what_cannot_be_read_is_not_fixed(workspace, tmp_path):
    (first,) = bring(workspace, tmp_path, a=text(WRONG))
    say(workspace, first, "A103")
    (second,) = bring(workspace, tmp_path, b=text({"requests.granted.total": ""}))
    entries = [e for e in round_of(workspace, second).flags if e.before is not None]
    assert [(e.before.flag.rule, e.fate) for e in entries] == [("A103", Fate.STILL)]
    assert entries[0].now is None
    assert not round_of(workspace, second).is_rectified


def test_a_dismissed_flag_that_changed_is_new_and_one_that_did_not_is_left(workspace, tmp_path):
    (first,) = bring(workspace, tmp_path, a=text(WRONG))
    say(workspace, first, "A103", Verdict.DISMISSED)
    (same,) = bring(workspace, tmp_path, b=text({**WRONG, "disclosure.licences.decisions": "77"}))
    assert round_of(workspace, same).flags == ()
    assert flag(workspace, same, "A103").verdict == "dismissed"
    (changed,) = bring(workspace, tmp_path, c=text(STILL_WRONG))
    (entry,) = round_of(workspace, changed).flags
    assert entry.fate is Fate.NEW
    assert entry.before.verdict == "dismissed"


def test_a_dismissed_flag_that_is_gone_is_not_counted(workspace, tmp_path):
    (first,) = bring(workspace, tmp_path, a=text(WRONG))
    say(workspace, first, "A103", Verdict.DISMISSED)
    (second,) = bring(workspace, tmp_path, b=text())
    assert round_of(workspace, second).flags == ()
    assert not round_of(workspace, second).is_rectified


FUTURE = "2023年，我乡将继续加强政策解读工作，做好主动公开和依申请公开，提高群众满意度{}。"


def prose(*endings):
    """Words of the first section that speak of the year reported as of the future."""
    said = "".join(FUTURE.format(ending) for ending in endings)
    return (("重点公布", f"{said}重点公布"),)


def test_a_sentence_that_was_touched_is_the_same_flag(workspace, tmp_path):
    (first,) = bring(workspace, tmp_path, a=text(words=prose("")))
    say(workspace, first, "N513")
    (second,) = bring(
        workspace,
        tmp_path,
        b=text({"disclosure.licences.decisions": "77"}, words=prose("和获得感")),
    )
    assert flag(workspace, first, "N513").flag.anchor != flag(workspace, second, "N513").flag.anchor
    ((rule, fate),) = fates(round_of(workspace, second))
    assert (rule, fate) == ("N513", "still")


def test_another_sentence_is_another_flag(workspace, tmp_path):
    (first,) = bring(workspace, tmp_path, a=text(words=prose("")))
    say(workspace, first, "N513")
    other = (("重点公布", "2023年，我乡将采取三项措施。重点公布"),)
    (second,) = bring(
        workspace, tmp_path, b=text({"disclosure.licences.decisions": "77"}, words=other)
    )
    assert sorted(fates(round_of(workspace, second))) == [("N513", "fixed"), ("N513", "new")]


LABEL = "2.重复申请"


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2.重复的申请件", [("L301", "still")]),
        ("2.多次重复提出的同一申请", [("L301", "fixed"), ("L301", "new")]),
        (LABEL, [("L301", "fixed")]),
    ],
)
def test_a_label_that_was_touched_is_the_same_flag(workspace, tmp_path, now, expected):
    (first,) = bring(workspace, tmp_path, a=text(labels={LABEL: "2.重复的申请"}))
    say(workspace, first, "L301")
    (second,) = bring(
        workspace,
        tmp_path,
        b=text(
            {"disclosure.licences.decisions": "77"}, labels={LABEL: now} if now != LABEL else {}
        ),
    )
    told = [(rule, fate) for rule, fate in fates(round_of(workspace, second)) if rule == "L301"]
    assert sorted(told) == expected


def test_what_we_misread_was_no_finding(workspace, tmp_path):
    (first,) = bring(workspace, tmp_path, a=text(WRONG))
    say(workspace, first, "A103", Verdict.MISREAD, readings={TOTAL: 6})
    (second,) = bring(workspace, tmp_path, b=text())
    assert round_of(workspace, second).flags == ()


def test_the_values_of_a_round_are_those_as_printed(workspace, tmp_path):
    (first,) = bring(workspace, tmp_path, a=text({**WRONG, **ELSEWHERE}))
    say(workspace, first, "A104", Verdict.MISREAD, readings={"litigation.review.total": 3})
    (second,) = bring(workspace, tmp_path, b=text())
    found = round_of(workspace, second)
    (entry,) = [e for e in found.flags if e.before.flag.rule == "A104"]
    # The reviewer read another figure, which is wrong too.
    assert dict(entry.printed_before)["litigation.review.total"] == 3


def test_the_round_is_against_the_last_version_that_was_reviewed(workspace, tmp_path):
    (first,) = bring(workspace, tmp_path, a=text(WRONG))
    say(workspace, first, "A103")
    bring(workspace, tmp_path, b=text(ELSEWHERE))
    (third,) = bring(workspace, tmp_path, c=text())
    found = round_of(workspace, third)
    assert (found.previous_id, found.number) == (first, 2)
    assert fates(found) == [("A103", "fixed")]


def made(workspace, report_id, quote="本机关收到"):
    """A finding that no rule sees."""
    return add_finding(
        workspace,
        LI,
        report_id,
        line=None,
        place="第一部分",
        quote=quote,
        problem="只讲会议",
        suggestion="请补充",
    )


@pytest.mark.parametrize(
    ("quote", "variant"),
    [("2023年，我乡将继续", "carried_here"), ("劝、钱、人、事", "carried_gone"), ("", "carried")],
)
def test_a_hand_made_finding_is_asked_again(workspace, tmp_path, quote, variant):
    (first,) = bring(workspace, tmp_path, a=text(WRONG, words=prose("")))
    made(workspace, first, quote)
    (second,) = bring(workspace, tmp_path, b=text(words=prose("")))
    carried = flag(workspace, second, "M001")
    assert (carried.flag.params["variant"], carried.verdict) == (variant, None)
    assert carried.flag.params["problem"] == "只讲会议。"
    assert ("M001", "still") in fates(round_of(workspace, second))
    say(workspace, second, "M001", Verdict.CONFIRMED)
    assert ("M001", "still") in fates(round_of(workspace, second))
    say(workspace, second, "M001", Verdict.DISMISSED)
    assert ("M001", "fixed") in fates(round_of(workspace, second))
    assert flag(workspace, first, "M001").verdict == "confirmed"


def test_a_finding_taken_off_in_one_version_is_not_asked_in_the_next(workspace, tmp_path):
    (first,) = bring(workspace, tmp_path, a=text(WRONG))
    made(workspace, first)
    (second,) = bring(workspace, tmp_path, b=text(STILL_WRONG))
    say(workspace, second, "M001", Verdict.DISMISSED)
    (third,) = bring(workspace, tmp_path, c=text())
    assert not [r for r in flags_of(workspace, third) if r.flag.rule == "M001"]
    # Taken back, it is asked there too.
    taken = workspace.value("select max(id) from annotation where rule = 'M001'")
    undo(workspace, LI, taken, None)
    assert flag(workspace, third, "M001").is_raised
    assert flag(workspace, third, "M001").verdict is None


def test_a_finding_confirmed_in_one_version_is_asked_again_in_the_next(workspace, tmp_path):
    (first,) = bring(workspace, tmp_path, a=text(WRONG))
    made(workspace, first)
    (second,) = bring(workspace, tmp_path, b=text(STILL_WRONG))
    say(workspace, second, "M001", Verdict.CONFIRMED)
    (third,) = bring(workspace, tmp_path, c=text())
    assert flag(workspace, third, "M001").verdict is None
    assert round_of(workspace, third).number == 3


def test_a_finding_added_to_an_old_version_is_carried_too(workspace, tmp_path):
    (first,) = bring(workspace, tmp_path, a=text(WRONG))
    (second,) = bring(workspace, tmp_path, b=text())
    made(workspace, first)
    assert flag(workspace, second, "M001").verdict is None


def test_a_finding_taken_back_is_gone_everywhere(workspace, tmp_path):
    (first,) = bring(workspace, tmp_path, a=text(WRONG))
    annotation = made(workspace, first)
    (second,) = bring(workspace, tmp_path, b=text())
    undo(workspace, LI, annotation, None)
    for report in (first, second):
        assert not [r for r in flags_of(workspace, report) if r.flag.rule == "M001"]


def test_the_export_says_in_which_version_a_finding_was_fixed(workspace, tmp_path):
    (first,) = bring(workspace, tmp_path, a=text({**WRONG, **ELSEWHERE}))
    say(workspace, first, "A103")
    say(workspace, first, "A104")
    sign_off(workspace, LI, first)
    (second,) = bring(workspace, tmp_path, b=text(STILL_WRONG))
    rows = [r for r in finding_rows(workspace, "zh") if r["rule"].startswith("A")]
    told = {(r["rule"], r["revision"]): (r["fate"], r["fixed_in"] is not None) for r in rows}
    assert told == {
        ("A103", 1): (None, False),
        ("A104", 1): ("fixed", True),
        ("A103", 2): ("still", False),
    }
    (fixed,) = [r for r in rows if r["fate"] == "fixed"]
    imported = workspace.value("select imported_at from report where id = ?", [second])
    assert fixed["fixed_in"] == {"revision": 2, "at": imported}
    # What was still there in the second version is fixed in the third: both say so.
    say(workspace, second, "A103")
    bring(workspace, tmp_path, c=text())
    rows = [r for r in finding_rows(workspace, "zh") if r["rule"] == "A103"]
    assert [r["fixed_in"]["revision"] for r in rows] == [3, 3]
