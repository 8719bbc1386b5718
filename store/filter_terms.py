"""What a reviewer types to filter the queue, as terms. Nothing here knows of SQL.

Words side by side are all asked for; ``name:value`` asks for one thing; commas inside a term are
"or"; ``-`` in front negates; quotes keep words with spaces, commas or colons together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from store.errors import FilterError
from store.filter_words import VALUES, TermKind, folded, kind_of, value_of
from store.prose_chars import phrase
from store.storable import storable

_NAME = re.compile(r"([^\s:：,，、\"“”]+)[:：]")
_BARE = re.compile(r"[^\s,，、]*")
_MINUS = "-－−"
_COMMAS = ",，、"
_QUOTES = {'"': '"', "“": "”", "”": "”", "「": "」"}
_RULE = re.compile(r"[A-Z]\d{0,3}")
_YEARS = re.compile(r"(\d{4})?(?:(\.\.)(\d{4})?)?")
# What SQLite takes without complaint.
MOST_TERMS = 40
MOST_VALUES = 200


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that is asked for: any of ``values``, or with ``is_negated`` none of them.

    Values of rules are upper-case beginnings of codes, those of years ``2021..2023`` with either
    end left out where it is open, those of fixed lists their keys; ``place`` is that of the term
    in the text, from 1.
    """

    kind: TermKind
    values: tuple[str, ...]
    is_negated: bool = False
    place: int = 1


def parse_filter(text: str) -> tuple[Term, ...]:
    """The terms of a text, all of which have to hold.

    Raises FilterError, which names the place and the words that are known there.
    """
    terms: list[Term] = []
    text = storable(text)
    at = _after_space(text, 0)
    while at < len(text):
        term, at = _term(text, at)
        terms.append(term)
        at = _after_space(text, at)
        if len(terms) > MOST_TERMS or sum(len(one.values) for one in terms) > MOST_VALUES:
            raise FilterError("filter_many", place=term.place, most=MOST_TERMS)
    return tuple(terms)


def _after_space(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _term(text: str, begin: int) -> tuple[Term, int]:
    at = begin
    is_negated = text[at] in _MINUS
    at += is_negated
    kind, shown = TermKind.WORD, text[begin:at]
    named = _NAME.match(text, at)
    if named is not None:
        shown = named.group(1)
        found = kind_of(shown)
        if found is None:
            raise FilterError("filter_name", place=at + 1, text=shown, terms="names")
        kind, at = found, named.end()
    values: list[str] = []
    while True:
        where = at
        value, at = _value(text, at)
        if not value.strip():
            # A comma alone, or a minus.
            raise FilterError("filter_empty", place=where + 1, text=shown or text[begin : at + 1])
        values.append(_checked(kind, value, where + 1, shown))
        if at < len(text) and text[at] in _COMMAS:
            at += 1
            continue
        return Term(kind, tuple(values), is_negated, begin + 1), at


def _value(text: str, at: int) -> tuple[str, int]:
    """A word, or what stands in quotes, and where it ends."""
    closing = _QUOTES.get(text[at : at + 1])
    if closing is None:
        found = _BARE.match(text, at)
        assert found is not None
        return found.group(), found.end()
    end = text.find(closing, at + 1)
    if end < 0:
        raise FilterError("filter_quote", place=at + 1, text=text[at])
    value, end = text[at + 1 : end], end + 1
    if end < len(text) and not text[end].isspace() and text[end] not in _COMMAS:
        raise FilterError("filter_behind_quote", place=end + 1, text=text[end])
    return value, end


def _checked(kind: TermKind, value: str, place: int, name: str) -> str:
    """A value in the form in which it is compared."""
    if kind in VALUES:
        key = value_of(kind, value)
        if key is None:
            raise FilterError("filter_value", place=place, text=value, name=name, terms=kind.value)
        return key
    if kind is TermKind.RULE:
        code = folded(value).upper()
        if not _RULE.fullmatch(code) or not _is_rule(code):
            raise FilterError("filter_value", place=place, text=value, name=name, terms="rule")
        return code
    if kind is TermKind.YEAR:
        found = _YEARS.fullmatch(folded(value).replace("…", ".."))
        if found is None or not any(found.groups()) or not (found.group(1) or found.group(3)):
            raise FilterError("filter_value", place=place, text=value, name=name, terms="year")
        first, dots, last = found.groups()
        return f"{first or ''}..{(last or '') if dots else first}"
    if kind is TermKind.TEXT and not phrase(value):
        raise FilterError("filter_value", place=place, text=value, name=name, terms="text")
    return value


def _is_rule(code: str) -> bool:
    from store.rules import CODES

    return any(known.startswith(code) for known in CODES)
