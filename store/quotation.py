"""Quotations inside quotations: double marks outside, single ones inside."""

from __future__ import annotations

import re

_SWAPPED = str.maketrans({"“": "‘", "”": "’", "‘": "“", "’": "”"})
_INNER = str.maketrans({"“": "‘", "”": "’"})
_INNERMOST = re.compile("‘[^‘’“”]*’")


def inside(text: str) -> str:
    """A text as it stands between double quotation marks.

    Single marks become double ones only in pairs: alone they may be apostrophes.
    """
    if "“" not in text and "”" not in text:
        return text
    if len(_INNERMOST.findall(text)) * 2 == sum(text.count(mark) for mark in "‘’"):
        return text.translate(_SWAPPED)
    return text.translate(_INNER)


def opens(text: str) -> int:
    """How many more quotations a text opens than it closes."""
    return text.count("“") - text.count("”")
