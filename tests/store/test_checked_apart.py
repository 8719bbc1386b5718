"""Rules that ran where a report was read say the same as rules that run where it is stored."""

import pickle
from dataclasses import fields, replace

import pytest

from importers.batch import discover, import_files
from importers.reading import read_document
from importers.reports import read_reports
from store.context import context_of
from store.database import open_workspace
from store.forms import load_form
from store.prepared import alone, prepare
from store.replay import replay_report
from store.report import Severity
from store.reports import load_report
from store.rules import Alike, Context, Twin, check_report
from store.rules.apart import check_again, check_apart
from store.settings import DEFAULT_SETTINGS
from tests.benchmarks.measuring import REPO

SAMPLES = sorted((REPO / "tests" / "reports").glob("*.txt"))
LAST_YEAR = REPO / "tests" / "reports" / "09_baiyun_2022_carries_3.txt"


def report_of(path):
    return read_reports(read_document(path.read_bytes()), path.name)[0]


def contexts(form):
    """Contexts that differ from that of a report alone in each part that a rule asks for."""
    base = alone(form, 1, DEFAULT_SETTINGS)
    last_year = report_of(LAST_YEAR)
    return {
        "nothing": base,
        "previous": replace(base, previous=last_year, earlier_year=2022),
        "previous_share": replace(base, previous=last_year, earlier_year=2022, previous_share=0.99),
        "earlier_year": replace(base, earlier_year=2020),
        "predecessors": replace(base, previous=last_year, predecessors=("白云镇人民政府", "甲")),
        "reports_in_file": replace(base, reports_in_file=2),
        "locked": replace(base, locked=frozenset(["requests.received.natural_person"])),
        "namesakes": replace(base, namesakes=("other.docx",)),
        "batch": replace(base, batch=("other.docx",)),
        "twins": replace(base, twins=(Twin("a.pdf", (("disclosure.a.b", "1", "2"),)),)),
        "alike": replace(base, alike=Alike("乙镇人民政府", "青禾县", 2023, 0.95)),
        "revision": replace(base, revision=2),
        "in_roster": replace(base, in_roster=("青禾县甲", "岚川县甲")),
        "organ_names": replace(
            base,
            organ_names=frozenset(["杨坪镇人民政府", "石滩乡人民政府"]),
            own_names=frozenset(["甲"]),
        ),
        "settings": replace(
            base, settings=replace(DEFAULT_SETTINGS, switched_off=frozenset(["A103"]))
        ),
    }


def test_every_part_of_the_context_is_tried():
    tried = set(contexts("2021")) - {"nothing"}
    assert tried | {"form", "own_names"} == {part.name for part in fields(Context)}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name[:2])
def test_what_was_said_apart_holds_in_any_context(path):
    report = report_of(path)
    before = alone(report.form, 1, DEFAULT_SETTINGS)
    said = pickle.loads(pickle.dumps(check_apart(report, before)))
    for name, context in contexts(report.form).items():
        found = check_again(lambda: report, said, before, context)
        assert found == check_report(report, context), name


def test_rules_that_do_not_depend_on_what_differs_are_not_run_again():
    report = report_of(SAMPLES[0])
    before = alone(report.form, 1, DEFAULT_SETTINGS)
    said = check_apart(report, before)

    def unpacked():
        raise AssertionError

    check_again(unpacked, said, before, before)
    with pytest.raises(AssertionError):
        check_again(unpacked, said, before, replace(before, earlier_year=2020))


def test_settings_survive_the_way_to_a_child():
    deadline = replace(
        DEFAULT_SETTINGS, wrong_words={"部份": "部分"}, switched_on=frozenset(["W703"])
    )
    for settings in (DEFAULT_SETTINGS, deadline):
        assert pickle.loads(pickle.dumps(settings)) == settings
    assert pickle.loads(pickle.dumps(deadline)).hash == deadline.hash


def test_replaying_what_was_imported_changes_nothing(tmp_path):
    with open_workspace(tmp_path / "gouji.db") as workspace:
        import_files(workspace, list(discover([REPO / "tests" / "reports"])))
        before = everything(workspace)
        assert len(before["flag"]) > 40
        with workspace.transaction():
            for (report_id,) in workspace.rows("select id from report order by id"):
                replay_report(workspace, report_id)
        assert everything(workspace) == before
        for (report_id,) in workspace.rows("select id from report"):
            report = load_report(workspace, report_id)
            context = context_of(workspace, report_id, report.identity)
            raised = workspace.rows(
                "select rule, anchor, fingerprint from flag where report_id = ? and is_raised"
                " order by rule, anchor",
                [report_id],
            )
            assert raised == sorted(
                (flag.rule, flag.anchor, flag.fingerprint) for flag in check_report(report, context)
            )


def everything(workspace):
    return {
        table: workspace.rows(f"select * from {table} order by 1, 2")  # noqa: S608
        for table in (
            "report",
            "cell",
            "flag",
            "series",
            "organ",
            "text_band",
            "likeness",
            "taught",
        )
    }


def test_a_prepared_report_holds_what_the_report_says():
    report = report_of(SAMPLES[1])
    prepared = pickle.loads(pickle.dumps(prepare(report, DEFAULT_SETTINGS)))
    assert prepared.report.cells_by_field.keys() == report.cells_by_field.keys()
    assert (prepared.identity, prepared.part, prepared.form) == (
        report.identity,
        report.part,
        report.form,
    )
    assert len(prepared.cells) == len(load_form(report.form).fields)
    assert any(flag.severity is Severity.ERROR for one in prepared.said for flag in one.flags)
