"""Prose as single characters that can be searched: also words of one or two characters."""

from __future__ import annotations

import unicodedata

# A point between digits stands in the index as this, since punctuation is left out.
_POINT = "·"
# A longer text is looked for by its beginning.
LONGEST_QUERY = 100


def searchable(text: str) -> tuple[str, list[int]]:
    """Letters, characters and digits of a text (NFKC, lower case), each with where it stood.

    White space and punctuation are left out, so that they do not matter to a search; a point
    between digits stays.
    """
    found: list[str] = []
    places: list[int] = []
    for at, char in enumerate(text):
        shown = char if char.isalnum() and char >= "一" and char <= "鿿" else None
        if shown is not None:
            found.append(shown)
            places.append(at)
            continue
        for part in unicodedata.normalize("NFKC", char).lower():
            if part.isalnum():
                found.append(part)
            elif part == "." and _is_between_digits(text, at):
                found.append(_POINT)
            else:
                continue
            places.append(at)
    return "".join(found), places


def _is_between_digits(text: str, at: int) -> bool:
    return text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()


def phrase(text: str) -> str:
    """What the index is asked for a text; "" where nothing of it can be searched."""
    chars, _ = searchable(text)
    chars = chars[:LONGEST_QUERY]
    return f'"{" ".join(chars)}"' if chars else ""


def spaced(text: str) -> str:
    """A text as the index takes it: one character a token."""
    return " ".join(searchable(text)[0])


def hits(text: str, words: list[str]) -> list[tuple[int, int]]:
    """Where words stand in a text, as begin and end, in order and without overlaps."""
    chars, places = searchable(text)
    spans: list[tuple[int, int]] = []
    for word in words:
        wanted = searchable(word)[0][:LONGEST_QUERY]
        at = chars.find(wanted) if wanted else -1
        while at >= 0:
            spans.append((places[at], places[at + len(wanted) - 1] + 1))
            at = chars.find(wanted, at + len(wanted))
    merged: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if merged and begin < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged
