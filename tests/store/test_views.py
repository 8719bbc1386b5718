"""The views by which others read the workspace, without gouji."""

import sqlite3

import pytest

from importers.batch import discover, import_files
from store.annotation_log import Verdict
from store.annotations import decide
from store.database import open_workspace
from store.flags import flags_of
from store.forms import load_forms
from store.migrations import _statements, schema_hash
from store.queue import queue_ids, totals
from store.reports import load_report
from store.reviewer import Reviewer
from store.schema_first import FIRST
from tests.benchmarks.measuring import REPO

LI = Reviewer(1, "li", "li")


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("views") / "gouji.db"
    with open_workspace(path) as workspace:
        import_files(workspace, list(discover([REPO / "tests" / "reports"])))
        (record, *_) = flags_of(workspace, queue_ids(workspace)[0])
        decide(workspace, LI, record.id, record.version, Verdict.CONFIRMED)
    return path


@pytest.fixture
def plain(path):
    """The file as a program opens it that knows nothing of gouji."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    yield connection
    connection.close()


def test_findings_are_all_flags_with_whose_they_are(plain, path):
    with open_workspace(path) as workspace:
        expected = {
            (flag.id, flag.flag.rule, flag.flag.severity.value, flag.verdict)
            for (report_id,) in workspace.rows("select id from report")
            for flag in flags_of(workspace, report_id)
        }
    rows = plain.execute("select * from findings").fetchall()
    found = {(row["flag"], row["rule"], row["severity"], row["decision"]) for row in rows}
    assert found == expected
    (decided,) = [row for row in rows if row["decision"]]
    assert (decided["decided_by"], decided["organisation"] is not None) == ("li", True)


def test_open_flags_and_progress_are_those_of_the_queue(plain, path):
    with open_workspace(path) as workspace:
        counted = totals(workspace)
    is_open = "select count(*) from open_flags where severity = ? and reading = 0"
    assert plain.execute(is_open, ["error"]).fetchone()[0] == counted.errors
    assert plain.execute(is_open, ["warning"]).fetchone()[0] == counted.warnings
    row = plain.execute(
        "select sum(reports) as reports, sum(open_errors) as errors, sum(decided) as decided"
        " from progress"
    ).fetchone()
    assert (row["errors"], row["decided"]) == (counted.errors, counted.decided)
    assert row["reports"] == counted.current


@pytest.mark.parametrize("form", load_forms(), ids=lambda form: form.edition)
def test_cells_are_a_row_a_report_and_a_column_a_field(plain, path, form):
    rows = plain.execute(f"select * from cells_{form.edition}").fetchall()  # noqa: S608
    assert rows
    with open_workspace(path) as workspace:
        for row in rows:
            (report_id,) = workspace.row("select id from report where path = ?", [row["report"]])
            report = load_report(workspace, report_id)
            assert {field.id: row[field.id] for field in form.fields} == {
                cell.field: None if cell.value is None else pytest.approx(float(cell.value))
                for cell in report.cells
            }


def test_a_row_a_cell_says_the_same_as_a_column_a_field(plain):
    for form in load_forms():
        wide = plain.execute(f"select * from cells_{form.edition}").fetchall()  # noqa: S608
        expected = {
            (row["report"], field.id): row[field.id] for row in wide for field in form.fields
        }
        own = "select * from cell_values where report in (select report from cells_"
        rows = plain.execute(f"{own}{form.edition})").fetchall()
        assert {(row["report"], row["field"]): row["value"] for row in rows} == expected
        assert len(rows) == len(expected)
        by_name = {row["report"]: row for row in wide}
        for row in rows:
            for name in ("sha256", "revision", "current", "region", "organisation", "year", "kind"):
                assert row[name] == by_name[row["report"]][name]


def test_only_the_columns_that_are_asked_for_are_looked_up(plain):
    plan = 'explain query plan select sum("requests.received.total") from cells_2021'
    lookups = [row[3] for row in plain.execute(plan) if " cell " in row[3]]
    assert lookups == ["SEARCH cell USING PRIMARY KEY (report_id=? AND field=?)"]
    plan = "explain query plan select count(*) from (select * from cells_2021)"
    assert not any(" cell " in row[3] for row in plain.execute(plan))


def test_cells_are_as_printed_where_a_reviewer_read_them(tmp_path):
    with open_workspace(tmp_path / "g.db") as workspace:
        import_files(workspace, list(discover([REPO / "tests/reports/01_liuxi_2023_clean.txt"])))
        field = next(one for one in load_forms()[-1].fields if one.id == "requests.received.total")
        with workspace.transaction():
            workspace.execute(
                "update cell set printed_state = 0, printed = 77 where field = ?", [field.number]
            )
        value = 'select "requests.received.total" from cells_2021'
        assert workspace.value(value) == 77
        with workspace.transaction():
            workspace.execute(
                "update cell set printed_state = 5, printed = null where field = ?", [field.number]
            )
        assert workspace.value(value) is None


def test_a_workspace_of_the_first_schema_gets_the_views(tmp_path):
    path = tmp_path / "old.db"
    connection = sqlite3.connect(path)
    for statement in _statements(FIRST):
        connection.execute(statement)
    connection.execute(f"pragma application_id = {0x676F756A}")
    connection.execute("pragma user_version = 1")
    connection.execute(
        "insert into meta(key, value) values ('schema_hash', ?)", [schema_hash(connection)]
    )
    connection.commit()
    connection.close()
    with open_workspace(path) as workspace:
        assert workspace.rows("select * from findings") == []
        assert workspace.rows("select * from cells_2019") == []
        names = workspace.rows("select name from sqlite_master where name = 'cell_by_field'")
        assert names == []
