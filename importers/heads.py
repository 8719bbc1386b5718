"""What stands over the values of a table: the cells of its header, column by column."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from importers.columns import NEVER_OFFICIAL, HeaderMatch, Leaf, joined, match_leaves
from importers.document import Anchoring, GridCell
from importers.labels import Wording, normalise
from importers.source_rows import SourceRow

_MOST_LINES = 2
# The score of a label that is the official one or a known wording of it.
_WHOLE = 0.99
_DRAWN = (Anchoring.EXACT, Anchoring.ALIGNED)


@dataclass(frozen=True, slots=True)
class Heading:
    """The matched header over some rows.

    ``matches`` has one entry for each column of the form, from left to right as printed; none
    where the labels tell nothing. ``columns`` are all columns of the source, where their
    positions are sure; ``extra_columns`` those that are none of the form's, under the labels
    ``extra``; ``doubtful_columns`` those under no label: a figure there may be a slip.
    ``is_unsure``: no value below may be placed.
    """

    matches: tuple[HeaderMatch, ...]
    extra: tuple[HeaderMatch, ...] = ()
    columns: tuple[int, ...] = ()
    extra_columns: frozenset[int] = frozenset()
    doubtful_columns: frozenset[int] = frozenset()
    is_unsure: bool = False

    @property
    def order(self) -> tuple[int | None, ...] | None:
        """The form's column of each value, where that is not simply the form's own order."""
        targets = tuple(match.target for match in self.matches)
        return None if not targets or targets == tuple(range(len(targets))) else targets


IsLabel = Callable[[str], bool]


def read_heading(
    header: Sequence[SourceRow],
    data: Sequence[SourceRow],
    wordings: Sequence[Wording],
    is_other: IsLabel,
    is_group: IsLabel,
    foreign: frozenset[str],
    lessons: frozenset[str],
    known: Mapping[int, Leaf] = MappingProxyType({}),
) -> Heading | None:
    """Match the header rows over some rows of values; None where they tell nothing for sure.

    ``is_other`` knows labels of the corner and of groups of rows, ``is_group`` those over
    several columns; ``known`` are extra columns named further up in the table.
    """

    def is_no_leaf(text: str) -> bool:
        return is_other(text) or is_group(text)

    columns = value_columns(header, data, is_no_leaf)
    if columns is not None and len(columns) >= len(wordings):
        leaves = drawn_leaves(header, columns, wordings, is_no_leaf)
        if not any(leaf.text for leaf in leaves):
            return None
        leaves = [
            known.get(column, leaf) if not leaf.text else leaf
            for column, leaf in zip(columns, leaves, strict=True)
        ]
        found = match_leaves(leaves, wordings, foreign, lessons)
        heading = None if found is None else _heading(found, columns, len(wordings), lessons)
        if heading is None and len(columns) > len(wordings):
            return _by_use(data, columns, len(wordings))
        return heading
    leaves = _in_sequence(header, wordings, is_other, is_group)
    if len(leaves) != len(wordings):
        return None
    is_sparse = any(row.anchoring is Anchoring.SPARSE for row in header)
    if is_sparse and not _stand_together(header, leaves):
        return None
    found = match_leaves(leaves, wordings, foreign, lessons)
    if found is None:
        return None
    if is_sparse and any(m.target is None and m.text not in foreign for m in found):
        return None
    return _heading(found, (), len(wordings), lessons)


def _is_believable(found: Sequence[HeaderMatch], lessons: frozenset[str]) -> bool:
    """True for the form's own order; another order is believed only of whole, known labels.

    A reviewer who taught a label has seen the table: what was taught is believed.
    """
    if any(match.text in lessons for match in found):
        return True
    in_order = all(match.target in (None, index) for index, match in enumerate(found))
    return in_order or all(m.target is not None and m.score.score >= _WHOLE for m in found)


def _stand_together(header: Sequence[SourceRow], leaves: Sequence[Leaf]) -> bool:
    """True where no label was torn and the labels stand in two lines: words are not scattered."""
    if any(leaf.cell is None or normalise(leaf.cell.text) != leaf.text for leaf in leaves):
        return False
    cells = [leaf.cell for leaf in leaves]
    return sum(any(cell in row.labels for cell in cells) for row in header) <= _MOST_LINES


def _heading(
    found: Sequence[HeaderMatch], columns: Sequence[int], width: int, lessons: frozenset[str]
) -> Heading | None:
    if len(found) == width:
        return Heading(tuple(found), (), tuple(columns)) if _is_believable(found, lessons) else None
    own = [match for match in found if match.target is not None]
    if len(own) != width or not _is_believable(own, lessons):
        return None
    extra = [i for i, match in enumerate(found) if match.target is None]
    named = [i for i in extra if found[i].text]
    return Heading(
        tuple(own),
        tuple(found[i] for i in named),
        tuple(columns),
        frozenset(columns[i] for i in named),
        frozenset(columns[i] for i in extra if i not in named),
    )


def _by_use(data: Sequence[SourceRow], columns: Sequence[int], width: int) -> Heading | None:
    """Where labels do not tell the extra columns: those in which few rows have figures."""
    rows = [row for row in data if row.filled]
    uses = {c: sum(any(f.column == c for f in row.filled) for row in rows) for c in columns}
    ranked = sorted(columns, key=lambda column: (-uses[column], column))
    rare = ranked[width:]
    if 2 * uses[ranked[width - 1]] <= len(rows) or any(2 * uses[c] >= len(rows) for c in rare):
        rare = list(columns)
    return Heading((), (), tuple(columns), frozenset(), frozenset(rare))


def value_columns(
    header: Sequence[SourceRow], data: Sequence[SourceRow], is_no_leaf: IsLabel
) -> tuple[int, ...] | None:
    """The columns in which values stand, where every row keeps to them and drawing is sure.

    ``is_no_leaf`` knows header labels that stand over no column of their own.
    """
    rows = [row for row in data if row.filled]
    if not rows or any(row.anchoring not in _DRAWN for row in (*header, *rows)):
        return None
    # Where columns are held by spaces, labels stand at positions below 0, in no column.
    last_label = max((cell.column for row in rows for cell in row.labels), default=-1)
    if any(cell.column <= last_label for row in rows for cell in row.filled):
        return None
    over = {
        cell.column
        for row in header
        for cell in row.labels
        if cell.column > max(last_label, -1) and not is_no_leaf(normalise(cell.text))
    }
    filled = {cell.column for row in rows for cell in row.filled}
    if rows[0].anchoring is Anchoring.ALIGNED:
        return tuple(sorted(filled | over))
    # Pads behind the last column have nothing in them and nothing above.
    drawn = {cell.column for row in rows for cell in row.values}
    return tuple(sorted(drawn & (filled | over)))


def drawn_leaves(
    header: Sequence[SourceRow],
    columns: Sequence[int],
    wordings: Sequence[Wording],
    is_no_leaf: IsLabel,
) -> list[Leaf]:
    """What stands over each column: its lowest label, or all of a torn one together."""
    stacks: dict[int, list[GridCell]] = {column: [] for column in columns}
    for row in header:
        for cell in row.labels:
            if cell.column in stacks and not is_no_leaf(normalise(cell.text)):
                stacks[cell.column].append(cell)
    leaves = []
    for column in columns:
        stack = stacks[column]
        if not stack:
            leaves.append(Leaf("", None))
            continue
        if len(stack) == 1:
            leaves.append(Leaf(normalise(stack[0].text), stack[0]))
            continue
        leaves.append(_lowest(joined(stack, wordings), wordings))
    return leaves


def _lowest(pieces: Sequence[tuple[str, GridCell]], wordings: Sequence[Wording]) -> Leaf:
    """The label of a column of several: the lowest, or the only one that is the form's."""
    text, cell = pieces[-1]
    if any(piece == text for piece, _ in pieces[:-1]):
        return Leaf(*pieces[0])
    official = {wording.text for wording in wordings}
    known = [piece for piece in pieces if piece[0] in official]
    if len(known) == 1 and known[0][0] != text and text and text not in NEVER_OFFICIAL:
        return Leaf(*known[0], also=text)
    return Leaf(text, cell)


