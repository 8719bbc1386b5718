"""The question for the reason of a dismissal: a number, or words of one's own."""

from __future__ import annotations

import unicodedata

from store.reasons import known_reasons
from tui.drawing.reasons import offered
from tui.screens.keyed import KeyedScreen


async def ask_reason(screen: KeyedScreen, slot: str = "") -> str | None:
    """The reason that was chosen or written, or None where the question was given up."""
    words = screen.words
    reasons = await screen.workbench.gateway.read(known_reasons, screen.workbench.reviewer)
    screen.say(offered(reasons, words))
    answer = await screen.ask(words("ask.reason"), "", slot)
    screen.say("")
    if answer is None or not answer.strip():
        return None
    text = unicodedata.normalize("NFKC", answer.strip())
    if text.isdecimal() and 1 <= int(text) <= len(reasons):
        return reasons[int(text) - 1]
    return answer.strip()
