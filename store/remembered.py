"""What pure functions said of short texts, kept for a while: rules ask the same several times."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

_Found = TypeVar("_Found")
# A report has some hundred sentences; a longer text is no sentence, and would fill the memory.
_MOST_TEXTS = 512
_LONGEST = 2000


def remembered(function: Callable[[str], _Found]) -> Callable[[str], _Found]:
    """``function``, a pure one, with its last answers kept; what it returns must not change."""
    kept = lru_cache(maxsize=_MOST_TEXTS)(function)

    @wraps(function)
    def ask(text: str) -> _Found:
        return kept(text) if len(text) <= _LONGEST else function(text)

    return ask
