"""Typing a filter: mistakes are told with their place, Tab completes names and values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import FilterError
from store.filter_terms import parse_filter
from store.filter_values import FilterValues
from tui.completing import Completer, complete

VALUES = FilterValues(
    rules=("A101", "A103", "N512", "S402"),
    regions=("青禾县", "青云 县"),
    years=("2023", "2022"),
    reviewers=("li", "wang"),
)


@pytest.mark.parametrize(
    ("text", "language", "options"),
    [
        ("规", "zh", ("规则:",)),
        ("石滩 -ru", "en", ("rule:",)),
        ("ru", "zh", ("rule:",)),
        ("re", "en", ("region:", "reviewer:")),
        ("规则:A", "zh", ("A101", "A103")),
        ("规则：N512,S", "zh", ("S402",)),
        ("规则:Q", "zh", ()),
        ("级别:", "zh", ("错误", "需核实", "提示")),
        ("state:unr", "en", ("unread",)),
        ("状态:un", "zh", ("unread", "unsure")),
        ("-地区:青", "zh", ("青禾县", '"青云 县"')),
        ('地区:"青云', "zh", ('"青云 县"',)),
        ("审核人:", "zh", ("li", "wang")),
        ("年度:20", "zh", ("2023", "2022")),
        ("不知:", "zh", ()),
    ],
)
def test_what_may_stand_at_the_cursor(text, language, options):
    assert complete(text, len(text), VALUES, language).options == options


@given(st.text(alphabet='规则:，,- "“”Aae年l', max_size=12), st.integers(0, 12), st.booleans())
def test_completing_never_loses_what_stands_around(text, cursor, back):
    cursor = min(cursor, len(text))
    completer = Completer(VALUES, "zh")
    after, at, _ = completer.step(text, cursor, -1 if back else 1)
    assert after.endswith(text[cursor:])
    assert 0 <= at <= len(after)
    assert after[at:] == text[cursor:]


def test_tab_goes_on_from_option_to_option():
    completer = Completer(VALUES, "zh")
    text, at, options = completer.step("规则:A 石滩", 4)
    assert (text, options) == ("规则:A10 石滩", ("A101", "A103"))
    seen = []
    for _ in range(3):
        text, at, _ = completer.step(text, at)
        seen.append(text)
    assert seen == ["规则:A101 石滩", "规则:A103 石滩", "规则:A101 石滩"]
    assert completer.step(text, at, -1)[0] == "规则:A103 石滩"


async def test_a_mistake_is_told_and_the_question_stays(bench):
    bench.fill(2, 30, 1)
    async with bench.running() as desk:
        await desk.press("/")
        await desk.submit("石滩 规测:A1")
        await desk.sees("第 4 字", "规测", "审核人")
        assert desk.asks("ask.filter")
        assert desk.answer == "石滩 规测:A1"
        await desk.submit("规则:A103")
        assert not desk.is_asking
        assert desk.screen.ids == (bench.report_id(2),)
        await desk.press("/")
        await desk.submit("-rule:A103")
        assert set(desk.screen.ids) == {bench.report_id(30), bench.report_id(1)}


async def test_tab_completes_from_the_workspace(bench):
    bench.fill(2, 30, 1)
    async with bench.running() as desk:
        await desk.press("/")
        await desk.write("规")
        await desk.press("tab")
        assert desk.answer == "规则:"
        await desk.press("tab")
        rules = [row[0] for row in bench.ask(
            lambda w: w.rows("select distinct rule from flag order by 1"))]  # fmt: skip
        await desk.sees("  ".join(rules[:3]))
        await desk.press("tab", "tab", "shift+tab", "enter")
        assert desk.screen.filter_words == f"规则:{rules[0]}"


async def test_completion_ends_with_its_question(bench):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.press("/", "escape", "f4")
        before = desk.answer
        await desk.press("tab")
        assert desk.answer == before


@pytest.mark.parametrize("command", [["export", "out.csv"], ["letters", "out"]])
def test_the_command_line_tells_a_mistake(bench, command):
    from click.testing import CliRunner

    from tui.cli import main

    bench.fill(2)
    with pytest.raises(FilterError):
        parse_filter("规测:A1")
    run = CliRunner().invoke(main, [*command, "--db", str(bench.db), "--filter", "规测:A1"])
    assert run.exit_code == 2
    assert "规测" in run.output
    assert "Traceback" not in run.output


async def test_a_value_without_its_name_is_offered_with_it(bench):
    bench.fill(2, 30)
    async with bench.running() as desk:
        await desk.press("/")
        await desk.submit("错误")
        await desk.sees("没有符合“错误”的报告", "是否要找 级别:错误？")
        await desk.press("/")
        await desk.submit("待核,a103")
        await desk.sees("是否要找 状态:待核 / 判定:待核 / 规则:A103？")


async def test_a_report_begins_at_the_flag_that_the_filter_asks_for(bench):
    bench.fill(2, 30)
    rules = [record.flag.rule for record in bench.flags(30) if not record.flag.second_view]
    assert rules[0] != "S412" in rules
    async with bench.running() as desk:
        await desk.press("/")
        await desk.submit("规则:S412")
        await desk.sees("所列报告待审")
        await desk.press("enter")
        await desk.resumed()
        assert desk.record.flag.rule == "S412"
        await desk.sees("从符合筛选“规则:S412”的疑点起")
        await desk.press("escape", "/")
        await desk.submit("年度:2023 -规则:A103")
        await desk.press("enter")
        await desk.resumed()
        assert desk.record.flag.rule == rules[0]
        assert "从符合筛选" not in desk.text()
