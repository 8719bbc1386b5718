"""The lines, areas and pictures of a page, from PDFium's page objects."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, repeat
from struct import iter_unpack

from importers.errors import FileOverLimitsError
from importers.readers import pdf_native as native
from importers.readers.pdf_geometry import Frame, Rules
from store.report import Box

MOST_OBJECTS = 300_000
_DEEPEST_FORM = 8
_TEXT, _PATH, _IMAGE, _FORM = 1, 2, 3, 5
_LINE_TO, _BEZIER_TO, _MOVE_TO = 0, 1, 2
# A line is at most this thick; up to the second figure where it is ten times as long.
_THIN = 2.6
_THICK = 5.0
_LONG = 10.0
# How far a segment may lean and still be upright or level.
_LEAN = 1.0
_PALE = 250
_FAINT = 16
# A picture that a table fits into.
_PICTURE_WIDTH = 150.0
_PICTURE_HEIGHT = 40.0

Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Area:
    """A filled area: its box, whether it has a colour other than white, its place in the order.

    ``covers`` is true where nothing that was drawn before shines through.
    """

    box: Box
    is_tinted: bool
    order: int
    covers: bool


@dataclass(slots=True)
class Drawing:
    """What is drawn on a page; ``texts`` are the addresses of the text objects with their order."""

    drawn: Rules = field(default_factory=Rules)
    shaded: Rules = field(default_factory=Rules)
    areas: list[Area] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    images: list[Box] = field(default_factory=list)
    texts: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Walk:
    """State of one pass over a page's objects; ``count`` is bounded by MOST_OBJECTS."""

    frame: Frame
    drawing: Drawing
    count: int = 0
    order: int = 0

    def spend(self, amount: int) -> None:
        """Count objects or segments. Raises FileOverLimitsError."""
        self.count += amount
        if self.count > MOST_OBJECTS:
            raise FileOverLimitsError(what="一页的对象 / objects on a page", limit=MOST_OBJECTS)


def read_drawing(page: int, frame: Frame) -> Drawing:
    """Lines, areas and pictures of the page at this address. Raises FileOverLimitsError."""
    walk = _Walk(frame, Drawing())
    count = native.count_objects(page)
    walk.spend(max(0, count))
    objects = list(map(native.get_object, repeat(page), range(count)))
    _read_objects([one for one in objects if one], None, walk, 0)
    return walk.drawing


def _read_objects(objects: Sequence[int], matrix: Matrix | None, walk: _Walk, depth: int) -> None:
    kinds = list(map(native.object_type, objects))
    drawing = walk.drawing
    start = walk.order
    walk.order += len(objects)
    if _FORM not in kinds:
        drawing.texts.update(
            (one, start + i)
            for i, (one, kind) in enumerate(zip(objects, kinds, strict=True))
            if kind == _TEXT
        )
        paths = [(one, start + i) for i, one in enumerate(objects) if kinds[i] == _PATH]
        if paths:
            _read_paths(paths, matrix, walk)
        if _IMAGE in kinds:
            _read_images(
                [one for one, k in zip(objects, kinds, strict=True) if k == _IMAGE], matrix, walk
            )
        return
    # With forms in between the order of drawing matters, so all runs are read one by one.
    run: list[int] = []
    for one, kind in zip(objects, kinds, strict=True):
        if kind != _FORM:
            run.append(one)
            continue
        if run:
            _read_objects(run, matrix, walk, depth)
            run = []
        if depth < _DEEPEST_FORM:
            count = max(0, native.form_count(one))
            walk.spend(count)
            inner = [native.form_object(one, i) for i in range(count)]
            _read_objects(
                [child for child in inner if child],
                _times(_matrix_of(one), matrix),
                walk,
                depth + 1,
            )
    if run:
        _read_objects(run, matrix, walk, depth)


def _matrix_of(address: int) -> Matrix:
    values = (ctypes.c_float * 6)()
    if not native.object_matrix(address, ctypes.addressof(values)):
        return 1.0, 0.0, 0.0, 1.0, 0.0, 0.0
    a, b, c, d, e, f = values
    return a, b, c, d, e, f


def _times(inner: Matrix, outer: Matrix | None) -> Matrix:
    if outer is None:
        return inner
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def _apply(matrix: Matrix | None, x: float, y: float) -> tuple[float, float]:
    if matrix is None:
        return x, y
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _boxes(objects: Sequence[int], matrix: Matrix | None, frame: Frame) -> list[Box]:
    """The bounds of objects on the page; an object without bounds has an empty box."""
    count = len(objects)
    values = (ctypes.c_float * (4 * count))()
    first = ctypes.addressof(values)
    end = first + 16 * count
    found = list(
        map(
            native.object_bounds,
            objects,
            range(first, end, 16),
            range(first + 4, end + 4, 16),
            range(first + 8, end + 8, 16),
            range(first + 12, end + 12, 16),
        )
    )
    boxes: list[Box] = []
    for known, (left, bottom, right, top) in zip(found, iter_unpack("4f", values), strict=True):
        if not known:
            boxes.append((0.0, 0.0, 0.0, 0.0))
            continue
        if matrix is not None:
            corners = [_apply(matrix, x, y) for x in (left, right) for y in (bottom, top)]
            left, right = min(x for x, _ in corners), max(x for x, _ in corners)
            bottom, top = min(y for _, y in corners), max(y for _, y in corners)
        boxes.append(frame.place(left, bottom, right, top))
    return boxes


