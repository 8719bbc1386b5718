"""Codes, titles, explanations and sentence templates of the rules, one file a language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from store.errors import StoreError

LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class RuleText:
    """The words of one rule: ``messages`` and ``letters`` are templates by variant.

    ``phrases`` are parts of sentences, by name, that only some flags of the rule need.
    """

    code: str
    title: str
    explanation: str
    severity: str
    messages: Mapping[str, str]
    letters: Mapping[str, str]
    phrases: Mapping[str, str]


def _templates(entry: Mapping[str, object], name: str) -> dict[str, str]:
    found = entry.get(name, {})
    if isinstance(found, str):
        return {"": found}
    if isinstance(found, Mapping):
        return {str(key): str(value) for key, value in found.items()}
    raise StoreError("catalogue_broken", name=name)


@cache
def load_catalogue(language: str) -> Mapping[str, RuleText]:
    """The catalogue of a language ("zh" or "en") by code."""
    if language not in LANGUAGES:
        raise StoreError("catalogue_language", language=language)
    text = resources.files(__name__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return {
        code: RuleText(
            code=code,
            title=entry["title"],
            explanation=entry["explanation"],
            severity=entry["severity"],
            messages=_templates(entry, "message"),
            letters=_templates(entry, "letter"),
            phrases=_templates(entry, "phrase"),
        )
        for code, entry in data.items()
    }


def _codes() -> tuple[str, ...]:
    return tuple(sorted(load_catalogue("zh")))


CODES = _codes()
