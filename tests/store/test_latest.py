"""What others have done since, and a decision that came too late."""

from __future__ import annotations

import pytest

from importers.reread import reread
from store.annotations import (
    AnnotationKind,
    Verdict,
    add_note,
    correct_cells,
    decide,
    remap_label,
    sign_off,
    undo,
)
from store.database import open_workspace
from store.errors import StaleDecisionError
from store.flags import flag_record, flags_of
from store.latest import (
    MOST_CHANGES,
    changes_since,
    data_version,
    last_annotation,
    report_stamp,
)
from store.rechecking import recheck_rules
from store.reviewer import Reviewer
from store.stale import StaleFlagError
from tests.store.test_annotations import A103, C205, L301, fill, flag

LI = Reviewer(1001, "li", "")
WANG = Reviewer(1002, "office", "wang")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "gouji.db"


@pytest.fixture
def mine(path):
    with open_workspace(path) as opened:
        yield opened


@pytest.fixture
def theirs(path, mine):
    with open_workspace(path) as opened:
        yield opened


def test_acts_of_others_are_named_with_report_and_flag(mine, theirs):
    report_id = fill(mine, 2)
    since, version = last_annotation(mine), data_version(mine)
    assert (since, changes_since(mine, since, LI)) == (0, [])
    record = flags_of(theirs, report_id)[0]
    decide(theirs, WANG, record.id, record.version, Verdict.UNSURE)
    decide(mine, LI, record.id, record.version + 1, Verdict.DISMISSED)
    add_note(theirs, WANG, report_id, None, "请看")
    assert data_version(mine) != version
    found = changes_since(mine, since, LI)
    assert [(one.kind, one.report_id, one.flag_id, one.verdict) for one in found] == [
        (AnnotationKind.DECISION, report_id, record.id, "unsure"),
        (AnnotationKind.NOTE, report_id, None, None),
    ]
    assert {one.reviewer_name for one in found} == {"wang"}
    assert [one.verdict for one in changes_since(mine, since)] == ["unsure", "dismissed", None]
    assert changes_since(mine, last_annotation(mine), LI) == []


def test_an_undo_names_what_it_takes_back(mine, theirs):
    report_id = fill(mine, 2)
    record = flags_of(theirs, report_id)[0]
    decide(theirs, WANG, record.id, record.version, Verdict.UNSURE)
    since = last_annotation(mine)
    undo(theirs, WANG, since, reread)
    (change,) = changes_since(mine, since, LI)
    assert (change.kind, change.report_id, change.flag_id) == (
        AnnotationKind.UNDO,
        report_id,
        record.id,
    )


def test_as_many_as_fit_are_the_sign_to_read_everything(mine):
    report_id = fill(mine, 2)
    with mine.transaction():
        for _ in range(MOST_CHANGES + 5):
            add_note(mine, WANG, report_id, None, "。")
    assert len(changes_since(mine, 0, LI)) == MOST_CHANGES
    assert len(changes_since(mine, last_annotation(mine) - 3, LI)) == 3


def test_the_version_of_the_data_rises_with_what_others_write(mine, theirs):
    version = data_version(mine)
    assert data_version(mine) == version
    fill(mine, 2)
    assert data_version(mine) == version
    fill(theirs, 3)
    assert data_version(mine) != version


def test_the_stamp_of_a_report_tells_every_change(mine, theirs):
    report_id, other = fill(mine, A103), fill(mine, C205)
    stamps = [report_stamp(mine, report_id)]

    def is_news():
        stamps.append(report_stamp(mine, report_id))
        return stamps[-1] != stamps[-2]

    record = flag(theirs, report_id, "A103")
    decide(theirs, WANG, record.id, record.version, Verdict.CONFIRMED)
    assert is_news()
    add_note(theirs, WANG, report_id, record.id, "看")
    assert is_news()
    correct_cells(theirs, WANG, report_id, {"requests.granted.total": 6})
    assert is_news()
    sign_off(theirs, WANG, report_id)
    assert is_news()
    undo(theirs, WANG, last_annotation(theirs), reread)
    assert is_news()
    add_note(theirs, WANG, other, None, "别的报告")
    assert not is_news()
    recheck_rules(theirs)
    assert not is_news()
    assert report_stamp(mine, 99) is None


