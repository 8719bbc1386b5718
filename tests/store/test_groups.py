"""One verdict on many flags: what is decided, what is left alone, how it is taken back."""

from __future__ import annotations

import pytest

from importers.batch import SourceFile, import_files
from importers.reread import reread
from store.annotations import Verdict, annotations_of, decide, last_own, undo
from store.database import open_workspace
from store.errors import AnnotationError
from store.flags import flag_record, flags_of
from store.gathering import gather, gather_flags, gathered_rows, open_rules
from store.groups import (
    Seen,
    begin_group,
    continue_group,
    take_back_group,
    unfinished_groups,
)
from store.patterns import pattern_of
from store.replay import replay_report
from store.report import Flag, Origin, Place, Severity
from store.reports import iterate_reports
from store.reviewer import Reviewer
from tests.thin_reports import write_thin_reports

LI, WANG = Reviewer(1, "li", "li"), Reviewer(2, "wang", "wang")


@pytest.fixture
def workspace(tmp_path):
    paths = write_thin_reports(tmp_path, 7, say_none=2)
    with open_workspace(tmp_path / "gouji.db") as opened:
        import_files(opened, [SourceFile(path, path.name) for path in paths])
        yield opened


def one_by_one(monkeypatch):
    """A step of a group holds one report only."""
    monkeypatch.setattr("store.groups._SECONDS_PER_STEP", 0)
    monkeypatch.setattr("store.groups._PAUSE_SECONDS", 0)


def gathered(workspace, rule="S412"):
    found = gather(workspace, rule, None, None, second_view=False)
    assert len(found) == 7
    return found


def begun(workspace, found, verdict=Verdict.DISMISSED, **more):
    seen = [one.seen for one in found]
    return begin_group(workspace, LI, verdict, seen, about={"rule": "S412"}, **more)


def verdicts(workspace, found):
    return [flag_record(workspace, one.flag_id).verdict for one in found]


def state(workspace):
    return (
        workspace.rows("select id, verdict, decided_on, decision_id, is_raised from flag"),
        workspace.rows(
            "select id, open_errors, open_warnings, open_infos, open_reading, decided, unsure,"
            " confirmed, annotations, sign_off, is_changed, answered, is_rectified from report"
        ),
        workspace.rows("select report_id, field, printed_state, printed, corrected from cell"),
    )


def is_replay(workspace):
    before = state(workspace)
    with workspace.transaction():
        for stored in iterate_reports(workspace):
            replay_report(workspace, stored.id)
    return state(workspace) == before


def test_a_group_is_decided_and_taken_back_whole(workspace):
    before = state(workspace)
    found = gathered(workspace)
    progress = continue_group(workspace, LI, begun(workspace, found, reason="local"))
    assert (progress.decided, progress.left, progress.total) == (len(found), 0, len(found))
    assert progress.is_closed
    assert set(verdicts(workspace, found)) == {"dismissed"}
    assert is_replay(workspace)
    (entry,) = annotations_of(workspace, found[0].report_id)
    assert entry.payload["reason"] == "local"
    last = last_own(workspace, LI)
    assert (last.id, last.kind) == (progress.head, "group")
    undone = undo(workspace, LI, last.id, reread)
    assert undone.id == progress.head
    assert last_own(workspace, LI) is None
    assert set(verdicts(workspace, found)) == {None}
    assert is_replay(workspace)
    flags, counts, cells = state(workspace)
    assert flags == before[0]
    assert cells == before[2]
    # The records stay: each decision and its undo.
    assert [row[8] - old[8] for row, old in zip(counts, before[1], strict=True)].count(2) == len(
        {one.report_id for one in found}
    )
    with pytest.raises(AnnotationError) as error:
        undo(workspace, LI, progress.head, reread)
    assert error.value.code == "annotation_undone"


def test_what_others_decided_or_what_changed_is_left_alone(workspace):
    found = gathered(workspace)
    head = begun(workspace, found, Verdict.CONFIRMED)
    decide(workspace, WANG, found[0].flag_id, found[0].version, Verdict.UNSURE)
    with workspace.transaction():
        workspace.execute(
            "update flag set fingerprint = 'other', version = version + 1 where id = ?",
            [found[1].flag_id],
        )
    progress = continue_group(workspace, LI, head)
    assert (progress.decided, progress.left) == (len(found) - 2, 2)
    assert verdicts(workspace, found)[:3] == ["unsure", None, "confirmed"]
    undo(workspace, LI, head, reread)
    assert verdicts(workspace, found)[:3] == ["unsure", None, None]


