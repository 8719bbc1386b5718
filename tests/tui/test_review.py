"""The review screen: every key, every verdict, every question, and what is stored."""

from __future__ import annotations

import asyncio
import csv
import json
import sqlite3
import threading
from dataclasses import replace

import pytest
from textual.events import Key

from store.annotations import Verdict, add_note, decide, sign_off
from store.errors import WorkspaceError
from store.exports import export_workspace
from store.forms import load_form
from store.holds import take_hold
from store.report import State
from store.storable import STATE_NUMBERS
from tests.sample_reports import SAMPLES
from tests.tui.everywhere import check_mouse, check_palette
from tui.actions import Place, actions_at
from tui.drawing.text import Look

TRUTH = {int(sample.name[:2]): sample for sample in SAMPLES}
TWENTY = "经电话核实该乡系统导出时漏列两件结转申请"
FIELDS = load_form("2021").fields_by_id
CASES = {}


def case(action, *samples):
    """Registers what an action of the review screen must do; the first sample is opened."""

    def register(check):
        CASES[action] = samples, check
        return check

    return register


CASES["palette"] = (2,), check_palette
CASES["mouse"] = (2,), check_mouse


KEYS = [(action.id, key) for action in actions_at(Place.REVIEW) for key in action.keys]


@pytest.mark.parametrize(("action", "key"), KEYS, ids=[f"{a}-{k}" for a, k in KEYS])
async def test_every_key(bench, action, key):
    samples, check = CASES[action]
    bench.fill(*samples)
    async with bench.running() as desk:
        await desk.open_report(samples[0], bench)
        await check(desk, bench, key)


@case("jump", 2)
async def _(desk, bench, key):
    await desk.press(key)
    assert desk.place is Place.JUMP
    await desk.press("escape")
    assert desk.place is Place.REVIEW


@case("search", 2)
async def _(desk, bench, key):
    await desk.press(key)
    assert desk.place is Place.SEARCH
    await desk.press("escape")
    assert desk.place is Place.REVIEW


@case("progress", 2)
async def _(desk, bench, key):
    await desk.press(key)
    assert desk.place is Place.PROGRESS
    await desk.press("escape")
    assert desk.place is Place.REVIEW


def test_no_case_is_left_over():
    assert set(CASES) == {action.id for action in actions_at(Place.REVIEW)}


async def decides(desk, bench, key, verdict):
    before = desk.record
    await desk.press(key)
    await desk.told("told.stored", verdict=desk.words(f"verdict.{verdict}"), rule=before.flag.rule)
    assert desk.record.id != before.id
    first, *others = bench.flags(30)
    assert (first.id, first.verdict) == (before.id, verdict)
    assert [flag.verdict for flag in others] == [None] * 3
    (entry,) = bench.log(30)
    assert (entry.kind, entry.flag_id, entry.reviewer) == ("decision", before.id, "li")
    assert entry.payload["verdict"] == verdict


@case("confirm", 30)
async def _(desk, bench, key):
    await decides(desk, bench, key, "confirmed")


@case("misread", 30)
async def _(desk, bench, key):
    # The flag has no cell: it is just closed.
    await decides(desk, bench, key, "misread")
    assert "readings" not in bench.log(30)[0].payload


@case("dismiss", 30)
async def _(desk, bench, key):
    await decides(desk, bench, key, "dismissed")


@case("unsure", 30)
async def _(desk, bench, key):
    await decides(desk, bench, key, "unsure")


async def asks(desk, key, question):
    await desk.press(key)
    await desk.until(lambda: desk.is_asking, question)
    assert desk.asks(question)
    answer = desk.answer
    await desk.press("escape")
    assert not desk.is_asking
    assert desk.place is Place.REVIEW
    return answer


@case("finding", 2)
async def _(desk, bench, key):
    assert await asks(desk, key, "ask.problem") == ""
    assert bench.log(2) == []


@case("letter", 2)
async def _(desk, bench, key):
    assert "请核对申请台账后更正" in await asks(desk, key, "ask.letter")
    assert bench.log(2) == []


@case("note", 2)
async def _(desk, bench, key):
    assert await asks(desk, key, "ask.note") == ""
    assert bench.log(2) == []


@case("note_last", 30)
async def _(desk, bench, key):
    decided = desk.record
    await desk.press(key)
    assert not desk.is_asking
    await desk.press("1", key)
    assert desk.asks("ask.note_last")
    await desk.submit("电话核实")
    note = bench.log(30)[-1]
    assert (note.kind, note.flag_id, note.payload["text"]) == ("note", decided.id, "电话核实")


@case("undo", 30)
async def _(desk, bench, key):
    before = desk.record
    await desk.press(key)
    await desk.told("told.nothing_to_undo")
    await desk.press("3", key)
    await desk.told("told.undone", what=desk.words("what.decision"))
    assert desk.record.id == before.id
    assert [flag.verdict for flag in bench.flags(30)] == [None] * 4
    assert [entry.is_undone for entry in bench.log(30)] == [True]


async def opens(desk, key, place):
    await desk.press(key)
    assert desk.place is place
    await desk.press("escape")
    assert desk.place is Place.REVIEW


@case("labels", 18)
async def _(desk, bench, key):
    about = desk.record.flag.params["label"]
    await desk.press(key)
    assert desk.place is Place.LABELS
    assert desk.screen.state.label.key[2] == about
    await desk.press("escape")
    assert desk.place is Place.REVIEW


