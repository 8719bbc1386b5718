"""A reviewer says which entry of the roster a report is of, or of which it is not."""

from __future__ import annotations

import json
from dataclasses import dataclass

from store.annotation_log import AnnotationKind, annotated_report, append, count_annotations
from store.annotations import change_identity
from store.database import Workspace
from store.errors import AnnotationError
from store.report import Identity
from store.reviewer import Reviewer
from store.roster import Entry
from store.rostered import known_report

_ENTRY = (
    "select organ.name, organ.region, roster.level, roster.kind from roster"
    " join organ on organ.id = roster.organ_id where roster.id = ?"
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An entry that a report is not of, by the names that tell entries apart."""

    organ: str
    region: str | None
    kind: str


def refusal_of(entry: Entry) -> Refusal:
    """What is kept of an entry that was refused: it holds when the roster is loaded again."""
    return Refusal(entry.organ, entry.region, entry.kind.value)


def accept_entry(workspace: Workspace, reviewer: Reviewer, report_id: int, entry: Entry) -> int:
    """A report is of an entry: it gets name, region, level and kind; the annotation's id."""
    with workspace.transaction():
        if known_report(workspace, report_id) is None:
            raise AnnotationError("report_gone", report=report_id)
        report = annotated_report(workspace, report_id)
        year = report.identity.year
        identity = Identity(
            _name_then(entry, year, report.identity.organ),
            entry.region,
            year,
            entry.kind,
            entry.level,
            report.identity.votes,
        )
        return change_identity(workspace, reviewer, report_id, identity)


def _name_then(entry: Entry, year: int | None, said: str | None) -> str:
    """The name of the entry's organ in a year: before a change of names the former one."""
    former = [
        one.name
        for one in entry.names
        if one.is_former and one.until is not None and year is not None
        if (one.since is None or one.since <= year) and year <= one.until
    ]
    if len(former) == 1:
        return former[0]
    return said if said in former and said is not None else entry.organ


def refuse_entry(workspace: Workspace, reviewer: Reviewer, report_id: int, entry: Entry) -> int:
    """A report is not of an entry, which is not proposed for it any more; the annotation's id."""
    with workspace.transaction():
        annotated_report(workspace, report_id)
        payload = {
            "refused": {
                "organ": entry.organ,
                "region": entry.region,
                "kind": entry.kind.value,
            }
        }
        made = append(workspace, reviewer, AnnotationKind.ROSTER, report_id, payload)
        count_annotations(workspace, report_id)
        return made


def refusals(workspace: Workspace, report_id: int) -> frozenset[Refusal]:
    """The entries that reviewers said a report is not of."""
    rows = workspace.rows(
        "select payload from annotation as a where a.report_id = ? and a.kind = 'roster'"
        " and not exists (select 1 from annotation as u where u.undoes = a.id)",
        [report_id],
    )
    found = [json.loads(row[0])["refused"] for row in rows]
    return frozenset(Refusal(one["organ"], one["region"], one["kind"]) for one in found)
