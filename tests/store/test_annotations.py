"""The log of decisions: what each record does, what takes it back, what it survives."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from importers.batch import SourceFile, import_files
from importers.reread import reread
from store.annotations import (
    LONGEST_TEXT,
    AnnotationKind,
    Verdict,
    add_finding,
    add_note,
    annotation,
    annotations_of,
    change_identity,
    correct_cells,
    decide,
    edit_letter,
    last_own,
    remap_label,
    reread_report,
    sign_off,
    undo,
)
from store.database import open_workspace
from store.errors import AnnotationError, StaleDecisionError
from store.findings import cell_rows, finding_rows
from store.flags import flag_record, flags_of
from store.forms import load_form
from store.queue import ReportState, queue_ids, queue_rows, totals
from store.replay import replay_report
from store.report import Identity, Kind, Level
from store.reports import iterate_reports, load_report, stored_report
from store.review import letter_sentence, load_review
from store.reviewer import Reviewer
from store.rules import check_report
from tests.sample_reports import SAMPLES, encoded

REPORTS = Path(__file__).parent.parent / "reports"
SAMPLE = {int(sample.name[:2]): sample for sample in SAMPLES}
LI = Reviewer(1001, "tester", "li")
WANG = Reviewer(1002, "colleague", "wang")
FIELDS = load_form("2021").fields_by_id
TOTAL = "requests.granted.total"
A103, C205, L301, FOUR, NAMELESS = 2, 19, 18, 30, 24


def sample_file(number):
    (path,) = REPORTS.glob(f"{number:02}_*.txt")
    return path


def fill(workspace, *numbers):
    """Import sample reports; the id of the first."""
    paths = [sample_file(number) for number in numbers]
    import_files(workspace, [SourceFile(path, path.name) for path in paths])
    return workspace.value("select id from report where path = ?", [paths[0].name])


def put(workspace, folder, name, content):
    """Import a file of this content; the id of its report, None where it is known."""
    path = folder / name
    path.write_bytes(content)
    import_files(workspace, [SourceFile(path, name)])
    return workspace.value("select id from report where path = ?", [name])


def flag(workspace, report_id, rule=None, at=0):
    found = [
        record
        for record in flags_of(workspace, report_id, resolved=True)
        if rule in (None, record.flag.rule)
    ]
    return found[at]


def take(workspace, record, verdict, reviewer=LI, **kind):
    return decide(workspace, reviewer, record.id, record.version, verdict, **kind)


TABLES = {
    "flag": "report_id, rule, anchor, verdict, is_raised, decided_on, decision_id, fingerprint",
    "cell": "report_id, field, state, value, raw, printed_state, printed, corrected",
    "report": "id, series_id, revision, copy_of, is_current, form, cells_hash, sign_off,"
    " open_errors, open_warnings, open_infos, open_reading, decided, unsure, confirmed,"
    " is_changed",
    "series": "id, organ_id, year, kind",
}


def state(workspace, *, raised_only=False):
    """All that the log decides about."""
    found = {}
    for table, columns in TABLES.items():
        only = " where is_raised = 1" if raised_only and table == "flag" else ""
        rows = workspace.rows(f"select {columns} from {table}{only}")  # noqa: S608
        found[table] = sorted(repr(tuple(row)) for row in rows)
    return found


def log(workspace):
    return [tuple(row) for row in workspace.rows("select * from annotation order by id")]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "gouji.db"


@pytest.fixture
def workspace(path):
    with open_workspace(path) as opened:
        yield opened


# --- decisions -------------------------------------------------------------------------------


@pytest.mark.parametrize("verdict", Verdict)
def test_a_verdict_is_stored_counted_and_logged(workspace, verdict):
    report_id = fill(workspace, FOUR)
    before = flag(workspace, report_id)
    after = take(workspace, before, verdict, reason="已作说明")
    assert (after.verdict, after.id) == (verdict.value, before.id)
    assert after.version > before.version
    assert flag_record(workspace, before.id) == after
    (entry,) = annotations_of(workspace, report_id)
    assert (entry.kind, entry.reviewer, entry.uid) == (AnnotationKind.DECISION, "li", 1001)
    assert (entry.flag_id, entry.rule, entry.anchor) == (
        before.id,
        before.flag.rule,
        before.flag.anchor,
    )
    assert dict(entry.payload) == {
        "verdict": verdict.value,
        "fingerprint": before.flag.fingerprint,
        "was": None,
        "reason": "已作说明",
    }
    (row,) = queue_rows(workspace, [report_id])
    assert (row.warnings, row.infos, row.decided) == (1, 2, 1)
    assert row.unsure == (verdict is Verdict.UNSURE)
    assert row.state is ReportState.OPEN
    assert totals(workspace).decided == 1


def test_a_second_verdict_replaces_the_first_and_both_stay_in_the_log(workspace):
    report_id = fill(workspace, A103)
    first = take(workspace, flag(workspace, report_id), Verdict.UNSURE)
    second = take(workspace, first, Verdict.DISMISSED, WANG)
    assert second.verdict == "dismissed"
    entries = annotations_of(workspace, report_id)
    assert [(e.reviewer, e.payload["was"], e.payload["verdict"]) for e in entries] == [
        ("li", None, "unsure"),
        ("wang", "unsure", "dismissed"),
    ]


def test_a_reading_makes_the_rules_run_again(workspace):
    report_id = fill(workspace, A103)
    after = take(workspace, flag(workspace, report_id), Verdict.MISREAD, readings={TOTAL: 6})
    assert (after.verdict, after.is_raised) == ("misread", False)
    rows = {row["field"]: row for row in cell_rows(workspace)}
    assert [rows[TOTAL][k] for k in ("raw", "value", "printed", "corrected")] == ["8", 8, 6, None]
    assert flags_of(workspace, report_id) == []
    assert totals(workspace).errors == 0


def test_a_wrong_reading_raises_what_it_breaks(workspace):
    report_id = fill(workspace, 1)
    assert flags_of(workspace, report_id) == []
    correct_cells(workspace, LI, report_id, {TOTAL: 999})
    assert {record.flag.rule for record in flags_of(workspace, report_id)} == {"A103"}
    assert totals(workspace).errors == 1


def test_an_illegible_cell_is_no_number(workspace):
    report_id = fill(workspace, A103)
    take(workspace, flag(workspace, report_id), Verdict.MISREAD, readings={TOTAL: None})
    data = load_review(workspace, report_id)
    assert data.printed.cells_by_field[TOTAL].value is None
    assert data.report.cells_by_field[TOTAL].value == 8
    rows = {row["field"]: row for row in cell_rows(workspace)}
    assert (rows[TOTAL]["value"], rows[TOTAL]["printed"]) == (8, None)


def test_a_suggested_correction_changes_neither_what_was_read_nor_what_is_printed(workspace):
    report_id = fill(workspace, A103)
    after = take(workspace, flag(workspace, report_id), Verdict.CONFIRMED, corrected={TOTAL: 6})
    assert (after.verdict, after.is_raised) == ("confirmed", True)
    rows = {row["field"]: row for row in cell_rows(workspace)}
    assert [rows[TOTAL][k] for k in ("value", "printed", "corrected")] == [8, 8, 6]


def test_corrections_belong_to_confirmed_and_readings_to_misread(workspace):
    report_id = fill(workspace, A103)
    for verdict in (Verdict.DISMISSED, Verdict.UNSURE):
        take(
            workspace,
            flag(workspace, report_id),
            verdict,
            corrected={TOTAL: 6},
            readings={TOTAL: 6},
        )
    take(workspace, flag(workspace, report_id), Verdict.CONFIRMED, readings={TOTAL: 6})
    take(workspace, flag(workspace, report_id), Verdict.MISREAD, corrected={TOTAL: 6})
    rows = {row["field"]: row for row in cell_rows(workspace)}
    assert [rows[TOTAL][k] for k in ("printed", "corrected")] == [8, None]


def test_the_reading_of_a_lost_row_is_the_truth(workspace):
    report_id = fill(workspace, C205)
    record = flag(workspace, report_id)
    (proposal,) = record.flag.proposals
    readings = {change.field: change.proposed for change in proposal.changes}
    after = take(workspace, record, Verdict.MISREAD, readings=readings)
    assert (after.verdict, after.is_raised) == ("misread", False)
    rows = {row["field"]: row for row in cell_rows(workspace)}
    assert {field: rows[field]["printed"] for field in readings} == {
        field: int(SAMPLE[C205].values[field]) for field in readings
    }
    assert all(rows[field]["value"] is None for field in readings)


def test_a_label_is_remapped(workspace):
    report_id = fill(workspace, L301)
    before = {row["field"]: row for row in cell_rows(workspace)}
    record = flag(workspace, report_id, "L301")
    after = remap_label(workspace, LI, record.id, record.version, "repealed", reread)
    # The doubt is decided: nobody is asked the same again.
    assert after.verdict == "misread"
    rows = {row["field"]: row for row in cell_rows(workspace)}
    repealed = "disclosure.normative_documents.repealed"
    made = "disclosure.normative_documents.made"
    assert rows[repealed]["raw"] == before[made]["raw"]
    assert rows[made]["state"] != "number" or rows[made]["raw"] != before[made]["raw"]
    (entry,) = annotations_of(workspace, report_id)
    assert entry.payload["remap"] == ["disclosure", "column", "本年度制件数", "repealed"]


def test_a_finding_by_hand_is_a_finding_like_others(workspace):
    report_id = fill(workspace, 1)
    add_finding(
        workspace,
        LI,
        report_id,
        line=5,
        place="第一部分",
        quote="按月公布",
        problem="没有写公布的渠道",
        suggestion="请补充。",
    )
    (row,) = finding_rows(workspace, "zh")
    assert (row["rule"], row["decision"], row["decided_by"]) == ("M001", "confirmed", "li")
    assert row["place"]["line"] == 5
    for text in ("按月公布", "没有写公布的渠道", "请补充"):
        assert text in row["letter"] + row["message"]


def test_notes_and_letter_are_in_the_findings(workspace):
    report_id = fill(workspace, A103)
    record = flag(workspace, report_id)
    add_note(workspace, LI, report_id, record.id, "待核对原件")
    add_note(workspace, WANG, report_id, record.id, "已电话核实")
    add_note(workspace, WANG, report_id, None, "全文通读")
    edit_letter(workspace, LI, record.id, "请更正总计。")
    (row,) = finding_rows(workspace, "zh")
    assert row["notes"] == ["待核对原件", "已电话核实"]
    assert row["letter"] == "请更正总计。"
    data = load_review(workspace, report_id)
    assert letter_sentence(data, flag(workspace, report_id), "zh") == "请更正总计。"
    assert [entry.kind for entry in data.annotations] == ["note", "note", "note", "letter"]


def test_texts_are_stored_whole_but_not_without_end(workspace):
    report_id = fill(workspace, A103)
    record = flag(workspace, report_id)
    texts = ["一" * LONGEST_TEXT, "二" * (LONGEST_TEXT + 1), "坏\ud800字", "\x1b[2J[/b]\u202e'\"\n"]
    for text in texts:
        add_note(workspace, LI, report_id, record.id, text)
    stored = [entry.payload["text"] for entry in annotations_of(workspace, report_id)]
    assert stored[:2] == [texts[0], texts[1][:LONGEST_TEXT]]
    assert stored[2] == "坏?字"
    assert stored[3] == texts[3]


# --- two reviewers ---------------------------------------------------------------------------


def test_a_stale_decision_is_refused_and_leaves_no_trace(path, workspace):
    report_id = fill(workspace, A103)
    seen = flag(workspace, report_id)
    with open_workspace(path) as other:
        take(other, flag(other, report_id), Verdict.CONFIRMED, WANG)
        before = log(other)
    with pytest.raises(StaleDecisionError) as caught:
        take(workspace, seen, Verdict.DISMISSED)
    assert caught.value.params == {"flag": seen.id, "verdict": "confirmed"}
    assert log(workspace) == before
    assert flag(workspace, report_id).verdict == "confirmed"
    # Seen anew it can be decided.
    assert take(workspace, flag(workspace, report_id), Verdict.DISMISSED).verdict == "dismissed"


@pytest.mark.parametrize("first", [Verdict.CONFIRMED, Verdict.MISREAD])
def test_a_stale_remap_is_refused(workspace, first):
    report_id = fill(workspace, L301)
    seen = flag(workspace, report_id, "L301")
    take(workspace, seen, first, WANG)
    before = state(workspace)
    with pytest.raises(StaleDecisionError):
        remap_label(workspace, LI, seen.id, seen.version, "repealed", reread)
    assert state(workspace) == before


def test_a_decision_on_a_flag_that_a_reading_has_taken_away_is_stale(workspace):
    report_id = fill(workspace, A103)
    seen = flag(workspace, report_id)
    correct_cells(workspace, WANG, report_id, {TOTAL: 6})
    with pytest.raises(StaleDecisionError):
        take(workspace, seen, Verdict.CONFIRMED)


def test_undoing_a_decision_makes_what_was_seen_before_stale(workspace):
    report_id = fill(workspace, A103)
    seen = take(workspace, flag(workspace, report_id), Verdict.CONFIRMED)
    undo(workspace, LI, annotations_of(workspace, report_id)[0].id, reread)
    with pytest.raises(StaleDecisionError):
        take(workspace, seen, Verdict.DISMISSED, WANG)


def test_what_is_not_there_cannot_be_annotated(workspace):
    report_id = fill(workspace, A103)
    before = log(workspace)
    calls = (
        lambda: decide(workspace, LI, 999, 0, Verdict.CONFIRMED),
        lambda: add_note(workspace, LI, report_id, 999, "x"),
        lambda: edit_letter(workspace, LI, 999, "x"),
        lambda: remap_label(workspace, LI, 999, 0, "made", reread),
        lambda: correct_cells(workspace, LI, 999, {TOTAL: 1}),
        lambda: change_identity(workspace, LI, 999, Identity("甲乡人民政府", None, 2023)),
        lambda: add_finding(
            workspace, LI, 999, line=1, place="", quote="", problem="x", suggestion=""
        ),
        lambda: undo(workspace, LI, 999, reread),
    )
    for call in calls:
        with pytest.raises(AnnotationError):
            call()
    assert log(workspace) == before


# --- undo ------------------------------------------------------------------------------------


def moved(report):
    return replace(report.identity, organ="柳树乡人民政府", region="青禾县", level=Level.TOWNSHIP)


ACTS = {
    **{
        verdict.value: lambda w, r, verdict=verdict: take(w, flag(w, r), verdict)
        for verdict in Verdict
    },
    "reading": lambda w, r: take(w, flag(w, r), Verdict.MISREAD, readings={TOTAL: 6}),
    "illegible": lambda w, r: take(w, flag(w, r), Verdict.MISREAD, readings={TOTAL: None}),
    "corrected": lambda w, r: take(w, flag(w, r), Verdict.CONFIRMED, corrected={TOTAL: 6}),
    "correction": lambda w, r: correct_cells(w, LI, r, {TOTAL: 5, "litigation.review.total": 7}),
    "sign-off": lambda w, r: sign_off(w, LI, r),
    "letter": lambda w, r: edit_letter(w, LI, flag(w, r).id, "请更正。"),
    "note": lambda w, r: add_note(w, LI, r, flag(w, r).id, "核实"),
    "identity": lambda w, r: change_identity(w, LI, r, moved(load_report(w, r))),
    "finding": lambda w, r: add_finding(
        w, LI, r, line=3, place="", quote="", problem="缺渠道", suggestion=""
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_undo_is_exact(workspace, act):
    report_id = fill(workspace, A103)
    before, findings = state(workspace), list(finding_rows(workspace, "zh"))
    ACTS[act](workspace, report_id)
    changed = log(workspace)
    (entry,) = annotations_of(workspace, report_id)
    undone = undo(workspace, LI, entry.id, reread)
    assert undone.id == entry.id
    after = state(workspace, raised_only=True)
    # A series that was made for it may be left, empty.
    kept = set(before["series"])
    assert kept <= set(after["series"])
    assert {k: v for k, v in after.items() if k != "series"} == {
        k: v for k, v in before.items() if k != "series"
    }
    assert list(finding_rows(workspace, "zh")) == findings
    assert annotations_of(workspace, report_id)[0].is_undone
    # The log has grown by the undo, and nothing in it has changed.
    assert log(workspace)[: len(changed)] == changed
    assert len(log(workspace)) == len(changed) + 1


def test_undo_of_a_remap_is_exact(workspace):
    report_id = fill(workspace, L301)
    before = state(workspace)
    record = flag(workspace, report_id, "L301")
    remap_label(workspace, LI, record.id, record.version, "repealed", reread)
    assert state(workspace) != before
    undo(workspace, LI, last_own(workspace, LI).id, reread)
    assert state(workspace, raised_only=True) == before


def test_a_finding_that_was_taken_back_is_gone_from_the_review(workspace):
    report_id = fill(workspace, A103)
    made = add_finding(
        workspace, LI, report_id, line=3, place="", quote="", problem="缺渠道", suggestion=""
    )
    assert "M001" in {r.flag.rule for r in load_review(workspace, report_id).flags}
    undo(workspace, LI, made, reread)
    assert "M001" not in {r.flag.rule for r in load_review(workspace, report_id).flags}
    assert totals(workspace).decided == 0


def test_one_decision_in_the_middle_is_undone_and_the_later_ones_stay(workspace):
    report_id = fill(workspace, FOUR)
    verdicts = [Verdict.CONFIRMED, Verdict.DISMISSED, Verdict.UNSURE, Verdict.MISREAD]
    for at, verdict in enumerate(verdicts):
        take(workspace, flag(workspace, report_id, at=at), verdict)
    second = annotations_of(workspace, report_id)[1]
    undo(workspace, LI, second.id, reread)
    found = [record.verdict for record in flags_of(workspace, report_id)]
    assert found == ["confirmed", None, "unsure", "misread"]


def test_undoing_the_later_of_two_decisions_brings_the_earlier_back(workspace):
    report_id = fill(workspace, A103)
    first = take(workspace, flag(workspace, report_id), Verdict.CONFIRMED, corrected={TOTAL: 6})
    take(workspace, first, Verdict.MISREAD, WANG, readings={TOTAL: 6})
    earlier, later = annotations_of(workspace, report_id)
    undo(workspace, WANG, later.id, reread)
    assert flag(workspace, report_id).verdict == "confirmed"
    rows = {row["field"]: row for row in cell_rows(workspace)}
    assert [rows[TOTAL][k] for k in ("printed", "corrected")] == [8, 6]
    undo(workspace, LI, earlier.id, reread)
    assert flag(workspace, report_id).verdict is None


def test_only_ones_own_and_only_once(workspace):
    report_id = fill(workspace, A103)
    take(workspace, flag(workspace, report_id), Verdict.CONFIRMED)
    (entry,) = annotations_of(workspace, report_id)
    others = (WANG, Reviewer(LI.uid, LI.account, "zhao"), Reviewer(1002, LI.account, LI.label))
    for other in others:
        with pytest.raises(AnnotationError) as caught:
            undo(workspace, other, entry.id, reread)
        assert caught.value.code == "annotation_of_other"
        assert last_own(workspace, other) is None
    assert flag(workspace, report_id).verdict == "confirmed"
    undo(workspace, LI, entry.id, reread)
    with pytest.raises(AnnotationError) as caught:
        undo(workspace, LI, entry.id, reread)
    assert caught.value.code == "annotation_undone"
    undos = [row[0] for row in workspace.rows("select id from annotation where kind = 'undo'")]
    assert len(undos) == 1
    with pytest.raises(AnnotationError):
        undo(workspace, LI, undos[0], reread)
    assert last_own(workspace, LI) is None


def test_a_reviewer_without_a_label_is_the_account(workspace):
    report_id = fill(workspace, A103)
    nobody = Reviewer(1001, "tester", "")
    take(workspace, flag(workspace, report_id), Verdict.CONFIRMED, nobody)
    found = last_own(workspace, nobody)
    assert found.reviewer == "tester"
    undo(workspace, nobody, found.id, reread)
    assert flag(workspace, report_id).verdict is None


def test_a_label_that_is_not_utf_8_decides_and_undoes(workspace):
    report_id = fill(workspace, A103)
    odd = Reviewer(1001, "tester", b"\xc0\xee".decode("utf-8", "surrogateescape"))
    take(workspace, flag(workspace, report_id), Verdict.CONFIRMED, odd)
    undo(workspace, odd, last_own(workspace, odd).id, reread)
    assert flag(workspace, report_id).verdict is None


# --- sign-off --------------------------------------------------------------------------------


def test_sign_off_and_what_comes_after_it(workspace):
    report_id = fill(workspace, A103, FOUR)

    def now():
        return queue_rows(workspace, [report_id])[0].state

    assert now() is ReportState.UNREAD
    take(workspace, flag(workspace, report_id), Verdict.DISMISSED)
    made = sign_off(workspace, LI, report_id)
    assert now() is ReportState.SIGNED_OFF_CLEAN
    assert totals(workspace).signed_off == 1
    # What is signed off comes last.
    assert queue_ids(workspace)[-1] == report_id
    take(workspace, flag(workspace, report_id), Verdict.CONFIRMED)
    assert load_review(workspace, report_id).signed_off
    undo(workspace, LI, made, reread)
    assert not load_review(workspace, report_id).signed_off
    assert totals(workspace).signed_off == 0


# --- identity --------------------------------------------------------------------------------


def test_a_report_moves_with_its_flags_and_decisions(workspace):
    report_id = fill(workspace, NAMELESS)
    record = flag(workspace, report_id, "R801")
    add_note(workspace, LI, report_id, record.id, "问过，是柳树乡")
    target = Identity("柳树乡人民政府", "青禾县", 2023, Kind.OWN, Level.TOWNSHIP)
    change_identity(workspace, LI, report_id, target)
    stored = stored_report(workspace, report_id)
    assert (stored.organ, stored.region, stored.year) == ("柳树乡人民政府", "青禾县", 2023)
    assert (stored.level, stored.revision, stored.is_current) == (Level.TOWNSHIP, 1, True)
    assert not flag(workspace, report_id, "R801").is_raised
    assert [e.kind for e in annotations_of(workspace, report_id)] == ["note", "identity"]
    (_, entry) = annotations_of(workspace, report_id)
    undo(workspace, LI, entry.id, reread)
    assert stored_report(workspace, report_id).organ is None
    assert flag(workspace, report_id, "R801").is_raised


def test_the_last_identity_that_stands_holds(workspace):
    report_id = fill(workspace, NAMELESS)
    made = [
        change_identity(workspace, LI, report_id, Identity(name, "青禾县", 2023))
        for name in ("甲乡人民政府", "乙乡人民政府", "丙乡人民政府")
    ]
    undo(workspace, LI, made[1], reread)
    assert stored_report(workspace, report_id).organ == "丙乡人民政府"
    undo(workspace, LI, made[2], reread)
    assert stored_report(workspace, report_id).organ == "甲乡人民政府"
    undo(workspace, LI, made[0], reread)
    assert stored_report(workspace, report_id).organ is None


def test_a_report_that_moves_to_a_series_with_others_is_a_revision_there(workspace):
    first, second = fill(workspace, 2), None
    second = fill(workspace, 3)
    target = load_report(workspace, first).identity
    made = change_identity(workspace, LI, second, target)
    assert stored_report(workspace, second).series_id == stored_report(workspace, first).series_id
    revisions = [(s.revision, s.is_current) for s in iterate_reports(workspace)]
    assert revisions == [(1, False), (2, True)]
    undo(workspace, LI, made, reread)
    revisions = [(s.revision, s.is_current) for s in iterate_reports(workspace)]
    assert revisions == [(1, True), (1, True)]


def test_a_namesake_is_asked_about_as_long_as_it_is_one(workspace, tmp_path):
    """What moves away or comes near changes flags of other organs' reports as well."""
    nowhere = replace(SAMPLE[2], region=None, title="石滩乡人民政府2023年政府信息公开工作年度报告")
    first = put(workspace, tmp_path, "a.txt", encoded(nowhere))
    assert stored_report(workspace, first).region is None
    second = fill(workspace, 2)
    assert flag(workspace, second, "R803").is_raised
    other = Identity("另一乡人民政府", "青禾县", 2023, Kind.OWN, Level.TOWNSHIP)
    change_identity(workspace, LI, first, other)
    told = state(workspace)
    for stored in list(iterate_reports(workspace)):
        with workspace.transaction():
            replay_report(workspace, stored.id)
    assert told == state(workspace)
    assert not flag(workspace, second, "R803").is_raised


