"""What the review screen and the letter say of failed sums: located, likeliest, open, together."""

from __future__ import annotations

import re

import pytest

from store.forms import load_form
from store.messages import letter
from store.repair import is_located
from tests.sample_cases import make_sample
from tests.sample_figures import BUSY, PLAIN, YEAR_AFTER, YEAR_BEFORE
from tests.sample_layouts import Layout
from tests.sample_texts import render

ORGAN = ("青禾县", "柳溪镇人民政府")
NOT_HELD = "requests.unavailable.not_held."
IN_PART_FOUR = {
    f"litigation.direct.{key}": value
    for key, value in zip(
        ("upheld", "corrected", "other", "pending", "total"),
        ("405", "21", "25", "25", "446"),
        strict=True,
    )
}


def add(bench, printed, *, base=PLAIN, year=2023, number=70):
    """Import a report whose cells differ from ``base``."""
    made = make_sample(f"{number}_r", Layout.PIPE, ORGAN, base, 0, year=year, printed=printed)
    bench.fill_with(f"{number}_r.txt", render(made).encode())
    return number


def sum_flags(bench, number):
    return [record for record in bench.flags(number) if record.flag.rule.startswith("A10")]


def main_column(desk):
    """The left part of a wide screen, without spaces and line breaks."""
    return "".join("".join(line.split("│")[0].split()) for line in desk.lines())


async def shown(bench, language="zh", keys=("enter",), size=(120, 40)):
    """The screen of the first flag, lines joined."""
    async with bench.running(language=language, size=size) as desk:
        await desk.press(*keys)
        return main_column(desk)


def test_figures_in_the_wrong_column_are_one_letter_that_names_both(bench):
    number = add(bench, {NOT_HELD + "natural_person": "0", NOT_HELD + "business": "2"})
    (record,) = sum_flags(bench, number)
    text = letter(record.flag.rule, record.flag.params, "zh")
    assert "“自然人”列：" in text
    assert "；同时，“商业企业”列（七）总计相差 2。请核对" in text
    assert letter(record.flag.rule, record.flag.params, "en").count("; also column") == 1


def test_sums_that_one_cell_joins_are_told_by_the_first(bench):
    number = add(bench, {"requests.granted.total": "8"})
    (record,) = sum_flags(bench, number)
    assert len(record.flag.evidence) == 2
    assert letter(record.flag.rule, record.flag.params, "zh") == (
        "第三部分表格“（一）予以公开”行：各申请人类别合计为 6，“总计”栏填报 8，相差 2。"
        "请核对申请台账后更正。"
    )


@pytest.mark.parametrize(
    ("language", "sole", "likeliest"),
    [("zh", "唯一解释", "最可能："), ("en", "soleexplanation", "likeliest:")],
)
async def test_only_sums_that_cross_locate_a_cell(bench, language, sole, likeliest):
    # In part four one sum is all there is: only the digits speak for 476 instead of 446.
    add(bench, IN_PART_FOUR, base=BUSY)
    add(bench, {"requests.granted.total": "8"}, year=2025, number=71)
    by_rule = {}
    for number in (70, 71):
        (record,) = sum_flags(bench, number)
        by_rule[record.flag.rule] = record.flag
    assert by_rule["A103"].proposals[0].sole
    assert not by_rule["A104"].proposals[0].sole
    found = {}
    for step in range(2):
        async with bench.running(language=language, size=(120, 40)) as desk:
            await desk.press(*["down"] * step, "enter")
            while not desk.record.flag.rule.startswith("A10"):
                await desk.press("n")
            found[desk.record.flag.rule] = main_column(desk)
    assert sole in found["A103"] and likeliest not in found["A103"]
    assert likeliest in found["A104"] and sole not in found["A104"]


def test_a_cell_is_located_where_two_sums_cross(bench):
    form = load_form("2021")
    for number, printed, base, located in (
        (70, {"requests.granted.total": "8"}, PLAIN, True),
        (71, IN_PART_FOUR, BUSY, False),
    ):
        add(bench, printed, base=base, number=number)
        (record,) = sum_flags(bench, number)
        cells = bench.ask(load_printed, bench.report_id(number))
        assert is_located(form, cells, record.flag.proposals[0]) is located


def load_printed(workspace, report_id):
    from store.review import load_review

    return load_review(workspace, report_id).printed.cells_by_field


