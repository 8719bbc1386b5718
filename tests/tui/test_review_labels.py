"""Labels in doubt on the review screen: what is told of them, candidates, remaps."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from rich.cells import cell_len

from importers.explaining import explain
from store.annotations import Verdict, decide
from store.forms import load_form
from tests.sample_reports import SAMPLES, encoded
from tests.sample_tables import Edits

FORM = load_form("2021")
FIELDS = FORM.fields_by_id
TRUTH = {int(sample.name[:2]): sample for sample in SAMPLES}
REPEATED, MISSPELT = "2.重复申请", "2.重复的申请"
HOSTILE = "5.属于三类\x1b[2J内部\u202e[b]事务信息"


def relabel(bench, number, **edits):
    """A sample report with other tables."""
    content = encoded(replace(TRUTH[number], edits=Edits(**edits)))
    return bench.fill_with(f"{number:02}_x.txt", content)


def values(bench, number):
    """All values of a report as stored, by field id."""
    rows = bench.ask(
        lambda workspace: workspace.rows(
            "select field, value from cell where report_id = ?", [bench.report_id(number)]
        )
    )
    ids = {field.number: field.id for field in FIELDS.values()}
    return {ids[field]: value for field, value in rows if field in ids}


def about(bench, number, rule="L301"):
    """What is known of the label of the only flag of a rule."""
    (record,) = bench.flags(number, rule)
    return explain(record.flag.params, FORM, record.flag.fields)


def block(desk):
    """The lines about the label."""
    lines = [line[:80].rstrip() for line in desk.lines()]
    head = desk.words("meaning.label")
    start = next(i for i, line in enumerate(lines) if line.startswith(head))
    end = next(i for i, line in enumerate(lines) if line.startswith(desk.words("info.letter")))
    return lines[start:end]


async def to_flag(desk, rule):
    """From the queue to the first flag of a rule."""
    await desk.press("enter")
    for _ in range(20):
        if desk.record is not None and desk.record.flag.rule == rule:
            return
        await desk.press("n")
    raise AssertionError(rule)


FACTS = {
    "zh": (
        "2.重复的申请→（五）2.重复申请 0.92 相近",
        "序号 2.（相同）",
        "上级 (五)不予处理（相符）",
        "原文17/25→格式第17行/25",
    ),
    "en": (
        "2.重复的申请 → 2. Repeated 0.92 similar",
        "no. 2. (same)",
        "group (五)不予处理 (fits)",
        "row 17/25→form row 17/25",
    ),
}


@pytest.mark.parametrize("language", FACTS)
async def test_a_row_label_shows_what_spoke_for_it(bench, language):
    relabel(bench, 3, labels={REPEATED: MISSPELT})
    async with bench.running(language=language) as desk:
        await to_flag(desk, "L301")
        shown = block(desk)
        assert len(shown) <= 3
        for fact in FACTS[language]:
            assert fact in "".join(shown)
        # The runner-up and its score stand there before any key.
        first = about(bench, 3).candidates[0]
        assert f"{first.score:.2f}" in shown[-1]
        assert desk.words("meaning.hint") in shown[-1]


async def test_tab_goes_through_all_candidates_best_first_and_back(bench):
    relabel(bench, 3, labels={REPEATED: MISSPELT})
    candidates = about(bench, 3).candidates
    assert len(candidates) > 2
    async with bench.running() as desk:
        await to_flag(desk, "L301")
        plain = desk.lines()
        for number, meaning in enumerate(candidates, 1):
            await desk.press("tab")
            shown = "".join(block(desk))
            assert len(block(desk)) <= 3
            assert f"{number}/{len(candidates)} " in shown
            assert f"{meaning.score:.2f}" in shown
            assert f"第{meaning.position}行/25" in shown
            says = desk.words("group.fits" if meaning.group else "group.other")
            assert f"上级{says}" in shown
            assert desk.words("meaning.take") in shown
        await desk.press("tab")
        assert desk.lines() == plain
        await desk.press("shift+tab")
        assert f"{len(candidates)}/{len(candidates)} " in "".join(block(desk))
        await desk.press(*["shift+tab"] * len(candidates))
        assert desk.lines() == plain
    # Looking changes nothing.
    assert bench.log(3) == []


async def test_the_second_candidate_is_taken_and_undo_brings_all_back(bench):
    relabel(bench, 3, labels={REPEATED: MISSPELT})
    before = values(bench, 3)
    second = about(bench, 3).candidates[1]
    async with bench.running() as desk:
        await to_flag(desk, "L301")
        await desk.press("tab", "tab", "2")
        (entry,) = bench.log(3)
        assert entry.payload["remap"] == ["requests", "row", MISSPELT, second.key]
        (flag,) = bench.flags(3, "L301")
        assert (flag.verdict, flag.is_raised) == ("misread", False)
        assert values(bench, 3) != before
        assert values(bench, 3)["requests.rejected.repeated.total"] is None
        # Its own row stands there too: two for one is a doubt of its own.
        assert [f.flag.anchor for f in bench.flags(3, "L304")] == [f"requests.{second.key}"]
        await desk.press("u")
        await desk.told("told.undone", what=desk.words("what.remap"))
        assert desk.record.flag.rule == "L301"
    assert values(bench, 3) == before
    (flag,) = bench.flags(3, "L301")
    assert (flag.verdict, flag.is_raised) == (None, True)


async def test_the_runner_up_is_previewed_first_and_taken(bench):
    bench.fill(18)
    before = values(bench, 18)
    async with bench.running() as desk:
        await desk.press("enter", "tab")
        assert "1/2 本年废止件数  0.67" in "".join(block(desk))
        await desk.press("2")
        await desk.sees(desk.words("verdict.misread"), "L301")
        (entry,) = bench.log(18)
        assert entry.payload["remap"] == ["disclosure", "column", "本年度制件数", "repealed"]
        assert bench.flags(18, "L301")[0].verdict == "misread"
        assert values(bench, 18) != before
        await desk.press("u")
        await desk.told("told.undone", what=desk.words("what.remap"))
    assert values(bench, 18) == before
    (flag,) = bench.flags(18, "L301")
    assert (flag.verdict, flag.is_raised) == (None, True)


@pytest.mark.parametrize("keys", [("1",), ("3",), ("4",), ("tab", "1"), ("tab", "3"), ("tab", "4")])
async def test_only_misread_takes_what_is_previewed(bench, keys):
    bench.fill(18)
    before = values(bench, 18)
    async with bench.running() as desk:
        await desk.press("enter", *keys)
        (entry,) = bench.log(18)
    assert "remap" not in entry.payload
    assert values(bench, 18) == before


@pytest.mark.parametrize("away", [("shift+tab",), ("p", "n"), ("t", "t", "n")])
async def test_a_preview_that_was_left_is_not_taken(bench, away):
    relabel(bench, 3, labels={REPEATED: MISSPELT})
    async with bench.running() as desk:
        await to_flag(desk, "L301")
        await desk.press("tab", *away, "2")
        assert desk.record.flag.rule == "L301"
        assert desk.asks("ask.remap")
        await desk.press("escape")
    assert bench.log(3) == []


async def test_only_the_columns_of_its_rows_are_candidates_of_a_column_label(bench):
    bench.fill(18)
    assert [m.key for m in about(bench, 18).candidates] == ["repealed", "in_force"]


async def test_a_label_is_remapped_by_its_number_in_the_list(bench):
    bench.fill(18)
    before = values(bench, 18)
    async with bench.running() as desk:
        await desk.press("enter", "m")
        for wrong in ("", "0", "9999", "二", "-1"):
            await desk.submit(wrong)
            await desk.told("ask.bad_choice", text=wrong)
            assert desk.is_asking
        assert bench.log(18) == []
        await desk.submit("1")
        await desk.until(lambda: bench.log(18), "the remap")
        # What the label was taken for anyway: the doubt is decided, the figures stay.
        assert bench.log(18)[0].payload["remap"][3] == "made"
        assert values(bench, 18) == before
        assert bench.flags(18, "L301")[0].verdict == "misread"


async def test_misread_of_a_label_without_a_preview_asks_what_it_means(bench):
    bench.fill(18)
    async with bench.running() as desk:
        await desk.press("enter", "2")
        assert desk.asks("ask.remap")
        # The numbers to choose from are all in sight.
        for choice in ("1=制发", "2=废止", "3=现行有效"):
            assert choice in desk.text()
        await desk.press("escape")
    assert bench.log(18) == []


async def test_the_numbers_of_all_rows_of_a_long_table_can_be_seen(bench):
    relabel(bench, 3, labels={REPEATED: MISSPELT})
    async with bench.running() as desk:
        await to_flag(desk, "L301")
        await desk.press("m")
        # The row that the other form has in addition comes last.
        numbers = [str(number) for number in range(1, 27)]
        assert [n for n in numbers if not re.search(rf"(?<!\d){n}[^\d ]", desk.text())] == []
        assert "2019" in desk.text()
        await desk.press("escape")


# --- labels without a match ------------------------------------------------------------------


async def test_a_foreign_row_has_candidates_and_m(bench):
    bench.fill(21)
    async with bench.running() as desk:
        await to_flag(desk, "L302")
        shown = "".join(block(desk))
        assert "未对应任何项目" in shown
        assert "行政规范性文件 0.27" in shown
        await desk.press("tab")
        assert "1/1 行政规范性文件" in "".join(block(desk))
        await desk.press("tab", "m")
        assert desk.asks("ask.remap")
        assert "6=" in desk.text()
        await desk.press("escape")
    assert bench.log(21) == []


async def test_misread_of_a_foreign_row_without_a_preview_closes_it(bench):
    bench.fill(21)
    async with bench.running() as desk:
        await to_flag(desk, "L302")
        await desk.press("2")
        assert not desk.is_asking
        (entry,) = bench.log(21)
    assert (entry.payload["verdict"], "remap" in entry.payload) == ("misread", False)


async def test_a_foreign_row_is_taken_for_the_previewed_row_and_undone(bench):
    relabel(bench, 3, labels={"5.属于三类内部事务信息": "乙、内部来信的处理件数"})
    before = values(bench, 3)
    candidates = about(bench, 3, "L302").candidates
    at = [m.key for m in candidates].index("denied.internal_affairs")
    assert before["requests.denied.internal_affairs.total"] is None
    async with bench.running() as desk:
        await to_flag(desk, "L302")
        await desk.press(*["tab"] * (at + 1), "2")
        assert bench.log(3)[0].payload["remap"][3] == "denied.internal_affairs"
        assert values(bench, 3)["requests.denied.internal_affairs.total"] == 1
        assert not bench.flags(3, "L302")[0].is_raised
        await desk.press("u")
        await desk.told("told.undone", what=desk.words("what.remap"))
    assert values(bench, 3) == before


async def test_a_remap_that_moves_nothing_says_so(bench, monkeypatch):
    bench.fill(21)
    monkeypatch.setattr("tui.screens.remapping.reread", lambda documents, report, remaps: report)
    async with bench.running() as desk:
        await to_flag(desk, "L302")
        await desk.press("tab", "2")
        await desk.told("told.not_placed", rule="L302")
    assert bench.flags(21, "L302")[0].is_raised


async def test_only_labels_are_remapped(bench):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.press("enter", "m")
        await desk.told("told.no_label")
        assert not desk.is_asking


async def test_a_label_over_several_columns_cannot_be_remapped(bench):
    relabel(bench, 3, labels={"行政复议": "行政复议类"})
    async with bench.running() as desk:
        await to_flag(desk, "L301")
        plain = desk.lines()
        assert desk.words("meaning.untaught") in "".join(block(desk))
        await desk.press("tab")
        assert desk.lines() == plain
        await desk.press("m")
        await desk.told("told.untaught")
        # Misread is then of the cell under the cursor, as of any other flag.
        await desk.press("2")
        assert desk.asks("ask.cell")
        await desk.press("escape")
    assert bench.log(3) == []


# --- the wide screen, and what is hostile ----------------------------------------------------


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_candidates_stand_as_a_table_at_the_side(bench, language):
    relabel(bench, 3, labels={REPEATED: MISSPELT})
    candidates = about(bench, 3).candidates
    async with bench.running(size=(120, 40), language=language) as desk:
        await to_flag(desk, "L301")
        await desk.press("tab", "tab")
        side = [line.split("│")[-1] for line in desk.lines()[1:-1]]
        start = next(i for i, line in enumerate(side) if desk.words("meaning.side") in line)
        table = side[start : start + 2 + 2 * (len(candidates) + 1)]
        for column in ("score", "how", "enumerator", "group", "position"):
            assert desk.words(f"match.column_{column}") in table[1]
        rows = [line for line in table[2:] if "/25" in line]
        scores = [re.search(r"\d\.\d\d", line)[0] for line in rows]
        assert scores == ["0.92", *(f"{m.score:.2f}" for m in candidates)]
        # What it was taken for, and what is previewed, are marked.
        assert [i for i, line in enumerate(table[2:]) if line[:1] == "→"] == [0]
        assert [i for i, line in enumerate(table[2:]) if line[:1] == "▸"] == [4]


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)])
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_hostile_label_is_shown_as_it_is(bench, size, language):
    relabel(bench, 3, labels={"5.属于三类内部事务信息": HOSTILE, "1.属于国家秘密": "1.国家秘" * 80})
    async with bench.running(size=size, language=language) as desk:
        await desk.press("enter")
        shown = ""
        for _ in bench.flags(3):
            for _ in range(3):
                shown += desk.text()
                assert all(cell_len(line) == size[0] for line in desk.lines()[:-1])
                if desk.record.flag.rule in ("L301", "L302"):
                    assert len(block(desk)) <= 3
                await desk.press("tab")
            await desk.press("n")
        assert size[0] == 60 or "␛" in shown
        assert not set(shown) & set("\x1b\x07\x9b\u202e\u200b")


async def test_a_colleague_who_is_faster_than_a_remap(bench):
    bench.fill(18)
    async with bench.running() as desk:
        await desk.press("enter", "tab")
        flag = bench.flags(18, "L301")[0]
        bench.ask(decide, bench.colleague, flag.id, flag.version, Verdict.DISMISSED)
        await desk.press("2")
        await desk.sees(desk.words("told.stopped", reason="")[:4])
    assert len(bench.log(18)) == 1
