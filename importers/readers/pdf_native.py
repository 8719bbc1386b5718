"""PDFium's functions as plain calls on addresses: a page is read in a few C-level loops.

The bindings of pypdfium2 check and wrap every argument, which costs more than the calls do. All
functions here take handles as integers; the caller keeps what they point to alive. Of their
arguments only the first, the handle, is converted by its declared type: small integers pass as
they are, and what PDFium writes to is given by the arguments of ``Slots``.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import lru_cache
from struct import calcsize, iter_unpack
from typing import Any

# The parent module starts the library; the raw one alone does not.
import pypdfium2
import pypdfium2.raw as raw

_POINTER = ctypes.c_void_p
_INT = ctypes.c_int
# More than most pages have characters.
_SLOTS = 4096

assert pypdfium2  # imported for its effect


class Slots:
    """Memory into which each of many calls writes ``width`` figures of one type of ``struct``."""

    def __init__(self, letter: str, width: int) -> None:
        self._figure = calcsize(letter)
        self._format = f"{width}{letter}"
        self._width = width
        self._memory = ctypes.create_string_buffer(0)
        self._places: list[list[Any]] = []

    def places(self, count: int) -> list[list[Any]]:
        """For each figure the arguments of the calls, at least ``count``, on cleared memory."""
        size = count * self._width * self._figure
        if size > len(self._memory) or not self._places:
            count = max(count, _SLOTS)
            step = self._width * self._figure
            self._memory = ctypes.create_string_buffer(count * step)
            self._places = [
                [ctypes.byref(self._memory, at) for at in range(start, count * step, step)]
                for start in range(0, step, self._figure)
            ]
        else:
            ctypes.memset(self._memory, 0, size)
        return self._places

    def figures(self, count: int) -> list[tuple[Any, ...]]:
        """What the first ``count`` calls wrote."""
        size = count * self._width * self._figure
        return list(iter_unpack(self._format, memoryview(self._memory)[:size]))


@lru_cache(maxsize=16)
def slots(letter: str, width: int) -> Slots:
    """The one memory of its kind: making it takes as long as the calls.

    PDFium itself allows one reading at a time in a process, so it is never shared.
    """
    return Slots(letter, width)


def _bind(function: Any, result: Any, *converted: Any) -> Callable[..., Any]:
    address = ctypes.cast(function, _POINTER).value
    if address is None:
        raise ImportError("a function of PDFium is missing")
    # PYFUNCTYPE keeps the interpreter lock: the calls take less time than giving it back.
    return ctypes.PYFUNCTYPE(result, _POINTER, *converted)(address)


def address_of(handle: Any) -> int:
    """The address behind a handle of pypdfium2; 0 for a null handle."""
    return ctypes.cast(handle, _POINTER).value or 0


count_objects = _bind(raw.FPDFPage_CountObjects, _INT)
get_object = _bind(raw.FPDFPage_GetObject, _POINTER)
form_count = _bind(raw.FPDFFormObj_CountObjects, _INT)
form_object = _bind(raw.FPDFFormObj_GetObject, _POINTER, ctypes.c_ulong)
object_type = _bind(raw.FPDFPageObj_GetType, _INT)
object_bounds = _bind(raw.FPDFPageObj_GetBounds, _INT)
object_matrix = _bind(raw.FPDFPageObj_GetMatrix, _INT)
fill_color = _bind(raw.FPDFPageObj_GetFillColor, _INT)
stroke_color = _bind(raw.FPDFPageObj_GetStrokeColor, _INT)
has_transparency = _bind(raw.FPDFPageObj_HasTransparency, _INT)
clip_path = _bind(raw.FPDFPageObj_GetClipPath, _POINTER)
clip_count = _bind(raw.FPDFClipPath_CountPaths, _INT)
draw_mode = _bind(raw.FPDFPath_GetDrawMode, _INT)
count_segments = _bind(raw.FPDFPath_CountSegments, _INT)
get_segment = _bind(raw.FPDFPath_GetPathSegment, _POINTER)
segment_type = _bind(raw.FPDFPathSegment_GetType, _INT)
segment_point = _bind(raw.FPDFPathSegment_GetPoint, _INT)
segment_closes = _bind(raw.FPDFPathSegment_GetClose, _INT)
render_mode = _bind(raw.FPDFTextObj_GetTextRenderMode, _INT)
count_chars = _bind(raw.FPDFText_CountChars, _INT)
get_text = _bind(raw.FPDFText_GetText, _INT)
char_code = _bind(raw.FPDFText_GetUnicode, ctypes.c_uint)
char_is_generated = _bind(raw.FPDFText_IsGenerated, _INT)
char_is_unmapped = _bind(raw.FPDFText_HasUnicodeMapError, _INT)
char_angle = _bind(raw.FPDFText_GetCharAngle, ctypes.c_float)
char_object = _bind(raw.FPDFText_GetTextObject, _POINTER)
char_origin = _bind(raw.FPDFText_GetCharOrigin, _INT)
char_font_size = _bind(raw.FPDFText_GetFontSize, ctypes.c_double)
char_matrix = _bind(raw.FPDFText_GetMatrix, _INT)
char_loose_box = _bind(raw.FPDFText_GetLooseCharBox, _INT)
char_box = _bind(raw.FPDFText_GetCharBox, _INT)