def test_asking_every_second_costs_next_to_nothing(mine):
    """Counted in steps of SQLite's machine: the records of before are not gone through."""
    report_id = fill(mine, 2)
    with mine.transaction():
        for _ in range(3_000):
            add_note(mine, WANG, report_id, None, "。")
    since = last_annotation(mine)
    hundreds = []
    mine.connection.set_progress_handler(lambda: hundreds.append(1), 100)
    for _ in range(10):
        data_version(mine)
        assert changes_since(mine, since, LI) == []
    mine.connection.set_progress_handler(None, 0)
    assert len(hundreds) < 10


# --- too late ----------------------------------------------------------------------------------


def late(workspace, record, verdict=Verdict.CONFIRMED, reviewer=LI, **kind):
    with pytest.raises(StaleFlagError) as caught:
        decide(workspace, reviewer, record.id, record.version, verdict, **kind)
    error = caught.value
    assert isinstance(error, StaleDecisionError)
    assert error.code == "decision_stale"
    assert error.now == flag_record(workspace, record.id)
    assert error.params["verdict"] == (error.now.verdict or "open")
    return error


def test_one_who_comes_too_late_sees_what_was_decided(mine, theirs):
    report_id = fill(mine, A103)
    record = flag(mine, report_id, "A103")
    decide(theirs, WANG, record.id, record.version, Verdict.DISMISSED, reason="已说明")
    log = last_annotation(mine)
    error = late(mine, record)
    assert last_annotation(mine) == log
    assert error.theirs is not None
    assert (error.theirs.verdict, error.theirs.reason) == ("dismissed", "已说明")
    assert (error.theirs.reviewer_name, error.theirs.uid, error.theirs.label) == (
        "wang",
        1002,
        "wang",
    )
    assert error.theirs.annotation_id == error.now.decision_id
    # Seen and decided again, on what is now, it is written.
    decide(mine, LI, record.id, error.now.version, Verdict.CONFIRMED)
    assert flag_record(mine, record.id).verdict == "confirmed"


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        (Verdict.MISREAD, {"readings": {"requests.granted.total": 6}}),
        (Verdict.CONFIRMED, {"corrected": {"requests.granted.total": 6}}),
    ],
)
def test_their_values_are_shown(mine, theirs, verdict, said):
    record = flag(mine, fill(mine, A103), "A103")
    decide(theirs, WANG, record.id, record.version, verdict, **said)
    error = late(mine, record)
    assert error.theirs.verdict == verdict.value
    assert dict(error.theirs.values) == {"requests.granted.total": 6}


def test_a_verdict_that_was_taken_back_is_told_too(mine, theirs):
    record = flag(mine, fill(mine, A103), "A103")
    decide(theirs, WANG, record.id, record.version, Verdict.DISMISSED)
    undo(theirs, WANG, last_annotation(theirs), reread)
    error = late(mine, record)
    assert (error.theirs.verdict, error.theirs.reviewer_name) == ("", "wang")
    assert error.now.verdict is None


def test_a_flag_that_was_read_otherwise_is_nobodys_decision(mine, theirs):
    report_id = fill(mine, A103)
    record = flag(mine, report_id, "A103")
    correct_cells(theirs, WANG, report_id, {"requests.granted.total": 7})
    error = late(mine, record)
    assert error.theirs is None
    assert error.now.flag.fingerprint != record.flag.fingerprint


def test_a_decision_that_no_longer_holds_is_not_shown_as_theirs(mine, theirs):
    report_id = fill(mine, A103)
    record = flag(mine, report_id, "A103")
    seen = decide(theirs, WANG, record.id, record.version, Verdict.CONFIRMED)
    correct_cells(theirs, WANG, report_id, {"requests.granted.total": 7})
    error = late(mine, seen)
    assert error.now.verdict is None
    assert error.theirs is None


def test_a_label_that_was_mapped_meanwhile(mine, theirs):
    report_id = fill(mine, L301)
    record = flag(mine, report_id, "L301")
    remap_label(theirs, WANG, record.id, record.version, "repealed", reread)
    error = late(mine, record)
    assert error.theirs.target == "repealed"
    assert error.theirs.verdict == "misread"
