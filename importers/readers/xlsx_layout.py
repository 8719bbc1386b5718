"""A worksheet as blocks: which rows are prose, which are a table."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from importers.document import GridCell, GridRow
from importers.readers.docx_tables import is_official_heading, opens_section
from importers.readers.xlsx_sheet import MOST_COLUMNS, Sheet
from importers.values import looks_like_value
from importers.vocabulary import find_heading, is_label, section_of_heading

# A row of one cell with more characters than this is prose; the longest label has 50.
_LONGEST_LONE_LABEL = 60
_LONGEST_ENUMERATOR = 6
_FIRST_ITEM = "第二十条第"
# More blank rows with borders than this are no part of the table above them.
_MOST_BLANK_ROWS = 3


class _Kind(Enum):
    PROSE = "prose"
    TABLE = "table"
    # One short text, which only its neighbours can tell.
    LONE = "lone"
    BLANK = "blank"


def lay_out(sheet: Sheet) -> Iterator[str | tuple[GridRow, ...]]:
    """The lines of prose and the tables of a sheet, from the top."""
    numbers = list(sheet.rows)
    kinds = _kinds(sheet, numbers)
    region: list[int] = []
    for index, number in enumerate(numbers):
        if region and (kinds[index] is not _Kind.TABLE or _is_apart(sheet, region[-1], number)):
            yield from _region(sheet, region)
            region = []
        if kinds[index] is _Kind.TABLE:
            region.append(number)
        else:
            yield from _lines(sheet.rows[number])
    if region:
        yield from _region(sheet, region)


def _kinds(sheet: Sheet, numbers: list[int]) -> list[_Kind]:
    """Prose or table for each row; a lone short text is a row of a table only inside one."""
    kinds = [_kind(list(sheet.rows[number].values())) for number in numbers]
    index = 0
    while index < len(kinds):
        if kinds[index] is not _Kind.LONE:
            index += 1
            continue
        end = index
        while end < len(kinds) and kinds[end] is _Kind.LONE:
            end += 1
        is_joined = [
            0 < i < len(kinds) and not _is_apart(sheet, numbers[i - 1], numbers[i])
            for i in range(index, end + 1)
        ]
        below = index > 0 and kinds[index - 1] is _Kind.TABLE
        is_inside = below and end < len(kinds) and kinds[end] is _Kind.TABLE and all(is_joined)
        for at in range(index, end):
            # A figure right below a table is the only one of its last row.
            below = below and is_joined[at - index] and _is_figure(sheet.rows[numbers[at]])
            kinds[at] = _Kind.TABLE if is_inside or below else _Kind.PROSE
        index = end
    _join_blank_rows(sheet, numbers, kinds)
    return kinds


def _join_blank_rows(sheet: Sheet, numbers: list[int], kinds: list[_Kind]) -> None:
    """A drawn row without any text right below a table is a row of it, with blank values."""
    run = 0
    for at, kind in enumerate(kinds):
        run = run + 1 if kind is _Kind.BLANK else 0
        if (
            0 < run <= _MOST_BLANK_ROWS
            and at > 0
            and kinds[at - 1] is _Kind.TABLE
            and not _is_apart(sheet, numbers[at - 1], numbers[at])
        ):
            kinds[at] = _Kind.TABLE


def _kind(texts: list[str]) -> _Kind:
    if not texts:
        return _Kind.BLANK
    first = texts[0].strip()
    if _numbered_heading(texts) is not None:
        return _Kind.PROSE
    if len(texts) > 1:
        return _Kind.PROSE if opens_section(texts) else _Kind.TABLE
    if is_official_heading(first):
        return _Kind.PROSE
    if is_label(first) or first.startswith(_FIRST_ITEM):
        return _Kind.TABLE
    found = find_heading(first)
    if len(first) > _LONGEST_LONE_LABEL or (found is not None and found.rest):
        return _Kind.PROSE
    # A misspelt heading, or a label that is like one and has no values.
    return _Kind.LONE


def _is_figure(row: dict[int, str]) -> bool:
    return all(looks_like_value(text) for text in row.values())


def _numbered_heading(texts: list[str]) -> str | None:
    """A heading whose number stands in a cell of its own."""
    if len(texts) != 2 or len(texts[0].strip()) > _LONGEST_ENUMERATOR:
        return None
    joined = texts[0].strip() + texts[1].strip()
    return joined if section_of_heading(joined) is not None else None


def _is_apart(sheet: Sheet, above: int, below: int) -> bool:
    """Whether a blank row that is not hidden stands between."""
    return any(row not in sheet.hidden_rows for row in range(above + 1, below))


def _lines(row: dict[int, str]) -> Iterator[str]:
    texts = list(row.values())
    heading = _numbered_heading(texts)
    for text in texts if heading is None else (heading,):
        yield from text.split("\n")


def _region(sheet: Sheet, numbers: list[int]) -> Iterator[str | tuple[GridRow, ...]]:
    """A table; a single row of words, such as organ and date side by side, is prose."""
    if len(numbers) == 1:
        texts = list(sheet.rows[numbers[0]].values())
        if not any(looks_like_value(text) or is_label(text) for text in texts):
            yield from _lines(sheet.rows[numbers[0]])
            return
    first = min(min(sheet.rows[number]) for number in numbers if sheet.rows[number])
    last = max(
        sheet.last_columns.get((number, column), column)
        for number in numbers
        for column in sheet.rows[number]
    )
    columns = [
        column
        for column in range(first, min(last, first + MOST_COLUMNS) + 1)
        if not sheet.is_column_hidden(column)
    ]
    yield tuple(
        GridRow(
            tuple(
                GridCell(sheet.rows[number].get(column, ""), column)
                for column in columns
                if (number, column) not in sheet.covered
            )
        )
        for number in numbers
    )
