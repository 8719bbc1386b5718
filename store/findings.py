"""Cells and findings as rows: the contract that exports and other tools build on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from store.database import Workspace
from store.flags import FlagRecord, flags_of
from store.forms import Field, load_form
from store.messages import letter, message
from store.report import Cell, Flag, Number, Place, Proposal
from store.reports import (
    StoredReport,
    iterate_reports,
    load_report,
)
from store.storable import read_number

Row = dict[str, Any]


def number_json(value: Number | float | None) -> int | float | None:
    """A value as a JSON number."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def place_json(place: Place) -> Row:
    """A place as a JSON object."""
    return {
        "page": place.page,
        "table": place.table,
        "row": place.row,
        "column": place.column,
        "line": place.line,
    }


def _head(stored: StoredReport) -> Row:
    return {
        "report": stored.path,
        "sha256": stored.sha256,
        "ordinal": stored.ordinal,
        "revision": stored.revision,
        "current": stored.is_current,
        "region": stored.region,
        "organisation": stored.organ,
        "kind": stored.kind.value,
        "year": stored.year,
    }


@dataclass(frozen=True, slots=True)
class Override:
    """What reviewers said of a cell: ``is_read`` where they read it otherwise."""

    is_read: bool
    printed: Number | None
    corrected: Number | None


_AS_READ = Override(False, None, None)


def overrides_of(workspace: Workspace, report_id: int) -> dict[int, Override]:
    """By field number what reviewers said of the cells of a report."""
    rows = workspace.rows(
        "select field, printed_state, printed, corrected from cell where report_id = ?"
        " and (printed_state is not null or corrected is not null)",
        [report_id],
    )
    return {
        field: Override(state is not None, read_number(printed), read_number(corrected))
        for field, state, printed, corrected in rows
    }


def _cell_row(
    head: Row, form: str, field: Field, cell: Cell, overrides: Mapping[int, Override]
) -> Row:
    table = load_form(form).tables_by_key[field.table]
    override = overrides.get(field.number, _AS_READ)
    value = number_json(cell.value)
    return head | {
        "form": form,
        "field": field.id,
        "table": table.label,
        "row": list(field.row.label.path),
        "column": list(field.column.label.path),
        "raw": cell.raw,
        "state": cell.state.value,
        "value": value,
        "printed": number_json(override.printed) if override.is_read else value,
        "corrected": number_json(override.corrected),
        "labels": {"row": cell.row_label, "column": cell.column_label},
        "score": round(cell.score, 2),
        "place": place_json(cell.place),
    }


def cell_rows(workspace: Workspace, *, current_only: bool = False) -> Iterator[Row]:
    """One object for every field of the form of every report, in form order.

    Fields of another form that the report carries follow the form's own.
    """
    for stored in iterate_reports(workspace, current_only=current_only):
        report = load_report(workspace, stored.id)
        overrides = overrides_of(workspace, stored.id)
        head = _head(_with_copy_state(workspace, stored))
        form = load_form(report.form)
        for field in form.fields:
            yield _cell_row(head, report.form, field, report.cells_by_field[field.id], overrides)
        for edition, cell in report.extra_cells:
            field = load_form(edition).fields_by_id[cell.field]
            yield _cell_row(head, edition, field, cell, {})


def _with_copy_state(workspace: Workspace, stored: StoredReport) -> StoredReport:
    """A copy is as current as the revision that it copies."""
    if stored.copy_of is None:
        return stored
    current = workspace.value("select is_current from report where id = ?", [stored.copy_of])
    return replace(stored, is_current=bool(current))


def proposal_json(proposals: tuple[Proposal, ...]) -> Row | None:
    """Proposals of a flag: each candidate is a list of changes that belong together."""
    if not proposals:
        return None
    return {
        "how": proposals[0].how,
        "sole": proposals[0].sole,
        "candidates": [
            [
                {
                    "field": change.field,
                    "printed": number_json(change.printed),
                    "proposed": number_json(change.proposed),
                }
                for change in proposal.changes
            ]
            for proposal in proposals
        ],
    }


def flag_row(head: Row, flag: Flag, language: str) -> Row:
    """One flag as an object, without what only a workspace knows."""
    return {
        **head,
        "rule": flag.rule,
        "severity": flag.severity.value,
        "origin": flag.origin.value,
        "fields": list(flag.fields),
        "place": place_json(flag.place),
        "message": message(flag.rule, flag.params, language),
        "letter": letter(flag.rule, flag.params, language),
        "evidence": list(flag.evidence),
        "proposal": proposal_json(flag.proposals),
    }


def finding_rows(
    workspace: Workspace, language: str, *, current_only: bool = False
) -> Iterator[Row]:
    """One object for every raised flag, undecided ones too."""
    for stored in iterate_reports(workspace, current_only=current_only):
        head = _head(_with_copy_state(workspace, stored))
        del head["kind"]
        if stored.copy_of is not None:
            continue
        for record in flags_of(workspace, stored.id):
            yield (
                {"flag": record.id}
                | flag_row(head, record.flag, language)
                | _decision(workspace, record)
            )


def _decision(workspace: Workspace, record: FlagRecord) -> Row:
    decided: Row = {"decision": record.verdict, "decided_by": None, "decided_at": None}
    if record.verdict is not None:
        row = workspace.row(
            "select reviewer, account, at from annotation where id = ?", [record.decision_id]
        )
        if row is not None:
            decided |= {"decided_by": row[0] or row[1], "decided_at": row[2]}
    notes = workspace.rows(
        "select payload from annotation as a where a.kind = 'note' and a.flag_id = ?"
        " and not exists (select 1 from annotation as u where u.undoes = a.id) order by a.id",
        [record.id],
    )
    return decided | {"notes": [json.loads(row[0])["text"] for row in notes]}
