"""The characters of a page that a reader of the paper would see, with their loose boxes."""

from __future__ import annotations

import ctypes
import math
from collections import deque
from collections.abc import Sequence
from itertools import repeat

from importers.readers import pdf_native as native
from importers.readers.pdf_geometry import Char, Frame
from importers.readers.pdf_objects import Area, Drawing, colors, is_visible
from store.report import Box

MOST_CHARS = 2_000_000
_UNKNOWN = "\ufffd"
# Rendering modes of text: without any ink, and as clip only.
_INKLESS = frozenset({3, 7})
_STROKED = frozenset({1, 5})
_ODD_MODES = _INKLESS | _STROKED
# What is smaller than this cannot be read.
_LEAST_SIZE = 2.0
_LEAST_HEIGHT = 2.0
_LEAST_INK = 0.2
# What PDFium makes of a hyphen at the end of a line.
_HYPHENS = ("\x02", "\ufffe")
_ANGLES = 24
# Radians by which the base line of a watermark is off the level at least.
_LEANING = 0.1
# How light (0 to 255) the darkest of red, green and blue is.
_PALE = 175


def reading_turns(text_page: int, count: int, turns: int) -> int:
    """Quarter turns, clockwise, that bring the text of a page upright; else those of the page."""
    if count < 1:
        return turns
    found: dict[int, int] = {}
    for index in range(0, count, max(1, count // _ANGLES)):
        angle = native.char_angle(text_page, index)
        # Characters that PDFium made up have no angle of their own.
        if angle < 0 or native.char_is_generated(text_page, index):
            continue
        # PDFium counts the angle of a character clockwise.
        quarter = -round(angle / (math.pi / 2)) % 4
        found[quarter] = found.get(quarter, 0) + 1
    if not found:
        return turns
    return max(found, key=lambda quarter: (found[quarter], quarter == turns))


def read_chars(
    text_page: int, count: int, frame: Frame, drawing: Drawing
) -> tuple[list[Char], frozenset[int]]:
    """The visible upright characters of a page in the order of its content stream.

    The second value are the places of those that are printed in a very light colour.
    """
    text = _text(text_page, count)
    boxes = _loose_boxes(text_page, count)
    origins = _origins(text_page, count)
    unmapped = list(map(native.char_is_unmapped, repeat(text_page), range(count)))
    hidden, pale_texts = _hidden(text_page, count, boxes, frame, drawing)
    hidden = _with_leaning(text_page, count, frame.turns, hidden)
    chars: list[Char] = []
    pale: set[int] = set()
    if hidden is None and not pale_texts and not frame.turns and not any(unmapped):
        left_edge, top_edge = frame.left, frame.top
        for index, (char, (left, top, right, bottom), (_, base)) in enumerate(
            zip(text, boxes, origins, strict=True)
        ):
            if char > " " and top - bottom >= _LEAST_HEIGHT and right > left and char != "\ufffe":
                chars.append(
                    (
                        left - left_edge,
                        top_edge - top,
                        right - left_edge,
                        top_edge - bottom,
                        char,
                        top_edge - base,
                    )
                )
            elif char != "\r" and char != "\n":
                _add_odd(chars, text_page, index, char, boxes[index], origins[index], frame)
    else:
        for index in range(count):
            if hidden is not None and hidden[index]:
                continue
            before = len(chars)
            char = _UNKNOWN if unmapped[index] == 1 else text[index]
            _add_odd(chars, text_page, index, char, boxes[index], origins[index], frame)
            if pale_texts and native.char_object(text_page, index) in pale_texts:
                pale.update(range(before, len(chars)))
    width, height = 2 * frame.width, 2 * frame.height
    inside = [
        index
        for index, one in enumerate(chars)
        if 0 <= one[0] + one[2] <= width and 0 <= one[1] + one[3] <= height
    ]
    if len(inside) == len(chars):
        return chars, frozenset(pale)
    places = frozenset(place for place, index in enumerate(inside) if index in pale)
    return [chars[index] for index in inside], places


def _with_leaning(
    text_page: int, count: int, turns: int, hidden: list[bool] | None
) -> list[bool] | None:
    """``hidden`` with the characters added whose base line is not level on the page as read.

    PDFium takes the angle of a character from its upright strokes, so that slanted letters seem
    to be turned; their base line tells.
    """
    angles = list(map(native.char_angle, repeat(text_page), range(count)))
    upright = (-turns % 4) * math.pi / 2
    if set(angles) == {upright}:
        return hidden
    for index, angle in enumerate(angles):
        if angle < 0 or abs(math.remainder(angle - upright, 2 * math.pi)) < _LEANING:
            continue
        if native.char_is_generated(text_page, index):
            continue
        a, b, _, _ = _matrix(text_page, index)
        if (a or b) and abs(
            math.remainder(math.atan2(b, a) - turns * math.pi / 2, 2 * math.pi)
        ) >= _LEANING:
            hidden = hidden if hidden is not None else [False] * count
            hidden[index] = True
    return hidden


def _add_odd(
    chars: list[Char],
    text_page: int,
    index: int,
    char: str,
    box: Box,
    origin: tuple[float, float],
    frame: Frame,
) -> None:
    """Add a character that needs a closer look: a space, a hyphen, one without a full box."""
    if char in _HYPHENS:
        char = "-"
    elif char <= " " and (char != " " or native.char_is_generated(text_page, index)):
        return
    left, top, right, bottom = box
    x0, y0, x1, y1 = frame.place(left, bottom, right, top)
    if y1 - y0 < _LEAST_HEIGHT:
        # Some fonts state no height: the box is that of the glyph, low for 一 and a dot.
        tight = _tight_box(text_page, index)
        if tight is None or _size(text_page, index) < _LEAST_SIZE:
            return
        x0, y0, x1, y1 = frame.place(*tight)
        if y1 - y0 < _LEAST_INK or x1 - x0 < _LEAST_INK:
            return
    elif x1 <= x0:
        return
    chars.append((x0, y0, x1, y1, char, frame.level(*origin)))


def _text(text_page: int, count: int) -> str:
    """One character for each index of PDFium."""
    buffer = (ctypes.c_ushort * (2 * count + 2))()
    written = native.get_text(text_page, 0, count, ctypes.byref(buffer))
    text = bytes(buffer)[: max(0, written - 1) * 2].decode("utf-16-le", "replace")
    if len(text) == count:
        return text
    codes = map(native.char_code, repeat(text_page), range(count))
    return "".join(
        chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else _UNKNOWN for code in codes
    )


def _loose_boxes(text_page: int, count: int) -> list[Box]:
    """Left, top, right, bottom in user space, where top is the greater y."""
    slots = native.slots("f", 4)
    box, *_ = slots.places(count)
    deque(map(native.char_loose_box, repeat(text_page), range(count), box), maxlen=0)
    return slots.figures(count)


def _origins(text_page: int, count: int) -> list[tuple[float, float]]:
    """Where each character stands on its base line, in user space."""
    slots = native.slots("d", 2)
    deque(map(native.char_origin, repeat(text_page), range(count), *slots.places(count)), maxlen=0)
    return slots.figures(count)


def _tight_box(text_page: int, index: int) -> Box | None:
    """Left, bottom, right, top of the glyph itself, for fonts that state no height."""
    left, bottom, right, top = (ctypes.c_double() for _ in range(4))
    if not native.char_box(text_page, index, *map(ctypes.byref, (left, right, bottom, top))):
        return None
    return left.value, bottom.value, right.value, top.value


def _matrix(text_page: int, index: int) -> tuple[float, float, float, float]:
    """The first four figures of a character's matrix; zeros where PDFium cannot tell."""
    values = (ctypes.c_float * 6)()
    if not native.char_matrix(text_page, index, ctypes.byref(values)):
        return 0.0, 0.0, 0.0, 0.0
    a, b, c, d, _, _ = values
    return a, b, c, d


def _size(text_page: int, index: int) -> float:
    """The size of a character's font on the page, in points."""
    a, b, c, d = _matrix(text_page, index)
    return float(native.char_font_size(text_page, index) * math.sqrt(abs(a * d - b * c)))


def _hidden(
    text_page: int, count: int, boxes: Sequence[Box], frame: Frame, drawing: Drawing
) -> tuple[list[bool] | None, frozenset[int]]:
    """Which characters cannot be seen, None where all can; the text objects that are very pale.

    Ink-less and white text, and what an opaque area was drawn over. White text on a tinted area
    or a picture is seen.
    """
    texts = list(drawing.texts)
    if not texts:
        return None, frozenset()
    modes = list(map(native.render_mode, texts))
    fills = colors(texts, native.fill_color)
    doubtful: dict[int, bool] = {}
    pale: frozenset[int] = frozenset()
    kinds = set(fills)
    if any(map(_is_pale, kinds)):
        pale = frozenset(one for one, color in zip(texts, fills, strict=True) if _is_pale(color))
    if not _ODD_MODES.isdisjoint(modes) or not all(map(is_visible, kinds)):
        for one, mode, color in zip(texts, modes, fills, strict=True):
            if mode in _INKLESS:
                doubtful[one] = True
            elif mode in _STROKED:
                if not is_visible(colors([one], native.stroke_color)[0]):
                    doubtful[one] = False
            elif not is_visible(color):
                doubtful[one] = False
    first = min(drawing.texts.values())
    covers = [area for area in drawing.areas if area.covers and area.order > first]
    if not doubtful and not covers:
        return None, pale
    grounds = [area.box for area in drawing.areas if area.is_tinted] + drawing.images
    hidden = []
    for index in range(count):
        owner = native.char_object(text_page, index)
        left, top, right, bottom = boxes[index]
        x0, y0, x1, y1 = frame.place(left, bottom, right, top)
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        inkless = doubtful.get(owner)
        if inkless is None:
            seen = True
        elif inkless:
            seen = False
        else:
            seen = any(_holds(box, x, y) for box in grounds)
        if seen and covers:
            order = drawing.texts.get(owner)
            seen = order is None or not _is_covered(covers, order, x, y)
        hidden.append(not seen)
    return hidden, pale


def _is_pale(color: tuple[int, int, int, int]) -> bool:
    """True for text that is hardly darker than paper."""
    red, green, blue, alpha = color
    return 255 - (255 - min(red, green, blue)) * alpha / 255 > _PALE


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _is_covered(covers: Sequence[Area], order: int, x: float, y: float) -> bool:
    return any(area.order > order and _holds(area.box, x, y) for area in covers)
