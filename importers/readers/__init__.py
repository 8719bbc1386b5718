"""One module a format: bytes of a file → Document."""

from importers.readers.protocol import (
    CONVERTED,
    Format,
    Reader,
    choose_reader,
    detect_format,
    reader_of,
)

__all__ = ["CONVERTED", "Format", "Reader", "choose_reader", "detect_format", "reader_of"]
