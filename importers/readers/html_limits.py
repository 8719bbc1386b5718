"""Markup by which a few kilobytes cost a conforming parser gigabytes: refused before parsing.

Measured with lexbor: 5,000 formatting elements left open in as many paragraphs (94 kB) make
12.5 million nodes; 50,000 nested lists take 10 s, 50,000 attributes of one element 5.6 s.
"""

from __future__ import annotations

import re
from collections import Counter

from importers.errors import FileOverLimitsError

# Markup with more unclosed elements than this makes the parser quadratic.
MOST_OPEN = 3000
# Formatting elements left open are opened again in every block that follows.
MOST_REOPENED = 500_000
_MOST_ALIKE = 3
# So few elements cannot reopen more than that.
_FEW_ELEMENTS = 1500
# The parser compares each attribute of an element with all others.
_MOST_UNQUOTED = 10_000
_LONG_TAGS = re.compile(r"<[A-Za-z][^<>]{10000,}")
_QUOTED = re.compile("\"[^\"]*\"|'[^']*'")
_TAGS = re.compile(
    r"<(/?)(?:((?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u|a)\b[^<>]{0,100})"
    r"|(div|ul|ol|dl|table|section|article|blockquote|center|main|fieldset|details|form|header)\b"
    r"|(td|th|caption)\b|[a-z][a-z0-9]*\b)",
    re.IGNORECASE,
)


class _Formatting:
    """The formatting elements that are open at one place."""

    def __init__(self) -> None:
        self.count = 0
        self._by_name: dict[str, list[str]] = {}
        self._alike: Counter[str] = Counter()

    def open(self, tag: str) -> None:
        """Count an opening; of those that are alike at most three are ever opened again."""
        if self._alike[tag] < _MOST_ALIKE:
            self._alike[tag] += 1
            self._by_name.setdefault(tag.split()[0].lower(), []).append(tag)
            self.count += 1

    def close(self, name: str) -> None:
        """Count an end, which ends the last one of its name."""
        opened = self._by_name.get(name.strip().lower())
        if opened:
            self._alike[opened.pop()] -= 1
            self.count -= 1


def refuse_bombs(text: str) -> None:
    """Refuse markup that would cost the parser quadratic time or memory.

    Raises FileOverLimitsError. The counts are an upper bound of what the parser would keep open.
    """
    longest = max(map(len, text.split("<")))
    for tag in _LONG_TAGS.findall(text) if longest > _MOST_UNQUOTED else ():
        if len(_QUOTED.sub("", tag)) > _MOST_UNQUOTED:
            raise FileOverLimitsError(what="attributes", limit=_MOST_UNQUOTED // 2)
    if text.count("<") - text.count("</") < _FEW_ELEMENTS:
        return
    formatting = _Formatting()
    # A cell begins without the formatting around its table, which comes back behind the table.
    around: list[_Formatting] = []
    containers: Counter[str] = Counter()
    reopened = depth = 0
    for found in _TAGS.finditer(text):
        closes, inline, container, cell = found.groups()
        if inline is not None:
            if closes:
                formatting.close(inline)
            else:
                formatting.open(inline)
                if formatting.count > MOST_OPEN:
                    raise FileOverLimitsError(what="nesting", limit=MOST_OPEN)
            continue
        if not closes:
            reopened += formatting.count
        if cell is not None and around:
            formatting = _Formatting()
        if container is not None:
            container = container.lower()
            change = 1 if not closes else -1 if containers[container] else 0
            containers[container] += change
            depth += change
            if container == "table":
                if not closes:
                    around.append(formatting)
                elif around:
                    formatting = around.pop()
            if depth > MOST_OPEN:
                raise FileOverLimitsError(what="nesting", limit=MOST_OPEN)
        if reopened > MOST_REOPENED:
            raise FileOverLimitsError(what="elements", limit=MOST_REOPENED)
