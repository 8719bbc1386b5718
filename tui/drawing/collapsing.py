"""Which rows of a grid stand on a line of their own, and which share one."""

from __future__ import annotations

from store.forms import Row
from store.forms import Table as FormTable
from store.report import State
from store.review import ReviewData
from tui.drawing.cells import GridLook

# A row, or rows that are alike with what they are all of.
Entry = Row | tuple[str, list[Row]]


def entries_of(
    data: ReviewData, table: FormTable, look: GridLook, *, collapse: bool
) -> list[Entry]:
    """Rows, and runs of two or more rows that are alike and not pointed at."""
    if not collapse:
        return list(table.rows)
    pointed_rows = {field.rpartition(".")[0] for field in look.marked}
    many = len(pointed_rows) > 3
    if many:
        pointed_rows = set()
    if look.cursor:
        pointed_rows.add(look.cursor.rpartition(".")[0])
    pointed_rows |= {field.rpartition(".")[0] for field in look.preview if len(look.preview) <= 21}
    entries: list[Entry] = []
    for row in table.rows:
        kind = _alike(data, table, row)
        if f"{table.key}.{row.key}" in pointed_rows:
            kind = None
        if kind is None:
            entries.append(row)
        elif entries and isinstance(entries[-1], tuple) and entries[-1][0] == kind:
            entries[-1][1].append(row)
        else:
            entries.append((kind, [row]))
    return [
        entry[1][0] if isinstance(entry, tuple) and len(entry[1]) == 1 else entry
        for entry in entries
    ]


def closer(
    entries: list[Entry],
    table: FormTable,
    look: GridLook,
    room: int,
    failed: set[str],
) -> list[Entry]:
    """The rows of the failed sum together, the others collapsed, where they are too far apart.

    Other rows whose sum fails (``failed``) stay in sight where there is room.
    """
    wanted = look.summed | look.preview.keys() | ({look.cursor} if look.cursor else set())
    keys = {field.rpartition(".")[0] for field in wanted}
    at = [
        i
        for i, entry in enumerate(entries)
        if isinstance(entry, Row) and f"{table.key}.{entry.key}" in keys
    ]
    if not look.summed or not at or at[-1] - at[0] < room:
        return entries
    for shown in (keys | failed, keys):
        found = _collapsed(entries, table, shown)
        if len(found) <= room:
            return found
    return entries


def _collapsed(entries: list[Entry], table: FormTable, keys: set[str]) -> list[Entry]:
    found: list[Entry] = []
    for entry in entries:
        for row in [entry] if isinstance(entry, Row) else entry[1]:
            if f"{table.key}.{row.key}" in keys:
                found.append(row)
            elif found and isinstance(found[-1], tuple):
                found[-1][1].append(row)
            else:
                found.append(("other", [row]))
    return [
        entry[1][0] if isinstance(entry, tuple) and len(entry[1]) == 1 else entry for entry in found
    ]


def _alike(data: ReviewData, table: FormTable, row: Row) -> str | None:
    """What a row is all of (zero, lost, blank, absent), or None where it has figures."""
    cells = [data.printed.cells_by_field[f"{table.key}.{row.key}.{key}"] for key in row.columns]
    states = {cell.state for cell in cells}
    if len(states) > 1:
        return None
    state = next(iter(states))
    if state is State.NUMBER:
        return "zero" if all(cell.value == 0 for cell in cells) else None
    return state.value if state in (State.LOST, State.BLANK, State.ABSENT) else None
