"""What a reviewer sets for himself: ``config.toml`` in the folder of gouji's configuration."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tui.actions import ACTIONS
from tui.key_names import name_of_key, why_not_bound
from tui.locale import LANGUAGES

THEME_NAMES = ("ansi", "dark", "light", "colourblind")
BORDERS = ("lines", "ascii")
WIDTHS = ("narrow", "wide")
_CHOICES: Mapping[str, tuple[object, ...]] = {
    "lang": LANGUAGES,
    "theme": THEME_NAMES,
    "borders": BORDERS,
    "ambiguous": WIDTHS,
    "mouse": (True, False),
}
_MOST_BYTES = 100_000
_IDS = frozenset(action.id for action in ACTIONS)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the file that does not hold; the key of a sentence and its parameters."""

    key: str
    params: Mapping[str, str | int]


@dataclass(frozen=True)
class Preferences:
    """How a reviewer wants the workbench; what is wrong in the file is left as it was.

    ``keys`` are keys by the id of their action; ``lang`` None: by the locale; ``is_ascii`` lines of
    - and |; ``is_wide`` the terminal draws ambiguous signs two cells wide.
    """

    keys: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    lang: str | None = None
    theme: str = "ansi"
    is_ascii: bool = False
    is_wide: bool = False
    mouse: bool = True
    problems: tuple[Problem, ...] = ()


def read_preferences(path: Path) -> Preferences:
    """The preferences of a file; without a file the defaults. Nothing is raised: see problems."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Preferences()
    except OSError as error:
        return _only(path, "unreadable", reason=error.strerror or str(error))
    if len(data) > _MOST_BYTES:
        return _only(path, "unreadable", reason="settings too large")
    try:
        text = data.decode("utf-8-sig")
        entries = tomllib.loads(text)
    except UnicodeDecodeError:
        return _only(path, "unreadable", reason="not utf-8")
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        number = int(found.group(1)) if found else max(1, text.count("\n"))
        return _only(path, "syntax", line=number)
    except RecursionError:
        return _only(path, "syntax", line=1)
    return _Reader(path, text).read(entries)


def _only(path: Path, key: str, **params: str | int) -> Preferences:
    return Preferences(problems=(Problem(key, {"path": path.name, **params}),))


class _Reader:
    """Goes through the entries of a file."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._lines = text.splitlines()
        self._problems: list[Problem] = []

    def read(self, entries: Mapping[str, Any]) -> Preferences:
        """All that holds, and what does not."""
        chosen: dict[str, Any] = {}
        keys: dict[str, tuple[str, ...]] = {}
        for name, value in entries.items():
            if name == "keys" and isinstance(value, dict):
                keys = self._keys(value)
            elif name not in _CHOICES:
                known = ", ".join([*_CHOICES, "[keys]"])
                self._wrong("entry", name, name=name, known=known)
            elif not any(value is one or value == one for one in _CHOICES[name]) or (
                isinstance(value, int) and not isinstance(value, bool)
            ):
                known = ", ".join(_toml(one) for one in _CHOICES[name])
                self._wrong("value", name, name=name, value=_toml(value), known=known)
            else:
                chosen[name] = value
        return replace(
            Preferences(),
            keys=MappingProxyType(keys),
            lang=chosen.get("lang"),
            theme=chosen.get("theme", "ansi"),
            is_ascii=chosen.get("borders") == "ascii",
            is_wide=chosen.get("ambiguous") == "wide",
            mouse=chosen.get("mouse", True),
            problems=tuple(self._problems),
        )

    def _keys(self, entries: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for name, value in entries.items():
            texts = [value] if isinstance(value, str) else value
            if name not in _IDS:
                self._wrong("action", name, name=name)
            elif (
                not isinstance(texts, list)
                or not texts
                or not all(isinstance(one, str) and one for one in texts)
            ):
                self._wrong("keys", name, name=name, value=_toml(value))
            else:
                keys = [name_of_key(one) for one in texts]
                if sum(self._holds(name, key) for key in keys) == len(keys):
                    found[name] = tuple(dict.fromkeys(keys))
        return found

    def _holds(self, name: str, key: str) -> bool:
        reason = why_not_bound(key)
        if reason is not None:
            self._wrong(reason[0], name, name=name, pressed=key, **reason[1])
        return reason is None

    def _wrong(self, key: str, entry: str, **params: str) -> None:
        line = self._line_of(entry)
        self._problems.append(Problem(key, {"path": self._path.name, "line": line, **params}))

    def _line_of(self, entry: str) -> int:
        """The line on which an entry stands; of a section its heading."""
        pattern = re.compile(rf"\s*(?:\[\s*)?[\"']?{re.escape(entry)}[\"']?\s*[=.\]]")
        for number, line in enumerate(self._lines, 1):
            if pattern.match(line) or re.search(rf"[{{,.]\s*{re.escape(entry)}\s*=", line):
                return number
        return 1


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else str(value)
