"""Tables as a DOCX file draws them: which are tables and which only arrange text on a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from importers.labels import normalise, split_enumerator
from importers.readers.composing import TableRow
from importers.values import looks_like_value
from importers.vocabulary import section_of_heading, vocabulary

# Smaller tables inside a cell are part of what the cell says.
_FEWEST_NESTED_CELLS = 6
# A row of one cell with more characters than this is prose; the longest label has 50.
_LONGEST_LONE_LABEL = 60
_LONGEST_HEADING = 40


@dataclass(frozen=True, slots=True)
class DrawnPicture:
    """A picture that is large enough to hold text."""


@dataclass(frozen=True, slots=True)
class DrawnChunk:
    """Another document inside this one (altChunk), by its relation id."""

    relation_id: str


@dataclass(frozen=True, slots=True)
class DrawnCell:
    """A cell in the row where it begins: its leftmost grid column, and what is in it."""

    column: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class DrawnTable:
    """A table by its rows; cells that continue one above are left out."""

    rows: tuple[tuple[DrawnCell, ...], ...]


# What follows each other on a page or in a cell; a string is a paragraph.
Piece = str | DrawnTable | DrawnPicture | DrawnChunk


def unwrapped(pieces: Sequence[Piece]) -> Iterator[Piece | tuple[TableRow, ...]]:
    """The pieces of a page in order: real tables as rows, arranging tables as what is in them."""
    for piece in pieces:
        if isinstance(piece, DrawnTable):
            yield from _unwrapped_table(piece)
        else:
            yield piece


def cell_text(pieces: Sequence[Piece]) -> str:
    """The text of a cell: paragraphs by line, a small table inside it row by row."""
    if len(pieces) == 1 and isinstance(pieces[0], str):
        text = pieces[0].strip("\n")
        return text if text.strip() else ""
    lines: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            lines.append(piece.strip("\n"))
        elif isinstance(piece, DrawnTable):
            lines += [
                " ".join(filter(None, (cell_text(cell.pieces).strip() for cell in row)))
                for row in piece.rows
            ]
    return "\n".join(line for line in lines if line.strip())


def _unwrapped_table(table: DrawnTable) -> Iterator[Piece | tuple[TableRow, ...]]:
    if _is_layout(table):
        for row in table.rows:
            for cell in row:
                yield from unwrapped(cell.pieces)
        return
    rows: list[TableRow] = []
    apart: list[Piece] = []
    for row in table.rows:
        texts = [cell_text(cell.pieces) for cell in row]
        if _is_prose(texts):
            if rows:
                yield tuple(rows)
                rows = []
            for cell in row:
                yield from unwrapped(cell.pieces)
            continue
        rows.append(tuple([(text, cell.column) for text, cell in zip(texts, row, strict=True)]))
        apart += [p for cell in row for p in cell.pieces if isinstance(p, DrawnPicture)]
    if rows:
        yield tuple(rows)
    yield from apart


def _is_layout(table: DrawnTable) -> bool:
    """Whether a table only arranges: it holds a whole table, another document, or only prose."""
    inside = [piece for row in table.rows for cell in row for piece in cell.pieces]
    if any(isinstance(piece, DrawnChunk) for piece in inside):
        return True
    nested = [piece for piece in inside if isinstance(piece, DrawnTable)]
    if any(_is_substantial(piece) for piece in nested):
        return True
    if any(len(row) > 1 for row in table.rows):
        return False
    lone = [row[0] for row in table.rows if row]
    return any(_paragraphs(cell.pieces) > 1 or _is_prose([cell_text(cell.pieces)]) for cell in lone)


def _paragraphs(pieces: Sequence[Piece]) -> int:
    return sum(isinstance(piece, str) and bool(piece.strip()) for piece in pieces)


def _is_substantial(table: DrawnTable) -> bool:
    rows = [row for row in table.rows if row]
    widest = max((len(row) for row in rows), default=0)
    is_grid = len(rows) > 1 and widest > 1 and sum(map(len, rows)) >= _FEWEST_NESTED_CELLS
    return is_grid or _is_layout(table)


def _is_prose(texts: Sequence[str]) -> bool:
    """A row that is no row of a table: one long text, or the heading of a section in front."""
    if len(texts) == 1 and len(texts[0]) > _LONGEST_LONE_LABEL:
        return True
    return opens_section(texts)


def opens_section(texts: Sequence[str]) -> bool:
    """Whether a row begins with the heading of a section, not with a label that is like one.

    A row with figures is a row of a table, and so is one whose other cells are blank, unless
    its first one is an official heading to the letter.
    """
    first = texts[0].strip() if texts else ""
    if not 0 < len(first) <= _LONGEST_HEADING or section_of_heading(first) is None:
        return False
    others = [text for text in texts[1:] if text.strip()]
    if others or len(texts) == 1:
        return not any(looks_like_value(text) for text in others)
    return is_official_heading(first)


def is_official_heading(text: str) -> bool:
    """Whether a text is the heading of a section to the letter, with or without its number."""
    heading = normalise(text)
    known = vocabulary().headings
    return heading in known or split_enumerator(heading)[1] in known
