"""Which cells of a line have changed, so that no others are sent to the terminal."""

from __future__ import annotations

from functools import lru_cache

from rich.cells import cell_len

from store.visible import visible
from tui.drawing.text import Line, Look

# To send so many unchanged cells is cheaper than to move the cursor over them.
_GAP = 8


def merged(line: Line) -> list[tuple[str, Look]]:
    """A line with neighbours of the same look joined: each change of look costs bytes."""
    found: list[tuple[str, Look]] = []
    for span in line:
        if not span.text:
            continue
        if found and found[-1][1] is span.look:
            found[-1] = (found[-1][0] + span.text, span.look)
        else:
            found.append((span.text, span.look))
    return found


def changed_runs(before: Line, after: Line, width: int) -> list[tuple[int, int]]:
    """Runs of changed cells as (first, count), in order; runs that are close are one.

    The whole line is one run where characters join, so that cells cannot be told apart.
    """
    old, new = _cells(before, width), _cells(after, width)
    if old is None or new is None:
        return [(0, width)]
    (chars, looks), (new_chars, new_looks) = old, new
    runs: list[tuple[int, int]] = []
    for at in range(width):
        if chars[at] == new_chars[at] and looks[at] is new_looks[at]:
            continue
        if runs and at - (runs[-1][0] + runs[-1][1]) <= _GAP:
            runs[-1] = (runs[-1][0], at - runs[-1][0] + 1)
        else:
            runs.append((at, 1))
    return [_whole(run, chars, new_chars, width) for run in runs]


@lru_cache(maxsize=4096)
def _spread(text: str) -> tuple[str, ...] | None:
    """What each cell of a text shows; the second cell of a wide character is empty text.

    None where a character has no cells of its own, or is not shown as it is.
    """
    if text.isascii() and text.isprintable():
        return tuple(text)
    cells: list[str] = []
    for char in text:
        size = cell_len(char)
        if not size:
            return None
        cells += (char, "")[:size]
    return tuple(cells) if visible(text) == text and cell_len(text) == len(cells) else None


def _cells(line: Line, width: int) -> tuple[list[str], list[Look]] | None:
    """What each cell of a line shows, and how; None where cells cannot be told apart."""
    chars: list[str] = []
    looks: list[Look] = []
    for span in line:
        found = _spread(span.text)
        if found is None:
            return None
        chars += found
        looks += [span.look] * len(found)
    left = max(0, width - len(chars))
    return [*chars, *[" "] * left][:width], [*looks, *[Look.PLAIN] * left][:width]


def _whole(run: tuple[int, int], old: list[str], new: list[str], width: int) -> tuple[int, int]:
    """A run that cuts no wide character in two, neither one that goes nor one that comes."""
    first, end = run[0], run[0] + run[1]
    while first > 0 and not (old[first] and new[first]):
        first -= 1
    while end < width and not (old[end] and new[end]):
        end += 1
    return first, end - first
