"""Cells as rows: the contract that other tools build on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from store.database import Workspace
from store.forms import Field, load_form
from store.privacy import redact
from store.report import Cell, Number, State
from store.reports import iterate_reports, load_report
from store.row_values import Row, number_json, place_json, report_head, with_copy_state
from store.storable import read_number


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


def cell_rows(
    workspace: Workspace,
    *,
    current_only: bool = False,
    words: str = "",
    with_personal: bool = False,
) -> Iterator[Row]:
    """One object for every field of the form of every report, in form order.

    Fields of another form that the report carries follow the form's own. Personal data in cells
    of text is replaced by marks unless ``with_personal``.
    """
    for stored in iterate_reports(workspace, current_only=current_only, words=words):
        report = load_report(workspace, stored.id)
        overrides = overrides_of(workspace, stored.id)
        head = report_head(with_copy_state(workspace, stored))
        form = load_form(report.form)
        for field in form.fields:
            row = _cell_row(head, report.form, field, report.cells_by_field[field.id], overrides)
            if row["state"] == State.TEXT.value and not with_personal:
                row["raw"] = redact(row["raw"])
            yield row
        for edition, cell in report.extra_cells:
            field = load_form(edition).fields_by_id[cell.field]
            yield _cell_row(head, edition, field, cell, {})
