"""R801, R802: what a rule says where organ or year are not known, and what the others say then."""

from __future__ import annotations

import pytest

from store.messages import flag_letter, flag_message
from store.rules import check_report
from tests.store.structure_cases import build

LAST_YEAR = "{organ}2022年政府信息公开工作年度报告"


def codes(report):
    return {flag.rule for flag in check_report(report)}


def organ_flag(report):
    (flag,) = [flag for flag in check_report(report) if flag.rule == "R801"]
    return flag


@pytest.mark.parametrize(
    "title",
    [
        "{organ}{year}年政府信息公开年报",
        "{organ}{year}年政务公开工作总结",
        "{organ}政府信息公开工作{year}年度报告",
    ],
)
def test_a_title_in_other_words_names_its_organ(title):
    report = build(title=title)
    (flag,) = [flag for flag in check_report(report) if flag.rule == "S408"]
    assert flag.severity.value == "info"
    assert "政府信息公开工作年度报告”字样" in flag_message(flag, "zh")
    assert "R801" not in codes(report)


def test_a_title_without_an_organ_goes_into_the_letter():
    flag = organ_flag(build(organ=(None, "本机关"), title="{year}年政府信息公开工作年度报告"))
    assert flag_letter(flag, "zh") == "标题未写明单位名称。请补充。"


@pytest.mark.parametrize("title", ["柳溪{year}工作信息公开报告", "柳溪镇{year}年度报告"])
def test_a_title_that_may_name_an_organ_never_enters_a_letter(title):
    flag = organ_flag(build(organ=(None, "柳溪镇"), title=title))
    assert "柳溪" in flag_message(flag, "zh")
    assert flag_letter(flag, "zh") == flag_letter(flag, "en") == ""


def test_last_years_title_on_a_report_of_this_year_is_one_doubt():
    report = build(title=LAST_YEAR)
    assert report.identity.year is None
    assert codes(report) & {"R802", "S407", "N512", "S405", "S408"} == {"R802"}
    (flag,) = [flag for flag in check_report(report) if flag.rule == "R802"]
    assert "2022、2023" in flag_message(flag, "zh")


def test_where_the_votes_decide_the_title_is_wrong():
    report = build(title=LAST_YEAR, file="2023年报.txt")
    assert report.identity.year == 2023
    (flag,) = [flag for flag in check_report(report) if flag.rule == "N512"]
    assert flag_letter(flag, "zh").startswith("标题写有“2022 年”")
    assert codes(report) & {"R802", "S407"} == set()