@case("round", 2)
async def _(desk, bench, key):
    await desk.press(key)
    await desk.told("round.one_version")
    corrected = bench.sample(2).read_text(encoding="utf-8").replace("18", "19")
    bench.fill_with("40_corrected.txt", corrected.encode())
    await desk.press(key)
    assert desk.place is Place.ROUND
    assert [one.path[:2] for one in desk.screen.view.versions] == ["40", "02"]


@case("history", 2)
async def _(desk, bench, key):
    await opens(desk, key, Place.HISTORY)


@case("source", 2)
async def _(desk, bench, key):
    await opens(desk, key, Place.SOURCE)


@case("sign_off", 2)
async def _(desk, bench, key):
    await opens(desk, key, Place.SUMMARY)


@case("help", 2)
async def _(desk, bench, key):
    await opens(desk, key, Place.HELP)


@case("next", 30, 2)
async def _(desk, bench, key):
    ids = [flag.id for flag in bench.flags(30)]
    for wanted in ids[1:]:
        await desk.press(key)
        assert desk.record.id == wanted
    # No report with open flags comes behind it: it stays and says so.
    await desk.press(key)
    await desk.told("told.last_flag")
    assert desk.record.id == ids[-1]


@case("previous", 30, 2)
async def _(desk, bench, key):
    first, *_ = bench.flags(30)
    await desk.press("n", key)
    assert desk.record.id == first.id
    # Before the first flag comes the report before.
    await desk.press(key)
    assert desk.record.id == bench.flags(2)[0].id
    await desk.press(key)
    await desk.told("told.first_flag")


@case("next_report", 2, 30)
async def _(desk, bench, key):
    await desk.press(key)
    assert desk.record.report_id == bench.report_id(30)
    await desk.press(key)
    await desk.told("told.last_flag")


@case("previous_report", 30, 2)
async def _(desk, bench, key):
    await desk.press("n", key)
    assert desk.record.report_id == bench.report_id(2)
    await desk.press(key)
    await desk.told("told.first_flag")


@case("candidate", 29)
async def _(desk, bench, key):
    await desk.press("n", "n")
    (proposals,) = [flag.flag.proposals for flag in bench.flags(29, "A104")]
    assert len(proposals) == 5
    for number, proposal in enumerate(proposals):
        await desk.press(key)
        (change,) = proposal.changes
        assert (desk.screen.state.candidate, desk.screen.state.cursor) == (number, change.field)
        assert f"{change.printed}→{change.proposed}" in desk.text()
    await desk.press(key)
    assert desk.screen.state.candidate is None
    assert bench.log(29) == []


@case("candidate_back", 29)
async def _(desk, bench, key):
    await desk.press("n", "n", key)
    assert desk.screen.state.candidate == 4
    await desk.press(key)
    assert desk.screen.state.candidate == 3
    await desk.press("tab", "tab")
    assert desk.screen.state.candidate is None


@case("cell", 2)
async def _(desk, bench, key):
    await desk.press("left", key)
    assert desk.answer == "0"
    await desk.submit("7")
    await desk.told("told.cell")
    field = FIELDS["requests.granted.other"]
    assert bench.cells(2) == {field.number: (STATE_NUMBERS[State.NUMBER], 7, None)}
    assert [entry.kind for entry in bench.log(2)] == ["correction"]
    # A reading that no verdict was given on leaves the flag open.
    assert bench.flags(2)[0].verdict is None


@case("identity", 2)
async def _(desk, bench, key):
    assert await asks(desk, key, "ask.organ") == "石滩乡人民政府"
    assert bench.log(2) == []


@case("remap", 18, 2)
async def _(desk, bench, key):
    assert await asks(desk, key, "ask.remap") == ""
    await desk.press("p", key)
    assert desk.record.flag.rule == "A103"
    await desk.told("told.no_label")
    assert not desk.is_asking
    assert bench.log(18) == []


@case("file", 2)
async def _(desk, bench, key):
    await desk.press(key)
    await desk.told("told.place", path=bench.sample(2).name, line="117")


@case("zero_rows", 2)
async def _(desk, bench, key):
    folded = desk.words("grid.all_zero", first="", last="", count="")[-8:]
    assert folded in desk.text()
    await desk.press(key)
    assert folded not in desk.text()
    assert "2.重复申请" in desk.text() or "1.属于国家秘密" in desk.text()
    await desk.press(key)
    assert folded in desk.text()


@case("last_year", 10, 9)
async def _(desk, bench, key):
    then = "7      2      0      0      0      0      9"
    assert then not in desk.text()
    await desk.press(key)
    assert then in desk.text()
    assert desk.words("grid.last_year", year=2022) in desk.lines()[0]
    assert "3≠1" in desk.text()
    await desk.press(key)
    assert then not in desk.text()
    assert desk.words("grid.last_year", year=2022) not in desk.text()


@case("view", 18)
async def _(desk, bench, key):
    assert [flag.flag.rule for flag in desk.screen.state.shown] == ["L301"]
    await desk.press(key)
    await desk.told("told.view", view=desk.words("view.reading"))
    assert sorted(flag.flag.rule for flag in desk.screen.state.shown) == ["L306", "L307", "L307"]
    await desk.press(key)
    assert [flag.flag.rule for flag in desk.screen.state.shown] == ["L301"]


def moves(action, there, back, field):
    @case(action, 2)
    async def _(desk, bench, key):
        assert desk.screen.state.cursor == "requests.granted.total"
        await desk.press(*there, key)
        assert desk.screen.state.cursor == field
        name = next(line for line in desk.lines() if "[" in line and "]" in line)
        assert name
        await desk.press(*back)
        assert desk.screen.state.cursor == "requests.granted.total"
        assert bench.log(2) == []


