"""Labels of real reports with their fields, from a file: alone, and inside a whole table.

The file is tab-separated with a head: ``raw_label`` (``\\n`` is a line break), ``context`` (such as
``t3/row`` or ``t4/column under GROUP``), ``kind`` (``field`` and ``group`` of both forms or with the
edition behind, ``none`` for no label of a form) and ``canonical_EDITION``: the official labels
from the group down, joined by ``/``.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from importers.labels import normalise
from importers.matching import LabelCandidate, Query, match_label
from store.forms import Form, Table, load_form
from tests.benchmarks.alignment import Scored, score_alignment
from tests.benchmarks.damaged_tables import (
    EDITIONS,
    DamagedReport,
    Printed,
    PrintedRow,
    as_report,
    random_figures,
    rows_of,
)
from tests.benchmarks.label_peers import Peer
from tests.sample_tables import Edits, print_tables

_TABLES = {"t2": "disclosure", "t3": "requests", "t4": "litigation"}
_AXES = {"row": "row", "group": "row", "section": "row", "column": "column"}
_SEED = "labels"


@dataclass(frozen=True)
class RealLabel:
    """A label as a report prints it, for one form; ``path`` is None for no label of the form.

    ``table`` and ``axis`` are None where the label stands in no table of the form.
    """

    raw: str
    edition: str
    table: str | None
    axis: str | None
    under: str | None
    is_group: bool
    path: str | None

    @property
    def where(self) -> str:
        """Form, table, axis and what it is."""
        parts = (self.edition, self.table or "-", self.axis or "-", self.path or "none")
        return " ".join(parts)

    def is_at(self, path: Sequence[str]) -> bool:
        """Whether an official path is the label's own; the file may leave out the outer groups."""
        if self.path is None:
            return False
        whole = "/".join(path)
        return whole == self.path or whole.endswith("/" + self.path)


def read_labels(path: Path) -> list[RealLabel]:
    """The labels of a file, each once for each form that it is of.

    A label that the file gives a field which the form does not have is left out for this form.
    """
    found: list[RealLabel] = []
    with path.open(encoding="utf-8", newline="") as lines:
        for entry in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            table, axis, under = _place(entry["context"])
            for edition in EDITIONS:
                official = entry[f"canonical_{edition}"]
                if entry["kind"] != "none" and not official:
                    continue
                label = RealLabel(
                    entry["raw_label"].replace("\\n", "\n"),
                    edition,
                    table,
                    axis,
                    under,
                    entry["kind"].startswith("group"),
                    official or None,
                )
                if label.path is None or any(map(label.is_at, _choices(label, None))):
                    found.append(label)
    return found


def _place(context: str) -> tuple[str | None, str | None, str | None]:
    first, _, rest = context.partition("/")
    table = _TABLES.get(first)
    if table is None:
        return None, None, None
    word, _, under = rest.partition(" under ")
    axis = _AXES.get(word.split(" ")[0])
    # In the last table all labels stand over columns.
    return table, "column" if table == "litigation" else axis, under or None


def group_of(label: RealLabel) -> str | None:
    """The official label of the parent, as a table shows it; None for labels without."""
    if label.path is None or label.table is None:
        return None
    if label.under is not None:
        return label.under
    above = _official_path(label)[:-1]
    return "/".join(above) if above else None


def _official_path(label: RealLabel) -> tuple[str, ...]:
    table = load_form(label.edition).tables_by_key[label.table or ""]
    own = table.row_labels if label.axis == "row" else table.column_labels
    return next((found.path for found in own if label.is_at(found.path)), ())


@dataclass(frozen=True)
class Alone:
    """The answer to one label alone: whether its first candidate is right, how sure it is."""

    label: RealLabel
    is_right: bool
    score: float
    is_matched: bool
    first: tuple[str, ...]


def ask_alone(labels: Sequence[RealLabel], *, with_group: bool) -> list[Alone]:
    """gouji's single-label match over all labels."""
    found = []
    for label in labels:
        group = group_of(label) if with_group else None
        query = Query(label.table, label.axis, label.raw, group)
        answer = match_label(query, load_form(label.edition))
        first: LabelCandidate | None = answer.candidates[0] if answer.candidates else None
        # A match that is not the first candidate would be wrong, too.
        matched = answer.match is not None and first is not None and first.path == answer.match
        found.append(
            Alone(
                label,
                first is not None and label.is_at(first.path),
                first.score if first is not None else 0.0,
                matched or answer.match is not None,
                first.path if first is not None else (),
            )
        )
    return found


