"""Append annotations: decisions, findings, notes, corrections, identity, sign-off, undo.

Every function is one transaction: the record is appended and what it touches is replayed.
Nothing is changed or deleted; an undo is a record of its own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from store.database import Workspace
from store.errors import AnnotationError, StaleDecisionError
from store.flags import FlagRecord, flag_record
from store.packing import pack_report, unpack_report
from store.replay import replay_report
from store.report import Identity, Number, Report
from store.reviewer import Reviewer
from store.series import close_gap, place_report
from store.storable import compact_json, storable

LONGEST_TEXT = 4_000


class Verdict(StrEnum):
    """A reviewer's verdict on a flag."""

    CONFIRMED = "confirmed"
    MISREAD = "misread"
    DISMISSED = "dismissed"
    UNSURE = "unsure"


class AnnotationKind(StrEnum):
    """What an annotation records."""

    DECISION = "decision"
    FINDING = "finding"
    NOTE = "note"
    CORRECTION = "correction"
    REMAP = "remap"
    IDENTITY = "identity"
    SIGN_OFF = "sign_off"
    LETTER = "letter"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Annotation:
    """One record of the log."""

    id: int
    at: str
    uid: int
    reviewer: str
    kind: AnnotationKind
    report_id: int | None
    flag_id: int | None
    rule: str | None
    anchor: str | None
    payload: Mapping[str, Any]
    is_undone: bool


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _append(
    workspace: Workspace,
    reviewer: Reviewer,
    kind: AnnotationKind,
    report_id: int | None,
    payload: Mapping[str, Any],
    *,
    record: FlagRecord | None = None,
    undoes: int | None = None,
) -> int:
    return workspace.execute(
        "insert into annotation(at, uid, account, reviewer, kind, report_id, flag_id, rule,"
        " anchor, undoes, payload) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            _now(),
            reviewer.uid,
            reviewer.account,
            storable(reviewer.label),
            kind.value,
            report_id,
            record.id if record else None,
            record.flag.rule if record else None,
            storable(record.flag.anchor) if record else None,
            undoes,
            compact_json(payload),
        ],
    )


def _flag(workspace: Workspace, flag_id: int, version: int | None = None) -> FlagRecord:
    record = flag_record(workspace, flag_id)
    if record is None:
        raise AnnotationError("flag_gone", flag=flag_id)
    if version is not None and record.version != version:
        raise StaleDecisionError("decision_stale", flag=flag_id, verdict=record.verdict or "open")
    return record


def _number(value: Number | None) -> int | str | None:
    return value if isinstance(value, int) or value is None else str(value)


def _report(workspace: Workspace, report_id: int) -> Report:
    packed = workspace.value("select content from report where id = ?", [report_id])
    if packed is None:
        raise AnnotationError("report_gone", report=report_id)
    return unpack_report(packed)


def _with_raw(
    workspace: Workspace, report_id: int, values: Mapping[str, Number | None]
) -> dict[str, list[Any]]:
    cells = _report(workspace, report_id).cells_by_field
    return {field: [_number(value), cells[field].raw] for field, value in values.items()}


def decide(
    workspace: Workspace,
    reviewer: Reviewer,
    flag_id: int,
    version: int,
    verdict: Verdict,
    *,
    reason: str = "",
    corrected: Mapping[str, Number] | None = None,
    readings: Mapping[str, Number | None] | None = None,
) -> FlagRecord:
    """Record a verdict on a flag as the reviewer saw it (``version``); the flag as it is then.

    ``corrected`` are values suggested to the organ (with CONFIRMED), ``readings`` what the
    source says (with MISREAD; None: illegible). Raises StaleDecisionError where the flag has
    changed since, AnnotationError where it is gone.
    """
    with workspace.transaction():
        record = _flag(workspace, flag_id, version)
        payload: dict[str, Any] = {
            "verdict": verdict.value,
            "fingerprint": record.flag.fingerprint,
            "was": record.verdict,
        }
        if reason:
            payload["reason"] = reason[:LONGEST_TEXT]
        if corrected and verdict is Verdict.CONFIRMED:
            payload["corrected"] = {field: _number(value) for field, value in corrected.items()}
        if readings and verdict is Verdict.MISREAD:
            payload["readings"] = _with_raw(workspace, record.report_id, readings)
        _append(
            workspace, reviewer, AnnotationKind.DECISION, record.report_id, payload, record=record
        )
        _replay_series(workspace, record.report_id)
        return _flag(workspace, flag_id)


