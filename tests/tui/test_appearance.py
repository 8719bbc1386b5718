"""Themes, borders of ASCII, and signs that some terminals draw two cells wide."""

from __future__ import annotations

import unicodedata

import pytest
from rich.cells import cell_len

from tui.appearance import appearance
from tui.preferences import THEME_NAMES, Preferences

WIDE = appearance(is_wide=True).signs
FEARED = "“”—…①※★→·●√─│"


def test_signs_of_no_sure_width_are_drawn_by_one_of_a_sure_width():
    for code in map(ord, FEARED):
        assert code in WIDE, chr(code)
    for code, drawn in WIDE.items():
        sign = drawn if isinstance(drawn, str) else chr(drawn)
        assert unicodedata.east_asian_width(chr(code)) == "A"
        assert unicodedata.east_asian_width(sign) in ("N", "Na")
        assert cell_len(chr(code)) == cell_len(sign) == 1


def test_a_numbered_sign_never_becomes_a_figure():
    for code, drawn in WIDE.items():
        sign = drawn if isinstance(drawn, str) else chr(drawn)
        assert not (sign.isascii() and sign.isdigit()), chr(code)


@pytest.mark.parametrize("theme", THEME_NAMES)
async def test_a_theme_changes_no_text(bench, theme):
    bench.fill(2)
    async with bench.running() as desk:
        await desk.press("enter")
        plain = desk.lines()
        await desk.press("escape", "home", "q")
    async with bench.running(preferences=Preferences(theme=theme)) as desk:
        await desk.press("home", "enter")
        assert [line[:60] for line in desk.lines()] == [line[:60] for line in plain]


async def test_the_switch_is_display_only(bench):
    text = bench.sample(2).read_text(encoding="utf-8")
    odd = "①②※★“甲”—…→●√"
    bench.fill_with("02_odd.txt", text.replace("本年度", f"{odd}本年度", 1).encode())
    async with bench.running(preferences=Preferences(is_wide=True)) as desk:
        await desk.press("enter", "s")
        source = next(line for line in desk.screen.source if odd in line)
        assert source
        while not any("➀➁" in line for line in desk.lines()):
            await desk.press("pageup")
        shown = desk.text()
        assert '➀➁⁜✶"甲"-⋯➔∙✓' in shown
        drawn = {char for char in shown if unicodedata.east_asian_width(char) == "A"}
        assert drawn & set(FEARED) == set()
        await desk.press("escape", "c")
        await desk.write("“甲”…")
        assert desk.lines()[-1].count("…") == 0
        await desk.press("enter")
    (note,) = bench.log(2)
    assert note.payload["text"] == "“甲”…"


async def test_borders_of_ascii(bench):
    bench.fill(2)
    async with bench.running(preferences=Preferences(is_ascii=True)) as desk:
        await desk.press("enter")
        assert not set(desk.text()) & set("─│▸·…")
        assert "-" * 40 in desk.text()
