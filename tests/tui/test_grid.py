"""The grid: groups as on the form, signs of states, both sums, last year, figures of the prose."""

from __future__ import annotations

from dataclasses import replace

import pytest

from store.annotations import Verdict, add_note, decide
from store.equations import Evaluation, Status
from store.forms import load_form
from tests.tui.golden_screens import check_golden
from tui.actions import Place, actions_at
from tui.drawing.edges import Frame, footer
from tui.drawing.state import marked_fields
from tui.drawing.text import plain, width_of
from tui.locale import translator


async def shown(bench, *samples, keys=("enter",), size=(80, 24), language="zh", **kind):
    """The lines of the screen behind some keys."""
    bench.fill(*samples)
    async with bench.running(language=language, size=size, **kind) as desk:
        await desk.press(*keys)
        return desk.lines()


@pytest.mark.parametrize("size", [(120, 40), (160, 50), (200, 60)])
async def test_all_rows_stand_in_their_groups_where_there_is_height(bench, size):
    lines = await shown(bench, 4, size=size)
    text = "\n".join(lines)
    assert "法人或其他组织" in text
    assert "z 展开" not in text
    rows = [line for line in lines if "成立" in line or "≠" in line]
    assert len(rows) >= 25 + 2
    if size[0] > 120:
        assert any(line.startswith(" 三、本年度办理结果") for line in lines)
        assert any(line.startswith("   （三）不予公开") for line in lines)
    else:
        # The names of the groups run downwards beside their rows.
        outer = [line[1] for line in lines if len(line) > 3 and line[2] == "│"]
        assert "".join(outer).strip() == "三本年度办理结果"


async def test_failed_rows_and_columns_say_both_sums(bench):
    lines = await shown(bench, 4, size=(120, 40))
    assert next(line for line in lines if "（一）予以公开" in line and "▸" in line).count("12≠9")
    parts = next(line for line in lines if " 列 各项＝七" in line)
    assert "24≠21" in parts and "2≠1" in parts
    flow = next(line for line in lines if " 列 一＋二＝七＋四" in line)
    assert "≠" not in flow and flow.count("成立") == 7


@pytest.mark.parametrize(
    ("right", "expected"),
    [(23, ["22≠23"]), (11023, ["22", "≠11023"])],
    ids=["one line", "two lines"],
)
def test_sums_too_wide_for_one_line_stand_on_two(right, expected):
    form = load_form("2021")
    table = form.tables_by_key["requests"]
    evaluations = [Evaluation(equation, Status.HOLDS, 1, 1) for equation in form.equations]
    (at,) = (i for i, e in enumerate(form.equations) if e.id == "A101:requests.business")
    evaluations[at] = Evaluation(form.equations[at], Status.FAILS, 22, right)
    lines = plain(footer(evaluations, table, Frame(23, 7, 8), translator("zh"))).split("\n")
    assert len(lines) == len(expected) + 1
    for line, text in zip(lines, expected, strict=False):
        assert text in line
        assert width_of(line) <= 80
    assert "各项＝七" in lines[-1]


@pytest.mark.parametrize(
    ("sample", "signs"),
    [(7, ["/", "·"]), (16, ["_"]), (19, ["?"]), (20, ["x"])],
)
async def test_states_have_signs_of_their_own(bench, sample, signs):
    lines = await shown(bench, sample)
    marked = [line for line in lines if line.startswith("▸")]
    assert marked
    for sign in signs:
        assert any(sign in line for line in marked)


async def test_text_stands_in_quotes(bench):
    lines = await shown(bench, 27, keys=("enter", "n"), size=(120, 40))
    assert any('"' in line for line in lines if line.startswith("▸"))


async def test_what_was_suggested_stands_beside_what_is_printed(bench):
    bench.fill(2)
    (flag,) = bench.flags(2)
    field = flag.flag.proposals[0].changes[0].field
    bench.ask(
        decide, bench.reviewer, flag.id, flag.version, Verdict.CONFIRMED, corrected={field: 6}
    )
    async with bench.running() as desk:
        await desk.press("enter")
        assert "8⇒6" in desk.text()
        assert desk.words("info.as_corrected", value=6) in desk.text()


async def test_what_was_read_otherwise_has_a_star_and_the_value_as_read(bench):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.press("enter", "left", "enter")
        await desk.submit("2")
        screen = desk.screen
        screen.state = replace(screen.state, cursor="requests.granted.other")
        screen.draw()
        await desk.sees("2*]", desk.words("info.as_read", value=0))


async def test_part_four_is_drawn_across_and_walked_through_as_one_row(bench):
    bench.fill(29)
    async with bench.running() as desk:
        await desk.press("enter", "n")
        lines = desk.lines()
        assert any("行政复议" in line and "│ 行政诉讼" in line for line in lines)
        assert any("未经复议直接起诉" in line and "复议后起诉" in line for line in lines)
        assert any("4≠5" in line for line in lines)
        assert desk.screen.state.cursor == "litigation.review.total"
        await desk.press("right")
        assert desk.screen.state.cursor == "litigation.direct.upheld"
        await desk.press("left")
        assert desk.screen.state.cursor == "litigation.review.total"


