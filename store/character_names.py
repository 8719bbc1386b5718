"""Invisible characters by name, for readers who know no codes."""

from __future__ import annotations

import unicodedata

from store.rules.catalogue import load_catalogue
from store.visible import replaced

# Letters, marks and figures that set the direction of text have names with one of these words.
_OF_DIRECTION = ("LEFT-TO-RIGHT", "RIGHT-TO-LEFT", "DIRECTIONAL")


def character_name(code: str, language: str) -> str:
    """The name of a character that is given as "U+200B"; of a rare one its kind and the code."""
    phrases = load_catalogue(language)["R805"].phrases
    known = phrases.get(code)
    if known is not None:
        return known
    char = chr(int(code.removeprefix("U+"), 16))
    if unicodedata.category(char) == "Cc":
        kind = "control"
    else:
        name = unicodedata.name(char, "")
        kind = "direction" if any(word in name for word in _OF_DIRECTION) else "other"
    return phrases[kind].format(code=code)


def with_character_names(text: str, language: str) -> str:
    """Text in which invisible characters stand as their names in brackets; line ends stay."""
    if text.isprintable():
        return text
    quoted = load_catalogue(language)["R805"].phrases["quoted"]

    def show(char: str) -> str:
        return quoted.format(name=character_name(f"U+{ord(char):04X}", language))

    return replaced(text, show)
