"""Who is to review what: planned, assigned, taken back; and who is asked where another is unsure."""

from __future__ import annotations

import pytest

from importers.batch import discover, import_files
from importers.reread import reread
from store.annotations import Verdict, add_note, annotations_of, decide, last_own, sign_off, undo
from store.assignment_plan import assign_by_count, assign_by_pattern, assign_by_region, free
from store.assignments import (
    Assignable,
    Share,
    assign,
    assign_all,
    assignable,
    assignments,
    known_names,
    shares,
)
from store.database import open_workspace
from store.errors import AnnotationError
from store.flags import flag_record, flags_of
from store.holds import take_hold
from store.own_log import own_acts
from store.queue import ReportState, queue_ids, queue_rows
from store.reviewer import Reviewer
from store.unsure import unsure_for
from tests.store.test_annotations import FOUR, fill, put, sample_file

BOSS = Reviewer(1000, "boss", "")
LI = Reviewer(1001, "li", "")
WANG = Reviewer(1002, "office", "wang")
ZHAO = Reviewer(1002, "office", "zhao")


@pytest.fixture
def workspace(tmp_path):
    with open_workspace(tmp_path / "gouji.db") as opened:
        yield opened


def report(number, **kind):
    given = {"region": "青禾县", "organ": f"第{number}镇", "year": 2023, "assignee": ""}
    given |= {"path": f"2023/{number}.docx", "is_signed": False} | kind
    return Assignable(report_id=number, **given)


# --- planning ----------------------------------------------------------------------------------


def test_what_is_signed_or_somebodys_is_not_given_out():
    rows = [report(1), report(2, assignee="li"), report(3, is_signed=True)]
    assert [one.report_id for one in free(rows)] == [1]
    assert [one.report_id for one in free(rows, again=True)] == [1, 2]


def test_choosing_by_region_and_by_name_of_the_file():
    rows = [report(1), report(2, region="云阳县"), report(3, path="2022/乡/某乡.pdf")]
    assert [one.report_id for one in assign_by_region(rows, "青禾")] == [1, 3]
    assert [one.report_id for one in assign_by_region(rows, "")] == [1, 2, 3]
    assert [one.report_id for one in assign_by_pattern(rows, "*.docx")] == [1, 2]
    assert [one.report_id for one in assign_by_pattern(rows, "某*")] == [3]
    assert [one.report_id for one in assign_by_pattern(rows, "2022/*")] == [3]
    assert assign_by_pattern(rows, "*.DOCX") == []


def test_dealing_in_turn_gives_everyone_of_the_worst():
    rows = [report(number) for number in range(1, 8)]
    ids = {
        name: [one.report_id for one in given]
        for name, given in assign_by_count(rows, ["li", "wang"]).items()
    }
    assert ids == {"li": [1, 3, 5, 7], "wang": [2, 4, 6]}
    few = assign_by_count(rows, ["li", "wang"], 2)
    assert [one.report_id for one in few["li"]] == [1, 3]
    assert [one.report_id for one in few["wang"]] == [2, 4]
    assert assign_by_count([], ["li"], 3) == {"li": ()}


# --- assigning ---------------------------------------------------------------------------------


def test_an_assignment_is_an_act_and_the_report_stays_unread(workspace):
    first, second = fill(workspace, 2), fill(workspace, 3)
    made = assign(workspace, BOSS, [first], "li")
    assert assignments(workspace, [first, second]) == {first: "li"}
    (entry,) = annotations_of(workspace, first)
    assert (entry.kind.value, entry.reviewer, entry.payload["to"]) == ("assign", "boss", "li")
    assert queue_rows(workspace, [first])[0].state is ReportState.UNREAD
    record = flags_of(workspace, first)[0]
    decide(workspace, LI, record.id, record.version, Verdict.CONFIRMED)
    assert queue_rows(workspace, [first])[0].state is not ReportState.UNREAD
    assert last_own(workspace, BOSS).id == made


