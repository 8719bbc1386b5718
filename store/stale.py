"""A decision that came too late: what another one decided meanwhile, and the flag as it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from store.database import Workspace
from store.errors import StaleDecisionError
from store.flags import FlagRecord


@dataclass(frozen=True, slots=True)
class Theirs:
    """What somebody did to a flag: the verdict ("" where one was taken back), by whom, and why.

    ``values`` are by field what was read in the source or suggested to the organ (None:
    illegible; amounts as text); ``target`` is what a label was mapped to.
    """

    annotation_id: int
    verdict: str
    reviewer_name: str
    uid: int
    label: str
    at: str
    reason: str = ""
    values: Mapping[str, int | str | None] = field(default_factory=dict)
    target: str = ""


class StaleFlagError(StaleDecisionError):
    """A decision on a flag that has changed since it was read: what was not written is the caller's.

    ``theirs`` is what another one did last to this flag, None where no reviewer did: the report
    was read or checked again. ``now`` is the flag as it is.
    """

    def __init__(self, theirs: Theirs | None, now: FlagRecord) -> None:
        super().__init__("decision_stale", flag=now.id, verdict=now.verdict or "open")
        self.theirs = theirs
        self.now = now


def stale_flag(workspace: Workspace, record: FlagRecord) -> StaleFlagError:
    """The error for a decision on a version of a flag that is no longer that of ``record``."""
    return StaleFlagError(_last_act(workspace, record), record)


def _last_act(workspace: Workspace, record: FlagRecord) -> Theirs | None:
    """The decision in force, or the undo that took the last one back."""
    made = record.decision_id if record.verdict is not None else _last_undo(workspace, record)
    row = workspace.row(
        "select id, at, uid, reviewer, account, kind, payload from annotation where id = ?", [made]
    )
    if row is None:
        return None
    annotation_id, at, uid, label, account, kind, packed = row
    payload: dict[str, Any] = json.loads(packed)
    values = {
        key: value[0] if isinstance(value, list) else value
        for key, value in (payload.get("readings") or payload.get("corrected") or {}).items()
    }
    return Theirs(
        annotation_id,
        str(payload.get("verdict", "")) if kind != "undo" else "",
        label or account,
        uid,
        label,
        at,
        str(payload.get("reason", "")),
        values,
        str(payload["remap"][-1]) if payload.get("remap") else "",
    )


def _last_undo(workspace: Workspace, record: FlagRecord) -> int | None:
    """The last act on a flag of this report, if it took a decision back.

    One that stands and does not hold says that the flag is about something else now.
    """
    row = workspace.row(
        "select a.id, a.kind from annotation as a left join annotation as d on d.id = a.undoes"
        " where a.report_id = ? and ifnull(d.kind, a.kind) in ('decision', 'remap')"
        " and ifnull(d.flag_id, a.flag_id) = ? order by a.id desc limit 1",
        [record.report_id, record.id],
    )
    return int(row[0]) if row is not None and row[1] == "undo" else None
