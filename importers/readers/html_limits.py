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


def refuse_bombs(text: str) -> None:
    """Refuse markup that would cost the parser quadratic time or memory.

    Raises FileOverLimitsError. The counts are an upper bound of what the parser would keep open.
    """
    for tag in _LONG_TAGS.findall(text):
        if len(_QUOTED.sub("", tag)) > _MOST_UNQUOTED:
            raise FileOverLimitsError(what="属性数 / attributes", limit=_MOST_UNQUOTED // 2)
    if text.count("<") - text.count("</") < _FEW_ELEMENTS:
        return
    formatting: Counter[str] = Counter()
    # A cell begins without the formatting around its table, which comes back behind the table.
    around: list[Counter[str]] = []
    containers: Counter[str] = Counter()
    reopened = 0
    for found in _TAGS.finditer(text):
        closes, inline, container, cell = found.groups()
        if inline is not None:
            # At most three alike are opened again; an end tag ends one of any kind of its name.
            if not closes:
                formatting[inline] = min(3, formatting[inline] + 1)
            else:
                _close(inline.split()[0].lower(), formatting)
            continue
        if not closes:
            reopened += formatting.total()
        if cell is not None and around:
            formatting = Counter()
        if container is not None:
            container = container.lower()
            containers[container] = max(0, containers[container] + (-1 if closes else 1))
            if container == "table":
                if not closes:
                    around.append(formatting)
                elif around:
                    formatting = around.pop()
            if containers.total() > MOST_OPEN:
                raise FileOverLimitsError(what="嵌套层数 / nesting", limit=MOST_OPEN)
        if reopened > MOST_REOPENED:
            raise FileOverLimitsError(what="元素数 / elements", limit=MOST_REOPENED)


def _close(name: str, formatting: Counter[str]) -> None:
    """Count the end of the formatting element of a name that was opened last."""
    for opening in reversed(formatting):
        if opening.split()[0].lower() == name:
            formatting[opening] -= 1
            if formatting[opening] <= 0:
                del formatting[opening]
            return
