"""Findings as rows: for the exports, and with what the ledger has in addition."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from store.annotation_rows import annotation_rows
from store.cell_rows import cell_rows
from store.database import Workspace
from store.flag_places import place_words, source_text
from store.flags import FlagRecord, flags_of
from store.messages import letter, message
from store.printed_cells import FlaggedCell, flagged_cells
from store.privacy import redact, redact_values
from store.report import Flag, Proposal
from store.reports import StoredReport, iterate_reports
from store.row_values import Row, number_json, place_json, report_head, with_copy_state

__all__ = [
    "LedgerNotes",
    "Row",
    "annotation_rows",
    "cell_rows",
    "finding_rows",
    "flag_row",
    "ledger_notes",
    "ledger_rows",
    "proposal_json",
    "reports_with_findings",
]


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


@dataclass(frozen=True, slots=True)
class LedgerNotes:
    """What reviewers wrote on the flags of one report, by flag id.

    ``letters`` are sentences in place of the catalogue's, by rule and anchor; ``decided`` by the
    id of the decision who made it and when; ``rectified`` what was entered of the correction.
    """

    letters: Mapping[tuple[str, str], str]
    decided: Mapping[int, tuple[str, str]]
    notes: Mapping[int, list[str]] = field(default_factory=dict)
    rectified: Mapping[int, bool | None] = field(default_factory=dict)


_LETTERS = (
    "select a.rule, a.anchor, a.payload from annotation as a join report as r"
    " on r.id = a.report_id where r.series_id = ? and a.kind = 'letter'"
)
_STANDS = " and not exists (select 1 from annotation as u where u.undoes = a.id) order by a.id"


def ledger_notes(workspace: Workspace, report_id: int, series_id: int) -> LedgerNotes:
    """What reviewers wrote on the flags of one report; a few queries, however many flags."""
    letters = workspace.rows(_LETTERS + _STANDS, [series_id])
    decided = workspace.rows(
        "select id, ifnull(nullif(reviewer, ''), account), at from annotation"
        " where id in (select decision_id from flag where report_id = ?)",
        [report_id],
    )
    notes: dict[int, list[str]] = {}
    rectified: dict[int, bool | None] = {}
    for flag_id, kind, payload in workspace.rows(
        "select a.flag_id, a.kind, a.payload from annotation as a"  # noqa: S608
        " where a.report_id = ? and a.kind in ('note', 'rectified')"
        f" and a.flag_id is not null{_STANDS}",
        [report_id],
    ):
        said = json.loads(payload)
        if kind == "note":
            notes.setdefault(flag_id, []).append(str(said["text"]))
        else:
            rectified[flag_id] = said.get("rectified")
    return LedgerNotes(
        {(rule, anchor): str(json.loads(payload)["text"]) for rule, anchor, payload in letters},
        {row[0]: (row[1], row[2]) for row in decided},
        notes,
        rectified,
    )


def finding_rows(
    workspace: Workspace,
    language: str,
    *,
    current_only: bool = False,
    words: str = "",
    with_personal: bool = False,
) -> Iterator[Row]:
    """One object for every flag that is raised or decided, undecided ones too.

    Personal data in the sentences is replaced by marks unless ``with_personal``.
    """
    for stored in iterate_reports(workspace, current_only=current_only, words=words):
        for row, _, _ in _findings(workspace, stored, language, with_personal):
            yield row


def ledger_rows(
    workspace: Workspace,
    language: str,
    *,
    current_only: bool = False,
    words: str = "",
    with_personal: bool = False,
) -> Iterator[Row]:
    """Findings with what the ledger has in addition: the place in words, the source text."""
    for _, rows in reports_with_findings(
        workspace, language, current_only=current_only, words=words, with_personal=with_personal
    ):
        yield from rows


def reports_with_findings(
    workspace: Workspace,
    language: str,
    *,
    current_only: bool = False,
    words: str = "",
    with_personal: bool = False,
) -> Iterator[tuple[StoredReport, list[Row]]]:
    """Every report but copies, with its findings as ``ledger_rows`` gives them."""
    for stored in iterate_reports(workspace, current_only=current_only, words=words):
        if stored.copy_of is None:
            yield stored, _ledger_rows(workspace, stored, language, with_personal)


def _ledger_rows(
    workspace: Workspace, stored: StoredReport, language: str, with_personal: bool
) -> list[Row]:
    found = list(_findings(workspace, stored, language, with_personal))
    if not found:
        return []
    cells = flagged_cells(
        workspace, stored.id, stored.form, [record.flag for _, record, _ in found]
    )
    raw = {name: cell.raw for name, cell in cells.items()}
    rows: list[Row] = []
    for row, record, notes in found:
        own = _own_words(record.flag)
        text = source_text(record.flag, stored.form, raw)
        rows.append(
            row
            | {
                "where": place_words(record.flag, stored.form, language),
                "source_text": text if with_personal else redact(text),
                "in_ledger": in_ledger(record, str(row["letter"])),
                "own_words": own if own is None or with_personal else redact_values(own),
                "values": values_words(record.flag, cells),
                "rectified": notes.rectified.get(record.id),
                "rule_anchor": (record.flag.rule, record.flag.anchor),
                "fingerprint": record.flag.fingerprint,
            }
        )
    return rows


def in_ledger(record: FlagRecord, sentence: str) -> bool:
    """The ledger holds what may go to the organ: nothing misread, dismissed or of our reading."""
    return (
        not record.flag.second_view
        and record.verdict not in ("misread", "dismissed")
        and bool(sentence)
    )


def values_words(flag: Flag, cells: Mapping[str, FlaggedCell]) -> list[str]:
    """The values of a flag's cells as read, as printed and as corrected, one text a cell."""
    return [
        f"{name}: {_shown(cell.value)} / {_shown(cell.printed)} / {_shown(cell.corrected)}"
        for name in flag.fields
        if (cell := cells.get(name)) is not None
    ]


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def _own_words(flag: Flag) -> tuple[str, str] | None:
    """Problem and suggestion where a reviewer wrote them apart."""
    if flag.rule != "M001":
        return None
    return str(flag.params["problem"]), str(flag.params["suggestion"])


def _findings(
    workspace: Workspace, stored: StoredReport, language: str, with_personal: bool
) -> Iterator[tuple[Row, FlagRecord, LedgerNotes]]:
    if stored.copy_of is not None:
        return
    # A flag that a correction has resolved goes out with the verdict that did it.
    records: Sequence[FlagRecord] = [
        record
        for record in flags_of(workspace, stored.id, resolved=True)
        if record.is_raised or record.verdict is not None
    ]
    if not records:
        return
    head = report_head(with_copy_state(workspace, stored))
    del head["kind"]
    notes = ledger_notes(workspace, stored.id, stored.series_id)
    for record in records:
        row: Row = {"flag": record.id} | flag_row(head, record.flag, language)
        own = notes.letters.get((record.flag.rule, record.flag.anchor))
        if own is not None:
            row["letter"] = own
        who, at = notes.decided.get(record.decision_id or 0, (None, None))
        if record.verdict is None:
            who = at = None
        row |= {"decision": record.verdict, "decided_by": who, "decided_at": at}
        row["notes"] = notes.notes.get(record.id, [])
        if not with_personal:
            for name in ("message", "letter"):
                row[name] = redact(row[name])
            for name in ("evidence", "notes"):
                row[name] = redact_values(row[name])
        yield row, record, notes
