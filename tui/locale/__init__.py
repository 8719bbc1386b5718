"""Words of the workbench in both languages, and which language to use."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Translator:
    """Looks sentences up by key; a key that is missing is a defect and raises KeyError."""

    language: str
    words: Mapping[str, str]

    def __call__(self, key: str, **params: object) -> str:
        return self.words[key].format_map(params)


def _flat(data: Mapping[str, object], prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in data.items():
        if isinstance(value, Mapping):
            found |= _flat(value, f"{prefix}{key}.")
        else:
            found[prefix + key] = str(value)
    return found


@cache
def translator(language: str) -> Translator:
    """The translator of "zh" or "en"."""
    text = resources.files(__name__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return Translator(language, _flat(tomllib.loads(text)))


def choose_language(given: str | None = None, own: Callable[[], str | None] = lambda: None) -> str:
    """``--lang``, then GOUJI_LANG, the reviewer's own, the locale: en* English, else Chinese."""
    for value in (given, os.environ.get("GOUJI_LANG")):
        if value in LANGUAGES:
            return value
    preferred = own()
    if preferred is not None:
        return preferred
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return "en" if value.lower().startswith("en") else "zh"
    return "zh"
