"""Aliases of the workspace: what reviewers taught that labels mean, in all reports."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from store.annotation_log import AnnotationKind, append
from store.database import Workspace
from store.report import Flag, LabelKey, Noticed, Observation, Report
from store.reviewer import Reviewer

_FEWEST_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Alias:
    """What a label means in this workspace, and who said so.

    ``target`` is the key of a row or column, FOREIGN, or None where it was withdrawn. In the
    reports ``excepted`` it does not hold; ``report_id`` is the one in which it was said, None
    where it was said for all.
    """

    key: LabelKey
    target: str | None
    annotation_id: int
    at: str
    reviewer: str
    report_id: int | None
    excepted: frozenset[int]


_SAID = (
    "select id, at, reviewer, account, report_id, payload from annotation as a"
    " where a.kind = 'remap'"
    " and not exists (select 1 from undone as u where u.id = a.id)"
)


def _alias(row: tuple[int, str, str, str, int | None, str]) -> Alias:
    payload = json.loads(row[5])
    table, axis, label, target = payload["remap"]
    return Alias(
        (table, axis, label),
        target,
        row[0],
        row[1],
        row[2] or row[3],
        row[4],
        frozenset(payload.get("except", ())),
    )


def may_be_alias(key: LabelKey) -> bool:
    """True for a label that says enough to hold in other reports: a number alone does not."""
    return sum(char.isalpha() for char in key[2]) >= _FEWEST_LETTERS


def aliases(workspace: Workspace) -> dict[LabelKey, Alias]:
    """The aliases in force: the last word said for all reports.

    What was said in one report holds there alone, until it is said for all: see ``proposed``.
    """
    found = {}
    for row in workspace.rows(_SAID + " and a.report_id is null order by a.id"):
        alias = _alias(row)
        if may_be_alias(alias.key):
            found[alias.key] = alias
    return {key: alias for key, alias in found.items() if alias.target is not None}


def own_remaps(workspace: Workspace, report_id: int) -> dict[LabelKey, str]:
    """What reviewers said in this report about its own labels."""
    rows = workspace.rows(_SAID + " and a.report_id = ? order by a.id", [report_id])
    said = map(_alias, rows)
    return {alias.key: alias.target for alias in said if alias.target is not None}


def _said_in(workspace: Workspace) -> dict[LabelKey, dict[int, Alias]]:
    """By label what reviewers said of it in single reports, by report."""
    found: dict[LabelKey, dict[int, Alias]] = {}
    for alias in map(_alias, workspace.rows(_SAID + " and a.report_id is not null order by a.id")):
        if alias.report_id is not None:
            found.setdefault(alias.key, {})[alias.report_id] = alias
    return found


def remaps_for(
    workspace: Workspace, report_id: int, known: Mapping[LabelKey, Alias]
) -> dict[LabelKey, str]:
    """What labels mean in a stored report: the aliases, and above them what was said in it."""
    shared = {
        key: alias.target
        for key, alias in known.items()
        if alias.target is not None and report_id not in alias.excepted
    }
    return shared | own_remaps(workspace, report_id)


def teach_label(
    workspace: Workspace,
    reviewer: Reviewer,
    key: LabelKey,
    target: str | None,
    excepted: Collection[int] = (),
) -> int:
    """Say what a label means in all reports but those ``excepted``; the annotation's id.

    ``target`` None withdraws what was said before, but for the report in which it was said.
    Stored reports keep their cells until ``apply_aliases`` reads them again.
    """
    payload: dict[str, object] = {"remap": [*key, target]}
    if excepted:
        payload["except"] = sorted(excepted)
    with workspace.transaction():
        return append(workspace, reviewer, AnnotationKind.REMAP, None, payload)


def is_about_taught(seen: Observation, keys: Collection[LabelKey]) -> bool:
    """True for a label that was read as what one of ``keys`` was said to mean."""
    if seen.kind is not Noticed.LABEL_MATCHED or seen.facts["how"] != "taught":
        return False
    return (str(seen.table), str(seen.facts["axis"]), str(seen.facts["label"])) in keys


def record_taught(
    workspace: Workspace,
    report_id: int,
    report: Report,
    known: Mapping[LabelKey, Alias],
    also: Collection[LabelKey] = (),
) -> None:
    """Remember by which aliases a report was read, in the caller's transaction.

    ``also`` are labels that it was read again for, whether they were found or not.
    """
    own = own_remaps(workspace, report_id)
    printed = {
        (str(seen.table), str(seen.facts["axis"]), str(seen.facts["label"]))
        for seen in report.observed(Noticed.LABEL_TAUGHT)
    }
    workspace.execute("delete from taught where report_id = ?", [report_id])
    workspace.execute_many(
        "insert into taught(report_id, part, axis, label, target, annotation_id)"
        " values (?, ?, ?, ?, ?, ?)",
        [
            (report_id, *key, alias.target, alias.annotation_id)
            for key in sorted((printed | set(also)) - set(own))
            if (alias := known.get(key)) is not None and report_id not in alias.excepted
        ],
    )


def anchor_of(key: LabelKey) -> str:
    """The anchor of the flags about a label; a second one in the same report adds #2."""
    return ":".join(key)


