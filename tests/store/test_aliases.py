"""What a reviewer says of a label holds in all reports, after a look at what it changes."""

from __future__ import annotations

import threading

import pytest

from importers.batch import SourceFile, import_files
from importers.reread import reread
from store.aliases import aliases, members, own_remaps, proposed, teach_label, unapplied
from store.annotations import Verdict, add_note, decide, last_own, remap_label, sign_off, undo
from store.database import open_workspace
from store.errors import AnnotationError
from store.findings import annotation_rows, cell_rows, finding_rows
from store.flags import flags_of
from store.queue import ReportState, queue_rows, totals
from store.report import FOREIGN, State
from store.reports import load_report, stored_report
from store.reviewer import Reviewer
from store.teaching import (
    Said,
    apply_aliases,
    preview_aliases,
    preview_waiting,
    say_for_all,
)
from tests.sample_cases import make_sample
from tests.sample_figures import BUSY
from tests.sample_layouts import Layout
from tests.sample_tables import Edits
from tests.sample_texts import render

LI = Reviewer(1001, "tester", "li")
WANG = Reviewer(1002, "colleague", "wang")
# Near 行政处罚, and near 行政许可; what it means only a person can say.
ODD = "行政处理决定"
KEY = ("disclosure", "row", ODD)
PENALTIES = "disclosure.penalties.decisions"
LICENCES = "disclosure.licences.decisions"
TOWNS = ("柳溪镇", "石滩镇", "羊坪镇", "河口镇", "梅岭镇")


def text_of(town, *, label=ODD, was="行政处罚", number=0):
    """A report of a town in which one row has another label."""
    edits = Edits(labels={was: label}) if label else Edits()
    organ = ("青禾县", f"{town}人民政府")
    return render(make_sample("s", Layout.PIPE, organ, BUSY, number, edits=edits))


def put(workspace, folder, name, text, jobs=0):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    import_files(workspace, [SourceFile(path, name)], jobs=jobs)
    return workspace.value("select id from report where path = ?", [name])


def doubts(workspace, report_id, rule="L301"):
    return [r for r in flags_of(workspace, report_id) if r.flag.rule == rule]


def cell(workspace, report_id, field):
    return load_report(workspace, report_id).cells_by_field[field]


def everything(workspace):
    """All that reviewers and exports see: cells, raised flags, how reports were read."""
    findings = [
        (row["report"], row["rule"], row["severity"], row["message"], row["decision"])
        for row in finding_rows(workspace, "zh")
    ]
    taught = workspace.rows("select report_id, label, target from taught order by 1, 2")
    return list(cell_rows(workspace)), findings, taught


@pytest.fixture
def workspace(tmp_path):
    with open_workspace(tmp_path / "gouji.db") as made:
        yield made


@pytest.fixture
def towns(workspace, tmp_path):
    """Reports of five towns; the label is odd in four of them."""
    return [
        put(
            workspace,
            tmp_path,
            f"{index}.txt",
            text_of(town, label=ODD if index else "", number=index),
        )
        for index, town in enumerate(TOWNS)
    ]


def test_the_odd_label_is_a_doubt_in_each_report(workspace, towns):
    assert doubts(workspace, towns[0]) == []
    for report_id in towns[1:]:
        (record,) = doubts(workspace, report_id)
        assert record.flag.params["label"] == ODD
        assert not record.flag.second_view
    assert members(workspace, KEY) == towns[1:]


def test_a_remap_in_one_report_is_an_alias_that_waits_for_the_others(workspace, towns):
    first = towns[1]
    (record,) = doubts(workspace, first)
    remap_label(workspace, LI, record.id, record.version, "licences", reread)
    assert aliases(workspace) == {}
    alias, others = proposed(workspace)[KEY]
    assert (alias.target, alias.reviewer, alias.report_id) == ("licences", "li", first)
    assert list(others) == towns[2:]
    # The report itself has changed at once, no other has.
    assert cell(workspace, first, PENALTIES).state is State.ABSENT
    for other in towns[2:]:
        assert cell(workspace, other, PENALTIES).state is State.NUMBER
    # Nothing happens to them before it is said for all.
    apply_aliases(workspace, reread)
    assert cell(workspace, towns[2], PENALTIES).state is State.NUMBER
    wanted = list(preview_waiting(workspace, reread))
    assert [change.report_id for change in wanted] == towns[2:]
    assert all(change.cells for change in wanted)
    assert say_for_all(workspace, WANG) == 1
    assert set(unapplied(workspace, aliases(workspace))) == set(towns[2:])
    apply_aliases(workspace, reread)
    assert cell(workspace, towns[2], PENALTIES).state is State.ABSENT
    assert proposed(workspace) == unapplied(workspace, aliases(workspace)) == {}


