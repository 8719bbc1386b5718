"""Text of documents made safe to show: nothing in it acts on a terminal or hides."""

from __future__ import annotations

import re
from collections.abc import Callable

_HIDDEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f"
    "\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
)


def _show(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code == 0x1B:
        return "␛"
    return f"<U+{code:04X}>"


def visible(text: str) -> str:
    """Control, direction and zero-width characters as visible marks; line ends and tabs stay."""
    # Nothing that is hidden counts as printable; most text is seen to be harmless at once.
    return text if text.isprintable() else _HIDDEN.sub(_show, text)


def replaced(text: str, show: Callable[[str], str]) -> str:
    """The text with something else for each character that ``visible`` marks."""
    return text if text.isprintable() else _HIDDEN.sub(lambda match: show(match.group()), text)


def one_line(text: str) -> str:
    """Visible text on one line: line ends as ⏎, tabs as ⇥."""
    if text.isprintable():
        return text
    flat = visible(text).replace("\r\n", "⏎").replace("\n", "⏎").replace("\r", "⏎")
    return flat.replace("\t", "⇥")
