"""How names of organs are spoken; pypinyin is loaded only when it is needed."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def missing_pinyin(names: Sequence[tuple[int, str]]) -> list[tuple[int, str, str]]:
    """For (id, name) the id, the syllables separated by blanks, and the initials.

    Each character has one syllable, what is no Chinese stands for itself. Of a character that is
    spoken in several ways that one which its word asks for is taken.
    """
    if not names:
        return []
    from pypinyin import lazy_pinyin

    found = []
    for number, name in names:
        plain = "".join(unicodedata.normalize("NFKC", name).lower().split())
        # A list stands for its characters; the library's types know of strings alone.
        syllables: list[str] = lazy_pinyin(plain, errors=list)  # type: ignore[arg-type]
        found.append((number, " ".join(syllables), "".join(one[0] for one in syllables)))
    return found