moves("up", (), ["down"], "requests.carried_in.total")
moves("down", (), ["up"], "requests.partial.total")
moves("move_left", (), ["right"], "requests.granted.other")
moves("move_right", ("left", "left"), ["right"], "requests.granted.other")


def moves_far(action, there, field):
    @case(action, 2)
    async def _(desk, bench, key):
        await desk.press(*there, key)
        assert desk.screen.state.cursor == field
        assert bench.log(2) == []


moves_far("page_up", (), "requests.received.total")
moves_far("page_down", ("home",), "requests.unavailable.not_held.total")
moves_far("first", ("down",), "requests.received.total")
moves_far("last", (), "requests.carried_out.total")


@case("take_over", 2)
async def _(desk, bench, key):
    await desk.press(key)
    await desk.told("held.nobody")
    bench.ask(take_hold, bench.colleague, bench.report_id(2), force=True)
    await desk.app.look_now()
    await desk.sees("认领：wang")
    other = "T" if key == "C" else "C"
    await desk.press(key)
    assert f"再按 {other} 接手" in desk.text()
    await desk.press(other)
    await desk.told("held.taken", name="wang")


@case("back", 2)
async def _(desk, bench, key):
    await desk.press(key)
    assert desk.place is Place.QUEUE


# --- the cursor and the screen ---------------------------------------------------------------


async def test_the_cursor_stops_at_the_edges_and_stays_in_sight(bench):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.press("enter")
        for _ in range(30):
            await desk.press("down")
        await desk.settle()
        assert desk.screen.state.cursor == "requests.carried_out.total"
        assert any("[" in line and "]" in line for line in desk.lines()[3:20])
        for _ in range(30):
            await desk.press("up")
        await desk.press("right")
        assert desk.screen.state.cursor == "requests.received.total"
        assert any("[11]" in line for line in desk.lines())


async def test_the_arrows_scroll_the_prose_where_there_is_no_table(bench):
    bench.fill(13)
    async with bench.running() as desk:
        await desk.press("enter")
        before = desk.lines()
        await desk.press("down", "down", "j")
        after = desk.lines()
        assert after[0] == before[0]
        assert after[-1] == before[-1]
        assert after != before
        await desk.press("up", "k", "up")
        assert desk.lines() == before
        # At the end it stops: one key back is one line back.
        for _ in range(40):
            await desk.press("down")
        end = desk.lines()
        await desk.press("up")
        assert desk.lines() != end


async def test_a_clean_report_says_so_and_no_verdict_is_stored(bench):
    bench.fill(1)
    async with bench.running() as desk:
        await desk.press("enter")
        await desk.sees(desk.words("no_flags"))
        for key in "1234eom,":
            await desk.press(key)
            assert not desk.is_asking
        await desk.press("tab", "enter", "up", "left", "z")
        assert bench.log(1) == []
        await desk.press("c")
        await desk.submit("无疑点，已通读")
        (note,) = bench.log(1)
        assert (note.kind, note.flag_id) == ("note", None)


async def test_every_flag_of_every_sample_can_be_walked_at_both_sizes_in_both_languages(bench):
    bench.fill(*TRUTH)
    for size, language, reviewer in (
        ((80, 24), "zh", bench.reviewer),
        ((120, 40), "en", bench.colleague),
    ):
        async with bench.running(size=size, language=language, reviewer=reviewer) as desk:
            await desk.press("enter")
            seen = set()
            while desk.record is not None and desk.record.id not in seen:
                seen.add(desk.record.id)
                lines = desk.lines()
                assert len(lines) == size[1]
                assert desk.record.flag.rule in "".join(lines[1:4])
                assert lines[-1].strip()
                await desk.press("n")
            raised = [
                flag.id
                for number in TRUTH
                for flag in bench.flags(number)
                if not flag.flag.second_view
            ]
            assert sorted(seen) == sorted(raised)


# --- keys of an input method -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "verdict"),
    [
        ("１", "confirmed"),
        ("２", "misread"),
        ("３", "dismissed"),
        ("４", "unsure"),
        ("ｘ", "dismissed"),
    ],
)
async def test_full_width_forms_decide(bench, key, verdict):
    bench.fill(30)
    async with bench.running() as desk:
        await desk.press("enter")
        await decides(desk, bench, key, verdict)


async def test_punctuation_of_an_input_method(bench):
    bench.fill(2, 30)
    async with bench.running() as desk:
        await desk.press("enter", "】")
        assert desk.record.report_id == bench.report_id(30)
        await desk.press("【")
        assert desk.record.report_id == bench.report_id(2)
        await desk.press("1", "，")
        assert desk.asks("ask.note_last")
        await desk.press("escape", "？")
        assert desk.place is Place.HELP


async def test_chinese_text_outside_a_field_only_hints(bench):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.press("enter")
        before = desk.lines()
        for char in "属实确":
            await desk.press(char)
        await desk.told("hint_ime")
        assert [line for line in desk.lines() if line not in before] == [
            line for line in desk.lines() if desk.words("hint_ime")[:10] in line
        ]
        assert bench.log(2) == []
        # Longer than a burst of committed text.
        await asyncio.sleep(0.05)
        await desk.press("@")
        await desk.told("hint_key")
        await desk.paste("1\n3\n")
        assert bench.log(2) == []


# --- misread ---------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["6", "６", " 6 "])
async def test_misread_opens_the_cell_and_stores_the_reading(bench, answer):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.press("enter", "2")
        assert desk.answer == "8"
        await desk.submit(answer)
        await desk.told("told.stored_next", verdict=desk.words("verdict.misread"), rule="A103")
        await desk.sees("6*", f"‹{desk.words('verdict.misread')}›")
    (flag,) = bench.flags(2)
    assert (flag.verdict, flag.is_raised) == ("misread", False)
    number = FIELDS["requests.granted.total"].number
    assert bench.cells(2) == {number: (STATE_NUMBERS[State.NUMBER], 6, None)}
    assert bench.log(2)[0].payload["readings"] == {"requests.granted.total": [6, "8"]}


