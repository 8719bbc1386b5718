"""Tables without ruling lines: recognised and read by the position of their words.

Figures that stand at one height are a line, what stands left of them at their height is their
label. Columns are taken from all parts of a table, from where its figures and its headings
stand; only where every figure falls into exactly one column is the anchoring ALIGNED, else
blanks stay in doubt.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from importers.document import Anchoring, GridCell, GridRow
from importers.readers.pdf_geometry import rounded
from importers.readers.pdf_lines import Line, Word
from importers.readers.pdf_unruled_columns import (
    PAGE,
    Columns,
    are_apart,
    are_proven,
    by_height,
    page_of,
    table_words,
    with_headed,
)
from importers.readers.pdf_unruled_labels import begins_at, find_labels
from importers.readers.pdf_unruled_regions import find_regions
from importers.readers.pdf_unruled_rows import TableRow, Unplaced, find_rows
from importers.readers.pdf_unruled_stacks import Label, stack_words
from store.report import Box

_VALUE_COLUMN = 10
# Points between the left sides of labels of two levels.
_LEVEL = 6.0


@dataclass(slots=True)
class Unruled:
    """A table without ruling lines, or a stretch of it, as it stands on one page.

    ``text`` is set where its rows cannot be told: then it is only to be shown.
    """

    page: int
    top: float
    rows: list[GridRow]
    anchoring: Anchoring
    text: str = ""
    box: Box | None = None
    begins_page: bool = False


@dataclass(slots=True)
class _Piece:
    """A row or a text at its height."""

    base: float
    row: GridRow | None
    text: str = ""
    boxes: list[Box] = field(default_factory=list)


def read_unruled(
    pages: Sequence[list[Line]],
) -> tuple[list[list[Unruled]], list[list[Line]]]:
    """The tables without ruling lines of each page, and the lines that are left for prose."""
    regions = find_regions(pages)
    unruled: list[list[Unruled]] = [[] for _ in pages]
    chains: dict[int, list[int]] = {}
    for index, region in enumerate(regions):
        chains.setdefault(region.chain, []).append(index)
    for indexes in chains.values():
        own = [regions[index] for index in indexes]
        parts = [pages[region.page][region.start : region.end] for region in own]
        for region, found in zip(own, _read_table(parts), strict=True):
            unruled[region.page] += found
    prose: list[list[Line]] = []
    for number, lines in enumerate(pages):
        taken = {
            index
            for region in regions
            if region.page == number
            for index in range(region.start, region.end)
        }
        prose.append([line for index, line in enumerate(lines) if index not in taken])
    return unruled, prose


def _read_table(parts: Sequence[Sequence[Line]]) -> list[list[Unruled]]:
    """The stretches of each part of one table."""
    words, columns = table_words(parts)
    anchoring = Anchoring.SPARSE
    if not words.figures:
        pieces = [
            _Piece(row[0].base, GridRow(tuple(_cell(w.text, i, w) for i, w in enumerate(row))))
            for row in by_height(words.left)
        ]
    else:
        heads = stack_words(words.heads)
        columns = with_headed(columns, [head.word for head in heads])
        if are_apart(words.figures, columns) and are_proven(
            words.figures, [head.word for head in heads], columns
        ):
            anchoring = Anchoring.ALIGNED
        labels = find_labels(words.left, words.figures, words.heads)
        rows, unplaced = find_rows(labels.rows, words.figures, columns)
        table = _Table(columns, rows, unplaced)
        pieces = list(table.pieces(heads, labels.groups, labels.beside))
    starts = [part[0].page * PAGE + part[0].base - _LEVEL for part in parts]
    own: list[list[_Piece]] = [[] for _ in parts]
    for piece in pieces:
        own[max(0, bisect_right(starts, piece.base) - 1)].append(piece)
    return [
        list(_stretches(part[0].page, part[0].top, found, anchoring))
        for part, found in zip(parts, own, strict=True)
    ]


def _stretches(
    page: int, top: float, pieces: Sequence[_Piece], anchoring: Anchoring
) -> Iterator[Unruled]:
    """Rows that follow each other as one grid, texts between them."""
    found: list[Unruled] = []
    for piece in sorted(pieces, key=lambda piece: piece.base):
        # All stretches sort behind each other at the place where the part begins.
        place = top + len(found) / 1000
        if piece.row is None:
            box = _around(piece.boxes)
            found.append(Unruled(page, place, [], anchoring, piece.text, box))
        elif found and found[-1].rows:
            found[-1].rows.append(piece.row)
        else:
            found.append(Unruled(page, place, [piece.row], anchoring))
    if found:
        found[0].begins_page = True
    yield from found


def _around(boxes: Sequence[Box]) -> Box:
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


@dataclass(slots=True)
class _Table:
    """What was found of one table, to be put into rows of a grid."""

    columns: Columns
    rows: Sequence[TableRow]
    unplaced: Sequence[Unplaced]

    def pieces(
        self, heads: Sequence[Label], groups: Sequence[Label], beside: Sequence[Label]
    ) -> Iterator[_Piece]:
        """The rows and texts, in no order."""
        labels = [row.label for row in self.rows if row.label is not None]
        ranks = _ranks(labels)
        fronts: dict[int, list[Label]] = {}
        for group in groups:
            owner = begins_at(group, labels)
            if owner is None:
                yield _piece(group.base, [self._label(group, ranks)])
            else:
                fronts.setdefault(id(owner), []).append(group)
        for row in self.rows:
            own = [*fronts.get(id(row.label), []), *([row.label] if row.label else [])]
            own.sort(key=lambda label: label.word.left)
            cells = [self._label(label, ranks) for label in own]
            base = row.label.base if row.label is not None else row.lines[0].base
            yield _piece(base, [*cells, *self._figures(row)])
            for line in row.stray:
                stray = [self._figure([word]) for word in line.words]
                yield _piece(max(base, line.base) + 0.01, stray)
        for level in by_height([head.word for head in heads]):
            cells = []
            for label in beside:
                if abs(label.base - level[0].base) < 2:
                    cells.append(self._label(label, ranks))
            placed = [label for label in beside if abs(label.base - level[0].base) < 2]
            beside = [label for label in beside if label not in placed]
            cells += [self._figure([head]) for head in level]
            yield _piece(level[0].base, cells)
        for label in beside:
            yield _piece(label.base, [self._label(label, ranks)])
        for one in self.unplaced:
            words = [w for label in one.labels for w in label.words]
            words += [w for line in one.lines for w in line.words]
            first = min(words, key=lambda word: word.base)
            own_words = [word for word in words if page_of(word) == page_of(first)]
            text = " ".join(word.text for line in by_height(words) for word in line)
            boxes = [word.box for word in own_words]
            yield _Piece(first.base, None, text, boxes)

    def _label(self, label: Label, ranks: Sequence[float]) -> GridCell:
        rank = sum(place <= label.word.left for place in ranks)
        column = min(_VALUE_COLUMN - 1, max(0, rank - 1))
        return _cell(label.text, column, label.word)

    def _figures(self, row: TableRow) -> list[GridCell]:
        """The figures of a row; lines of one column are lines of one cell."""
        stacks: dict[tuple[int | None, int], list[Word]] = {}
        for number, line in enumerate(row.lines):
            seen: set[int | None] = set()
            for word in line.words:
                column = self.columns.of(word)
                # Two figures of one line are never one cell.
                key = (column, 0) if column not in seen else (column, 1000 * number + len(seen))
                seen.add(column)
                stacks.setdefault(key, []).append(word)
        found = sorted(stacks.values(), key=lambda stack: stack[0].left)
        return [self._figure(stack) for stack in found]

    def _figure(self, stack: Sequence[Word]) -> GridCell:
        column = self.columns.of(stack[0])
        text = "\n".join(word.text for word in stack)
        return _cell(text, _VALUE_COLUMN + (column or 0), stack[0])


def _piece(base: float, cells: Sequence[GridCell]) -> _Piece:
    return _Piece(base, GridRow(tuple(cells)))


def _ranks(labels: Sequence[Label]) -> list[float]:
    ranks: list[float] = []
    for place in sorted({label.word.left for label in labels}):
        if not ranks or place - ranks[-1] > _LEVEL:
            ranks.append(place)
    return ranks


def _cell(text: str, column: int, word: Word) -> GridCell:
    return GridCell(text, column, page=page_of(word), box=rounded(word.box))