def _replay_series(workspace: Workspace, report_id: int) -> None:
    """Replay a report and the other files of its series, where its decisions hold too."""
    rows = workspace.rows(
        "select id from report where series_id = (select series_id from report where id = ?)",
        [report_id],
    )
    for row in rows:
        replay_report(workspace, row[0])


def correct_cells(
    workspace: Workspace,
    reviewer: Reviewer,
    report_id: int,
    values: Mapping[str, Number | None],
) -> int:
    """Say what the source says in cells that no flag is about; the annotation's id."""
    with workspace.transaction():
        payload = {"readings": _with_raw(workspace, report_id, values)}
        made = _append(workspace, reviewer, AnnotationKind.CORRECTION, report_id, payload)
        _replay_series(workspace, report_id)
        return made


def add_finding(
    workspace: Workspace,
    reviewer: Reviewer,
    report_id: int,
    *,
    line: int | None,
    place: str,
    quote: str,
    problem: str,
    suggestion: str,
) -> int:
    """Add a finding that no rule saw; the annotation's id."""
    with workspace.transaction():
        _report(workspace, report_id)
        payload = {
            "line": line,
            "place": place[:200],
            "quote": quote[:LONGEST_TEXT],
            "problem": problem[:LONGEST_TEXT],
            "suggestion": suggestion[:LONGEST_TEXT],
        }
        made = _append(workspace, reviewer, AnnotationKind.FINDING, report_id, payload)
        replay_report(workspace, report_id)
        return made


def add_note(
    workspace: Workspace, reviewer: Reviewer, report_id: int, flag_id: int | None, text: str
) -> int:
    """Add a note to a flag or a report; the annotation's id."""
    with workspace.transaction():
        record = _flag(workspace, flag_id) if flag_id is not None else None
        made = _append(
            workspace,
            reviewer,
            AnnotationKind.NOTE,
            report_id,
            {"text": text[:LONGEST_TEXT]},
            record=record,
        )
        _touch(workspace, report_id)
        return made


def edit_letter(workspace: Workspace, reviewer: Reviewer, flag_id: int, text: str) -> int:
    """Replace the sentence that the letter will have for a flag; the annotation's id."""
    with workspace.transaction():
        record = _flag(workspace, flag_id)
        made = _append(
            workspace,
            reviewer,
            AnnotationKind.LETTER,
            record.report_id,
            {"text": text[:LONGEST_TEXT]},
            record=record,
        )
        _touch(workspace, record.report_id)
        return made


def sign_off(workspace: Workspace, reviewer: Reviewer, report_id: int) -> int:
    """Declare a report reviewed; the annotation's id."""
    with workspace.transaction():
        made = _append(workspace, reviewer, AnnotationKind.SIGN_OFF, report_id, {})
        replay_report(workspace, report_id)
        return made


def change_identity(
    workspace: Workspace, reviewer: Reviewer, report_id: int, identity: Identity
) -> int:
    """Say whose report it is; it moves, with its flags and decisions, to the right series."""
    with workspace.transaction():
        report = _report(workspace, report_id)
        payload = {"before": _identity_json(report.identity), "after": _identity_json(identity)}
        made = _append(workspace, reviewer, AnnotationKind.IDENTITY, report_id, payload)
        _move(workspace, report_id, report, identity)
        return made


def _identity_json(identity: Identity) -> dict[str, Any]:
    return {
        "organ": identity.organ,
        "region": identity.region,
        "year": identity.year,
        "kind": identity.kind.value,
        "level": identity.level.value,
    }


