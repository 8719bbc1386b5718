"""Which cells of a line have changed, so that no others are sent to the terminal."""

from __future__ import annotations

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
    if not (_is_plain(before) and _is_plain(after)):
        return [(0, width)]
    old, new = _cells(before, width), _cells(after, width)
    runs: list[tuple[int, int]] = []
    for at in range(width):
        if old[at] == new[at]:
            continue
        if runs and at - (runs[-1][0] + runs[-1][1]) <= _GAP:
            runs[-1] = (runs[-1][0], at - runs[-1][0] + 1)
        else:
            runs.append((at, 1))
    return [_whole(run, old, new, width) for run in runs]


def _is_plain(line: Line) -> bool:
    """Whether each character has cells of its own, and is shown as it is."""
    return all(
        visible(span.text) == span.text
        and cell_len(span.text) == sum(map(cell_len, span.text))
        and all(map(cell_len, span.text))
        for span in line
    )


def _cells(line: Line, width: int) -> list[tuple[str, Look]]:
    """What each cell shows; the second cell of a wide character is empty text."""
    cells: list[tuple[str, Look]] = []
    for span in line:
        for char in span.text:
            cells.append((char, span.look))
            cells += [("", span.look)] * (cell_len(char) - 1)
    return [*cells, *([(" ", Look.PLAIN)] * width)][:width]


def _whole(
    run: tuple[int, int],
    old: list[tuple[str, Look]],
    new: list[tuple[str, Look]],
    width: int,
) -> tuple[int, int]:
    """A run that cuts no wide character in two, neither one that goes nor one that comes."""
    first, end = run[0], run[0] + run[1]
    while first > 0 and not (old[first][0] and new[first][0]):
        first -= 1
    while end < width and not (old[end][0] and new[end][0]):
        end += 1
    return first, end - first