def members(workspace: Workspace, key: LabelKey) -> list[int]:
    """Reports with an open or decided doubt about a label, or read by what was taught of it."""
    anchor = anchor_of(key)
    rows = workspace.rows(
        "select distinct report_id from flag where rule in ('L301', 'L302') and is_raised = 1"
        " and anchor >= ? and anchor < ?"
        " union select report_id from taught where part = ? and axis = ? and label = ?"
        " order by 1",
        # "$" follows "#", which numbers a label that stands in a report more than once.
        [anchor, anchor + "$", *key],
    )
    return [row[0] for row in rows]


def unapplied(workspace: Workspace, known: Mapping[LabelKey, Alias]) -> dict[int, set[LabelKey]]:
    """Reports that were not read by what was said for all, with the labels concerned."""
    found: dict[int, set[LabelKey]] = {}
    read_by: dict[LabelKey, set[int]] = {}
    for report_id, part, axis, label, target in workspace.rows(
        "select report_id, part, axis, label, target from taught"
    ):
        key = (part, axis, label)
        read_by.setdefault(key, set()).add(report_id)
        alias = known.get(key)
        if alias is None or report_id in alias.excepted or alias.target != target:
            found.setdefault(report_id, set()).add(key)
    said_in = _said_in(workspace)
    for key, alias in known.items():
        apart = alias.excepted | said_in.get(key, {}).keys() | read_by.get(key, set())
        for report_id in members(workspace, key):
            if report_id not in apart:
                found.setdefault(report_id, set()).add(key)
    return found


def proposed(workspace: Workspace) -> dict[LabelKey, tuple[Alias, tuple[int, ...]]]:
    """What was said of labels in one report, with the other reports that have the label too.

    They are read by it when it is said for all. Left out is what was said before somebody spoke
    of the label for all.
    """
    last_for_all = {
        alias.key: alias.annotation_id
        for alias in map(_alias, workspace.rows(_SAID + " and a.report_id is null order by a.id"))
    }
    in_force = aliases(workspace)
    found = {}
    for key, words in _said_in(workspace).items():
        alias = max(words.values(), key=lambda word: word.annotation_id)
        is_news = alias.annotation_id > last_for_all.get(key, 0) and key not in in_force
        others = tuple(one for one in members(workspace, key) if one not in words)
        if is_news and others and may_be_alias(key):
            found[key] = alias, others
    return found


def waiting_for(workspace: Workspace, key: LabelKey | None) -> int:
    """How many other reports have a label of which it was said in one report what it means."""
    found = None if key is None else proposed(workspace).get(key)
    return len(found[1]) if found is not None else 0


def label_of(flag: Flag) -> LabelKey | None:
    """The label that a flag is about, None for a flag about something else."""
    if flag.rule not in ("L301", "L302") or not flag.params.get("label"):
        return None
    return str(flag.params["table"]), str(flag.params["axis"]), str(flag.params["label"])
