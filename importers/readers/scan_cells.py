"""What stands in the cells of a scanned page, each figure read twice, nothing passed over.

A text detector misses single digits and joins neighbours; a cell's ink tells what there is to
read. Where the two readings of a figure differ, or where ink gave no text, the cell says so by
its confidence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import cv2
import numpy as np

from importers.readers.scan_lattice import Mask
from importers.readers.scan_recognition import Gray, PixelBox, Reading, Recogniser

# In points: what is smaller in both directions is dust; a piece needs some air around its ink.
_DUST = 2.0
_AIR_ACROSS, _AIR_DOWN = 4.0, 2.5
_INSIDE = 0.8
_FRINGE = 1.5
# Pieces of one line overlap by half their height.
_SAME_BAND = 0.5
# In heights of a line.
_FAR = 2.0
_UNSURE = 0.5
_CONTRADICTED = 0.4
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
# 〇 and 一 are Chinese characters that a scan may make of 0 and of a stroke.
_HAN = re.compile("[\u4e00\u3007]*[\u4e01-\u9fff\u3400-\u4dbf]")


@dataclass(frozen=True, slots=True)
class CellText:
    """The text of a region and how sure it is; 0: there is ink and nothing could be read."""

    text: str
    confidence: float


@dataclass
class Region:
    """A cell, or a piece of text that stands free: its pieces and its ink, in pixels.

    ``is_torn``: its walls may be wrong, as where ink runs over them into another cell.
    """

    box: PixelBox
    pieces: list[PixelBox] = field(default_factory=list)
    ink: list[PixelBox] = field(default_factory=list)
    is_torn: bool = False


def ink_components(ink: Mask, scale: float) -> list[PixelBox]:
    """Boxes of the connected spots of ink, dust left out."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    sizes = stats[1:]
    least = _DUST * scale
    kept = sizes[(np.maximum(sizes[:, 2], sizes[:, 3]) >= least) & (sizes[:, 4] >= least)]
    return [
        (int(left), int(top), int(left + width), int(top + height))
        for left, top, width, height, _ in kept
    ]


def cell_regions(
    cells: Sequence[PixelBox],
    found: Sequence[PixelBox],
    ink: Sequence[PixelBox],
    scale: float,
) -> list[Region]:
    """The cells with what belongs to them; text found across a wall is cut at the wall."""
    inset = max(1, round(_INSIDE * scale))
    regions = [
        Region((left + inset, top + inset, right - inset, bottom - inset))
        for left, top, right, bottom in cells
    ]
    for spot in ink:
        region = next((region for region in regions if _holds(region.box, spot)), None)
        if region is not None:
            region.ink.append(spot)
        over = [region for region in regions if _reaches_into(spot, region.box, scale)]
        if len(over) > 1:
            for region in over:
                region.is_torn = True
    for box in found:
        for region in regions:
            part = _common(region.box, box)
            if part is None:
                continue
            has_ink = any(_holds(part, spot) for spot in region.ink)
            if has_ink or _area(part) * 2 > _area(box):
                region.pieces.append(part)
    for region in regions:
        missed = [s for s in region.ink if not any(_holds(piece, s) for piece in region.pieces)]
        region.pieces.extend(_with_air(band, region.box, scale) for band in _bands(missed))
    return regions


def read_regions(
    recogniser: Recogniser, page: Gray, regions: Sequence[Region], scale: float
) -> list[CellText]:
    """The texts of the regions; ``page`` is without the lines of its tables."""
    pieces = [piece for region in regions for piece in region.pieces]
    readings = iter(recogniser.read([_cut(page, piece) for piece in pieces]))
    first = [[next(readings) for _ in region.pieces] for region in regions]
    texts = [_joined(region, read) for region, read in zip(regions, first, strict=True)]
    texts = [
        _doubted(text) if region.is_torn else text
        for region, text in zip(regions, texts, strict=True)
    ]
    # A figure is read once more from its ink alone, cut differently.
    doubted = [
        index
        for index, (region, text) in enumerate(zip(regions, texts, strict=True))
        if region.ink and _is_figure(text.text)
    ]
    whole = [_with_air(_around(regions[i].ink), regions[i].box, scale) for i in doubted]
    again = recogniser.read([_cut(page, box) for box in whole])
    for index, reading in zip(doubted, again, strict=True):
        texts[index] = _agreed(texts[index], reading, regions[index])
    return texts


def _joined(region: Region, readings: Sequence[Reading]) -> CellText:
    """The pieces of a region as one text, line by line; its confidence is that of the worst."""
    if not readings:
        return CellText("", 0.0 if region.ink else 1.0)
    lines: list[list[tuple[PixelBox, Reading]]] = []
    for piece, reading in sorted(zip(region.pieces, readings, strict=True), key=_middle):
        if lines and _same_band(lines[-1][-1][0], piece):
            lines[-1].append((piece, reading))
        else:
            lines.append([(piece, reading)])
    text = "\n".join(filter(None, (_line(line) for line in lines)))
    if not text:
        return CellText("", 0.0 if region.ink else 1.0)
    confidence = min(reading.score if reading.text else 0.0 for reading in readings)
    # A figure far from the words of its cell stood in a cell of its own, whose wall was not seen.
    if any(_is_mixed(line) for line in lines):
        confidence = min(confidence, _CONTRADICTED)
    # Text where no ink is seen is faint, or none at all.
    return CellText(text, confidence if region.ink else min(confidence, _UNSURE))


