"""What a reader makes of a file: paragraphs and grids in reading order, with their places."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from store.packing import pack_place, unpack_box, unpack_place
from store.report import Box, Paragraph, Place


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
class GridCell:
    """One cell of a source grid: raw text, column (from 0), and its place as far as known.

    ``line`` counts from 1 in the document's ``source``; ``box`` is in points on ``page``;
    ``confidence`` (0 to 1) is set only where the text was recognised from an image.
    """

    text: str
    column: int
    line: int | None = None
    page: int | None = None
    box: Box | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row of a source grid; ``after_break`` is true where a page break precedes it."""

    cells: tuple[GridCell, ...]
    after_break: bool = False

    @property
    def line(self) -> int | None:
        """The line of the row's first cell that has text, else of its first cell."""
        for cell in self.cells:
            if cell.text.strip():
                return cell.line
        return self.cells[0].line if self.cells else None


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


def _pack_cell(cell: GridCell) -> list[Any]:
    packed: list[Any] = [cell.text, cell.column, cell.line, cell.page]
    if cell.box is not None or cell.confidence is not None:
        packed += [cell.box, cell.confidence]
    return packed


def _unpack_cell(packed: list[Any]) -> GridCell:
    if len(packed) == 4:
        return GridCell(*packed)
    text, column, line, page, box, confidence = packed
    return GridCell(text, column, line, page, unpack_box(box), confidence)


def pack_document(document: Document) -> bytes:
    """Serialise a document, compressed, so that it can be stored beside its report."""
    blocks: list[Any] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            blocks.append(["p", block.text, pack_place(block.place)])
        else:
            rows = [
                [
                    int(row.after_break),
                    [_pack_cell(cell) for cell in row.cells],
                ]
                for row in block.rows
            ]
            blocks.append(["g", block.anchoring.value, rows])
    data = {
        "reader": document.reader,
        "encoding": document.encoding,
        "source": document.source,
        "blocks": blocks,
    }
    if document.unread:
        data["unread"] = [pack_place(place) for place in document.unread]
    return zlib.compress(json.dumps(data, ensure_ascii=False).encode("utf-8", "surrogatepass"), 6)


def unpack_document(packed: bytes) -> Document:
    """The inverse of ``pack_document``."""
    data = json.loads(zlib.decompress(packed).decode("utf-8", "surrogatepass"))
    blocks: list[Block] = []
    for entry in data["blocks"]:
        if entry[0] == "p":
            blocks.append(Paragraph(entry[1], unpack_place(entry[2])))
        else:
            rows = tuple(
                GridRow(tuple(map(_unpack_cell, cells)), bool(after_break))
                for after_break, cells in entry[2]
            )
            blocks.append(Grid(rows, Anchoring(entry[1])))
    return Document(
        tuple(blocks),
        data["reader"],
        data["encoding"],
        tuple(data["source"]),
        tuple(map(unpack_place, data.get("unread", ()))),
    )
