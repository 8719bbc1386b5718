"""The log of a workspace in words that hold in every copy of it: keys in place of numbers.

Reports are named by the hash of their file and their place in it, records by their key.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from store.annotation_log import AnnotationKind
from store.database import Workspace
from store.hand_made import HAND_MADE

ReportKey = tuple[str, int]
# Set in the payload of an undo that the undo of a merge made: it concerns this workspace alone.
UNMERGED = "unmerged"
_LOCAL = tuple(
    kind.value for kind in (AnnotationKind.MERGE, AnnotationKind.HOLD, AnnotationKind.NETWORK)
)

_ROWS = (
    "select a.id, ifnull(a.key, '#' || a.id), a.at, a.uid, a.account, a.reviewer, a.kind,"
    " a.report_id, a.rule, a.anchor, a.undoes, a.payload,"
    " exists(select 1 from undone as u where u.id = a.id) from annotation as a order by a.id"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One record. ``undoes`` is a key; ``payload`` holds no number of this workspace."""

    id: int
    key: str
    at: str
    uid: int
    account: str
    reviewer: str
    kind: AnnotationKind
    report: ReportKey | None
    rule: str | None
    anchor: str | None
    undoes: str | None
    payload: Mapping[str, Any]
    is_standing: bool

    @property
    def name(self) -> str:
        """The reviewer's label, else the account."""
        return self.reviewer or self.account


@dataclass
class Log:
    """A workspace's log. ``dormant``: by key the undo that took a merged record back here."""

    entries: list[Entry] = field(default_factory=list)
    by_key: dict[str, Entry] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    dormant: dict[str, int] = field(default_factory=dict)
    reports: dict[ReportKey, int] = field(default_factory=dict)
    paths: dict[ReportKey, str] = field(default_factory=dict)
    runs: dict[ReportKey, int] = field(default_factory=dict)


def read_log(workspace: Workspace) -> Log:
    """All records but those that concern this workspace alone: merges, what undid them, holds."""
    log = Log()
    report_keys: dict[int, ReportKey] = {}
    for report_id, sha256, ordinal, path, run in workspace.rows(
        "select id, sha256, ordinal, path, run from report order by id"
    ):
        report_keys[report_id] = (sha256, ordinal)
        log.reports[sha256, ordinal] = report_id
        log.paths[sha256, ordinal] = path
        log.runs[sha256, ordinal] = run
    rows = workspace.rows(_ROWS)
    keys = {row[0]: row[1] for row in rows}
    undone_again = {row[10] for row in rows if row[10] is not None}
    own: set[int] = set()
    for row in rows:
        is_undo = row[6] == AnnotationKind.UNDO.value
        if row[6] in _LOCAL or (is_undo and (row[10] in own or UNMERGED in json.loads(row[11]))):
            own.add(row[0])
            if is_undo and row[10] not in own and row[0] not in undone_again:
                log.dormant[keys[row[10]]] = row[0]
    words = _Words(workspace, keys, report_keys)
    for row in rows:
        log.ids[row[1]] = row[0]
        if row[0] in own or row[1] in log.dormant:
            continue
        kind = AnnotationKind(row[6])
        entry = Entry(
            row[0],
            row[1],
            row[2],
            row[3],
            row[4],
            row[5],
            kind,
            report_keys.get(row[7]) if row[7] is not None else None,
            row[8],
            words.anchor(row[8], row[9]),
            keys.get(row[10]) if row[10] is not None else None,
            words.payload(kind, row[8], json.loads(row[11])),
            not row[12],
        )
        log.entries.append(entry)
        log.by_key[entry.key] = entry
    return log


class _Words:
    """Turns numbers of a workspace into keys."""

    def __init__(
        self, workspace: Workspace, keys: Mapping[int, str], reports: Mapping[int, ReportKey]
    ) -> None:
        self._workspace = workspace
        self._keys = keys
        self._reports = reports

    def anchor(self, rule: str | None, anchor: str | None) -> str | None:
        if rule != HAND_MADE or anchor is None:
            return anchor
        return f"finding:{self._keys.get(int(anchor.partition(':')[2]), '')}"

    def fingerprint(self, rule: str | None, fingerprint: str) -> str:
        if rule != HAND_MADE:
            return fingerprint
        made, _, rest = fingerprint.partition(":")
        report, _, variant = rest.partition(":")
        key = self._keys.get(int(made), "")
        if not rest:
            return key
        sha256, ordinal = self._reports.get(int(report), ("", 0))
        return f"{key}:{sha256}/{ordinal}:{variant}"

    def payload(
        self, kind: AnnotationKind, rule: str | None, payload: Mapping[str, Any]
    ) -> dict[str, Any]:
        said = dict(payload)
        if "fingerprint" in said:
            said["fingerprint"] = self.fingerprint(rule, said["fingerprint"])
        for name in ("group", "closes"):
            if said.get(name) is not None:
                said[name] = self._keys.get(said[name])
        if kind is AnnotationKind.GROUP and "flags" in said:
            # What was not decided there is not decided here either.
            said["flags"] = []
        if "annotations" in said:
            said["annotations"] = [self._keys[one] for one in said["annotations"]]
        if "except" in said:
            said["except"] = [list(self._reports[one]) for one in said["except"]]
        if kind is AnnotationKind.JOIN:
            said["attachment"] = list(self._reports[said["attachment"]])
        if kind is AnnotationKind.ISSUED:
            said["items"] = [
                {**item, "anchor": self.anchor(item.get("rule"), item.get("anchor"))}
                for item in said.get("items", ())
            ]
        if kind is AnnotationKind.CURRENT:
            said["series"] = self._series(said["series"])
        return said

    def _series(self, series_id: int) -> list[Any] | None:
        row = self._workspace.row(
            "select organ.name, organ.region, series.year, series.kind from series"
            " join organ on organ.id = series.organ_id where series.id = ?",
            [series_id],
        )
        return list(row) if row is not None else None
