"""What filters find in a workspace, compared with what the queue says of each report."""

from __future__ import annotations

import pytest

from importers.batch import discover, import_files
from importers.reread import reread
from store.annotations import Verdict, add_note, decide, sign_off, undo
from store.database import open_workspace
from store.filter_values import filter_values
from store.flags import flags_of
from store.queue import ReportState, queue_ids, queue_rows
from store.reviewer import Reviewer
from tests.benchmarks.measuring import REPO

LI = Reviewer(uid=1, account="one", label="li")
WANG = Reviewer(uid=2, account="two", label="wang")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    with open_workspace(tmp_path_factory.mktemp("filters") / "gouji.db") as workspace:
        import_files(workspace, list(discover([REPO / "tests" / "reports"])))
        ids = queue_ids(workspace)
        first = [r for r in flags_of(workspace, ids[0]) if r.verdict is None]
        decide(workspace, LI, first[0].id, first[0].version, Verdict.CONFIRMED)
        second = flags_of(workspace, ids[1])
        decide(workspace, WANG, second[0].id, second[0].version, Verdict.DISMISSED)
        undo(workspace, WANG, _last(workspace), reread)
        sign_off(workspace, WANG, ids[2])
        add_note(workspace, LI, ids[3], None, "待核对原件")
        yield workspace


def _last(workspace):
    return workspace.value("select max(id) from annotation where kind = 'decision'")


def rows(workspace):
    return queue_rows(workspace, queue_ids(workspace))


def flags(workspace, report_id):
    found = flags_of(workspace, report_id, resolved=True)
    return [r for r in found if r.is_raised or r.verdict is not None]


def expected(workspace, test):
    return {row.report_id for row in rows(workspace) if test(row)}


def any_flag(workspace, test):
    return expected(workspace, lambda row: any(test(r) for r in flags(workspace, row.report_id)))


STATES = {
    "未审": {ReportState.UNREAD},
    "open": {ReportState.OPEN},
    "decided": {ReportState.DECIDED},
    "已审结": {ReportState.SIGNED_OFF, ReportState.SIGNED_OFF_CLEAN},
    "answered": {ReportState.ANSWERED},
    "fixed": {ReportState.RECTIFIED},
    "changed": {ReportState.CHANGED},
}


@pytest.mark.parametrize("word", STATES)
def test_states_are_those_of_the_queue(workspace, word):
    found = set(queue_ids(workspace, f"状态:{word}"))
    assert found == expected(workspace, lambda row: row.state in STATES[word])


def test_the_states_of_the_sample_are_several(workspace):
    found = {row.state for row in rows(workspace)}
    assert found >= {ReportState.UNREAD, ReportState.OPEN, ReportState.SIGNED_OFF_CLEAN}


@pytest.mark.parametrize("code", ["A103", "A1", "N", "S4", "C205"])
def test_rules(workspace, code):
    found = any_flag(workspace, lambda r: r.flag.rule.startswith(code))
    assert found
    assert set(queue_ids(workspace, f"规则:{code}")) == found
    without = {row.report_id for row in rows(workspace)} - found
    assert set(queue_ids(workspace, f"-规则:{code}")) == without


@pytest.mark.parametrize("severity", ["error", "warning", "info"])
def test_severities(workspace, severity):
    found = any_flag(workspace, lambda r: r.flag.severity.value == severity)
    assert found
    assert set(queue_ids(workspace, f"severity:{severity}")) == found


def test_verdicts_and_reviewers(workspace):
    first, second, third, fourth = queue_ids_by_work(workspace)
    assert set(queue_ids(workspace, "判定:属实")) == {first}
    assert set(queue_ids(workspace, "判定:不提")) == set()
    assert set(queue_ids(workspace, "审核人:li")) == {first, fourth}
    # What was taken back does not count.
    assert set(queue_ids(workspace, "reviewer:wang")) == {third}
    assert set(queue_ids(workspace, "审核人:nobody")) == set()
    assert second not in queue_ids(workspace, "审核人:wang,li")


def queue_ids_by_work(workspace):
    """The four reports of the fixture: decided, taken back, signed off, noted."""
    kinds = workspace.rows("select report_id from annotation where kind <> 'undo' order by id")
    return [row[0] for row in kinds]


