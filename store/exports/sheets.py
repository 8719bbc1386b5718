"""Sheets of a workbook that are written row by row: text stays text, and no row is too many."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from store.visible import visible

# What a spreadsheet holds: rows of a sheet, characters of a cell, characters of a sheet's name.
MOST_ROWS = 1_048_576
_LONGEST = 32_700
_LONGEST_NAME = 31
_EXACT = 2**53
_NOT_IN_XML = re.compile("[\ufffe\uffff]")
_NOT_IN_NAMES = str.maketrans(dict(zip("[]:*?/\\", "［］：＊？／＼", strict=True)))

Values = Sequence[Any]


def cell_text(value: object) -> str:
    """A value as text that XML and a cell can hold; what is cut off is marked."""
    text = str(value)
    if not (text.isascii() and text.isprintable()):
        text = _NOT_IN_XML.sub("�", visible(text))
    if len(text) * 2 > _LONGEST:
        # Spreadsheets count characters beyond the first plane twice.
        shorter = _cut(text, _LONGEST)
        if shorter != text:
            return shorter + "…"
    return text


def sheet_name(wanted: str, taken: set[str]) -> str:
    """A name that spreadsheets allow and that is not ``taken`` yet; it is taken then."""
    base = " ".join(cell_text(wanted).translate(_NOT_IN_NAMES).split()).strip("'") or "_"
    if base.casefold() == "history":
        base += "_"
    number = 1
    while True:
        tail = f" ({number})" if number > 1 else ""
        name = (_cut(base, _LONGEST_NAME - len(tail)).strip("' ") or "_") + tail
        if name.casefold() not in taken:
            taken.add(name.casefold())
            return name
        number += 1


def _cut(text: str, most: int) -> str:
    """The beginning of a text in so many of a spreadsheet's characters."""
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")


class Book:
    """A workbook on its way to a file, a row at a time; leaving the context writes it.

    Rows wait in a folder of their own, which goes with the book, whatever happens. Raises OSError.
    """

    def __init__(self, path: Path) -> None:
        from xlsxwriter import Workbook

        self._folder = TemporaryDirectory(prefix="gouji-")
        self.workbook = Workbook(
            str(path),
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
                "tmpdir": self._folder.name,
            },
        )
        self.workbook.use_zip64()
        self._taken: set[str] = set()
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def __enter__(self) -> Book:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        from xlsxwriter.exceptions import FileCreateError

        try:
            if kind is None:
                self.workbook.close()
        except FileCreateError as error:
            raise _system_error(error) from error
        finally:
            self._folder.cleanup()

    def style(self, **properties: Any) -> Any:
        """A format, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format({"font_size": 10, **properties})
        return self._formats[key]

    def sheet(self, name: str) -> Any:
        """A new sheet under a safe name of its own."""
        return self.workbook.add_worksheet(sheet_name(name, self._taken))


def _system_error(error: Exception) -> OSError:
    """What the system said, out of the library's own error."""
    cause = error.args[0] if error.args else None
    return cause if isinstance(cause, OSError) else OSError(str(error))


def put(sheet: Any, row: int, column: int, value: Any, style: Any = None) -> None:
    """Write one value: numbers as numbers, all else as text that is no formula and no link."""
    if value is None or value == "":
        if style is not None:
            sheet.write_blank(row, column, None, style)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, style)
    elif isinstance(value, int | float) and math.isfinite(value) and abs(value) < _EXACT:
        sheet.write_number(row, column, value, style)
    else:
        sheet.write_string(row, column, cell_text(value), style)


_LINE_POINTS = 13.5
_TALLEST = 400.0
# A sign of Chinese takes the room of nearly two digits.
_WIDE_SIGN, _WIDE = re.compile("[\u1100-\U0010ffff]+"), 1.9


def height_of(values: Values, widths: Sequence[float]) -> float:
    """The height in points of a row of wrapped texts in columns so many digits wide.

    Spreadsheets that take the file for one of Excel's do not find heights themselves.
    """
    most = 1
    for value, width in zip(values, widths, strict=False):
        if not isinstance(value, str) or len(value) * _WIDE <= width:
            continue
        lines = 0
        for line in value.split("\n"):
            narrow = len(_WIDE_SIGN.sub("", line))
            room = narrow + _WIDE * (len(line) - narrow)
            lines += max(1, math.ceil(room / max(width - 1, 1)))
        most = max(most, lines)
    return min(most * _LINE_POINTS + 3, _TALLEST)


class PagedSheet:
    """Rows under a head; where a sheet is full the next one begins with the same head.

    ``begin`` writes the head and returns the row that follows it; ``end`` gets the head's row
    count and the number of all rows.
    """

    def __init__(
        self,
        book: Book,
        name: str,
        begin: Callable[[Any], int],
        end: Callable[[Any, int, int], None] = lambda sheet, head, rows: None,
        *,
        most_rows: int = MOST_ROWS,
    ) -> None:
        self._book, self._name, self._begin, self._end = book, name, begin, end
        self._most_rows = most_rows
        self._open()

    def _open(self) -> None:
        self.sheet = self._book.sheet(self._name)
        self._row = self._head = self._begin(self.sheet)

    def append(
        self, values: Values, styles: Sequence[Any] = (), height: float | None = None
    ) -> None:
        """Write one row; a style is missing or None for a plain cell; ``height`` in points."""
        if self._row >= self._most_rows:
            self.close()
            self._open()
        row, sheet = self._row, self.sheet
        known = len(styles)
        if height is not None:
            sheet.set_row(row, height)
            # What has been written is not needed again; kept, it would grow with the rows.
            sheet.row_info.pop(row - 2, None)
            sheet.row_sizes.pop(row - 2, None)
        for column, value in enumerate(values):
            put(sheet, row, column, value, styles[column] if column < known else None)
        self._row += 1

    def close(self) -> None:
        """Write what stands below or around the rows."""
        self._end(self.sheet, self._head, self._row)