def test_a_decision_taken_back_by_itself_stays_so(workspace):
    found = gathered(workspace)
    head = begun(workspace, found)
    continue_group(workspace, LI, head)
    one = next(a for a in annotations_of(workspace, found[1].report_id) if a.kind == "decision")
    undo(workspace, LI, one.id, reread)
    assert verdicts(workspace, found)[:3] == ["dismissed", None, "dismissed"]
    # What was decided anew since then is an act of its own.
    record = flag_record(workspace, found[1].flag_id)
    decide(workspace, LI, record.id, record.version, Verdict.CONFIRMED)
    assert last_own(workspace, LI).kind == "decision"
    undo(workspace, LI, head, reread)
    assert verdicts(workspace, found)[:3] == [None, "confirmed", None]
    assert is_replay(workspace)


def test_a_cancelled_group_is_one_act_and_its_rest_is_gathered_again(workspace, monkeypatch):
    one_by_one(monkeypatch)
    found = gathered(workspace)
    steps = []
    progress = continue_group(
        workspace,
        LI,
        begun(workspace, found),
        on_progress=steps.append,
        is_cancelled=lambda: len(steps) == 2,
    )
    assert (progress.decided, progress.is_closed) == (2, True)
    assert unfinished_groups(workspace, LI) == ([], [])
    assert len(gather(workspace, "S412", None, None, second_view=False)) == len(found) - 2
    undo(workspace, LI, last_own(workspace, LI).id, reread)
    assert set(verdicts(workspace, found)) == {None}


def test_a_killed_group_goes_on_by_the_same_record(workspace, monkeypatch):
    one_by_one(monkeypatch)
    found = gathered(workspace)
    head = begun(workspace, found)
    steps = []
    progress = continue_group(
        workspace, LI, head, on_progress=steps.append, is_leaving=lambda: len(steps) == 2
    )
    assert (progress.decided, progress.is_closed) == (2, False)
    assert unfinished_groups(workspace, LI) == ([head], [])
    assert unfinished_groups(workspace, WANG) == ([], [])
    progress = continue_group(workspace, LI, head)
    assert (progress.decided, progress.left) == (len(found), 0)
    assert unfinished_groups(workspace, LI) == ([], [])
    entries = [a for one in found for a in annotations_of(workspace, one.report_id)]
    assert len(entries) == len(found)


def test_a_killed_undo_is_finished(workspace, monkeypatch):
    one_by_one(monkeypatch)
    found = gathered(workspace)
    head = begun(workspace, found)
    continue_group(workspace, LI, head)

    class Killed(Exception):
        pass

    def kill(progress):
        raise Killed

    with pytest.raises(Killed):
        take_back_group(workspace, LI, head, on_progress=kill)
    assert verdicts(workspace, found).count(None) == 1
    assert last_own(workspace, LI) is None
    assert unfinished_groups(workspace, LI) == ([], [head])
    take_back_group(workspace, LI, head)
    assert set(verdicts(workspace, found)) == {None}
    assert unfinished_groups(workspace, LI) == ([], [])


def test_a_group_is_its_own_reviewers(workspace):
    found = gathered(workspace)
    head = begun(workspace, found)
    for act in (continue_group, take_back_group):
        with pytest.raises(AnnotationError) as error:
            act(workspace, WANG, head)
        assert error.value.code == "annotation_of_other"
    assert set(verdicts(workspace, found)) == {None}


def test_a_group_undone_while_it_runs_decides_no_more(workspace, monkeypatch):
    one_by_one(monkeypatch)
    found = gathered(workspace)
    head = begun(workspace, found)
    with pytest.raises(AnnotationError) as error:
        continue_group(
            workspace,
            LI,
            head,
            on_progress=lambda progress: take_back_group(workspace, LI, head),
        )
    assert error.value.code == "annotation_undone"
    assert set(verdicts(workspace, found)) == {None}


def test_own_acts_during_a_group_come_before_it_until_it_ends(workspace, monkeypatch):
    one_by_one(monkeypatch)
    found = gathered(workspace)
    other = gathered(workspace, "S403")[0]
    head = begun(workspace, found)
    seen = []

    def decide_another(progress):
        if not seen:
            decide(workspace, LI, other.flag_id, other.version, Verdict.UNSURE)
            seen.append(last_own(workspace, LI).flag_id)

    continue_group(workspace, LI, head, on_progress=decide_another)
    assert seen == [other.flag_id]
    assert last_own(workspace, LI).id == head


def test_open_rules_count_what_is_gathered(workspace):
    for second_view in (False, True):
        for rule in open_rules(workspace, None, second_view=second_view):
            found = gather(workspace, rule.rule, None, None, second_view=second_view)
            assert (rule.flags, rule.reports) == (len(found), len({o.report_id for o in found}))
    found = gathered(workspace)
    some = [one.report_id for one in found][1:3]
    kept = gather(workspace, "S412", None, some, second_view=False)
    assert [one.report_id for one in kept] == some
    assert gather(workspace, "S412", None, [], second_view=False) == []
    assert gather(workspace, "S412", None, None, second_view=False, is_stopped=lambda: True) == []


