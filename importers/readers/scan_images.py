"""The pages of a scan as grey images: pages of a PDF, or the frames of an image file."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Sequence

import cv2
import numpy as np
import pypdfium2
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from importers.errors import FileDamagedError, FileEncryptedError, FileOverLimitsError
from importers.readers.scan_page import PageImage
from importers.readers.scan_recognition import Gray

MOST_PIXELS = 60_000_000
MOST_PAGES = 100
# Pixels of the longer side; no page can be read with fewer.
_SHORTEST_PAGE = 300
_POINTS_PER_INCH = 72.0
# Dots per inch: figures are read right from 200 on; beyond 300 nothing is gained.
_LEAST_DPI, _MOST_DPI = 200.0, 300.0
# The long side of A4, for images whose file names no size that a sheet of paper may have.
_LONG_SIDE = 842.0
_SHEET = (240.0, 1800.0)
_DAMAGED = (
    OSError,
    SyntaxError,
    ValueError,
    KeyError,
    IndexError,
    EOFError,
    TypeError,
)


def pdf_pages(data: bytes, pages: Sequence[int] | None) -> Iterator[PageImage]:
    """Pages of a PDF by their numbers from 1 (None: all), drawn one after another.

    Raises FileDamagedError, FileEncryptedError and FileOverLimitsError.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise FileEncryptedError(format="PDF") from error
        raise FileDamagedError(format="PDF", reason=str(error)) from error
    try:
        numbers = range(1, len(document) + 1) if pages is None else sorted(set(pages))
        if len(numbers) > MOST_PAGES:
            raise FileOverLimitsError(what="scanned_pages", limit=MOST_PAGES)
        for number in numbers:
            yield _draw(document, number)
    finally:
        document.close()


def image_pages(data: bytes) -> Iterator[PageImage]:
    """The frames of an image file, as they are to be seen.

    Raises FileDamagedError and FileOverLimitsError.
    """
    with warnings.catch_warnings():
        # Of sizes only: ours are checked before anything is decoded.
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(data)) as image:
                # Counted before the first is read: each takes seconds.
                if getattr(image, "n_frames", 1) > MOST_PAGES:
                    raise FileOverLimitsError(what="scanned_pages", limit=MOST_PAGES)
                for number, frame in enumerate(ImageSequence.Iterator(image), 1):
                    _check_size(*frame.size)
                    if max(frame.size) < _SHORTEST_PAGE:
                        continue
                    yield _frame(number, frame)
        except UnidentifiedImageError as error:
            raise FileDamagedError(format="IMAGE", reason="not an image") from error
        except Image.DecompressionBombError as error:
            raise _too_large() from error
        except _DAMAGED as error:
            raise FileDamagedError(format="IMAGE", reason=str(error)) from error


def _draw(document: pypdfium2.PdfDocument, number: int) -> PageImage:
    try:
        page = document[number - 1]
        width, height = page.get_size()
        scale = _resolution(page) / _POINTS_PER_INCH
        _check_size(round(width * scale), round(height * scale))
        drawn = page.render(scale=scale, grayscale=True).to_numpy()
        page.close()
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise FileDamagedError(format="PDF", reason=f"{error} (p{number})") from error
    return PageImage(number, np.array(drawn.reshape(drawn.shape[:2]), np.uint8), scale)


def _resolution(page: pypdfium2.PdfPage) -> float:
    """Dots per inch to draw a page at: those of its largest image, within bounds."""
    best = _LEAST_DPI
    for image in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = image.get_bounds()
        across, down = image.get_px_size()
        wide, high = right - left, top - bottom
        # A picture of a quarter of a page or less is a seal or a logo.
        if wide * high * 4 > page.get_width() * page.get_height():
            best = max(best, max(across, down) / max(wide, high) * _POINTS_PER_INCH)
    return min(best, _MOST_DPI)


def _frame(number: int, frame: Image.Image) -> PageImage:
    shown = ImageOps.exif_transpose(frame)
    if shown.mode in ("RGBA", "LA", "PA") or "transparency" in shown.info:
        coloured = shown.convert("RGBA")
        paper = Image.new("RGBA", coloured.size, "white")
        shown = Image.alpha_composite(paper, coloured)
    gray = np.array(shown.convert("L"), np.uint8)
    return _scaled(number, gray, _pixels_per_point(frame, max(gray.shape)))


def _pixels_per_point(frame: Image.Image, longest: int) -> float:
    try:
        told = max(float(value) for value in frame.info.get("dpi", (0.0,)))
    except (TypeError, ValueError, ZeroDivisionError):
        told = 0.0
    if told > 0 and _SHEET[0] <= longest / told * _POINTS_PER_INCH <= _SHEET[1]:
        return told / _POINTS_PER_INCH
    return longest / _LONG_SIDE


def _scaled(number: int, gray: Gray, scale: float) -> PageImage:
    """The page with as many pixels per point as recognition needs."""
    wanted = min(max(scale, _LEAST_DPI / _POINTS_PER_INCH), _MOST_DPI / _POINTS_PER_INCH)
    factor = wanted / scale
    height, width = (round(side * factor) for side in gray.shape)
    if factor == 1.0 or min(height, width) < 1:
        return PageImage(number, gray, scale)
    _check_size(width, height)
    way = cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA
    return PageImage(
        number, np.asarray(cv2.resize(gray, (width, height), interpolation=way), np.uint8), wanted
    )


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise _too_large()


def _too_large() -> FileOverLimitsError:
    return FileOverLimitsError(what="pixels", limit=MOST_PIXELS)
