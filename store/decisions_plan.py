"""What a ledger that came back would change: compared with the workspace, nothing written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from store.annotation_log import AnnotationKind
from store.database import Workspace
from store.decisions_entered import VERDICT_WORDS, Entry
from store.exports.ledger import joined_notes
from store.exports.ledger_keys import LedgerKey, short_hash
from store.fates import fates_of
from store.finding_words import HAND_MADE
from store.findings import is_rectified
from store.flags import FlagRecord, flags_of
from store.privacy import redact

_LANGUAGES = ("zh", "en")
_BETWEEN = "；; "
_RECTIFIED_WORDS = {True: "true", False: "false", None: ""}


class Trouble(StrEnum):
    """Why something that was entered is left alone."""

    NO_KEY = "no_key"
    UNKNOWN_FLAG = "unknown_flag"
    UNKNOWN_WORD = "unknown_word"
    FLAG_CHANGED = "flag_changed"
    DECIDED_OTHERWISE = "decided_otherwise"
    ENTERED_TWICE = "entered_twice"
    HAND_MADE = "hand_made"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class Change:
    """Something entered that would be taken over: ``now`` in place of ``was``.

    For a decision both are verdicts ("" is open), for a rectification true, false or "", for a
    note ``now`` is its text.
    """

    kind: AnnotationKind
    flag_id: int
    report_id: int
    row: int
    named: str
    was: str
    now: str
    by: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something entered that is left alone, and why; ``detail`` says what was found instead."""

    trouble: Trouble
    row: int
    named: str
    word: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be taken over, and what is left alone; ``lines`` is the number of lines read."""

    lines: int
    changes: tuple[Change, ...]
    doubts: tuple[Doubt, ...]


@dataclass
class _Found:
    changes: list[Change] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


def plan_takeover(workspace: Workspace, entries: Sequence[Entry]) -> Plan:
    """Compare what was entered with the workspace."""
    flags = _Flags(workspace)
    found = _Found()
    for entry in entries:
        for column, word in entry.unknown:
            found.doubts.append(_doubt(Trouble.UNKNOWN_WORD, entry, word, column))
        if entry.key is None:
            found.doubts.append(_doubt(Trouble.NO_KEY, entry))
            continue
        record = flags.find(entry.key)
        if record is None:
            found.doubts.append(_doubt(Trouble.UNKNOWN_FLAG, entry))
            continue
        _compare_verdict(workspace, entry, entry.key, record, found)
        _compare_rectified(workspace, entry, entry.key, record, found)
        _compare_remarks(workspace, entry, entry.key, record, found)
    return _without_twice(len(entries), found)


def _doubt(trouble: Trouble, entry: Entry, word: str = "", detail: str = "") -> Doubt:
    return Doubt(trouble, entry.row, entry.named, word, detail)


class _Flags:
    """Flags by the key of their line; the flags of a report are read once."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._known: dict[tuple[str, int], dict[str, FlagRecord]] = {}

    def find(self, key: LedgerKey) -> FlagRecord | None:
        source = (key.sha256, key.ordinal)
        if source not in self._known:
            report_id = self._workspace.value(
                "select id from report where sha256 = ? and ordinal = ?", source
            )
            records = flags_of(self._workspace, report_id, resolved=True) if report_id else []
            self._known[source] = {
                short_hash(record.flag.rule, record.flag.anchor): record for record in records
            }
        return self._known[source].get(key.identity)


def _change(kind: AnnotationKind, entry: Entry, record: FlagRecord, was: str, now: str) -> Change:
    return Change(kind, record.id, record.report_id, entry.row, entry.named, was, now, entry.by)


def _compare_verdict(
    workspace: Workspace, entry: Entry, key: LedgerKey, record: FlagRecord, found: _Found
) -> None:
    word = entry.verdict
    if word is None or word == (key.verdict or "open"):
        return
    now = record.verdict or ""
    if word == (now or "open"):
        return
    if word not in VERDICT_WORDS:
        found.doubts.append(_doubt(Trouble.REOPENED, entry, word))
    elif record.flag.rule == HAND_MADE:
        found.doubts.append(_doubt(Trouble.HAND_MADE, entry, word))
    elif now != key.verdict:
        found.doubts.append(
            _doubt(Trouble.DECIDED_OTHERWISE, entry, word, _who_decided(workspace, record))
        )
    elif not record.is_raised or short_hash(record.flag.fingerprint) != key.fingerprint:
        found.doubts.append(_doubt(Trouble.FLAG_CHANGED, entry, word))
    else:
        found.changes.append(_change(AnnotationKind.DECISION, entry, record, now, word))


