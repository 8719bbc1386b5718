"""What a reader makes of a file: paragraphs and grids in reading order, with their places."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from store.report import Paragraph, Place


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
    """One cell of a source grid: raw text, column (from 0) and line or page if known."""

    text: str
    column: int
    line: int | None = None
    page: int | None = None


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
    """A file's content in reading order. ``source`` are the lines to show beside a doubt."""

    blocks: tuple[Block, ...]
    reader: str
    encoding: str | None = None
    source: tuple[str, ...] = ()

    def paragraphs(self) -> Iterator[Paragraph]:
        """The paragraphs, without the grids."""
        return (block for block in self.blocks if isinstance(block, Paragraph))


def _pack_place(place: Place) -> list[int | None]:
    return [place.page, place.table, place.row, place.column, place.line]


def pack_document(document: Document) -> bytes:
    """Serialise a document, compressed, so that it can be stored beside its report."""
    blocks: list[Any] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            blocks.append(["p", block.text, _pack_place(block.place)])
        else:
            rows = [
                [
                    int(row.after_break),
                    [[cell.text, cell.column, cell.line, cell.page] for cell in row.cells],
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
    return zlib.compress(json.dumps(data, ensure_ascii=False).encode("utf-8", "surrogatepass"), 6)


def unpack_document(packed: bytes) -> Document:
    """The inverse of ``pack_document``."""
    data = json.loads(zlib.decompress(packed).decode("utf-8", "surrogatepass"))
    blocks: list[Block] = []
    for entry in data["blocks"]:
        if entry[0] == "p":
            blocks.append(Paragraph(entry[1], Place(*entry[2])))
        else:
            rows = tuple(
                GridRow(tuple(GridCell(*cell) for cell in cells), bool(after_break))
                for after_break, cells in entry[2]
            )
            blocks.append(Grid(rows, Anchoring(entry[1])))
    return Document(tuple(blocks), data["reader"], data["encoding"], tuple(data["source"]))
