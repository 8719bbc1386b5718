"""Source, summary, history and help: every key, what they show, what they store."""

from __future__ import annotations

import re

import pytest
from rich.cells import cell_len

from store.annotation_log import AnnotationKind, append
from store.annotations import Verdict, add_note, decide
from tests.sample_reports import SAMPLES, render
from tests.tui.everywhere import add_cases
from tui.actions import Place, actions_at
from tui.app import Workbench
from tui.drawing.text import one_line
from tui.key_names import key_label

SAMPLE = {int(sample.name[:2]): sample for sample in SAMPLES}
PLACES = {Place.SOURCE: "s", Place.SUMMARY: "g", Place.HISTORY: "f2", Place.HELP: "f1"}
KEYS = [
    (place, action.id, key)
    for place in PLACES
    for action in actions_at(place)
    for key in action.keys
]
CASES = {}


def case(action, *places):
    """Registers what an action must do on some of these screens."""

    def register(check):
        for place in places or PLACES:
            CASES[place, action] = check
        return check

    return register


add_cases(case)


async def open_page(desk, bench, place):
    """A page with more lines than have room, from the review of sample 30."""
    if place is Place.HISTORY:
        for number in range(40):
            bench.ask(add_note, bench.reviewer, bench.report_id(30), None, f"第{number:02}条")
    if place is Place.SUMMARY:
        await desk.press("enter", "1", "1", "1", "1", PLACES[place])
    else:
        await desk.press("enter", PLACES[place])
    assert desk.place is place
    if place in (Place.SUMMARY, Place.HELP):
        # Small enough that there is something to scroll.
        await desk.pilot.resize_terminal(80, 9)


@pytest.mark.parametrize(("place", "action", "key"), KEYS, ids=[f"{p}-{a}-{k}" for p, a, k in KEYS])
async def test_every_key(bench, place, action, key):
    bench.fill(30)
    async with bench.running() as desk:
        await open_page(desk, bench, place)
        await CASES[place, action](desk, bench, key)


def test_no_case_is_left_over():
    assert set(CASES) == {(place, action.id) for place in PLACES for action in actions_at(place)}


def position(desk):
    return desk.screen.cursor if desk.screen.HAS_CURSOR else desk.screen.top


def page(desk):
    """The lines between title and status."""
    return desk.lines()[1:-2]


@case("down")
async def _(desk, bench, key):
    before, at = page(desk), position(desk)
    await desk.press(key)
    assert position(desk) == at + 1
    # The line under the cursor is whole, which may push others down.
    heads = [line[:40] for line in page(desk)]
    assert not desk.screen.HAS_CURSOR or heads[0] == before[0][:40]
    assert desk.screen.HAS_CURSOR or page(desk) != before


@case("up")
async def _(desk, bench, key):
    at = position(desk)
    await desk.press("down", key)
    assert position(desk) == at


@case("page_down")
async def _(desk, bench, key):
    at = position(desk)
    await desk.press(key)
    assert position(desk) > at + 1 or position(desk) == desk.screen.top > at


@case("page_up")
async def _(desk, bench, key):
    await desk.press("end")
    at = position(desk)
    await desk.press(key)
    assert position(desk) < at


@case("first")
async def _(desk, bench, key):
    await desk.press("end", key)
    assert position(desk) == 0
    before = page(desk)
    await desk.press("up")
    assert page(desk) == before


@case("last")
async def _(desk, bench, key):
    before = page(desk)
    await desk.press(key)
    after = page(desk)
    assert after != before
    await desk.press("down")
    assert page(desk) == after


@case("write_letter", Place.SUMMARY)
async def _(desk, bench, key):
    await desk.press(key)
    assert not desk.is_asking
    await desk.told("letters.no_not_signed_off")


@case("help", Place.SOURCE, Place.SUMMARY, Place.HISTORY)
async def _(desk, bench, key):
    place = desk.place
    await desk.press(key)
    assert desk.place is Place.HELP
    await desk.sees(desk.words("help.title"), f"↓ j              {desk.words('action.down')}")
    await desk.press("escape")
    assert desk.place is place


@case("help", Place.HELP)
async def _(desk, bench, key):
    await desk.press(key)
    assert desk.place is Place.HELP
    await desk.press("escape")
    assert desk.place is Place.REVIEW


@case("back")
async def _(desk, bench, key):
    await desk.press(key)
    assert desk.place is Place.REVIEW