def test_an_exception_said_in_one_report_takes_nothing_from_what_holds_for_all(workspace, towns):
    teach_label(workspace, LI, KEY, "penalties")
    apply_aliases(workspace, reread)
    (record,) = doubts(workspace, towns[1])
    remap_label(workspace, WANG, record.id, record.version, "licences", reread)
    assert aliases(workspace)[KEY].target == "penalties"
    assert unapplied(workspace, aliases(workspace)) == {}
    assert own_remaps(workspace, towns[1]) == {KEY: "licences"}


def test_the_preview_says_what_applying_then_does(workspace, towns):
    before = everything(workspace)
    changes = list(preview_aliases(workspace, {KEY: Said(FOREIGN)}, reread))
    assert everything(workspace) == before
    assert [change.report_id for change in changes] == towns[1:]
    wanted = {}
    for change in changes:
        assert [old.field for old, _ in change.cells] == [PENALTIES]
        assert change.closed >= 1
        wanted[change.report_id] = change
    teach_label(workspace, LI, KEY, FOREIGN)
    assert everything(workspace) == before
    waiting = list(preview_waiting(workspace, reread))
    assert {change.report_id: change for change in waiting} == wanted
    open_before = totals(workspace)
    applied = apply_aliases(workspace, reread)
    assert (applied.done, applied.total, applied.failed) == (4, 4, 0)
    for report_id in towns[1:]:
        assert cell(workspace, report_id, PENALTIES).state is State.ABSENT
        assert doubts(workspace, report_id) == []
        (foreign,) = doubts(workspace, report_id, "L302")
        # Said once to be none of the form's, it is told and asked no more.
        assert foreign.flag.second_view
        assert foreign.flag.params["label"] == ODD
        assert len(doubts(workspace, report_id, "L303")) == 1
    assert unapplied(workspace, aliases(workspace)) == {}
    open_after = totals(workspace)
    first_view = sum(change.opened - change.closed for change in wanted.values())
    count = open_after.errors + open_after.warnings + open_after.infos
    assert count == open_before.errors + open_before.warnings + open_before.infos + first_view


def test_confirming_what_it_was_taken_for_changes_no_cell_and_shrinks_the_queue(workspace, towns):
    cells = list(cell_rows(workspace))
    before = totals(workspace)
    changes = list(preview_aliases(workspace, {KEY: Said("penalties")}, reread))
    assert all(not c.cells and (c.closed, c.opened) == (1, 0) for c in changes)
    teach_label(workspace, LI, KEY, "penalties")
    apply_aliases(workspace, reread)
    after = totals(workspace)
    assert after.warnings + after.infos == before.warnings + before.infos - 4
    # What was taught is told in the second view, and asks for nothing there either.
    assert after.reading == before.reading
    for report_id in towns[1:]:
        (record,) = doubts(workspace, report_id)
        assert record.flag.second_view
        assert record.flag.params["variant"] == "taught"
    # Only the scores of the match are others.
    assert [(c["report"], c["field"], c["value"], c["raw"]) for c in cell_rows(workspace)] == [
        (c["report"], c["field"], c["value"], c["raw"]) for c in cells
    ]


@pytest.mark.parametrize("target", [FOREIGN, "licences", "penalties"])
def test_undo_brings_everything_back(workspace, towns, target):
    before = everything(workspace)
    teach_label(workspace, LI, KEY, target)
    apply_aliases(workspace, reread)
    assert everything(workspace) != before
    undo(workspace, LI, last_own(workspace, LI).id, reread)
    assert aliases(workspace) == {}
    assert set(unapplied(workspace, {})) == set(towns[1:])
    apply_aliases(workspace, reread)
    assert everything(workspace) == before


def test_one_wrong_member_is_left_out(workspace, towns):
    odd_one = towns[3]
    teach_label(workspace, LI, KEY, FOREIGN, excepted=[odd_one])
    assert set(unapplied(workspace, aliases(workspace))) == {towns[1], towns[2], towns[4]}
    apply_aliases(workspace, reread)
    assert cell(workspace, odd_one, PENALTIES).state is State.NUMBER
    (record,) = doubts(workspace, odd_one)
    assert not record.flag.second_view
    assert cell(workspace, towns[1], PENALTIES).state is State.ABSENT
    assert unapplied(workspace, aliases(workspace)) == {}


