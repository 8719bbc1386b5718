"""Which cells of the tables a statement of the prose is about."""

from __future__ import annotations

from collections.abc import Mapping

from store.forms import Form
from store.report import Cell, Number, State

_DISPUTES = {
    "litigation.review": ("litigation.review.total",),
    "litigation.lawsuits": ("litigation.direct.total", "litigation.after_review.total"),
    "litigation.both": (
        "litigation.review.total",
        "litigation.direct.total",
        "litigation.after_review.total",
    ),
}
_RESULTS = {
    "answered": ("requests.total.total",),
    "all_answered": ("requests.carried_out.total",),
}
_OLD_NAMES = {
    "disclosure.normative_documents.made": "disclosure.normative_documents.newly_made",
}
_ALL = "all_requests."


def claimed_fields(topic: str, form: Form) -> tuple[str, ...]:
    """The fields whose sum a claim of a topic is about; () where the tables have none."""
    known = form.fields_by_id
    if topic in known:
        return (topic,)
    if _OLD_NAMES.get(topic) in known:
        return (_OLD_NAMES[topic],)
    fixed = _DISPUTES.get(topic) or _RESULTS.get(topic)
    if fixed is not None:
        return fixed if all(field in known for field in fixed) else ()
    row = topic.removeprefix(_ALL) if topic.startswith(_ALL) else ""
    if topic.startswith("requests.") and topic.endswith(".total"):
        row = topic.removeprefix("requests.").removesuffix(".total")
    if not row:
        return ()
    if f"requests.{row}.total" in known:
        return (f"requests.{row}.total",)
    return tuple(
        field.id
        for field in form.fields
        if field.id.startswith(f"requests.{row}.") and field.column.key == "total"
    )


def printed_sum(cells: Mapping[str, Cell], fields: tuple[str, ...]) -> Number | None:
    """The sum of printed figures; None where one of them is none."""
    total: Number = 0
    for field in fields:
        cell = cells.get(field)
        if cell is None or cell.state is not State.NUMBER or cell.value is None:
            return None
        total = total + cell.value
    return total if fields else None
