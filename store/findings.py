"""Findings as rows: for the exports, and with what the ledger has in addition."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from store.annotation_rows import annotation_rows
from store.cell_rows import cell_rows
from store.database import Workspace
from store.fates import FlagFate, fates_of
from store.finding_words import (
    Sentence,
    class_of,
    own_sentences,
    sent_text,
    sentence_of,
    suggested_in,
)
from store.flag_places import place_words, source_text
from store.flag_rows import flag_row, proposal_json
from store.flags import FlagRecord, flags_of
from store.printed_cells import FlaggedCell, flagged_cells
from store.privacy import redact, redact_values
from store.reasons import reason_text
from store.report import Flag, Number
from store.reports import StoredReport, iterate_reports, stored_report
from store.rounds import Fate, round_of
from store.row_values import Row, report_head, with_copy_state

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


@dataclass(frozen=True, slots=True)
class LedgerNotes:
    """What reviewers wrote on the flags of one report, by flag id.

    ``letters`` are sentences in place of the catalogue's, by rule and anchor, each with the
    fingerprint of the flag that it was written for; ``decided`` by the id of the decision who made
    it and when, ``suggested`` what it took over as the correction, ``reasons`` why it dismissed;
    ``rectified`` what was entered of the correction.
    """

    letters: Mapping[tuple[str, str], tuple[str, str]]
    decided: Mapping[int, tuple[str, str]]
    suggested: Mapping[int, Mapping[str, Number]] = field(default_factory=dict)
    notes: Mapping[int, list[str]] = field(default_factory=dict)
    rectified: Mapping[int, bool | None] = field(default_factory=dict)
    reasons: Mapping[int, str] = field(default_factory=dict)


_STANDS = " and not exists (select 1 from undone as u where u.id = a.id) order by a.id"


def ledger_notes(workspace: Workspace, report_id: int) -> LedgerNotes:
    """What reviewers wrote on the flags of one report; a few queries, however many flags."""
    decided = workspace.rows(
        "select id, ifnull(nullif(reviewer, ''), account), at, payload from annotation"
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
        own_sentences(workspace, report_id),
        {row[0]: (row[1], row[2]) for row in decided},
        {row[0]: suggested_in(json.loads(row[3])) for row in decided},
        notes,
        rectified,
        {row[0]: str(json.loads(row[3]).get("reason", "")) for row in decided},
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """A flag that goes out, with what the organ is told of it."""

    row: Row
    record: FlagRecord
    sentence: Sentence
    rectified: bool | None


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
        for found in _findings(workspace, stored, language, with_personal):
            yield found.row


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
        if stored.copy_of is not None:
            continue
        rows = _ledger_rows(workspace, stored, language, with_personal)
        if current_only:
            rows += _rows_of_before(workspace, stored, language, with_personal)
        yield stored, rows


def _rows_of_before(
    workspace: Workspace, stored: StoredReport, language: str, with_personal: bool
) -> list[Row]:
    """What was found before and is mended in this version, or cannot be seen in it."""
    found = round_of(workspace, stored.id) if stored.revision > 1 else None
    if found is None:
        return []
    wanted: dict[int, set[int]] = {}
    for entry in (*found.unseen, *found.of(Fate.FIXED)):
        if entry.before is not None and entry.before.verdict == "confirmed":
            wanted.setdefault(entry.before.report_id, set()).add(entry.before.id)
    rows: list[Row] = []
    for report_id, flags in wanted.items():
        before = stored_report(workspace, report_id)
        if before is not None:
            of_it = _ledger_rows(workspace, before, language, with_personal)
            rows += [row for row in of_it if row["flag"] in flags]
    return rows


def _ledger_rows(
    workspace: Workspace, stored: StoredReport, language: str, with_personal: bool
) -> list[Row]:
    found = list(_findings(workspace, stored, language, with_personal))
    if not found:
        return []
    cells = flagged_cells(workspace, stored.id, stored.form, [one.record.flag for one in found])
    raw = {name: cell.raw for name, cell in cells.items()}
    rows: list[Row] = []
    for one in found:
        row, record = one.row, one.record
        own = (one.sentence.problem, one.sentence.suggestion) if row["letter"] else None
        text = source_text(record.flag, stored.form, raw)
        rows.append(
            row
            | {
                "where": place_words(record.flag, stored.form, language),
                "source_text": text if with_personal else redact(text),
                "in_ledger": in_ledger(record, str(row["letter"])),
                "own_words": own if own is None or with_personal else redact_values(own),
                "values": values_words(record.flag, cells),
                "class": class_of(record.flag).value,
                "rectified": is_rectified(one.rectified, row["fate"]),
                "rule_anchor": (record.flag.rule, record.flag.anchor),
                "fingerprint": record.flag.fingerprint,
            }
        )
    return rows


def is_rectified(entered: bool | None, fate: str | None) -> bool | None:
    """Whether a finding is mended: what was entered, else what the corrected file shows."""
    if entered is not None:
        return entered
    return {Fate.FIXED.value: True, Fate.STILL.value: False}.get(fate or "")


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


def _sentence(record: FlagRecord, form: str, language: str, notes: LedgerNotes) -> Sentence:
    """What the organ is told, or would be."""
    is_confirmed = record.verdict == "confirmed"
    return sentence_of(
        record.flag,
        form,
        language,
        own=notes.letters.get((record.flag.rule, record.flag.anchor)),
        suggested=notes.suggested.get(record.decision_id or 0) if is_confirmed else None,
    )


def _findings(
    workspace: Workspace, stored: StoredReport, language: str, with_personal: bool
) -> Iterator[_Found]:
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
    notes = ledger_notes(workspace, stored.id)
    fates = fates_of(workspace, stored.id)
    for record in records:
        sentence = _sentence(record, stored.form, language, notes)
        sent = sent_text(record.flag, sentence, language)
        row: Row = {"flag": record.id} | flag_row(head, record.flag, language, sent)
        who, at = notes.decided.get(record.decision_id or 0, (None, None))
        if record.verdict is None:
            who = at = None
        row |= {"decision": record.verdict, "decided_by": who, "decided_at": at}
        row["notes"] = notes.notes.get(record.id, [])
        row |= _fate(fates.get(record.id))
        reason = notes.reasons.get(record.decision_id or 0, "") if record.verdict else ""
        row["reason"] = reason_text(reason, language) or None
        if not with_personal:
            for name in ("message", "letter", "reason"):
                row[name] = row[name] and redact(row[name])
            for name in ("evidence", "notes"):
                row[name] = redact_values(row[name])
        yield _Found(row, record, sentence, notes.rectified.get(record.id))


def _fate(found: FlagFate | None) -> Row:
    """What a round of corrections made of a flag: null where there was none."""
    if found is None:
        return {"fate": None, "fixed_in": None}
    fixed = found.fixed_in
    return {
        "fate": found.fate.value,
        "fixed_in": {"revision": fixed.revision, "at": fixed.at} if fixed is not None else None,
    }
