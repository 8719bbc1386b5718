"""Last year's table in place of this year's, and the row in which both years meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from store.equations import evaluate_all
from store.forms import load_form
from store.report import Report, State
from store.review import ReviewData
from tui.drawing.cells import GridLook
from tui.drawing.table import Beside
from tui.drawing.words import cell_text
from tui.locale import Translator

_IN, _OUT = "requests.carried_in.", "requests.carried_out."


def of_last_year(data: ReviewData) -> ReviewData | None:
    """The report of the year before as if it were under review; None where there is none."""
    if data.previous is None:
        return None
    form = load_form(data.previous.form)
    return replace(
        data,
        form=form,
        report=data.previous,
        printed=data.previous,
        previous=None,
        evaluations=evaluate_all(form, data.previous.cells_by_field),
        flags=(),
        annotations=(),
    )


def look_at_last_year(look: GridLook, old: ReviewData, caption: str) -> GridLook:
    """The same marks on last year's table, as far as its form has the cells."""
    known = old.form.fields_by_id
    return GridLook(
        table=look.table,
        marked=frozenset(field for field in look.marked if field in known),
        cursor=look.cursor if look.cursor in known else None,
        preview={},
        expanded=look.expanded,
        summed=frozenset(field for field in look.summed if field in known),
        caption=caption,
        ascii_only=look.ascii_only,
    )


def carried_lines(
    data: ReviewData, look: GridLook, words: Translator, *, is_last_year: bool
) -> Mapping[str, Beside]:
    """What was carried out last year beside what is carried in, where one of them is in view.

    ``data`` is the report under review; the line stands below the row of the year in view.
    """
    if data.previous is None or look.table != "requests":
        return {}
    pointed = {look.cursor} if look.cursor else set(look.marked)
    if not is_last_year and not any(field.startswith(_IN) for field in pointed):
        return {}
    before, now = _row(data.previous, _OUT), _row(data.printed, _IN)
    old, new = before.get("total", ""), now.get("total", "")
    sign = "!=" if look.ascii_only else "≠"
    status = words("status.holds") if old == new else f"{old}{sign}{new}"
    year = data.previous.identity.year or ""
    if is_last_year:
        return {"carried_out": Beside(words("grid.carried_in"), now, status)}
    return {"carried_in": Beside(words("grid.carried_out", year=year), before, status)}


def _row(report: Report, head: str) -> dict[str, str]:
    return {
        cell.field.removeprefix(head): cell_text(cell)
        for cell in report.cells
        if cell.field.startswith(head) and cell.state is not State.ABSENT
    }