def test_a_pattern_keeps_the_same_doubt(workspace):
    patterns = {}
    for one in gathered(workspace):
        record = flag_record(workspace, one.flag_id)
        patterns.setdefault(pattern_of(record.flag), []).append(one)
    assert len(patterns) == 2
    for pattern, found in patterns.items():
        assert gather(workspace, "S412", pattern, None, second_view=False) == found


def test_decided_flags_are_no_marks_to_decide(workspace):
    found = gathered(workspace)
    decide(workspace, WANG, found[0].flag_id, found[0].version, Verdict.CONFIRMED)
    ids = [one.flag_id for one in found]
    assert [one.flag_id for one in gather_flags(workspace, [*ids, 10**9])] == ids[1:]
    rows = gathered_rows(workspace, ids)
    assert [rows[i].record.report_id for i in ids] == [one.report_id for one in found]
    assert all(rows[i].organ and rows[i].year for i in ids)


def flag(rule, anchor, **params):
    return Flag(
        rule=rule,
        severity=Severity.WARNING,
        origin=Origin.SOURCE,
        anchor=anchor,
        place=Place(),
        params=params,
    )


@pytest.mark.parametrize(
    ("one", "same", "other"),
    [
        (
            flag(
                "C201", "requests", table="requests", variant="column", columns=("other",), line=1
            ),
            flag(
                "C201", "requests", table="requests", variant="column", columns=("other",), line=9
            ),
            flag(
                "C201", "requests", table="requests", variant="column", columns=("total",), line=1
            ),
        ),
        (
            flag(
                "L301", "requests:row:甲", table="requests", label="甲", target=("乙",), score=0.8
            ),
            flag(
                "L301", "requests:row:甲", table="requests", label="甲 ", target=("乙",), score=0.9
            ),
            flag(
                "L301", "requests:row:甲", table="requests", label="甲", target=("丙",), score=0.8
            ),
        ),
        (
            flag("N501", "a:1", field="requests.received.total", section="overview", stated="1"),
            flag("N501", "b:2", field="requests.received.total", section="other", stated="2"),
            flag("N501", "a:1", field="requests.received.business", section="overview", stated="1"),
        ),
        (
            flag("S412", "report", variant="silent", section="other", quote=""),
            flag("S412", "report", variant="silent", section="other", quote="x"),
            flag("S412", "report", variant="empty", section="other", quote=""),
        ),
        (
            flag("A103", "A103:requests.granted", table="requests", axis="row", line_of="granted"),
            flag("A103", "A103:requests.granted", table="requests", axis="row", line_of="granted"),
            flag("A103", "A103:requests.partial", table="requests", axis="row", line_of="partial"),
        ),
        (
            flag("M001", "finding:1", variant="carried", problem="甲"),
            flag("M001", "finding:1", variant="carried", problem="甲"),
            flag("M001", "finding:2", variant="carried", problem="甲"),
        ),
    ],
    ids=lambda one: one.rule if isinstance(one, Flag) else None,
)
def test_patterns(one, same, other):
    assert pattern_of(one) == pattern_of(same)
    assert pattern_of(one) != pattern_of(other)


def test_every_verdict_may_be_given_and_a_reason_only_to_a_dismissal(workspace):
    found = gathered(workspace)
    for verdict in Verdict:
        head = begin_group(
            workspace, LI, verdict, [found[0].seen, Seen(10**9, 0)], about={}, reason="local"
        )
        progress = continue_group(workspace, LI, head)
        assert (progress.decided, progress.left) == (1, 1)
        (entry, *_) = reversed(annotations_of(workspace, found[0].report_id))
        assert entry.payload["verdict"] == verdict.value
        assert ("reason" in entry.payload) == (verdict is Verdict.DISMISSED)
        take_back_group(workspace, LI, head)
        found[0] = gather_flags(workspace, [found[0].flag_id])[0]


def test_a_group_on_a_signed_off_report_is_a_change_and_its_undo_is_none(workspace):
    from store.annotations import sign_off

    found = gathered(workspace)
    report_id = found[0].report_id
    sign_off(workspace, LI, report_id)
    changed = "select is_changed from report where id = ?"
    head = begun(workspace, found)
    continue_group(workspace, LI, head)
    assert workspace.value(changed, [report_id]) == 1
    assert is_replay(workspace)
    undo(workspace, LI, head, reread)
    assert workspace.value(changed, [report_id]) == 0
    assert all(record.verdict is None for record in flags_of(workspace, report_id))