def test_one_undo_takes_all_of_it_back(workspace):
    ids = [fill(workspace, number) for number in (2, 3, 5)]
    assign(workspace, BOSS, ids[:1], "zhao")
    before = dict(assignments(workspace, ids))
    assign_all(workspace, BOSS, {"li": ids[:2], "wang": ids[2:]})
    # In the history it is one act.
    acts = [act.entry.payload for act in own_acts(workspace, BOSS)]
    assert acts == [{"counts": {"li": 2, "wang": 1}}, {"counts": {"zhao": 1}}]
    assert assignments(workspace, ids) == dict(zip(ids, ["li", "li", "wang"], strict=True))
    undo(workspace, BOSS, last_own(workspace, BOSS).id, reread)
    assert dict(assignments(workspace, ids)) == before == {ids[0]: "zhao"}
    assert [row.state for row in queue_rows(workspace, ids)] == [ReportState.UNREAD] * 3
    undo(workspace, BOSS, last_own(workspace, BOSS).id, reread)
    assert assignments(workspace, ids) == {}
    assert last_own(workspace, BOSS) is None


def test_what_was_assigned_otherwise_since_stays(workspace):
    first, second = fill(workspace, 2), fill(workspace, 3)
    made = assign(workspace, BOSS, [first, second], "li")
    assign(workspace, WANG, [first], "wang")
    undo(workspace, BOSS, made, reread)
    assert assignments(workspace, [first, second]) == {first: "wang"}


def test_twice_changes_nothing(workspace):
    first = fill(workspace, 2)
    assert assign(workspace, BOSS, [first], " l i ") is not None
    before = workspace.connection.total_changes
    assert assign(workspace, BOSS, [first], "li") is None
    assert workspace.connection.total_changes == before


def test_nobody_is_an_assignee_too(workspace):
    first = fill(workspace, 2)
    assign(workspace, BOSS, [first], "li")
    assign(workspace, BOSS, [first], "")
    assert assignments(workspace, [first]) == {}
    undo(workspace, BOSS, last_own(workspace, BOSS).id, reread)
    assert assignments(workspace, [first]) == {first: "li"}


def test_all_or_none(workspace):
    first = fill(workspace, 2)
    with pytest.raises(AnnotationError):
        assign(workspace, BOSS, [first, 99], "li")
    assert assignments(workspace, [first]) == {}
    assert annotations_of(workspace, first) == []


def test_a_corrected_file_is_the_same_reviewers(workspace, tmp_path):
    first = fill(workspace, 2)
    assign(workspace, BOSS, [first], "li")
    text = sample_file(2).read_text(encoding="utf-8")
    newer = put(workspace, tmp_path, "new.txt", (text + "\n补充说明。\n").encode())
    assert newer is not None
    series = workspace.rows(
        "select distinct series_id from report where id in (?, ?)", [first, newer]
    )
    assert len(series) == 1
    assert assignments(workspace, [newer]) == {newer: "li"}
    assert newer in queue_ids(workspace, "分派:li")
    assign(workspace, BOSS, [newer], "wang")
    assert assignments(workspace, [newer, first]) == {newer: "wang", first: "wang"}
    assign(workspace, BOSS, [newer], "")
    assert assignments(workspace, [newer]) == {}


def test_shares_and_names(workspace):
    ids = [fill(workspace, number) for number in (2, 3, 5)]
    assign_all(workspace, BOSS, {"li": ids[:2]})
    add_note(workspace, WANG, ids[2], None, "。")
    sign_off(workspace, LI, ids[0])
    assert shares(workspace) == [Share("li", 2, 1), Share("", 1, 0)]
    assert known_names(workspace) == {"boss", "wang", "li"}
    rows = {one.report_id: one for one in assignable(workspace)}
    assert rows[ids[0]].is_signed
    assert (rows[ids[1]].assignee, rows[ids[2]].assignee) == ("li", "")
    assert (rows[ids[0]].region, rows[ids[0]].organ) == ("青禾县", "石滩乡人民政府")


def test_many_are_assigned_at_once(workspace, tmp_path):
    import_files(workspace, list(discover([sample_file(2).parent])))
    ids = queue_ids(workspace)
    assign(workspace, BOSS, ids, "li")
    assert set(assignments(workspace, ids).values()) == {"li"}
    assert queue_ids(workspace, "assigned:li") == ids


# --- filters -----------------------------------------------------------------------------------