def _who_decided(workspace: Workspace, record: FlagRecord) -> str:
    row = workspace.row(
        "select ifnull(nullif(reviewer, ''), account) from annotation where id = ?",
        [record.decision_id],
    )
    return f"{record.verdict or 'open'} {row[0] if row else ''}".strip()


def _compare_rectified(
    workspace: Workspace, entry: Entry, key: LedgerKey, record: FlagRecord, found: _Found
) -> None:
    if entry.rectified is None:
        return
    word = _RECTIFIED_WORDS[entry.rectified]
    fate = fates_of(workspace, record.report_id).get(record.id)
    shown = is_rectified(rectified_of(workspace, record.id), fate.fate.value if fate else None)
    now = _RECTIFIED_WORDS[shown]
    if word in (key.rectified, now):
        return
    if now != key.rectified:
        found.doubts.append(_doubt(Trouble.DECIDED_OTHERWISE, entry, word, now))
    elif short_hash(record.flag.fingerprint) != key.fingerprint:
        found.doubts.append(_doubt(Trouble.FLAG_CHANGED, entry, word))
    else:
        found.changes.append(_change(AnnotationKind.RECTIFIED, entry, record, now, word))


def rectified_of(workspace: Workspace, flag_id: int) -> bool | None:
    """Whether a finding is corrected, as was entered last."""
    payload = workspace.value(
        "select payload from annotation as a where a.kind = 'rectified' and a.flag_id = ?"
        " and not exists (select 1 from undone as u where u.id = a.id)"
        " order by a.id desc limit 1",
        [flag_id],
    )
    value = json.loads(payload).get("rectified") if payload else None
    return value if isinstance(value, bool) else None


def _compare_remarks(
    workspace: Workspace, entry: Entry, key: LedgerKey, record: FlagRecord, found: _Found
) -> None:
    if not entry.remarks or short_hash(entry.remarks) == key.remarks:
        return
    notes = [
        str(json.loads(row[0])["text"])
        for row in workspace.rows(
            "select payload from annotation as a where a.kind = 'note' and a.flag_id = ?"
            " and not exists (select 1 from undone as u where u.id = a.id) order by a.id",
            [record.id],
        )
    ]
    text = _what_is_new(entry.remarks, key, notes)
    if text:
        found.changes.append(_change(AnnotationKind.NOTE, entry, record, "", text))


def _what_is_new(remarks: str, key: LedgerKey, notes: Sequence[str]) -> str:
    """What stands in the remarks beyond the notes; empty where nothing does."""
    for shown in (list(notes), [redact(note) for note in notes]):
        for language in _LANGUAGES:
            if remarks == joined_notes(shown, language):
                return ""
            for count in range(len(shown), 0, -1):
                before = joined_notes(shown[:count], language)
                if remarks.startswith(before) and short_hash(before) == key.remarks:
                    remarks = remarks.removeprefix(before).strip(_BETWEEN)
                    return "" if remarks in map(_flat, shown) else remarks
    known = {*map(_flat, notes), *(_flat(redact(note)) for note in notes)}
    return "" if remarks in known else remarks


def _flat(note: str) -> str:
    return " ".join(note.split())


def _without_twice(lines: int, found: _Found) -> Plan:
    """The same said in two lines counts once; what contradicts itself is left alone."""
    said: dict[tuple[object, ...], list[Change]] = {}
    for change in found.changes:
        note = change.now if change.kind is AnnotationKind.NOTE else ""
        said.setdefault((change.kind, change.flag_id, note), []).append(change)
    changes: list[Change] = []
    for group in said.values():
        if len({change.now for change in group}) == 1:
            changes.append(group[0])
            continue
        found.doubts.extend(_twice(group))
    return Plan(
        lines,
        tuple(sorted(changes, key=lambda change: change.row)),
        tuple(sorted(found.doubts, key=lambda doubt: doubt.row)),
    )


def _twice(group: Sequence[Change]) -> Iterable[Doubt]:
    rows = "、".join(str(change.row) for change in group)
    for change in group:
        yield Doubt(Trouble.ENTERED_TWICE, change.row, change.named, change.now, rows)
