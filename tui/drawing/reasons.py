"""Reasons of a dismissal in words."""

from __future__ import annotations

from collections.abc import Sequence

from store.reasons import reason_text
from tui.drawing.text import clip
from tui.locale import Translator

_LONGEST = 20


def reason_words(reason: str, words: Translator) -> str:
    """A reason, short enough for a line with other things."""
    return clip(reason_text(reason, words.language), _LONGEST)


def offered(reasons: Sequence[str], words: Translator) -> str:
    """All reasons with the numbers that choose them."""
    return "　".join(
        f"{number} {reason_words(reason, words)}" for number, reason in enumerate(reasons, 1)
    )
