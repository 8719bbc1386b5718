"""Patterns that are compiled when they are first used: a report needs only some of them."""

from __future__ import annotations

import re
from typing import Any, cast

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn")


def late_regex(source: str, flags: int = 0) -> re.Pattern[str]:
    """Like ``re.compile``, but a wrong pattern is told of only when it is used.

    It has the methods and attributes of a pattern; the functions of ``re`` do not take it.
    """
    return cast("re.Pattern[str]", _Late(source, flags))


class _Late:
    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        # Only for what is not there yet: from now on the methods are the pattern's own.
        if name.startswith("_"):
            raise AttributeError(name)
        compiled = re.compile(self._source, self._flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)
