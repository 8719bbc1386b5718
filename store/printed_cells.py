"""The cells that flags are about: their text, and their values as read, printed and corrected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from store.database import Workspace
from store.forms import load_form
from store.report import Flag, Number
from store.reports import load_report
from store.storable import read_number

_MOST_A_QUERY = 200


@dataclass(frozen=True, slots=True)
class FlaggedCell:
    """A cell: its text, and its value as read, as printed and as corrected."""

    raw: str
    value: Number | None
    printed: Number | None
    corrected: Number | None


def flagged_cells(
    workspace: Workspace, report_id: int, form: str, flags: Sequence[Flag]
) -> dict[str, FlaggedCell]:
    """By field id the cells that some flags of a report are about, without unpacking it."""
    fields = load_form(form).fields_by_id
    wanted = {fields[name].number: name for flag in flags for name in flag.fields if name in fields}
    found: dict[str, FlaggedCell] = {}
    numbers = list(wanted)
    raws: dict[str, str] | None = None
    for start in range(0, len(numbers), _MOST_A_QUERY):
        part = numbers[start : start + _MOST_A_QUERY]
        rows = workspace.rows(
            "select field, value, raw, printed_state, printed, corrected from cell"  # noqa: S608
            f" where report_id = ? and field in ({', '.join('?' * len(part))})",
            [report_id, *part],
        )
        for number, value, raw, state, printed, corrected in rows:
            name, read = wanted[number], read_number(value)
            if raw is None:
                raw = "" if read is None else str(read)
                if isinstance(read, Decimal):
                    # 0.50 is stored as the number that it is: its text is in the report alone.
                    raws = raws or {
                        cell.field: cell.raw for cell in load_report(workspace, report_id).cells
                    }
                    raw = raws[name]
            found[name] = FlaggedCell(
                raw,
                read,
                read if state is None else read_number(printed),
                read_number(corrected),
            )
    return found
