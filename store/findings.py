"""Cells and findings as rows: the contract that exports and other tools build on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from store.database import Workspace
from store.fates import FlagFate, fates_of, handed_in_again
from store.flags import FlagRecord, flags_of
from store.forms import Field, load_form
from store.messages import field_name, letter, line_name, message, section_name
from store.report import Cell, Flag, Number, Place, Proposal, Report
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
    """A place as a JSON object; ``box`` only where the source is drawn."""
    found: Row = {
        "page": place.page,
        "table": place.table,
        "row": place.row,
        "column": place.column,
        "line": place.line,
    }
    return found if place.box is None else found | {"box": list(place.box)}


_HEAD = (
    "report",
    "sha256",
    "ordinal",
    "revision",
    "current",
    "region",
    "organisation",
    "kind",
    "year",
)


def _head(stored: StoredReport) -> Row:
    values = (
        stored.path,
        stored.sha256,
        stored.ordinal,
        stored.revision,
        stored.is_current,
        stored.region,
        stored.organ,
        stored.kind.value,
        stored.year,
    )
    return dict(zip(_HEAD, values, strict=True))


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
    workspace: Workspace, *, current_only: bool = False, words: str = ""
) -> Iterator[Row]:
    """One object for every field of the form of every report, in form order.

    Fields of another form that the report carries follow the form's own.
    """
    for stored in iterate_reports(workspace, current_only=current_only, words=words):
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


def ledger_rows(
    workspace: Workspace, language: str, *, current_only: bool = False, words: str = ""
) -> Iterator[Row]:
    """Findings with what the ledger has in addition: the place in words, the source text."""
    report_id, report = None, None
    for row, record in _findings(workspace, language, current_only, words):
        if record.report_id != report_id or report is None:
            report_id, report = record.report_id, load_report(workspace, record.report_id)
        yield row | {
            "where": _where(record.flag, report.form, language),
            "source_text": _source_text(record.flag, report),
            "in_ledger": _in_ledger(row, record),
            "own_words": _own_words(record.flag),
        }


def finding_rows(
    workspace: Workspace, language: str, *, current_only: bool = False, words: str = ""
) -> Iterator[Row]:
    """One object for every flag that is raised or decided, undecided ones too."""
    return (row for row, _ in _findings(workspace, language, current_only, words))


def _in_ledger(row: Row, record: FlagRecord) -> bool:
    """The ledger holds what may go to the organ: nothing misread, dismissed or of our reading."""
    return (
        not record.flag.second_view
        and record.verdict not in ("misread", "dismissed")
        and bool(row["letter"])
    )


def _own_words(flag: Flag) -> tuple[str, str] | None:
    """Problem and suggestion where a reviewer wrote them apart."""
    if flag.rule != "M001":
        return None
    return str(flag.params["problem"]), str(flag.params["suggestion"])


def _where(flag: Flag, form: str, language: str) -> str:
    """The place of a finding in words, as a clerk looks for it."""
    if flag.rule == "M001":
        return str(flag.params["place"])
    if flag.rule.startswith("A"):
        params = dict(flag.params)
        table = load_form(form).tables_by_key[str(params["table"])]
        part = table.part if language == "zh" else table.english
        return f"{part}{line_name(flag.params, language)}"
    if flag.fields:
        table = load_form(form).tables_by_key[flag.fields[0].split(".")[0]]
        part = table.part if language == "zh" else table.english
        name = field_name(flag.fields[0], form, language)
        return f"{part}{name}" if len(flag.fields) <= 7 else part
    if flag.params.get("table"):
        table = load_form(form).tables_by_key[str(flag.params["table"])]
        return table.part if language == "zh" else table.english
    section = flag.params.get("section")
    known = load_form(form).sections_by_key
    return section_name(str(section), form, language) if section in known else ""


def _source_text(flag: Flag, report: Report) -> str:
    """What the source says at the place of a finding."""
    for name in ("quote", "sentence", "stated", "headings", "label"):
        value = flag.params.get(name)
        if value and not isinstance(value, int | float):
            return "、".join(map(str, value)) if isinstance(value, tuple) else str(value)
    fields = flag.fields
    if flag.rule.startswith("A"):
        # In the order of the form, the total last.
        order = {field: i for i, field in enumerate(report.cells_by_field)}
        fields = tuple(sorted(fields, key=lambda field: order[field]))
    cells = [report.cells_by_field[field] for field in fields[:7]]
    return " ".join(cell.raw.strip() or "（空）" for cell in cells) if len(flag.fields) <= 7 else ""


def _findings(
    workspace: Workspace, language: str, current_only: bool, words: str
) -> Iterator[tuple[Row, FlagRecord]]:
    again = handed_in_again(workspace)
    for stored in iterate_reports(workspace, current_only=current_only, words=words):
        head = _head(_with_copy_state(workspace, stored))
        del head["kind"]
        if stored.copy_of is not None:
            continue
        fates = fates_of(workspace, stored.id) if stored.id in again else {}
        for record in flags_of(workspace, stored.id, resolved=True):
            # A flag that a correction has resolved goes out with the verdict that did it.
            if not record.is_raised and record.verdict is None:
                continue
            row: Row = {"flag": record.id} | flag_row(head, record.flag, language)
            own = _own_letter(workspace, record)
            if own is not None:
                row["letter"] = own
            fate = _fate(fates.get(record.id))
            yield row | _decision(workspace, record) | fate, record


def _fate(found: FlagFate | None) -> Row:
    """What a round of corrections made of a flag: null where there was none."""
    if found is None:
        return {"fate": None, "fixed_in": None}
    fixed = found.fixed_in
    return {
        "fate": found.fate.value,
        "fixed_in": {"revision": fixed.revision, "at": fixed.at} if fixed is not None else None,
    }


def _own_letter(workspace: Workspace, record: FlagRecord) -> str | None:
    """The sentence that a reviewer wrote in place of the catalogue's."""
    row = workspace.row(
        "select a.payload from annotation as a join report as r on r.id = a.report_id"
        " where a.kind = 'letter' and a.rule = ? and a.anchor = ?"
        " and r.series_id = (select series_id from report where id = ?)"
        " and not exists (select 1 from annotation as u where u.undoes = a.id)"
        " order by a.id desc limit 1",
        [record.flag.rule, record.flag.anchor, record.report_id],
    )
    return str(json.loads(row[0])["text"]) if row is not None else None


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


