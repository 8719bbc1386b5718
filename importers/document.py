"""What a reader makes of a file: paragraphs and grids in reading order, with their places."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from importers.grid_packing import pack_rows, unpack_rows
from importers.grids import GridCell, GridRow
from store.cell_packing import unpack_box
from store.compression import compress, decompress
from store.packing import pack_place, unpack_place
from store.report import Paragraph, Place

__all__ = [
    "Anchoring",
    "Block",
    "Document",
    "Grid",
    "GridCell",
    "GridRow",
    "pack_document",
    "unpack_document",
]


class Anchoring(StrEnum):
    """How far the positions of a grid's cells can be trusted.

    EXACT: every cell of a row is there, blanks included, up to pads at its end.
    LEFT: rows are not delimited in the source; cells follow their label, blanks included.
    PADDED: cells stand in columns, with pads on both sides; columns may shift from row to row.
    ALIGNED: the column of every cell is sure; blanks leave no cell.
    SPARSE: blanks leave no trace at all.
    """

    EXACT = "exact"
    LEFT = "left"
    PADDED = "padded"
    ALIGNED = "aligned"
    SPARSE = "sparse"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as the source draws it."""

    rows: tuple[GridRow, ...]
    anchoring: Anchoring


Block = Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Document:
    """A file's content in reading order. ``source`` are the lines to show beside a doubt.

    ``unread`` are the places of pictures that may hold text or a table and were not read.
    """

    blocks: tuple[Block, ...]
    reader: str
    encoding: str | None = None
    source: tuple[str, ...] = ()
    unread: tuple[Place, ...] = ()

    def paragraphs(self) -> Iterator[Paragraph]:
        """The paragraphs, without the grids."""
        return (block for block in self.blocks if isinstance(block, Paragraph))


def _unpack_cell(packed: list[Any]) -> GridCell:
    if len(packed) == 4:
        return GridCell(*packed)
    text, column, line, page, box, confidence = packed
    return GridCell(text, column, line, page, unpack_box(box), confidence)


def _unpack_rows(packed: Any) -> tuple[GridRow, ...]:
    if not isinstance(packed, list):
        return tuple(unpack_rows(packed))
    # So the first workspaces hold them, row by row.
    return tuple(
        GridRow(tuple(map(_unpack_cell, cells)), bool(after_break)) for after_break, cells in packed
    )


def pack_document(document: Document) -> bytes:
    """Serialise a document, compressed, so that it can be stored beside its report."""
    blocks: list[Any] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            blocks.append(["p", block.text, pack_place(block.place)])
        else:
            blocks.append(["g", block.anchoring.value, pack_rows(block.rows)])
    data = {
        "reader": document.reader,
        "encoding": document.encoding,
        "source": document.source,
        "blocks": blocks,
    }
    if document.unread:
        data["unread"] = [pack_place(place) for place in document.unread]
    return compress(json.dumps(data, ensure_ascii=False, separators=(",", ":")))


def unpack_document(packed: bytes) -> Document:
    """The inverse of ``pack_document``."""
    data = json.loads(decompress(packed))
    blocks: list[Block] = []
    for entry in data["blocks"]:
        if entry[0] == "p":
            blocks.append(Paragraph(entry[1], unpack_place(entry[2])))
        else:
            blocks.append(Grid(_unpack_rows(entry[2]), Anchoring(entry[1])))
    return Document(
        tuple(blocks),
        data["reader"],
        data["encoding"],
        tuple(data["source"]),
        tuple(map(unpack_place, data.get("unread", ()))),
    )
