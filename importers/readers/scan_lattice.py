"""Ruling lines of a page image, and the cells that they draw, merged ones included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.uint8]

# All lengths in points (1/72 inch); a page image has pixels per point.
_SHORTEST_ACROSS = 18.0  # of a column's wall above it: narrower columns are not printed
_SHORTEST_DOWN = 11.0  # of a row's wall: longer than the strokes of a 10 point character
_LONGEST_GAP = 2.0  # in a line that a scanner broke; between strokes of text is more
_SAME_LINE = 4.0  # nearer ones are one line, drawn double or bent
_LEAST_WIDTH, _LEAST_HEIGHT = 72.0, 18.0  # of a table
_OPEN_EDGE_ACROSS, _OPEN_EDGE_DOWN = 20.0, 9.0  # lines that run on so far beyond the last crossing
# Of the height of its cell a wall covers all, the longest stroke of a character two thirds.
_LEAST_COVER = 0.8
# So much of a line between two rows inside one cell shows that it may be two.
_HINT = 0.3

# So much of its usual depth a wall keeps, and all along so far from its ends.
_EVEN, _REACH = 0.5, 2.5
# How far from a wall its sides are looked at, and the share of them that may have ink: text that
# fills its cell may touch one side, strokes of one character stand on both.
_MARGIN, _BESIDE, _CROWDED = 1.5, (1.2, 3.5), (0.2, 0.35)
# How much darker than around it ink is, of 255; of lines as a share of the blackest ink too.
_DARK, _FAINT, _FAINT_SHARE = 18, 20, 0.2
_THICKEST = 4.0  # of lines
_TALLER = 24.0  # than a character
_DOUBLE = 2.8  # is a line as wide as this


@dataclass(frozen=True, slots=True)
class LatticeCell:
    """A drawn cell: where it begins, how far it spans, and its box in pixels.

    ``is_doubtful``: in its rows a wall seems to be broken, so that cells may be joined wrongly.
    """

    row: int
    column: int
    rows: int
    columns: int
    box: tuple[int, int, int, int]
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Lattice:
    """A ruled table: its box in pixels, its cells in reading order, how many rows it has."""

    box: tuple[int, int, int, int]
    rows: int
    cells: tuple[LatticeCell, ...]


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is drawn on a page: dark pixels, pixels of the lines of tables, and the tables."""

    ink: Mask
    lines: Mask
    lattices: tuple[Lattice, ...]


