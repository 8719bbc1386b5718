"""Values and texts as SQLite takes them."""

from __future__ import annotations

import json
from decimal import Decimal

from store.report import Number, State

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str)
STATE_NUMBERS = {state: number for number, state in enumerate(State)}


def storable(text: str) -> str:
    """Text without lone surrogates, which SQLite cannot hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def stored_value(value: Number | None) -> int | float | None:
    """A number as SQLite takes it: amounts as float, whose shortest text is the decimal."""
    return float(value) if isinstance(value, Decimal) else value


def read_number(value: int | float | None) -> Number | None:
    """The inverse of ``stored_value``."""
    return Decimal(str(value)) if isinstance(value, float) else value


def compact_json(value: object) -> str:
    """JSON without spaces, fit to be stored."""
    if value == () or value == []:
        return "[]"
    return storable(_ENCODER.encode(value))
