"""Tables without ruling lines: recognised and read by the position of their words.

Figures that stand at one height are a row, what stands left of them at their middle is its
label. Columns are taken from where figures and column headings stand, and only where every one
falls into exactly one column is the table's anchoring ALIGNED; else blanks stay in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from importers.document import Anchoring, GridCell, GridRow
from importers.readers.pdf_geometry import rounded
from importers.readers.pdf_lines import Line, Word, split_words
from importers.readers.pdf_unruled_labels import Label, stack_words, take_labels
from importers.values import looks_like_value
from importers.vocabulary import is_label, is_label_fragment, section_of_heading

# Parts of the height of letters.
_SAME_ROW = 0.35
_FAR = 4.0
_NEAR = 2.2
# A line of prose is wider than this part of the page's text.
_WIDE = 0.6
_FEWEST_ROWS = 3
_MANY_VALUES = 3
_SENTENCE_END = re.compile(r"[。；：:;]\s*$")
_VALUE_COLUMN = 10
_SLACK = 0.5
_LOWEST = 1.3


@dataclass(slots=True)
class Region:
    """Lines ``start`` to ``end`` (exclusive) of a page that are a table without ruling lines."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns of a table stand, from left to right, without overlap."""

    spans: tuple[tuple[float, float], ...]
    is_sure: bool = False

    def of(self, word: Word) -> list[int]:
        """The columns that a word touches."""
        return [
            index
            for index, (left, right) in enumerate(self.spans)
            if word.left < right and word.right > left
        ]


@dataclass(slots=True)
class _Row:
    """Figures at one height."""

    base: float
    height: float
    values: list[Word]
    block: int = 0
    labels: list[Label] = field(default_factory=list)


def find_regions(lines: Sequence[Line], width: float, follows: bool) -> list[Region]:
    """The tables without ruling lines among a page's lines.

    ``width`` is that of the text; ``follows`` says that the page before ended with such a table.
    """
    kinds = [_kind(line, width) for line in lines]
    regions: list[Region] = []
    index = 0
    while index < len(lines):
        if kinds[index] not in ("row", "labels"):
            index += 1
            continue
        end = index + 1
        while end < len(lines) and kinds[end] != "prose" and _is_close(lines, end):
            end += 1
        while end > index + 1 and not _belongs(lines, kinds, end - 1):
            end -= 1
        start = index
        low = regions[-1].end if regions else 0
        while start > low and kinds[start - 1] != "prose" and _is_close(lines, start):
            start -= 1
        if _is_table(lines, kinds, start, end, follows and start == 0):
            regions.append(Region(start, end))
        index = end
    return regions


def _kind(line: Line, width: float) -> str:
    """row: figures behind words; labels: official labels beside each other; prose; other."""
    words = split_words(line)
    if len(words) == 1:
        wide = line.right - line.left > _WIDE * width
        text = line.text
        if wide or _SENTENCE_END.search(text) or section_of_heading(text) is not None:
            return "prose"
        return "other"
    values = _trailing_values(words)
    if len(values) >= 2 or (values and len(values) < len(words)):
        return "row"
    if all(is_label_fragment(word.text) for word in words):
        return "labels"
    if len(words) == 2 and _SENTENCE_END.search(line.text):
        return "prose"
    return "other"


def _trailing_values(words: Sequence[Word]) -> list[Word]:
    values: list[Word] = []
    for word in reversed(words):
        if not looks_like_value(word.text):
            break
        values.insert(0, word)
    return values


def _is_close(lines: Sequence[Line], index: int) -> bool:
    """True where no wide space parts this line from the one above."""
    above, line = lines[index - 1], lines[index]
    return line.base - above.base <= _FAR * max(line.height, above.height)


def _belongs(lines: Sequence[Line], kinds: Sequence[str], index: int) -> bool:
    """True for a line at the end of a table that is no beginning of prose."""
    if kinds[index] in ("row", "labels"):
        return True
    above, line = lines[index - 1], lines[index]
    if is_label(line.text):
        return True
    return is_label_fragment(line.text) and line.base - above.base <= _NEAR * line.height


def _is_table(
    lines: Sequence[Line], kinds: Sequence[str], start: int, end: int, follows: bool
) -> bool:
    rows = [index for index in range(start, end) if kinds[index] == "row"]
    official = any(
        is_label(word.text) for index in range(start, end) for word in split_words(lines[index])
    )
    if follows or "labels" in kinds[start:end]:
        return official
    if not rows:
        return False
    most = max(len(_trailing_values(split_words(lines[index]))) for index in rows)
    if official and (len(rows) > 1 or most >= _MANY_VALUES):
        return True
    return len(rows) >= _FEWEST_ROWS and most >= 2


def read_region(
    lines: Sequence[Line], known: Columns | None = None
) -> tuple[list[GridRow], Anchoring, Columns | None]:
    """The rows of one such table, how far its columns can be trusted, and the columns.

    ``known`` are the columns where the table goes on from the page before.
    """
    page = lines[0].page
    values, others = _part_values(lines)
    if not values:
        rows_of_words = _by_height([*values, *others])
        return [_row_of(page, words) for words in rows_of_words], Anchoring.SPARSE, known
    edge = min(word.left for word in values)
    rows = _rows(values)
    left = [word for word in others if word.right <= edge + _SLACK]
    heads = [word for word in others if word.right > edge + _SLACK]
    stacked = stack_words(heads)
    for row in rows:
        row.block = sum(head.base < row.base for head in heads)
    loose = take_labels(
        [(row.base, row.height, row.labels) for row in rows],
        left,
        [head.base for head in heads],
    )
    columns, is_sure = _columns(rows, stacked, known)
    return (
        _assemble(page, rows, loose, stacked, columns),
        Anchoring.ALIGNED if is_sure else Anchoring.SPARSE,
        Columns(columns.spans, is_sure),
    )


