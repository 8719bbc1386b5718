"""One cell of the grid: its value or the sign of its state, and what was said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from store.forms import Table as FormTable
from store.report import Cell, Number, State
from store.review import ReviewData
from tui.drawing.text import Look, Span, right, width_of
from tui.drawing.words import cell_text

# What stands around a value that is in doubt and under the cursor.
_MARKS = "[!]"


@dataclass(frozen=True)
class GridLook:
    """What to point at: the cells in doubt, the cell under the cursor, a previewed change.

    ``summed`` are the cells of the sum that failed: their rows have to be seen together.
    ``corrected`` are the values suggested with verdicts; ``caption`` stands above the labels.
    """

    table: str
    marked: frozenset[str]
    cursor: str | None
    preview: Mapping[str, Number]
    expanded: bool = False
    summed: frozenset[str] = frozenset()
    corrected: Mapping[str, Number] = field(default_factory=dict)
    caption: str = ""
    ascii_only: bool = False


def corrections(data: ReviewData) -> dict[str, Number]:
    """What the verdicts that stand suggest to the organ, by field."""
    standing = {record.decision_id for record in data.flags}
    found: dict[str, Number] = {}
    for annotation in data.annotations:
        said = annotation.payload.get("corrected")
        if annotation.id in standing and isinstance(said, Mapping):
            found.update(said)
    return found


def is_reread(data: ReviewData, field_id: str) -> bool:
    """Whether a reviewer reads the cell otherwise than gouji did."""
    read, printed = data.report.cells_by_field[field_id], data.printed.cells_by_field[field_id]
    return (printed.value, printed.state) != (read.value, read.state)


def grid_text(cell: Cell) -> str:
    """A figure or a mark as printed, a sign for blank, lost and absent, other text in quotes."""
    text = cell_text(cell)
    return f'"{text}"' if cell.state is State.TEXT else text


def needed_width(data: ReviewData, table: FormTable) -> int:
    """The width of the widest figure of a table."""
    cells = (
        data.printed.cells_by_field[f"{table.key}.{row.key}.{key}"]
        for row in table.rows
        for key in row.columns
    )
    return max((width_of(grid_text(c)) for c in cells if c.state is State.NUMBER), default=1)


def cell_span(data: ReviewData, field_id: str, look: GridLook, width: int) -> Span:
    """A cell at the right of ``width`` cells; all that is told by a look is told by a sign too."""
    cell = data.printed.cells_by_field[field_id]
    is_marked = field_id in look.marked
    text = _said(cell, field_id, look, width)
    if is_reread(data, field_id):
        text += "*"
    if is_marked:
        text = "!" + text
    if field_id == look.cursor:
        return Span(right(f"[{text}]", width), Look.CURSOR)
    return Span(right(text, width), _look(cell, is_marked))


def _look(cell: Cell, is_marked: bool) -> Look:
    if is_marked:
        return Look.MARKED
    if cell.state is not State.NUMBER:
        return Look.WARNING
    return Look.DIM if cell.value == 0 else Look.PLAIN


def _said(cell: Cell, field_id: str, look: GridLook, width: int) -> str:
    """The value, with the previewed or suggested one behind it where both have room."""
    text = grid_text(cell)
    room = width - len(_MARKS)
    if field_id in look.preview:
        both = f"{text}→{look.preview[field_id]}"
        return both if width_of(both) <= room else f"→{look.preview[field_id]}"
    if field_id in look.corrected and look.corrected[field_id] != cell.value:
        arrow = "=>" if look.ascii_only else "⇒"
        both = f"{text}{arrow}{look.corrected[field_id]}"
        return both if width_of(both) <= room else f"{arrow}{look.corrected[field_id]}"
    return text
