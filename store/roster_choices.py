"""A reviewer says which entry of the roster a report is of, or of which it is not."""

from __future__ import annotations

import json
from dataclasses import dataclass

from store.annotation_log import AnnotationKind, annotated_report, append, count_annotations
from store.annotations import change_identity
from store.database import Workspace
from store.errors import AnnotationError
from store.report import Candidate, Identity, Place
from store.reviewer import Reviewer
from store.roster import Entry
from store.rostered import is_same, known_report

_WEIGHT = 9
_LONGEST_EVIDENCE = 80


@dataclass(frozen=True, slots=True)
class Refusal:
    """An entry that a report is not of, by the names that tell entries apart."""

    organ: str
    region: str | None
    kind: str


def refusal_of(entry: Entry) -> Refusal:
    """What is kept of an entry that was refused: it holds when the roster is loaded again."""
    return Refusal(entry.organ, entry.region, entry.kind.value)


def accept_entry(
    workspace: Workspace,
    reviewer: Reviewer,
    report_id: int,
    entry: Entry,
    seen: Identity | None = None,
) -> int:
    """A report is of an entry: it gets name, region, level and kind; the annotation's id.

    ``seen`` is the identity that the reviewer saw. Raises AnnotationError where the report has
    another one by now.
    """
    with workspace.transaction():
        known = known_report(workspace, report_id)
        if known is None:
            raise AnnotationError("report_gone", report=report_id)
        if seen is not None and not is_same(known.now, seen):
            raise AnnotationError("identity_changed")
        report = annotated_report(workspace, report_id)
        year = report.identity.year
        identity = Identity(
            _name_then(entry, year, report.identity.organ),
            entry.region,
            year,
            entry.kind,
            entry.level,
            {**report.identity.votes, "roster": (_accepted(entry, report.identity),)},
        )
        return change_identity(workspace, reviewer, report_id, identity)


def _accepted(entry: Entry, said: Identity) -> Candidate:
    """The evidence that a reviewer took a report for an entry's."""
    evidence = f"roster accepted: {said.region or ''}{said.organ or ''}"
    return Candidate(entry.full_name, _WEIGHT, evidence[:_LONGEST_EVIDENCE], Place())


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
        " and not exists (select 1 from undone as u where u.id = a.id)",
        [report_id],
    )
    found = [json.loads(row[0])["refused"] for row in rows]
    return frozenset(Refusal(one["organ"], one["region"], one["kind"]) for one in found)