def _part_values(lines: Sequence[Line]) -> tuple[list[Word], list[Word]]:
    values: list[Word] = []
    others: list[Word] = []
    for line in lines:
        words = split_words(line)
        if len(words) > 2:
            words = split_words(line, tight=True)
        found = _trailing_values(words)
        values += found
        others += words[: len(words) - len(found)]
    return values, others


def _by_height(words: Sequence[Word]) -> Iterator[list[Word]]:
    row: list[Word] = []
    for word in sorted(words, key=lambda word: word.base):
        if row and word.base - row[0].base > _SAME_ROW * word.height:
            yield sorted(row, key=lambda word: word.left)
            row = []
        row.append(word)
    if row:
        yield sorted(row, key=lambda word: word.left)


def _rows(values: Sequence[Word]) -> list[_Row]:
    return [
        _Row(sum(w.base for w in row) / len(row), max(w.height for w in row), row)
        for row in _by_height(values)
    ]


def _columns(
    rows: Sequence[_Row], heads: Sequence[Label], known: Columns | None
) -> tuple[Columns, bool]:
    """The columns of a table, and whether every figure surely falls into one of them.

    ``known`` are the columns of the same table on the page before: without them a row on this
    page would be numbered from its own first figure.
    """
    before = known.spans if known is not None else ()
    columns = Columns(_joined([*before, *((w.left, w.right) for r in rows for w in r.values)]))
    headed: set[int] = set()
    extra: list[tuple[float, float]] = []
    leaves: list[Label] = []
    reach = float("-inf")
    for block in sorted({row.block for row in rows}):
        own = [row for row in rows if row.block == block]
        above = [head for head in heads if reach < head.base < own[0].base]
        reach = own[-1].base
        # A column without any figure is known by its heading, which stands lowest.
        lowest = max((head.base for head in above), default=0.0)
        for head in above:
            touched = columns.of(head.word)
            if len(touched) > 1:
                continue
            leaves.append(head)
            if not touched and lowest - head.base <= _LOWEST * head.word.height:
                extra.append((head.word.left, head.word.right))
    columns = Columns(_joined([*columns.spans, *extra]))
    for head in leaves:
        headed.update(columns.of(head.word))
    count = len(columns.spans)
    proven = (
        count == len(before)
        or any(len(row.values) == count for row in rows)
        or (len(headed) == count and known is None)
    )
    apart = all(len({columns.of(w)[0] for w in r.values}) == len(r.values) for r in rows)
    single = all(len(columns.of(word)) == 1 for row in rows for word in row.values)
    # A number that is wide enough to touch two columns joins them.
    whole = count >= len(before) and (known is None or known.is_sure)
    return columns, proven and apart and single and whole


def _joined(spans: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    joined: list[tuple[float, float]] = []
    for left, right in sorted(spans):
        if joined and left < joined[-1][1]:
            joined[-1] = joined[-1][0], max(right, joined[-1][1])
        else:
            joined.append((left, right))
    return tuple(joined)


def _assemble(
    page: int,
    rows: Sequence[_Row],
    loose: Sequence[Label],
    heads: Sequence[Label],
    columns: Columns,
) -> list[GridRow]:
    places = sorted({label.word.left for row in rows for label in row.labels})
    ranks: list[float] = []
    for place in places:
        if not ranks or place - ranks[-1] > 6:
            ranks.append(place)

    def label_cell(label: Label) -> GridCell:
        rank = sum(place <= label.word.left for place in ranks)
        return _cell(label.text, min(_VALUE_COLUMN - 1, max(0, rank - 1)), page, label.word)

    found: list[tuple[float, GridRow]] = []
    for row in rows:
        cells = [
            label_cell(label) for label in sorted(row.labels, key=lambda label: label.word.left)
        ]
        cells += [
            _cell(word.text, _VALUE_COLUMN + columns.of(word)[0], page, word) for word in row.values
        ]
        found.append((row.base, GridRow(tuple(cells))))
    for group in _level(heads):
        cells = []
        for head in group:
            touched = columns.of(head.word)
            column = _VALUE_COLUMN + touched[0] if touched else _VALUE_COLUMN
            cells.append(_cell(head.text, column, page, head.word))
        beside = [label for label in loose if abs(label.base - group[0].base) < 2]
        cells = [label_cell(label) for label in beside] + cells
        loose = [label for label in loose if label not in beside]
        found.append((group[0].base, GridRow(tuple(cells))))
    found += [(label.base, GridRow((label_cell(label),))) for label in loose]
    return [row for _, row in sorted(found, key=lambda pair: pair[0])]


def _level(labels: Sequence[Label]) -> Iterator[list[Label]]:
    """Labels at one height, from left to right."""
    group: list[Label] = []
    for label in sorted(labels, key=lambda label: label.base):
        if group and label.base - group[0].base > _SAME_ROW * label.word.height:
            yield sorted(group, key=lambda label: label.word.left)
            group = []
        group.append(label)
    if group:
        yield sorted(group, key=lambda label: label.word.left)


def _cell(text: str, column: int, page: int, word: Word) -> GridCell:
    return GridCell(text, column, page=page, box=rounded(word.box))


def _row_of(page: int, words: Sequence[Word]) -> GridRow:
    return GridRow(tuple(_cell(word.text, i, page, word) for i, word in enumerate(words)))
