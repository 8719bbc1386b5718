"""Take over the records that were made in a copy of the workspace; one undo takes all of it back.

They are appended in their order, with their reviewer and time. What both sides decided in different
ways is taken only as somebody has chosen: the word that gives way is there too, and undone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from store.annotation_log import Annotation, AnnotationKind, append
from store.database import Workspace
from store.errors import AnnotationError
from store.hand_made import HAND_MADE
from store.merge_effects import keep_identity, settle_records
from store.merge_log import UNMERGED, Entry, Log, ReportKey, read_log
from store.merge_plan import Conflict, MergePlan, Side, plan_merge
from store.replay import replay_report
from store.rereading import Reread
from store.reviewer import Reviewer
from store.storable import compact_json, storable


@dataclass(frozen=True, slots=True)
class Merged:
    """What was merged: the record whose undo takes it back, or None, and how much it is."""

    id: int | None
    taken: int
    decided: int
    left: int


def merge(
    workspace: Workspace,
    reviewer: Reviewer,
    theirs: Log,
    previewed: MergePlan,
    choices: Mapping[str, Side],
    reread: Reread,
    *,
    file_name: str,
) -> Merged:
    """Record what was previewed; ``choices`` say by a conflict's id whose word holds.

    A conflict without a choice is left alone. In one transaction; ``replay_waiting`` then brings
    the reports up to date. Raises AnnotationError where the workspace has changed since the preview.
    """
    with workspace.transaction():
        ours = read_log(workspace)
        plan = plan_merge(ours, theirs)
        if plan != previewed:
            raise AnnotationError("merge_changed")
        decided = [conflict for conflict in plan.conflicts if conflict.id in choices]
        left = len(plan.conflicts) - len(decided)
        entries = [*plan.take, *(entry for one in decided for entry in one.theirs)]
        if not entries:
            return Merged(None, 0, 0, left)
        taking = _Taking(workspace, reviewer, ours, theirs, reread)
        for entry in sorted(entries, key=lambda entry: entry.id):
            taking.take(entry)
        for conflict in decided:
            _decide(taking, conflict, choices[conflict.id])
        settle_records(workspace, taking.touched, reread)
        payload = {
            "file": file_name,
            "counts": {"taken": len(entries), "decided": len(decided)},
            "annotations": taking.made,
        }
        made = append(workspace, reviewer, AnnotationKind.MERGE, None, payload)
        return Merged(made, len(entries), len(decided), left)


def _decide(taking: _Taking, conflict: Conflict, side: Side) -> None:
    """Undo the news of the side that gives way."""
    gives_way = conflict.theirs if side is Side.OURS else conflict.ours
    keys = {entry.key for entry in gives_way}
    for entry in gives_way:
        if entry.is_standing and entry.undoes not in keys:
            taking.undo(entry)


class _Taking:
    """Appends records of another log; ``made`` are all records of the merge, old ones revived."""

    def __init__(
        self, workspace: Workspace, reviewer: Reviewer, ours: Log, theirs: Log, reread: Reread
    ) -> None:
        self._workspace = workspace
        self._reviewer = reviewer
        self._ours = ours
        self._reread = reread
        # By run of the other side the last run here that brought reports it had by then.
        self._runs = sorted(
            (run, ours.runs[report]) for report, run in theirs.runs.items() if report in ours.runs
        )
        self._settled = 0
        self.made: list[int] = []
        self.touched: list[int] = []

    def take(self, entry: Entry) -> None:
        """Append a record, or bring it back where the undo of a merge took it away."""
        if self._revive(entry.key, entry.report):
            return
        workspace, report_id = self._workspace, self._report(entry.report)
        if entry.kind is AnnotationKind.IDENTITY and report_id is not None:
            keep_identity(workspace, report_id)
        anchor = self._anchor(entry.rule, entry.anchor)
        flag_id = None
        if entry.rule is not None and report_id is not None:
            flag_id = self._flag(report_id, entry.rule, storable(anchor or ""))
        made = workspace.execute(
            "insert into annotation(at, uid, account, reviewer, kind, report_id, flag_id, rule,"
            " anchor, undoes, payload, key) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                entry.at,
                entry.uid,
                entry.account,
                entry.reviewer,
                entry.kind.value,
                report_id,
                flag_id,
                entry.rule,
                anchor,
                self._ours.ids[entry.undoes] if entry.undoes is not None else None,
                compact_json(self._payload(entry)),
                entry.key,
            ],
        )
        self._add(entry.key, made)

    def undo(self, entry: Entry) -> None:
        """Undo a record of either side; both sides' undos of one record have the same key."""
        key = "undo:" + hashlib.blake2b(entry.key.encode(), digest_size=12).hexdigest()
        if self._revive(key, entry.report):
            return
        target = self._ours.ids[entry.key]
        if key in self._ours.ids:
            key += f":{target}"
        made = append(
            self._workspace,
            self._reviewer,
            AnnotationKind.UNDO,
            self._report(entry.report),
            {},
            undoes=target,
            key=key,
        )
        self._add(key, made)

    def _revive(self, key: str, report: ReportKey | None) -> bool:
        taken_back = self._ours.dormant.get(key)
        if taken_back is None:
            return False
        self.touched.append(
            append(
                self._workspace,
                self._reviewer,
                AnnotationKind.UNDO,
                self._report(report),
                {},
                undoes=taken_back,
            )
        )
        self.made.append(self._ours.ids[key])
        return True

    def _add(self, key: str, made: int) -> None:
        self._ours.ids[key] = made
        self.made.append(made)
        self.touched.append(made)

    def _report(self, report: ReportKey | None) -> int | None:
        return self._ours.reports[report] if report is not None else None

    def _flag(self, report_id: int, rule: str, anchor: str) -> int | None:
        """The flag here; it may be raised only by what was appended just before."""
        sql = "select id from flag where report_id = ? and rule = ? and anchor = ?"
        found = self._workspace.value(sql, [report_id, rule, anchor])
        if found is None and self._settled < len(self.touched):
            settle_records(self._workspace, self.touched[self._settled :], self._reread)
            self._settled = len(self.touched)
        if found is None:
            replay_report(self._workspace, report_id)
            found = self._workspace.value(sql, [report_id, rule, anchor])
        return int(found) if found is not None else None

    def _anchor(self, rule: str | None, anchor: str | None) -> str | None:
        if rule != HAND_MADE or anchor is None:
            return anchor
        return f"finding:{self._ours.ids.get(anchor.partition(':')[2], 0)}"

    def _fingerprint(self, rule: str | None, fingerprint: str) -> str:
        if rule != HAND_MADE:
            return fingerprint
        key, _, variant = fingerprint.rpartition(":") if "/" in fingerprint else ("", "", "")
        if not variant:
            return str(self._ours.ids.get(fingerprint, 0))
        made, _, report = key.rpartition(":")
        sha256, _, ordinal = report.partition("/")
        report_id = self._ours.reports.get((sha256, int(ordinal)), 0)
        return f"{self._ours.ids.get(made, 0)}:{report_id}:{variant}"

    def _payload(self, entry: Entry) -> dict[str, Any]:
        said, ids, reports = dict(entry.payload), self._ours.ids, self._ours.reports
        if "fingerprint" in said:
            said["fingerprint"] = self._fingerprint(entry.rule, said["fingerprint"])
        for name in ("group", "closes"):
            if said.get(name) is not None:
                said[name] = ids.get(said[name])
        if "annotations" in said:
            said["annotations"] = [ids[key] for key in said["annotations"] if key in ids]
        if "except" in said:
            named = [(sha256, ordinal) for sha256, ordinal in said["except"]]
            said["except"] = sorted(reports[one] for one in named if one in reports)
        if entry.kind is AnnotationKind.JOIN:
            sha256, ordinal = said["attachment"]
            said["attachment"] = reports[sha256, ordinal]
        if entry.kind is AnnotationKind.ISSUED:
            said["items"] = [
                {**item, "anchor": self._anchor(item.get("rule"), item.get("anchor"))}
                for item in said["items"]
            ]
        if entry.kind is AnnotationKind.CURRENT:
            said["series"] = self._series_id(said["series"])
            said["run"] = max(
                (here for there, here in self._runs if there <= said["run"]), default=0
            )
        return said

    def _series_id(self, named: Sequence[Any] | None) -> int:
        """The series here; 0, which is none, where it is not known."""
        if named is None:
            return 0
        found = self._workspace.value(
            "select series.id from series join organ on organ.id = series.organ_id"
            " where organ.name = ? and organ.region is ? and series.year is ? and series.kind = ?",
            list(named),
        )
        return int(found or 0)


def take_back_merge(
    workspace: Workspace, reviewer: Reviewer, merged: Annotation, reread: Reread
) -> None:
    """Take back all records of a merge, in the caller's transaction, which undoes its record.

    What the merge undid stands again; ``replay_waiting`` then brings the reports up to date.
    """
    made = []
    for annotation_id in merged.payload["annotations"]:
        report_id = workspace.value(
            "select report_id from annotation where id = ?", [annotation_id]
        )
        made.append(
            append(
                workspace,
                reviewer,
                AnnotationKind.UNDO,
                report_id,
                {UNMERGED: merged.id},
                undoes=annotation_id,
            )
        )
    settle_records(workspace, made, reread)
