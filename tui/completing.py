"""What may stand where a filter is being typed: names of terms, and values of the workspace."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from store.filter_values import FilterValues
from store.filter_words import (
    NAMES,
    VALUES,
    TermKind,
    assignees_in,
    folded,
    kind_of,
    words_of,
)

_TERM = re.compile(
    r"(?P<minus>[-－−]?)(?:(?P<name>[^\s:：,，、\"“”]+)[:：](?P<values>.*))?", re.DOTALL
)
_NEEDS_QUOTES = re.compile(r"[\s,，、:：\"“”]")


@dataclass(frozen=True, slots=True)
class Completion:
    """``options`` may stand in place of the text from ``begin`` to the cursor."""

    begin: int
    options: tuple[str, ...]


def complete(text: str, cursor: int, values: FilterValues, language: str) -> Completion:
    """What may stand at the cursor; no options where nothing is known that begins so."""
    typed = text[:cursor]
    begin = _begin_of_term(typed)
    found = _TERM.match(typed, begin)
    assert found is not None
    kind = kind_of(found.group("name")) if found.group("name") else None
    if kind is None:
        begin += len(found.group("minus"))
        return Completion(begin, _names(typed[begin:], language))
    at = max(typed.rfind(comma) for comma in ":：,，、") + 1
    return Completion(at, _values(kind, typed[at:], values, language))


def _begin_of_term(typed: str) -> int:
    """Behind the last blank that no quote holds."""
    begin, closing = 0, ""
    for at, char in enumerate(typed):
        if closing:
            closing = "" if char == closing else closing
        elif char in '"“':
            closing = "”" if char == "“" else '"'
        elif char.isspace():
            begin = at + 1
    return begin


def _names(begin: str, language: str) -> tuple[str, ...]:
    index = language == "en"
    own = [(names[index], names) for names in NAMES.values()]
    # What is typed in the other language is completed in it.
    return tuple(
        next(name for name in (first, *names) if folded(name).startswith(folded(begin))) + ":"
        for first, names in own
        if any(folded(name).startswith(folded(begin)) for name in names)
    )


def _values(kind: TermKind, begin: str, values: FilterValues, language: str) -> tuple[str, ...]:
    if kind in VALUES:
        known = words_of(kind, language)
        other = words_of(kind, "zh" if language == "en" else "en")
        fitting = [word for word in known if folded(word).startswith(folded(begin))]
        return tuple(fitting or [w for w in other if folded(w).startswith(folded(begin))])
    words = {
        TermKind.RULE: values.rules,
        TermKind.REGION: values.regions,
        TermKind.YEAR: values.years,
        TermKind.REVIEWER: values.reviewers,
        TermKind.ASSIGNED: (*assignees_in(language), *values.assignees),
    }.get(kind, ())
    plain = folded(begin.lstrip('"“'))
    return tuple(_quoted(word) for word in words if folded(word).startswith(plain))


def _quoted(word: str) -> str:
    return f'"{word}"' if _NEEDS_QUOTES.search(word) and '"' not in word else word


def _common(words: Sequence[str]) -> str:
    """The beginning that all words share; of the first and the last in order it is all of them's."""
    first, last = min(words), max(words)
    at = next((at for at, char in enumerate(first) if last[at] != char), len(first))
    return first[:at]


class Completer:
    """Tab after Tab: first what all options have in common, then one after the other."""

    def __init__(self, values: FilterValues, language: str) -> None:
        self._values = values
        self._language = language
        self._last: tuple[str, int] | None = None
        self._round: Completion | None = None
        self._at = -1

    def step(self, text: str, cursor: int, by: int = 1) -> tuple[str, int, tuple[str, ...]]:
        """The text and cursor after Tab (``by`` 1) or Shift+Tab (-1), and all options."""
        if self._round is not None and self._last == (text, cursor):
            options = self._round.options
            self._at = (self._at + by) % len(options)
            return self._put(text, cursor, options[self._at], options)
        self._round = None
        found = complete(text, cursor, self._values, self._language)
        if not found.options:
            return text, cursor, ()
        common = _common([folded(option) for option in found.options])
        begin = text[found.begin : cursor]
        if len(found.options) == 1:
            self._round, self._at = None, -1
            after = found.options[0] + text[cursor:]
            self._last = None
            return text[: found.begin] + after, found.begin + len(found.options[0]), ()
        self._round, self._at = found, -1
        if len(common) > len(begin):
            return self._put(text, cursor, found.options[0][: len(common)], found.options)
        self._last = (text, cursor)
        return text, cursor, found.options

    def _put(
        self, text: str, cursor: int, option: str, options: tuple[str, ...]
    ) -> tuple[str, int, tuple[str, ...]]:
        assert self._round is not None
        begin = self._round.begin
        after = text[:begin] + option + text[cursor:]
        self._last = (after, begin + len(option))
        return after, begin + len(option), options
