"""The cells of a spreadsheet that comes back from colleagues, read within limits."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from importers.errors import FileDamagedError, FileOverLimitsError
from importers.readers.package import Package

# A sheet is laid out whole in memory: one cell in its last corner would take all there is.
_MOST_CELLS = 20_000_000
_REFERENCE = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d{1,7})"')
_FORMAT = "XLSX"

Rows = list[list[str]]


def read_ledger(data: bytes) -> Iterator[tuple[str, Rows]]:
    """The sheets of a workbook: name, and rows of texts from the sheet's first row on.

    Raises ImporterError for what is no spreadsheet, is damaged or was made to do harm.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    _check(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            yield name, [[_text(value) for value in row] for row in rows]
    except CalamineError as error:
        raise FileDamagedError(format=_FORMAT, reason=str(error)[:200]) from error


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _check(data: bytes) -> None:
    """Raise ImporterError where a part inflates too far, or a sheet reaches too far."""
    package = Package(data, _FORMAT)
    for name in package.names:
        part = package.read(name)
        if "worksheets/" not in name.lower():
            continue
        columns, rows = 1, 1
        for letters, digits in _REFERENCE.findall(part):
            rows = max(rows, int(digits))
            columns = max(columns, _column(letters))
        rows = max([rows, *(int(digits) for digits in _ROW.findall(part))])
        if rows * columns > _MOST_CELLS:
            raise FileOverLimitsError(what="table_cells", limit=_MOST_CELLS)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