_LOG = (
    "select a.id, a.at, a.account, a.reviewer, a.kind, a.rule, a.anchor, a.undoes,"
    " exists(select 1 from annotation as u where u.undoes = a.id), a.payload"
    " from annotation as a where a.report_id is ? order by a.id"
)


def annotation_rows(
    workspace: Workspace, *, current_only: bool = False, words: str = ""
) -> Iterator[Row]:
    """The log, undone records too: of every report, oldest first, then what holds for all.

    What is of no report (taught labels) is left out where ``words`` choose among reports.
    """
    for stored in iterate_reports(workspace, current_only=current_only, words=words):
        head = _head(_with_copy_state(workspace, stored))
        for row in workspace.rows(_LOG, [stored.id]):
            yield _annotation_row(row, head)
    if not words:
        for row in workspace.rows(_LOG, [None]):
            yield _annotation_row(row, dict.fromkeys(_HEAD))


def _annotation_row(row: Sequence[Any], head: Row) -> Row:
    return {
        "annotation": row[0],
        "at": row[1],
        "account": row[2],
        "reviewer": row[3],
        # "kind" is the report's: whose figures it gives.
        "act": row[4],
        **head,
        "rule": row[5],
        "anchor": row[6],
        "undoes": row[7],
        "undone": bool(row[8]),
        "payload": json.loads(row[9]),
    }