def test_what_was_said_in_a_report_stands_above_what_was_said_for_all(workspace, towns):
    own = towns[1]
    (record,) = doubts(workspace, own)
    remap_label(workspace, LI, record.id, record.version, "licences", reread)
    teach_label(workspace, WANG, KEY, FOREIGN)
    apply_aliases(workspace, reread)
    assert own_remaps(workspace, own) == {KEY: "licences"}
    assert doubts(workspace, own, "L302") == []
    assert len(doubts(workspace, towns[2], "L302")) == 1


def test_the_last_word_holds_and_only_its_author_takes_it_back(workspace, towns):
    teach_label(workspace, LI, KEY, "penalties")
    said = teach_label(workspace, WANG, KEY, FOREIGN)
    assert aliases(workspace)[KEY].target == FOREIGN
    with pytest.raises(AnnotationError) as refused:
        undo(workspace, LI, said, reread)
    assert refused.value.code == "annotation_of_other"
    undo(workspace, WANG, said, reread)
    assert aliases(workspace)[KEY].target == "penalties"


def test_reports_that_come_later_are_read_as_taught(workspace, towns, tmp_path):
    teach_label(workspace, LI, KEY, FOREIGN)
    for jobs in (0, 2):
        report_id = put(
            workspace, tmp_path, f"later{jobs}.txt", text_of(f"第{jobs}镇", number=jobs), jobs
        )
        assert cell(workspace, report_id, PENALTIES).state is State.ABSENT
        assert doubts(workspace, report_id, "L302")[0].flag.second_view
    assert set(unapplied(workspace, aliases(workspace))) == set(towns[1:])


def test_a_copy_that_comes_after_the_lesson_is_still_a_copy(workspace, towns, tmp_path):
    teach_label(workspace, LI, KEY, FOREIGN)
    # The same report in other bytes: its cells differ from those stored, by the lesson alone.
    copy = put(workspace, tmp_path, "copy.txt", text_of(TOWNS[1], number=1) + "\n\n")
    assert stored_report(workspace, copy).copy_of == towns[1]
    undo(workspace, LI, last_own(workspace, LI).id, reread)
    apply_aliases(workspace, reread)
    again = put(workspace, tmp_path, "again.txt", text_of(TOWNS[1], number=1) + "\n\n\n")
    assert stored_report(workspace, again).copy_of == towns[1]


def test_an_interrupted_run_is_continued(workspace, towns, tmp_path):
    more = [
        put(workspace, tmp_path, f"more{index}.txt", text_of(f"第{index}镇", number=index % 3))
        for index in range(16)
    ]
    teach_label(workspace, LI, KEY, FOREIGN)
    steps = []
    apply_aliases(workspace, reread, on_progress=steps.append, is_cancelled=lambda: len(steps) >= 1)
    left = unapplied(workspace, aliases(workspace))
    assert 0 < len(left) < 20
    assert len(steps) == 1
    apply_aliases(workspace, reread)
    assert unapplied(workspace, aliases(workspace)) == {}
    for report_id in [*towns[1:], *more]:
        assert cell(workspace, report_id, PENALTIES).state is State.ABSENT


def test_a_sign_off_is_stale_where_the_lesson_changed_cells_and_only_there(workspace, towns):
    for report_id in towns:
        sign_off(workspace, LI, report_id)
    teach_label(workspace, LI, KEY, "penalties")
    apply_aliases(workspace, reread)
    assert {row.state for row in queue_rows(workspace, towns)} == {ReportState.SIGNED_OFF_CLEAN}
    made = teach_label(workspace, LI, KEY, FOREIGN)
    apply_aliases(workspace, reread)
    states = [row.state for row in queue_rows(workspace, towns)]
    assert states[1:] == [ReportState.CHANGED] * 4
    assert states[0] is ReportState.SIGNED_OFF_CLEAN
    undo(workspace, LI, made, reread)
    apply_aliases(workspace, reread)
    assert {row.state for row in queue_rows(workspace, towns)} == {ReportState.SIGNED_OFF_CLEAN}


def test_decisions_on_other_doubts_stay(workspace, towns, tmp_path):
    text = text_of("南溪镇")
    report_id = put(
        workspace, tmp_path, "x.txt", text.replace("六、其他需要报告的事项", "六、附则")
    )
    other = next(r for r in flags_of(workspace, report_id) if r.flag.rule != "L301")
    decide(workspace, LI, other.id, other.version, Verdict.DISMISSED)
    teach_label(workspace, LI, KEY, FOREIGN)
    apply_aliases(workspace, reread)
    kept = {r.id: r for r in flags_of(workspace, report_id, resolved=True)}[other.id]
    assert kept.verdict == "dismissed"


