"""One module a format: bytes of a file → Document."""

from importers.readers.protocol import Reader, choose_reader

__all__ = ["Reader", "choose_reader"]
