"""C204: a figure with a unit or a note in its cell, so that what it says is not plain."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from store.forms import Form, ValueKind
from store.late_regex import late_regex
from store.report import Cell, Flag, Origin, Report, Severity, State
from store.rules.registry import Context, rule

_FIGURE = r"[+-]?\d[\d,]*(?:\.\d+)?"
_UNIT = r"(?:万元|亿元|元|人次|万|亿|件|个|条|项|次|宗|份|人|家|户|例|起|张|卷|册|本|篇|部|%)"
_BRACKETED = r"(?:\([^()]{0,40}\))?"
_WITH_UNIT = late_regex(rf"(?:人民币)?{_FIGURE}{_UNIT}整?{_BRACKETED}")
_ABOUT = late_regex(
    rf"(?:大约|约|将近|近|超过|超|逾|不足|不到|共计|共|[<>≥≤])?{_FIGURE}(?:余|多|几)?{_UNIT}?"
    rf"(?:左右|上下|以上|以下|以内|不等|余|多|\+)?{_BRACKETED}"
)
_WITH_NOTE = late_regex(
    rf"{_FIGURE}(?:\((?P<note>[^()]{{1,40}})\)|\[\d{{1,2}}\]|(?:注|备注):?.{{1,40}})"
)
# Signs that point to a note under the table; NFKC would make digits of most of them.
_NOTE_SIGNS = late_regex(rf"({_FIGURE})[*※#†①②③④⑤⑥⑦⑧⑨⑩¹²³]{{1,3}}")


def unclear_unit(cell: Cell, form: Form) -> str | None:
    """How a cell holds a figure and more: its unit, a note, or that it is not exact.

    "unit" is one at an amount, which the form counts in 万元, "counted" one at a count; "note" and
    "about" as they say. None where the cell holds a plain figure, none at all, or something else.
    """
    if cell.state is not State.TEXT:
        return None
    text = "".join(cell.raw.split())
    if _NOTE_SIGNS.fullmatch(text):
        return "note"
    plain = unicodedata.normalize("NFKC", text)
    if _WITH_UNIT.fullmatch(plain):
        is_amount = form.fields_by_id[cell.field].column.kind is ValueKind.AMOUNT
        return "unit" if is_amount else "counted"
    found = _WITH_NOTE.fullmatch(plain)
    # (12) behind another figure may be a figure that was split.
    if found and (found["note"] is None or re.search(r"[\u4e00-\u9fff]", found["note"])):
        return "note"
    return "about" if _is_about(plain) else None


def _is_about(plain: str) -> bool:
    return _ABOUT.fullmatch(plain) is not None and re.search(r"[^\d.,()+-]|\d\+", plain) is not None


@rule("C204")
def units_and_notes(report: Report, context: Context) -> Iterator[Flag]:
    """Figures with a unit, a note or an 余 in their cell."""
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