async def test_an_empty_answer_is_an_illegible_cell(bench):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.press("enter", "2")
        await desk.submit("")
        await desk.sees("x*")
    (flag,) = bench.flags(2)
    assert (flag.verdict, flag.is_raised) == ("misread", False)
    number = FIELDS["requests.granted.total"].number
    assert bench.cells(2) == {number: (STATE_NUMBERS[State.ABSENT], None, None)}


@pytest.mark.parametrize("answer", ["六件", "6 8", "[/b]", "--6"])
async def test_what_is_no_number_is_asked_again(bench, answer):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.press("enter", "2")
        await desk.submit(answer)
        await desk.told("ask.not_a_number", text=answer)
        assert desk.is_asking
        assert desk.answer == answer
        assert bench.log(2) == []
        await desk.submit("6")
        assert bench.flags(2)[0].verdict == "misread"


async def test_escape_in_the_cell_decides_nothing(bench):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.press("enter", "2")
        await desk.replace("6")
        await desk.press("escape")
        assert (desk.place, desk.is_asking) == (Place.REVIEW, False)
    assert bench.log(2) == []


async def test_misread_opens_the_cell_under_the_cursor(bench):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.press("enter", "left", "left", "2")
        assert desk.answer == "0"
        await desk.submit("2")
    assert bench.log(2)[0].payload["readings"] == {"requests.granted.legal_service": [2, "0"]}
    flag = bench.flags(2)[0]
    assert (flag.flag.rule, flag.verdict) == ("A103", "misread")


async def test_misread_takes_the_previewed_candidate(bench):
    bench.fill(19)
    async with bench.running() as desk:
        await desk.press("enter", "tab", "2")
        await desk.told("told.stored_next", verdict=desk.words("verdict.misread"), rule="C205")
    (flag,) = bench.flags(19)
    assert (flag.verdict, flag.is_raised) == ("misread", False)
    truth = TRUTH[19].values
    printed = {number: value for number, (_, value, _) in bench.cells(19).items()}
    fields = [field for field in FIELDS.values() if field.number in printed]
    assert len(fields) == 84
    assert {f.id: printed[f.number] for f in fields} == {f.id: int(truth[f.id]) for f in fields}
    assert any(int(truth[field.id]) for field in fields)


async def test_every_explanation_of_several_can_be_taken(bench):
    bench.fill(29)
    async with bench.running() as desk:
        await desk.press("enter", "n", "n", "tab", "tab", "tab", "2")
    flag = bench.flags(29, "A104")[0]
    change = flag.flag.proposals[2].changes[0] if flag.flag.proposals else None
    (entry,) = bench.log(29)
    (field,) = entry.payload["readings"]
    assert change is None or field == change.field
    assert field == "litigation.review.pending"
    assert (flag.verdict, flag.is_raised) == ("misread", False)


# --- confirm with a preview, remap -----------------------------------------------------------


async def test_confirm_with_a_preview_suggests_the_correction(bench):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.press("enter", "tab", "1")
        await desk.told("told.stored_next", verdict=desk.words("verdict.confirmed"), rule="A103")
    number = FIELDS["requests.granted.total"].number
    assert bench.cells(2) == {number: (None, None, 6)}
    (flag,) = bench.flags(2)
    assert (flag.verdict, flag.is_raised) == ("confirmed", True)


async def test_confirm_without_a_preview_suggests_nothing(bench):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.press("enter", "tab", "tab", "1")
    assert bench.cells(2) == {}
    assert "corrected" not in bench.log(2)[0].payload


# --- notes, findings, letter, identity -------------------------------------------------------


async def test_a_note_of_twenty_characters_typed_and_pasted_arrives_whole(bench):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.press("enter", "c", *TWENTY, "enter")
        await desk.told("told.noted")
        await desk.press("c")
        await desk.paste(TWENTY)
        await desk.press("enter")
        await desk.press("c")
        await desk.write(TWENTY)
        await desk.press("home")
        await desk.write("１ny,")
        await desk.press("enter")
        await desk.sees("１ny,", "li")
    assert [entry.payload["text"] for entry in bench.log(2)] == [TWENTY, TWENTY, "１ny," + TWENTY]
    assert {entry.flag_id for entry in bench.log(2)} == {bench.flags(2)[0].id}


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("第一行，\n  第二行。\n", "第一行，第二行。"),
        ("12\r\n15", "12 15"),
        ("共 12\n\n件", "共 12件"),
        ("ab\n", "ab"),
    ],
)
async def test_all_lines_of_a_paste_arrive(bench, pasted, kept):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.press("enter", "c")
        await desk.paste(pasted)
        assert desk.answer == kept
        await desk.press("escape")
        # A paste behind the key that asks, before the field is open.
        desk.app.post_message(desk.key("c"))
        await desk.paste(pasted)
        await desk.settle()
        await desk.press("enter")
        await desk.told("told.noted")
    assert [entry.payload["text"] for entry in bench.log(2)] == [kept]


async def test_an_empty_note_is_none(bench):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.press("enter", "c", "enter", "c", " ", "enter")
        assert not desk.is_asking
    assert bench.log(2) == []


