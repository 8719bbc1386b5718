"""Text of sample PDFs: widths and lines in a font that every PDF program has by name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont

FONT = "STSong-Light"
_CLOSING = "，。、；：）》”！？"
_WORDS = re.compile("[（《“〔]*(?:[A-Za-z0-9.]+|.)")
pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def width_of(text: str, size: float) -> float:
    """Width of a text in points."""
    return float(pdfmetrics.stringWidth(text, FONT, size))


def wrapped(text: str, width: float, size: float, indent: float = 0.0) -> list[str]:
    """Lines of at most ``width`` points, the first one shorter by ``indent``.

    Numbers and Latin words stay whole where they fit; no line begins with a closing mark or ends
    with an opening one.
    """
    lines: list[str] = []
    for part in text.split("\n"):
        line, used = "", indent
        for word in _WORDS.findall(part):
            step = width_of(word, size)
            for piece in [word] if step <= width else word:
                step = width_of(piece, size)
                if line and used + step > width and piece not in _CLOSING:
                    lines.append(line)
                    line, used = "", 0.0
                line += piece
                used += step
        lines.append(line)
        indent = 0.0
    return lines


def pieces(text: str) -> Sequence[str]:
    """The text cut where Chinese and Latin characters meet."""
    pieces = [""]
    for char in text:
        last = pieces[-1][-1:]
        if last and last.isascii() != char.isascii() and last.isalnum() and char.isalnum():
            pieces.append("")
        pieces[-1] += char
    return pieces
