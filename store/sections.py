"""A TOML file of many sections, of which only those are parsed that are asked for."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

# [A101] and [A101.message] are of one section; what stands before the first has no name.
_HEAD = re.compile(r"^\[([A-Za-z0-9_]+)(?:\.[A-Za-z0-9_.+]+)?\]$", re.MULTILINE)


class Sections(Mapping[str, Mapping[str, Any]]):
    """The tables of a TOML text by the first part of their name, each parsed when first asked for.

    What stands before the first table is under "". Iterating parses nothing. A line of a text of
    several lines must not look like the head of a table.
    """

    def __init__(self, text: str) -> None:
        self._texts: dict[str, str] = {}
        self._parsed: dict[str, Mapping[str, Any]] = {}
        name, begin = "", 0
        for head in _HEAD.finditer(text):
            self._add(name, text[begin : head.start()])
            name, begin = head[1], head.start()
        self._add(name, text[begin:])

    def _add(self, name: str, text: str) -> None:
        self._texts[name] = self._texts.get(name, "") + text

    def __getitem__(self, name: str) -> Mapping[str, Any]:
        if name not in self._parsed:
            table = tomllib.loads(self._texts[name])
            self._parsed[name] = table[name] if name else table
        return self._parsed[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)