# --- what decisions survive ------------------------------------------------------------------


def decide_everything(workspace):
    """A decision of each kind on three reports."""
    a103, c205, four = (fill(workspace, number) for number in (A103, C205, FOUR))
    take(workspace, flag(workspace, a103), Verdict.CONFIRMED, corrected={TOTAL: 6})
    record = flag(workspace, c205)
    readings = {c.field: c.proposed for c in record.flag.proposals[0].changes}
    take(workspace, record, Verdict.MISREAD, readings=readings)
    take(workspace, flag(workspace, four), Verdict.DISMISSED)
    take(workspace, flag(workspace, four, at=1), Verdict.UNSURE, WANG)
    add_note(workspace, LI, four, flag(workspace, four).id, "表述可接受")
    add_finding(workspace, LI, four, line=3, place="", quote="", problem="缺渠道", suggestion="")
    correct_cells(workspace, WANG, a103, {"litigation.review.total": 0})
    sign_off(workspace, LI, a103)


def test_a_recheck_changes_nothing(workspace):
    decide_everything(workspace)
    before = state(workspace)
    for _ in range(2):
        for stored in list(iterate_reports(workspace)):
            with workspace.transaction():
                replay_report(workspace, stored.id)
    assert state(workspace) == before


def test_reading_the_stored_documents_again_changes_nothing(workspace):
    decide_everything(workspace)
    before = state(workspace)
    for stored in list(iterate_reports(workspace)):
        with workspace.transaction():
            reread_report(workspace, stored.id, reread)
    assert state(workspace) == before


