"""Renamed and merged organs: whose report of last year a report carries on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from store.database import Workspace
from store.report import Cell, Identity, Number, Report, State

# Roots and everything that came before them, at any depth.
_BEFORE = (
    "with recursive line(id) as (select ? union select predecessor_id from succession"
    " join line on succession.organ_id = line.id) select id from line"
)


def organs_before(workspace: Workspace, organ_id: int) -> list[int]:
    """An organ and all that it came from."""
    return [row[0] for row in workspace.rows(_BEFORE, [organ_id])]


def predecessors(workspace: Workspace, organ_id: int, year: int) -> tuple[int, ...]:
    """The organs that became this one with the beginning of a year."""
    rows = workspace.rows(
        "select predecessor_id from succession where organ_id = ? and year = ?"
        " order by predecessor_id",
        [organ_id, year],
    )
    return tuple(row[0] for row in rows)


def sole_predecessor(workspace: Workspace, organ_id: int, year: int) -> int | None:
    """The one organ that had become this one by a year, where it was one."""
    rows = workspace.rows(
        "select predecessor_id from succession where organ_id = ? and year <= ?", [organ_id, year]
    )
    return int(rows[0][0]) if len(rows) == 1 else None


def is_split(workspace: Workspace, organ_id: int) -> bool:
    """Whether more than one organ came after this one: none of them carries on the whole."""
    return (
        int(workspace.value("select count(*) from succession where predecessor_id = ?", [organ_id]))
        > 1
    )


def names_of(workspace: Workspace, organ_ids: Sequence[int]) -> tuple[str, ...]:
    """The names of organs, in the order of their ids given."""
    marks = ", ".join("?" * len(organ_ids))
    rows = workspace.rows(
        f"select id, name from organ where id in ({marks})",  # noqa: S608
        list(organ_ids),
    )
    names = {row[0]: row[1] for row in rows}
    return tuple(names[one] for one in organ_ids)


def sum_of(reports: Sequence[Report]) -> Report | None:
    """Reports of merged organs as if they were one; None where their forms differ.

    A figure is there only where all have it; what is missing in one is blank, so that nothing is
    compared with it.
    """
    first = reports[0]
    if any(one.form != first.form for one in reports):
        return None
    cells = []
    for cell in first.cells:
        values = [value_of(one, cell.field) for one in reports]
        numbers = [value for value in values if value is not None]
        is_whole = len(numbers) == len(reports)
        cells.append(
            Cell(
                cell.field,
                "+".join(map(str, numbers)) if is_whole else "",
                State.NUMBER if is_whole else State.BLANK,
                sum(numbers) if is_whole else None,
                cell.place,
                cell.row_label,
                cell.column_label,
                min(one.cells_by_field[cell.field].score for one in reports),
            )
        )
    identity = Identity(None, None, first.identity.year, first.identity.kind)
    return replace(
        first,
        identity=identity,
        title=None,
        preamble=(),
        sections=(),
        cells=tuple(cells),
        extra_cells=(),
        observations=(),
        claims=(),
        signature=(),
    )


def value_of(report: Report, field: str) -> Number | None:
    """A cell's figure; None where it is no number."""
    cell = report.cells_by_field.get(field)
    return cell.value if cell is not None and cell.state is State.NUMBER else None