def _move(workspace: Workspace, report_id: int, report: Report, identity: Identity) -> None:
    from dataclasses import replace

    moved = replace(report, identity=identity)
    old_series = workspace.value("select series_id from report where id = ?", [report_id])
    cells_hash = workspace.value("select cells_hash from report where id = ?", [report_id])
    # Out of the way first, so that it is not taken for a copy of itself.
    parked = workspace.execute("insert into series(kind) values (?)", [identity.kind.value])
    workspace.execute("update report set series_id = ? where id = ?", [parked, report_id])
    place = place_report(workspace, identity, cells_hash)
    workspace.execute(
        "update report set series_id = ?, revision = ?, copy_of = ?, is_current = ?, content = ?"
        " where id = ?",
        [
            place.series_id,
            place.revision,
            place.copy_of,
            int(place.is_current),
            pack_report(moved),
            report_id,
        ],
    )
    workspace.execute("delete from series where id = ?", [parked])
    if identity.organ is not None:
        workspace.execute(
            "update organ set level = ? where name = ? and ifnull(region, '') = ifnull(?, '')",
            [identity.level.value, identity.organ, identity.region],
        )
    if old_series != place.series_id:
        close_gap(workspace, old_series)
        for row in workspace.rows("select id from report where series_id = ?", [old_series]):
            replay_report(workspace, row[0])
    _replay_series(workspace, report_id)
    _replay_namesakes(workspace, report_id, {report.identity.organ, identity.organ})


def _replay_namesakes(workspace: Workspace, report_id: int, names: set[str | None]) -> None:
    """Reports of organs of these names: R803 may have to ask about them, or not any more."""
    for name in sorted(name for name in names if name is not None):
        rows = workspace.rows(
            "select report.id from report join series on series.id = report.series_id"
            " join organ on organ.id = series.organ_id where organ.name = ? and report.id <> ?",
            [name, report_id],
        )
        for row in rows:
            replay_report(workspace, row[0])


def remap_label(
    workspace: Workspace,
    reviewer: Reviewer,
    flag_id: int,
    version: int,
    target: str,
    reread: Callable[[bytes, Report, Mapping[tuple[str, str, str], str]], Report],
) -> FlagRecord:
    """Say which row or column a label means, in this report; the flag as it is then.

    ``target`` is the key of the row or column; ``reread`` reads a stored Document again with the
    label taken for it (it is the reader's work, so the caller brings it).
    """
    with workspace.transaction():
        record = _flag(workspace, flag_id, version)
        params = record.flag.params
        key = (str(params["table"]), str(params["axis"]), str(params["label"]))
        payload = {
            "verdict": Verdict.MISREAD.value,
            "fingerprint": record.flag.fingerprint,
            "was": record.verdict,
            "remap": [*key, target],
        }
        _append(
            workspace, reviewer, AnnotationKind.DECISION, record.report_id, payload, record=record
        )
        reread_report(workspace, record.report_id, reread)
        return _flag(workspace, flag_id)


def reread_report(
    workspace: Workspace,
    report_id: int,
    reread: Callable[[bytes, Report, Mapping[tuple[str, str, str], str]], Report],
) -> None:
    """Read a report's stored Document again with the remaps in force, and replay it."""
    from store.reports import replace_content

    rows = workspace.rows(
        "select a.payload from annotation as a where a.report_id = ? and a.kind = 'decision'"
        " and not exists (select 1 from annotation as u where u.undoes = a.id) order by a.id",
        [report_id],
    )
    remaps: dict[tuple[str, str, str], str] = {}
    for row in rows:
        remap = json.loads(row[0]).get("remap")
        if remap:
            remaps[(remap[0], remap[1], remap[2])] = remap[3]
    document = bytes(workspace.value("select document from report where id = ?", [report_id]))
    report = reread(document, _report(workspace, report_id), remaps)
    replace_content(workspace, report_id, report)
    _replay_series(workspace, report_id)


