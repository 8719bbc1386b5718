"""The tables are the replay of the log, and what is not is found and named."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest

from importers.batch import SourceFile, import_files
from importers.reread import reread
from store.aliases import teach_label
from store.annotations import (
    Verdict,
    add_finding,
    add_note,
    change_identity,
    correct_cells,
    decide,
    remap_label,
    sign_off,
    undo,
)
from store.assignments import assign
from store.flags import flags_of
from store.groups import Seen, begin_group, continue_group
from store.rechecking import recheck_rules
from store.reports import load_report
from store.teaching import apply_aliases
from store.verification import verify_workspace
from tests.store.two_desks import LI, NAMES, REPORTS, WANG, copy_of, fill, flag, report_ids, take


@pytest.fixture
def workspace(tmp_path):
    with fill(tmp_path / "gouji.db", (*NAMES, "10_baiyun_2023_carries_1")) as opened:
        yield opened


def work(workspace):
    """Something of every kind, some of it undone."""
    reports = report_ids(workspace)
    record = flag(workspace, "A103")
    decide(
        workspace,
        LI,
        record.id,
        record.version,
        Verdict.CONFIRMED,
        corrected={"requests.granted.total": 6},
    )
    correct_cells(workspace, LI, reports[1], {"litigation.direct.total": 3})
    correct_cells(workspace, LI, reports[2], {"requests.carried_out.total": 1})
    made = correct_cells(workspace, WANG, reports[2], {"requests.carried_out.total": 2})
    undo(workspace, WANG, made, reread)
    add_note(workspace, LI, reports[0], record.id, "x")
    add_finding(
        workspace, WANG, reports[0], line=None, place="", quote="", problem="y", suggestion=""
    )
    label = flag(workspace, "L301", 1)
    remap_label(workspace, LI, label.id, label.version, "repealed", reread)
    identity = load_report(workspace, reports[3]).identity
    change_identity(workspace, LI, reports[3], replace(identity, region="别县"))
    teach_label(workspace, LI, ("disclosure", "row", "规章制度"), "regulations")
    apply_aliases(workspace, reread)
    records = [r for r in flags_of(workspace, reports[2]) if r.verdict is None]
    head = begin_group(
        workspace, WANG, Verdict.DISMISSED, [Seen(r.id, r.version) for r in records], about={}
    )
    continue_group(workspace, WANG, head)
    sign_off(workspace, LI, reports[0])
    assign(workspace, LI, reports[:2], "wang")


def test_a_workspace_at_work_is_the_replay_of_its_log(workspace, tmp_path):
    with copy_of(workspace, tmp_path / "copy.db") as other:
        work(workspace)
        record = flag(other, "A103")
        decide(other, WANG, record.id, record.version, Verdict.DISMISSED)
        take(workspace, other)
    before = workspace.path.read_bytes()
    steps = []
    found = verify_workspace(workspace.path, on_progress=lambda *at: steps.append(at))
    assert found.wrong == ()
    assert (found.reports, found.waiting) == (4, 0)
    assert found.annotations == workspace.value("select count(*) from annotation")
    assert steps == [(number, 4) for number in (1, 2, 3, 4)]
    assert workspace.path.read_bytes() == before


# One thing at a time that the log does not say, and how it is named.
TAMPERED = {
    "update flag set verdict = 'dismissed' where rule = 'A103'": ("flag", "verdict"),
    "update flag set decision_id = 99999 where rule = 'A103'": ("flag", "decision_id"),
    "update flag set fingerprint = 'x' where rule = 'A103'": ("flag", "fingerprint"),
    "update flag set is_raised = 0 where rule = 'A103'": ("flag", "is_raised"),
    "delete from flag where rule = 'A103'": ("flag", "missing"),
    "insert into flag(report_id, rule, anchor, severity, origin, position, place, params, fields,"
    " evidence, proposals, fingerprint, second_view) select report_id, 'A104', 'x', severity,"
    " origin, position, place, params, fields, evidence, proposals, fingerprint, second_view"
    " from flag where rule = 'A103'": ("flag", "stored"),
    "update cell set value = 77 where report_id = 1 and field = (select min(field) from cell where report_id = 1)": (
        "cell",
        "value",
    ),
    "update cell set printed = 77 where printed is not null": ("cell", "printed"),
    "update cell set corrected = null": ("cell", "corrected"),
    "delete from cell where report_id = 1 and field = (select min(field) from cell where report_id = 1)": (
        "cell",
        "missing",
    ),
    "update report set decided = 0 where id = 1": ("report", "decided"),
    "update report set open_errors = open_errors + 1 where id = 2": ("report", "open_errors"),
    "update report set annotations = 0 where id = 1": ("report", "annotations"),
    "update report set sign_off = null where id = 1": ("report", "sign_off"),
    "update report set is_changed = 1 where id = 1": ("report", "is_changed"),
    "update report set is_current = 0 where id = 1": ("report", "is_current"),
    "update report set follows = 2 where id = 1": ("report", "follows"),
    "update report set joined_to = 1 where id = 2": ("report", "joined_to"),
    "update series set year = 1999 where id = (select series_id from report where id = 1)": (
        "report",
        "identity",
    ),
    "delete from assignment where report_id = 1": ("assignment", "missing"),
    "update assignment set reviewer = 'zhao' where report_id = 1": ("assignment", "reviewer"),
    "insert into taught select 1, 'disclosure', 'row', 'x', 'made', min(id) from annotation": (
        "taught",
        "target",
    ),
    "insert into annotation(at, uid, account, reviewer, kind, undoes, payload, key)"
    " values ('t', 1, 'a', 'r', 'undo', 99999, '{}', 'k')": ("annotation", "undoes"),
}


@pytest.fixture(scope="module")
def worked(tmp_path_factory):
    path = tmp_path_factory.mktemp("worked") / "gouji.db"
    with fill(path, (*NAMES, "10_baiyun_2023_carries_1")) as opened:
        work(opened)
    return path


@pytest.mark.parametrize("statement", TAMPERED, ids=lambda text: text[:48])
def test_what_the_log_does_not_say_is_found_and_named(worked, tmp_path, statement):
    path = tmp_path / "gouji.db"
    path.write_bytes(worked.read_bytes())
    assert verify_workspace(path).wrong == ()
    with sqlite3.connect(path) as connection:
        changed = connection.execute(statement).rowcount
    assert changed != 0
    found = verify_workspace(path).wrong
    assert TAMPERED[statement] in [(one.table, one.column) for one in found]


def test_reports_that_wait_for_other_rules_are_told_not_blamed(workspace):
    workspace.execute("update report set checked_with = 'old', decided = 7 where id = 1")
    found = verify_workspace(workspace.path)
    assert (found.waiting, found.wrong) == (1, ())


def test_so_many_are_named_and_no_more(workspace):
    workspace.execute("update cell set value = 77 where value is not null")
    assert len(verify_workspace(workspace.path, most=5).wrong) == 5


def test_a_corrected_file_and_its_decisions_are_the_replay_too(workspace):
    record = flag(workspace, "A103")
    decide(workspace, LI, record.id, record.version, Verdict.CONFIRMED)
    text = (REPORTS / f"{NAMES[0]}.txt").read_text(encoding="utf-8-sig")
    again = workspace.path.parent / "again.txt"
    again.write_text(text.replace("|8|", "|6|", 1) + "\n", encoding="utf-8")
    import_files(workspace, [SourceFile(again, "again.txt")])
    assert verify_workspace(workspace.path).wrong == ()


@pytest.mark.parametrize(
    "statement",
    [
        "delete from assignment",
        "update assignment set reviewer = 'zhao'",
        "update flag set verdict = 'dismissed' where verdict = 'confirmed'",
        "update report set open_errors = open_errors + 1",
    ],
)
def test_what_is_told_to_be_typed_brings_the_tables_back(workspace, statement):
    work(workspace)
    with workspace.transaction():
        workspace.execute(statement)
    assert verify_workspace(workspace.path).wrong != ()
    recheck_rules(workspace, everything=True)
    assert verify_workspace(workspace.path).wrong == ()