def test_the_same_file_under_another_name_changes_nothing(workspace, tmp_path):
    decide_everything(workspace)
    before = state(workspace)
    for number in (A103, C205, FOUR):
        assert (
            put(workspace, tmp_path, f"改名{number}.txt", sample_file(number).read_bytes()) is None
        )
    assert state(workspace) == before


def test_decisions_and_readings_hold_for_a_copy(workspace, tmp_path):
    report_id = fill(workspace, A103)
    take(workspace, flag(workspace, report_id), Verdict.MISREAD, readings={TOTAL: 6})
    copy = put(workspace, tmp_path, "copy.txt", sample_file(A103).read_bytes() + b"\n\n")
    assert stored_report(workspace, copy).copy_of == report_id
    assert flags_of(workspace, copy) == []
    rows = [row for row in cell_rows(workspace) if row["field"] == TOTAL]
    assert [(row["report"], row["value"], row["printed"]) for row in rows] == [
        (sample_file(A103).name, 8, 6),
        ("copy.txt", 8, 6),
    ]
    # What is decided later holds for the copy as well, and so does its undo.
    undo(workspace, LI, last_own(workspace, LI).id, reread)
    assert [r.verdict for r in (*flags_of(workspace, copy), *flags_of(workspace, report_id))] == [
        None,
        None,
    ]
    take(workspace, flag(workspace, report_id), Verdict.DISMISSED)
    assert flag(workspace, copy).verdict == "dismissed"


