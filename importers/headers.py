"""Header labels of a table with rows below each other: one header, or one a group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from importers.align import RowMatch
from importers.cells import CanonicalTable, label_place
from importers.columns import HeaderMatch, match_anywhere, match_in_order
from importers.document import Anchoring, GridCell
from importers.labels import How, Wording, normalise
from importers.notices import notice_label
from importers.tables import SourceRow, SourceTable
from importers.wordings import Remaps, column_wordings, group_labels, row_wordings, taught
from store.forms import Form, Table
from store.report import Noticed, Observation


@dataclass
class Headers:
    """Header labels: for tables with one header the leaf cells; per row key the matches."""

    leaves: tuple[GridCell, ...] = ()
    by_row: dict[str, list[HeaderMatch]] = field(default_factory=dict)
    order: tuple[int, ...] | None = None


def read_headers(
    source: SourceTable,
    form: Form,
    table: Table,
    matches: Sequence[RowMatch],
    read: CanonicalTable,
    remaps: Remaps,
) -> Headers:
    if len({row.columns for row in table.rows}) == 1:
        return _one_header(source, form, table, matches, read, remaps)
    return _header_per_group(source, form, table, matches, read, remaps)


def _is_corner(text: str, table: Table) -> bool:
    known = {normalise(label) for label in table.header_labels}
    bare = text.strip("()")
    return text in known or bare in known or text.startswith("(本列数据") or not text


def _header_cells(
    rows: Sequence[SourceRow], table: Table, groups: dict[str, str]
) -> list[GridCell]:
    found = []
    for row in rows:
        for cell in row.labels:
            text = normalise(cell.text)
            if not _is_corner(text, table) and text not in groups:
                found.append(cell)
    return found


def _header_per_group(
    source: SourceTable,
    form: Form,
    table: Table,
    matches: Sequence[RowMatch],
    read: CanonicalTable,
    remaps: Remaps,
) -> Headers:
    groups = group_labels(form, table.key)
    headers = Headers()
    used = {row.number for match in matches for row in match.fragments}
    by_number = {row.number: row for row in source.rows}
    last: dict[tuple[str, ...], list[HeaderMatch]] = {}
    noticed: set[tuple[str, str]] = set()
    all_rows = {row.key: row for row in table.rows}
    wordings, _, _ = row_wordings(form, table.key)
    columns = {column.key: i for i, column in enumerate(table.columns)}
    labels = taught(column_wordings(form, table.key), table.key, "column", remaps)
    for match in matches:
        row = all_rows.get(wordings[match.target].key or "")
        if row is None:
            continue
        above: list[SourceRow] = []
        number = min(r.number for r in match.fragments) - 1
        while number in by_number and number not in used and not by_number[number].filled:
            above.insert(0, by_number[number])
            number -= 1
        own = [labels[columns[key]] for key in row.columns]
        cells = _header_cells(above, table, groups)
        if cells:
            last[row.columns] = match_in_order(cells, own)
        found = last.get(row.columns, [])
        headers.by_row[row.key] = found
        for header in found:
            if header.target is None:
                continue
            read.score += header.score.score
            key = (header.text, row.columns[header.target])
            if header.score.how is How.EXACT or key in noticed or not cells:
                continue
            noticed.add(key)
            fields = tuple(
                f"{table.key}.{other.key}.{row.columns[header.target]}"
                for other in table.rows
                if other.columns == row.columns and other.label.path[:-1] == row.label.path[:-1]
            )
            notice_label(
                table,
                "column",
                header.text,
                own[header.target].path,
                own[header.runner_up].path if header.runner_up is not None else (),
                header.score.score,
                header.runner_up_score,
                header.score.how,
                fields,
                label_place(table, header.cell),
                read,
            )
    return headers


def _one_header(
    source: SourceTable,
    form: Form,
    table: Table,
    matches: Sequence[RowMatch],
    read: CanonicalTable,
    remaps: Remaps,
) -> Headers:
    labels = taught(column_wordings(form, table.key), table.key, "column", remaps)
    used = {row.number for match in matches for row in match.fragments}
    # Headers stand above the first row, and again after each tear.
    starts = {0}
    for row in source.rows:
        if row.part and not any(r.part == row.part for r in source.rows if r.number < row.number):
            starts.add(row.number - 1)
    above: list[SourceRow] = []
    for start in sorted(starts):
        for row in source.rows[start:]:
            if row.number in used or row.filled:
                break
            above.append(row)
    groups = {normalise(label.text) for label in table.column_labels if label.is_group}
    groups |= set(group_labels(form, table.key))
    cells = _header_cells(above, table, dict.fromkeys(groups, ""))
    found = match_anywhere(cells, labels)
    texts = {header.text for header in found}
    leaves: dict[int, GridCell] = {}
    for header in found:
        if header.target is None:
            continue
        leaves.setdefault(header.target, header.cell)
        read.score += header.score.score / 2
        if header.score.how is How.EXACT or is_piece(header, labels, texts):
            continue
        column = table.columns[header.target]
        notice_label(
            table,
            "column",
            header.text,
            column.label.path,
            labels[header.runner_up].path if header.runner_up is not None else (),
            header.score.score,
            header.runner_up_score,
            header.score.how,
            tuple(f"{table.key}.{row.key}.{column.key}" for row in table.rows),
            label_place(table, header.cell),
            read,
        )
    headers = Headers(tuple(leaves[i] for i in sorted(leaves)))
    order = _column_order(found, above, labels)
    if order is not None:
        headers.order = order
        read.observations.append(
            Observation(
                Noticed.ORDER_DIFFERS,
                table.key,
                label_place(table, above[0].first if above else None),
                {"axis": "column", "labels": tuple(labels[t].path[-1] for t in order)},
            )
        )
    return headers


def _column_order(
    found: Sequence[HeaderMatch], above: Sequence[SourceRow], labels: Sequence[Wording]
) -> tuple[int, ...] | None:
    """The order of the inner columns where one header row names each once, and not in order.

    Words that extraction scattered over lines tell nothing of columns.
    """
    expected = [i for i, label in enumerate(labels) if len(label.path) > 1]
    for row in above:
        if row.anchoring is Anchoring.SPARSE:
            continue
        cells = set(row.labels)
        inner = [
            h.target
            for h in found
            if h.cell in cells and h.target in expected and h.score.how is How.EXACT
        ]
        if sorted(t for t in inner if t is not None) == expected and inner != expected:
            positions = list(range(len(labels)))
            positions[expected[0] : expected[-1] + 1] = [t for t in inner if t is not None]
            return tuple(positions)
    return None


def is_piece(header: HeaderMatch, labels: Sequence[Wording], texts: set[str]) -> bool:
    """True where a header label is one line of a torn one whose rest is there too."""
    if header.target is None:
        return False
    whole = labels[header.target].text
    rest = whole.replace(header.text, "", 1)
    return header.text in whole and rest in texts
