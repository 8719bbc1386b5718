"""PDFium's functions as plain calls on addresses: a page is read in a few C-level loops.

The bindings of pypdfium2 check and wrap every argument, which costs more than the calls do. All
functions here take handles as integers; the caller keeps what they point to alive.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

# The parent module starts the library; the raw one alone does not.
import pypdfium2
import pypdfium2.raw as raw

_POINTER = ctypes.c_void_p
_INT = ctypes.c_int

assert pypdfium2  # imported for its effect


def _bind(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    address = ctypes.cast(function, _POINTER).value
    if address is None:
        raise ImportError("a function of PDFium is missing")
    # PYFUNCTYPE keeps the interpreter lock: the calls take less time than giving it back.
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


def address_of(handle: Any) -> int:
    """The address behind a handle of pypdfium2; 0 for a null handle."""
    return ctypes.cast(handle, _POINTER).value or 0


count_objects = _bind(raw.FPDFPage_CountObjects, _INT, _POINTER)
get_object = _bind(raw.FPDFPage_GetObject, _POINTER, _POINTER, _INT)
form_count = _bind(raw.FPDFFormObj_CountObjects, _INT, _POINTER)
form_object = _bind(raw.FPDFFormObj_GetObject, _POINTER, _POINTER, ctypes.c_ulong)
object_type = _bind(raw.FPDFPageObj_GetType, _INT, _POINTER)
object_bounds = _bind(raw.FPDFPageObj_GetBounds, _INT, *[_POINTER] * 5)
object_matrix = _bind(raw.FPDFPageObj_GetMatrix, _INT, _POINTER, _POINTER)
fill_color = _bind(raw.FPDFPageObj_GetFillColor, _INT, *[_POINTER] * 5)
stroke_color = _bind(raw.FPDFPageObj_GetStrokeColor, _INT, *[_POINTER] * 5)
has_transparency = _bind(raw.FPDFPageObj_HasTransparency, _INT, _POINTER)
clip_path = _bind(raw.FPDFPageObj_GetClipPath, _POINTER, _POINTER)
clip_count = _bind(raw.FPDFClipPath_CountPaths, _INT, _POINTER)
draw_mode = _bind(raw.FPDFPath_GetDrawMode, _INT, *[_POINTER] * 3)
count_segments = _bind(raw.FPDFPath_CountSegments, _INT, _POINTER)
get_segment = _bind(raw.FPDFPath_GetPathSegment, _POINTER, _POINTER, _INT)
segment_type = _bind(raw.FPDFPathSegment_GetType, _INT, _POINTER)
segment_point = _bind(raw.FPDFPathSegment_GetPoint, _INT, *[_POINTER] * 3)
segment_closes = _bind(raw.FPDFPathSegment_GetClose, _INT, _POINTER)
render_mode = _bind(raw.FPDFTextObj_GetTextRenderMode, _INT, _POINTER)
count_chars = _bind(raw.FPDFText_CountChars, _INT, _POINTER)
get_text = _bind(raw.FPDFText_GetText, _INT, _POINTER, _INT, _INT, _POINTER)
char_code = _bind(raw.FPDFText_GetUnicode, ctypes.c_uint, _POINTER, _INT)
char_is_generated = _bind(raw.FPDFText_IsGenerated, _INT, _POINTER, _INT)
char_is_unmapped = _bind(raw.FPDFText_HasUnicodeMapError, _INT, _POINTER, _INT)
char_angle = _bind(raw.FPDFText_GetCharAngle, ctypes.c_float, _POINTER, _INT)
char_object = _bind(raw.FPDFText_GetTextObject, _POINTER, _POINTER, _INT)
char_origin = _bind(raw.FPDFText_GetCharOrigin, _INT, _POINTER, _INT, _POINTER, _POINTER)
char_font_size = _bind(raw.FPDFText_GetFontSize, ctypes.c_double, _POINTER, _INT)
char_matrix = _bind(raw.FPDFText_GetMatrix, _INT, _POINTER, _INT, _POINTER)
char_loose_box = _bind(raw.FPDFText_GetLooseCharBox, _INT, _POINTER, _INT, _POINTER)
char_box = _bind(raw.FPDFText_GetCharBox, _INT, _POINTER, _INT, *[_POINTER] * 4)
