"""The header of a table whose form rows stand beside each other: groups, and columns in each."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cache

from importers.columns import HeaderMatch, Leaf, joined, match_leaves
from importers.document import Anchoring
from importers.heads import drawn_leaves, value_columns
from importers.labels import How, TextScore, Wording, normalise, score_text
from importers.source_rows import SourceRow
from importers.wordings import form_wording
from store.forms import Table

# What is nearer to the label of a form row is one.
_LIKE_GROUP = 0.75


@dataclass(frozen=True, slots=True)
class AcrossHeading:
    """For each value from left to right the form row (by position) and the label over it.

    ``extra`` are labels over columns that the form does not have; ``columns`` and
    ``extra_columns`` are columns of the source. ``groups`` are the labels of the form rows.
    """

    matches: tuple[tuple[int, HeaderMatch], ...]
    groups: tuple[HeaderMatch, ...]
    size: int
    extra: tuple[HeaderMatch, ...] = ()
    columns: tuple[int, ...] = ()
    extra_columns: frozenset[int] = frozenset()

    @property
    def order(self) -> tuple[int | None, ...] | None:
        """The form's field of each value, where that is not simply the form's own order."""
        targets = tuple(
            None if match.target is None else group * self.size + match.target
            for group, match in self.matches
        )
        return None if targets == tuple(range(len(targets))) else targets

    @property
    def is_in_order(self) -> bool:
        """True where every value that belongs to a field stands in the form's own order."""
        return all(t in (None, index) for index, t in enumerate(self.order or ()))


def read_across_heading(
    header: Sequence[SourceRow],
    data: SourceRow,
    table: Table,
    labels: Sequence[Wording],
    foreign: frozenset[str] = frozenset(),
) -> AcrossHeading | None:
    """Match the header over the one line of values; None where it tells nothing for sure.

    ``foreign`` are labels that are of none of the columns, however near they are.
    """
    rows, known = _row_words(table)
    leaves_known = {label.text for label in labels}

    def is_group(text: str) -> bool:
        if not text or text in known:
            return True
        return text not in leaves_known and max(_scores(text, rows)) >= _LIKE_GROUP

    columns = value_columns(header, [data], is_group)
    is_drawn = columns is not None and len(columns) >= len(labels) * len(rows)
    groups = _groups(header, rows, leaves_known, is_drawn)
    if columns is not None and is_drawn:
        leaves = drawn_leaves(header, columns, labels, is_group)
        blocks = _even(len(columns), len(labels), len(rows))
        if len(groups) == len(rows):
            blocks = _under(groups, columns, len(labels)) or blocks
    else:
        columns = ()
        # Without row ends the last label of the header has the values behind it.
        cells = [
            c for row in (*header, data) for c in row.labels if not is_group(normalise(c.text))
        ]
        leaves = [Leaf(text, cell) for text, cell in joined(cells, labels)]
        blocks = _even(len(leaves), len(labels), len(rows))
    if not blocks or not any(leaf.text for leaf in leaves):
        return None
    named = [group.target for group in groups if group.target is not None]
    if len(named) != len(rows):
        named = list(range(len(rows)))
    matches: list[tuple[int, HeaderMatch]] = []
    extra: list[tuple[int, HeaderMatch]] = []
    for row, block in zip(named, blocks, strict=True):
        found = match_leaves([leaves[i] for i in block], labels, foreign)
        if found is None:
            return None
        for index, match in zip(block, found, strict=True):
            if match.target is None and len(block) > len(labels):
                # A column under no label at all may as well be a slip.
                if not match.text:
                    return None
                extra.append((columns[index], match))
            else:
                matches.append((row, match))
    heading = AcrossHeading(
        tuple(matches),
        _with_missing(groups, header, rows),
        len(labels),
        tuple(match for _, match in extra),
        columns,
        frozenset(column for column, _ in extra),
    )
    if len(matches) != len(labels) * len(rows):
        return None
    is_sparse = any(row.anchoring is Anchoring.SPARSE for row in (*header, data))
    if heading.is_in_order:
        return heading
    # Another order than the form's is believed only of whole, known labels.
    if is_sparse or any(m.target is None or m.score.score < 0.99 for _, m in matches):
        return None
    return heading


@cache
def _row_words(table: Table) -> tuple[tuple[Wording, ...], frozenset[str]]:
    """The rows of a form's table prepared for matching, and all words that are known for them."""
    texts = (text for one in table.row_labels for text in (one.text, *one.aliases))
    return tuple(form_wording(row.label) for row in table.rows), frozenset(map(normalise, texts))


def _scores(text: str, rows: Sequence[Wording]) -> list[float]:
    return [score_text(text, official).score for official in rows]


def _under(
    groups: Sequence[HeaderMatch], columns: Sequence[int], size: int
) -> list[list[int]] | None:
    """The columns under each group, where every group has at least its own."""
    starts = [group.cell.column for group in groups if group.cell is not None]
    blocks = [
        [
            i
            for i, column in enumerate(columns)
            if column >= start and (after is None or column < after)
        ]
        for start, after in zip(starts, [*starts[1:], None], strict=True)
    ]
    whole = sum(map(len, blocks)) == len(columns) and all(len(block) >= size for block in blocks)
    return blocks if whole else None


def _even(count: int, size: int, groups: int) -> list[list[int]]:
    if count != size * groups:
        return []
    return [list(range(g * size, (g + 1) * size)) for g in range(groups)]


def _groups(
    header: Sequence[SourceRow], rows: Sequence[Wording], leaves: Set[str], is_drawn: bool
) -> list[HeaderMatch]:
    """The labels of the form rows in the order in which they stand, the first of each."""
    found: dict[int, HeaderMatch] = {}
    for row in header:
        for cell in row.labels:
            text = normalise(cell.text)
            if text in leaves:
                continue
            scores = _scores(text, rows)
            best = max(range(len(rows)), key=lambda i: scores[i])
            if scores[best] < _LIKE_GROUP or best in found:
                continue
            second, index = max((scores[i], -i) for i in range(len(rows)) if i != best)
            own = score_text(text, rows[best])
            found[best] = HeaderMatch(text, cell, best, own, -index, second)
    groups = list(found.values())
    if is_drawn:
        groups.sort(key=lambda match: match.cell.column if match.cell is not None else 0)
    return groups


def _with_missing(
    groups: Sequence[HeaderMatch], header: Sequence[SourceRow], rows: Sequence[Wording]
) -> tuple[HeaderMatch, ...]:
    """The labels of the form rows, and an empty one for each of which not even pieces stand."""
    if any(row.anchoring is Anchoring.SPARSE for row in header):
        return tuple(groups)
    named = {group.target for group in groups}
    every = "".join(normalise(cell.text) for row in header for cell in row.labels)
    missing = [
        HeaderMatch("", None, target, TextScore(0.0, How.POSITION))
        for target, row in enumerate(rows)
        if target not in named and row.text not in every
    ]
    return (*groups, *missing)
