"""A ledger goes out, colleagues fill it in, it comes back: in one go, with one undo."""

from __future__ import annotations

import io
import shutil
import subprocess

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from importers.batch import discover, import_files
from importers.errors import FileOverLimitsError, ImporterError
from importers.ledger_file import read_ledger
from importers.reread import reread
from store.annotations import (
    AnnotationKind,
    Verdict,
    add_finding,
    add_note,
    annotation,
    decide,
    last_own,
    undo,
)
from store.checked import count_waiting_for_rules
from store.database import open_workspace
from store.decisions_entered import entries_of
from store.decisions_plan import Trouble, plan_takeover, rectified_of
from store.decisions_taken import take_over
from store.errors import AnnotationError
from store.exports import export_workspace
from store.flags import flag_record, flags_of
from store.queue import queue_rows
from store.replay_steps import replay_waiting
from store.reports import iterate_reports
from store.reviewer import Reviewer
from tests.sample_reports import SAMPLES, encoded

LI, WANG = Reviewer(1, "li", "li"), Reviewer(2, "wang", "wang")
NAMES = ("02_shitan_2023_row_total", "03_yangping_2023_column", "04_hekou_2023_two_cells")


@pytest.fixture
def office(tmp_path):
    folder = tmp_path / "年报"
    folder.mkdir()
    for sample in SAMPLES:
        if sample.name in NAMES:
            (folder / f"{sample.name}.txt").write_bytes(encoded(sample))
    with open_workspace(tmp_path / "gouji.db") as workspace:
        import_files(workspace, list(discover([folder])))
        yield Office(workspace, tmp_path)


class Office:
    """A workspace with three reports, and its ledger."""

    def __init__(self, workspace, folder):
        self.workspace, self.path = workspace, folder / "台账.xlsx"
        self.flags = [
            record
            for stored in iterate_reports(workspace)
            for record in flags_of(workspace, stored.id)
            if record.flag.rule.startswith("A")
        ]
        assert len(self.flags) == 3

    def export(self, language="zh"):
        export_workspace(
            self.workspace, self.path, what="findings", current_only=True, language=language
        )
        return self

    def fill(self, edit):
        book = load_workbook(self.path)
        edit(book)
        book.save(self.path)
        return self

    def entries(self):
        return entries_of(read_ledger(self.path.read_bytes()))

    def plan(self):
        return plan_takeover(self.workspace, self.entries())

    def take(self, reviewer=LI):
        entries = self.entries()
        plan = plan_takeover(self.workspace, entries)
        return take_over(
            self.workspace, reviewer, entries, plan, file_name="台账.xlsx", sha256="0" * 64
        )

    def verdicts(self):
        return [flag_record(self.workspace, record.id).verdict for record in self.flags]

    def decide(self, index, verdict, reviewer=WANG):
        record = flag_record(self.workspace, self.flags[index].id)
        decide(self.workspace, reviewer, record.id, record.version, verdict)


def column(sheet, name):
    return next(cell.column for cell in sheet[3] if cell.value == name)


def row_of(sheet, organ):
    return next(
        row for row in range(4, sheet.max_row + 1) if organ in (sheet.cell(row, 2).value or "")
    )


def enter(organ, **cells):
    """Fill cells of an organ's arithmetic line by the names of their columns."""

    def edit(book):
        sheet = book["台账"]
        for row in range(4, sheet.max_row + 1):
            if organ in (sheet.cell(row, 2).value or "") and "合计" in sheet.cell(row, 5).value:
                for name, value in cells.items():
                    sheet.cell(row, column(sheet, name)).value = value

    return edit


def test_verdict_remark_and_correction_are_taken_over_with_one_undo(office):
    office.export()
    office.fill(enter("石滩乡", 结论="属实", 备注="已电话核实", 填写人="张工"))
    office.fill(enter("杨坪镇", 结论="不提", 是否整改="未整改"))
    plan = office.plan()
    assert [(c.kind, c.was, c.now, c.by) for c in plan.changes] == [
        (AnnotationKind.DECISION, "", "confirmed", "张工"),
        (AnnotationKind.NOTE, "", "已电话核实", "张工"),
        (AnnotationKind.DECISION, "", "dismissed", ""),
        (AnnotationKind.RECTIFIED, "", "false", ""),
    ]
    assert plan.doubts == ()
    before = office.workspace.rows("select count(*) from annotation")
    assert office.verdicts() == [None, None, None]
    assert office.workspace.rows("select count(*) from annotation") == before

    taken = office.take()
    assert office.verdicts() == ["confirmed", "dismissed", None]
    assert rectified_of(office.workspace, office.flags[1].id) is False
    found = last_own(office.workspace, LI)
    assert (found.id, found.kind, found.report_id) == (taken, AnnotationKind.TAKEOVER, None)
    members = [annotation(office.workspace, one) for one in found.payload["annotations"]]
    assert [(m.reviewer, m.payload.get("by")) for m in members] == [
        ("li", "张工"),
        ("li", "张工"),
        ("li", None),
        ("li", None),
    ]

    undo(office.workspace, LI, taken, reread)
    assert office.verdicts() == [None, None, None]
    assert rectified_of(office.workspace, office.flags[1].id) is None
    assert last_own(office.workspace, LI) is None
    row = queue_rows(office.workspace, [office.flags[0].report_id])[0]
    assert (row.decided, row.errors) == (0, 1)
    # What was taken back can be taken over again.
    assert len(office.plan().changes) == 4


