"""Figures of a table without ruling lines → the row of the label that they stand beside.

A line of figures belongs to the label between whose first and last line it stands. Where that
does not tell, figures and the labels near them that have none are *unplaced*: they are passed on
as text, so that their rows are missing and never blank.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from importers.readers.pdf_lines import Word
from importers.readers.pdf_unruled_columns import Columns, FigureLine
from importers.readers.pdf_unruled_stacks import Label, is_numbered
from importers.vocabulary import is_label_fragment

# Parts of the height of letters: a figure at the height of a label; half a line off it, as the
# lines of a wrapped figure are; the lines of one cell; a row that a
# figure may belong to; labels that follow each other closely.
_LEVEL = 0.34
_HALF_LINE = 0.85
_CLEARLY = 0.3
_LINE = 1.6
_NEAR = 2.2
_CLOSE = 1.8
# Points by which the labels of rows stand right of those of their group.
_INDENT = 6.0


@dataclass(slots=True)
class TableRow:
    """One row: its label, if any, and its lines of figures."""

    label: Label | None
    lines: list[FigureLine] = field(default_factory=list)
    stray: list[FigureLine] = field(default_factory=list)

    @property
    def words(self) -> list[Word]:
        """Its figures."""
        return [word for line in self.lines for word in line.words]


@dataclass(slots=True)
class Unplaced:
    """Labels and lines of figures of which it cannot be told which belong together."""

    labels: list[Label]
    lines: list[FigureLine]


def find_rows(
    labels: Sequence[Label], figures: Sequence[FigureLine], columns: Columns
) -> tuple[list[TableRow], list[Unplaced]]:
    """The rows of a table, in order, and what cannot be placed."""
    if not labels:
        return _by_distance(figures), []
    rows = [TableRow(label) for label in labels]
    near: list[tuple[TableRow, FigureLine]] = []
    bare: list[FigureLine] = []
    for line in figures:
        inside = [row for row in rows if _is_inside(row, line)]
        if len(inside) == 1:
            inside[0].lines.append(line)
            continue
        row = None if inside else _nearest(rows, line)
        if row is None:
            bare.append(line)
        else:
            near.append((row, line))
    bare += _take_near(near, columns)
    unplaced = []
    for line in bare:
        owners = [row for row in rows if _is_wrapped_off(row, line, figures, columns)]
        if len(owners) == 1:
            owners[0].lines.append(line)
            owners[0].lines.sort(key=lambda line: line.base)
        else:
            unplaced.append(_unplaced(line, rows, figures))
    _join_to_rows_before(rows, columns)
    unplaced += _doubtful_blanks(rows)
    unplaced += [Unplaced([row.label], []) for row in rows if _is_orphan(row) and row.label]
    return _without(rows, unplaced)


def _is_inside(row: TableRow, line: FigureLine) -> bool:
    return row.label is not None and row.label.distance(line.base) <= _LEVEL * line.height


def _is_orphan(row: TableRow) -> bool:
    """True for a piece of a label without figures, which may not pass for a blank row."""
    if row.label is None or row.lines or row.stray:
        return False
    text = row.label.text
    return not row.label.is_official and (not is_numbered(text) or is_label_fragment(text))


def _by_distance(figures: Sequence[FigureLine]) -> list[TableRow]:
    """Rows of a table without labels: lines as near to each other as those of one cell."""
    rows: list[TableRow] = []
    for line in figures:
        if rows and line.base - rows[-1].lines[-1].base <= _LINE * line.height:
            rows[-1].lines.append(line)
        else:
            rows.append(TableRow(None, [line]))
    return rows


def _nearest(rows: Sequence[TableRow], line: FigureLine) -> TableRow | None:
    """The row that is half a line away at most, and clearly nearer than all others."""
    distances = sorted(
        ((row.label.distance(line.base), index) for index, row in enumerate(rows) if row.label),
    )
    first, index = distances[0]
    second = distances[1][0] if len(distances) > 1 else float("inf")
    if first > _HALF_LINE * line.height or second - first < _CLEARLY * line.height:
        return None
    return rows[index]


def _take_near(near: Sequence[tuple[TableRow, FigureLine]], columns: Columns) -> list[FigureLine]:
    """Take lines off their label as lines of wrapped figures where their columns show it.

    Returns those that are near a label which has no figures otherwise.
    """
    counts: dict[int, Counter[int | None]] = {}
    had = {id(row) for row, _ in near if row.lines}
    for row, line in near:
        own = counts.setdefault(id(row), Counter({columns.of(word): 1 for word in row.words}))
        own.update(columns.of(word) for word in line.words)
    left = []
    for row, line in near:
        own = counts[id(row)]
        if all(own[columns.of(word)] > 1 for word in line.words):
            row.lines.append(line)
        elif id(row) in had:
            row.stray.append(line)
        else:
            left.append(line)
    for row, _ in near:
        row.lines.sort(key=lambda line: line.base)
    return left


def _is_wrapped_off(
    row: TableRow, line: FigureLine, figures: Sequence[FigureLine], columns: Columns
) -> bool:
    """True where a line goes on with the figures of a row, below or above their own line."""
    own = {columns.of(word) for word in row.words}
    if not row.lines or not all(columns.of(word) in own for word in line.words):
        return False
    if any(abs(line.base - other.base) <= _LINE * line.height for other in row.lines):
        return True
    # As many figures as the row has are those of another row.
    return len(line.words) < len(row.words) and _is_over_break(row.lines[-1], line, figures)


def _join_to_rows_before(rows: Sequence[TableRow], columns: Columns) -> None:
    """Give figures beside the name of a group to the row before, which they go on with."""
    before: TableRow | None = None
    for row in rows:
        if before is not None and row.label is not None and row.lines:
            first = row.lines[0]
            last = before.lines[-1]
            own = {columns.of(word) for word in before.words}
            if (
                (first.page == last.page + 1 or first.base - last.base <= _LINE * first.height)
                and before.label is not None
                and not is_numbered(row.label.text)
                and row.label.words[0].left < before.label.words[0].left - _INDENT
                and len(row.words) < len(before.words)
                and all(columns.of(word) in own for word in row.words)
            ):
                before.lines += row.lines
                row.lines = []
                continue
        if row.lines:
            before = row


def _is_over_break(above: FigureLine, below: FigureLine, figures: Sequence[FigureLine]) -> bool:
    """True where two lines of figures follow each other with a page break between them."""
    between = any(above.base < line.base < below.base for line in figures)
    return below.page == above.page + 1 and not between


def _unplaced(
    line: FigureLine, rows: Sequence[TableRow], figures: Sequence[FigureLine]
) -> Unplaced:
    """A line without a label, with the rows before and behind it that it may belong to."""
    before = [row for row in rows if row.label is not None and row.label.base < line.base]
    behind = [row for row in rows if row.label is not None and row.label.base >= line.base]
    labels: list[Label] = []
    lines = [line]
    for row in (*before[-1:], *behind[:1]):
        if row.label is None:
            continue
        near = row.label.distance(line.base) <= _NEAR * line.height or any(
            _is_over_break(own, line, figures) for own in row.lines[-1:]
        )
        if near or not row.lines:
            labels.append(row.label)
            lines += row.lines
    return Unplaced(labels, lines)


def _doubtful_blanks(rows: Sequence[TableRow]) -> list[Unplaced]:
    """Labels without figures beside a label with figures that is not a whole one."""
    found = []
    for index, row in enumerate(rows):
        if row.lines or row.label is None:
            continue
        for other in (*rows[max(0, index - 1) : index], *rows[index + 1 : index + 2]):
            label = other.label
            if not other.lines or label is None or label.is_official:
                continue
            first, second = sorted((label, row.label), key=lambda one: one.base)
            if is_numbered(first.text) and is_numbered(second.text):
                continue
            gap = second.words[0].base - first.words[-1].base
            torn = gap > _CLOSE * 1000
            if row.label.is_official and (torn or gap > _CLOSE * label.words[0].height):
                continue
            if not row.label.is_official and is_numbered(second.text):
                continue
            found.append(Unplaced([first, second], list(other.lines)))
    return found


def _without(
    rows: Sequence[TableRow], unplaced: Sequence[Unplaced]
) -> tuple[list[TableRow], list[Unplaced]]:
    """The rows that are left; what is unplaced and shares labels or lines is one."""
    merged: list[Unplaced] = []
    for one in unplaced:
        same = [
            other
            for other in merged
            if set(map(id, other.labels)) & set(map(id, one.labels))
            or set(map(id, other.lines)) & set(map(id, one.lines))
        ]
        labels = [label for other in [*same, one] for label in other.labels]
        lines = [line for other in [*same, one] for line in other.lines]
        merged = [other for other in merged if other not in same]
        merged.append(
            Unplaced(
                list({id(label): label for label in labels}.values()),
                list({id(line): line for line in lines}.values()),
            )
        )
    gone = {id(label) for one in merged for label in one.labels}
    return [row for row in rows if id(row.label) not in gone], merged