def _in_sequence(
    header: Sequence[SourceRow],
    wordings: Sequence[Wording],
    is_other: IsLabel,
    is_group: IsLabel,
) -> list[Leaf]:
    """Header labels from left to right, those under a group in the group's place.

    Which ones stand under the group is told by their words: the form's inner columns.
    """
    cells = [c for row in header for c in row.labels if not is_other(normalise(c.text))]
    group = next((i for i, cell in enumerate(cells) if is_group(normalise(cell.text))), None)
    if group is None:
        return [Leaf(text, cell) for text, cell in joined(cells, wordings)]
    outer = {w.text for w in wordings if len(w.path) == 1}
    outer |= {alias for w in wordings if len(w.path) == 1 for alias in w.aliases}
    before = [Leaf(t, c) for t, c in joined(cells[:group], wordings)]
    behind = [Leaf(t, c) for t, c in joined(cells[group + 1 :], wordings)]
    after = [leaf for leaf in behind if leaf.text in outer]
    inner = [leaf for leaf in behind if leaf.text not in outer]
    # What stands in another line than the group may stand on either side of it.
    line = next(row for row in header if cells[group] in row.labels)
    if line.anchoring is not Anchoring.LEFT and any(
        leaf.cell not in line.labels for leaf in (*before, *after)
    ):
        return []
    return [*before, *inner, *after]


def within(row: SourceRow, heading: Heading) -> SourceRow | None:
    """The row without the values of extra columns; None where it is not sure which they are."""
    if heading.is_unsure:
        return None
    left_out = heading.extra_columns | heading.doubtful_columns
    if not left_out or not row.filled:
        return row
    here = {cell.column for cell in row.values}
    filled = {cell.column for cell in row.filled}
    if not filled <= set(heading.columns) or filled & heading.doubtful_columns:
        return None
    # A cell too few or too many, be it blank, may have moved the others.
    is_irregular = (
        not set(heading.columns) - heading.doubtful_columns <= here <= set(heading.columns)
    )
    if row.anchoring is Anchoring.EXACT and is_irregular and heading.extra_columns:
        return None
    values = tuple(cell for cell in row.values if cell.column not in left_out)
    return replace(row, values=values, filled=tuple(c for c in values if c.text.strip()))