async def test_a_finding_is_prefilled_from_the_line_in_view(bench):
    bench.fill(13)
    async with bench.running() as desk:
        await desk.press("enter", "a")
        await desk.submit("名单逐村张贴是否涉及隐私")
        assert desk.asks("ask.quote")
        assert "2022年，我镇把旱厕改造名单" in desk.answer
        quote = desk.answer
        await desk.press("enter")
        assert desk.answer != ""
        place = desk.answer
        await desk.press("enter")
        await desk.submit("请核实后说明。")
        await desk.told("told.finding")
        await desk.press("n")
        assert desk.record.flag.rule == "M001"
        await desk.sees("名单逐村张贴是否涉及隐私")
    (entry,) = bench.log(13)
    assert dict(entry.payload) == {
        "line": 5,
        "place": place,
        "quote": quote,
        "problem": "名单逐村张贴是否涉及隐私",
        "suggestion": "请核实后说明。",
    }
    (made,) = bench.flags(13, "M001")
    assert (made.verdict, made.is_raised) == ("confirmed", True)


async def test_the_sentence_of_the_letter_is_edited(bench):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.press("enter", "e")
        was = desk.answer
        await desk.press("enter")
        assert bench.log(2) == []
        await desk.press("e")
        await desk.submit("“（一）予以公开”行合计与总计不符，请更正。")
        await desk.told("told.letter")
        await desk.sees("行合计与总计不符，请更正。")
        await desk.press("1")
    target = bench.folder / "out.jsonl"
    bench.ask(export_workspace, target, what="findings", current_only=True, language="zh")
    (row,) = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
    assert row["letter"] == "“（一）予以公开”行合计与总计不符，请更正。" != was


async def test_a_key_behind_escape_is_a_command(bench):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.press("enter", "c")
        await desk.write("电话")
        for key in ("escape", "e"):
            desk.app.post_message(desk.key(key))
        await desk.until(lambda: desk.asks("ask.letter"), "the other question")
        assert desk.answer.endswith("请核对申请台账后更正。")


async def test_a_sentence_that_was_only_looked_at_is_no_draft(bench, monkeypatch):
    monkeypatch.setattr("tui.keeping._SECONDS_BETWEEN_KEEPING", 0.02)
    bench.fill(2)
    async with bench.running() as desk:
        await desk.press("enter", "e")
        await desk.until(lambda: bench.ask(lambda w: w.value("select count(*) from draft")), "it")
        await desk.press("escape", "e")
        assert desk.words("told.draft") not in desk.text()


async def test_the_reason_of_a_dismissal_is_shown_and_its_number_stays(bench):
    bench.fill(30)
    async with bench.running() as desk:
        await desk.press("enter", ".")
        await desk.submit("2")
        await desk.press(".")
        await desk.sees("1 表述可接受　2 地方口径　3 已作说明　4 规则误报")
        await desk.submit("电话问过")
        await desk.press(".")
        await desk.sees("1 表述可接受　2 地方口径　3 已作说明　4 规则误报　5 电话问过")
        await desk.press("escape", "p", "p")
        await desk.sees("不提（地方口径）")


async def test_an_emptied_sentence_is_the_standard_one_again(bench):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.press("enter", "e")
        standard = desk.answer
        await desk.submit("")
        await desk.told("told.letter_is_standard")
        assert bench.log(2) == []
        await desk.press("e")
        await desk.submit("合计不符，请更正。")
        await desk.told("told.letter")
        await desk.press("e")
        assert desk.answer == "合计不符，请更正。"
        await desk.submit("")
        await desk.told("told.letter_standard")
        assert "合计不符" not in desk.text()
        await desk.press("e")
        assert desk.answer == standard


async def test_a_finding_without_a_problem_is_asked_again(bench):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.press("enter", "a")
        await desk.submit(" ")
        await desk.told("told.no_problem")
        assert desk.asks("ask.problem")
        await desk.press("escape")
        assert not desk.is_asking
    assert bench.log(2) == []


async def test_identity_moves_the_report_to_its_organ(bench):
    bench.fill(24, 2)
    async with bench.running() as desk:
        await desk.open_report(24, bench)
        await desk.sees(desk.words("unknown_organ"))
        assert desk.record.flag.rule == "R801"
        await desk.press("i")
        await desk.submit("柳树乡人民政府")
        await desk.submit("青禾县")
        await desk.submit("不知道")
        await desk.told("ask.bad_choice", text="不知道")
        await desk.submit("2023")
        await desk.submit("9")
        await desk.told("ask.bad_choice", text="9")
        await desk.submit("4")
        await desk.submit("0")
        await desk.told("ask.bad_choice", text="0")
        await desk.submit("1")
        await desk.told("told.identity")
        await desk.sees("柳树乡人民政府", "青禾县")
    stored = bench.reports()[24]
    assert (stored.organ, stored.region, stored.year) == ("柳树乡人民政府", "青禾县", 2023)
    assert stored.level.value == "township"
    assert [flag.is_raised for flag in bench.flags(24, "R801")] == [False]
    async with bench.running() as desk:
        await desk.sees("青禾县柳树乡人民政府")
        await desk.press("u")
        await desk.told("told.undone", what=desk.words("what.identity"))
    assert bench.reports()[24].organ is None
    assert [flag.is_raised for flag in bench.flags(24, "R801")] == [True]


# --- undo, sign-off --------------------------------------------------------------------------


async def test_undo_goes_back_to_the_report_it_is_about(bench):
    bench.fill(2, 30)
    async with bench.running() as desk:
        await desk.press("enter", "1", "n", "3")
        assert desk.record.report_id == bench.report_id(30)
        await desk.press("u", "u")
        assert desk.record.id == bench.flags(2)[0].id
    assert [flag.verdict for flag in (*bench.flags(2), *bench.flags(30))] == [None] * 5