def ask_peer_alone(peer: Peer, labels: Sequence[RealLabel], *, with_group: bool) -> list[Alone]:
    """A library over all labels, with the same choices; a full score counts as a match."""
    found = []
    for label in labels:
        paths = _choices(label, group_of(label) if with_group else None)
        text = normalise(label.raw)
        best = peer.best(text, [normalise(path[-1]) for path in paths]) if text and paths else None
        path, score = (paths[best[0]], best[1]) if best is not None else ((), 0.0)
        found.append(Alone(label, label.is_at(path), score, score >= 1.0, path))
    return found


def _choices(label: RealLabel, group: str | None) -> list[tuple[str, ...]]:
    paths: list[tuple[str, ...]] = []
    for table in load_form(label.edition).tables:
        if label.table not in (None, table.key):
            continue
        if table.across:
            paths += _across_paths(table)
            continue
        if label.axis in (None, "row"):
            paths += [own.path for own in table.row_labels]
        if label.axis in (None, "column"):
            paths += [own.path for own in table.column_labels]
    if group is None:
        return paths
    return [path for path in paths if f"/{'/'.join(path[:-1])}".endswith(f"/{group}")]


def _across_paths(table: Table) -> list[tuple[str, ...]]:
    inner = [(*row.label.path, column.label.text) for row in table.rows for column in table.columns]
    return [label.path for label in table.row_labels] + inner


@dataclass(frozen=True)
class InTable:
    """What a whole clean table gave in which only this label is not the official one."""

    label: RealLabel
    scored: Scored

    @property
    def verdict(self) -> str:
        """``wrong`` where anything is silently wrong or missing; ``doubtful`` where flagged."""
        rows, cells = self.scored.rows, self.scored.cells
        if rows.wrong_silently or cells.wrong_silently or cells.missing_silently:
            return "wrong"
        if rows.wrong or rows.missing or cells.wrong or cells.missing:
            return "doubtful"
        return "right"


def ask_in_tables(labels: Sequence[RealLabel]) -> list[InTable]:
    """gouji's alignment over a whole report for each label that lies in a table of its form."""
    return [
        InTable(label, score_alignment(_report_with(label)))
        for label in labels
        if label.table is not None
    ]


def _report_with(label: RealLabel) -> DamagedReport:
    form = load_form(label.edition)
    rng = random.Random(_SEED)
    printed = print_tables(form, random_figures(label.edition, rng), Edits())
    tables = {key: rows_of(form, table) for key, table in printed.items()}
    rows = tables[label.table or ""]
    if label.path is not None:
        _replace(label, form, rows)
    elif label.axis == "column":
        _add_header(label, rows)
    else:
        _add_row(label, rows, has_figures=label.axis == "row")
    return as_report(label.where, label.edition, tables)


def _replace(label: RealLabel, form: Form, rows: list[PrintedRow]) -> None:
    """Print the label wherever the official one stands."""
    if label.table == "litigation":
        _replace_across(label, form, rows)
        return
    for row in rows:
        for cell in row.cells:
            text = cell.text
            path = cell.path
            if path is None and label.is_group and label.axis == "row":
                # The groups of the first table stand in rows of their own.
                path = (text,)
            if path is not None and not cell.is_value and label.is_at(path):
                is_own_axis = row.is_header == (label.axis == "column") or label.is_group
                cell.text = label.raw if is_own_axis else text


def _replace_across(label: RealLabel, form: Form, rows: list[PrintedRow]) -> None:
    """In the last table a header is told from its namesakes by its order."""
    paths = _across_paths(form.tables_by_key["litigation"])
    own = next(path for path in paths if label.is_at(path))
    heads = [cell for row in rows for cell in row.cells if not cell.is_value]
    if label.is_group:
        same = [cell for cell in heads if cell.text == own[-1]]
        same[0].text = label.raw
        return
    groups = list(dict.fromkeys(path[:-1] for path in paths if path[-1] == own[-1]))
    same = [cell for cell in heads if cell.text == own[-1]]
    same[groups.index(own[:-1])].text = label.raw


def _add_header(label: RealLabel, rows: list[PrintedRow]) -> None:
    last = max(at for at, row in enumerate(rows) if row.is_header)
    width = max(cell.at for row in rows for cell in row.cells)
    rows.insert(last, PrintedRow(rows[0].table, [Printed(label.raw, width)], is_header=True))


def _add_row(label: RealLabel, rows: list[PrintedRow], *, has_figures: bool) -> None:
    model = rows[-1]
    cells = [
        Printed("3" if has_figures and cell.is_value else "", cell.at, cell.is_value)
        for cell in model.cells
    ]
    cells[0].text = label.raw
    rows.insert(len(rows) - 1, PrintedRow(model.table, cells))