def find_ruling(gray: NDArray[np.uint8], scale: float) -> Ruling:
    """Tables of an upright page in grey, from top to bottom; ``scale`` is pixels per point."""
    ink = find_ink(gray, scale)
    depth = _depth(gray, scale)
    contrast = float(np.median(gray)) - float(np.percentile(gray, 0.5))
    faint = max(_FAINT, _FAINT_SHARE * contrast)
    dark = (depth > faint).astype(np.uint8) * 255
    across = _lines(dark, scale, _SHORTEST_ACROSS, upright=False)
    down = _lines(dark, scale, _SHORTEST_DOWN, upright=True)
    joined = cv2.dilate(across | down, np.ones((3, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    kept = np.zeros_like(ink)
    lattices = []
    for label in range(1, count):
        left, top, width, height = (int(value) for value in stats[label][:4])
        if width < _LEAST_WIDTH * scale or height < _LEAST_HEIGHT * scale:
            continue
        window = (slice(top, top + height), slice(left, left + width))
        here = labels[window] == label
        across_here = np.where(here, across[window], 0).astype(np.uint8)
        down_here = np.where(here, down[window], 0).astype(np.uint8)
        lattice = _lattice(
            _Lines(across_here.T, depth[window].T, faint, upright=False),
            _Lines(down_here, depth[window], faint, upright=True),
            (left, top),
            scale,
        )
        if lattice is not None:
            lattices.append(lattice)
            levels, uprights = _walls_of(lattice, gray.shape, scale)
            kept |= (across & levels) | (down & uprights)
    lattices.sort(key=lambda found: (found.box[1], found.box[0]))
    return Ruling(ink, kept, tuple(lattices))


def find_ink(gray: NDArray[np.uint8], scale: float) -> Mask:
    """Pixels darker than their neighbourhood, 255 each: shades of paper do not matter."""
    around = max(15, round(14 * scale)) | 1
    return np.asarray(
        cv2.adaptiveThreshold(
            gray, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, around, _DARK
        ),
        np.uint8,
    )


def without_lines(gray: NDArray[np.uint8], lines: Mask, scale: float) -> NDArray[np.uint8]:
    """The page with the lines of its tables painted over in the colour of its paper."""
    wide = 2 * max(1, round(0.5 * scale)) + 1
    painted = gray.copy()
    painted[cv2.dilate(lines, np.ones((wide, wide), np.uint8)) > 0] = int(np.median(gray))
    return painted


@dataclass(frozen=True, slots=True)
class _Lines:
    """Lines of one direction, from top to bottom here, and how much darker than paper all is."""

    lines: Mask
    depth: Mask
    faint: float
    upright: bool


def _lines(dark: Mask, scale: float, shortest: float, *, upright: bool) -> Mask:
    """Straight runs of a least length in points, breaks bridged."""

    def run(points: float) -> Mask:
        length = max(3, round(points * scale))
        return np.ones((length, 1) if upright else (1, length), np.uint8)

    # Lines of a scan lean by a pixel now and then: a thicker copy holds the run together.
    thick = cv2.dilate(dark, np.ones((1, 3) if upright else (3, 1), np.uint8))
    runs = cv2.morphologyEx(thick, cv2.MORPH_OPEN, run(shortest * 0.6))
    whole = cv2.morphologyEx(runs, cv2.MORPH_CLOSE, run(_LONGEST_GAP))
    return np.asarray(cv2.morphologyEx(whole, cv2.MORPH_OPEN, run(shortest)), np.uint8)


def _depth(gray: NDArray[np.uint8], scale: float) -> Mask:
    """How much darker than the paper near by; text beside a hair line does not hide it."""
    smooth = cv2.GaussianBlur(gray, (3, 3), 0)
    wide = max(9, round(_THICKEST * 2 * scale)) | 1
    depth = cv2.morphologyEx(smooth, cv2.MORPH_BLACKHAT, np.ones((wide, wide), np.uint8))
    return np.asarray(depth, np.uint8)


@dataclass(frozen=True, slots=True, order=True)
class _Place:
    """Where a line stands; of a double line, from where to where."""

    at: int
    low: int
    high: int


def _lattice(across: _Lines, down: _Lines, offset: tuple[int, int], scale: float) -> Lattice | None:
    """The cells of one connected set of lines, or None where it draws no table.

    Lines across come turned, so that both directions run from top to bottom.
    """
    ys = _positions(across.lines, scale)
    xs = _positions(down.lines, scale)
    xs = _with_open_edges(
        xs, np.flatnonzero(across.lines.any(axis=1)), _OPEN_EDGE_ACROSS * scale, scale
    )
    ys = _with_open_edges(
        ys, np.flatnonzero(down.lines.any(axis=1)), _OPEN_EDGE_DOWN * scale, scale
    )
    if len(xs) < 2 or len(ys) < 2:
        return None
    # Strokes of text give places too: those that wall off no cell are dropped. A wall is measured
    # between the places of the other direction, so that fewer of those show more false ones.
    for _ in range(2):
        ys = _walling(ys, np.asarray(_walls(across, ys, xs, scale).any(axis=0)))
        xs = _walling(xs, _lasting(_walls(down, xs, ys, scale), ys, scale))
    right, below = _walls(down, xs, ys, scale), _walls(across, ys, xs, scale).T
    groups = _merged(right, below)
    if len(groups) < 2:
        return None
    doubtful = _broken_rows(groups, right, below, _hints(across, ys, xs).T)
    left, top = offset
    cells = tuple(
        LatticeCell(
            first_row,
            first_column,
            last_row - first_row + 1,
            last_column - first_column + 1,
            (
                left + xs[first_column].at,
                top + ys[first_row].at,
                left + xs[last_column + 1].at,
                top + ys[last_row + 1].at,
            ),
            bool(doubtful[first_row : last_row + 1].any()),
        )
        for first_row, first_column, last_row, last_column in groups
    )
    box = (left + xs[0].at, top + ys[0].at, left + xs[-1].at, top + ys[-1].at)
    return Lattice(box, len(ys) - 1, cells)


def _walling(places: Sequence[_Place], drawn: NDArray[np.bool_]) -> list[_Place]:
    """The places that have a wall anywhere, and both edges."""
    kept = [place for place, is_drawn in zip(places[1:-1], drawn, strict=True) if is_drawn]
    return [places[0], *kept, places[-1]]


def _lasting(drawn: NDArray[np.bool_], stops: Sequence[_Place], scale: float) -> NDArray[np.bool_]:
    """The places with a wall of two rows on end, or of one that is taller than any character."""
    if len(drawn) < 2:
        return np.asarray(drawn.any(axis=0))
    tall = np.diff([stop.at for stop in stops]) > _TALLER * scale
    twice = np.asarray((drawn[:-1] & drawn[1:]).any(axis=0))
    return twice | np.asarray(drawn[tall].any(axis=0))


def _walls_of(lattice: Lattice, shape: tuple[int, ...], scale: float) -> tuple[Mask, Mask]:
    """Where the level and the upright walls of the cells stand, as wide as a line may stray."""
    wide = 2 * max(2, round(_SAME_LINE * scale / 2)) + 1
    levels, uprights = np.zeros(shape, np.uint8), np.zeros(shape, np.uint8)
    for cell in lattice.cells:
        left, top, right, bottom = cell.box
        for height in (top, bottom):
            cv2.line(levels, (left, height), (right, height), (255,), wide)
        for place in (left, right):
            cv2.line(uprights, (place, top), (place, bottom), (255,), wide)
    return levels, uprights


def _positions(lines: Mask, scale: float) -> list[_Place]:
    """Where lines stand: pieces beside a longer one, as of a double line, count as that one."""
    count, _, stats, centres = cv2.connectedComponentsWithStats(
        np.ascontiguousarray(lines), connectivity=8
    )
    pieces = sorted(range(1, count), key=lambda label: -int(stats[label][cv2.CC_STAT_HEIGHT]))
    found: list[_Place] = []
    for label in pieces:
        at = float(centres[label][0])
        low = high = round(at)
        wide = int(stats[label][cv2.CC_STAT_WIDTH])
        if wide > _DOUBLE * scale:
            # A piece is a pixel wider on both sides than its line.
            low = int(stats[label][cv2.CC_STAT_LEFT]) + 1
            high = low + wide - 3
        for index, other in enumerate(found):
            if abs(at - other.at) <= _SAME_LINE * scale:
                found[index] = _Place(other.at, min(low, other.low), max(high, other.high))
                break
        else:
            found.append(_Place(round(at), low, high))
    return sorted(found)


def _with_open_edges(
    places: list[_Place], extent: NDArray[np.intp], least: float, scale: float
) -> list[_Place]:
    """Edges where a table has no border: there the lines that cross it end."""
    if not places or not len(extent):
        return places
    # A line fades at its end.
    first, last = int(extent[0]) + round(scale), int(extent[-1]) - round(scale)
    if places[0].at - first > least:
        places = [_Place(first, first, first), *places]
    if last - places[-1].at > least:
        places = [*places, _Place(last, last, last)]
    return places


def _walls(
    lines: _Lines, places: Sequence[_Place], stops: Sequence[_Place], scale: float
) -> NDArray[np.bool_]:
    """For each stretch between two stops (rows) and each inner place (columns): is it drawn?"""
    # So near that no line counts for two places.
    near = max(2, int(_SAME_LINE * scale / 2) - 1)
    drawn = np.zeros((len(stops) - 1, max(0, len(places) - 2)), np.bool_)
    for column, place in enumerate(places[1:-1]):
        left = max(0, place.at - near)
        window = slice(left, place.at + near + 1)
        line = np.asarray(lines.lines[:, window].any(axis=1))
        # A hair line that leans lies on two pixels here and there: their sum stays the same.
        path = np.asarray(
            cv2.boxFilter(lines.depth[:, window], cv2.CV_32F, (3, 1), normalize=False), np.float32
        )
        for row, (above, below) in enumerate(pairwise(stops)):
            start, stop = above.high, max(above.high + 1, below.low)
            if float(line[start:stop].mean()) >= _LEAST_COVER:
                drawn[row, column] = _is_wall(lines, path[start:stop], (start, left), scale)
    return drawn


def _hints(lines: _Lines, places: Sequence[_Place], stops: Sequence[_Place]) -> NDArray[np.bool_]:
    """For each stretch and inner place: is there a piece of a line at least?"""
    found = np.zeros((len(stops) - 1, max(0, len(places) - 2)), np.bool_)
    for column, place in enumerate(places[1:-1]):
        line = np.asarray(lines.lines[:, place.at - 2 : place.at + 3].any(axis=1))
        for row, (above, below) in enumerate(pairwise(stops)):
            found[row, column] = float(line[above.at : below.at].mean()) >= _HINT
    return found


def _broken_rows(
    groups: Sequence[tuple[int, int, int, int]],
    right: NDArray[np.bool_],
    below: NDArray[np.bool_],
    hints: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """The rows of which a cell holds pieces of a wall: it may be several cells."""
    broken = np.zeros(len(right), np.bool_)
    for top, left, bottom, last in groups:
        inside = below[top:bottom, left : last + 1] | hints[top:bottom, left : last + 1]
        if inside.any() or right[top : bottom + 1, left:last].any():
            broken[top : bottom + 1] = True
    return broken


def _is_wall(lines: _Lines, path: NDArray[np.float32], at: tuple[int, int], scale: float) -> bool:
    """True for one straight line from stop to stop, as dark at its ends as in its middle.

    ``path`` are the depths of all that it may run through, beginning at ``at``. Strokes of text
    come near the one stop but leave paper before the other; some have ink close by their side.
    """
    dark = np.percentile(path, 10, axis=0)
    best = int(np.argmax(dark))
    line = path[:, best]
    least = _EVEN * float(np.median(line))
    if least < _EVEN * _FAINT:
        return False
    whole = cv2.blur(line.reshape(-1, 1), (1, 3)).ravel() >= least
    reach = max(2, round(_REACH * scale))
    if not (whole[:reach].all() and whole[-reach:].all() and float(whole.mean()) >= _LEAST_COVER):
        return False
    if not lines.upright:
        return True
    # The sides begin where the line ends, be it thick.
    paler = np.flatnonzero(dark < _EVEN * dark[best])
    first = at[1] + int(max(paler[paler < best], default=-1)) + 1
    last = at[1] + int(min(paler[paler > best], default=len(dark))) - 1
    row = at[0]
    margin = max(1, round(_MARGIN * scale))
    rows = slice(row + margin, max(row + margin + 1, row + len(path) - margin))
    gap, wide = round(_BESIDE[0] * scale), round(_BESIDE[1] * scale)
    sides = (
        lines.depth[rows, max(0, first - wide) : max(1, first - gap)],
        lines.depth[rows, last + gap : last + wide],
    )
    crowded = sorted(float((side > lines.faint).any(axis=1).mean()) for side in sides)
    return crowded[0] <= _CROWDED[0] and crowded[1] <= _CROWDED[1]


def _merged(right: NDArray[np.bool_], below: NDArray[np.bool_]) -> list[tuple[int, int, int, int]]:
    """Rectangles of cells between which no wall is drawn: first row and column, last ones.

    ``right[row, column]`` is the wall to the next column, ``below`` the one to the next row. A
    group that is no rectangle has a broken wall: the whole rectangle is one cell then, so that
    no value can move to another column.
    """
    rows, columns = len(right), below.shape[1]
    group = np.arange(rows * columns).reshape(rows, columns)
    for row in range(rows):
        for column in range(columns):
            if column + 1 < columns and not right[row, column]:
                group[group == group[row, column + 1]] = group[row, column]
            if row + 1 < rows and not below[row, column]:
                group[group == group[row + 1, column]] = group[row, column]
    while True:
        rectangles = {int(label): _rectangle(group == label) for label in np.unique(group)}
        for label, (top, left, bottom, right_end) in rectangles.items():
            inside = np.unique(group[top : bottom + 1, left : right_end + 1])
            if len(inside) > 1:
                group[np.isin(group, inside)] = label
                break
        else:
            return sorted(rectangles.values())


def _rectangle(mask: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    rows, columns = np.nonzero(mask)
    return int(rows.min()), int(columns.min()), int(rows.max()), int(columns.max())
