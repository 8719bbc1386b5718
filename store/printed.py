"""A report as printed: as read, with what reviewers say that the source says put in."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from store.database import Workspace
from store.report import Cell, Number, Report, State

_STANDING = """
select a.id, a.kind, a.report_id, a.rule, a.anchor, a.payload
from annotation as a join report as r on r.id = a.report_id
where r.series_id = (select series_id from report where id = ?)
and a.kind in ('decision', 'remap', 'correction', 'finding', 'identity', 'sign_off', 'current',
 'issued')
and not exists (select 1 from undone as u where u.id = a.id)
order by a.id
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """An annotation that has not been undone."""

    id: int
    kind: str
    report_id: int
    rule: str | None
    anchor: str | None
    payload: Mapping[str, Any]


def standing_annotations(workspace: Workspace, report_id: int) -> list[Standing]:
    """Annotations in force on any report of this one's series, oldest first."""
    rows = workspace.rows(_STANDING, [report_id])
    return [Standing(row[0], row[1], row[2], row[3], row[4], json.loads(row[5])) for row in rows]


def number_from_json(value: object) -> Number | None:
    """A number of a payload: amounts are texts there."""
    if isinstance(value, str):
        return Decimal(value)
    return value if isinstance(value, int) else None


def readings(standing: Sequence[Standing], report: Report, report_id: int) -> dict[str, Any]:
    """By field what reviewers say is printed; None is illegible.

    A reading holds for other files of the series where the raw text is the same.
    """
    found: dict[str, Any] = {}
    for annotation in standing:
        for field, (value, raw) in annotation.payload.get("readings", {}).items():
            cell = report.cells_by_field.get(field)
            if cell is not None and (annotation.report_id == report_id or cell.raw == raw):
                found[field] = number_from_json(value)
    return found


def as_printed(report: Report, found: Mapping[str, Any]) -> Report:
    """The report with what reviewers read put in; an illegible cell is as if absent."""
    if not found:
        return report
    cells = []
    for cell in report.cells:
        if cell.field not in found:
            cells.append(cell)
            continue
        value = found[cell.field]
        state = State.NUMBER if value is not None else State.ABSENT
        cells.append(
            Cell(
                cell.field,
                cell.raw,
                state,
                value,
                cell.place,
                cell.row_label,
                cell.column_label,
                cell.score,
            )
        )
    return replace(report, cells=tuple(cells))