async def test_four_wrong_cells_are_said_to_be_past_locating_with_their_gaps(bench):
    rows = ("granted", "partial", "denied.internal_affairs", "unavailable.not_held")
    wrong = {f"requests.{key}.natural_person": str(50 + 7 * i) for i, key in enumerate(rows)}
    number = add(bench, wrong, base=BUSY)
    (record,) = sum_flags(bench, number)
    assert (record.flag.proposals, record.flag.params["open"]) == ((), "none")
    text = await shown(bench)
    assert "至少四处不一致，无法定位" in text
    told = text[text.index("差额：") : text.index("…", text.index("差额："))]
    gaps = [abs(int(number)) for number in re.findall(r"[+-]\d+", told)]
    assert len(gaps) == 3 and gaps == sorted(gaps, reverse=True)
    assert "cannotbelocated" in await shown(bench, "en")


async def test_where_more_than_five_tie_none_is_named(bench):
    lost = {
        f"requests.partial.{c.key}": "" for c in load_form("2021").tables_by_key["requests"].columns
    }
    number = add(bench, {**lost, "requests.granted.business": "1"}, base=BUSY)
    (record,) = sum_flags(bench, number)
    assert (record.flag.proposals, record.flag.params["open"]) == ((), "many")
    assert "多于五种" in await shown(bench)


async def test_cells_that_are_only_wrong_together_are_named_without_figures(bench):
    values = {f: "3" for f in BUSY if f.startswith("litigation.review.")}
    number = add(bench, {**values, "litigation.review.total": "7"}, base=BUSY)
    async with bench.running() as desk:
        await desk.press("enter")
        # The total is what the source says: the reviewer has seen it.
        while desk.record.flag.rule != "A104":
            await desk.press("n")
    from store.annotations import correct_cells

    bench.ask(
        correct_cells, bench.reviewer, bench.report_id(number), {"litigation.review.total": 7}
    )
    (record,) = sum_flags(bench, number)
    assert record.flag.params["open"] == "family"
    assert len(record.flag.params["families"]) == 6
    assert record.flag.proposals == ()
    assert "其中两格一并有误，各为多少无法确定" in await shown(bench)


async def test_last_year_orders_what_ties_and_the_screen_says_so(bench):
    field, whole = "requests.carried_in.natural_person", "requests.carried_in.total"
    left = int(YEAR_AFTER[field])
    before = {f.replace("carried_in", "carried_out"): YEAR_AFTER[f] for f in (field, whole)}
    add(bench, before, base=YEAR_BEFORE, year=2022, number=71)
    printed = {f: str(int(YEAR_AFTER[f]) + 5) for f in (field, whole)}
    number = add(bench, printed, base=YEAR_AFTER)
    flags = sum_flags(bench, number)
    first = flags[0].flag.proposals[0]
    assert [c.field for c in first.changes] == [field, whole]
    assert not first.sole
    async with bench.running(size=(120, 40)) as desk:
        await desk.press("enter")
        while not desk.record.flag.rule.startswith("A10"):
            await desk.press("n")
        assert f"2022年报告结转下年度为{left}" in main_column(desk)
        # One explanation of two cells: not two explanations.
        count = len(desk.record.flag.proposals)
        assert f"{count}种解释（Tab逐一预览），第一种：" in main_column(desk)
        assert f"→{left}且" in main_column(desk)


async def test_all_rows_of_the_flow_are_in_sight_with_and_without_a_preview(bench):
    received, whole = "requests.received.natural_person", "requests.received.total"
    wrong = {f: str(int(BUSY[f]) + 5) for f in (received, whole)}
    number = add(bench, wrong, base=BUSY)
    (record,) = sum_flags(bench, number)
    assert record.flag.rule == "A101"
    async with bench.running() as desk:
        await desk.press("enter")
        for keys in ((), ("tab",)):
            await desk.press(*keys)
            for row in ("一 本年新收", "二 上年结转", "三（七）总计", "四 结转下年度"):
                assert row in desk.text()
        assert f"[!→{BUSY[received]}]" in desk.text()


async def test_after_a_verdict_the_screen_says_what_was_suggested_and_proposes_no_more(bench):
    add(bench, {"requests.granted.total": "8"})
    async with bench.running() as desk:
        await desk.press("enter", "tab", "1", "p")
        text = main_column(desk)
        assert "已随判定建议更正：三（一）予以公开·总计8→6" in text
        assert "唯一解释" not in text
        await desk.press("u", "1")
        text = main_column(desk)
        assert "已随判定建议更正" not in text and "唯一解释" not in text
