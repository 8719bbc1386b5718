"""Old office files (.doc, .wps, .xls, .et, .rtf, .odt, .ods): converted, then read as OOXML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from importers.document import Document
from importers.errors import ImporterError
from importers.readers.libreoffice import (
    FILE_SECONDS,
    Conversion,
    OldFile,
    convert_files,
    target_format,
)
from importers.readers.protocol import Format, reader_of


class LegacyReader:
    """Reads one file of an old format; for many, ``convert`` in one go and ``read_converted``."""

    name = "legacy/1"

    def __init__(self, found: Format) -> None:
        self._found = found

    def read(self, data: bytes) -> Document:
        """Convert and read.

        Raises ConverterMissingError, ConverterFailedError, FileEncryptedError, and what the
        reader of the converted file raises.
        """
        (converted,) = convert([(self._found, data)])
        if isinstance(converted, ImporterError):
            raise converted
        return self.read_converted(converted)

    def read_converted(self, converted: bytes) -> Document:
        """Read what ``convert`` made of a file of this format; the document names both readers."""
        document = reader_of(target_format(self._found)).read(converted)
        return replace(document, reader=f"{self.name}+{document.reader}")


def convert(files: Sequence[OldFile], seconds: float = FILE_SECONDS) -> list[Conversion]:
    """OOXML of each file (its format, its bytes), or the error of that file, in the order given.

    Files that are the same are converted once.
    """
    distinct = list(dict.fromkeys(files))
    converted = dict(zip(distinct, convert_files(distinct, seconds), strict=True))
    return [converted[file] for file in files]
