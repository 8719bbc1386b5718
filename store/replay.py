"""The state of a report is the replay of its log over what was read.

As read: the parser's values. As printed: as read, unless a reviewer said that we misread. The
rules run on the values as printed. As corrected: what a confirmed candidate proposes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from store.annotation_log import count_annotations
from store.checked import stamp
from store.context import context_of
from store.database import Workspace
from store.flags import refresh_counters, set_verdict, sync_flags
from store.forms import Form, load_form
from store.hand_made import HAND_MADE, hand_made_flags, is_carried
from store.hashes import cells_hash
from store.packing import unpack_report
from store.prepared import Prepared
from store.printed import Standing, as_printed, number_from_json, readings, standing_annotations
from store.report import Identity, Report, State
from store.rounds import round_of
from store.rules import check_report
from store.rules.apart import check_again
from store.storable import STATE_NUMBERS, stored_value
from store.versions import series_of, versions_of

# What makes a report another one than the one that was signed off.
_CHANGES = frozenset({"decision", "remap", "correction", "finding", "identity", "sign_off"})


def replay_report(workspace: Workspace, report_id: int, report: Report | None = None) -> None:
    """Bring cells, flags, verdicts, counters and sign-off of a report to what its log says.

    In the caller's transaction. ``report`` saves reading it again where the caller has it.
    """
    if report is None:
        packed = workspace.value("select content from report where id = ?", [report_id])
        report = unpack_report(packed)
    form = load_form(report.form)
    standing = standing_annotations(workspace, report_id)
    found = readings(standing, report, report_id)
    # What a reviewer has read in the source is no suspect of a failed sum.
    context = replace(context_of(workspace, report_id, report.identity), locked=frozenset(found))
    printed = as_printed(report, found)
    flags = check_report(printed, context)
    versions = versions_of(workspace, series_of(workspace, report_id))
    earlier, later = versions.before(report_id), versions.after(report_id)
    made = hand_made_flags(report_id, printed, standing, earlier)
    sync_flags(workspace, report_id, (*flags, *made))
    # What is decided on a later version says nothing of what was decided on this one.
    corrected = _apply_verdicts(
        workspace, report_id, [s for s in standing if s.report_id not in later]
    )
    _store_values(workspace, report_id, form, found, corrected)
    refresh_counters(workspace, report_id)
    _store_sign_off(workspace, report_id, standing, cells_hash(report))
    _store_stamp(workspace, report_id)
    for version in (report_id, *later):
        _store_rectified(workspace, version)


def replay_new(
    workspace: Workspace, report_id: int, prepared: Prepared, identity: Identity
) -> None:
    """``replay_report`` of a report that was stored just now, in less time.

    ``prepared`` is the report as it was read, ``identity`` what it was stored by. Where nothing
    was said of its series, its values are those that were read and nothing of it is decided.
    """
    if identity is not prepared.identity or standing_annotations(workspace, report_id):
        replay_report(workspace, report_id)
        return
    context = context_of(workspace, report_id, identity)
    before = prepared.context(workspace.settings)
    flags = check_again(lambda: prepared.report, prepared.said, before, context)
    sync_flags(workspace, report_id, flags)
    refresh_counters(workspace, report_id)
    _store_stamp(workspace, report_id)
    for version in versions_of(workspace, series_of(workspace, report_id)).after(report_id):
        _store_rectified(workspace, version)


def _store_stamp(workspace: Workspace, report_id: int) -> None:
    workspace.execute(
        "update report set checked_with = ? where id = ?", [stamp(workspace), report_id]
    )


def replay_verdicts(workspace: Workspace, report_id: int) -> None:
    """Bring verdicts, counters and sign-off of a report to what its log says, in less time.

    For verdicts that read nothing anew, on a report that is alone in its series: what is printed
    stays as it is, so that the rules say what they said. In the caller's transaction.
    """
    standing = standing_annotations(workspace, report_id)
    corrected = _apply_verdicts(workspace, report_id, standing)
    form = load_form(workspace.value("select form from report where id = ?", [report_id]))
    _store_corrected(workspace, report_id, form, corrected)
    refresh_counters(workspace, report_id)
    signed = any(s.kind == "sign_off" for s in standing)
    packed = "select content from report where id = ?"
    cells = cells_hash(unpack_report(workspace.value(packed, [report_id]))) if signed else ""
    _store_sign_off(workspace, report_id, standing, cells)
    _store_rectified(workspace, report_id)


def _store_sign_off(
    workspace: Workspace, report_id: int, standing: Sequence[Standing], cells: str
) -> None:
    """Store whether a report is signed off and answered; ``cells`` is the hash of its cells."""
    signed = next(
        (s for s in reversed(standing) if s.kind == "sign_off" and s.report_id == report_id), None
    )
    is_changed = signed is not None and (
        any(s.id > signed.id and s.report_id == report_id and s.kind in _CHANGES for s in standing)
        or signed.payload.get("cells") not in (None, cells)
    )
    issued = [s.id for s in standing if s.kind == "issued" and s.report_id == report_id]
    is_answered = signed is not None and not is_changed and issued and issued[-1] > signed.id
    workspace.execute(
        "update report set sign_off = ?, is_changed = ?, answered = ? where id = ?",
        [
            signed.id if signed else None,
            int(is_changed),
            issued[-1] if is_answered else None,
            report_id,
        ],
    )
    count_annotations(workspace, report_id)


def _store_rectified(workspace: Workspace, report_id: int) -> None:
    """Store whether a version is signed off and nothing is left of what was found before."""
    signed, changed, rectified = workspace.rows(
        "select sign_off, is_changed, is_rectified from report where id = ?", [report_id]
    )[0]
    found = round_of(workspace, report_id) if signed is not None and not changed else None
    is_rectified = found is not None and found.is_rectified
    if is_rectified != bool(rectified):
        workspace.execute(
            "update report set is_rectified = ? where id = ?", [int(is_rectified), report_id]
        )


def _apply_verdicts(
    workspace: Workspace, report_id: int, standing: Sequence[Standing]
) -> dict[str, Any]:
    """Verdicts by identity and fingerprint; returns the corrected values that are confirmed."""
    decisions: dict[tuple[str | None, str | None], list[Standing]] = {}
    for said in standing:
        if said.rule is not None and "verdict" in said.payload:
            decisions.setdefault((said.rule, said.anchor), []).append(said)
    corrected: dict[str, Any] = {}
    for flag_id, rule, anchor, fingerprint, is_raised, params in workspace.rows(
        "select id, rule, anchor, fingerprint, is_raised, params from flag where report_id = ?",
        [report_id],
    ):
        if rule == HAND_MADE and not is_carried(anchor, standing, report_id):
            made_by = int(anchor.partition(":")[2])
            verdict = "confirmed" if is_raised else None
            set_verdict(workspace, flag_id, verdict, fingerprint if is_raised else None, made_by)
            continue
        decision = _last_of(decisions.get((rule, anchor), ()), report_id, fingerprint)
        if decision is None:
            set_verdict(workspace, flag_id, None, None, None)
            continue
        # A flag that our own correction made go away keeps the verdict that did it.
        holds = (
            decision.payload["fingerprint"] == fingerprint
            or not is_raised
            or (decision.kind == "remap" and json.loads(params).get("how") == "taught")
        )
        verdict = decision.payload["verdict"] if holds else None
        set_verdict(workspace, flag_id, verdict, decision.payload["fingerprint"], decision.id)
        if holds and verdict == "confirmed":
            corrected |= {
                field: number_from_json(value)
                for field, value in decision.payload.get("corrected", {}).items()
            }
    return corrected


def _last_of(said: Sequence[Standing], report_id: int, fingerprint: str) -> Standing | None:
    """The last verdict on a flag in this report, or in another that has it with the same cells.

    Else the last one in another report, which does not hold and is shown with the flag.
    """
    own = [
        one
        for one in said
        if one.report_id == report_id or one.payload["fingerprint"] == fingerprint
    ]
    if own:
        return own[-1]
    return said[-1] if said else None


def _store_values(
    workspace: Workspace,
    report_id: int,
    form: Form,
    found: Mapping[str, Any],
    corrected: Mapping[str, Any],
) -> None:
    workspace.execute(
        "update cell set printed_state = null, printed = null"
        " where report_id = ? and printed_state is not null",
        [report_id],
    )
    workspace.execute_many(
        "update cell set printed_state = ?, printed = ? where report_id = ? and field = ?",
        [
            (
                STATE_NUMBERS[State.NUMBER if value is not None else State.ABSENT],
                stored_value(value),
                report_id,
                form.fields_by_id[field].number,
            )
            for field, value in found.items()
        ],
    )
    _store_corrected(workspace, report_id, form, corrected)


def _store_corrected(
    workspace: Workspace, report_id: int, form: Form, corrected: Mapping[str, Any]
) -> None:
    workspace.execute(
        "update cell set corrected = null where report_id = ? and corrected is not null",
        [report_id],
    )
    workspace.execute_many(
        "update cell set corrected = ? where report_id = ? and field = ?",
        [
            (stored_value(value), report_id, form.fields_by_id[field].number)
            for field, value in corrected.items()
        ],
    )
