"""One worksheet from its XML: the text of its visible cells, and which of them are merged."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from importers.errors import FileDamagedError, FileOverLimitsError
from importers.readers.xlsx_numbers import GENERAL, NumberStyle, shown_number

MOST_CHARS = 2_000_000
MOST_ROWS = 5_000
MOST_COLUMNS = 200
MOST_MERGES = 1_000
MOST_MERGED_CELLS = 10_000
_MOST_COVERED = 100_000

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ROW, _CELL, _VALUE, _FORMULA = S + "row", S + "c", S + "v", S + "f"
_INLINE, _TEXT, _RICH = S + "is", S + "t", S + "r"
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
# A character that XML cannot hold or that would be lost (ECMA-376 §22.9.2.19, ST_Xstring).
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ON = frozenset({"1", "true"})


@dataclass(frozen=True, slots=True)
class Workbook:
    """What all sheets share: strings, number styles by cell format, and the first day.

    ``bordered`` are the cell formats that draw a border.
    """

    strings: tuple[str, ...] = ()
    styles: tuple[NumberStyle, ...] = ()
    bordered: frozenset[int] = frozenset()
    is_1904: bool = False


@dataclass(slots=True)
class Sheet:
    """Visible cells that are not blank, by row and column (from 0).

    A row without any that draws borders is there as well: it may be the only row of a table.
    ``covered`` are the cells that a merged cell covers, ``last_columns`` how far to the right
    the merged cells reach.
    """

    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    covered: set[tuple[int, int]] = field(default_factory=set)
    last_columns: dict[tuple[int, int], int] = field(default_factory=dict)

    def is_column_hidden(self, column: int) -> bool:
        """Whether a column is not printed."""
        return any(first <= column <= last for first, last in self.hidden_columns)


def read_sheet(root: etree._Element, workbook: Workbook) -> Sheet:
    """The visible cells of a worksheet.

    Raises FileOverLimitsError for more cells or larger merged ones than a report has, and
    FileDamagedError for a string that is not there.
    """
    sheet = Sheet()
    for column in root.iterfind(f"{S}cols/{S}col"):
        if column.get("hidden") in _ON:
            first, last = _count(column.get("min")), _count(column.get("max"))
            sheet.hidden_columns.append((first - 1, last - 1))
    cells: dict[int, dict[int, str]] = {}
    data = root.find(S + "sheetData")
    number = -1
    length = 0
    for row in data.iterchildren(_ROW) if data is not None else ():
        number = _count(row.get("r"), number + 2) - 1
        if row.get("hidden") in _ON:
            sheet.hidden_rows.add(number)
        found, has_borders = _read_row(row, workbook)
        # One long string may be meant by any number of cells.
        length += sum(map(len, found.values()))
        if length > MOST_CHARS:
            raise FileOverLimitsError(what="characters", limit=MOST_CHARS)
        if found or has_borders:
            cells.setdefault(number, {}).update(found)
    _merge(root, sheet, cells)
    for number in sorted(cells):
        if number in sheet.hidden_rows:
            continue
        shown = {
            column: text
            for column, text in sorted(cells[number].items())
            if (number, column) not in sheet.covered and not sheet.is_column_hidden(column)
        }
        if shown or not cells[number]:
            sheet.rows[number] = shown
    if sum(map(bool, sheet.rows.values())) > MOST_ROWS:
        raise FileOverLimitsError(what="rows_of_a_sheet", limit=MOST_ROWS)
    if len({column for row in sheet.rows.values() for column in row}) > MOST_COLUMNS:
        raise FileOverLimitsError(what="columns_of_a_sheet", limit=MOST_COLUMNS)
    return sheet


def rich_text(element: etree._Element) -> str:
    """The text of a string item; its runs are joined, phonetic hints left out."""
    parts: list[str] = []
    for child in element:
        if child.tag == _TEXT:
            parts.append(child.text or "")
        elif child.tag == _RICH:
            parts += [text.text or "" for text in child.iterchildren(_TEXT)]
    return unescaped("".join(parts))


def unescaped(text: str) -> str:
    """The text with its escapes resolved and line ends as line feeds."""
    if "_x" in text:
        text = _ESCAPED.sub(_character, text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _character(found: re.Match[str]) -> str:
    code = int(found.group(1), 16)
    return found.group() if 0xD800 <= code <= 0xDFFF else chr(code)


def _read_row(row: etree._Element, workbook: Workbook) -> tuple[dict[int, str], bool]:
    """The texts of a row by column, and whether its blank cells draw borders."""
    found: dict[int, str] = {}
    bordered = 0
    column = -1
    for cell in row.iterchildren(_CELL):
        place = _REFERENCE.fullmatch(cell.get("r") or "")
        column = column + 1 if place is None else _column(place.group(1))
        text = _cell_text(cell, workbook)
        if text.strip():
            found[column] = text
        elif workbook.bordered and _count(cell.get("s"), 0) in workbook.bordered:
            bordered += 1
    return found, bordered > 1


def _cell_text(cell: etree._Element, workbook: Workbook) -> str:
    kind = cell.get("t") or "n"
    value: str | None = None
    formula: str | None = None
    for child in cell:
        if child.tag == _VALUE:
            value = child.text or ""
        elif child.tag == _FORMULA:
            formula = child.text or ""
        elif child.tag == _INLINE and kind == "inlineStr":
            return rich_text(child)
    if value is None:
        # A formula that no program has computed yet: its value is not known.
        return "" if formula is None else f"={formula}"
    if kind == "s":
        index = _count(value, -1)
        if not 0 <= index < len(workbook.strings):
            raise FileDamagedError(format="XLSX", reason="shared strings")
        return workbook.strings[index]
    if kind == "b":
        return "TRUE" if value.strip() in _ON else "FALSE"
    if kind == "n":
        style = _count(cell.get("s"), 0)
        number_style = workbook.styles[style] if style < len(workbook.styles) else GENERAL
        return shown_number(value, number_style, is_1904=workbook.is_1904)
    return unescaped(value)


def _merge(root: etree._Element, sheet: Sheet, cells: dict[int, dict[int, str]]) -> None:
    merges = root.findall(f"{S}mergeCells/{S}mergeCell")
    if len(merges) > MOST_MERGES:
        raise FileOverLimitsError(what="merged_cells", limit=MOST_MERGES)
    for merge in merges:
        area = _area(merge.get("ref") or "")
        if area is None:
            continue
        top, left, bottom, right = area
        size = (bottom - top + 1) * (right - left + 1)
        if size > MOST_MERGED_CELLS or len(sheet.covered) + size > _MOST_COVERED:
            raise FileOverLimitsError(what="merged_cells", limit=MOST_MERGED_CELLS)
        rows = [row for row in range(top, bottom + 1) if row not in sheet.hidden_rows]
        columns = [c for c in range(left, right + 1) if not sheet.is_column_hidden(c)]
        text = cells.get(top, {}).get(left, "")
        sheet.covered.update(
            (row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)
        )
        if not rows or not columns:
            continue
        # Where the first row or column is hidden, the text shows in what is left.
        origin = rows[0], columns[0]
        sheet.covered.discard(origin)
        sheet.last_columns[origin] = columns[-1]
        if text:
            cells.setdefault(origin[0], {})[origin[1]] = text
        else:
            cells.get(origin[0], {}).pop(origin[1], None)


def _area(reference: str) -> tuple[int, int, int, int] | None:
    """Top, left, bottom, right of A1:C3, from 0; None where it is no such reference."""
    first, _, last = reference.partition(":")
    begin, end = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last or first)
    if begin is None or end is None:
        return None
    rows = sorted((int(begin.group(2)) - 1, int(end.group(2)) - 1))
    columns = sorted((_column(begin.group(1)), _column(end.group(1))))
    return rows[0], columns[0], rows[1], columns[1]


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _count(text: str | None, default: int = 1) -> int:
    if text is None or not text.strip().isdecimal():
        return default
    return int(text.strip()[:9])
