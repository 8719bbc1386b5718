"""The cells of a grid ↔ JSON by columns, which packs better than JSON by cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from importers.grids import GridCell, GridRow
from store.cell_packing import unpack_box
from store.columns import each, once, steps, summed


def pack_rows(rows: Sequence[GridRow]) -> dict[str, Any]:
    """The rows of a grid as JSON."""
    cells = [cell for row in rows for cell in row.cells]
    return {
        "sizes": [len(row.cells) for row in rows],
        "breaks": once([int(row.after_break) for row in rows]),
        "texts": [cell.text for cell in cells],
        "columns": [cell.column for cell in cells],
        "lines": steps([cell.line for cell in cells]),
        "pages": steps([cell.page for cell in cells]),
        "boxes": once([cell.box for cell in cells]),
        "confidences": once([cell.confidence for cell in cells]),
    }


def unpack_rows(data: Mapping[str, Any]) -> Iterator[GridRow]:
    """The inverse of ``pack_rows``."""
    texts = data["texts"]
    count = len(texts)
    cells = map(
        GridCell,
        texts,
        data["columns"],
        summed(data["lines"], count),
        summed(data["pages"], count),
        map(unpack_box, each(data["boxes"], count)),
        each(data["confidences"], count),
    )
    sizes = data["sizes"]
    for size, after_break in zip(sizes, each(data["breaks"], len(sizes)), strict=True):
        yield GridRow(tuple(islice(cells, size)), bool(after_break))