@case("finding", Place.SOURCE)
async def _(desk, bench, key):
    lines = render(SAMPLE[30]).split("\n")
    at = next(i for i, line in enumerate(lines) if "平台建设" in line)
    await desk.press("home", *["down"] * at, key)
    assert desk.asks("ask.problem")
    await desk.submit("只写了网站专栏")
    assert desk.answer == lines[at].strip()
    await desk.press("enter", "enter")
    await desk.submit("请补充。")
    await desk.told("told.finding")
    (entry,) = bench.log(30)
    assert (entry.kind, entry.payload["line"]) == ("finding", at + 1)
    assert entry.payload["quote"] == lines[at].strip()
    assert entry.payload["place"]
    await desk.press("escape")
    assert desk.screen.state.shown[-1].flag.rule == "M001"


@case("accept", Place.SUMMARY)
async def _(desk, bench, key):
    await desk.pilot.resize_terminal(80, 24)
    await desk.press(key)
    # The letter is written from here.
    assert desk.place is Place.SUMMARY
    await desk.told("told.signed_here", organ="茅田乡人民政府")
    assert desk.words("signed_off") in desk.lines()[0]
    assert [entry.kind for entry in bench.log(30)] == ["decision"] * 4 + ["sign_off"]


@case("accept_open", Place.SUMMARY)
async def _(desk, bench, key):
    await desk.pilot.resize_terminal(80, 24)
    flag = bench.flags(30)[0]
    bench.ask(decide, bench.reviewer, flag.id, flag.version, Verdict.UNSURE)
    await desk.press("escape", "g", key)
    assert "sign_off" not in [entry.kind for entry in bench.log(30)]
    await desk.press("y", "y")
    await desk.told("told.sign_open", open=0, unsure=1)
    assert "sign_off" not in [entry.kind for entry in bench.log(30)]
    await desk.press(key)
    assert bench.log(30)[-1].kind == "sign_off"
    await desk.told("told.signed_here", organ="茅田乡人民政府")


@case("undo", Place.HISTORY)
async def _(desk, bench, key):
    await desk.press("home", "down", "down", key)
    await desk.told("told.undone", what=desk.words("what.note"))
    undone = [entry.payload["text"] for entry in bench.log(30) if entry.is_undone]
    assert undone == ["第37条"]
    assert desk.words("history.undone") in page(desk)[2]


# --- what they show --------------------------------------------------------------------------


async def test_the_source_opens_at_the_line_of_the_flag_and_shows_every_line(bench):
    bench.fill(2)
    lines = [one_line(line) for line in render(SAMPLE[2]).split("\n")]
    async with bench.running() as desk:
        await desk.press("enter", "s")
        assert desk.screen.cursor == 116
        await desk.sees("  117 8")
        await desk.press("home")
        seen = {}
        while True:
            for line in page(desk):
                # A line without a number goes on with the one under the cursor.
                if line[:5].strip():
                    seen[int(line[:5])] = line[6:].strip()
            if len(seen) == len(desk.screen.source):
                break
            await desk.press("pagedown")
        assert [
            seen[n].rstrip("…") == lines[n - 1].strip()[: len(seen[n].rstrip("…"))] for n in seen
        ]
        assert set(seen) == set(range(1, len(desk.screen.source) + 1))


async def test_the_source_follows_the_cursor_of_the_table(bench):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.press("enter", "left", "s")
        cell = desk.screen.data.report.cells_by_field["requests.granted.other"]
        assert desk.screen.cursor == cell.place.line - 1


async def test_the_summary_has_all_verdicts_and_the_sentences_of_the_letter(bench):
    bench.fill(30)
    async with bench.running() as desk:
        await desk.press("enter", "1", "3", "4", "g")
        for verdict, count in (("confirmed", 1), ("dismissed", 1), ("unsure", 1), ("open", 1)):
            await desk.sees(f"{desk.words('verdict.' + verdict)} {count}")
        await desk.sees(desk.words("summary.open", count=1), "1. 第一部分“总体情况”缺少")
        # What is not confirmed does not go into the letter.
        assert not any(re.match(r" *2\. ", line) for line in desk.lines())


async def test_nothing_to_say_is_said(bench):
    bench.fill(1)
    async with bench.running() as desk:
        await desk.press("enter", "g")
        await desk.sees(desk.words("summary.nothing"))
        await desk.press("y")
        await desk.told("told.signed_here", organ="柳溪镇人民政府")
        await desk.press("escape", "escape")
        await desk.sees(desk.words("state.signed_off_clean"))


async def test_a_finding_that_was_taken_back_is_not_in_the_summary(bench):
    bench.fill(1)
    async with bench.running() as desk:
        await desk.press("enter", "a")
        await desk.submit("没有写渠道")
        await desk.press("enter", "enter", "enter")
        await desk.told("told.finding")
        await desk.press("u", "g")
        await desk.sees(desk.words("summary.nothing"))
        assert "没有写渠道" not in desk.text()


