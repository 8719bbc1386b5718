"""Codes, titles, explanations and sentence templates of the rules, one file a language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from store.errors import StoreError
from store.sections import Sections

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


class _Catalogue(Mapping[str, RuleText]):
    """Rules by code; the words of a rule are parsed when they are first asked for."""

    def __init__(self, text: str) -> None:
        self._sections = Sections(text)
        self._codes = tuple(code for code in self._sections if code)
        self._found: dict[str, RuleText] = {}

    def __getitem__(self, code: str) -> RuleText:
        if code not in self._found:
            entry = self._sections[code]
            self._found[code] = RuleText(
                code=code,
                title=entry["title"],
                explanation=entry["explanation"],
                severity=entry["severity"],
                messages=_templates(entry, "message"),
                letters=_templates(entry, "letter"),
                phrases=_templates(entry, "phrase"),
            )
        return self._found[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._codes)

    def __len__(self) -> int:
        return len(self._codes)


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
    return _Catalogue(Path(__file__).with_name(f"{language}.toml").read_text(encoding="utf-8"))


def _codes() -> tuple[str, ...]:
    return tuple(sorted(load_catalogue("zh")))


CODES = _codes()
