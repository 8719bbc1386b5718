"""The lines, areas and pictures of a page, from PDFium's page objects."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat

from importers.readers import pdf_native as native
from importers.readers.pdf_geometry import Frame
from importers.readers.pdf_objects import THIN, Drawing, Matrix, Walk, boxes_of, matrix_of, times
from importers.readers.pdf_paths import read_paths

_DEEPEST_FORM = 8
_TEXT, _PATH, _IMAGE, _FORM = 1, 2, 3, 5
# A picture that a table fits into.
_PICTURE_WIDTH = 150.0
_PICTURE_HEIGHT = 40.0


def read_drawing(page: int, frame: Frame) -> Drawing:
    """Lines, areas and pictures of the page at this address. Raises FileOverLimitsError."""
    walk = Walk(frame, Drawing())
    count = native.count_objects(page)
    walk.spend(max(0, count))
    objects = list(map(native.get_object, repeat(page), range(count)))
    _read_objects([one for one in objects if one], None, walk, 0)
    return walk.drawing


def _read_objects(objects: Sequence[int], matrix: Matrix | None, walk: Walk, depth: int) -> None:
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
            read_paths(paths, matrix, walk)
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
                times(matrix_of(one), matrix),
                walk,
                depth + 1,
            )
    if run:
        _read_objects(run, matrix, walk, depth)


def _read_images(objects: Sequence[int], matrix: Matrix | None, walk: Walk) -> None:
    drawing, frame = walk.drawing, walk.frame
    for left, top, right, bottom in boxes_of(objects, matrix, frame):
        width, height = right - left, bottom - top
        if right <= 0 or bottom <= 0 or left >= frame.width or top >= frame.height:
            continue
        if width <= THIN or height <= THIN:
            if width <= THIN:
                drawing.drawn.vertical.append(((left + right) / 2, top, bottom))
            if height <= THIN:
                drawing.drawn.horizontal.append(((top + bottom) / 2, left, right))
            continue
        box = max(0.0, left), max(0.0, top), min(frame.width, right), min(frame.height, bottom)
        drawing.images.append(box)
        if box[2] - box[0] >= _PICTURE_WIDTH and box[3] - box[1] >= _PICTURE_HEIGHT:
            drawing.pictures.append(box)
