"""Where a source row stands in its table: which group it is in, which row of figures it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from importers.labels import EnumeratorKind, normalise, split_enumerator
from importers.source_rows import SourceRow
from store.forms import Table

_LEVELS = {EnumeratorKind.CHINESE: 1, EnumeratorKind.BRACKETED: 2, EnumeratorKind.ARABIC: 3}


@dataclass(frozen=True, slots=True)
class Standing:
    """The normalised label of the row's group ("" where none), and its place among ``of`` rows."""

    group: str
    position: int
    of: int


def standing(rows: Sequence[SourceRow], row: SourceRow, table: Table) -> Standing:
    """Where one of ``rows`` stands; only rows that have figures are counted, from 1."""
    groups = _groups(table)
    above: list[tuple[int, str]] = []
    position = 0
    for other in rows:
        labels = [normalise(cell.text) for cell in other.labels]
        for text in labels:
            level = groups.get(text, _level(text))
            # A label of the same level, or of one further out, ends a group.
            while above and level is not None and above[-1][0] >= level:
                above.pop()
            if text in groups:
                above.append((groups[text], text))
        position += bool(other.filled)
        if other.number == row.number:
            break
    own = normalise(row.labels[-1].text) if row.labels else ""
    named = [text for _, text in above if text != own]
    return Standing(named[-1] if named else "", position, sum(bool(r.filled) for r in rows))


def _level(text: str) -> int | None:
    number = split_enumerator(text)[0]
    return _LEVELS[number.kind] if number is not None else None


@cache
def _groups(table: Table) -> dict[str, int]:
    """Normalised labels of groups, with and without their numbers → how deep they lie."""
    found: dict[str, int] = {}
    for label in table.row_labels:
        if label.is_group:
            text = normalise(label.text)
            level = _level(text) or len(label.path)
            found[text] = level
            found[split_enumerator(text)[1]] = level
    return found
