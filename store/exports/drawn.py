"""Reports as they are drawn in exports: every cell as printed, and the findings that doubt it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from store.cell_rows import Override, overrides_of
from store.database import Workspace
from store.exports.scope import Scope
from store.findings import reports_with_findings
from store.forms import load_form
from store.privacy import redact
from store.report import Cell, Number, State
from store.reports import StoredReport, load_report
from store.row_values import Row, number_json

_SIGNS = {State.LOST: "?", State.ABSENT: "×"}


@dataclass(frozen=True, slots=True)
class DrawnCell:
    """A cell as it is shown; ``number`` where it holds one, ``is_corrected`` where a reviewer
    read it otherwise than we did."""

    text: str
    number: int | float | None
    state: State
    is_corrected: bool


@dataclass(frozen=True, slots=True)
class DrawnReport:
    """A report with its findings in the ledger, and by field which of them (from 1) doubt it."""

    stored: StoredReport
    form: str
    cells: Mapping[str, DrawnCell]
    findings: Sequence[Row]
    doubts: Mapping[str, Sequence[int]]


def drawn_reports(
    workspace: Workspace, scope: Scope, *, doubted_only: bool = False
) -> Iterator[DrawnReport]:
    """Every report of an export, one at a time.

    With ``doubted_only`` those without a doubted cell come without cells.
    """
    for stored, rows in reports_with_findings(
        workspace,
        scope.language,
        current_only=scope.current_only,
        words=scope.words,
        with_personal=scope.with_personal,
    ):
        findings = [row for row in rows if row["in_ledger"]]
        doubts: dict[str, list[int]] = {}
        for number, row in enumerate(findings, 1):
            # What was mended is of the version before, and no doubt about this one.
            for field in row["fields"] if row["sha256"] == stored.sha256 else ():
                doubts.setdefault(field, []).append(number)
        cells = (
            {} if doubted_only and not doubts else _cells(workspace, stored, scope.with_personal)
        )
        yield DrawnReport(stored, stored.form, cells, findings, doubts)


def _cells(workspace: Workspace, stored: StoredReport, with_personal: bool) -> dict[str, DrawnCell]:
    overrides = overrides_of(workspace, stored.id)
    fields = load_form(stored.form).fields_by_id
    return {
        cell.field: _drawn(cell, overrides.get(fields[cell.field].number), with_personal)
        for cell in load_report(workspace, stored.id).cells
    }


def _drawn(cell: Cell, override: Override | None, with_personal: bool) -> DrawnCell:
    if override is not None and override.is_read:
        return _read_by_reviewer(override.printed)
    number = number_json(cell.value) if cell.state is State.NUMBER else None
    text = _SIGNS.get(cell.state, cell.raw.strip())
    if cell.state is State.TEXT and not with_personal:
        text = redact(text)
    return DrawnCell(text, number, cell.state, False)


def _read_by_reviewer(value: Number | None) -> DrawnCell:
    if value is None:
        return DrawnCell(_SIGNS[State.ABSENT], None, State.ABSENT, True)
    return DrawnCell(str(value), number_json(value), State.NUMBER, True)
