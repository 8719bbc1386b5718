"""What an office may set: which rules run, thresholds, deadlines, levels of organs, word lists."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from store.report import Level
from store.word_lists import OUTDATED_TERMS, VAGUE_WORDS, WRONG_WORDS

FILE_NAME = "gouji.toml"
# Rules that run only where an office asks for them: REVIEWER's practice, not the form's.
OFF_BY_DEFAULT = frozenset({"S414", "W701", "W702", "W703", "W704", "W705"})


@dataclass(frozen=True)
class LetterSettings:
    """What the reviewing office writes of itself in letters; what is empty is left to fill in.

    ``office`` reviews, ``contact`` answers questions, ``deadline`` is the time for an answer in
    words, ``submit`` how to hand in, ``basis`` on what ground (empty: the regulation and the notice
    on the form), ``signature`` stands at the end (empty: the office), ``title`` replaces the
    letter's own; ``template`` is a file or a folder, relative to the file of settings.
    """

    office: str = ""
    contact: str = ""
    deadline: str = ""
    submit: str = ""
    basis: str = ""
    signature: str = ""
    title: str = ""
    template: str = ""


@dataclass(frozen=True)
class Settings:
    """The settings of one workspace, as ``gouji.toml`` beside it says them.

    ``switched_on`` are rules of OFF_BY_DEFAULT that run all the same, ``switched_off`` those that
    do not run; ``deadline`` is the day until which reports are due; ``levels`` are levels of
    organs by name, for those whose name does not tell; from ``copied_share`` on, 0 to 1, a text
    is taken for a copy (N514). A figure leaps (C207) where it is more than ``leap_factor`` times
    last year's or less than that part of it, and one of the two is at least the floor (counts,
    and amounts in 万元). ``wrong_words`` are wrong words and what is right, ``vague_words``
    quantities that nobody can check, ``outdated_terms`` terms with the first year for which they
    are outdated. ``letter`` is what letters say of the office; no rule asks for it. How the file names each field: ``store.settings_file``.
    """

    switched_on: frozenset[str] = frozenset()
    switched_off: frozenset[str] = frozenset()
    deadline: date | None = None
    copied_share: float = 0.85
    levels: Mapping[str, Level] = field(default_factory=lambda: MappingProxyType({}))
    leap_factor: int = 5
    leap_floor: int = 50
    leap_floor_amount: int = 10
    wrong_words: Mapping[str, str] = field(default_factory=lambda: WRONG_WORDS)
    vague_words: tuple[str, ...] = VAGUE_WORDS
    outdated_terms: Mapping[str, int] = field(default_factory=lambda: OUTDATED_TERMS)
    letter: LetterSettings = LetterSettings()

    def __reduce__(self) -> tuple[object, ...]:
        # Read-only mappings cannot be pickled, and most settings are the defaults.
        said = {
            one.name: dict(value) if isinstance(value, Mapping) else value
            for one in fields(self)
            if (value := getattr(self, one.name)) != getattr(DEFAULT_SETTINGS, one.name)
        }
        return _settings, (said,)

    def runs(self, code: str) -> bool:
        """True for a rule that is to run."""
        if code in self.switched_off:
            return False
        return code not in OFF_BY_DEFAULT or code in self.switched_on

    @property
    def hash(self) -> str:
        """A fingerprint of what rules ask for and differs from the defaults; empty: nothing."""
        said = {
            one.name: _plain(value)
            for one in fields(self)
            if one.name != "letter"
            and (value := getattr(self, one.name)) != getattr(DEFAULT_SETTINGS, one.name)
        }
        if not said:
            return ""
        data = json.dumps(said, ensure_ascii=False, sort_keys=True)
        return hashlib.blake2b(data.encode(), digest_size=8).hexdigest()


def _plain(value: Any) -> Any:
    """A value of a setting as JSON that does not depend on the order of sets and mappings."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, frozenset):
        return sorted(map(str, value))
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value if isinstance(value, int | float) else str(value)


def _settings(said: Mapping[str, Any]) -> Settings:
    return replace(DEFAULT_SETTINGS, **said)


DEFAULT_SETTINGS = Settings()


def settings_beside(workspace: Path) -> Settings:
    """The settings of the file beside a workspace; the defaults where there is none.

    Raises SettingsError as ``read_settings``.
    """
    path = workspace.parent / FILE_NAME
    try:
        path.lstat()
    except OSError:
        return DEFAULT_SETTINGS
    # Most workspaces have none, and its reader knows all rules.
    from store.settings_file import read_settings

    return read_settings(path)
