"""Header labels of a table with rows below each other: one header, or one a group."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from importers.align import RowMatch
from importers.cells import CanonicalTable
from importers.columns import HeaderMatch, Leaf, match_anywhere
from importers.document import GridCell
from importers.header_notes import HeaderNotes, are_exact
from importers.heads import Heading, read_heading
from importers.labels import Wording, normalise
from importers.source_rows import SourceRow
from importers.sums import contradicts_sums
from importers.tables import SourceTable
from importers.wordings import (
    Remaps,
    column_wordings,
    foreign_labels,
    group_labels,
    lessons_for,
    row_wordings,
    taught,
    taught_foreign,
)
from store.forms import Form, Row, Table

Order = tuple[int | None, ...] | None


@dataclass
class Headers:
    """For each matched row by its number: its heading, and the labels over its columns."""

    by_row: dict[int, Heading] = field(default_factory=dict)
    labels: dict[int, dict[int, HeaderMatch]] = field(default_factory=dict)
    is_exact: bool = False
    _orders: dict[int, Order] = field(default_factory=dict)

    def order_of(self, row: SourceRow) -> Order:
        """The form's column of each value of a row, where that is not the form's own order."""
        heading = self.by_row.get(row.number)
        if heading is None:
            return None
        if id(heading) not in self._orders:
            self._orders[id(heading)] = heading.order
        return self._orders[id(heading)]

    def leaves_of(self, row: SourceRow) -> tuple[GridCell, ...]:
        """The header cells over a row's columns, in form order, as far as they are known."""
        found = self.over(row)
        return tuple(cell for t in sorted(found) if (cell := found[t].cell) is not None)

    def over(self, row: SourceRow) -> Mapping[int, HeaderMatch]:
        """The labels over a row, by their column of the form."""
        return self.labels.get(row.number, {})


def read_headers(
    source: SourceTable,
    form: Form,
    table: Table,
    matches: Sequence[RowMatch],
    read: CanonicalTable,
    remaps: Remaps,
) -> Headers:
    """Match the headers of a table to its columns and note what is doubtful of them."""
    labels = taught(column_wordings(form, table.key), table.key, "column", remaps)
    foreign = taught_foreign(remaps, table.key, "column")
    lessons = lessons_for(remaps, table.key, "column") - foreign
    reader = _Reader(form, table, labels, matches, read, lessons, foreign)
    if len({row.columns for row in table.rows}) == 1:
        reader.by_part(source)
    else:
        reader.by_group(source)
    return reader.headers


