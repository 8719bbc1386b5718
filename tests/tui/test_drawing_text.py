"""Text measured in cells: every line fits, whatever a document holds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from store.visible import one_line
from tui.drawing.text import Look, Span, clip, fitted, left, plain, right, rule, wrap

HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
# What reports hold: Chinese, figures, marks, full-width forms, and what should not be there.
CHARACTERS = "汉字一（）“”，。、：；　 ab1８9+=[]/—…→⇥\t\r\n\x1b\x07\x9b\u202e\u200b\ufeffé😀"
TEXTS = st.text(st.one_of(st.sampled_from(CHARACTERS), st.characters()), max_size=60)
WIDTHS = st.integers(2, 40)


def test_clip_keeps_what_fits_and_marks_what_is_left_out():
    assert clip("石滩乡", 6) == "石滩乡"
    assert clip("石滩乡人", 7) == "石滩乡…"
    # A wide character is not cut in half: one cell stays free.
    assert clip("石滩乡人", 6) == "石滩…"
    assert clip("石滩乡", 1) == "…"
    assert clip("石滩乡", 0) == ""
    assert clip("", 0) == ""
    assert clip("abc", 3) == "abc"


def test_clip_shows_what_hides():
    assert clip("1\u202e2\x1b[2J\n3\t4", 40) == "1<U+202E>2␛[2J⏎3⇥4"
    assert clip("1\u202e2", 6) == "1<U+2…"


def test_left_and_right_fill_to_the_width():
    assert left("汉字", 6) == "汉字  "
    assert right("汉字", 6) == "  汉字"
    assert left("汉字汉字", 5) == "汉字…"
    assert right("汉字汉字", 6) == " 汉字…"
    assert left("", 3) == right("", 3) == "   "


def test_wrap_breaks_at_the_width_and_keeps_closing_marks_with_what_they_close():
    assert wrap("石滩乡人民政府", 6) == ["石滩乡", "人民政", "府"]
    assert wrap("石滩乡人，民政府。", 8) == ["石滩乡", "人，民政", "府。"]
    assert wrap("", 8) == [""]
    assert wrap("石滩乡人民政府", 6, 2) == ["石滩乡", "人民…"]
    assert wrap("石滩乡人民政府", 20, 2) == ["石滩乡人民政府"]


def test_rule_is_as_wide_as_the_screen_and_says_what_it_is_given():
    for text in ("", "已存 属实 A103", "汉" * 100, "[/b]\x1b[2J"):
        for ascii_only in (False, True):
            spans = rule(40, text, ascii_only=ascii_only)
            drawn = "".join(span.text for span in spans)
            assert cell_len(drawn) == 40
            assert ("─" in drawn) is not ascii_only
            assert drawn.startswith("--" if ascii_only else "──")
    assert "已存 属实 A103" in "".join(span.text for span in rule(40, "已存 属实 A103"))


def test_plain_drops_looks_and_blanks_at_line_ends():
    lines = [(Span("汉字", Look.ERROR), Span("  ")), (), (Span(" a"),)]
    assert plain(lines) == "汉字\n\n a"


@given(TEXTS, WIDTHS)
def test_clip_left_and_right_fit(text, width):
    assert cell_len(clip(text, width)) <= width
    assert cell_len(left(text, width)) == width
    assert cell_len(right(text, width)) == width
    for made in (clip(text, width), left(text, width), right(text, width)):
        assert not HIDDEN.search(made)
    if cell_len(one_line(text)) <= width:
        assert clip(text, width) == one_line(text)


@given(TEXTS, st.integers(4, 40))
def test_every_line_of_wrap_fits_and_nothing_is_lost(text, width):
    lines = wrap(text, width)
    assert max(cell_len(line) for line in lines) <= width
    assert "".join(lines) == one_line(text)
    assert not HIDDEN.search("".join(lines))


@given(TEXTS, st.integers(4, 40), st.integers(1, 4))
def test_wrap_to_a_number_of_lines_is_the_beginning_and_says_that_it_is_cut(text, width, most):
    whole, cut = wrap(text, width), wrap(text, width, most)
    assert len(cut) <= most
    assert all(cell_len(line) <= width for line in cut)
    if len(whole) <= most:
        assert cut == whole
    else:
        assert cut[:-1] == whole[: most - 1]
        assert cut[-1].endswith("…")


@given(st.lists(st.tuples(TEXTS, st.sampled_from(list(Look))), max_size=5), st.integers(0, 60))
def test_fitted_is_exactly_as_wide_as_asked(parts, width):
    spans = fitted([Span(text, look) for text, look in parts], width)
    assert sum(cell_len(span.text) for span in spans) == width
    assert not any(HIDDEN.search(span.text) for span in spans)


@pytest.mark.parametrize("text", ["汉字", "a\u0301b", "👨‍👩‍👧", "\u202e12", "١٢", "ﾊﾝｶｸ", "ⅷ㈠①"])
def test_lines_of_odd_characters_fit_too(text):
    for width in range(2, 12):
        assert sum(cell_len(span.text) for span in fitted([Span(text)], width)) == width
