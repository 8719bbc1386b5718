"""The palette: the actions of the screen in front, found by a part of their name."""

from __future__ import annotations

import pytest

from tui.actions import MOVES, Place, actions_at
from tui.keymap import Keymap
from tui.screens.palette import entries_at, ranked


@pytest.mark.parametrize("place", list(Place))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_has_every_action_of_a_screen_but_moves(place, language):
    found = [entry.action for entry in entries_at(place, Keymap(), language)]
    wanted = {action.id for action in actions_at(place)} - MOVES - {"palette"}
    assert len(found) == len(wanted)
    assert set(found) == wanted


@pytest.mark.parametrize(
    ("query", "action"),
    [
        ("批注", "note"),
        ("note", "note"),
        ("sign", "sign_off"),
        ("signoff", "sign_off"),
        ("记录", "history"),
        ("hist", "history"),
        ("ＨＩＳＴ", "history"),
        ("f2", "history"),
        ("下一报告", "next_report"),
        ("next rep", "next_report"),
        ("撤", "undo"),
    ],
)
def test_an_action_is_found_by_parts_of_its_names(query, action):
    entries = entries_at(Place.REVIEW, Keymap(), "zh")
    assert ranked(entries, query)[0].action == action


def test_what_is_in_no_name_finds_nothing():
    entries = entries_at(Place.REVIEW, Keymap(), "zh")
    assert ranked(entries, "鑫") == []
    assert ranked(entries, "note 鑫") == []
    assert ranked(entries, "") == entries


def test_the_keys_are_shown_as_they_are_bound():
    entries = {e.action: e.keys for e in entries_at(Place.REVIEW, Keymap({"undo": ("f9",)}), "zh")}
    assert (entries["undo"], entries["confirm"]) == ("F9", "1 y")


async def test_it_runs_what_is_chosen_with_a_question_of_its_own(bench):
    bench.fill(30)
    async with bench.running() as desk:
        await desk.press("enter", "ctrl+p")
        await desk.write("批注")
        await desk.press("enter")
        await desk.until(lambda: desk.is_asking)
        assert desk.asks("ask.note")
        await desk.submit("见原件")
        assert [entry.kind for entry in bench.log(30)] == ["note"]


async def test_arrows_and_tab_choose(bench):
    bench.fill(30)
    async with bench.running() as desk:
        await desk.press("enter", "ctrl+p", "down", "down", "tab", "up")
        marked = [line for line in desk.lines()[8:-1] if line.startswith("▸")]
        assert len(marked) == 1
        wanted = entries_at(Place.REVIEW, Keymap(), "zh")[2]
        assert wanted.shown[:8] in marked[0]
        await desk.press("enter")
        assert bench.flags(30)[0].verdict == wanted.action.replace("dismiss", "dismissed")


async def test_nothing_is_run_where_nothing_is_found_or_it_is_given_up(bench):
    bench.fill(30)
    async with bench.running() as desk:
        await desk.press("enter")
        before = desk.lines()
        for end in ("enter", "escape"):
            await desk.press("ctrl+p")
            await desk.write("鑫")
            await desk.press(end)
            assert desk.lines() == before
        assert bench.log(30) == []


@pytest.mark.parametrize("size", [(20, 5), (40, 3), (80, 24), (200, 60)])
async def test_it_fits_every_window(bench, size):
    bench.fill(30)
    async with bench.running(size=size) as desk:
        await desk.press("ctrl+p")
        await desk.write("f4")
        assert desk.is_asking
        await desk.press("escape")
        assert not desk.is_asking