async def test_one_decision_in_the_middle_is_undone_and_the_later_ones_stay(bench):
    bench.fill(30)
    async with bench.running() as desk:
        await desk.press("enter", "1", "3", "4", "1", "f2")
        assert len(desk.screen.acts) == 4
        await desk.press("down", "down", "u")
        await desk.told("told.undone", what=desk.words("what.decision"))
        await desk.sees(desk.words("history.undone"))
        # Once is enough: a second time it is refused, and nothing else is taken back.
        await desk.press("u")
        await desk.sees(desk.words("error.annotation_undone")[:10])
        await desk.press("escape")
        await desk.press("p", "p", "p", "p", "n")
        assert desk.record.verdict is None
    verdicts = [flag.verdict for flag in bench.flags(30)]
    assert verdicts == ["confirmed", None, "unsure", "confirmed"]
    assert [entry.is_undone for entry in bench.log(30)] == [False, True, False, False]


async def test_a_verdict_behind_the_sign_off_says_that_it_is_stale(bench):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.press("enter", "1", "g", "y", "escape", "p", "4")
        await desk.told("told.sign_off_stale", verdict="待核", rule="A103")
        assert desk.lines()[0].startswith(desk.words("signed_off_changed"))


async def test_the_undo_of_a_sign_off_tells_of_the_letter(bench):
    bench.fill(2)
    async with bench.running(size=(120, 40)) as desk:
        await desk.press("enter", "1", "g", "y", "w")
        await desk.submit("x.docx")
        await desk.told("letters.told_one", path="x.docx")
        await desk.press("escape", "f2")
        await desk.until(lambda: desk.place is Place.HISTORY, "the history")
        kinds = [act.entry.kind.value for act in desk.screen.acts]
        await desk.press(
            "home", *["down"] * (len(desk.screen.fixed) + kinds.index("sign_off")), "u"
        )
        await desk.sees("已撤销 审结", "反馈意见已出，文件仍在")


async def test_sign_off_and_its_undo(bench):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.press("enter", "1", "g")
        await desk.sees("请核对申请台账后更正", f"{desk.words('verdict.confirmed')} 1")
        await desk.press("y")
        await desk.told("told.signed_here", organ="石滩乡人民政府")
        await desk.press("y")
        await desk.told("told.already_signed")
        await desk.press("escape")
        # First in the line: it is not cut off.
        assert desk.lines()[0].startswith(desk.words("signed_off"))
        await desk.press("escape")
        await desk.sees(desk.words("state.signed_off")[:6])
        await desk.press("enter", "u")
        await desk.told("told.undone", what=desk.words("what.sign_off"))
        assert desk.words("signed_off") not in desk.lines()[0]
    assert bench.flags(2)[0].verdict == "confirmed"
    assert [(entry.kind, entry.is_undone) for entry in bench.log(2)] == [
        ("decision", False),
        ("sign_off", True),
    ]


async def test_everything_is_there_after_quitting_and_opening_again(bench):
    bench.fill(30)
    async with bench.running() as desk:
        await desk.press("enter", "1", "3", "c")
        await desk.submit(TWENTY)
        await desk.press("q", "q")
    async with bench.running() as desk:
        await desk.press("enter")
        # It opens at the first open flag.
        assert desk.record.id == bench.flags(30)[2].id
        await desk.sees(TWENTY[:10])
        await desk.press("p")
        await desk.sees(f"‹{desk.words('verdict.dismissed')}›")


# --- colleagues, failures --------------------------------------------------------------------


def colleague_decides(bench, number, verdict):
    flag = bench.flags(number)[0]
    bench.ask(decide, bench.colleague, flag.id, flag.version, verdict)


async def test_a_stale_decision_stops_the_flow_and_overwrites_nothing(bench):
    bench.fill(30)
    async with bench.running() as desk:
        await desk.press("enter")
        before = desk.record
        colleague_decides(bench, 30, Verdict.DISMISSED)
        await desk.press("1")
        await desk.sees(desk.words("told.stopped", reason="")[:4])
        assert desk.record.id == before.id
        # No later key is applied over it.
        await desk.press("1", "2", "3", "4")
        assert not desk.is_asking
        assert desk.record.id == before.id
        assert [(e.reviewer, e.payload["verdict"]) for e in bench.log(30)] == [
            ("wang", "dismissed")
        ]
        await desk.press("escape")
        assert desk.place is Place.REVIEW
        await desk.sees(f"‹{desk.words('verdict.dismissed')}›", "wang")
        await desk.press("n", "1")
        assert [flag.verdict for flag in bench.flags(30)] == ["dismissed", "confirmed", None, None]


@pytest.fixture
def slow(monkeypatch):
    """Holds every verdict back in the thread that writes until it is let go."""
    may_write, asked = threading.Event(), []

    def held(*args, **kind):
        asked.append(args[2])
        assert may_write.wait(20)
        return decide(*args, **kind)

    monkeypatch.setattr("tui.screens.deciding.decide", held)
    held.go, held.asked = may_write, asked
    yield held
    may_write.set()


async def test_the_next_flag_is_shown_before_the_verdict_is_stored(bench, slow):
    bench.fill(30)
    flags = [flag.id for flag in bench.flags(30)]
    async with bench.running() as desk:
        await desk.press("enter")
        await desk.pilot.press("1")
        await desk.sees(
            desk.words("told.storing", verdict=desk.words("verdict.confirmed"), rule="")
        )
        assert desk.record.id == flags[1]
        assert bench.log(30) == []
        # Later keys wait: they are applied to what there is when it is stored.
        desk.app.post_message(Key("3", "3"))
        desk.app.post_message(Key("n", None))
        await desk.pilot.pause(0.1)
        assert (slow.asked, desk.record.id) == ([flags[0]], flags[1])
        slow.go.set()
        await desk.until(lambda: len(bench.log(30)) == 2, "both verdicts")
        await desk.until(lambda: desk.record.id == flags[3], "the flag behind the next one")
    assert [flag.verdict for flag in bench.flags(30)][:3] == ["confirmed", "dismissed", None]


