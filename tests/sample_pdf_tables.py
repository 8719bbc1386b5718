"""Where the cells of a table stand on the pages of a sample PDF: widths, heights, page breaks."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from tests.sample_described import Placed, placed_rows
from tests.sample_pdf_text import width_of, wrapped
from tests.sample_tables import Box, PrintedTable

_PAD = 3.0
# Shares of the width; what is left is shared equally by the columns of figures.
_LABEL_SHARES = {"disclosure": (0.34,), "requests": (0.1, 0.1, 0.28), "litigation": ()}
_HEADER_ROWS = {"requests": 3, "litigation": 3, "disclosure": 0}


@dataclass(frozen=True)
class Band:
    """A row, or the part of a torn row, on one page: lines ``first`` to ``last`` of its texts."""

    row: int
    height: float
    first: int = 0
    last: int | None = None
    is_repeated: bool = False


@dataclass(frozen=True)
class Fragment:
    """The part of a table on one page.

    ``shares`` are the lines of cells merged over rows that stand here: (first, last) by the row
    and column of the cell. ``needs_page``: the table begins on a new page.
    """

    bands: tuple[Band, ...]
    is_first: bool
    is_last: bool
    needs_page: bool
    shares: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    @property
    def height(self) -> float:
        """Points from the fragment's top to its bottom."""
        return sum(band.height for band in self.bands)


@dataclass(frozen=True)
class Piece:
    """A cell, or the part of it on one page, in points from the fragment's upper left corner.

    ``lines`` are texts with the place of their baseline; ``continues``: the next page holds
    more of the cell.
    """

    left: float
    right: float
    top: float
    bottom: float
    lines: tuple[tuple[str, float, float], ...]
    is_header: bool
    continues: bool


