"""What aligning a table notices: doubtful, foreign, double, jumped and torn labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from importers.align import RowAlignment, RowMatch
from importers.cells import CanonicalTable, cell_place, label_place, where
from importers.columns import HeaderMatch
from importers.document import Anchoring, GridCell
from importers.labels import How, Wording, normalise
from importers.source_rows import SourceRow
from importers.standing import Standing, standing
from importers.values import strip_spaces
from store.forms import Table
from store.report import Noticed, Observation, Parameter, Place

# Below this, one in some hundred characters was wrong on small or blurred print.
SURE_ENOUGH = 0.9
_MOST_VALUES = 20


def notice_recognised(read: CanonicalTable) -> Observation:
    """That figures were recognised from an image, and of which ones recognition was not sure."""
    unsure = tuple(
        field for field, confidence in read.confidence.items() if confidence < SURE_ENOUGH
    )
    first = read.cells[unsure[0] if unsure else next(iter(read.confidence))]
    return Observation(
        Noticed.RECOGNISED,
        read.table.key,
        replace(first.place, row=None, column=None),
        {
            "cells": len(read.confidence),
            "lowest": round(min(read.confidence.values()), 2),
            "fields": unsure,
        },
    )


def notice_label(
    table: Table,
    axis: str,
    text: str,
    path: tuple[str, ...],
    runner_up: tuple[str, ...],
    score: float,
    runner_up_score: float,
    how: How,
    fields: tuple[str, ...],
    place: Place,
    read: CanonicalTable,
    stands: Standing | None = None,
) -> None:
    """A label that is not the official one of what it was taken for; ``stands`` is its row's."""
    facts: dict[str, Parameter] = {
        "axis": axis,
        "label": text,
        "target": path,
        "runner_up": runner_up,
        "score": round(score, 2),
        "runner_up_score": round(runner_up_score, 2),
        "how": how.value,
        "fields": fields,
    }
    if stands is not None:
        facts["position"] = (stands.position, stands.of)
        if stands.group:
            facts["group"] = stands.group
    read.observations.append(Observation(Noticed.LABEL_MATCHED, table.key, place, facts))


def notice_column(
    table: Table,
    match: HeaderMatch,
    own: Sequence[Wording],
    fields: tuple[str, ...],
    read: CanonicalTable,
) -> None:
    """A header label that is not the official one of the column that it was taken for."""
    if match.target is None:
        return
    notice_label(
        table,
        "column",
        match.text,
        own[match.target].path,
        own[match.runner_up].path if match.runner_up is not None else (),
        match.score.score,
        match.runner_up_score,
        match.score.how,
        fields,
        label_place(table, match.cell),
        read,
    )


def notice_extra_column(
    table: Table, text: str, cell: GridCell | None, values: Sequence[str], read: CanonicalTable
) -> None:
    """A column of figures that the form does not have."""
    facts: dict[str, Parameter] = {
        "axis": "column",
        "label": text,
        "values": tuple(values[:_MOST_VALUES]),
    }
    place = label_place(table, cell)
    seen = Observation(Noticed.LABEL_FOREIGN, table.key, place, facts)
    if values:
        read.observations.append(seen)


def notice_order(
    table: Table, axis: str, labels: tuple[str, ...], place: Place, read: CanonicalTable
) -> None:
    """That rows or columns stand in another order than the form's."""
    facts: dict[str, Parameter] = {"axis": axis, "labels": labels}
    read.observations.append(Observation(Noticed.ORDER_DIFFERS, table.key, place, facts))


def _fields(table: Table, official: Wording) -> tuple[str, ...]:
    """Ids of the fields of a row, none for a row of another form."""
    row = table.rows_by_key.get(official.key or "")
    return tuple(f"{table.key}.{row.key}.{key}" for key in row.columns) if row else ()


def notice_match(
    table: Table,
    wordings: Sequence[Wording],
    match: RowMatch,
    rows: Sequence[SourceRow],
    read: CanonicalTable,
) -> None:
    """That a row is torn, or that its label is not the official one; ``rows`` are the source's."""
    official = wordings[match.target]
    fields = _fields(table, official)
    place = cell_place(table, match.row, match.row.leaf, None)
    if len(match.fragments) > 1:
        read.observations.append(
            Observation(
                Noticed.ROW_TORN,
                table.key,
                place,
                {
                    **where(match.fragments),
                    "target": official.path,
                    "fields": fields,
                    "wrapped": match.row.anchoring in (Anchoring.ALIGNED, Anchoring.SPARSE)
                    and len({r.part for r in match.fragments}) == 1,
                },
            )
        )
    glued = normalise(match.row.glued)
    # A row without any label is part of a group of such rows, which is noticed as one.
    if (match.text.how is How.EXACT and not glued) or not match.label:
        return
    runner = wordings[match.runner_up].path if match.runner_up is not None else ()
    text = glued or match.label
    notice_label(
        table,
        "row",
        text,
        official.path,
        runner,
        match.text.score,
        match.runner_up_score,
        How.CONTAINED if glued else match.text.how,
        fields,
        place,
        read,
        standing(rows, match.row, table),
    )


