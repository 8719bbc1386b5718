"""C204: a figure with a unit or a note in its cell, so that what it says is not plain."""

from __future__ import annotations

import re
from collections.abc import Iterator

from store.forms import Form, ValueKind
from store.report import Cell, Flag, Origin, Report, Severity, State
from store.rules.places import plain_text
from store.rules.registry import Context, rule

_FIGURE = r"[+-]?\d[\d,]*(?:\.\d+)?"
_WITH_UNIT = re.compile(rf"{_FIGURE}\s*(?P<unit>元|万元|亿元|万)(?:\([^()]{{1,40}}\))?")
_WITH_NOTE = re.compile(
    rf"(?P<figure>{_FIGURE})(?:\((?P<note>[^()]{{1,40}})\)|(?:注|备注):(?P<rest>.{{1,40}}))"
)


def unclear_unit(cell: Cell, form: Form) -> str | None:
    """ "unit" or "note" where a cell holds a figure with one of these; None elsewhere.

    A unit makes an amount unclear, because the form counts in 万元; at a count it is a text.
    """
    if cell.state is not State.TEXT:
        return None
    plain = plain_text(cell.raw)
    is_amount = form.fields_by_id[cell.field].column.kind is ValueKind.AMOUNT
    if is_amount and _WITH_UNIT.fullmatch(plain):
        return "unit"
    found = _WITH_NOTE.fullmatch(plain)
    # (12) behind another figure may be a figure that was split.
    if found and re.search(r"[\u4e00-\u9fff]", found["note"] or found["rest"] or ""):
        return "note"
    return None


@rule("C204")
def units_and_notes(report: Report, context: Context) -> Iterator[Flag]:
    """Amounts with 元 or 万元 in the cell, and figures with a note behind them."""
    for cell in report.cells:
        variant = unclear_unit(cell, context.form)
        table = cell.field.split(".")[0]
        if variant is None or table not in report.tables_present:
            continue
        yield Flag(
            rule="C204",
            severity=Severity.WARNING,
            origin=Origin.SOURCE,
            anchor=cell.field,
            place=cell.place,
            params={
                "form": context.form.edition,
                "table": table,
                "field": cell.field,
                "raw": cell.raw.strip()[:80],
                "variant": variant,
            },
            fields=(cell.field,),
        )
