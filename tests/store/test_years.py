"""Years of one organ: what is compared, what is not, and that the order of files is of no account."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from importers.readers.text import read_text
from importers.reports import read_reports
from store.annotations import Verdict, change_identity, correct_cells, decide, undo
from store.database import open_workspace
from store.flags import flags_of
from store.forms import load_form
from store.messages import flag_letter, flag_message
from store.prepared import prepare
from store.report import Identity, Kind, Level, Severity
from store.reports import Incoming, iterate_reports, load_report, save_report
from store.review import load_review
from store.reviewer import Reviewer
from store.rules import Context, check_report
from tests.sample_cases import make_sample
from tests.sample_figures import OLD, PLAIN
from tests.sample_reports import Layout, render

LI = Reviewer(1000, "li", "li")
IN, OUT = "requests.carried_in", "requests.carried_out"
MADE, REPEALED, FORCE = (
    f"disclosure.normative_documents.{column}" for column in ("made", "repealed", "in_force")
)
REGULATIONS = "disclosure.regulations"


def report(year, *, organ="柳溪镇人民政府", region="青禾县", kind=Kind.OWN, base=PLAIN, **cells):
    """A report of ``year`` whose printed cells (``__`` for the dot) differ from ``base``."""
    edition = "2019" if base is OLD else "2021"
    printed = {name.replace("__", "."): text for name, text in cells.items()}
    sample = make_sample(
        "s", Layout.VERTICAL, (None, organ), base, 0, year=year, edition=edition, printed=printed
    )
    (one,) = read_reports(read_text(render(sample)), "s.txt")
    return replace(one, identity=Identity(organ, region, year, kind, Level.TOWNSHIP))


def joined(year, **cells):
    """A report of the 2021 form in which nothing is carried, and in force stays what it was."""
    still = {
        f"{row}__{column}".replace(".", "__"): "0"
        for row in (REGULATIONS, "disclosure.normative_documents")
        for column in ("made", "repealed", "in_force")
    }
    return report(year, **(still | {k.replace(".", "__"): v for k, v in cells.items()}))


def raised(one, previous, *codes):
    flags = check_report(one, Context(load_form(one.form), previous=previous))
    return [flag for flag in flags if flag.rule in codes]


def test_what_joins_raises_nothing():
    assert raised(joined(2023), joined(2022), "Y601", "Y602", "Y603", "Y604") == []


def test_carry_over_that_differs_in_the_total_is_an_error():
    (flag,) = raised(joined(2023), joined(2022, **{f"{OUT}.total": "3"}), "Y601")
    assert (flag.severity, flag.fields) == (Severity.ERROR, (f"{IN}.total",))
    assert flag.params["changes"] == ((f"{IN}.total", "3", "0"),)
    assert "“总计”栏上年报告 3、本年报告 0" in flag_message(flag, "zh")
    assert flag_letter(flag, "zh") == (
        "第三部分表格“二、上年结转政府信息公开申请数量”行与 2022 年度报告“四、结转下年度继续办理”"
        "行不一致：“总计”栏上年报告 3、本年报告 0。请核对办理台账和上年度报告。"
    )


def test_carry_over_that_differs_only_in_columns_is_a_warning():
    before = joined(2022, **{f"{OUT}.natural_person": "1", f"{OUT}.total": "1"})
    after = joined(2023, **{f"{IN}.business": "1", f"{IN}.total": "1"})
    (flag,) = raised(after, before, "Y601")
    assert flag.severity is Severity.WARNING
    assert flag.fields == (f"{IN}.natural_person", f"{IN}.business")


def test_a_total_that_is_not_printed_is_not_judged():
    before = joined(2022, **{f"{OUT}.natural_person": "1", f"{OUT}.total": ""})
    (flag,) = raised(joined(2023), before, "Y601")
    assert (flag.severity, flag.fields) == (Severity.WARNING, (f"{IN}.natural_person",))
    marks = {f"{OUT}.{column}": "/" for column in ("natural_person", "total")}
    assert raised(joined(2023), joined(2022, **marks), "Y601") == []


@pytest.mark.parametrize("year", [2021, 2023, 2024, None])
def test_only_the_year_before_is_compared(year):
    other = joined(2022, **{f"{OUT}.total": "3"})
    other = replace(other, identity=replace(other.identity, year=year))
    assert raised(joined(2023), other, "Y601", "Y602") == []
    unknown = joined(2023)
    unknown = replace(unknown, identity=replace(unknown.identity, year=None))
    assert raised(unknown, other, "Y601", "Y602", "Y604") == []


def test_carry_over_is_compared_over_the_change_of_form_and_stock_is_not():
    old = report(2020, base=OLD)
    flags = raised(joined(2021, **{FORCE: "900"}), old, "Y601", "Y602", "Y603")
    assert [flag.rule for flag in flags] == ["Y601"]
    (flag,) = flags
    assert flag.params["changes"][0] == (f"{IN}.total", "1", "0")


@pytest.mark.parametrize(
    ("printed", "severity", "variant"),
    [("11", None, ""), ("10", Severity.INFO, "lower"), ("13", Severity.WARNING, "higher")],
)
def test_in_force_is_what_was_with_what_was_made_and_without_what_was_repealed(
    printed, severity, variant
):
    before = joined(2022, **{FORCE: "9"})
    after = joined(2023, **{MADE: "4", REPEALED: "2", FORCE: printed})
    flags = raised(after, before, "Y602")
    assert [(f.severity, f.params["variant"]) for f in flags] == (
        [(severity, variant)] if severity else []
    )
    for flag in flags:
        assert flag.anchor == "disclosure.normative_documents"
        assert flag.params["computed"] == "11"
        assert "请" in flag_letter(flag, "zh")


def test_in_force_is_not_judged_where_a_figure_is_missing():
    before = joined(2022, **{FORCE: "9"})
    for missing in (MADE, REPEALED, FORCE):
        assert raised(joined(2023, **{missing: ""}), before, "Y602") == []
    assert raised(joined(2023, **{FORCE: "7"}), joined(2022, **{FORCE: "/"}), "Y602") == []


def test_items_of_the_2019_form_are_a_chain_told_once_a_report():
    before = report(2019, base=OLD)
    items, change = ("disclosure.{}.previous_items", "disclosure.{}.change")
    fits = {
        items.format(row).replace(".", "__"): str(int(OLD[items.format(row)]) + step)
        for row in ("licences", "other_services", "penalties", "coercion", "fees")
        for step in [int(OLD[change.format(row)])]
    }
    assert raised(report(2020, base=OLD, **fits), before, "Y603") == []
    wrong = fits | {"disclosure__licences__previous_items": "28"}
    (flag,) = raised(report(2020, base=OLD, **wrong), before, "Y603")
    assert (flag.severity, flag.fields) == (Severity.INFO, (items.format("licences"),))
    assert "“行政许可”上年填报 28、增减 -1，本年填 28" in flag_message(flag, "zh")


@pytest.mark.parametrize(
    ("earlier", "said"),
    [(None, ""), (2022, ""), (2021, "缺 2022 年报告"), (2019, "缺 2020 至 2022 年报告")],
)
def test_a_gap_is_told_of_the_report_after_it(earlier, said):
    flags = check_report(joined(2023), Context(load_form("2021"), earlier_year=earlier))
    told = [flag_message(flag, "zh") for flag in flags if flag.rule == "Y604"]
    assert len(told) == bool(said)
    assert all(said in sentence for sentence in told)


def save(workspace, one, name):
    at = "2024-01-12T08:00:00+00:00"
    incoming = Incoming(prepare(one, workspace.settings), f"{name:0>64}", name, b"", "text/1", at)
    with workspace.transaction():
        return save_report(workspace, incoming)


@pytest.fixture
def workspace(tmp_path):
    with open_workspace(tmp_path / "gouji.db") as opened:
        yield opened


def state(workspace):
    """Open flags about years, by file."""
    return {
        stored.path: [
            (record.flag.rule, record.flag.severity.value, record.flag.params["variant"])
            for record in flags_of(workspace, stored.id)
            if record.flag.rule.startswith("Y")
        ]
        for stored in iterate_reports(workspace)
    }


def three_years():
    return {
        "21": joined(2021, **{FORCE: "5", f"{OUT}.total": "2"}),
        "22": joined(2022, **{FORCE: "9", f"{OUT}.total": "3"}),
        "23": joined(2023, **{FORCE: "2"}),
    }


EXPECTED = {
    "21": [],
    "22": [("Y601", "error", "total"), ("Y602", "warning", "higher")],
    "23": [("Y601", "error", "total"), ("Y602", "info", "lower")],
}


@pytest.mark.parametrize("order", list(permutations("123")))
def test_the_order_of_files_is_of_no_account(workspace, order):
    years = three_years()
    ids = {name: save(workspace, years[name], name) for name in (f"2{digit}" for digit in order)}
    assert state(workspace) == EXPECTED
    # What a reviewer reads in one year is what the next one is compared with, and is taken back.
    made = correct_cells(workspace, LI, ids["22"], {f"{OUT}.total": 0})
    assert state(workspace) == EXPECTED | {"23": [("Y602", "info", "lower")]}
    undo(workspace, LI, made, lambda *_: None)
    assert state(workspace) == EXPECTED


@pytest.mark.parametrize("order", list(permutations("123")))
def test_a_year_that_moves_away_leaves_a_gap_and_comes_back(workspace, order):
    years = three_years()
    ids = {name: save(workspace, years[name], name) for name in (f"2{digit}" for digit in order)}
    other = replace(load_report(workspace, ids["22"]).identity, organ="石滩乡人民政府")
    moved = change_identity(workspace, LI, ids["22"], other)
    assert state(workspace) == {"21": [], "22": [], "23": [("Y604", "info", "one")]}
    undo(workspace, LI, moved, lambda *_: None)
    assert state(workspace) == EXPECTED


def test_a_corrected_file_of_last_year_is_what_counts(workspace):
    for name, one in three_years().items():
        save(workspace, one, name)
    save(workspace, joined(2022, **{FORCE: "2"}), "22b")
    found = state(workspace)
    assert found["23"] == []
    assert found["22b"] == [("Y601", "error", "total"), ("Y602", "info", "lower")]


def test_a_reading_that_a_decision_brings_reaches_the_next_year(workspace):
    before = save(workspace, joined(2022, **{f"{OUT}.total": "-1"}), "22")
    save(workspace, joined(2023, **{f"{IN}.total": "1"}), "23")
    assert state(workspace)["23"] == []
    (wrong,) = [f for f in flags_of(workspace, before) if f.flag.rule == "C203"]
    decide(workspace, LI, wrong.id, wrong.version, Verdict.MISREAD, readings={f"{OUT}.total": 3})
    assert state(workspace)["23"] == [("Y601", "error", "total")]


def test_a_decision_comes_back_when_the_year_before_says_something_else(workspace):
    before = save(workspace, joined(2022, **{f"{OUT}.total": "3"}), "22")
    after = save(workspace, joined(2023), "23")
    (flag,) = [f for f in flags_of(workspace, after) if f.flag.rule == "Y601"]
    decide(workspace, LI, flag.id, flag.version, Verdict.DISMISSED)
    correct_cells(workspace, LI, before, {f"{OUT}.total": 5})
    (again,) = [f for f in flags_of(workspace, after) if f.flag.rule == "Y601"]
    assert again.id == flag.id
    assert again.verdict is None
    assert again.flag.params["changes"] == ((f"{IN}.total", "5", "0"),)


@pytest.mark.parametrize(
    "other",
    [
        {"kind": Kind.GOVERNMENT},
        {"region": "岚川县"},
        {"region": None},
        {"organ": "石滩乡人民政府"},
    ],
)
def test_other_organs_regions_and_kinds_are_never_chained(workspace, other):
    before = three_years()["22"]
    before = replace(before, identity=replace(before.identity, **other))
    save(workspace, before, "22")
    after = save(workspace, three_years()["23"], "23")
    assert state(workspace)["23"] == []
    assert load_review(workspace, after).previous is None


def test_an_unknown_region_is_said_and_enters_no_letter(workspace):
    for name in ("22", "23"):
        one = three_years()[name]
        save(workspace, replace(one, identity=replace(one.identity, region=None)), name)
    (after,) = [stored.id for stored in iterate_reports(workspace) if stored.path == "23"]
    flags = [f.flag for f in flags_of(workspace, after) if f.flag.rule.startswith("Y")]
    assert {flag.rule for flag in flags} == {"Y601", "Y602"}
    for flag in flags:
        assert "地区不明" in flag_message(flag, "zh")
        assert "region unknown" in flag_message(flag, "en")
        assert "地区不明" not in flag_letter(flag, "zh")


def test_a_verdict_without_a_reading_leaves_other_years_alone(workspace, monkeypatch):
    save(workspace, joined(2022, **{FORCE: "-1"}), "22")
    (stored,) = iterate_reports(workspace)
    save(workspace, joined(2023), "23")
    (flag,) = [f for f in flags_of(workspace, stored.id) if f.flag.rule == "C203"]
    monkeypatch.setattr("store.rereading.reports_beside", pytest.fail)
    decide(workspace, LI, flag.id, flag.version, Verdict.CONFIRMED)


def test_the_next_year_is_checked_once_for_a_new_year(workspace, monkeypatch):
    import store.reports as reports

    checked = []
    replay = reports.replay_report

    def count(workspace, report_id, *rest):
        checked.append(report_id)
        replay(workspace, report_id, *rest)

    years = [save(workspace, joined(year), str(year)) for year in (2019, 2020, 2022, 2023)]
    monkeypatch.setattr(reports, "replay_report", count)
    save(workspace, joined(2021), "2021")
    # What a report is compared with lies before it: the earlier year has nothing new to ask. The
    # new one itself was checked where it was read.
    assert checked == [years[2]]