def notice_shared(
    table: Table, wordings: Sequence[Wording], match: RowMatch, read: CanonicalTable
) -> None:
    """One label cell for two rows: a doubt about both, named where the label stands."""
    if match.beside is None or not match.label:
        return
    both = sorted((match.target, match.beside))
    notice_label(
        table,
        "row",
        match.label,
        wordings[match.target].path,
        (),
        match.text.score,
        0.0,
        match.text.how,
        tuple(field for target in both for field in _fields(table, wordings[target])),
        cell_place(table, match.row, match.row.leaf, None),
        read,
    )
    seen = read.observations[-1]
    shared: dict[str, Parameter] = {**seen.facts, "beside": wordings[match.beside].path}
    read.observations[-1] = replace(seen, facts=shared)


def notice_other_form(table: Table, match: RowMatch, read: CanonicalTable) -> None:
    """A row under the whole label of another form: this form has no such row."""
    facts: dict[str, Parameter] = {
        "axis": "row",
        "label": match.label,
        "values": tuple(strip_spaces(cell.text) for cell in match.row.filled[:_MOST_VALUES]),
    }
    place = cell_place(table, match.row, match.row.leaf, None)
    read.observations.append(Observation(Noticed.LABEL_FOREIGN, table.key, place, facts))


def notice_unnamed(
    table: Table,
    wordings: Sequence[Wording],
    alignment: RowAlignment,
    rows: Sequence[SourceRow],
    read: CanonicalTable,
) -> None:
    """Groups whose rows stand without labels: only the order tells what they are."""
    for text, targets in alignment.unnamed:
        first = alignment.matches[targets[0]]
        notice_label(
            table,
            "row",
            text,
            wordings[targets[0]].path[:-1],
            (),
            0.0,
            0.0,
            How.POSITION,
            tuple(field for target in targets for field in _fields(table, wordings[target])),
            cell_place(table, first.row, first.row.leaf, None),
            read,
            replace(standing(rows, first.row, table), group=""),
        )


def notice_strays(
    table: Table, wordings: Sequence[Wording], alignment: RowAlignment, read: CanonicalTable
) -> None:
    for row in alignment.foreign:
        text = normalise(row.labels[-1].text) if row.labels else ""
        read.observations.append(
            Observation(
                Noticed.LABEL_FOREIGN,
                table.key,
                cell_place(table, row, row.leaf, None),
                {
                    "axis": "row",
                    "label": text,
                    "values": tuple(strip_spaces(cell.text) for cell in row.filled[:_MOST_VALUES]),
                },
            )
        )
    for row, target in alignment.doubles:
        official = wordings[target]
        own = table.rows_by_key.get(official.key or "")
        first = alignment.matches.get(target)
        same = first is not None and tuple(strip_spaces(c.text) for c in first.row.filled) == tuple(
            strip_spaces(c.text) for c in row.filled
        )
        read.observations.append(
            Observation(
                Noticed.LABEL_DOUBLE,
                table.key,
                cell_place(table, row, row.leaf, None),
                {
                    "axis": "row",
                    "target": official.path,
                    "row_key": official.key,
                    "same_values": same,
                    "values": tuple(strip_spaces(cell.text) for cell in row.filled[:_MOST_VALUES]),
                    "fields": tuple(f"{table.key}.{own.key}.{k}" for k in own.columns)
                    if own
                    else (),
                },
            )
        )
    if alignment.out_of_order:
        first_match = alignment.out_of_order[0]
        notice_order(
            table,
            "row",
            tuple(wordings[match.target].path[-1] for match in alignment.out_of_order),
            cell_place(table, first_match.row, first_match.row.leaf, None),
            read,
        )


def notice_jumps(
    table: Table, wordings: Sequence[Wording], matches: Sequence[RowMatch], read: CanonicalTable
) -> None:
    """Labels of one level that stand in another column than most of their level."""
    by_depth: dict[int, list[RowMatch]] = {}
    for match in matches:
        if match.row.anchoring is Anchoring.PADDED and match.row.leaf is not None:
            by_depth.setdefault(len(wordings[match.target].path), []).append(match)
    jumped: list[RowMatch] = []
    for group in by_depth.values():
        usual = Counter(m.row.labels[-1].column for m in group).most_common(1)[0][0]
        jumped += [m for m in group if m.row.labels[-1].column != usual]
    if not jumped:
        return
    jumped.sort(key=lambda match: match.row.number)
    fields = tuple(f for m in jumped for f in _fields(table, wordings[m.target]))
    read.observations.append(
        Observation(
            Noticed.LABELS_JUMPED,
            table.key,
            label_place(table, jumped[0].row.first),
            where([m.row for m in jumped]) | {"rows": len(jumped), "fields": fields},
        )
    )