class TableLayout:
    """A table set in a given width with texts of a given size, both in points."""

    def __init__(self, table: PrintedTable, width: float, size: float, tears_rows: bool) -> None:
        self.table = table
        self.size = size
        self.step = size * 1.3
        self.tears_rows = tears_rows
        shares = _LABEL_SHARES[table.key]
        rest = (1 - sum(shares)) / (table.width - len(shares))
        columns = [*shares, *[rest] * (table.width - len(shares))]
        self.edges = [0.0, *accumulate(share * width for share in columns)]
        self.placed = [placed for row in placed_rows(table) for placed in row]
        self.lines = {
            (p.row, p.column): wrapped(p.box.text, self._room(p), size) if p.box.text else []
            for p in self.placed
        }
        self.counts = [self._count(row) for row in range(len(table.lines))]
        self.heights = [self._height(count) for count in self.counts]
        self._widen_for_merged()

    def _room(self, placed: Placed) -> float:
        right = self.edges[placed.column + placed.box.width]
        return right - self.edges[placed.column] - 2 * _PAD

    def _count(self, row: int) -> int:
        """Lines of the longest text that belongs to this row alone."""
        own = (p for p in self.placed if p.row == row and p.box.height == 1)
        return max((len(self.lines[p.row, p.column]) for p in own), default=1) or 1

    def _height(self, count: int) -> float:
        return count * self.step + 2 * _PAD

    def _widen_for_merged(self) -> None:
        for p in self.placed:
            rows = range(p.row, p.row + p.box.height)
            missing = self._height(len(self.lines[p.row, p.column])) - sum(
                self.heights[row] for row in rows
            )
            if missing > 0:
                self.heights[rows[-1]] += missing

    def fragments(
        self,
        room: float,
        page: float,
        *,
        breaks_after: Collection[str],
        torn: Collection[str],
        header_rows: int,
    ) -> list[Fragment]:
        """The parts of the table: the first in ``room`` points, the others on pages of ``page``."""
        header = [Band(row, self.heights[row], is_repeated=True) for row in range(header_rows)]
        first_rows = _HEADER_ROWS[self.table.key] + 1
        needs_page = sum(self.heights[:first_rows]) > room
        left = page if needs_page else room
        parts: list[list[Band]] = [[]]

        def turn() -> float:
            parts.append(list(header))
            return page - sum(band.height for band in header)

        for row, height in enumerate(self.heights):
            key = self.table.lines[row].key
            count = self.counts[row]
            cut = 0
            if key in torn and count > 1:
                cut = (count + 1) // 2
                if self._height(cut) > left:
                    left = turn()
            elif height > left:
                cut = int((left - 2 * _PAD) // self.step)
                if not (self.tears_rows and key and 0 < cut < count):
                    cut = 0
                    left = turn()
            if cut:
                parts[-1].append(Band(row, self._height(cut), 0, cut))
                left = turn()
                height = max(self._height(count - cut), height - self._height(cut))
                parts[-1].append(Band(row, height, cut))
            else:
                parts[-1].append(Band(row, height))
            left -= height
            if key in breaks_after:
                left = turn()
        parts = [part for part in parts if any(not band.is_repeated for band in part)]
        return self._shared(parts, needs_page)

    def _shared(self, parts: list[list[Band]], needs_page: bool) -> list[Fragment]:
        """Give each part its lines of the cells merged over rows: as many as fit, in order."""
        shares: list[dict[tuple[int, int], tuple[int, int]]] = [{} for _ in parts]
        for p in self.placed:
            if p.box.height == 1:
                continue
            done = 0
            lines = self.lines[p.row, p.column]
            rows = range(p.row, p.row + p.box.height)
            own = [n for n, part in enumerate(parts) if _height_of(part, rows)]
            for number in own:
                room = int((_height_of(parts[number], rows) - 2 * _PAD + 0.01) // self.step)
                last = len(lines) if number == own[-1] else min(len(lines), done + room)
                shares[number][p.row, p.column] = (done, last)
                done = last
        return [
            Fragment(
                tuple(part),
                number == 0,
                number == len(parts) - 1,
                needs_page and number == 0,
                shares[number],
            )
            for number, part in enumerate(parts)
        ]

    def drawn(self, fragment: Fragment, *, centred: bool) -> Iterator[Piece]:
        """The cells of a fragment; ``centred``: texts stand in the middle of their cell."""
        tops = [0.0, *accumulate(band.height for band in fragment.bands)]
        for p in self.placed:
            rows = range(p.row, p.row + p.box.height)
            for is_repeated in (True, False):
                own = [
                    number
                    for number, band in enumerate(fragment.bands)
                    if band.row in rows and band.is_repeated == is_repeated
                ]
                if own:
                    yield self._piece(p, fragment, own, tops, centred)

    def _piece(
        self, p: Placed, fragment: Fragment, own: list[int], tops: list[float], centred: bool
    ) -> Piece:
        band = fragment.bands[own[0]]
        top, bottom = tops[own[0]], tops[own[-1] + 1]
        lines = self.lines[p.row, p.column]
        if p.box.height > 1 and not band.is_repeated:
            first, last = fragment.shares[p.row, p.column]
            lines = lines[first:last]
        else:
            lines = lines[band.first : band.last]
        left, right = self.edges[p.column], self.edges[p.column + p.box.width]
        start = _PAD
        if centred:
            start = max(_PAD, (bottom - top - len(lines) * self.step) / 2)
        line_key = self.table.lines[p.row].key
        is_left = line_key is not None and not p.box.is_value
        texts = []
        for number, text in enumerate(lines):
            x = left + _PAD if is_left else (left + right - width_of(text, self.size)) / 2
            texts.append((text, x, top + start + number * self.step + self.size))
        end = fragment.bands[-1]
        last_row = p.row + p.box.height - 1
        is_torn = p.row <= end.row <= last_row and end.last is not None
        continues = not fragment.is_last and (last_row > end.row or is_torn)
        return Piece(left, right, top, bottom, tuple(texts), _is_header(line_key, p.box), continues)


def _is_header(key: str | None, box: Box) -> bool:
    return key is None and not box.is_value


def _height_of(part: list[Band], rows: range) -> float:
    return sum(band.height for band in part if band.row in rows and not band.is_repeated)
