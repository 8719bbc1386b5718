"""Series, revisions and copies; flags raised, resolved, raised again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from importers.readers.text import read_text
from importers.reports import read_reports
from store.database import OperationalError, open_workspace
from store.flags import flags_of, refresh_counters, sync_flags
from store.forms import load_form
from store.prepared import prepare
from store.report import Identity, Level
from store.reports import Incoming, iterate_reports, save_report, stored_report
from store.rules import check_report
from tests.sample_cases import make_sample
from tests.sample_figures import BUSY, PLAIN
from tests.sample_reports import Layout, render


def report(values=PLAIN, organ="柳溪镇人民政府", region="青禾县", year=2023, **changes):
    """A clean report of these figures, but for ``changes``, under the given identity."""
    sample = make_sample("s", Layout.VERTICAL, (None, "柳溪镇"), values, 0, printed=changes)
    (one,) = read_reports(read_text(render(sample)), "s.txt")
    return replace(one, identity=Identity(organ, region, year, level=Level.TOWNSHIP))


def save(workspace, one, name):
    """Store a report as if it came from a file of its own."""
    at = "2024-01-12T08:00:00+00:00"
    incoming = Incoming(prepare(one, workspace.settings), f"{name:0>64}", name, b"", "text/1", at)
    with workspace.transaction():
        return stored_report(workspace, save_report(workspace, incoming))


@pytest.fixture
def workspace(tmp_path):
    with open_workspace(tmp_path / "gouji.db") as opened:
        yield opened


def test_a_report_is_stored_whole_or_not_at_all(workspace, monkeypatch):
    def fail(*_):
        raise OperationalError("disk full")

    monkeypatch.setattr("store.reports.replay_new", fail)
    with pytest.raises(OperationalError):
        save(workspace, report(), "a")
    for table in ("organ", "series", "report", "cell", "flag"):
        assert workspace.value(f"select count(*) from {table}") == 0  # noqa: S608


def test_the_same_cells_again_are_a_copy(workspace):
    first = save(workspace, report(), "a")
    again = save(workspace, report(), "b")
    assert (again.copy_of, again.series_id, again.revision) == (first.id, first.series_id, 1)
    third = save(workspace, report(), "c")
    assert third.copy_of == first.id
    assert [one.path for one in iterate_reports(workspace, current_only=True)] == ["a", "b", "c"]


def test_other_cells_in_a_known_region_are_the_next_revision(workspace):
    first = save(workspace, report(), "a")
    second = save(workspace, report(BUSY), "b")
    assert (second.series_id, second.revision, second.is_current) == (first.series_id, 2, True)
    assert stored_report(workspace, first.id).is_current is False
    assert [one.path for one in iterate_reports(workspace, current_only=True)] == ["b"]
    assert not [f for f in flags_of(workspace, second.id) if f.flag.rule == "R803"]


def test_a_copy_of_an_old_revision_is_as_old_as_that(workspace):
    first = save(workspace, report(), "a")
    save(workspace, report(BUSY), "b")
    late = save(workspace, report(), "c")
    assert (late.copy_of, late.revision) == (first.id, 1)
    assert [one.path for one in iterate_reports(workspace, current_only=True)] == ["b"]


def test_other_cells_in_an_unknown_region_are_asked_about(workspace):
    first = save(workspace, report(region=None), "a")
    second = save(workspace, report(BUSY, region=None), "b")
    assert stored_report(workspace, first.id).is_current is True
    assert second.is_current is False
    (flag,) = [f.flag for f in flags_of(workspace, second.id) if f.flag.rule == "R803"]
    assert flag.params["others"] == ("a",)


def test_one_region_known_and_one_not_are_not_merged_but_asked(workspace):
    first = save(workspace, report(), "a")
    second = save(workspace, report(BUSY, region=None), "b")
    assert first.series_id != second.series_id
    assert [f.flag.rule for f in flags_of(workspace, second.id)].count("R803") == 1


def test_one_name_in_two_regions_is_two_organs(workspace):
    first = save(workspace, report(), "a")
    second = save(workspace, report(BUSY, region="岚川县"), "b")
    assert first.series_id != second.series_id
    assert first.is_current
    assert second.is_current
    assert not [f for f in flags_of(workspace, second.id) if f.flag.rule == "R803"]
    assert workspace.value("select count(*) from organ") == 2


def test_without_a_year_or_an_organ_every_file_is_a_series_of_its_own(workspace):
    for changes in ({"year": None}, {"organ": None}):
        first = save(workspace, report(**changes), f"a{changes}")
        second = save(workspace, report(**changes), f"b{changes}")
        assert first.series_id != second.series_id
        assert second.copy_of is None
        assert second.is_current


WRONG = {"requests.granted.total": "8"}


def test_flags_are_resolved_never_deleted(workspace):
    stored = save(workspace, report(**WRONG), "a")
    (raised,) = [f for f in flags_of(workspace, stored.id) if f.flag.rule == "A103"]
    with workspace.transaction():
        sync_flags(workspace, stored.id, check_report(report()))
        refresh_counters(workspace, stored.id)
    assert not [f for f in flags_of(workspace, stored.id) if f.id == raised.id]
    (kept,) = [f for f in flags_of(workspace, stored.id, resolved=True) if f.id == raised.id]
    assert kept.is_raised is False
    assert kept.version > raised.version
    assert workspace.value("select open_errors from report") == 0
    with workspace.transaction():
        sync_flags(workspace, stored.id, check_report(report(**WRONG)))
    (again,) = [f for f in flags_of(workspace, stored.id) if f.flag.rule == "A103"]
    assert (again.id, again.is_raised) == (raised.id, True)
    assert again.version > kept.version


def test_the_same_flags_again_change_no_version(workspace):
    stored = save(workspace, report(**WRONG), "a")
    before = flags_of(workspace, stored.id)
    with workspace.transaction():
        sync_flags(workspace, stored.id, check_report(report(**WRONG)))
    assert flags_of(workspace, stored.id) == before


def test_flags_read_back_as_they_were_raised(workspace):
    one = report(**WRONG)
    stored = save(workspace, one, "a")
    raised = [replace(flag, params=dict(flag.params)) for flag in check_report(one)]
    assert [f.flag for f in flags_of(workspace, stored.id)] == raised
    assert raised


def test_text_that_no_database_takes_is_stored(workspace):
    one = report(**{"requests.granted.total": "8\udcff\x00"})
    stored = save(workspace, one, "a")
    assert [f for f in flags_of(workspace, stored.id) if f.flag.rule == "C202"]


def test_figures_keep_their_value(workspace):
    stored = save(workspace, report(**{"disclosure.licences.decisions": "9" * 15}), "a")
    number = load_form("2021").fields_by_id["disclosure.licences.decisions"].number
    row = workspace.row(
        "select value from cell where report_id = ? and field = ?", [stored.id, number]
    )
    assert row[0] == 999_999_999_999_999
