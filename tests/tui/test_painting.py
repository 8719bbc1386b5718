"""Only the changed cells of a line go to the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from tests.terminal.program import Screen
from tui.drawing.text import Look, Span
from tui.screens.keyed import KeyedScreen
from tui.widgets.changes import changed_runs, merged
from tui.widgets.painting import NarrowCompositor, NarrowUpdate, WholeUpdate


def test_only_changed_cells_are_named():
    before = (Span("abcdefgh" * 4),)
    after = (Span("abXdefgh" + "abcdefgh" * 2 + "abcdefgY"),)
    assert changed_runs(before, after, 32) == [(2, 1), (31, 1)]
    assert changed_runs(before, before, 32) == []


def test_a_look_is_a_change():
    assert changed_runs((Span("ab"),), (Span("a"), Span("b", Look.CURSOR)), 10) == [(1, 1)]


def test_wide_characters_are_never_cut_in_two():
    assert changed_runs((Span("一二三"),), (Span("一四三"),), 6) == [(2, 2)]
    assert changed_runs((Span("一二三"),), (Span("ab二三"),), 6) == [(0, 2)]
    assert changed_runs((Span("一二三"),), (Span("一 b三"),), 6) == [(2, 2)]


def test_a_line_that_is_not_shown_as_it_is_is_one_run():
    assert changed_runs((Span("a\u200db"),), (Span("a\u200dc"),), 9) == [(0, 9)]


def test_what_is_longer_or_shorter_is_filled():
    assert changed_runs((Span("ab"),), (Span("abc"),), 5) == [(2, 1)]
    assert changed_runs((Span("abc"),), (Span("ab"),), 5) == [(2, 1)]


def test_neighbours_of_one_look_are_joined():
    line = (Span("a"), Span("b"), Span("", Look.DIM), Span("c", Look.DIM), Span("d", Look.DIM))
    assert merged(line) == [("ab", Look.PLAIN), ("cd", Look.DIM)]


def test_a_repaint_is_cut_on_both_sides():
    strip = Strip([Segment("abcdefghij")])
    update = NarrowUpdate([{0: strip}], [(0, 3, 5)], [[10]])
    sent = update.render_segments(Console())
    assert sent.endswith("de") or "de" in sent
    assert "c" not in sent.replace("\x1b[", "") and "f" not in sent


PLAIN, DIM, CURSOR = Style.parse("default on default"), Style(dim=True), Style(reverse=True)


def painted(*segments, console=None):
    """What a repaint sends, played to a terminal: what is sent, the line, its colours."""
    strip = Strip([Segment(text, style) for text, style in segments])
    end = strip.cell_length
    update = NarrowUpdate([{0: strip}], [(0, 0, end)], [[end]])
    sent = update.render_segments(console or Console(color_system="256"))
    screen = Screen(end, 1)
    screen.rows = [["#"] * end]
    screen.feed(sent)
    assert screen.strange == []
    return sent, screen.text(), screen.colours


def test_a_look_is_said_once_and_ends_with_the_repaint():
    sent, text, _ = painted(("ab", DIM), ("cd", DIM), ("ef", PLAIN), ("gh", CURSOR))
    assert text == "abcdefgh"
    assert sent == "\x1b[1;1H\x1b[2mabcd\x1b[0mef\x1b[7mgh\x1b[0m"
    assert painted(("ab", DIM), ("cd", CURSOR))[0] == "\x1b[1;1H\x1b[2mab\x1b[0;7mcd\x1b[0m"


def test_long_blanks_are_erased():
    sent, text, _ = painted(("ab" + " " * 30 + "cd" + " " * 20, PLAIN))
    assert text == "ab" + " " * 30 + "cd" + " " * 20
    assert len(sent) < 30
    # Blanks that show a look have to be sent.
    assert " " * 30 in painted(("ab" + " " * 30, CURSOR))[0]
    sent, text, _ = painted(("ab" + " " * 20, PLAIN), ("cd", DIM))
    assert text == "ab" + " " * 20 + "cd"


def test_colours_are_told():
    red = Style(color="red", bgcolor="default")
    assert painted(("ab", red), ("cd", Style(color="color(49)")))[2] >= {31, 38}
    assert "39" not in painted(("ab", PLAIN))[0]


def test_a_whole_repaint_shows_every_line():
    lines = [[Strip([Segment("一二" + " " * 16, PLAIN)])], [Strip([Segment("x" * 20, DIM)])]]
    screen = Screen(20, 2)
    screen.feed(WholeUpdate(lines, Region(0, 0, 20, 2)).render_segments(Console()))
    assert screen.strange == []
    assert screen.text().splitlines() == ["一二" + " " * 16, "x" * 20]


async def test_screens_paint_narrowly(bench):
    bench.fill(2)
    async with bench.running() as desk:
        assert isinstance(desk.screen, KeyedScreen)
        assert isinstance(desk.screen._compositor, NarrowCompositor)
        assert desk.lines() == [strip.text for strip in desk.screen._compositor.render_strips()]
