"""What is noticed of the header labels of one table: each doubt once, with all its fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from importers.cells import CanonicalTable, label_place
from importers.columns import HeaderMatch
from importers.document import Anchoring
from importers.heads import Heading, within
from importers.labels import How, TextScore, Wording
from importers.notices import notice_column, notice_extra_column, notice_order
from importers.source_rows import SourceRow
from importers.values import strip_spaces
from store.forms import Row, Table

# A label of another form speaks against this one.
_FOREIGN = 0.5


def are_exact(labels: Sequence[HeaderMatch]) -> bool:
    """True where every label is the official one."""
    return all(m.target is not None and m.score.how is How.EXACT for m in labels)


@dataclass
class _Doubt:
    match: HeaderMatch
    own: Sequence[Wording]
    fields: list[str] = field(default_factory=list)


class HeaderNotes:
    """Collects the doubts about the headers of a table and writes each as one observation."""

    def __init__(self, table: Table, foreign: frozenset[str], read: CanonicalTable) -> None:
        self._table = table
        self._foreign = foreign
        self._read = read
        self._doubts: dict[str, _Doubt] = {}
        self._extra: dict[str, tuple[HeaderMatch, list[str]]] = {}

    def add(
        self,
        heading: Heading | None,
        labels: Sequence[HeaderMatch],
        rows: Sequence[Row],
        own: Sequence[Wording],
        data: Sequence[SourceRow],
        weight: float,
    ) -> None:
        """Note what is doubtful of the labels over some form rows; ``weight`` counts them.

        ``own`` are the columns of these rows, ``data`` the rows of values as drawn.
        """
        texts = {match.text for match in labels}
        for position, match in enumerate(labels):
            if match.target is None:
                if match.text in self._foreign:
                    self._read.score -= _FOREIGN * weight
                self._note_extra(match, self._values_under(match, heading, data, position))
                continue
            self._read.score += match.score.score * weight
            if match.score.how is How.EXACT:
                continue
            if (heading is None or not heading.matches) and _is_piece(match, own, texts):
                continue
            self._doubt(match, own, rows, [match.target])
        self._note_unnamed(labels, rows, own, data)
        if heading is not None:
            self._note_heading(heading, own, data)

    def write(self) -> None:
        """Write what was noted."""
        for doubt in self._doubts.values():
            notice_column(self._table, doubt.match, doubt.own, tuple(doubt.fields), self._read)
        for match, values in self._extra.values():
            notice_extra_column(self._table, match.text, match.cell, values, self._read)

    def _doubt(
        self,
        match: HeaderMatch,
        own: Sequence[Wording],
        rows: Sequence[Row],
        targets: Sequence[int],
    ) -> None:
        # A label is one doubt, whatever it was taken for in several places.
        doubt = self._doubts.setdefault(match.text, _Doubt(match, own))
        for row in rows:
            for target in targets:
                name = f"{self._table.key}.{row.key}.{row.columns[target]}"
                if name not in doubt.fields:
                    doubt.fields.append(name)

    def _values_under(
        self,
        match: HeaderMatch,
        heading: Heading | None,
        data: Sequence[SourceRow],
        position: int,
    ) -> list[str]:
        if heading is None:
            return []
        if heading.is_unsure:
            every = [strip_spaces(cell.text) for row in data for cell in row.filled]
            return every if match.text in self._foreign else []
        if not heading.matches:
            return []
        rows = [within(row, heading) for row in data]
        width = len(heading.matches)
        whole = [row for row in rows if row is not None and len(row.filled) == width]
        return [strip_spaces(row.filled[position].text) for row in whole]

    def _note_extra(self, match: HeaderMatch, values: Sequence[str]) -> None:
        self._extra.setdefault(match.text, (match, []))[1].extend(values)

    def _note_unnamed(
        self,
        labels: Sequence[HeaderMatch],
        rows: Sequence[Row],
        own: Sequence[Wording],
        data: Sequence[SourceRow],
    ) -> None:
        """Columns over which no label stands: only the order tells what they are."""
        named = {match.target for match in labels}
        unnamed = [target for target in range(len(own)) if target not in named]
        full = [row for row in data if len(row.filled) == len(own)]
        if not unnamed or not full or None in named:
            return
        # Scattered words leave labels unread that are there.
        if any(row.anchoring is Anchoring.SPARSE for row in full):
            return
        nothing = HeaderMatch("", None, unnamed[0], TextScore(0.0, How.POSITION))
        self._doubt(nothing, own, rows, unnamed)

    def _note_heading(
        self, heading: Heading, own: Sequence[Wording], data: Sequence[SourceRow]
    ) -> None:
        for match, at in zip(heading.extra, sorted(heading.extra_columns), strict=True):
            cells = [c for row in data for c in row.filled if c.column == at]
            self._note_extra(match, [strip_spaces(cell.text) for cell in cells])
        targets = [t for t in heading.order or () if t is not None]
        if targets != sorted(targets):
            first = next((m.cell for m in heading.matches if m.cell is not None), None)
            labels = tuple(own[t].path[-1] for t in targets)
            place = label_place(self._table, first)
            notice_order(self._table, "column", labels, place, self._read)


def _is_piece(header: HeaderMatch, labels: Sequence[Wording], texts: set[str]) -> bool:
    """True where a header label is one line of a torn one whose rest is there too."""
    if header.target is None:
        return False
    whole = labels[header.target].text
    rest = whole.replace(header.text, "", 1)
    return header.text in whole and rest in texts