async def test_part_two_has_its_articles_with_their_columns(bench):
    lines = await shown(bench, 7)
    heads = [line for line in lines if line.startswith(" 第二十条第（")]
    assert len(heads) == 4
    assert "现行有效" in heads[0] and "收费" in heads[3] and "收费" not in heads[0]


async def test_last_year_says_when_there_is_none(bench):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.press("enter", "b")
        await desk.told("told.no_last_year")
        assert not desk.screen.state.is_last_year


async def test_last_year_ends_with_the_next_flag_or_report(bench):
    bench.fill(9, 10)
    async with bench.running() as desk:
        await desk.press("enter", "b")
        assert desk.screen.state.is_last_year
        await desk.press("]", "[")
        assert not desk.screen.state.is_last_year


async def test_figures_of_the_prose_are_numbered_and_name_their_cells(bench):
    bench.fill(11)
    async with bench.running() as desk:
        await desk.press("enter")
        assert "①十二件" in desk.text()
        assert any("三·一 本年新收·总计 11" in line for line in desk.lines())


async def test_left_and_right_go_through_the_figures_and_the_sentence_stays(bench):
    bench.fill(14)
    async with bench.running() as desk:
        await desk.press("enter")
        sentence = desk.record.flag.params
        for at in (1, 2, 2):
            await desk.press("right")
            assert desk.screen.state.figure == at
            chosen = [line for line in desk.lines() if line.startswith("▸") and "→" in line]
            assert len(chosen) == 1 and "①②③"[at] in chosen[0]
        await desk.press("left")
        assert desk.screen.state.figure == 1
        assert sentence


async def test_the_sentence_of_the_flag_stays_in_sight_while_the_prose_scrolls(bench):
    bench.fill(13)
    async with bench.running() as desk:
        await desk.press("enter", *["down"] * 12)
        head = desk.text().split("──")[1:]
        assert any("2022年，我镇把旱厕改造名单" in part for part in head)
        assert desk.text().count("改进情况") >= 1


@pytest.mark.parametrize("size", [(60, 20), (60, 16), (59, 20), (20, 5), (10, 3), (4, 2)])
@pytest.mark.parametrize("sample", [2, 7, 13, 29])
async def test_small_windows_do_not_break(bench, size, sample):
    bench.fill(sample)
    async with bench.running(size=size) as desk:
        await desk.press("enter", "down", "right", "n", "b")
        text = desk.text()
        if size == (20, 5):
            assert "窗口太小" in text
        if size == (60, 20):
            assert "▸" in text


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_wide_screen(bench, language):
    lines = await shown(bench, 4, size=(160, 50), language=language)
    check_golden(f"review_table_{language}_160x50", lines, 160)


async def test_what_last_year_carried_out_is_told_apart_from_what_it_carried_in(bench):
    text = "\n".join(await shown(bench, 9, 10, keys=("enter",)))
    assert "2022 年报告：结转下年度 3，本格 0" in text
    assert "上年 0" not in text


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_last_year_screen(bench, language, size):
    lines = await shown(bench, 9, 10, keys=("enter", "b"), size=size, language=language)
    check_golden(f"review_last_year_{language}_{size[0]}x{size[1]}", lines, size[0])


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_figures_screen(bench, language, size):
    lines = await shown(bench, 14, keys=("enter", "right", "right"), size=size, language=language)
    check_golden(f"review_figures_{language}_{size[0]}x{size[1]}", lines, size[0])


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_part_four_screen(bench, language, size):
    lines = await shown(bench, 29, keys=("enter", "n"), size=size, language=language)
    check_golden(f"review_part_four_{language}_{size[0]}x{size[1]}", lines, size[0])


async def test_signs_of_ascii_screens(bench):
    lines = await shown(bench, 4, size=(120, 40), ascii_only=True)
    text = "\n".join(lines)
    assert "12!=9" in text and "≠" not in text


async def test_a_long_note_is_read_whole_in_the_history(bench):
    bench.fill(2)
    (flag,) = bench.flags(2)
    note = "电话核实" * 40 + "完毕"
    bench.ask(add_note, bench.reviewer, flag.report_id, flag.id, note)
    async with bench.running() as desk:
        await desk.press("enter")
        assert "完毕" not in desk.text()
        (key,) = next(a.keys for a in actions_at(Place.REVIEW) if a.id == "history")
        await desk.press(key)
        assert note in "".join(line.strip() for line in desk.lines())


async def test_invisible_characters_are_looked_at_where_they_stand(bench):
    bench.fill(27)
    async with bench.running(size=(80, 24)) as desk:
        await desk.press("enter")
        while desk.record.flag.rule != "R805":
            await desk.press("n")
        # The first of them stands in this table; prose that has none would say nothing.
        assert "行政许可" in desk.text()
        assert "第二部分表格“行政许可”、第三部分表格" in desk.text()
        assert marked_fields(desk.record.flag) == {
            "disclosure.licences.decisions",
            "requests.granted.natural_person",
            "litigation.review.upheld",
        }