def test_a_takeover_that_is_cut_short_is_continued(office):
    office.export().fill(enter("石滩乡", 结论="属实")).fill(enter("杨坪镇", 结论="不提"))

    def stop(done, total):
        raise KeyboardInterrupt

    entries = office.entries()
    plan = office.plan()
    with pytest.raises(KeyboardInterrupt), pytest.MonkeyPatch.context() as patch:
        patch.setattr("store.replay_steps._SECONDS_PER_TRANSACTION", 0.0)
        take_over(
            office.workspace,
            LI,
            entries,
            plan,
            file_name="台账.xlsx",
            sha256="0" * 64,
            on_progress=stop,
        )
    # All is recorded, nothing is brought up to date, and it is known what waits.
    assert office.verdicts() == [None, None, None]
    assert count_waiting_for_rules(office.workspace) == 2
    told = []
    assert replay_waiting(office.workspace, lambda done, total: told.append((done, total))) == 2
    assert told[-1] == (2, 2)
    assert office.verdicts() == ["confirmed", "dismissed", None]
    assert office.plan().changes == ()
    undo(office.workspace, LI, last_own(office.workspace, LI).id, reread)
    assert office.verdicts() == [None, None, None]
    assert count_waiting_for_rules(office.workspace) == 0


def test_doing_it_twice_changes_nothing(office):
    office.export().fill(enter("石滩乡", 结论="属实", 备注="已核", 是否整改="是"))
    assert office.take() is not None
    plan = office.plan()
    assert (plan.changes, plan.doubts) == ((), ())
    assert office.take() is None
    office.export()
    assert office.plan().changes == ()


def test_an_untouched_ledger_changes_nothing(office):
    office.decide(0, Verdict.CONFIRMED)
    add_note(
        office.workspace,
        WANG,
        office.flags[0].report_id,
        office.flags[0].id,
        "电话13812345678 \n已问",
    )
    for language in ("zh", "en"):
        plan = office.export(language).plan()
        assert plan.lines >= 3
        assert (plan.changes, plan.doubts) == ((), ())