def test_terms_about_flags_are_about_one_flag(workspace):
    (first,) = queue_ids(workspace, "判定:属实")
    (confirmed,) = [r for r in flags(workspace, first) if r.verdict == "confirmed"]
    others = {r.flag.rule for r in flags(workspace, first)} - {confirmed.flag.rule}
    assert queue_ids(workspace, f"判定:属实 规则:{confirmed.flag.rule}") == (first,)
    for rule in others:
        assert queue_ids(workspace, f"判定:属实 规则:{rule}") == ()
        assert first in queue_ids(workspace, f"判定:待审 规则:{rule}")


def test_words_names_years_levels(workspace):
    every = rows(workspace)
    assert set(queue_ids(workspace, "石滩")) == expected(
        workspace, lambda row: "石滩" in f"{row.region}{row.organ} {row.path}"
    )
    named = expected(workspace, lambda row: row.organ is not None and "镇" in row.organ)
    assert set(queue_ids(workspace, "单位:镇")) == named
    assert set(queue_ids(workspace, "-单位:镇")) == {r.report_id for r in every} - named
    for text, test in (
        ("年度:2023", lambda row: row.year == 2023),
        ("year:..2022", lambda row: row.year is not None and row.year <= 2022),
        ("-年度:2023", lambda row: row.year != 2023),
        ("地区:青禾,县", lambda row: "县" in (row.region or "") or "青禾" in (row.region or "")),
        ("-地区:青禾", lambda row: "青禾" not in (row.region or "")),
    ):
        assert set(queue_ids(workspace, text)) == expected(workspace, test), text
    levels = {row[0]: row[1] for row in workspace.rows(
        "select report.id, organ.level from report join series on series.id = series_id"
        " left join organ on organ.id = organ_id")}  # fmt: skip
    for text, level in (("层级:乡", "township"), ("level:county", "county"), ("层级:不明", None)):
        wanted = {level} if level else {"unknown", None}
        assert set(queue_ids(workspace, text)) == expected(
            workspace, lambda row, wanted=wanted: levels[row.report_id] in wanted
        ), text


HOSTILE = [
    "'; drop table report; --",
    '"%"',
    '"_%_"',
    "' or 1=1",
    '"a\x00b"',
    '文:"\' or"',
    "审核人:'",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_typed_is_never_a_statement(workspace, text):
    before = workspace.value("select count(*) from report")
    assert queue_ids(workspace, text) == ()
    assert workspace.value("select count(*) from report") == before


PLANS = {
    "规则:A103": "flag_by_rule",
    "级别:错误": "flag_by_rule",
    "判定:属实 规则:N": "flag_by_rule",
    "审核人:li": "annotation_by_label",
    "文:复议": "VIRTUAL TABLE INDEX",
    "状态:未审": "COVERING INDEX report_by_work",
    "年度:2023": "report_by_s",
    "石滩": "COVERING INDEX report_by_work",
}


@pytest.mark.parametrize("text", PLANS)
def test_terms_use_an_index(workspace, text):
    statements = []
    workspace.connection.set_trace_callback(statements.append)
    queue_ids(workspace, text)
    workspace.connection.set_trace_callback(None)
    # An index of prose asks its own tables in between.
    (statement,) = [one for one in statements if one.startswith("select report.id")]
    steps = [row[3] for row in workspace.rows(f"explain query plan {statement}")]
    assert any(PLANS[text] in step for step in steps), steps
    # Rows of reports hold their documents: no list may read all of them.
    assert not any(step.startswith("SCAN report") and "INDEX" not in step for step in steps), steps
    assert not any(step.startswith("SCAN flag") and "INDEX" not in step for step in steps), steps


def test_values_that_occur(workspace):
    found = filter_values(workspace)
    rules = [row[0] for row in workspace.rows("select distinct rule from flag order by rule")]
    assert list(found.rules) == rules
    assert found.reviewers == ("li", "wang")
    assert "2023" in found.years
    assert list(found.years) == sorted(found.years, reverse=True)
    assert found.regions
    assert list(found.regions) == sorted(set(found.regions))
