"""Work in a copy comes back whole; what both sides decided is decided by a person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from importers.batch import SourceFile, import_files
from importers.reread import reread
from store.aliases import aliases, teach_label
from store.annotations import (
    Verdict,
    add_finding,
    add_note,
    annotations_of,
    change_identity,
    correct_cells,
    decide,
    edit_letter,
    last_own,
    remap_label,
    sign_off,
    undo,
)
from store.errors import AnnotationError
from store.flags import flags_of
from store.merge_log import read_log
from store.merge_plan import Side, plan_merge
from store.merging import merge
from store.reports import load_report
from tests.store.two_desks import (
    BOTH,
    LI,
    REPORTS,
    WANG,
    assert_is_replay,
    copy_of,
    fill,
    flag,
    own_state,
    report_ids,
    state,
    take,
)


@pytest.fixture
def here(tmp_path):
    with fill(tmp_path / "gouji.db") as workspace:
        yield workspace


@pytest.fixture
def there(here, tmp_path):
    with copy_of(here, tmp_path / "copy.db") as workspace:
        yield workspace


def say(workspace, who, rule, verdict, number=0, **more):
    record = flag(workspace, rule, number)
    return decide(workspace, who, record.id, record.version, verdict, **more)


def log_size(workspace):
    return workspace.value("select count(*) from annotation")


def find(workspace, who, text="与台账不符"):
    return add_finding(
        workspace,
        who,
        report_ids(workspace)[0],
        line=None,
        place="",
        quote="",
        problem=text,
        suggestion="",
    )


def test_records_of_the_copy_come_with_their_reviewer_and_time(here, there):
    say(there, WANG, "A103", Verdict.CONFIRMED)
    add_note(there, WANG, report_ids(there)[0], flag(there, "A103").id, "电话问过")
    plan, done = take(here, there)
    assert (len(plan.take), plan.conflicts, done.taken, done.left) == (2, (), 2, 0)
    assert flag(here, "A103").verdict == "confirmed"
    columns = "at, uid, account, reviewer, kind, rule, anchor, payload, key"
    theirs = there.rows(f"select {columns} from annotation order by id")  # noqa: S608
    taken = here.rows(f"select {columns} from annotation where kind <> 'merge'")  # noqa: S608
    assert taken == theirs
    noted = annotations_of(here, report_ids(here)[0], flag_id=flag(here, "A103").id)
    assert [entry.payload.get("text") for entry in noted] == [None, "电话问过"]
    assert state(here) == state(there)
    assert_is_replay(here)


def test_merging_twice_changes_nothing(here, there):
    say(there, WANG, "A103", Verdict.CONFIRMED)
    take(here, there)
    before = here.path.read_bytes()
    plan, done = take(here, there)
    assert (plan.take, plan.conflicts, done.id) == ((), (), None)
    assert here.path.read_bytes() == before


def test_a_copy_that_says_nothing_new_changes_nothing(here, there):
    say(here, LI, "A103", Verdict.CONFIRMED)
    before = own_state(here)
    assert take(here, there)[1].id is None
    assert own_state(here) == before


def test_both_sides_may_do_what_does_not_touch(here, there):
    say(here, LI, "A103", Verdict.CONFIRMED)
    say(there, WANG, "L301", Verdict.DISMISSED, 1)
    take(here, there)
    take(there, here)
    assert state(here) == state(there)


def test_the_same_verdict_on_both_sides_is_no_conflict(here, there):
    say(here, LI, "A103", Verdict.CONFIRMED)
    say(there, WANG, "A103", Verdict.CONFIRMED)
    plan, _ = take(here, there)
    assert plan.conflicts == ()
    assert flag(here, "A103").verdict == "confirmed"


def test_an_undecided_conflict_leaves_ours_and_stays_listed(here, there):
    say(here, LI, "A103", Verdict.CONFIRMED)
    say(there, WANG, "A103", Verdict.DISMISSED, reason="尾差")
    before = own_state(here)
    first, done = take(here, there)
    assert (done.id, done.left, len(first.conflicts)) == (None, 1, 1)
    assert own_state(here) == before
    again, _ = take(here, there)
    assert again == first
    (difference,) = first.conflicts[0].differences
    assert difference.ours.payload["verdict"] == "confirmed"
    assert difference.theirs.payload["reason"] == "尾差"


@pytest.mark.parametrize("side", BOTH)
def test_a_decided_conflict_is_decided_everywhere(here, there, side):
    say(here, LI, "A103", Verdict.CONFIRMED)
    say(there, WANG, "A103", Verdict.DISMISSED)
    take(here, there, side=side)
    expected = "confirmed" if side is Side.OURS else "dismissed"
    assert flag(here, "A103").verdict == expected
    # Back home the answer is known, nothing is asked again.
    plan, _ = take(there, here)
    assert plan.conflicts == ()
    assert flag(there, "A103").verdict == expected
    assert state(here) == state(there)
    for workspace in (here, there):
        assert_is_replay(workspace)
        history = annotations_of(workspace, report_ids(workspace)[0])
        assert {(e.reviewer, e.is_undone) for e in history} == {
            ("li", expected != "confirmed"),
            ("wang", expected != "dismissed"),
        }


def test_decided_at_both_ends_ends_the_same(here, there, tmp_path):
    say(here, LI, "A103", Verdict.CONFIRMED)
    say(there, WANG, "A103", Verdict.DISMISSED)
    with copy_of(here, tmp_path / "h.db") as old_here:
        take(here, there, side=Side.OURS)
        take(there, old_here, side=Side.THEIRS)
    assert flag(here, "A103").verdict == flag(there, "A103").verdict == "confirmed"
    for one, other in ((here, there), (there, here)):
        plan, done = take(one, other)
        assert (plan.conflicts, done.id) == ((), None)


def test_a_choice_is_of_what_was_seen(here, there):
    say(here, LI, "A103", Verdict.CONFIRMED)
    say(there, WANG, "A103", Verdict.DISMISSED)
    theirs = read_log(there)
    plan = plan_merge(read_log(here), theirs)
    choices = {plan.conflicts[0].id: Side.THEIRS}
    say(here, LI, "A103", Verdict.UNSURE)
    with pytest.raises(AnnotationError, match="merge_changed"):
        merge(here, LI, theirs, plan, choices, reread, file_name="copy.db")
    # Nor does the old choice hold of the conflict as it is now.
    _, done = take(here, there, choices)
    assert (done.id, done.left) == (None, 1)


@pytest.mark.parametrize("side", BOTH)
def test_different_corrections_of_one_cell(here, there, side):
    field = "requests.granted.total"
    correct_cells(here, LI, report_ids(here)[0], {field: 6})
    correct_cells(there, WANG, report_ids(there)[0], {field: 7})
    plan, _ = take(here, there, side=side)
    assert [d.subject[0] for c in plan.conflicts for d in c.differences] == ["cell"]
    take(there, here)
    assert state(here) == state(there)
    wanted = 6 if side is Side.OURS else 7
    assert here.value("select printed from cell where printed_state is not null") == wanted
    assert_is_replay(here)


@pytest.mark.parametrize("side", BOTH)
def test_different_identities(here, there, side):
    for workspace, who, organ in ((here, LI, "甲镇人民政府"), (there, WANG, "乙镇人民政府")):
        report = report_ids(workspace)[0]
        identity = load_report(workspace, report).identity
        change_identity(workspace, who, report, replace(identity, organ=organ))
    plan, _ = take(here, there, side=side)
    assert [d.subject[0] for c in plan.conflicts for d in c.differences] == ["identity"]
    take(there, here)
    assert state(here) == state(there)
    organ = load_report(here, report_ids(here)[0]).identity.organ
    assert organ == ("甲镇人民政府" if side is Side.OURS else "乙镇人民政府")
    assert_is_replay(here)


def test_an_identity_of_the_copy_moves_the_report_and_the_undo_moves_it_back(here, there):
    report = report_ids(there)[0]
    identity = load_report(there, report).identity
    change_identity(there, WANG, report, replace(identity, year=2022))
    before = own_state(here)
    take(here, there)
    assert load_report(here, report).identity.year == 2022
    assert state(here) == state(there)
    undo(here, LI, last_own(here, LI).id, reread)
    assert load_report(here, report).identity.year == 2023
    after = own_state(here)
    assert [row[3:6] for row in after[2]] == [row[3:6] for row in before[2]]
    assert_is_replay(here)


def test_a_sign_off_against_newer_content_is_asked_about(here, there):
    say(here, LI, "A103", Verdict.CONFIRMED)
    sign_off(there, WANG, report_ids(there)[0])
    plan, _ = take(here, there)
    assert [d.subject[0] for c in plan.conflicts for d in c.differences] == ["sign_off"]
    assert here.value("select sign_off from report where id = ?", [report_ids(here)[0]]) is None
    take(here, there, side=Side.THEIRS)
    row = here.row("select sign_off, is_changed from report where id = ?", [report_ids(here)[0]])
    assert row[0] is not None and row[1] == 0


def test_verdicts_of_the_copy_make_our_sign_off_stale(here, there):
    sign_off(here, LI, report_ids(here)[0])
    say(there, WANG, "A103", Verdict.CONFIRMED)
    take(here, there)
    row = here.row("select sign_off, is_changed from report where id = ?", [report_ids(here)[0]])
    assert row[0] is not None and row[1] == 1


def test_a_report_reviewed_and_signed_off_at_home_is_signed_off_here(here, there):
    for record in flags_of(there, report_ids(there)[0]):
        decide(there, WANG, record.id, record.version, Verdict.CONFIRMED)
    sign_off(there, WANG, report_ids(there)[0])
    take(here, there)
    row = here.row("select sign_off, is_changed from report where id = ?", [report_ids(here)[0]])
    assert row[0] is not None and row[1] == 0
    assert state(here) == state(there)


def test_an_undo_in_the_copy_is_an_undo_here(here, tmp_path):
    made = say(here, WANG, "A103", Verdict.CONFIRMED).decision_id
    with copy_of(here, tmp_path / "copy.db") as there:
        undo(there, WANG, made, reread)
        take(here, there)
        assert flag(here, "A103").verdict is None
        undo(here, LI, last_own(here, LI).id, reread)
    # Exactly as it was: the decision itself stands, not a copy of it.
    assert (flag(here, "A103").verdict, flag(here, "A103").decision_id) == ("confirmed", made)
    assert_is_replay(here)


@pytest.mark.parametrize("side", BOTH)
def test_one_undo_takes_a_merge_back_and_it_can_be_merged_again(here, there, side):
    say(here, LI, "A103", Verdict.CONFIRMED)
    say(there, WANG, "A103", Verdict.DISMISSED)
    correct_cells(there, WANG, report_ids(there)[0], {"disclosure.licences.decisions": 4})
    find(there, WANG)
    before = own_state(here)
    take(here, there, side=side)
    merged = own_state(here)
    undo(here, LI, last_own(here, LI).id, reread)
    after = own_state(here)
    raised = {row[0] for row in before[0]}
    assert [row for row in after[0] if row[0] in raised] == before[0]
    assert not any(row[2] for row in after[0] if row[0] not in raised)
    assert after[1] == before[1]
    assert [row[:-1] for row in after[2]] == [row[:-1] for row in before[2]]
    assert last_own(here, LI).payload["verdict"] == "confirmed"
    assert_is_replay(here)
    # With the other choice this time, and back to the first one.
    other = Side.THEIRS if side is Side.OURS else Side.OURS
    plan, _ = take(here, there, side=other)
    assert len(plan.conflicts) == 1
    assert flag(here, "A103").verdict == ("confirmed" if other is Side.OURS else "dismissed")
    undo(here, LI, last_own(here, LI).id, reread)
    take(here, there, side=side)
    assert [row[:3] for row in own_state(here)[0]] == [row[:3] for row in merged[0]]
    assert own_state(here)[1] == merged[1]
    assert take(here, there)[1].id is None


def test_taking_a_merge_back_keeps_what_was_decided_since(here, there):
    say(there, WANG, "A103", Verdict.CONFIRMED)
    _, done = take(here, there)
    say(here, WANG, "A103", Verdict.UNSURE)
    undo(here, LI, done.id, reread)
    assert flag(here, "A103").verdict == "unsure"
    assert_is_replay(here)


def test_only_who_merged_takes_it_back(here, there):
    say(there, WANG, "A103", Verdict.CONFIRMED)
    _, done = take(here, there)
    with pytest.raises(AnnotationError):
        undo(here, WANG, done.id, reread)
    # But each may take back their own.
    undo(here, WANG, flag(here, "A103").decision_id, reread)
    assert flag(here, "A103").verdict is None


def test_a_finding_keeps_its_verdicts_and_letter_under_another_number(here, there):
    add_note(here, LI, report_ids(here)[0], None, "so that numbers differ")
    find(here, LI, "这里的")
    made = find(there, WANG, "那里的")
    edit_letter(there, WANG, flag(there, "M001").id, "请补正。")
    _, _ = take(here, there)
    number = here.value("select id from annotation where kind = 'finding' and reviewer = 'wang'")
    assert number != made
    found = {r.flag.anchor: r for r in flags_of(here, report_ids(here)[0]) if r.flag.rule == "M001"}
    record = found[f"finding:{number}"]
    assert (record.flag.params["problem"], record.verdict) == ("那里的。", "confirmed")
    row = here.row("select flag_id, anchor, payload from annotation where kind = 'letter'")
    assert row[:2] == (record.id, f"finding:{number}")
    assert f'"fingerprint":"{number}"' in row[2]
    take(there, here)
    assert state(here) == state(there)
    assert_is_replay(here)


def test_a_flag_that_only_the_copy_has_raised_is_found_after_what_raised_it(here, there):
    report = report_ids(there)[0]
    correct_cells(there, WANG, report, {"litigation.direct.total": 9})
    new = [
        r
        for r in flags_of(there, report)
        if r.flag.anchor not in {o.flag.anchor for o in flags_of(here, report)}
    ]
    assert new
    for record in new:
        decide(there, WANG, record.id, record.version, Verdict.CONFIRMED)
    take(here, there)
    assert state(here) == state(there)
    assert (
        here.value("select count(*) from annotation where kind='decision' and flag_id is null") == 0
    )


def test_a_remap_of_the_copy_is_read_again_here(here, there):
    record = flag(there, "L301", 1)
    remap_label(there, WANG, record.id, record.version, "repealed", reread)
    take(here, there)
    assert state(here) == state(there)
    undo(here, LI, last_own(here, LI).id, reread)
    assert (
        load_report(here, report_ids(here)[1]).cells
        != load_report(there, report_ids(there)[1]).cells
    )
    assert_is_replay(here)


@pytest.mark.parametrize("side", BOTH)
def test_a_label_taught_otherwise_on_both_sides(here, there, side):
    key = ("disclosure", "row", "规章以外文件")
    teach_label(here, LI, key, "regulations")
    teach_label(there, WANG, key, "normative_documents")
    plan, _ = take(here, there, side=side)
    assert [d.subject[0] for c in plan.conflicts for d in c.differences] == ["label"]
    take(there, here)
    wanted = "regulations" if side is Side.OURS else "normative_documents"
    assert aliases(here)[key].target == aliases(there)[key].target == wanted


def test_reports_that_only_the_copy_has_are_told_and_taken_once_imported(here, there):
    name = "03_yangping_2023_column.txt"
    import_files(there, [SourceFile(REPORTS / name, name)])
    say(there, WANG, "A103", Verdict.CONFIRMED, number=3)
    say(there, WANG, "A103", Verdict.CONFIRMED)
    plan, done = take(here, there)
    assert plan.only_there == ((name, 1),)
    assert done.taken == 1
    import_files(here, [SourceFile(REPORTS / name, name)])
    plan, done = take(here, there)
    assert (plan.only_there, done.taken) == ((), 1)
    assert state(here) == state(there)


def test_two_workspaces_without_a_common_past_merge_by_their_files(here, tmp_path):
    with fill(tmp_path / "other.db") as other:
        say(other, WANG, "A103", Verdict.CONFIRMED)
        say(here, LI, "A103", Verdict.DISMISSED)
        plan, _ = take(here, other)
        assert len(plan.conflicts) == 1
        assert take(here, other, side=Side.THEIRS)[1].decided == 1
        assert flag(here, "A103").verdict == "confirmed"


def test_groups_of_verdicts_come_as_groups(here, there):
    from store.groups import Seen, begin_group, continue_group

    records = [r for r in flags_of(there, report_ids(there)[0]) if not r.flag.fields]
    records = records or flags_of(there, report_ids(there)[1])[:2]
    head = begin_group(
        there, WANG, Verdict.DISMISSED, [Seen(r.id, r.version) for r in records], about={}
    )
    continue_group(there, WANG, head)
    take(here, there)
    assert state(here) == state(there)
    found = last_own(here, WANG)
    assert found.kind == "group"
    undo(here, WANG, found.id, reread)
    decided = [r for n in report_ids(here) for r in flags_of(here, n) if r.verdict]
    assert decided == []
    assert_is_replay(here)