def test_rows_moved_columns_added_and_filters_do_not_matter(office):
    def shuffle(book):
        sheet = book["台账"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
        head, body = rows[0], rows[1:][::-1]
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        sheet.delete_rows(1, sheet.max_row)
        sheet.append(["某科室补充的说明"])
        sheet.append([])
        sheet.append(["科室", *head[:4], "电话", *head[4:]])
        for row in body:
            sheet.append(["二科", *row[:4], "12345", *row[4:]])
            sheet.append(["小计"])
        sheet.title = "二科反馈"

    office.export().fill(enter("石滩乡", 结论="待核", 备注="问二科", 填写人="王"))
    office.fill(shuffle)
    plan = office.plan()
    assert [(c.now, c.by) for c in plan.changes] == [("unsure", "王"), ("问二科", "王")]
    assert plan.doubts == ()


def test_a_note_added_behind_the_notes_is_the_only_new_one(office):
    record = office.flags[0]
    add_note(office.workspace, WANG, record.report_id, record.id, "第一条")
    office.export().fill(enter("石滩乡", 备注="第一条；第二条"))
    assert [c.now for c in office.plan().changes] == ["第二条"]
    office.take()
    assert office.plan().changes == ()


def test_what_was_decided_otherwise_since_is_named_and_left(office):
    office.export().fill(enter("石滩乡", 结论="不提")).fill(enter("杨坪镇", 结论="属实"))
    office.decide(0, Verdict.CONFIRMED)
    office.decide(1, Verdict.CONFIRMED)
    plan = office.plan()
    assert plan.changes == ()
    assert [(d.trouble, d.word, d.detail) for d in plan.doubts] == [
        (Trouble.DECIDED_OTHERWISE, "dismissed", "confirmed wang")
    ]
    assert office.take() is None
    assert office.verdicts() == ["confirmed", "confirmed", None]


def test_a_flag_that_has_changed_is_named_and_left(office):
    office.export().fill(enter("石滩乡", 结论="属实"))
    with office.workspace.transaction():
        office.workspace.execute(
            "update flag set fingerprint = 'other' where id = ?", [office.flags[0].id]
        )
    assert [d.trouble for d in office.plan().doubts] == [Trouble.FLAG_CHANGED]
    assert office.take() is None


def test_unknown_words_rows_and_keys_are_named_and_left(office):
    def spoil(book):
        sheet = book["台账"]
        key = column(sheet, "gouji-key")
        rows = [r for r in range(4, sheet.max_row + 1) if sheet.cell(r, key).value]
        sheet.cell(rows[0], column(sheet, "结论")).value = "大概是吧"
        sheet.cell(rows[0], column(sheet, "是否整改")).value = "正在改"
        changed = sheet.cell(rows[1], key)
        changed.value = changed.value.replace("|1|", "|2|")
        sheet.cell(rows[2], key).value = None
        sheet.cell(rows[2], column(sheet, "结论")).value = "属实"

    office.export().fill(spoil)
    plan = office.plan()
    assert plan.changes == ()
    assert [(d.trouble, d.row) for d in plan.doubts] == [
        (Trouble.UNKNOWN_WORD, 4),
        (Trouble.UNKNOWN_WORD, 4),
        (Trouble.NO_KEY, 5),
        (Trouble.NO_KEY, 6),
    ]


def test_a_ledger_of_another_workspace_is_not_taken_for_this_one(office, tmp_path):
    office.export().fill(enter("石滩乡", 结论="属实"))
    with open_workspace(tmp_path / "other.db") as other:
        plan = plan_takeover(other, office.entries())
    assert plan.changes == ()
    assert {d.trouble for d in plan.doubts} == {Trouble.UNKNOWN_FLAG}


def test_two_lines_that_contradict_each_other_are_named_and_left(office):
    def double(book):
        sheet = book["台账"]
        row = row_of(sheet, "石滩乡")
        sheet.append([cell.value for cell in sheet[row]])
        sheet.cell(sheet.max_row, column(sheet, "结论")).value = "不提"
        sheet.cell(row, column(sheet, "结论")).value = "属实"

    office.export().fill(double)
    plan = office.plan()
    assert plan.changes == ()
    assert [d.trouble for d in plan.doubts] == [Trouble.ENTERED_TWICE] * 2


def test_a_hand_made_finding_takes_notes_but_no_verdict(office):
    report = office.flags[0].report_id
    add_finding(
        office.workspace,
        WANG,
        report,
        line=3,
        place="第一部分",
        quote="",
        problem="合计有误",
        suggestion="",
    )
    office.decide(0, Verdict.DISMISSED)
    office.export().fill(enter("石滩乡", 结论="不提", 备注="算了", 是否整改="已整改"))
    plan = office.plan()
    assert [d.trouble for d in plan.doubts] == [Trouble.HAND_MADE]
    assert [c.kind for c in plan.changes] == [AnnotationKind.RECTIFIED, AnnotationKind.NOTE]


def test_what_changes_between_preview_and_yes_is_not_overwritten(office):
    office.export().fill(enter("石滩乡", 结论="不提"))
    entries, plan = office.entries(), office.plan()
    office.decide(0, Verdict.CONFIRMED)
    with pytest.raises(AnnotationError) as caught:
        take_over(office.workspace, LI, entries, plan, file_name="a", sha256="b")
    assert caught.value.code == "decisions_changed"
    assert office.verdicts()[0] == "confirmed"


def test_a_later_decision_of_another_stands_when_the_takeover_is_undone(office):
    office.export().fill(enter("石滩乡", 结论="不提")).fill(enter("杨坪镇", 结论="不提"))
    taken = office.take()
    office.decide(0, Verdict.CONFIRMED)
    undo(office.workspace, LI, taken, reread)
    assert office.verdicts() == ["confirmed", None, None]


def test_a_file_without_the_column_of_keys_is_refused(office):
    office.export()
    office.fill(lambda book: book["台账"].delete_cols(12))
    with pytest.raises(AnnotationError) as caught:
        office.plan()
    assert caught.value.code == "decisions_no_ledger"


def test_a_file_that_was_made_to_do_harm_is_refused(office):
    office.export().fill(lambda book: book["台账"].cell(1_048_576, 16_384, "x"))
    with pytest.raises(FileOverLimitsError):
        office.plan()
    with pytest.raises(ImporterError):
        list(read_ledger(b"PK\x03\x04 no workbook"))


def test_every_text_of_the_ledger_is_read_back_by_another_library(office):
    office.export()
    book = CalamineWorkbook.from_filelike(io.BytesIO(office.path.read_bytes()))
    rows = book.get_sheet_by_name("台账").to_python(skip_empty_area=False)
    assert rows[0][0] == "政府信息公开工作年度报告审核台账"
    assert rows[2] == [
        "序号", "单位", "部分/位置", "原文", "问题", "修改建议", "类别", "是否整改", "备注",
        "结论", "填写人", "gouji-key",
    ]  # fmt: skip
    assert [row[0] for row in rows[3:]] == list(range(1, len(rows) - 2))
    assert rows[3][1] == "青禾县石滩乡人民政府 2023"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.slow
def test_a_ledger_saved_by_libreoffice_comes_back(office, tmp_path):
    office.export().fill(
        enter("石滩乡", 结论="属实", 备注="已核；再问", 填写人="张工", 是否整改="已整改")
    )
    out = tmp_path / "saved"
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(out),
            str(office.path),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    office.path = out / office.path.name
    plan = office.plan()
    assert [(c.kind.value, c.now, c.by) for c in plan.changes] == [
        ("decision", "confirmed", "张工"),
        ("rectified", "true", "张工"),
        ("note", "已核；再问", "张工"),
    ]
    assert plan.doubts == ()
    office.take()
    assert office.verdicts()[0] == "confirmed"
