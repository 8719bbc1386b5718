"""A reviewer says which report of a series is current, and what a report of the same name is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from store.annotation_log import AnnotationKind, Verdict, annotated_report, append
from store.annotations import decide
from store.database import Workspace
from store.errors import AnnotationError
from store.flags import FlagRecord, flag_record
from store.identities import identity_json, move_report
from store.report import Identity
from store.rereading import replay_versions
from store.reviewer import Reviewer
from store.runs import last_run
from store.stale import stale_flag
from store.versions import series_of

SAME_NAME = "R803"


def make_current(
    workspace: Workspace,
    reviewer: Reviewer,
    report_id: int,
    *,
    record: FlagRecord | None = None,
) -> int:
    """Make a report the current one of its series; the annotation's id.

    What followed it is no version any more, until a later import brings another file. ``record``
    is the flag that is answered by it. Raises AnnotationError where the report is current, or is
    a copy or a joined attachment.
    """
    with workspace.transaction():
        row = workspace.row(
            "select is_current, copy_of, joined_to from report where id = ?", [report_id]
        )
        if row is None:
            raise AnnotationError("report_gone", report=report_id)
        is_current, copy_of, joined_to = row
        if copy_of is not None or joined_to is not None:
            raise AnnotationError("version_copy", report=report_id)
        if is_current:
            raise AnnotationError("version_current", report=report_id)
        series_id = series_of(workspace, report_id)
        payload: dict[str, Any] = {"series": series_id, "run": last_run(workspace)}
        if record is not None:
            payload |= _verdict(record)
        made = append(
            workspace, reviewer, AnnotationKind.CURRENT, report_id, payload, record=record
        )
        replay_versions(workspace, series_id)
        return made


def confirm_version(
    workspace: Workspace, reviewer: Reviewer, flag_id: int, version: int
) -> FlagRecord:
    """Say of a report that R803 asks about that it is a corrected file of the same organ.

    It becomes current; where one of the two regions is unknown, it is taken to be the other one.
    The flag as it is then. Raises StaleFlagError where the flag has changed since,
    AnnotationError where organs of several regions have the name.
    """
    with workspace.transaction():
        record = _asked(workspace, flag_id, version)
        report_id = record.report_id
        if record.flag.params.get("variant") == "namesake":
            _join_regions(workspace, reviewer, record)
        record = _asked(workspace, flag_id)
        current = workspace.value("select is_current from report where id = ?", [report_id])
        if not current:
            make_current(workspace, reviewer, report_id, record=record)
        elif record.verdict is None:
            return decide(workspace, reviewer, record.id, record.version, Verdict.CONFIRMED)
        return _asked(workspace, flag_id)


def _asked(workspace: Workspace, flag_id: int, version: int | None = None) -> FlagRecord:
    record = flag_record(workspace, flag_id)
    if record is None:
        raise AnnotationError("flag_gone", flag=flag_id)
    if version is not None and record.version != version:
        raise stale_flag(workspace, record)
    return record


def _verdict(record: FlagRecord) -> dict[str, Any]:
    return {
        "verdict": Verdict.CONFIRMED.value,
        "fingerprint": record.flag.fingerprint,
        "was": record.verdict,
    }


_NAMESAKES = (
    "select report.id, organ.region from organ"
    " join organ as own on own.name = organ.name and own.id <> organ.id"
    " join series as mine on mine.organ_id = own.id"
    " join series on series.organ_id = organ.id and series.year = mine.year"
    " and series.kind = mine.kind"
    " join report on report.series_id = series.id and report.joined_to is null"
    " where mine.id = ? and (organ.region is null or own.region is null)"
    " order by report.copy_of is not null, report.id"
)


def _join_regions(workspace: Workspace, reviewer: Reviewer, record: FlagRecord) -> None:
    """Give the region of the one organ to the reports of the other, whose region is unknown."""
    series_id = series_of(workspace, record.report_id)
    others = workspace.rows(_NAMESAKES, [series_id])
    identity = annotated_report(workspace, record.report_id).identity
    if identity.region is not None:
        for other_id, _ in others:
            _set_region(workspace, reviewer, other_id, identity.region)
        return
    regions = {region for _, region in others}
    if len(regions) > 1:
        raise AnnotationError("regions_several", regions="、".join(sorted(regions)))
    for region in regions:
        _set_region(workspace, reviewer, record.report_id, region, record)


def _set_region(
    workspace: Workspace,
    reviewer: Reviewer,
    report_id: int,
    region: str,
    record: FlagRecord | None = None,
) -> None:
    report = annotated_report(workspace, report_id)
    identity: Identity = replace(report.identity, region=region)
    payload = {"before": identity_json(report.identity), "after": identity_json(identity)}
    if record is not None:
        payload |= _verdict(record)
    append(workspace, reviewer, AnnotationKind.IDENTITY, report_id, payload, record=record)
    move_report(workspace, report_id, report, identity)
