"""Tables drawn with tabs: one cell a line (as Word exports them) or one row a line."""

from __future__ import annotations

from importers.document import Anchoring, GridCell, GridRow
from importers.readers.lines import Line, TextZone, ends_table, grid, rows_from_stream
from importers.vocabulary import is_label, is_label_fragment

# More cells than the widest row of a form can have: then row ends are missing.
_WIDEST_ROW = 24
_BLANK_LINES_INSIDE = 3


def tab_zone(lines: list[Line], start: int) -> TextZone | None:
    """The table that begins at ``start``, if the line there holds a tab cell."""
    if not _is_tab_line(lines[start]):
        return None
    end = _zone_end(lines, start)
    zone = lines[start:end]
    if not any(is_label_fragment(cell) for line in zone for cell in line.text.split("\t")):
        return TextZone((), end)
    tabbed = [line for line in zone if "\t" in line.text]
    vertical = sum(_holds_one_cell(line.text) for line in tabbed) * 2 > len(tabbed)
    rows, anchoring = _vertical(zone) if vertical else _horizontal(zone)
    return TextZone((grid(rows, anchoring),), end)


def _is_tab_line(line: Line) -> bool:
    return "\t" in line.text and not ends_table(line.text)


def _holds_one_cell(text: str) -> bool:
    return text.startswith("\t") and "\t" not in text[1:]


def _zone_end(lines: list[Line], start: int) -> int:
    end = start
    index = start
    blanks = 0
    while index < len(lines):
        line = lines[index]
        if line.is_blank:
            blanks += 1
            if blanks > _BLANK_LINES_INSIDE:
                break
        elif ends_table(line.text):
            break
        elif "\t" in line.text or (blanks == 0 and index > start) or is_label(line.text):
            end = index + 1
            blanks = 0
        else:
            break
        index += 1
    return end


def _vertical(zone: list[Line]) -> tuple[list[GridRow] | tuple[GridRow, ...], Anchoring]:
    rows: list[list[GridCell]] = []
    fresh = True
    for line in zone:
        if line.is_blank:
            fresh = True
            continue
        if fresh:
            rows.append([])
            fresh = False
        row = rows[-1]
        for position, part in enumerate(line.text.split("\t")):
            if position == 0 and (not part.strip() or row):
                if part.strip():
                    last = row[-1]
                    row[-1] = GridCell(f"{last.text}\n{part}", last.column, last.line, last.page)
                continue
            row.append(GridCell(part, len(row), line.number, line.page))
    if any(len(row) > _WIDEST_ROW for row in rows):
        return rows_from_stream([cell for row in rows for cell in row]), Anchoring.LEFT
    return [GridRow(tuple(row)) for row in rows], Anchoring.EXACT


def _horizontal(zone: list[Line]) -> tuple[list[GridRow], Anchoring]:
    gaps = sum(line.is_blank for line in zone)
    filled = len(zone) - gaps
    # In a text with blank lines between all rows a blank line says nothing of pages.
    double_spaced = filled > 3 and gaps * 3 > filled
    rows: list[GridRow] = []
    after_break = False
    for line in zone:
        if line.is_blank:
            after_break = after_break or (bool(rows) and not double_spaced)
            continue
        after_break = after_break or (line.after_page and bool(rows))
        if "\t" not in line.text and rows and not after_break and not is_label(line.text):
            rows[-1] = _continued(rows[-1], line)
            continue
        cells = tuple(
            GridCell(part, column, line.number, line.page)
            for column, part in enumerate(line.text.split("\t"))
        )
        rows.append(GridRow(cells, after_break))
        after_break = False
    return rows, Anchoring.PADDED


def _continued(row: GridRow, line: Line) -> GridRow:
    cells = list(row.cells)
    filled = [i for i, cell in enumerate(cells) if cell.text.strip()]
    at = filled[-1] if filled else len(cells) - 1
    cell = cells[at]
    cells[at] = GridCell(f"{cell.text}\n{line.text}", cell.column, cell.line, cell.page)
    return GridRow(tuple(cells), row.after_break)