def revised(number, **cells):
    sample = SAMPLE[number]
    return encoded(replace(sample, values={**sample.values, **cells}))


def test_a_reading_holds_for_a_revision_only_where_the_same_is_printed(workspace, tmp_path):
    report_id = fill(workspace, A103)
    elsewhere = "litigation.review.total"
    correct_cells(workspace, LI, report_id, {TOTAL: 6, elsewhere: 3})
    changed = put(workspace, tmp_path, "new.txt", revised(A103, **{TOTAL: "9"}))
    assert stored_report(workspace, changed).revision == 2
    data = load_review(workspace, changed)
    assert data.printed.cells_by_field[TOTAL].value == 9
    assert data.printed.cells_by_field[elsewhere].value == 3


def test_a_decision_holds_as_long_as_what_it_is_about_is_the_same(workspace, tmp_path):
    report_id = fill(workspace, A103)
    decided = take(workspace, flag(workspace, report_id), Verdict.DISMISSED)
    # Elsewhere something else: the doubt is the same, and so is the decision.
    same = put(
        workspace, tmp_path, "b.txt", revised(A103, **{"disclosure.penalties.decisions": "1"})
    )
    assert stored_report(workspace, same).revision == 2
    assert flag(workspace, same, "A103").verdict == "dismissed"
    # Another figure in the same sum: it comes back, marked as decided before.
    other = put(workspace, tmp_path, "c.txt", revised(A103, **{TOTAL: "9"}))
    back = flag(workspace, other, "A103")
    assert (back.is_raised, back.verdict) == (True, None)
    assert back.decision_id == decided.decision_id
    assert back.decided_on == decided.flag.fingerprint != back.flag.fingerprint
    assert totals(workspace).errors == 1