def test_filters_know_whose_it_is(workspace):
    mine, others, nobodys = (fill(workspace, number) for number in (2, 3, 5))
    assign_all(workspace, BOSS, {"li": [mine], "wang": [others]})

    def found(words, reviewer=LI):
        return set(queue_ids(workspace, words, reviewer))

    assert found("分派:li") == found("assigned:me") == found("分派:我") == {mine}
    assert found("assigned:me", WANG) == {others}
    assert found("assigned:none") == found("分派:无") == {nobodys}
    assert found("-assigned:none") == {mine, others}
    assert found("assigned:li,none") == {mine, nobodys}
    assert found("assigned:l") == set()


def test_filters_know_who_is_at_it(workspace):
    mine, others, free_ = (fill(workspace, number) for number in (2, 3, 5))
    take_hold(workspace, LI, mine)
    take_hold(workspace, WANG, others)
    expired = fill(workspace, 7)
    take_hold(workspace, ZHAO, expired, clock=lambda: 1_000.0)
    ahead = fill(workspace, 9)
    take_hold(workspace, ZHAO, ahead, clock=lambda: 9e11)

    def found(words, reviewer=LI):
        return set(queue_ids(workspace, words, reviewer))

    assert found("认领:我") == found("claimed:me") == {mine}
    assert found("claimed:others") == {others}
    assert found("claimed:others", ZHAO) == {mine, others}
    assert found("认领:无") == {free_, expired, ahead}


def test_me_is_by_default_who_runs_this(workspace, monkeypatch):
    monkeypatch.setenv("GOUJI_REVIEWER", "li")
    first = fill(workspace, 2)
    assign(workspace, BOSS, [first], "li")
    assert queue_ids(workspace, "assigned:me") == (first,)
    monkeypatch.setenv("GOUJI_REVIEWER", "wang")
    assert queue_ids(workspace, "assigned:me") == ()


# --- unsure ------------------------------------------------------------------------------------


def say(workspace, reviewer, flag_id, verdict):
    return decide(workspace, reviewer, flag_id, flag_record(workspace, flag_id).version, verdict)


def test_unsure_goes_to_somebody_who_has_not_seen_it(workspace):
    report_id = fill(workspace, FOUR)
    flag_id = flags_of(workspace, report_id)[0].id
    everybody = (LI, WANG, ZHAO)

    def asked():
        found = [unsure_for(workspace, one).get(report_id, ()) for one in everybody]
        queued = [report_id in queue_ids(workspace, "state:forme", one) for one in everybody]
        assert queued == [bool(flags) for flags in found]
        assert all(flags in ((), (flag_id,)) for flags in found)
        return queued

    assert asked() == [False, False, False]
    say(workspace, LI, flag_id, Verdict.UNSURE)
    # An account with two labels is two reviewers.
    assert asked() == [False, True, True]
    assert queue_ids(workspace, "状态:待核") == (report_id,)
    say(workspace, WANG, flag_id, Verdict.UNSURE)
    assert asked() == [False, False, True]
    say(workspace, ZHAO, flag_id, Verdict.DISMISSED)
    assert asked() == [False, False, False]
    assert queue_ids(workspace, "state:unsure") == ()
    undo(workspace, ZHAO, last_own(workspace, ZHAO).id, reread)
    assert asked() == [False, False, True]
    # Who has taken back what they said has not decided.
    undo(workspace, LI, last_own(workspace, LI).id, reread)
    assert asked() == [True, False, True]


def test_a_signed_report_asks_nobody(workspace):
    report_id = fill(workspace, FOUR)
    for record in flags_of(workspace, report_id):
        say(workspace, LI, record.id, Verdict.UNSURE)
    assert queue_ids(workspace, "state:forme", WANG) == (report_id,)
    sign_off(workspace, LI, report_id)
    assert queue_ids(workspace, "state:forme", WANG) == ()


def test_unsure_of_some_reports(workspace):
    first, second = fill(workspace, 2), fill(workspace, FOUR)
    for report_id in (first, second):
        say(workspace, LI, flags_of(workspace, report_id)[0].id, Verdict.UNSURE)
    assert set(unsure_for(workspace, WANG)) == {first, second}
    assert set(unsure_for(workspace, WANG, [second])) == {second}
    assert unsure_for(workspace, WANG, []) == {}
