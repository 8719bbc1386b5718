"""Read ``gouji.toml``: every key, what it may hold, and what is wrong where it does not.

A new field of Settings needs one line in ``_KEYS``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime, time
from pathlib import Path
from types import MappingProxyType
from typing import Any

from store.errors import SettingsError
from store.report import Level
from store.rules.catalogue import CODES
from store.settings import OFF_BY_DEFAULT, LetterSettings, Settings
from store.visible import one_line

_HAND_MADE = "M001"
_RULES = frozenset(CODES) | OFF_BY_DEFAULT
_MOST_BYTES = 1_000_000
_LONGEST_LINE = 500
# What Windows' editor writes in front of "Unicode"; UTF-8 with a mark is read as UTF-8.
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# Signs of a Chinese keyboard where the file needs those of an English one.
_WIDE_SIGNS = re.compile("[“”‘’＂＇＝，、［］【】｛｝：]")


class _WrongError(Exception):
    """A value that is not allowed: the code of what would be, and the part that is wrong."""

    def __init__(self, allowed: str, value: object) -> None:
        super().__init__(allowed)
        self.allowed = allowed
        self.value = value


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise _WrongError("settings_texts", value)
    return tuple(value)


def _codes(value: object) -> frozenset[str]:
    """Codes of rules; findings that reviewers add are no rule to switch."""
    codes = frozenset(_texts(value))
    unknown = sorted(codes - _RULES | codes & {_HAND_MADE})
    if unknown:
        raise _WrongError("settings_codes", unknown[0])
    return codes


def line(value: object) -> str:
    """A text on one line, not too long for a letter."""
    if (
        not isinstance(value, str)
        or not value.strip()
        or len(value) > _LONGEST_LINE
        or one_line(value) != value
    ):
        raise _WrongError("settings_line", value)
    return value.strip()


def _day(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise _WrongError("settings_day", value)


def _levels(value: object) -> Mapping[str, Level]:
    if not isinstance(value, Mapping):
        raise _WrongError("settings_levels", value)
    known = {level.value: level for level in Level if level is not Level.UNKNOWN}
    for organ, level in value.items():
        if not organ.strip() or not isinstance(level, str) or level not in known:
            raise _WrongError("settings_levels", {organ: level})
    return MappingProxyType({str(organ): known[level] for organ, level in value.items()})


def share(value: object) -> float:
    """A part of the whole, above 0 and at most 1."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1:
        raise _WrongError("settings_share", value)
    return float(value)


def count(value: object) -> int:
    """A whole number, 0 or more."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise _WrongError("settings_count", value)
    return value


def factor(value: object) -> int:
    """A whole number of times, 2 or more."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 2:
        raise _WrongError("settings_factor", value)
    return value


def pairs(value: object) -> Mapping[str, str]:
    """Words, and for each what to write in its place, which does not hold the word itself."""
    if not isinstance(value, Mapping):
        raise _WrongError("settings_pairs", value)
    for wrong, right in value.items():
        if not wrong.strip() or not isinstance(right, str) or not right.strip():
            raise _WrongError("settings_pairs", {wrong: right})
        if wrong in right:
            raise _WrongError("settings_same_word", {wrong: right})
    return MappingProxyType(dict(value))


def years(value: object) -> Mapping[str, int]:
    """Terms, and for each the first year for which it is outdated."""
    if not isinstance(value, Mapping):
        raise _WrongError("settings_years", value)
    for term, year in value.items():
        if not term.strip() or not isinstance(year, int) or not 2008 <= year <= 2100:
            raise _WrongError("settings_years", {term: year})
    return MappingProxyType(dict(value))