def test_a_flag_that_changes_under_a_decision_comes_back(workspace):
    report_id = fill(workspace, A103)
    take(workspace, flag(workspace, report_id), Verdict.DISMISSED)
    correct_cells(workspace, LI, report_id, {TOTAL: 9})
    back = flag(workspace, report_id)
    assert (back.flag.rule, back.is_raised, back.verdict) == ("A103", True, None)
    assert back.decision_id is not None
    undo(workspace, LI, last_own(workspace, LI).id, reread)
    assert flag(workspace, report_id).verdict == "dismissed"


def test_the_log_is_append_only_whatever_happens(workspace, tmp_path):
    seen = []

    def grown():
        now = log(workspace)
        assert now[: len(seen)] == seen
        assert len(now) >= len(seen)
        seen[:] = now

    decide_everything(workspace)
    grown()
    for entry in reversed(list(seen)):
        kind, uid = entry[5], entry[2]
        assert kind != "undo"
        undo(workspace, {1001: LI, 1002: WANG}[uid], entry[0], reread)
        grown()
    assert totals(workspace).decided == 0
    put(workspace, tmp_path, "c.txt", revised(A103, **{TOTAL: "9"}))
    grown()
    assert len(seen) == 2 * len([entry for entry in seen if entry[5] != "undo"])
    assert annotation(workspace, seen[0][0]).is_undone


