"""Page objects of PDFium: where they stand, their colours, and what is collected of them."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from importers.errors import FileOverLimitsError
from importers.readers import pdf_native as native
from importers.readers.pdf_geometry import Frame, Rules
from store.report import Box

MOST_OBJECTS = 300_000
# A line is at most this thick, in points.
THIN = 2.6
_PALE = 250
_FAINT = 16

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
class Walk:
    """State of one pass over a page's objects; ``count`` is bounded by MOST_OBJECTS."""

    frame: Frame
    drawing: Drawing
    count: int = 0
    order: int = 0

    def spend(self, amount: int) -> None:
        """Count objects or segments. Raises FileOverLimitsError."""
        self.count += amount
        if self.count > MOST_OBJECTS:
            raise FileOverLimitsError(what="objects_on_a_page", limit=MOST_OBJECTS)


def matrix_of(address: int) -> Matrix:
    """The matrix of an object; that of unity where PDFium cannot tell."""
    values = (ctypes.c_float * 6)()
    if not native.object_matrix(address, ctypes.byref(values)):
        return 1.0, 0.0, 0.0, 1.0, 0.0, 0.0
    a, b, c, d, e, f = values
    return a, b, c, d, e, f


def times(inner: Matrix, outer: Matrix | None) -> Matrix:
    """The matrix that does what ``inner`` and then ``outer`` do."""
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


def apply(matrix: Matrix | None, x: float, y: float) -> tuple[float, float]:
    """A point of an object's own space in user space."""
    if matrix is None:
        return x, y
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def boxes_of(objects: Sequence[int], matrix: Matrix | None, frame: Frame) -> list[Box]:
    """The bounds of objects on the page; an object without bounds has an empty box."""
    count = len(objects)
    slots = native.slots("f", 4)
    found = list(map(native.object_bounds, objects, *slots.places(count)))
    boxes: list[Box] = []
    for known, (left, bottom, right, top) in zip(found, slots.figures(count), strict=True):
        if not known:
            boxes.append((0.0, 0.0, 0.0, 0.0))
            continue
        if matrix is not None:
            corners = [apply(matrix, x, y) for x in (left, right) for y in (bottom, top)]
            left, right = min(x for x, _ in corners), max(x for x, _ in corners)
            bottom, top = min(y for _, y in corners), max(y for _, y in corners)
        boxes.append(frame.place(left, bottom, right, top))
    return boxes


def colors(objects: Sequence[int], getter: Callable[..., int]) -> list[tuple[int, int, int, int]]:
    """Red, green, blue and alpha (0 to 255) of objects; black where PDFium cannot tell."""
    count = len(objects)
    slots = native.slots("I", 4)
    found = list(map(getter, objects, *slots.places(count)))
    figures: list[Any] = slots.figures(count)
    if all(found):
        return figures
    return [color if known else (0, 0, 0, 255) for known, color in zip(found, figures, strict=True)]


def is_visible(color: tuple[int, int, int, int]) -> bool:
    """True for what can be seen on white paper."""
    red, green, blue, alpha = color
    return alpha >= _FAINT and (red < _PALE or green < _PALE or blue < _PALE)
