"""Spreadsheets and CSV files as rows of values, within limits of size."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from importers.errors import (
    FileDamagedError,
    FileOverLimitsError,
    FormatUnsupportedError,
    UndecodableError,
)
from importers.readers.encoding import decode
from importers.readers.package import Package
from importers.readers.xlsx_sheet import S

_FORMAT = "XLSX"
_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_WORKBOOK = "xl/workbook.xml"
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
MOST_ROWS = 20_000
MOST_COLUMNS = 200
_HEAD_LINES = 30
_LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file, its values; ``is_uncomputed`` where a formula has none."""

    number: int
    values: Sequence[object]
    is_uncomputed: bool = False


def read_tables(data: bytes) -> Iterator[list[Row]]:
    """The rows of each visible sheet, or of a CSV file. Raises ImporterError."""
    if data.startswith(_ZIP):
        yield from _sheets(data)
        return
    if data.startswith((_OLD_OFFICE, b"%PDF")):
        raise FormatUnsupportedError(format="XLS" if data.startswith(_OLD_OFFICE) else "PDF")
    text, _ = decode(data)
    if "\x00" in text:
        raise UndecodableError(offset=0, tried="utf-8, gb18030")
    yield _csv_rows(text)


def _sheets(data: bytes) -> Iterator[list[Row]]:
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    package = Package(data, _FORMAT)
    uncomputed = dict(_checked_sheets(package))
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for found in workbook.sheets_metadata:
            if found.visible != SheetVisibleEnum.Visible or found.name not in uncomputed:
                continue
            sheet = workbook.get_sheet_by_name(found.name)
            rows = [list(row) for row in sheet.to_python(skip_empty_area=False)]
            for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
                # One region beside several organs: it is said of each of them.
                for at in range(top + 1, min(bottom + 1, len(rows))):
                    if left < len(rows[at]) and left < len(rows[top]):
                        rows[at][left] = rows[top][left]
            blank = uncomputed[found.name]
            # Rows at the end that hold nothing else are not among those of the sheet.
            rows += [[]] * (max(blank, default=0) - len(rows))
            yield [Row(at, values, at in blank) for at, values in enumerate(rows, 1)]
    except CalamineError as error:
        raise FileDamagedError(format=_FORMAT, reason=str(error)[:_LONGEST_REASON]) from error


def _checked_sheets(package: Package) -> Iterator[tuple[str, frozenset[int]]]:
    """Names of worksheets, with the rows that hold a formula without a value.

    Every part is unpacked within limits first, and a sheet may not reach further than a roster
    does: a single cell in the last corner would take gigabytes.
    """
    part = _WORKBOOK if _WORKBOOK in package else package.related("", "officeDocument") or _WORKBOOK
    relations = package.relations(part)
    for name in package.names:
        if not name.lower().endswith(".xml"):
            continue
        package.read(name)
    for sheet in package.xml(part).iterfind(f"{S}sheets/{S}sheet"):
        relation = relations.get(sheet.get(_RELATION_ID) or "")
        if relation is not None and relation.kind == "worksheet":
            yield sheet.get("name") or "", _uncomputed_rows(package, relation.target)


def _uncomputed_rows(package: Package, part: str) -> frozenset[int]:
    found: set[int] = set()
    number = 0
    for row in package.xml(part).iter(S + "row"):
        number = _number(row.get("r"), number + 1)
        column = 0
        for cell in row.iterchildren(S + "c"):
            place = cell.get("r") or ""
            letters = place.rstrip("0123456789")
            column = _column(letters) if letters else column + 1
            row_of_cell = _number(place[len(letters) :], number)
            if max(number, row_of_cell) > MOST_ROWS:
                raise FileOverLimitsError(what="rows_of_a_sheet", limit=MOST_ROWS)
            if column > MOST_COLUMNS:
                raise FileOverLimitsError(what="columns_of_a_sheet", limit=MOST_COLUMNS)
            if cell.find(S + "f") is not None and not (cell.findtext(S + "v") or "").strip():
                found.add(number)
    return frozenset(found)


def _number(text: str | None, default: int) -> int:
    # Longer ones are beyond every limit as well.
    return int(text[:9]) if text and text.isascii() and text.isdecimal() else default


def _column(letters: str) -> int:
    number = 0
    for letter in letters[:8].upper():
        number = number * 26 + max(0, ord(letter) - ord("A") + 1)
    return number


def _csv_rows(text: str) -> list[Row]:
    head = "\n".join(text.splitlines()[:_HEAD_LINES])
    delimiter = max(",\t;|", key=head.count)
    # A quote that is never closed makes one cell of the rest.
    before = csv.field_size_limit(len(text) + 1)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        found: list[Row] = []
        line = 1
        for values in reader:
            found.append(Row(line, values[:MOST_COLUMNS]))
            line = reader.line_num + 1
            if len(found) > MOST_ROWS:
                raise FileOverLimitsError(what="rows_of_a_sheet", limit=MOST_ROWS)
        return found
    finally:
        csv.field_size_limit(before)
