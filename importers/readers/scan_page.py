"""One page image → its tables and its lines of text, with their places on the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from importers.readers.scan_cells import (
    CellText,
    Region,
    cell_regions,
    ink_components,
    read_regions,
)
from importers.readers.scan_lattice import (
    Lattice,
    LatticeCell,
    find_ink,
    find_ruling,
    without_lines,
)
from importers.readers.scan_recognition import Gray, PixelBox, Recogniser
from importers.readers.scan_upright import Upright, level
from store.report import Box

# To tell how a page lies, this many of its longest lines are asked.
_ASKED = 16


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page in grey: its number from 1, and its pixels per point."""

    number: int
    gray: Gray
    scale: float


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text that stands free: its box in points, upright and as on the page."""

    text: str
    confidence: float
    upright: Box
    box: Box


@dataclass(frozen=True, slots=True)
class ScannedCell:
    """A drawn cell: where it begins in its table, its text, its box as on the page."""

    row: int
    column: int
    text: CellText
    box: Box


@dataclass(frozen=True, slots=True)
class ScannedTable:
    """A ruled table: its cells in reading order and its box in points, upright."""

    upright: Box
    cells: tuple[ScannedCell, ...]


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """All that was read on a page; ``width`` and ``height`` in points, upright."""

    number: int
    width: float
    height: float
    tables: tuple[ScannedTable, ...]
    pieces: tuple[Piece, ...]


def read_page(recogniser: Recogniser, image: PageImage) -> ScannedPage:
    """Read a page in whatever quarter of a circle it lies."""
    upright, found, clean, lattices = _seen(recogniser, image, 0)
    quarters = _quarters(recogniser, clean, found)
    if quarters:
        upright, found, clean, lattices = _seen(recogniser, image, quarters)
    spots = ink_components(_ink(clean, image.scale), image.scale)
    drawn = [cell for lattice in lattices for cell in lattice.cells]
    regions = cell_regions([cell.box for cell in drawn], found, spots, image.scale)
    for cell, region in zip(drawn, regions, strict=True):
        region.is_torn |= cell.is_doubtful
    free = _free_regions(found, [lattice.box for lattice in lattices], spots)
    texts = read_regions(recogniser, clean, [*regions, *free], image.scale)
    by_cell = dict(zip(drawn, texts, strict=False))

    def place(box: PixelBox) -> Box:
        return _points(upright.source_box(box), image.scale)

    tables = tuple(
        ScannedTable(
            _points(lattice.box, image.scale),
            tuple(_cell(cell, by_cell[cell], place(cell.box)) for cell in lattice.cells),
        )
        for lattice in lattices
    )
    pieces = tuple(
        Piece(text.text, text.confidence, _points(region.box, image.scale), place(region.box))
        for region, text in zip(free, texts[len(drawn) :], strict=True)
        if text.text
    )
    height, width = clean.shape
    return ScannedPage(image.number, width / image.scale, height / image.scale, tables, pieces)


def _seen(
    recogniser: Recogniser, image: PageImage, quarters: int
) -> tuple[Upright, list[PixelBox], Gray, tuple[Lattice, ...]]:
    upright = level(image.gray, quarters)
    ruling = find_ruling(upright.gray, image.scale)
    clean = without_lines(upright.gray, ruling.lines, image.scale)
    return upright, recogniser.find_text(clean), clean, ruling.lattices


def _quarters(recogniser: Recogniser, page: Gray, found: Sequence[PixelBox]) -> int:
    """By how many quarters of a circle (clockwise) to turn so that text stands upright."""
    across = sorted((b for b in found if _width(b) >= 2 * _height(b)), key=_width)
    down = sorted((b for b in found if _height(b) >= 2 * _width(b)), key=_height)
    lying = len(down) > len(across)
    asked = (down if lying else across)[-_ASKED:]
    pieces = [page[top:bottom, left:right] for left, top, right, bottom in asked]
    if lying:
        pieces = [np.ascontiguousarray(np.rot90(piece, -1)) for piece in pieces]
    return int(lying) + 2 * int(recogniser.upside_down(pieces))


def _free_regions(
    found: Sequence[PixelBox], tables: Sequence[PixelBox], spots: Sequence[PixelBox]
) -> list[Region]:
    """The text that stands outside of all tables, each piece with its ink."""
    regions = []
    for box in found:
        across, down = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        if any(t[0] <= across < t[2] and t[1] <= down < t[3] for t in tables):
            continue
        regions.append(Region(box, [box], [s for s in spots if _inside(s, box)]))
    return regions


def _inside(spot: PixelBox, box: PixelBox) -> bool:
    across, down = (spot[0] + spot[2]) / 2, (spot[1] + spot[3]) / 2
    return box[0] <= across < box[2] and box[1] <= down < box[3]


def _cell(cell: LatticeCell, text: CellText, box: Box) -> ScannedCell:
    return ScannedCell(cell.row, cell.column, text, box)


def _ink(clean: Gray, scale: float) -> Gray:
    return find_ink(np.asarray(cv2.medianBlur(clean, 3), np.uint8), scale)


def _points(box: Sequence[float], scale: float) -> Box:
    left, top, right, bottom = (round(value / scale, 1) for value in box)
    return left, top, right, bottom


def _width(box: PixelBox) -> int:
    return box[2] - box[0]


def _height(box: PixelBox) -> int:
    return box[3] - box[1]
