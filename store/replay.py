"""The state of a report is the replay of its log over what was read.

As read: the parser's values. As printed: as read, unless a reviewer said that we misread. The
rules run on the values as printed. As corrected: what a confirmed candidate proposes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from store.checked import stamp
from store.context import context_of
from store.database import Workspace
from store.flags import refresh_counters, set_verdict, sync_flags
from store.forms import Form, load_form
from store.hashes import cells_hash
from store.packing import unpack_report
from store.printed import Standing, as_printed, number_from_json, readings, standing_annotations
from store.report import Flag, Origin, Place, Report, Severity, State
from store.rules import check_report
from store.storable import STATE_NUMBERS, stored_value

HAND_MADE = "M001"


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
    context = replace(context_of(workspace, report_id, report), locked=frozenset(found))
    flags = check_report(as_printed(report, found), context)
    made = [
        _hand_made(s, report.form)
        for s in standing
        if s.kind == "finding" and s.report_id == report_id
    ]
    sync_flags(workspace, report_id, (*flags, *made))
    corrected = _apply_verdicts(workspace, report_id, standing)
    _store_values(workspace, report_id, form, found, corrected)
    refresh_counters(workspace, report_id)
    signed = next(
        (s for s in reversed(standing) if s.kind == "sign_off" and s.report_id == report_id), None
    )
    is_changed = signed is not None and (
        any(s.id > signed.id and s.report_id == report_id for s in standing)
        or signed.payload.get("cells") not in (None, cells_hash(report))
    )
    workspace.execute(
        "update report set sign_off = ?, is_changed = ?, checked_with = ?, annotations ="
        " (select count(*) from annotation where report_id = ?) where id = ?",
        [
            signed.id if signed else None,
            int(is_changed),
            stamp(workspace),
            report_id,
            report_id,
        ],
    )


def _hand_made(standing: Standing, form: str) -> Flag:
    payload = standing.payload
    return Flag(
        rule=HAND_MADE,
        severity=Severity.WARNING,
        origin=Origin.SOURCE,
        anchor=f"finding:{standing.id}",
        place=Place(line=payload.get("line"), page=payload.get("page")),
        params={
            "form": form,
            "place": payload.get("place", ""),
            "quote": payload.get("quote", ""),
            "problem": _sentence(payload.get("problem", "")),
            "suggestion": payload.get("suggestion", ""),
            "variant": "quoted"
            if payload.get("quote")
            else "placed"
            if payload.get("place")
            else "plain",
        },
        fingerprint=str(standing.id),
    )


def _sentence(text: str) -> str:
    """A text with a mark at its end, so that another sentence can follow."""
    return text if not text or text[-1] in "。！？；.!?;" else text + "。"


def _apply_verdicts(
    workspace: Workspace, report_id: int, standing: Sequence[Standing]
) -> dict[str, Any]:
    """Verdicts by identity and fingerprint; returns the corrected values that are confirmed."""
    decisions = {(s.rule, s.anchor): s for s in standing if s.kind in ("decision", "remap")}
    corrected: dict[str, Any] = {}
    for flag_id, rule, anchor, fingerprint, is_raised, params in workspace.rows(
        "select id, rule, anchor, fingerprint, is_raised, params from flag where report_id = ?",
        [report_id],
    ):
        if rule == HAND_MADE:
            made_by = int(anchor.partition(":")[2])
            verdict = "confirmed" if is_raised else None
            set_verdict(workspace, flag_id, verdict, fingerprint if is_raised else None, made_by)
            continue
        decision = decisions.get((rule, anchor))
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


def _store_values(
    workspace: Workspace,
    report_id: int,
    form: Form,
    found: Mapping[str, Any],
    corrected: Mapping[str, Any],
) -> None:
    workspace.execute(
        "update cell set printed_state = null, printed = null, corrected = null"
        " where report_id = ? and (printed_state is not null or corrected is not null)",
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
    workspace.execute_many(
        "update cell set corrected = ? where report_id = ? and field = ?",
        [
            (stored_value(value), report_id, form.fields_by_id[field].number)
            for field, value in corrected.items()
        ],
    )
