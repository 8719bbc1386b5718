"""Scans: image files and PDFs of images, by the optional text recognition.

Recognition is an extra (``pip install 'gouji[ocr]'``) of some 200 MB; what needs it is imported
only here, and only when a scan is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from importers.document import Document
from importers.errors import NoTextError

if TYPE_CHECKING:
    from importers.readers.scan_page import PageImage

_NEEDED = ("cv2", "numpy", "onnxruntime", "rapidocr")


def has_recognition() -> bool:
    """True where the libraries of the extra ``ocr`` are installed."""
    try:
        return all(find_spec(name) is not None for name in _NEEDED)
    except ValueError:
        # A module that was put away on purpose has no spec.
        return False


class ImageReader:
    """Reads the pages of an image file (PNG, JPEG, TIFF, BMP, GIF)."""

    name = "ocr/1"

    def read(self, data: bytes) -> Document:
        """Recognise all frames.

        Raises NoTextError without the extra, FileDamagedError, FileOverLimitsError.
        """
        _require(pages=1)
        from importers.readers.scan_images import image_pages

        return _read(image_pages(data), pages=1)


def read_scanned_pages(data: bytes, pages: Sequence[int] | None = None) -> Document:
    """Recognise pages of a PDF, drawn as images; ``pages`` count from 1, None means all.

    Places carry the page and the box in points of the page as shown. Raises NoTextError without
    the extra, FileDamagedError, FileEncryptedError, FileOverLimitsError.
    """
    count = _count_pages(data) if pages is None else len(pages)
    _require(count)
    from importers.readers.scan_images import pdf_pages

    return _read(pdf_pages(data, pages), count)


def _require(pages: int) -> None:
    if not has_recognition():
        raise NoTextError(pages=pages)
    try:
        for name in _NEEDED:
            import_module(name)
    except ImportError as error:
        # Installed by halves: a library of the system is not there.
        raise NoTextError(pages=pages) from error


def _read(images: Iterable[PageImage], pages: int) -> Document:
    from importers.readers.scan_layout import compose
    from importers.readers.scan_page import read_page
    from importers.readers.scan_recognition import ModelsMissingError, recogniser

    try:
        engine = recogniser()
    except ModelsMissingError as error:
        raise NoTextError(pages=pages) from error
    return compose([read_page(engine, image) for image in images], ImageReader.name)


def _count_pages(data: bytes) -> int:
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(data) as document:
            return len(document)
    except pypdfium2.PdfiumError:
        return 1