async def test_a_verdict_that_fails_brings_its_flag_back(bench, slow):
    bench.fill(30)
    async with bench.running() as desk:
        await desk.press("enter", "down", "tab")
        before = replace(desk.screen.state, status="", status_look=Look.DIM)
        await desk.pilot.press("1")
        await desk.until(lambda: desk.record.id != before.record.id, "the next flag")
        desk.app.post_message(Key("3", "3"))
        colleague_decides(bench, 30, Verdict.DISMISSED)
        slow.go.set()
        await desk.sees(desk.words("told.stopped", reason="")[:4])
        await desk.settle()
        # The key behind it was not applied, to no flag.
        assert len(slow.asked) == 1
        assert [(e.reviewer, e.payload["verdict"]) for e in bench.log(30)] == [
            ("wang", "dismissed")
        ]
        state = desk.screen.state
        assert (state.index, state.cursor, state.candidate) == (
            before.index,
            before.cursor,
            before.candidate,
        )


async def test_a_colleague_who_is_faster_than_an_open_question(bench):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.press("enter", "2")
        colleague_decides(bench, 2, Verdict.CONFIRMED)
        await desk.submit("6")
        await desk.sees(desk.words("told.stopped", reason="")[:4])
        assert bench.cells(2) == {}
        assert len(bench.log(2)) == 1
        await desk.press("escape", "1")
        assert [e.payload["verdict"] for e in bench.log(2)] == ["confirmed", "confirmed"]


async def test_what_a_colleague_did_is_not_undone(bench):
    bench.fill(2)
    colleague_decides(bench, 2, Verdict.CONFIRMED)
    async with bench.running() as desk:
        await desk.press("enter", "u")
        await desk.told("told.nothing_to_undo")
        await desk.press("f2", "u")
        await desk.sees(desk.words("error.annotation_of_other", reviewer="wang")[:8])
        assert desk.place is Place.HISTORY
    assert bench.flags(2)[0].verdict == "confirmed"


FAILURES = [
    WorkspaceError("workspace_locked"),
    sqlite3.OperationalError("database or disk is full"),
    sqlite3.OperationalError("attempt to write a readonly database"),
]


@pytest.mark.parametrize("failure", FAILURES, ids=str)
@pytest.mark.parametrize(
    "keys", [("1",), ("c", "enter"), ("2", "enter"), ("g", "y", "g")], ids="".join
)
async def test_a_write_that_fails_says_so_and_loses_nothing(bench, monkeypatch, failure, keys):
    bench.fill(2)

    def fail(*_args, **_kind):
        raise failure

    async with bench.running() as desk:
        await desk.press("enter", *keys[:-1])
        if keys[0] == "c":
            await desk.write(TWENTY)
        with monkeypatch.context() as broken:
            broken.setattr("store.annotations.append", fail)
            await desk.press(keys[-1])
            if isinstance(failure, WorkspaceError):
                await desk.told("error.workspace_locked")
            else:
                reason = str(failure).replace(" ", "_")
                await desk.sees(desk.words.words[f"reason.{reason}"])
        assert bench.log(2) == []
        # The flow goes on when the trouble is over, and the text is still there.
        await desk.press("escape")
        if keys[0] == "c":
            await desk.press("c")
            assert desk.answer == TWENTY
            await desk.press("enter")
            assert [entry.payload["text"] for entry in bench.log(2)] == [TWENTY]
        elif keys[0] == "g":
            await desk.press("g", "y", "g")
            assert [entry.kind for entry in bench.log(2)] == ["sign_off"]
        else:
            await desk.press("3")
            assert bench.flags(2)[0].verdict == "dismissed"


async def test_a_report_that_is_gone_leads_back_to_the_queue(bench, monkeypatch):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.press("enter")
        monkeypatch.setattr("tui.screens.together.load_review", lambda *_: None)
        await desk.press("1")
        await desk.until(lambda: desk.place is Place.QUEUE, "the queue")


# --- drafts ----------------------------------------------------------------------------------


async def test_what_was_typed_is_there_after_the_workbench_has_gone(bench):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.press("enter", "c")
        await desk.write(TWENTY)
        kept = "select count(*) from draft where text = ?"
        await desk.until(lambda: bench.ask(lambda w: w.value(kept, [TWENTY])), "the draft")
    async with bench.running() as desk:
        await desk.resumed()
        await desk.press("c")
        await desk.told("told.draft")
        assert desk.answer == TWENTY
        await desk.press("enter")
        assert [entry.payload["text"] for entry in bench.log(2)] == [TWENTY]
        await desk.press("c")
        assert desk.answer == ""


async def test_quitting_while_a_question_is_open_keeps_what_was_typed(bench):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.press("enter", "c")
        await desk.write(TWENTY)
        await desk.press("ctrl+q")
    async with bench.running() as desk:
        await desk.resumed()
        await desk.press("c")
        assert desk.answer == TWENTY


