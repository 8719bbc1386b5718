"""What an office may set: which rules run, thresholds, deadlines, levels of organs, word lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from store.report import Level

# Rules that run only where an office asks for them: REVIEWER's practice, not the form's.
OFF_BY_DEFAULT = frozenset({"S414", "W701", "W702", "W703", "W704", "W705"})


@dataclass(frozen=True)
class Settings:
    """The settings of one workspace, as ``gouji.toml`` beside it says them.

    ``switched_on`` are rules of OFF_BY_DEFAULT that run all the same; ``deadline`` is the day
    until which reports are due; ``levels`` are levels of organs by name, for those whose name
    does not tell.
    """

    switched_on: frozenset[str] = frozenset()
    deadline: date | None = None
    levels: Mapping[str, Level] = field(default_factory=lambda: MappingProxyType({}))

    def runs(self, code: str) -> bool:
        """True for a rule that is to run."""
        return code not in OFF_BY_DEFAULT or code in self.switched_on


DEFAULT_SETTINGS = Settings()
