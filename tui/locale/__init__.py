"""Words of the workbench in both languages, and which language to use."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

LANGUAGES = ("zh", "en")
_KEY = re.compile(r"\{key\.(\w+)\}")


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
def _words(language: str) -> dict[str, str]:
    text = resources.files(__name__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return _flat(tomllib.loads(text))


def translator(language: str, keys: Mapping[str, str] | None = None) -> Translator:
    """The translator of "zh" or "en".

    Sentences name keys as ``{key.ID}``; ``keys`` are their labels by the id of the action, where
    a reviewer has other ones than the registry's (``tui.key_names.bound_labels``).
    """
    return _translator(language) if keys is None else _with_keys(language, keys)


@cache
def _translator(language: str) -> Translator:
    from tui.key_names import bound_labels
    from tui.keymap import Keymap

    unnamed = Translator(language, _words(language))
    return _with_keys(language, bound_labels(Keymap(), unnamed))


def _with_keys(language: str, keys: Mapping[str, str]) -> Translator:
    def label(found: re.Match[str]) -> str:
        return keys[found[1]].replace("{", "{{").replace("}", "}}")

    words = {
        name: _KEY.sub(label, text) if "{key." in text else text
        for name, text in _words(language).items()
    }
    return Translator(language, words)


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
