"""Lines of keys and heads fit a window of 80 cells in both languages."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from tui.actions import Place, actions_at
from tui.key_names import footer_texts
from tui.keymap import Keymap
from tui.locale import translator

LANGUAGES = ("zh", "en")
# Columns of the queue are seven cells wide, with one blank at least in front.
COUNTS = ("errors", "warnings", "infos", "reading", "decided")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", list(Place))
def test_each_text_of_the_line_of_keys_has_room(place, language):
    texts = list(footer_texts(place, Keymap(), translator(language)))
    assert texts
    assert all(0 < cell_len(text) <= 20 for text in texts)
    # What the screen is for fits together with help and the way back.
    wanted = {action.id for action in actions_at(place) if action.footer}
    first = texts[: min(8, len(wanted))]
    assert sum(cell_len(text) + 1 for text in first) <= 80


@pytest.mark.parametrize("language", LANGUAGES)
def test_heads_of_columns_fit_their_columns(language):
    words = translator(language)
    for name in COUNTS:
        assert cell_len(words(f"queue.{name}")) < 7
    for key, text in words.words.items():
        if key.startswith("state."):
            assert cell_len(text) <= 14, key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("width", "height"), [(80, 24), (120, 40), (200, 60)])
async def test_no_line_of_any_screen_is_wider_than_the_window(bench, language, width, height):
    bench.fill(2, 30, 18)
    async with bench.running(language=language, size=(width, height)) as desk:
        for keys in ((), ("enter",), ("s",), ("escape", "g"), ("escape", "f2"), ("escape", "f1")):
            await desk.press(*keys)
            lines = desk.lines()
            assert len(lines) == height
            assert {cell_len(line) for line in lines} == {width}
            assert lines[-1].strip()


@pytest.mark.parametrize("key", ["hint_ime", "hint_key", "hint_paste", "hint_quit"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_hints_fit_the_line_of_the_status(language, key):
    assert cell_len(translator(language)(key)) <= 80 - 6