def test_a_decided_label_keeps_its_verdict_in_the_copy(workspace, towns, tmp_path):
    (record,) = doubts(workspace, towns[1])
    remap_label(workspace, LI, record.id, record.version, "licences", reread)
    copy = put(workspace, tmp_path, "copy.txt", text_of(TOWNS[1], number=1) + "\n\n")
    assert [seen.verdict for seen in doubts(workspace, copy)] == ["misread"]
    say_for_all(workspace, LI)
    apply_aliases(workspace, reread)
    for seen in doubts(workspace, copy):
        assert (seen.verdict, seen.flag.second_view) == ("misread", True)


@pytest.mark.parametrize("label", ["（九）", "12", "一", "——"])
def test_a_label_that_says_nothing_is_no_alias(workspace, towns, label):
    teach_label(workspace, LI, ("requests", "row", label), "granted")
    assert aliases(workspace) == {}


def test_a_column_is_taught_as_well(workspace, tmp_path):
    header = "本年度处制件数"
    texts = [text_of(town, label="", number=i) for i, town in enumerate(TOWNS[:3])]
    assert all("本年制发件数" in text for text in texts)
    ids = [
        put(workspace, tmp_path, f"{i}.txt", text.replace("本年制发件数", header, 1))
        for i, text in enumerate(texts)
    ]
    key = ("disclosure", "column", header)
    assert members(workspace, key) == ids
    teach_label(workspace, LI, key, "made")
    apply_aliases(workspace, reread)
    for report_id in ids:
        (record,) = doubts(workspace, report_id)
        assert record.flag.params["variant"] == "taught"
        assert record.flag.second_view
    teach_label(workspace, LI, key, FOREIGN)
    apply_aliases(workspace, reread)
    for report_id in ids:
        assert cell(workspace, report_id, "disclosure.regulations.made").state is not State.NUMBER


def test_what_is_withdrawn_holds_only_where_it_was_said(workspace, towns):
    (record,) = doubts(workspace, towns[1])
    remap_label(workspace, LI, record.id, record.version, "licences", reread)
    say_for_all(workspace, LI)
    apply_aliases(workspace, reread)
    assert cell(workspace, towns[2], PENALTIES).state is State.ABSENT
    teach_label(workspace, WANG, KEY, None)
    assert aliases(workspace) == {}
    apply_aliases(workspace, reread)
    assert cell(workspace, towns[2], PENALTIES).state is State.NUMBER
    assert cell(workspace, towns[1], PENALTIES).state is State.ABSENT
    assert unapplied(workspace, {}) == {}


def test_what_holds_for_all_reports_is_in_the_exported_log(workspace, towns):
    teach_label(workspace, LI, KEY, FOREIGN)
    undo(workspace, LI, last_own(workspace, LI).id, reread)
    rows = [row for row in annotation_rows(workspace) if row["report"] is None]
    assert [(row["act"], row["undone"], row["reviewer"]) for row in rows] == [
        ("remap", True, "li"),
        ("undo", False, "li"),
    ]
    assert rows[0]["payload"]["remap"] == [*KEY, FOREIGN]
    assert not [r for r in annotation_rows(workspace, words="柳溪") if r["report"] is None]


def test_a_preview_shows_its_own_change_and_not_what_waits_anyway(workspace, towns):
    teach_label(workspace, LI, KEY, FOREIGN)
    # The column's label is another one: mapping it changes no figure of these reports.
    other = ("disclosure", "row", "行政强制措施")
    with workspace.transaction():
        assert list(preview_aliases(workspace, {other: Said("coercion")}, reread)) == []
    again = list(preview_aliases(workspace, {KEY: Said("penalties")}, reread))
    assert all(change.cells for change in again)
    assert {old.state for change in again for old, _ in change.cells} == {State.ABSENT}


def test_a_verdict_gets_through_while_reports_are_read_again(workspace, towns, tmp_path):
    for index in range(24):
        text = text_of(f"第{index}镇", number=index % 3)
        put(workspace, tmp_path, f"more{index}.txt", text)
    teach_label(workspace, LI, KEY, FOREIGN)
    steps, decided_at = [], []

    def colleague():
        with open_workspace(tmp_path / "gouji.db") as own:
            started.wait()
            for text in range(3):
                add_note(own, WANG, towns[0], None, str(text))
                decided_at.append(len(steps))

    started = threading.Event()
    thread = threading.Thread(target=colleague)
    thread.start()

    def step(applied):
        steps.append(applied)
        started.set()

    apply_aliases(workspace, reread, on_progress=step)
    thread.join()
    assert steps[-1].done == steps[-1].total == 28
    # Not when all was over, but between two steps.
    assert decided_at[0] < len(steps)