# Key of the file → field of Settings (of its part "letter"), and what reads its value.
_KEYS: Mapping[str, tuple[str, Callable[[object], Any]]] = {
    "deadline": ("deadline", _day),
    "rules.on": ("switched_on", _codes),
    "rules.off": ("switched_off", _codes),
    "levels": ("levels", _levels),
    "thresholds.copied": ("copied_share", share),
    "thresholds.leap": ("leap_factor", factor),
    "thresholds.leap_floor": ("leap_floor", count),
    "thresholds.leap_floor_amount": ("leap_floor_amount", count),
    "words.wrong": ("wrong_words", pairs),
    "words.vague": ("vague_words", _texts),
    "words.outdated": ("outdated_terms", years),
    **{f"letter.{one.name}": (f"letter.{one.name}", line) for one in fields(LetterSettings)},
}
_SECTIONS = frozenset(key.partition(".")[0] for key in _KEYS if "." in key)


def read_settings(path: Path) -> Settings:
    """The settings of a file. Raises SettingsError, which names file, line or key, and what may be.

    Nothing that is not understood is passed over.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        raise SettingsError("settings_unreadable", path=str(path), reason=reason) from error
    if len(content) > _MOST_BYTES:
        raise SettingsError("settings_unreadable", path=str(path), reason="settings_too_large")
    try:
        text = content.decode("utf-16" if content.startswith(_UTF_16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise SettingsError("settings_unreadable", path=str(path), reason="not UTF-8") from error
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line_number, reason = _explained(str(error), text)
        raise SettingsError(
            "settings_syntax", path=str(path), line=line_number, reason=reason
        ) from error
    except RecursionError as error:
        reason = "settings_nested"
        raise SettingsError("settings_unreadable", path=str(path), reason=reason) from error
    return _settings(path, data)


def _explained(problem: str, text: str) -> tuple[int, str]:
    """The line that the parser stopped at, and the code of what is most likely wrong there."""
    lines = text.splitlines() or [""]
    found = re.search(r"at line (\d+)", problem)
    number = min(int(found.group(1)) if found else len(lines), len(lines))
    if re.search(r"overwrite|twice|mutate|namespace", problem):
        return number, "settings_twice"
    return number, "settings_wide" if _WIDE_SIGNS.search(lines[number - 1]) else "settings_form"


def _settings(path: Path, data: Mapping[str, Any]) -> Settings:
    found: dict[str, Any] = {}
    for key, value in _flat(path, data):
        if key not in _KEYS:
            raise SettingsError(
                "settings_key", path=str(path), name=key, known=", ".join(sorted(_KEYS))
            )
        name, read = _KEYS[key]
        try:
            found[name] = read(value)
        except _WrongError as error:
            raise SettingsError(
                "settings_value",
                path=str(path),
                name=key,
                value=_shown(error.value),
                reason=error.allowed,
            ) from error
    parts = {
        name.partition(".")[2]: found.pop(name)
        for name in tuple(found)
        if name.startswith("letter.")
    }
    settings = Settings(**found, letter=LetterSettings(**parts))
    both = sorted(settings.switched_on & settings.switched_off)
    if both:
        raise SettingsError("settings_both", path=str(path), rule=both[0])
    return settings


def _flat(path: Path, data: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Keys as ``section.key``; a section that is no table is told as a value."""
    found: list[tuple[str, Any]] = []
    for key, value in data.items():
        if key not in _SECTIONS:
            found.append((key, value))
        elif isinstance(value, Mapping):
            found += [(f"{key}.{name}", item) for name, item in value.items()]
        else:
            raise SettingsError(
                "settings_value",
                path=str(path),
                name=key,
                value=_shown(value),
                reason="settings_section",
            )
    return found


def _shown(value: object) -> str:
    """A value as the file may write it, not too long; a text by itself, without quotes."""
    text = value if isinstance(value, str) else _as_written(value)
    return text if len(text) <= 60 else text[:59] + "…"


def _as_written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return ", ".join(f"{_as_written(k)} = {_as_written(v)}" for k, v in value.items())
    if isinstance(value, list):
        return f"[{', '.join(map(_as_written, value))}]"
    if isinstance(value, date | time):
        return value.isoformat()
    return f'"{value}"' if isinstance(value, str) else str(value)
