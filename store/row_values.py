"""What rows of different kinds share: whose report it is, numbers and places as JSON."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from store.database import Workspace
from store.report import Number, Place
from store.reports import StoredReport

Row = dict[str, Any]


def number_json(value: Number | float | None) -> int | float | None:
    """A value as a JSON number."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def place_json(place: Place) -> Row:
    """A place as a JSON object; ``box`` only where the source is drawn."""
    found: Row = {
        "page": place.page,
        "table": place.table,
        "row": place.row,
        "column": place.column,
        "line": place.line,
    }
    return found if place.box is None else found | {"box": list(place.box)}


HEAD = (
    "report",
    "sha256",
    "ordinal",
    "revision",
    "current",
    "region",
    "organisation",
    "kind",
    "year",
)


def report_head(stored: StoredReport) -> Row:
    """The columns that say whose report a row is of."""
    values = (
        stored.path,
        stored.sha256,
        stored.ordinal,
        stored.revision,
        stored.is_current,
        stored.region,
        stored.organ,
        stored.kind.value,
        stored.year,
    )
    return dict(zip(HEAD, values, strict=True))


def with_copy_state(workspace: Workspace, stored: StoredReport) -> StoredReport:
    """A copy is as current as the revision that it copies."""
    if stored.copy_of is None:
        return stored
    current = workspace.value("select is_current from report where id = ?", [stored.copy_of])
    return replace(stored, is_current=bool(current))