def test_payloads_are_json_that_other_tools_can_read(workspace):
    decide_everything(workspace)
    for payload in workspace.rows("select payload from annotation"):
        assert isinstance(json.loads(payload[0]), dict)
    for (at,) in (tuple(row) for row in workspace.rows("select at from annotation")):
        assert at.endswith("+00:00")
        assert len(at) == len("2024-02-03T04:05:06.000+00:00")


def everything(workspace, report_id):
    """All that the workspace holds of a report but its log."""
    return [
        workspace.rows("select * from report where id = ?", [report_id]),
        workspace.rows("select * from cell where report_id = ? order by field", [report_id]),
        workspace.rows("select * from flag where report_id = ? order by id", [report_id]),
    ]


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_verdict_leaves_what_a_whole_replay_leaves(workspace, verdict):
    report_id = fill(workspace, FOUR)
    for flag in flags_of(workspace, report_id):
        decide(workspace, LI, flag.id, flag.version, verdict, corrected={TOTAL: 3})
        left = everything(workspace, report_id)
        with workspace.transaction():
            replay_report(workspace, report_id)
        assert everything(workspace, report_id) == left


def test_the_rules_are_asked_where_they_would_not_say_the_same(workspace, monkeypatch):
    report_id = fill(workspace, FOUR)
    asked = []

    def seen(*args):
        asked.append(args)
        return check_report(*args)

    monkeypatch.setattr("store.replay.check_report", seen)
    one, two, three = flags_of(workspace, report_id)[:3]
    decide(workspace, LI, one.id, one.version, Verdict.UNSURE)
    assert asked == []
    decide(workspace, LI, two.id, two.version, Verdict.MISREAD, readings={TOTAL: 3})
    assert len(asked) == 1
    # Checked by other rules or settings than those of now.
    with workspace.transaction():
        workspace.execute("update report set checked_with = 'before'")
    three = flag_record(workspace, three.id)
    decide(workspace, LI, three.id, three.version, Verdict.DISMISSED)
    assert len(asked) == 2
