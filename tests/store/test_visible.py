"""Nothing in a document's text acts on a terminal or hides."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.visible import one_line, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("A\x1b]52;c;ZXZpbA==\x07B", "A␛]52;c;ZXZpbA==<U+0007>B"),
        ("\x1b]0;PWNED\x07", "␛]0;PWNED<U+0007>"),
        ("\x1b[2J\x1b[1;1H已通过", "␛[2J␛[1;1H已通过"),
        ("\x9b2J", "<U+009B>2J"),
        ("\x9d0;x\x9c", "<U+009D>0;x<U+009C>"),
        ('\x1bP$q"p\x1b\\', '␛P$q"p␛\\'),
        ("12\u202e34\u202c", "12<U+202E>34<U+202C>"),
        ("1\u200b2", "1<U+200B>2"),
        ("1\u00ad2", "1<U+00AD>2"),
        ("\ufeff12", "<U+FEFF>12"),
        ("a\x00b", "a<U+0000>b"),
        ("a\x7fb", "a<U+007F>b"),
        ("a\x85b\u2028c\u2029d", "a<U+0085>b<U+2028>c<U+2029>d"),
        ("\U000e0041", "<U+E0041>"),
        ("\ud800", "<U+D800>"),
        ("\u2066x\u2069", "<U+2066>x<U+2069>"),
    ],
)
def test_what_acts_or_hides_is_shown(text, shown):
    assert visible(text) == shown


@pytest.mark.parametrize(
    "text",
    ["", "（一）予以公开", "12 345", "[red]12[/red]", "𠮷😀", "a\u00a0b\u3000c", "=1+1", "é"],
)
def test_other_text_stays(text):
    assert visible(text) == text
    assert one_line(text) == text


def test_line_ends_and_tabs_stay_until_one_line():
    assert visible("a\r\nb\tc\n") == "a\r\nb\tc\n"
    assert one_line("a\r\nb\tc\nd\re") == "a⏎b⇥c⏎d⏎e"


def acts(char):
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")


TEXTS = st.text(st.one_of(st.characters(), st.sampled_from("\x1b\x9b\u202e\u200b\ud800\r\n\t")))


@settings(deadline=None)
@given(TEXTS)
def test_nothing_that_acts_on_a_terminal_is_left(text):
    for char in visible(text):
        assert char in "\r\n\t" or unicodedata.category(char) not in ("Cc", "Cs", "Zl", "Zp")
    assert not {"\r", "\n", "\t"} & set(one_line(text))
    # Shown once, shown for good; and ready for any file or socket.
    assert visible(visible(text)) == visible(text)
    assert one_line(text).encode().decode() == one_line(text)


@settings(deadline=None)
@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"])))
def test_printable_text_is_untouched(text):
    assert visible(text) == text


@pytest.mark.parametrize("code", [0x200B, 0x200E, 0x202A, 0x2060, 0x2066, 0xFEFF, 0xFFF9, 0x061C])
def test_format_characters_that_turn_or_hide_are_shown(code):
    assert acts(chr(code))
    assert visible(chr(code)) == f"<U+{code:04X}>"
