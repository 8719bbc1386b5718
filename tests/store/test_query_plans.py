"""Every query that a reviewer waits for uses its index: the statements really sent are explained."""

import inspect
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from importers.batch import discover, import_files
from store.annotation_log import Verdict
from store.annotation_rows import annotation_rows
from store.annotations import decide
from store.cell_rows import cell_rows
from store.checked import count_waiting_for_rules, waiting_for_rules
from store.database import open_workspace
from store.due import due_of
from store.findings import finding_rows, ledger_rows
from store.flags import flag_records, flags_of, refresh_counters
from store.labels import doubtful_labels, label_members
from store.letters import letter_candidates
from store.printed import standing_annotations
from store.progress import By, progress_by
from store.queue import queue_ids, queue_rows, totals
from store.reports import is_known
from store.review import load_review
from store.reviewer import Reviewer
from store.search import count_prose, search_notes, search_organs, search_prose
from store.totals import totals_by_group
from tests.benchmarks.many_reports import fill
from tests.benchmarks.measuring import REPO

LARGE = ("report", "cell", "flag", "annotation", "text_band", "likeness", "series")
LI = Reviewer(1, "li", "li")


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The samples, as they are imported, with some decisions."""
    path = tmp_path_factory.mktemp("small") / "gouji.db"
    with open_workspace(path) as workspace:
        import_files(workspace, list(discover([REPO / "tests" / "reports"])))
        for report_id in queue_ids(workspace)[:5]:
            for record in flags_of(workspace, report_id):
                decide(workspace, LI, record.id, record.version, Verdict.CONFIRMED)
        yield workspace


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """So many reports that the statistics of SQLite say that tables are large."""
    path = tmp_path_factory.mktemp("large") / "gouji.db"
    fill(path, 1_500)
    with open_workspace(path) as workspace:
        workspace.connection.execute("analyze")
        yield workspace


@dataclass(frozen=True)
class Step:
    """One step of a plan, with the statement that it is of."""

    detail: str
    sql: str

    @property
    def table(self):
        return (*self.detail.split(), "", "")[1]

    @property
    def reads_all_rows(self):
        """Whether all rows of a large table are read, and not an index that holds what is asked."""
        alias = {"a": "annotation", "own": "report", "other": "report", "did": "annotation"}
        table = alias.get(self.table, self.table)
        return self.detail.startswith("SCAN") and table in LARGE and " INDEX " not in self.detail

    @property
    def sorts(self):
        return "TEMP B-TREE FOR ORDER BY" in self.detail or "FOR GROUP BY" in self.detail


def steps(workspace, call):
    """The plans of all statements that a call sends."""
    sent = []
    workspace.connection.set_trace_callback(sent.append)
    try:
        found = call(workspace)
        if inspect.isgenerator(found):
            list(found)
    finally:
        workspace.connection.set_trace_callback(None)
    plans = []
    for sql in dict.fromkeys(sent):
        if sql.startswith("--") or "prose_" in sql:
            continue
        if sql.split()[0].lower() in ("select", "with", "update", "insert", "delete"):
            rows = workspace.connection.execute(f"explain query plan {sql}").fetchall()
            plans += [Step(row[3], sql) for row in rows]
    assert plans
    return plans


def first(workspace):
    return queue_ids(workspace)[0]


# What may sort: what a filter left over, or the rows of one report, organ or label.
CALLS = {
    "queue": (queue_ids, False),
    "page of the queue": (lambda w: queue_rows(w, queue_ids(w)[:40]), False),
    "counts": (totals, False),
    "filter word": (lambda w: queue_ids(w, "杨坪"), False),
    "filter organ": (lambda w: queue_ids(w, "organ:镇"), False),
    "filter region": (lambda w: queue_ids(w, "region:青禾"), False),
    "filter level": (lambda w: queue_ids(w, "level:township"), False),
    "filter state": (lambda w: queue_ids(w, "state:open,unread"), False),
    "filter not rule": (lambda w: queue_ids(w, "-rule:A"), False),
    "filter year": (lambda w: queue_ids(w, "year:2023"), True),
    "filter rule": (lambda w: queue_ids(w, "rule:A103"), True),
    "filter rule open": (lambda w: queue_ids(w, "rule:A verdict:open"), True),
    "filter severity": (lambda w: queue_ids(w, "severity:error"), True),
    "filter verdict": (lambda w: queue_ids(w, "verdict:confirmed"), True),
    "filter reviewer": (lambda w: queue_ids(w, "reviewer:li"), True),
    "filter text": (lambda w: queue_ids(w, "text:公开"), True),
    "review": (lambda w: load_review(w, first(w)), True),
    "flags of a report": (lambda w: flags_of(w, first(w)), True),
    "some flags": (lambda w: flag_records(w, [1, 2, 3]), False),
    "standing annotations": (lambda w: standing_annotations(w, first(w)), True),
    "known content": (lambda w: is_known(w, "0"), False),
    "labels": (doubtful_labels, False),
    "members of a label": (lambda w: label_members(w, ("requests", "row", "予以公开")), True),
    "search organs": (lambda w: search_organs(w, "杨坪"), True),
    "search notes": (lambda w: search_notes(w, "无"), False),
    "search prose": (lambda w: search_prose(w, "公开"), False),
    "count prose": (lambda w: count_prose(w, "公开"), False),
    "progress by region": (lambda w: progress_by(w, By.REGION), True),
    "progress by organ": (lambda w: progress_by(w, By.ORGAN), True),
    "progress by rule": (lambda w: progress_by(w, By.RULE), True),
    "progress by reviewer": (lambda w: progress_by(w, By.REVIEWER, "2024-01-01"), True),
    "due": (due_of, False),
    "waiting for rules": (waiting_for_rules, True),
    "count waiting": (count_waiting_for_rules, False),
    "letters": (letter_candidates, True),
    "export cells": (lambda w: cell_rows(w, words="year:2023"), False),
    "export findings": (lambda w: finding_rows(w, "zh"), True),
    "export ledger": (lambda w: ledger_rows(w, "zh", current_only=True), True),
    "export annotations": (annotation_rows, True),
}


@pytest.mark.parametrize("name", CALLS)
def test_no_query_reads_all_rows_of_a_large_table(small, name):
    call, may_sort = CALLS[name]
    plans = steps(small, call)
    assert [step for step in plans if step.reads_all_rows] == []
    if not may_sort:
        assert [step for step in plans if step.sorts] == []


# With thousands of reports these would take minutes; their statements are those of one report.
ALL_REPORTS = ("export cells", "export findings", "export ledger", "export annotations")


@pytest.mark.parametrize("name", [name for name in CALLS if name not in ALL_REPORTS])
def test_statistics_of_a_large_workspace_mislead_no_query(large, name):
    call, may_sort = CALLS[name]
    plans = steps(large, call)
    assert [step for step in plans if step.reads_all_rows] == []
    if not may_sort:
        assert [step for step in plans if step.sorts] == []


def test_totals_sort_groups_and_read_cells_by_report(small):
    plans = steps(small, totals_by_group)
    assert [step for step in plans if step.reads_all_rows] == []
    assert [step.detail for step in plans if step.table == "cell"] == [
        "SEARCH cell USING PRIMARY KEY (report_id=?)"
    ] * len([step for step in plans if step.table == "cell"])


def test_a_decision_and_its_counters_touch_rows_by_key(small):
    report_id = next(
        one for one in queue_ids(small) if any(not f.verdict for f in flags_of(small, one))
    )
    record = next(one for one in flags_of(small, report_id) if not one.verdict)
    plans = steps(small, lambda w: decide(w, LI, record.id, record.version, Verdict.DISMISSED))
    assert [step for step in plans if step.reads_all_rows] == []
    with rolled_back(small):
        plans = steps(small, lambda w: refresh_counters(w, report_id))
    assert all(step.detail.startswith("SEARCH") for step in plans)


@contextmanager
def rolled_back(workspace):
    workspace.connection.execute("begin immediate")
    yield
    workspace.connection.execute("rollback")


def test_the_check_finds_what_it_looks_for(small):
    (found,) = steps(small, lambda w: w.rows("select title from report where title like '%x'"))
    assert found.reads_all_rows
    found = steps(small, lambda w: w.rows("select id from report order by path"))
    assert any(step.sorts for step in found)
