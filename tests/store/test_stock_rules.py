"""A105, C204, C206, C207: figures that are lawful, and what is said of those that are not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from store.forms import load_form
from store.messages import flag_letter, flag_message
from store.report import Level
from store.rules import Context, check_report
from store.settings import Settings
from tests.sample_figures import OLD
from tests.store.structure_cases import FORM, build, figures, last_year, section


def flags(report, code, context=None):
    return [flag for flag in check_report(report, context) if flag.rule == code]


def stock(made, repealed, in_force, **kind):
    printed = {
        "disclosure.normative_documents.made": made,
        "disclosure.normative_documents.repealed": repealed,
        "disclosure.normative_documents.in_force": in_force,
    }
    return build(printed=printed, **kind)


def test_what_is_issued_is_in_force_or_repealed():
    assert flags(stock("4", "1", "3"), "A105") == []
    (flag,) = flags(stock("4", "1", "2"), "A105")
    assert (flag.anchor, flag.severity.value) == ("disclosure.normative_documents:made", "warning")
    assert "本年制发 4，现行有效与本年废止合计 3" in flag_message(flag, "zh")
    assert flag.fields == tuple(
        f"disclosure.normative_documents.{key}" for key in ("made", "in_force", "repealed")
    )


def test_documents_that_are_not_yet_in_force_are_no_doubt():
    said = "制发的文件中有2件尚未施行。仍有不足，已改进。"
    report = stock("4", "1", "2", change=lambda s: replace(s, preamble=(*s.preamble, said)))
    assert flags(report, "A105") == []


@pytest.mark.parametrize(
    ("said", "is_silent"),
    [
        ("其中2件自2024年1月1日起施行。", True),
        ("其中2件自二〇二四年一月起正式实施。", True),
        ("其中2件自2023年5月1日起施行。", False),
        ("2024年将继续执行。", False),
    ],
)
def test_what_is_in_force_from_the_next_year_on_is_no_doubt(said, is_silent):
    report = stock("4", "1", "2", change=lambda s: replace(s, preamble=(*s.preamble, said)))
    assert (flags(report, "A105") == []) is is_silent


@pytest.mark.parametrize("raw", ["", "/", "-1", "4件"])
def test_nothing_is_compared_with_what_is_no_count(raw):
    assert flags(stock(raw, "1", "2"), "A105") == []
    assert flags(stock("4", "1", raw), "A105") == []


def test_no_more_is_repealed_than_there_was():
    before = last_year(normative_documents__in_force="7")
    assert flags(stock("2", "9", "0"), "A105", before) == []
    (flag,) = flags(stock("2", "10", "0"), "A105", before)
    assert "本年废止 10，上年现行有效与本年制发合计 9" in flag_message(flag, "zh")
    assert flags(stock("2", "10", "0"), "A105") == []


def test_another_form_or_year_is_no_year_before():
    old = Context(FORM, previous=build(OLD, edition="2019", year=2022))
    earlier = Context(FORM, previous=stock("0", "0", "7", year=2021))
    for context in (old, earlier):
        assert flags(stock("2", "10", "0"), "A105", context) == []


def test_the_old_form_compares_what_was_disclosed():
    def report(newly, total):
        cells = {"newly_disclosed": newly, "total_disclosed": total}
        printed = {f"disclosure.normative_documents.{key}": value for key, value in cells.items()}
        return build(OLD, edition="2019", year=2020, printed=printed)

    context = Context(load_form("2019"))
    assert flags(report("14", "14"), "A105", context) == []
    (flag,) = flags(report("82", "0"), "A105", context)
    assert "本年新公开 82，对外公开总数 0" in flag_message(flag, "zh")


@pytest.mark.parametrize("raw", ["8600元", "113.96万元", "1.2 万元", "2,600元"])
def test_an_amount_with_a_unit_is_told_once_and_not_used(raw):
    report = figures(fees__amount=raw)
    (flag,) = flags(report, "C204")
    assert flags(report, "C202") == []
    assert report.cells_by_field["disclosure.fees.amount"].value is None
    assert raw in flag_letter(flag, "zh")


@pytest.mark.parametrize(
    ("raw", "variant"),
    [
        *((raw, "counted") for raw in ("318件", "318 条", "318件（含变更）", "318元")),
        *((raw, "about") for raw in ("约318", "318余", "318余件", "318件左右", "＞318", "318+")),
        *((raw, "note") for raw in ("318*", "318①", "318¹", "318[1]", "318（含变更）", "318注1")),
    ],
)
def test_a_count_with_something_beside_it_is_kept_as_printed(raw, variant):
    report = figures(licences__decisions=raw)
    (flag,) = [flag for flag in check_report(report) if flag.rule[0] in "CL"]
    assert (flag.rule, flag.severity.value, flag.params["variant"]) == ("C204", "warning", variant)
    cell = report.cells_by_field["disclosure.licences.decisions"]
    assert (cell.value, cell.raw.strip()) == (None, raw)
    assert raw in flag_letter(flag, "zh") and "万元" not in flag_letter(flag, "zh")


@pytest.mark.parametrize("raw", ["318(12)", "3l8", "三百余", "见附件", "同上", "待统计", "不详"])
def test_text_without_a_plain_figure_is_an_error(raw):
    report = figures(licences__decisions=raw)
    (flag,) = [flag for flag in check_report(report) if flag.rule[0] in "CL"]
    assert (flag.rule, flag.severity.value) == ("C202", "error")
    assert raw in flag_letter(flag, "zh")


@pytest.mark.parametrize("raw", ["318", "318.0", "318.00", "1,318"])
def test_a_whole_count_however_a_sheet_prints_it(raw):
    report = figures(licences__decisions=raw, fees__amount=".86")
    assert [flag for flag in check_report(report) if flag.rule.startswith("C")] == []
    assert report.cells_by_field["disclosure.licences.decisions"].raw.strip() == raw


def ruled(organ, region="青禾县", settings=None):
    report = build(organ=(region, organ), printed={"disclosure.regulations.in_force": "6"})
    return flags(report, "C206", Context(FORM, settings=settings or Settings()))


@pytest.mark.parametrize("organ", ["柳溪镇人民政府", "柳溪街道办事处", "财政局"])
def test_regulations_at_organs_without_the_power(organ):
    (flag,) = ruled(organ)
    assert flag.anchor == "disclosure.regulations"
    assert "“现行有效件数”为 6" in flag_message(flag, "zh")


def test_where_the_level_is_unknown_or_has_the_power_nothing_is_said():
    assert ruled("青禾市人民政府", None) == []
    assert ruled("云杉省人民政府", None) == []
    assert ruled("柳溪经济开发区管理委员会") == []
    assert ruled("国家税务总局青禾县税务局", None) == []
    county = Settings(levels={"青禾市人民政府": Level.COUNTY})
    assert len(ruled("青禾市人民政府", None, county)) == 1


@pytest.mark.parametrize(
    ("now", "before", "variant"),
    [
        ("318", "60", "more"),
        ("60", "318", "less"),
        ("0", "318", "less"),
        ("300", "60", None),
        ("60", "300", None),
        ("49", "1", None),
        ("1", "49", None),
        # What was nothing may become much.
        ("318", "0", None),
        ("318", "/", None),
        ("/", "318", None),
    ],
)
def test_only_large_figures_leap(now, before, variant):
    found = flags(figures(licences__decisions=now), "C207", last_year(licences__decisions=before))
    assert [flag.params["variant"] for flag in found] == ([variant] if variant else [])
    assert all(flag.anchor == "disclosure.licences.decisions" for flag in found)


def test_an_office_may_set_what_a_leap_is():
    context = replace(
        last_year(licences__decisions="100"), settings=Settings(leap_factor=2, leap_floor=500)
    )
    assert flags(figures(licences__decisions="318"), "C207", context) == []
    assert len(flags(figures(licences__decisions="500"), "C207", context)) == 1


def test_without_a_year_before_nothing_leaps():
    assert flags(section("problems", "栏目偏慢，已改进。"), "C207") == []


@pytest.mark.parametrize(
    ("now", "before", "said", "asked"),
    [
        ("8600", "0.86", "填报 8600 万元，2022 年为 0.86 万元，相差约一万倍", "是否误以元为单位"),
        ("0.86", "8600", "填报 0.86 万元，2022 年为 8600 万元", "两年的单位是否均为万元"),
        ("86", "1.2", "填报 86 万元，2022 年为 1.2 万元，增幅很大", "属实的，请说明原因"),
        ("0", "86", "填报 0 万元，2022 年为 86 万元，降幅很大", "属实的，请说明原因"),
    ],
)
def test_an_amount_that_leaps_is_told_with_its_unit(now, before, said, asked):
    (flag,) = flags(figures(fees__amount=now), "C207", last_year(fees__amount=before))
    sentence = flag_letter(flag, "zh")
    assert said in sentence and asked in sentence
    assert ("元为单位" in sentence) == ("元为单位" in asked)
    assert "万元" in flag_message(flag, "zh") and "万元" in flag_letter(flag, "en")


def test_a_count_that_leaps_has_no_unit():
    (flag,) = flags(figures(licences__decisions="8600"), "C207", last_year(licences__decisions="1"))
    assert flag.params["variant"] == "more"
    assert "万元" not in flag_letter(flag, "zh")
