"""Paths of a page → lines and filled areas."""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import pairwise

from importers.readers import pdf_native as native
from importers.readers.pdf_objects import (
    THIN,
    Area,
    Matrix,
    Walk,
    apply,
    boxes_of,
    colors,
    is_visible,
    matrix_of,
    times,
)
from store.report import Box

_BEZIER_TO, _MOVE_TO = 1, 2
# Up to this thickness it is a line where it is ten times as long.
_THICK = 5.0
_LONG = 10.0
# How far a segment may lean and still be upright or level.
_LEAN = 1.0


def read_paths(paths: Sequence[tuple[int, int]], matrix: Matrix | None, walk: Walk) -> None:
    """Add the lines and areas that these paths (address, order) draw. Raises FileOverLimitsError."""
    objects = [one for one, _ in paths]
    count = len(objects)
    slots = native.slots("i", 2)
    deque(map(native.draw_mode, objects, *slots.places(count)), maxlen=0)
    modes = slots.figures(count)
    fills = colors(objects, native.fill_color)
    strokes = colors(objects, native.stroke_color)
    boxes = boxes_of(objects, matrix, walk.frame)
    horizontal, vertical = walk.drawing.drawn.horizontal, walk.drawing.drawn.vertical
    page_right, page_bottom = walk.frame.width, walk.frame.height
    for (one, order), (fill, stroke), fill_is, stroke_is, box in zip(
        paths, modes, fills, strokes, boxes, strict=True
    ):
        left, top, right, bottom = box
        if right < 0 or bottom < 0 or left > page_right or top > page_bottom:
            continue
        is_stroked = bool(stroke) and is_visible(stroke_is)
        is_tinted = bool(fill) and is_visible(fill_is)
        width, height = right - left, bottom - top
        if not is_stroked and not is_tinted:
            if fill and fill_is[3] == 255 and width > _THICK and height > _THICK:
                _read_area(one, matrix, walk, box, order, False)
            continue
        if width <= THIN or height <= THIN:
            if width <= THIN:
                vertical.append(((left + right) / 2, top, bottom))
            if height <= THIN:
                horizontal.append(((top + bottom) / 2, left, right))
        elif width <= _THICK and height >= _LONG * width:
            vertical.append(((left + right) / 2, top, bottom))
        elif height <= _THICK and width >= _LONG * height:
            horizontal.append(((top + bottom) / 2, left, right))
        else:
            if is_tinted:
                _read_area(one, matrix, walk, box, order, True)
            _read_outline(one, matrix, walk, is_stroked)


def _read_area(
    one: int, matrix: Matrix | None, walk: Walk, box: Box, order: int, is_tinted: bool
) -> None:
    is_whole = (
        native.count_segments(one) in (4, 5)
        and native.clip_count(native.clip_path(one) or 0) <= 0
        and not native.has_transparency(one)
    )
    walk.drawing.areas.append(Area(box, is_tinted, order, is_whole))


def _read_outline(one: int, matrix: Matrix | None, walk: Walk, is_stroked: bool) -> None:
    """Level and upright segments of a path that is more than one line."""
    drawing, frame = walk.drawing, walk.frame
    whole = times(matrix_of(one), matrix)
    for points, has_curve in _subpaths(one, whole, walk):
        placed = [frame.place(x, y, x, y)[:2] for x, y in points]
        xs, ys = [x for x, _ in placed], [y for _, y in placed]
        left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
        if not is_stroked:
            if right - left <= THIN or bottom - top <= THIN:
                if right - left <= THIN:
                    drawing.drawn.vertical.append(((left + right) / 2, top, bottom))
                if bottom - top <= THIN:
                    drawing.drawn.horizontal.append(((top + bottom) / 2, left, right))
                continue
            if has_curve or not _is_box(placed, left, top, right, bottom):
                continue
        rules = drawing.drawn if is_stroked else drawing.shaded
        for (x0, y0), (x1, y1) in pairwise(placed):
            if abs(y1 - y0) <= _LEAN < abs(x1 - x0):
                rules.horizontal.append(((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
            elif abs(x1 - x0) <= _LEAN < abs(y1 - y0):
                rules.vertical.append(((x0 + x1) / 2, min(y0, y1), max(y0, y1)))


def _is_box(
    points: Sequence[tuple[float, float]], left: float, top: float, right: float, bottom: float
) -> bool:
    """True where all corners lie on the bounds: a rectangle, or the outline of several."""
    return all(
        min(x - left, right - x) <= _LEAN or min(y - top, bottom - y) <= _LEAN for x, y in points
    )


def _subpaths(
    one: int, matrix: Matrix, walk: Walk
) -> Iterator[tuple[list[tuple[float, float]], bool]]:
    """The points of each subpath in user space, closed where it is, and whether it has curves."""
    count = max(0, native.count_segments(one))
    walk.spend(count)
    x, y = ctypes.c_float(), ctypes.c_float()
    at_x, at_y = ctypes.byref(x), ctypes.byref(y)
    points: list[tuple[float, float]] = []
    has_curve = False
    for index in range(count):
        segment = native.get_segment(one, index)
        if not segment or not native.segment_point(segment, at_x, at_y):
            continue
        kind = native.segment_type(segment)
        if kind == _MOVE_TO:
            if len(points) > 1:
                yield points, has_curve
            points, has_curve = [], False
        has_curve = has_curve or kind == _BEZIER_TO
        points.append(apply(matrix, x.value, y.value))
        if native.segment_closes(segment) and len(points) > 1:
            points.append(points[0])
    if len(points) > 1:
        yield points, has_curve
