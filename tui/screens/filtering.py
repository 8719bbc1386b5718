"""The question for a filter: with completion, and asked again where it cannot be understood."""

from __future__ import annotations

from store.errors import FilterError
from store.filter_terms import parse_filter
from store.filter_values import filter_values
from store.visible import one_line
from tui.completing import Completer
from tui.drawing.text import Look
from tui.screens.keyed import KeyedScreen


async def ask_filter(screen: KeyedScreen, words_before: str) -> str | None:
    """A filter that can be understood, or None where the reviewer gave it up.

    Tab completes; what may stand there, and what was mistaken, is said in the status line.
    """
    values = await screen.workbench.gateway.read(filter_values)
    completer = Completer(values, screen.words.language)

    def complete(text: str, cursor: int, step: int) -> tuple[str, int]:
        text, cursor, options = completer.step(text, cursor, step)
        screen.say(one_line("  ".join(options)) if options else "")
        return text, cursor

    text, replaces = words_before, True
    while True:
        screen.bottom.completes = complete
        try:
            answer = await screen.ask(screen.words("ask.filter"), text, replaces=replaces)
        finally:
            screen.bottom.completes = None
        if answer is None:
            return None
        try:
            parse_filter(answer)
        except FilterError as error:
            screen.say(screen.reason(error), Look.WARNING)
            text, replaces = answer, False
            continue
        return answer.strip()


def understood(words: str) -> str:
    """A filter that was kept, or none where this version does not understand it."""
    try:
        parse_filter(words)
    except FilterError:
        return ""
    return words