def undo(
    workspace: Workspace,
    reviewer: Reviewer,
    annotation_id: int,
    reread: Callable[[bytes, Report, Mapping[tuple[str, str, str], str]], Report],
) -> Annotation:
    """Take back one own annotation, of any day; the annotation that is undone now.

    Raises AnnotationError where it is another reviewer's, is undone already or cannot be.
    """
    with workspace.transaction():
        found = annotation(workspace, annotation_id)
        if found is None or found.kind is AnnotationKind.UNDO:
            raise AnnotationError("annotation_gone", annotation=annotation_id)
        if (found.uid, found.reviewer) != (reviewer.uid, storable(reviewer.name)):
            raise AnnotationError("annotation_of_other", reviewer=found.reviewer)
        if found.is_undone:
            raise AnnotationError("annotation_undone", annotation=annotation_id)
        _append(workspace, reviewer, AnnotationKind.UNDO, found.report_id, {}, undoes=annotation_id)
        if found.report_id is not None:
            _take_back(workspace, found, found.report_id, reread)
        return found


def _take_back(
    workspace: Workspace,
    found: Annotation,
    report_id: int,
    reread: Callable[[bytes, Report, Mapping[tuple[str, str, str], str]], Report],
) -> None:
    if found.kind is AnnotationKind.IDENTITY:
        _restore_identity(workspace, report_id)
    elif "remap" in found.payload:
        reread_report(workspace, report_id, reread)
    else:
        _replay_series(workspace, report_id)
    _touch(workspace, report_id)


def _restore_identity(workspace: Workspace, report_id: int) -> None:
    """The identity of the last change that stands, or the one that was recognised."""
    from store.report import Kind, Level

    rows = workspace.rows(
        "select a.payload, exists(select 1 from annotation as u where u.undoes = a.id)"
        " from annotation as a where a.report_id = ? and a.kind = 'identity' order by a.id",
        [report_id],
    )
    payloads = [(json.loads(row[0]), bool(row[1])) for row in rows]
    standing = [payload["after"] for payload, is_undone in payloads if not is_undone]
    data = standing[-1] if standing else payloads[0][0]["before"]
    report = _report(workspace, report_id)
    identity = Identity(
        data["organ"],
        data["region"],
        data["year"],
        Kind(data["kind"]),
        Level(data["level"]),
        report.identity.votes,
    )
    _move(workspace, report_id, report, identity)


def _touch(workspace: Workspace, report_id: int) -> None:
    workspace.execute(
        "update report set annotations ="
        " (select count(*) from annotation where report_id = ?) where id = ?",
        [report_id, report_id],
    )


_COLUMNS = (
    "a.id, a.at, a.uid, a.reviewer, a.account, a.kind, a.report_id, a.flag_id, a.rule, a.anchor,"
    " a.payload, exists(select 1 from annotation as u where u.undoes = a.id)"
)


def _annotation(row: Any) -> Annotation:
    return Annotation(
        row[0],
        row[1],
        row[2],
        row[3] or row[4],
        AnnotationKind(row[5]),
        row[6],
        row[7],
        row[8],
        row[9],
        json.loads(row[10]),
        bool(row[11]),
    )


def annotation(workspace: Workspace, annotation_id: int) -> Annotation | None:
    """One record of the log, or None."""
    row = workspace.row(
        f"select {_COLUMNS} from annotation as a where a.id = ?",  # noqa: S608
        [annotation_id],
    )
    return _annotation(row) if row else None


def annotations_of(
    workspace: Workspace, report_id: int, *, flag_id: int | None = None
) -> list[Annotation]:
    """The log of a report, or of one of its flags, oldest first, undos left out."""
    only = " and a.flag_id = ?" if flag_id is not None else ""
    rows = workspace.rows(
        f"select {_COLUMNS} from annotation as a"  # noqa: S608
        f" where a.report_id = ? and a.kind <> 'undo'{only} order by a.id",
        [report_id, *([flag_id] if flag_id is not None else [])],
    )
    return [_annotation(row) for row in rows]


def last_own(workspace: Workspace, reviewer: Reviewer) -> Annotation | None:
    """The reviewer's last annotation that is not undone."""
    row = workspace.row(
        f"select {_COLUMNS} from annotation as a"  # noqa: S608
        " where a.uid = ? and a.reviewer = ? and a.kind <> 'undo'"
        " and not exists (select 1 from annotation as u where u.undoes = a.id)"
        " order by a.id desc limit 1",
        [reviewer.uid, storable(reviewer.label)],
    )
    return _annotation(row) if row else None