async def test_what_happens_after_the_sign_off_is_marked(bench):
    bench.fill(30)
    async with bench.running() as desk:
        await desk.press("enter", "1", "1", "1", "1", "g", "y", "escape", "escape")
        await desk.sees(desk.words("state.signed_off"))
        flag = bench.flags(30)[0]
        bench.ask(decide, bench.colleague, flag.id, flag.version, Verdict.DISMISSED)
        await desk.press("f2", "escape")
        await desk.sees(desk.words("state.changed"))
        # It can be signed off again.
        await desk.press("enter", "g", "y", "escape", "escape")
        await desk.sees(desk.words("state.signed_off"))
    assert [entry.kind for entry in bench.log(30)].count("sign_off") == 2


async def test_the_history_names_reviewer_act_and_text_the_latest_first(bench):
    bench.fill(2)
    flag = bench.flags(2)[0]
    bench.ask(add_note, bench.colleague, flag.report_id, flag.id, "[b]见\x1b[2J[/b]原件")
    async with bench.running() as desk:
        await desk.press("enter", "tab", "1", "e")
        await desk.submit("请更正。")
        await desk.press("f2")
        first, second, third = page(desk)[:3]
        assert "li" in first
        assert desk.words("what.letter") in first
        assert desk.words("verdict.confirmed") in second
        assert "A103" in second
        assert "wang" in third
        assert "“[b]见␛[2J[/b]原件”" in third
        await desk.press("down", "down", "u")
        await desk.sees(desk.words("error.annotation_of_other", reviewer="wang")[:10])
    assert not any(entry.is_undone for entry in bench.log(2))


async def test_the_history_says_what_a_colleague_entered_in_the_ledger(bench):
    bench.fill(2)
    record = bench.flags(2)[0]

    def entered(workspace):
        with workspace.transaction():
            for value in (True, False, None):
                payload = {"rectified": value, "by": "[b]张工"}
                kind = AnnotationKind.RECTIFIED
                append(workspace, bench.reviewer, kind, record.report_id, payload, record=record)

    bench.ask(entered)
    async with bench.running() as desk:
        await desk.press("enter", "f2")
        told = page(desk)[:3]
        for line, value in zip(told, ("未填", "未整改", "已整改"), strict=True):
            assert f"是否整改 {value} A103 （[b]张工 填）" in line


async def test_an_empty_history_says_so_and_undoes_nothing(bench):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.press("f2")
        await desk.sees(desk.words("history.empty"))
        await desk.press("u", "down", "end", "u")
        assert desk.place is Place.HISTORY


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("place", [Place.QUEUE, Place.REVIEW, *PLACES])
async def test_the_help_of_a_screen_names_all_its_keys(bench, place, language):
    bench.fill(2)
    async with bench.running(language=language, size=(120, 60)) as desk:
        if place is not Place.QUEUE:
            await desk.press("enter")
        if place in PLACES and place is not Place.HELP:
            await desk.press(PLACES[place])
        await desk.press("?")
        about = Place.REVIEW if place is Place.HELP else place
        lines = desk.lines()
        for action in actions_at(about):
            words = desk.words(f"action.{action.id}")
            keys = {key_label(key, desk.words) for key in action.keys}
            assert any(
                words in line and keys <= set(line.rsplit(words, 1)[0].split()) for line in lines
            ), action.id


async def test_pages_survive_a_change_of_size(bench):
    bench.fill(30)
    async with bench.running() as desk:
        for key in ("", "f1", "s", "g", "f2"):
            await desk.press(key or "enter")
            for width, height in ((30, 8), (2, 2), (1, 1), (200, 60), (80, 24)):
                await desk.pilot.resize_terminal(width, height)
                assert all(cell_len(line) <= width for line in desk.lines())
            if key:
                await desk.press("escape")
        assert isinstance(desk.app, Workbench)
        assert desk.place is Place.REVIEW


async def test_the_text_of_the_screen_is_what_a_terminal_would_show(bench):
    """The helper of all these tests reads the compositor, by a private name."""
    bench.fill(2)
    for width, height in ((80, 24), (120, 40)):
        async with bench.running(size=(width, height)) as desk:
            desk.screen.say("已到[b]这里[/b]")
            await desk.settle()
            lines = desk.lines()
            assert [cell_len(line) for line in lines] == [width] * height
            assert "已到[b]这里[/b]" in lines[-2]
            assert "石滩乡人民政府" in lines[2]
            assert lines[-1].strip()


@case("scope", Place.HISTORY)
async def _(desk, bench, key):
    assert len(desk.screen.acts) == 40
    await desk.press(key)
    # Tests are of one moment long ago.
    assert desk.screen.scope == "today"
    assert desk.screen.acts == []
    await desk.press(key)
    assert len(desk.screen.acts) == 40
    await desk.press("end", "u")
    await desk.told("told.undone", what=desk.words("what.note"))
    assert [entry.is_undone for entry in bench.log(30)].count(True) == 1
    await desk.press(key)
    assert desk.screen.scope == "report"
