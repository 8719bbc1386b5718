"""Rules of a page → the cells that they draw, by pdfplumber's table finder."""

from __future__ import annotations

from bisect import bisect_right
from types import SimpleNamespace
from typing import Any

from pdfplumber.table import TableFinder, TableSettings, cells_to_tables, edges_to_intersections

from importers.errors import FileOverLimitsError
from importers.readers.pdf_geometry import Rules
from store.report import Box

MOST_CELLS = 5_000
# Points within which two rules touch.
TOUCH = 3.5

Point = tuple[float, float]


class RuledTables(TableFinder):
    """pdfplumber's finder on rules that are tidy already.

    Points are looked up by their row and column instead of being compared all with all, which
    takes most of the time on a table of 300 cells; what is found is the same.
    """

    def __init__(self, rules: Rules, width: float, height: float) -> None:
        page: Any = SimpleNamespace(edges=_edges(rules), bbox=(0, 0, width, height), chars=[])
        self.page = page
        self.settings = TableSettings(edge_min_length_prefilter=0)
        self.edges = page.edges
        self.intersections = edges_to_intersections(self.edges, TOUCH, TOUCH)
        self.cells = _smallest_cells(self.intersections)
        if len(self.cells) > MOST_CELLS:
            raise FileOverLimitsError(what="table_cells_on_a_page", limit=MOST_CELLS)
        self.groups: list[list[Box]] = cells_to_tables(self.cells)


def _edges(rules: Rules) -> list[dict[str, Any]]:
    edges: list[dict[str, Any]] = [
        {"orientation": "h", "x0": start, "x1": end, "top": y, "bottom": y}
        for y, start, end in rules.horizontal
    ]
    edges += [
        {"orientation": "v", "x0": x, "x1": x, "top": start, "bottom": end}
        for x, start, end in rules.vertical
    ]
    return edges


def _smallest_cells(intersections: dict[Point, dict[str, list[Any]]]) -> list[Box]:
    # Each line is a bit: two points lie on one line where their bits have one in common.
    bits: dict[int, int] = {}
    upright: dict[Point, int] = {}
    level: dict[Point, int] = {}
    columns: dict[float, list[float]] = {}
    rows: dict[float, list[float]] = {}
    points = sorted(intersections)
    for point in points:
        found = intersections[point]
        for lines, kind in ((upright, "v"), (level, "h")):
            mask = 0
            for edge in found[kind]:
                mask |= 1 << bits.setdefault(id(edge), len(bits))
            lines[point] = mask
        x, y = point
        columns.setdefault(x, []).append(y)
        rows.setdefault(y, []).append(x)
    cells = []
    for point in points:
        x, y = point
        here_upright, here_level = upright[point], level[point]
        column, row = columns[x], rows[y]
        rights = row[bisect_right(row, x) :]
        cell = None
        for bottom in column[bisect_right(column, y) :]:
            below = x, bottom
            if not here_upright & upright[below]:
                break
            level_below = level[below]
            for right in rights:
                beside = right, y
                if not here_level & level[beside]:
                    break
                corner = right, bottom
                if (
                    corner in upright
                    and upright[corner] & upright[beside]
                    and level[corner] & level_below
                ):
                    cell = x, y, right, bottom
                    break
            if cell is not None:
                cells.append(cell)
                break
    return cells
