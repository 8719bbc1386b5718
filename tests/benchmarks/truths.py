"""The true figures of a document: ``docNN.json`` beside the files ``docNN.*`` that print them.

The file names figures by the official labels of the form: ``t2`` (second part) and ``t4`` (fourth
part) by row and column joined by "/", ``t3`` (third part) by row, then by column. ``null`` is a
blank cell.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from store.forms import load_form
from store.forms.model import Field

EDITION = "2021"
_PARTS = {"disclosure": "t2", "requests": "t3", "litigation": "t4"}

Truth = dict[str, Decimal | None]


def read_truth(path: Path) -> Truth:
    """The true value of each field, None for a blank cell. KeyError where a figure is missing."""
    data = json.loads(path.read_text(encoding="utf-8"))
    truth: Truth = {}
    for field in load_form(EDITION).fields:
        names = _names(field)
        value = data[_PARTS[field.table]]
        for name in names:
            value = value[name]
        truth[field.id] = None if value is None else Decimal(str(value))
    return truth


def write_truth(
    path: Path, values: Mapping[str, str], *, title: str, organ: str, year: int
) -> None:
    """Write raw texts by field id as the truth of a document; "" is a blank cell."""
    data: dict[str, object] = {"title": title, "organisation": organ, "year": year}
    parts: dict[str, dict[str, object]] = {part: {} for part in _PARTS.values()}
    for field in load_form(EDITION).fields:
        part = parts[_PARTS[field.table]]
        *above, last = _names(field)
        for name in above:
            inner = part.setdefault(name, {})
            assert isinstance(inner, dict)
            part = inner
        raw = values[field.id]
        part[last] = None if raw == "" else float(raw) if "." in raw else int(raw)
    path.write_text(json.dumps(data | parts, ensure_ascii=False, indent=1), encoding="utf-8")


def _names(field: Field) -> tuple[str, ...]:
    """The keys under which a figure stands in its part, from the outside in."""
    column = field.column.label.text
    if field.table == "requests":
        return "/".join(field.row.label.path), column
    if field.table == "litigation":
        return ("/".join((*field.row.label.path, column)),)
    if len(field.row.columns) == 1:
        return (field.row.label.text,)
    return (f"{field.row.label.text}/{column}",)
