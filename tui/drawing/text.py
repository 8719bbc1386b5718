"""Text measured in terminal cells: clip, pad, wrap. All text goes through ``visible`` first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rich.cells import cell_len

from store.visible import one_line


class Look(StrEnum):
    """How a piece of text looks; never by colour alone."""

    PLAIN = "plain"
    DIM = "dim"
    STRONG = "strong"
    ERROR = "error"
    WARNING = "warning"
    GOOD = "good"
    MARKED = "marked"
    CURSOR = "cursor"
    BAR = "bar"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text with its look."""

    text: str
    look: Look = Look.PLAIN


Line = tuple[Span, ...]


def line(*parts: str | Span) -> Line:
    """A line of spans; plain strings are plain text."""
    return tuple(part if isinstance(part, Span) else Span(part) for part in parts)


def width_of(text: str) -> int:
    """Cells that a text fills."""
    return cell_len(text)


def clip(text: str, width: int) -> str:
    """The beginning of a text that fits, with … where something is left out."""
    text = one_line(text)
    if cell_len(text) <= width:
        return text
    if width <= 1:
        return "…"[:width]
    kept = []
    used = 0
    for char in text:
        size = cell_len(char)
        if used + size > width - 1:
            break
        kept.append(char)
        used += size
    return "".join(kept) + "…"


def left(text: str, width: int) -> str:
    """Clipped, and filled with blanks at the right."""
    text = clip(text, width)
    return text + " " * (width - cell_len(text))


def right(text: str, width: int) -> str:
    """Clipped, and filled with blanks at the left."""
    text = clip(text, width)
    return " " * (width - cell_len(text)) + text


# Marks that may not stand at the beginning of a line.
_CLOSING = "，。；：！？、）”》〕】,.;:!?)"
# Words and numbers of ASCII letters stay whole; every other character may begin a line.
_PIECES = re.compile(r"[A-Za-z0-9_@.%+/-]+|.", re.DOTALL)


def wrap(text: str, width: int, most: int | None = None) -> list[str]:
    """Lines of at most ``width`` cells; with ``most`` the last one is clipped."""
    text = one_line(text)
    lines: list[str] = []
    current = ""
    used = 0
    position = 0
    for piece in _unbreakable(text, width):
        size = cell_len(piece)
        following = text[position + len(piece) : position + len(piece) + 1]
        closing = bool(following) and following in _CLOSING and piece not in _CLOSING
        if current and used + size > width - (2 if closing else 0):
            if most is not None and len(lines) == most - 1:
                lines.append(clip(current + text[position:], width))
                return lines
            lines.append(current)
            current, used = "", 0
        current += piece
        used += size
        position += len(piece)
    if current or not lines:
        lines.append(current)
    return lines


def _unbreakable(text: str, width: int) -> Iterator[str]:
    for found in _PIECES.finditer(text):
        piece = found.group()
        if cell_len(piece) * 2 <= width:
            yield piece
        else:
            yield from piece


def fitted(spans: Iterable[Span], width: int, fill: Look = Look.PLAIN) -> Line:
    """A line of exactly ``width`` cells."""
    result: list[Span] = []
    used = 0
    for span in spans:
        room = width - used
        if room <= 0:
            break
        text = clip(span.text, room)
        result.append(Span(text, span.look))
        used += cell_len(text)
    if used < width:
        result.append(Span(" " * (width - used), fill))
    return tuple(result)


def text_line(text: str, look: Look = Look.PLAIN) -> Line:
    """A line of one piece."""
    return (Span(text, look),)


def exactly(lines: Sequence[Line], height: int, width: int) -> list[Line]:
    """The first ``height`` lines, with blank ones where there are fewer."""
    shown = list(lines[:height])
    shown += [(Span(" " * width),)] * (height - len(shown))
    return shown


def labelled(
    label: str, text: str, width: int, look: Look = Look.PLAIN, most: int = 1
) -> list[Line]:
    """A text behind a dim label, in at most ``most`` lines."""
    indent = width_of(label) + 1
    rows = wrap(text, width - indent, most)
    lines: list[Line] = [(Span(label + " ", Look.DIM), Span(rows[0], look))]
    lines += [(Span(" " * indent), Span(row, look)) for row in rows[1:]]
    return lines


def local_time(at: str) -> str:
    """A stored time (ISO, UTC) as month, day, hour and minute where the reviewer sits."""
    return datetime.fromisoformat(at).astimezone().strftime("%m-%d %H:%M")


def rule(width: int, text: str = "", look: Look = Look.DIM, *, ascii_only: bool = False) -> Line:
    """A horizontal line, with a text in it."""
    stroke = "-" if ascii_only else "─"
    if not text:
        return (Span(stroke * width, Look.DIM),)
    shown = clip(text, width - 6)
    rest = width - cell_len(shown) - 4
    return (
        Span(stroke * 2 + " ", Look.DIM),
        Span(shown, look),
        Span(" " + stroke * rest, Look.DIM),
    )


def plain(lines: Sequence[Line]) -> str:
    """Lines as text without looks, blanks at line ends dropped: for goldens and copying."""
    return "\n".join("".join(span.text for span in row).rstrip() for row in lines)
