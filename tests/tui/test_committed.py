"""Text committed or pasted where no field is open decides nothing, whatever it is made of."""

from __future__ import annotations

import asyncio

import pytest
from textual import events

from tui.actions import Place

# Digits, letters and signs of verdicts, undo, sign-off and moves among Chinese text.
COMMITS = [
    "属",
    "2023年",
    "第1条",
    "请核对申请台账后再更正",
    "1、2、3项",
    "y属实",
    "（1）",
    "①",
    "gq行",
]


async def commit(desk, text):
    """All characters at once, as the driver hands on what it has read in one go."""
    made = [desk.key(char) for char in text]
    for event in made:
        desk.app.post_message(event)
    await desk.settle()


@pytest.mark.parametrize("text", COMMITS)
@pytest.mark.parametrize("place", ["review", "queue", "labels", "summary"])
async def test_committed_text_outside_a_field_only_hints(bench, text, place):
    bench.fill(30, 18)
    async with bench.running() as desk:
        await desk.press(
            *{"review": ["enter"], "queue": [], "labels": ["d"], "summary": ["enter", "g"]}[place]
        )
        here, before = desk.place, desk.lines()
        await commit(desk, text)
        assert desk.place is here
        assert not desk.is_asking
        assert bench.log(30) == bench.log(18) == []
        await desk.told("hint_ime")
        changed = [i for i, line in enumerate(desk.lines()) if line != before[i]]
        assert len(changed) <= 1


async def test_the_keys_after_committed_text_act_again(bench):
    bench.fill(30)
    async with bench.running() as desk:
        await desk.press("enter")
        await commit(desk, "2023年")
        await asyncio.sleep(0.05)
        await desk.press("１")
        assert bench.flags(30)[0].verdict == "confirmed"


async def test_keys_typed_ahead_are_commands(bench):
    """Over a slow line several verdicts come in one burst: they are no text."""
    bench.fill(30)
    async with bench.running() as desk:
        await desk.press("enter")
        await commit(desk, "131")
        assert [flag.verdict for flag in bench.flags(30)] == [
            "confirmed",
            "dismissed",
            "confirmed",
            None,
        ]


@pytest.mark.parametrize("text", ["1", "1\n2\n", "属实1", "q", "\x1b[2J1"])
async def test_a_paste_outside_a_field_only_hints(bench, text):
    bench.fill(30)
    async with bench.running() as desk:
        await desk.press("enter")
        await desk.paste(text)
        await desk.told("hint_paste")
        assert desk.place is Place.REVIEW
        assert bench.log(30) == []


async def test_a_paste_behind_the_key_that_asks_arrives_whole(bench):
    bench.fill(30)
    async with bench.running() as desk:
        await desk.press("enter")
        desk.app.post_message(desk.key("c"))
        desk.app.post_message(events.Paste("电话核实1"))
        desk.app.post_message(desk.key("2"))
        await desk.until(lambda: desk.is_asking and desk.answer == "电话核实12")
        await desk.press("enter")
        (note,) = bench.log(30)
        assert note.payload["text"] == "电话核实12"


@pytest.mark.parametrize("key", [*"1234yrxwugqn,[]/", "１", "ｙ", "，", "、"])
async def test_no_key_is_a_command_while_a_field_is_open(bench, key):
    bench.fill(30)
    async with bench.running() as desk:
        await desk.press("enter", "c")
        await desk.write(key)
        await desk.settle()
        assert desk.is_asking
        assert desk.answer == key
        assert bench.log(30) == []


async def test_ctrl_c_says_how_to_leave(bench):
    bench.fill(30)
    async with bench.running() as desk:
        await desk.press("enter", "ctrl+c")
        await desk.told("hint_quit")
        assert not desk.app._exit