def _doubted(text: CellText) -> CellText:
    return CellText(text.text, min(text.confidence, _CONTRADICTED) if text.text else 0.0)


def _line(pieces: list[tuple[PixelBox, Reading]]) -> str:
    text = ""
    end = 0
    for (left, top, right, bottom), reading in sorted(pieces):
        if text and reading.text:
            is_apart = left - end > (bottom - top) / 2
            if is_apart and text[-1].isascii() and reading.text[0].isascii():
                text += " "
        text += reading.text
        end = right
    return text


def _is_mixed(line: list[tuple[PixelBox, Reading]]) -> bool:
    for (one, left), (other, right) in pairwise(sorted(line, key=lambda entry: entry[0])):
        is_far = other[0] - one[2] > _FAR * (other[3] - other[1])
        if is_far and _is_figure(left.text) != _is_figure(right.text):
            return True
    return False


def _agreed(first: CellText, again: Reading, region: Region) -> CellText:
    """One text of two readings, with the confidence that their agreement allows."""
    confidence = min(first.confidence, again.score)
    text = first.text
    if _plain(first.text) != _plain(again.text):
        confidence = min(confidence, _CONTRADICTED)
        if again.text and (again.score > first.confidence or not text):
            text = again.text
    if not _NUMBER.fullmatch(text):
        confidence = min(confidence, _UNSURE)
    elif _tall_spots(region.ink) > sum(map(str.isdigit, text)):
        # More spots of ink than digits: one may have been passed over.
        confidence = min(confidence, _CONTRADICTED)
    return CellText(text, confidence if text else 0.0)


def _is_figure(text: str) -> bool:
    """True for what may stand in a value cell: no word of Chinese, or one character alone."""
    return len(text) <= 1 or not _HAN.search(text)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _tall_spots(ink: Sequence[PixelBox]) -> int:
    """How many spots stand side by side, as tall as digits."""
    tallest = max(bottom - top for _, top, _, bottom in ink)
    tall = sorted(spot for spot in ink if spot[3] - spot[1] >= 0.6 * tallest)
    count, end = 0, -1
    for left, _, right, _ in tall:
        # What stands below or above a part of the same digit is no digit of its own.
        count += left >= end
        end = max(end, right)
    return count


def _bands(spots: Sequence[PixelBox]) -> list[PixelBox]:
    """Boxes around spots of ink that stand on one line."""
    bands: list[list[PixelBox]] = []
    for spot in sorted(spots, key=lambda box: box[1]):
        if bands and spot[1] <= max(box[3] for box in bands[-1]):
            bands[-1].append(spot)
        else:
            bands.append([spot])
    return [_around(band) for band in bands]


def _around(spots: Sequence[PixelBox]) -> PixelBox:
    return (
        min(spot[0] for spot in spots),
        min(spot[1] for spot in spots),
        max(spot[2] for spot in spots),
        max(spot[3] for spot in spots),
    )


def _with_air(box: PixelBox, within: PixelBox, scale: float) -> PixelBox:
    across, down = round(_AIR_ACROSS * scale), round(_AIR_DOWN * scale)
    return (
        max(within[0], box[0] - across),
        max(within[1], box[1] - down),
        min(within[2], box[2] + across),
        min(within[3], box[3] + down),
    )


def _holds(box: PixelBox, spot: PixelBox) -> bool:
    """True where the middle of a spot lies inside a box."""
    across, down = (spot[0] + spot[2]) / 2, (spot[1] + spot[3]) / 2
    return box[0] <= across < box[2] and box[1] <= down < box[3]


def _reaches_into(spot: PixelBox, box: PixelBox, scale: float) -> bool:
    """True where a spot has more than its fringe inside a box."""
    common = _common(spot, box)
    least = _FRINGE * scale
    return common is not None and (
        min(common[2] - common[0], spot[2] - spot[0]) >= min(least, spot[2] - spot[0])
        and min(common[3] - common[1], spot[3] - spot[1]) >= min(least, spot[3] - spot[1])
    )


def _common(one: PixelBox, other: PixelBox) -> PixelBox | None:
    left, top = max(one[0], other[0]), max(one[1], other[1])
    right, bottom = min(one[2], other[2]), min(one[3], other[3])
    return (left, top, right, bottom) if right - left > 2 and bottom - top > 2 else None


def _area(box: PixelBox) -> int:
    return (box[2] - box[0]) * (box[3] - box[1])


def _same_band(one: PixelBox, other: PixelBox) -> bool:
    common = min(one[3], other[3]) - max(one[1], other[1])
    return common >= _SAME_BAND * min(one[3] - one[1], other[3] - other[1])


def _middle(entry: tuple[PixelBox, Reading]) -> tuple[float, int]:
    return (entry[0][1] + entry[0][3]) / 2, entry[0][0]


def _cut(page: Gray, box: PixelBox) -> Gray:
    left, top, right, bottom = box
    return page[top:bottom, left:right]
