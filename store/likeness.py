"""What of a report's text is compared with other reports'; comparing is the importers' work."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

from store.report import Report

# The part of two texts that is common to them in order, 0 to 1.
Likeness = Callable[[str, str], float]
# Section five, what went wrong and what will be done: the one that is copied.
SECTION = "problems"
_FEWEST_LETTERS = 100
_NO_LETTER = re.compile(r"[\W\d_]+")


def compared_text(report: Report) -> str:
    """The letters of section five, without figures and marks; empty where too few to judge by."""
    section = report.sections_by_key.get(SECTION)
    return letters_of(p.text for p in section.paragraphs) if section is not None else ""


def letters_of(texts: Iterable[str]) -> str:
    """``compared_text`` of section five's paragraphs."""
    text = unicodedata.normalize("NFKC", "".join(texts))
    letters = _NO_LETTER.sub("", text)
    return letters if len(letters) >= _FEWEST_LETTERS else ""
