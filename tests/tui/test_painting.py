"""Only the changed cells of a line go to the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.segment import Segment
from textual.strip import Strip

from tui.drawing.text import Look, Span
from tui.screens.keyed import KeyedScreen
from tui.widgets.changes import changed_runs, merged
from tui.widgets.painting import NarrowCompositor, NarrowUpdate


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


async def test_screens_paint_narrowly(bench):
    bench.fill(2)
    async with bench.running() as desk:
        assert isinstance(desk.screen, KeyedScreen)
        assert isinstance(desk.screen._compositor, NarrowCompositor)
        assert desk.lines() == [strip.text for strip in desk.screen._compositor.render_strips()]