async def test_the_first_answers_of_a_finding_are_kept_too(bench):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.press("enter", "a")
        await desk.submit("自然人栏与去年不衔接")
        await desk.write("，见")
        kept = "select count(*) from draft where slot like 'finding:%:quote'"
        await desk.until(lambda: bench.ask(lambda w: w.value(kept)), "the draft")
    async with bench.running() as desk:
        await desk.resumed()
        await desk.press("a")
        assert desk.answer == "自然人栏与去年不衔接"


async def test_drafts_of_reviewers_are_apart(bench):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.press("enter", "c")
        await desk.write(TWENTY)
        kept = "select count(*) from draft"
        await desk.until(lambda: bench.ask(lambda w: w.value(kept)), "the draft")
    async with bench.running(reviewer=bench.colleague) as desk:
        await desk.press("enter", "c")
        assert desk.answer == ""


# --- typing faster than the workspace answers ------------------------------------------------


async def test_keys_typed_before_a_question_is_open_go_into_its_field(bench):
    """Over a slow line a key and the text after it arrive in one packet."""
    bench.fill(30)
    async with bench.running() as desk:
        await desk.press("enter")
        for key in ("c", "1", "3", "件", "enter"):
            desk.app.post_message(desk.key(key))
        await desk.settle()
        assert [flag.verdict for flag in bench.flags(30)] == [None] * 4
        assert [entry.payload["text"] for entry in bench.log(30)] == ["13件"]


async def test_keys_typed_between_two_questions_go_into_the_second(bench):
    bench.fill(30)
    async with bench.running() as desk:
        await desk.press("enter", "a")
        for key in ("问", "enter", "1", "3"):
            desk.app.post_message(desk.key(key))
        await desk.settle()
        assert bench.log(30) == []
        assert desk.answer.endswith("13")


async def test_digits_typed_ahead_decide_one_flag_each(bench):
    bench.fill(30)
    async with bench.running() as desk:
        await desk.press("enter")
        for key in "1341":
            desk.app.post_message(desk.key(key))
        await desk.until(lambda: len(bench.log(30)) == 4, "four decisions")
    verdicts = [flag.verdict for flag in bench.flags(30)]
    assert verdicts == ["confirmed", "dismissed", "unsure", "confirmed"]


# --- what others read ------------------------------------------------------------------------


async def test_what_was_decided_is_in_the_exports(bench):
    bench.fill(2, 30)
    async with bench.running() as desk:
        await desk.press("enter", "tab", "1", "n", "3", "c")
        await desk.submit(TWENTY)
    for suffix in ("jsonl", "csv"):
        target = bench.folder / f"out.{suffix}"
        count = bench.ask(
            export_workspace, target, what="findings", current_only=True, language="zh"
        )
        assert count == 5
    with (bench.folder / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    rows = [
        json.loads(line) for line in (bench.folder / "out.jsonl").read_text("utf-8").splitlines()
    ]
    found = [(row["rule"], row["decision"], row["decided_by"]) for row in rows]
    assert ("A103", "confirmed", "li") in found
    assert ("S403", "dismissed", "li") in found
    assert [row["decision"] or None for row in table] == [row["decision"] for row in rows]
    assert [row["notes"] for row in rows if row["notes"]] == [[TWENTY]]


async def test_marks_of_documents_and_colleagues_are_shown_as_they_are(bench):
    bench.fill(27)
    number = bench.report_id(27)
    for flag in bench.flags(27):
        bench.ask(add_note, bench.colleague, number, flag.id, "[red]见[/red]\x1b[2J[/b]\u202e原件")
    bench.ask(sign_off, bench.colleague, number)
    async with bench.running() as desk:
        await desk.press("enter")
        shown = ""
        for _ in bench.flags(27):
            shown += desk.text()
            await desk.press("s")
            shown += desk.text()
            await desk.press("escape", "f2")
            shown += desk.text()
            await desk.press("escape", "n")
        for literal in ("[/b]", "[red]12[/red]", "[red]见[/red]␛[2J[/b]<U+202E>原件", "=1+1"):
            assert literal in shown
        assert not set(shown) & set("\x1b\x07\u202e\u200b\x9b")


# --- marks and reasons -----------------------------------------------------------------------


@case("mark", 30)
async def _(desk, bench, key):
    first = desk.record.id
    await desk.press(key)
    assert desk.screen.marks.ids == {first}
    assert desk.record.id != first
    assert desk.words("marks.count", count=1) in desk.text()
    await desk.press("p", key)
    assert desk.screen.marks.ids == set()


@case("range", 30)
async def _(desk, bench, key):
    first = desk.record.id
    await desk.press(key, "n", key, "n")
    assert desk.screen.marks.ids == {first, *[f.id for f in bench.flags(30)[:2]]}
    await desk.press("escape")
    assert desk.place is Place.REVIEW
    assert desk.screen.marks.ids == set()


@case("gather", 30)
async def _(desk, bench, key):
    about = desk.record.id
    await desk.press(key)
    await desk.settle()
    assert desk.place is Place.GATHERED
    assert [one.flag_id for one in desk.screen.found] == [about]


@case("flags", 30)
async def _(desk, bench, key):
    await desk.press(key)
    assert desk.place is Place.FLAGS
    assert [record.id for record in desk.screen.shown] == [flag.id for flag in bench.flags(30)]
    await desk.press("escape")
    assert desk.place is Place.REVIEW


@case("reason", 30)
async def _(desk, bench, key):
    about = desk.record
    await desk.press(key)
    assert desk.asks("ask.reason")
    assert bench.log(30) == []
    await desk.submit("3")
    await desk.told("told.stored", verdict=desk.words("verdict.dismissed"), rule=about.flag.rule)
    (entry,) = bench.log(30)
    assert (entry.payload["verdict"], entry.payload["reason"]) == ("dismissed", "explained")
