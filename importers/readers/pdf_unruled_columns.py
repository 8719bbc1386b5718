"""Words of a table without ruling lines: its figures, their columns, its headings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from importers.readers.pdf_lines import HEAD_GAP, Line, Word, split_words
from importers.readers.pdf_unruled_regions import trailing_values

# Parts of the height of letters: how far figures of one line may be from its base, how far the
# words of one column may be out of line.
_SAME_LINE = 0.35
_OUT_OF_LINE = 0.6
# So far a label may be from its figures, as one of two lines is from the middle between them.
HALF_LINE = 0.85
_SLACK = 0.5
# Heights are counted over all pages of a table, which stand so far below each other, in points.
PAGE = 100_000.0


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns of a table stand, from left to right, without overlap."""

    spans: tuple[tuple[float, float], ...]

    def of(self, word: Word) -> int | None:
        """The column that a word stands in: of those it touches, the one with its middle."""
        touched = [
            (abs((left + right) / 2 - word.middle), index)
            for index, (left, right) in enumerate(self.spans)
            if word.left < right and word.right > left
        ]
        return min(touched)[1] if touched else None

    def touched(self, word: Word) -> int:
        """How many columns a word touches."""
        return sum(word.left < right and word.right > left for left, right in self.spans)

    def cuts(self) -> list[float]:
        """Half way between neighbouring columns."""
        return [(left[1] + right[0]) / 2 for left, right in pairwise(self.spans)]


@dataclass(slots=True)
class FigureLine:
    """Figures at one height."""

    base: float
    height: float
    words: list[Word]

    @property
    def page(self) -> int:
        """The page on which the line stands."""
        return int(self.base // PAGE)


@dataclass(slots=True)
class TableWords:
    """The words of all parts of a table, with heights counted over all pages."""

    figures: list[FigureLine] = field(default_factory=list)
    left: list[Word] = field(default_factory=list)
    heads: list[Word] = field(default_factory=list)


def page_of(word: Word) -> int:
    """The page on which a word stands."""
    return int(word.base // PAGE)


def table_words(parts: Sequence[Sequence[Line]]) -> tuple[TableWords, Columns]:
    """Figures, words left of all figures, other words; and the columns of the figures.

    A table without any figure has all its words at the left.
    """
    lines = [line for part in parts for line in part]
    found = [_words(line, ()) for line in lines]
    values = [word for words in found for word in trailing_values(words)]
    table = TableWords()
    if not values:
        table.left = [word for words in found for word in words]
        return table, Columns(())
    edge = min(word.left for word in values)
    if not _has_labels(found, edge):
        edge = min(word.left for words in found for word in words)
    columns = Columns(_joined((word.left, word.right) for word in values))
    cuts = [edge - _SLACK, *columns.cuts()]
    figures: list[Word] = []
    for line in lines:
        words = _words(line, cuts)
        beyond = [word for word in words if word.right > edge + _SLACK]
        table.left += [word for word in words if word.right <= edge + _SLACK]
        values = trailing_values(words)
        if values:
            # What stands among figures fills a cell, whatever it says.
            sure = set(map(id, values))
            inside = [word for word in beyond if id(word) in sure or word.left >= edge - _SLACK]
            figures += inside
            sure.update(map(id, inside))
            table.left += [word for word in beyond if id(word) not in sure]
        else:
            table.heads += beyond
    table.figures = [
        FigureLine(sum(w.base for w in row) / len(row), max(w.height for w in row), row)
        for row in by_height(figures)
    ]
    columns = Columns(_joined((word.left, word.right) for word in figures))
    return table, columns


def _has_labels(lines: Sequence[Sequence[Word]], edge: float) -> bool:
    """False for a table whose figures have nothing at their left: all its words are headings."""
    words = [word for line in lines for word in line]
    return any(
        other.right <= edge + _SLACK and abs(other.base - value.base) <= HALF_LINE * value.height
        for line in lines
        for value in trailing_values(line)[:1]
        for other in words
    )


def _words(line: Line, cuts: Sequence[float]) -> list[Word]:
    words = split_words(line, HEAD_GAP, cuts)
    for word in words:
        word.base += line.page * PAGE
    return words


def by_height(words: Iterable[Word]) -> list[list[Word]]:
    """Words by line, from top to bottom, each line from left to right."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.base):
        if not rows or word.base - rows[-1][0].base > _SAME_LINE * word.height:
            rows.append([])
        rows[-1].append(word)
    for row in rows:
        row.sort(key=lambda word: word.left)
    return rows


def with_headed(columns: Columns, heads: Sequence[Word]) -> Columns:
    """The columns, and those that no figure shows, only a heading without another below it."""
    extra = [
        (head.left, head.right)
        for head in heads
        if columns.of(head) is None
        and not any(
            other is not head
            and other.base > head.base
            and page_of(other) == page_of(head)
            and other.left < head.right
            and other.right > head.left
            for other in heads
        )
    ]
    return Columns(_joined([*columns.spans, *extra]))


def _joined(spans: Iterable[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    joined: list[tuple[float, float]] = []
    for left, right in sorted(spans):
        if joined and left < joined[-1][1]:
            joined[-1] = joined[-1][0], max(right, joined[-1][1])
        else:
            joined.append((left, right))
    return tuple(joined)


def are_apart(figures: Sequence[FigureLine], columns: Columns) -> bool:
    """True where every figure surely stands in one column.

    No two of a line share one, and those of a column are in line by their left, middle or right.
    """
    by_column: dict[int, list[Word]] = {}
    for line in figures:
        own = [columns.of(word) for word in line.words]
        if len(set(own)) != len(own):
            return False
        for index, word in zip(own, line.words, strict=True):
            if index is not None:
                by_column.setdefault(index, []).append(word)
    return all(map(_are_in_line, by_column.values()))


def are_proven(figures: Sequence[FigureLine], heads: Sequence[Word], columns: Columns) -> bool:
    """True where one line fills all columns, or where each of them has its heading."""
    count = len(columns.spans)
    if any(len({columns.of(word) for word in line.words}) == count for line in figures):
        return True
    headed = {columns.of(head) for head in heads if columns.touched(head) == 1}
    return len(headed - {None}) == count


def _are_in_line(words: Sequence[Word]) -> bool:
    slack = _OUT_OF_LINE * max(word.height for word in words)
    return any(
        max(places) - min(places) <= slack
        for places in (
            [word.left for word in words],
            [word.middle for word in words],
            [word.right for word in words],
        )
    )