class _Reader:
    """Reads the headers of one table, each once."""

    def __init__(
        self,
        form: Form,
        table: Table,
        labels: Sequence[Wording],
        matches: Sequence[RowMatch],
        read: CanonicalTable,
        lessons: frozenset[str],
        foreign: frozenset[str],
    ) -> None:
        self.table = table
        self.labels = labels
        self.matches = matches
        self.lessons = lessons
        self.foreign = foreign_labels(form, table.key, "column") | foreign
        self.headers = Headers()
        self.used = {row.number for match in matches for row in match.fragments}
        self.rows = row_wordings(form, table.key)[0]
        self._corner, self._groups = _words_over(form, table)
        self._notes = HeaderNotes(table, self.foreign, read)
        self._extra: dict[int, Leaf] = {}

    def _is_corner(self, text: str) -> bool:
        return (
            not text
            or text in self._corner
            or text.strip("()") in self._corner
            or text.startswith("(本列数据")
        )

    def _is_group(self, text: str) -> bool:
        return text in self._groups

    def _heading(
        self, header: Sequence[SourceRow], rows: Sequence[SourceRow], own: Sequence[Wording]
    ) -> Heading | None:
        found = read_heading(
            header,
            rows,
            own,
            self._is_corner,
            self._is_group,
            self.foreign,
            self.lessons,
            self._extra,
        )
        if found is not None:
            for match, column in zip(found.extra, sorted(found.extra_columns), strict=True):
                self._extra[column] = Leaf(match.text, match.cell)
        return found

    def _doubted(self, heading: Heading | None, labels: Sequence[HeaderMatch]) -> Heading | None:
        """No order is believed where a label of another form stands among scattered ones."""
        if heading is None and any(match.text in self.foreign for match in labels):
            return Heading((), is_unsure=True)
        return heading

    def by_part(self, source: SourceTable) -> None:
        """One header, which may stand again at the top of each part of a torn table."""
        parts = sorted({row.part for row in source.rows})
        data: dict[int, list[SourceRow]] = {part: [] for part in parts}
        for match in self.matches:
            data[match.row.part].append(match.row)
        heading: Heading | None = None
        labels: tuple[HeaderMatch, ...] = ()
        is_exact = False
        for part in parts:
            rows = [row for row in source.rows if row.part == part]
            above = _until(rows, lambda row: row.number in self.used or bool(row.filled))
            cells = [c for r in above for c in r.labels if not self._is_corner(normalise(c.text))]
            cells = [c for c in cells if not self._is_group(normalise(c.text))]
            # On later pages a line that is no header may stand on top.
            if cells and (not labels or self._names_most(cells)):
                heading = self._heading(above, data[part], self.labels)
                if heading is not None and heading.matches:
                    labels = heading.matches
                else:
                    labels = tuple(match_anywhere(cells, self.labels, self.foreign))
                heading = self._doubted(heading, labels)
                if heading is not None and contradicts_sums(heading.order, data[part]):
                    heading = Heading((), is_unsure=True)
                is_exact = len(labels) == len(self.labels) and are_exact(labels)
                if not is_exact or not self.headers.by_row:
                    self._notes.add(heading, labels, self.table.rows, self.labels, data[part], 0.5)
            elif not labels and data[part]:
                self._notes.add(None, (), self.table.rows, self.labels, data[part], 0.0)
            self._keep(data[part], heading, labels)
        self._notes.write()
        self.headers.is_exact = is_exact

    def _keep(
        self, data: Sequence[SourceRow], heading: Heading | None, labels: tuple[HeaderMatch, ...]
    ) -> None:
        by_target: dict[int, HeaderMatch] = {}
        for match in labels:
            if match.target is not None:
                by_target.setdefault(match.target, match)
        for row in data:
            self.headers.labels[row.number] = by_target
            if heading is not None:
                self.headers.by_row[row.number] = heading

    def _names_most(self, cells: Sequence[GridCell]) -> bool:
        found = match_anywhere(cells, self.labels, self.foreign)
        return 2 * sum(are_exact([match]) for match in found) >= len(self.labels)

    def by_group(self, source: SourceTable) -> None:
        """A header above each group of rows."""
        by_number = {row.number: row for row in source.rows}
        all_rows = {row.key: row for row in self.table.rows}
        blocks: list[tuple[tuple[str, ...], list[SourceRow], list[RowMatch], list[Row]]] = []
        last: dict[tuple[str, ...], int] = {}
        for match in sorted(self.matches, key=lambda match: match.row.number):
            row = all_rows.get(self.rows[match.target].key or "")
            if row is None:
                continue
            above: list[SourceRow] = []
            number = min(r.number for r in match.fragments) - 1
            while number in by_number and number not in self.used and not by_number[number].filled:
                above.insert(0, by_number[number])
                number -= 1
            has_labels = any(
                not self._is_corner(normalise(c.text)) for r in above for c in r.labels
            )
            if has_labels or row.columns not in last:
                last[row.columns] = len(blocks)
                blocks.append((row.columns, above, [], []))
            block = blocks[last[row.columns]]
            block[2].append(match)
            block[3].append(row)
        columns = {column.key: i for i, column in enumerate(self.table.columns)}
        exact = []
        for keys, above, matched, own_rows in blocks:
            own = [self.labels[columns[key]] for key in keys]
            data = [match.row for match in matched]
            cells = [c for r in above for c in r.labels if not self._is_corner(normalise(c.text))]
            heading = self._heading(above, data, own) if cells else None
            labels = (
                heading.matches
                if heading is not None and heading.matches
                else tuple(match_anywhere(cells, own, self.foreign))
            )
            heading = self._doubted(heading, labels)
            exact.append(len(labels) == len(own) and are_exact(labels))
            self._notes.add(heading, labels, own_rows, own, data, len(own_rows))
            self._keep(data, heading, labels)
        self._notes.write()
        self.headers.is_exact = all(exact)


@cache
def _words_over(form: Form, table: Table) -> tuple[frozenset[str], frozenset[str]]:
    """Words in a header over no column of figures, and those over several."""
    known = {normalise(label) for label in table.header_labels}
    over_several = {normalise(label.text) for label in table.column_labels if label.is_group}
    return frozenset(known | set(group_labels(form, table.key))), frozenset(over_several)


def _until(rows: Sequence[SourceRow], stop: Callable[[SourceRow], bool]) -> list[SourceRow]:
    found: list[SourceRow] = []
    for row in rows:
        if stop(row):
            break
        found.append(row)
    return found
