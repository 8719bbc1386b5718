"""Assignments: which reviewer is to review a report.

An assignment is an annotation; the table is its replay. The assignee is a name, as reviewers are
shown (the label, else the account). What is said of one file holds for the others of the same
organ, year and kind: a corrected file stays with its reviewer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from store.annotation_log import Annotation, AnnotationKind, append, append_many
from store.database import Workspace
from store.errors import AnnotationError
from store.queue import queue_ids
from store.reviewer import LONGEST_LABEL, Reviewer
from store.storable import compact_json, storable
from store.whose import ASSIGNEE


@dataclass(frozen=True, slots=True)
class Assignable:
    """A report under review, and whose it is: ``assignee`` is "" where it is nobody's."""

    report_id: int
    region: str
    organ: str
    year: int | None
    path: str
    assignee: str
    is_signed: bool


@dataclass(frozen=True, slots=True)
class Share:
    """What a reviewer has been assigned: reports under review, and how many are signed off."""

    name: str
    reports: int
    signed: int


def assignee_name(text: str) -> str:
    """A name as ``GOUJI_REVIEWER`` would give it: without spaces, 40 characters at most."""
    return storable("".join(text.split())[:LONGEST_LABEL])


def assignments(workspace: Workspace, report_ids: Sequence[int]) -> dict[int, str]:
    """Names of those who are to review some reports, by report; what is nobody's is left out."""
    rows = workspace.rows(
        f"select id, {ASSIGNEE} from report where id in (select value from json_each(?))",  # noqa: S608
        [compact_json(list(report_ids))],
    )
    return {row[0]: row[1] for row in rows if row[1]}


def assignable(workspace: Workspace, words: str = "") -> list[Assignable]:
    """Reports under review of which a filter holds, worst first. Raises FilterError."""
    ids = queue_ids(workspace, words)
    rows = workspace.rows(
        "select report.id, ifnull(organ.region, ''), ifnull(organ.name, ''), series.year,"  # noqa: S608
        f" report.path, ifnull({ASSIGNEE}, ''), sign_off is not null and is_changed = 0"
        " from report join series on series.id = report.series_id"
        " left join organ on organ.id = series.organ_id"
        " where report.id in (select value from json_each(?))",
        [compact_json(list(ids))],
    )
    found = {
        row[0]: Assignable(row[0], row[1], row[2], row[3], row[4], row[5], bool(row[6]))
        for row in rows
    }
    return [found[report_id] for report_id in ids if report_id in found]


def shares(workspace: Workspace) -> list[Share]:
    """What every reviewer has been assigned, by name; last what is nobody's (name "")."""
    found: dict[str, list[bool]] = {"": []}
    for one in assignable(workspace):
        found.setdefault(one.assignee, []).append(one.is_signed)
    return [
        Share(name, len(found[name]), sum(found[name]))
        for name in sorted(found, key=lambda name: (not name, name))
    ]


def known_names(workspace: Workspace) -> frozenset[str]:
    """Names of all who have done something in the workspace."""
    rows = workspace.rows(
        "select distinct ifnull(nullif(reviewer, ''), account) from annotation"
        " union select ifnull(nullif(reviewer, ''), account) from hold"
    )
    return frozenset(str(row[0]) for row in rows)


def assign(
    workspace: Workspace, reviewer: Reviewer, report_ids: Sequence[int], to: str
) -> int | None:
    """Assign reports to one name, "" for nobody; as ``assign_all``."""
    return assign_all(workspace, reviewer, {to: report_ids})


def assign_all(
    workspace: Workspace, reviewer: Reviewer, shared: Mapping[str, Sequence[int]]
) -> int | None:
    """Assign reports to names, all or none; the annotation whose undo takes all of it back.

    None where every report is assigned so already. Raises AnnotationError where one is gone.
    """
    with workspace.transaction():
        every = [report_id for report_ids in shared.values() for report_id in report_ids]
        _check_reports(workspace, every)
        is_now = assignments(workspace, every)
        counts: dict[str, int] = {}
        given: list[tuple[int, str]] = []
        for to, report_ids in shared.items():
            name = assignee_name(to)
            wanted = [one for one in report_ids if is_now.get(one, "") != name]
            given += [(report_id, name) for report_id in wanted]
            if wanted:
                counts[name] = counts.get(name, 0) + len(wanted)
        if not given:
            return None
        made = append_many(
            workspace,
            reviewer,
            AnnotationKind.ASSIGN,
            [(one, {"to": name, "was": is_now.get(one, "")}, None) for one, name in given],
        )
        workspace.execute_many(
            _INSERT, [(*one, made_id) for one, made_id in zip(given, made, strict=True)]
        )
        payload_of_all = {"counts": counts, "annotations": made}
        return append(workspace, reviewer, AnnotationKind.ASSIGN, None, payload_of_all)


def _check_reports(workspace: Workspace, report_ids: Sequence[int]) -> None:
    gone = workspace.value(
        "select value from json_each(?) where value not in (select id from report) limit 1",
        [compact_json(list(report_ids))],
    )
    if gone is not None:
        raise AnnotationError("report_gone", report=int(gone))


_INSERT = "insert or replace into assignment(report_id, reviewer, annotation_id) values (?, ?, ?)"
_STANDING = (
    "select a.id, json_extract(a.payload, '$.to') from annotation as a"
    " where a.report_id = ? and a.kind = 'assign'"
    " and not exists (select 1 from undone as u where u.id = a.id)"
    " order by a.id desc limit 1"
)


def replay_assignment(workspace: Workspace, report_id: int) -> None:
    """Bring the assignment of a report to what its log says, in the caller's transaction."""
    row = workspace.row(_STANDING, [report_id])
    workspace.execute("delete from assignment where report_id = ?", [report_id])
    if row is not None:
        workspace.execute(_INSERT, [report_id, str(row[1]), int(row[0])])


def take_back_assignments(workspace: Workspace, reviewer: Reviewer, taken: Annotation) -> None:
    """Undo what an assignment recorded, but for what has been undone by itself since.

    In the caller's transaction, which has undone ``taken`` itself.
    """
    if taken.report_id is not None:
        replay_assignment(workspace, taken.report_id)
        return
    rows = workspace.rows(
        "select a.id, a.report_id from json_each(?) as one join annotation as a on a.id = one.value"
        " where not exists (select 1 from undone as u where u.id = a.id) order by a.id",
        [compact_json(list(taken.payload["annotations"]))],
    )
    nothing: dict[str, str] = {}
    undos = [(report_id, nothing, annotation_id) for annotation_id, report_id in rows]
    append_many(workspace, reviewer, AnnotationKind.UNDO, undos)
    for report_id in dict.fromkeys(report_id for _, report_id in rows):
        replay_assignment(workspace, report_id)
