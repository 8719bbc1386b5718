"""Words of the workbench in both languages, and which language to use."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from store.sections import Sections

LANGUAGES = ("zh", "en")
_KEY = re.compile(r"\{key\.(\w+)\}")


@dataclass(frozen=True)
class Translator:
    """Looks sentences up by key; a key that is missing is a defect and raises KeyError."""

    language: str
    words: Mapping[str, str]

    def __call__(self, key: str, **params: object) -> str:
        return self.words[key].format_map(params)


class _Words(Mapping[str, str]):
    """Sentences by key; a section of the file is parsed when one of its keys is asked for.

    ``keys`` gives the labels that stand in the sentences for keys, when there is need of any.
    """

    def __init__(self, sections: Sections, keys: Callable[[], Mapping[str, str]] | None) -> None:
        self._sections = sections
        self._keys = keys
        self._found: dict[str, str] = {}

    def __getitem__(self, key: str) -> str:
        found = self._found.get(key)
        if found is None:
            self._found |= self._read(key.split(".", 1)[0] if "." in key else "")
            found = self._found[key]
        return found

    def _read(self, name: str) -> dict[str, str]:
        prefix = f"{name}." if name else ""
        return {
            prefix + key: self._with_labels(str(text)) for key, text in self._sections[name].items()
        }

    def _with_labels(self, text: str) -> str:
        if self._keys is None or "{key." not in text:
            return text
        keys = self._keys()
        return _KEY.sub(lambda at: keys[at[1]].replace("{", "{{").replace("}", "}}"), text)

    def __iter__(self) -> Iterator[str]:
        for name in self._sections:
            yield from self._read(name)

    def __len__(self) -> int:
        return sum(len(self._sections[name]) for name in self._sections)


@cache
def _sections(language: str) -> Sections:
    return Sections(Path(__file__).with_name(f"{language}.toml").read_text(encoding="utf-8"))


def translator(language: str, keys: Mapping[str, str] | None = None) -> Translator:
    """The translator of "zh" or "en".

    Sentences name keys as ``{key.ID}``; ``keys`` are their labels by the id of the action, where
    a reviewer has other ones than the registry's (``tui.key_names.bound_labels``).
    """
    if keys is None:
        return _translator(language)
    return Translator(language, _Words(_sections(language), lambda: keys))


@cache
def _translator(language: str) -> Translator:
    @cache
    def labels() -> Mapping[str, str]:
        from tui.key_names import bound_labels
        from tui.keymap import Keymap

        return bound_labels(Keymap(), Translator(language, _Words(_sections(language), None)))

    return Translator(language, _Words(_sections(language), labels))


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
