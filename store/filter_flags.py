"""What a filter says of flags, asked of flags that are in hand; and what a bare word may mean."""

from __future__ import annotations

from collections.abc import Callable

from store.errors import FilterError
from store.filter_terms import Term, parse_filter
from store.filter_words import NAMES, VALUES, TermKind, value_of
from store.flags import FlagRecord

_OF_FLAGS = (TermKind.RULE, TermKind.SEVERITY, TermKind.VERDICT)


def flag_matcher(words: str) -> Callable[[FlagRecord], bool] | None:
    """Whether a flag is one that a filter asks for; None where it asks for no flags."""
    terms = [one for one in _terms(words) if one.kind in _OF_FLAGS and not one.is_negated]
    if not terms:
        return None
    return lambda record: all(_holds(term, record) for term in terms)


def _holds(term: Term, record: FlagRecord) -> bool:
    if term.kind is TermKind.RULE:
        return record.flag.rule.startswith(term.values)
    if term.kind is TermKind.SEVERITY:
        return record.flag.severity.value in term.values
    return (record.verdict or "open") in term.values


def meant_terms(words: str, language: str) -> list[str]:
    """What words without a name would be with it, as they are typed: ``级别:错误`` for ``错误``."""
    from store.rules import CODES

    at = language == "en"
    found = []
    for term in _terms(words):
        for value in term.values if term.kind is TermKind.WORD else ():
            for kind, names in NAMES.items():
                key = value_of(kind, value) if kind in VALUES else None
                if key is not None:
                    found.append(f"{names[at]}:{VALUES[kind][key][at]}")
                elif kind is TermKind.RULE and value.upper() in CODES:
                    found.append(f"{names[at]}:{value.upper()}")
    return found


def _terms(words: str) -> tuple[Term, ...]:
    try:
        return parse_filter(words)
    except FilterError:
        return ()
