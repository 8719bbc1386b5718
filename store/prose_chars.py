"""Prose as single characters that can be searched: also words of one or two characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from store.report import Paragraph, Report

# Nothing is found across the end of a passage.
_END = " ¶ "
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


class _Searchable(dict[int, str]):
    """By code what ``searchable`` makes of a character, wherever it stands."""

    def __missing__(self, code: int) -> str:
        # Whether a point counts depends on what stands beside it.
        has_point = "." in unicodedata.normalize("NFKC", chr(code))
        self[code] = found = _UNSURE if has_point else searchable(chr(code))[0]
        return found


_UNSURE = "\0"
_SEARCHABLE = _Searchable()


def spaced(text: str) -> str:
    """A text as the index takes it: one character a token."""
    chars = text.translate(_SEARCHABLE)
    return " ".join(searchable(text)[0] if _UNSURE in chars else chars)


def tokens(texts: Iterable[str]) -> str:
    """Passages as the index takes them; nothing is found across the end of one."""
    return _END.join(filter(None, map(spaced, texts)))


def prose_texts(report: Report) -> list[str]:
    """The passages of a report's prose in reading order, as ``tokens`` takes them."""
    paragraphs: list[Paragraph | None] = [report.title, *report.preamble]
    for section in report.sections:
        paragraphs += [section.heading, *section.paragraphs]
    paragraphs += report.signature
    return [one.text for one in paragraphs if one is not None and one.text]


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