def colors(objects: Sequence[int], getter: Callable[..., int]) -> list[tuple[int, int, int, int]]:
    """Red, green, blue and alpha (0 to 255) of objects; black where PDFium cannot tell."""
    count = len(objects)
    values = (ctypes.c_uint * (4 * count))()
    first = ctypes.addressof(values)
    end = first + 16 * count
    found = list(
        map(
            getter,
            objects,
            range(first, end, 16),
            range(first + 4, end + 4, 16),
            range(first + 8, end + 8, 16),
            range(first + 12, end + 12, 16),
        )
    )
    return [
        color if known else (0, 0, 0, 255)
        for known, color in zip(found, iter_unpack("4I", values), strict=True)
    ]


def is_visible(color: tuple[int, int, int, int]) -> bool:
    """True for what can be seen on white paper."""
    red, green, blue, alpha = color
    return alpha >= _FAINT and (red < _PALE or green < _PALE or blue < _PALE)


def _read_paths(paths: Sequence[tuple[int, int]], matrix: Matrix | None, walk: _Walk) -> None:
    objects = [one for one, _ in paths]
    count = len(objects)
    modes = (ctypes.c_int * (2 * count))()
    first = ctypes.addressof(modes)
    end = first + 8 * count
    list(map(native.draw_mode, objects, range(first, end, 8), range(first + 4, end + 4, 8)))
    fills = colors(objects, native.fill_color)
    strokes = colors(objects, native.stroke_color)
    boxes = _boxes(objects, matrix, walk.frame)
    horizontal, vertical = walk.drawing.drawn.horizontal, walk.drawing.drawn.vertical
    page_right, page_bottom = walk.frame.width, walk.frame.height
    for (one, order), (fill, stroke), fill_is, stroke_is, box in zip(
        paths, iter_unpack("2i", modes), fills, strokes, boxes, strict=True
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
        if width <= _THIN or height <= _THIN:
            if width <= _THIN:
                vertical.append(((left + right) / 2, top, bottom))
            if height <= _THIN:
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
    one: int, matrix: Matrix | None, walk: _Walk, box: Box, order: int, is_tinted: bool
) -> None:
    is_whole = (
        native.count_segments(one) in (4, 5)
        and native.clip_count(native.clip_path(one) or 0) <= 0
        and not native.has_transparency(one)
    )
    walk.drawing.areas.append(Area(box, is_tinted, order, is_whole))


def _read_outline(one: int, matrix: Matrix | None, walk: _Walk, is_stroked: bool) -> None:
    """Level and upright segments of a path that is more than one line."""
    drawing, frame = walk.drawing, walk.frame
    whole = _times(_matrix_of(one), matrix)
    for points, has_curve in _subpaths(one, whole, walk):
        placed = [frame.place(x, y, x, y)[:2] for x, y in points]
        xs, ys = [x for x, _ in placed], [y for _, y in placed]
        left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
        if not is_stroked:
            if right - left <= _THIN or bottom - top <= _THIN:
                if right - left <= _THIN:
                    drawing.drawn.vertical.append(((left + right) / 2, top, bottom))
                if bottom - top <= _THIN:
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
    one: int, matrix: Matrix, walk: _Walk
) -> Iterator[tuple[list[tuple[float, float]], bool]]:
    """The points of each subpath in user space, closed where it is, and whether it has curves."""
    count = max(0, native.count_segments(one))
    walk.spend(count)
    x, y = ctypes.c_float(), ctypes.c_float()
    at_x, at_y = ctypes.addressof(x), ctypes.addressof(y)
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
        points.append(_apply(matrix, x.value, y.value))
        if native.segment_closes(segment) and len(points) > 1:
            points.append(points[0])
    if len(points) > 1:
        yield points, has_curve


def _read_images(objects: Sequence[int], matrix: Matrix | None, walk: _Walk) -> None:
    drawing, frame = walk.drawing, walk.frame
    for left, top, right, bottom in _boxes(objects, matrix, frame):
        width, height = right - left, bottom - top
        if right <= 0 or bottom <= 0 or left >= frame.width or top >= frame.height:
            continue
        if width <= _THIN or height <= _THIN:
            if width <= _THIN:
                drawing.drawn.vertical.append(((left + right) / 2, top, bottom))
            if height <= _THIN:
                drawing.drawn.horizontal.append(((top + bottom) / 2, left, right))
            continue
        box = max(0.0, left), max(0.0, top), min(frame.width, right), min(frame.height, bottom)
        drawing.images.append(box)
        if box[2] - box[0] >= _PICTURE_WIDTH and box[3] - box[1] >= _PICTURE_HEIGHT:
            drawing.pictures.append(box)
