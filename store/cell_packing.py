"""The cells of a report ↔ JSON by columns, which takes a third of what JSON by cells takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from store.columns import each, named, numbered, once, steps, summed
from store.report import Box, Cell, Number, Place, State


def pack_number(value: Number | None) -> int | str | None:
    """A figure as JSON; decimals as text, so that no digit is lost."""
    return f"{value}" if isinstance(value, Decimal) else value


def unpack_number(value: int | str | None) -> Number | None:
    """The inverse of ``pack_number``."""
    return Decimal(value) if isinstance(value, str) else value


def unpack_box(packed: Sequence[float] | None) -> Box | None:
    """A box out of JSON."""
    return None if packed is None else (packed[0], packed[1], packed[2], packed[3])


def pack_cells(cells: Sequence[Cell]) -> dict[str, Any]:
    """The cells as JSON. A raw text that is just the value is 0."""
    split = [cell.field.rpartition(".") for cell in cells]
    places = [cell.place for cell in cells]
    return {
        "count": len(cells),
        "rows": numbered([row for row, _, _ in split]),
        "columns": numbered([column for _, _, column in split]),
        "row_labels": numbered([cell.row_label for cell in cells]),
        "column_labels": numbered([cell.column_label for cell in cells]),
        "states": numbered([cell.state.value for cell in cells]),
        "values": once([pack_number(cell.value) for cell in cells]),
        "raws": once([0 if cell.raw == str(cell.value) else cell.raw for cell in cells]),
        "pages": steps([place.page for place in places]),
        "tables": steps([place.table for place in places]),
        "at_rows": steps([place.row for place in places]),
        "at_columns": steps([place.column for place in places]),
        "lines": steps([place.line for place in places]),
        "boxes": once([place.box for place in places]),
        "scores": once([round(cell.score, 4) for cell in cells]),
    }


def unpack_cells(data: Mapping[str, Any]) -> tuple[Cell, ...]:
    """The inverse of ``pack_cells``, but for digits of scores behind the fourth."""
    count = data["count"]
    places = zip(
        summed(data["pages"], count),
        summed(data["tables"], count),
        summed(data["at_rows"], count),
        summed(data["at_columns"], count),
        summed(data["lines"], count),
        each([unpack_box(box) for box in data["boxes"]], count),
        strict=True,
    )
    columns = zip(
        named(data["rows"], count),
        named(data["columns"], count),
        each(data["raws"], count),
        [State(state) for state in named(data["states"], count)],
        [unpack_number(value) for value in each(data["values"], count)],
        places,
        named(data["row_labels"], count),
        named(data["column_labels"], count),
        each(data["scores"], count),
        strict=True,
    )
    return tuple(
        Cell(
            f"{row}.{column}" if row else column,
            str(value) if raw == 0 else raw,
            state,
            value,
            Place(*place),
            row_label,
            column_label,
            score,
        )
        for row, column, raw, state, value, place, row_label, column_label, score in columns
    )
