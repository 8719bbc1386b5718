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

    ``target`` is the key of a row or column, FOREIGN, or None where it was withdrawn; in the
    reports ``excepted`` it does not hold. ``report_id`` is the report in which it was said, None
    where it was for all.
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
    " and not exists (select 1 from annotation as u where u.undoes = a.id)"
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
    """The aliases in force: the last word said for all reports, else the last said in one.

    What was said in one report holds for reports to come; stored ones are read by it when it is
    said for all.
    """
    for_all: dict[LabelKey, Alias] = {}
    in_one: dict[LabelKey, Alias] = {}
    for row in workspace.rows(_SAID + " order by a.id"):
        alias = _alias(row)
        if may_be_alias(alias.key):
            (for_all if alias.report_id is None else in_one)[alias.key] = alias
    return {key: alias for key, alias in (in_one | for_all).items() if alias.target is not None}


def own_remaps(workspace: Workspace, report_id: int) -> dict[LabelKey, str]:
    """What reviewers said in this report about its own labels."""
    rows = workspace.rows(_SAID + " and a.report_id = ? order by a.id", [report_id])
    said = map(_alias, rows)
    return {alias.key: alias.target for alias in said if alias.target is not None}


def _said_in(workspace: Workspace) -> dict[LabelKey, set[int]]:
    """By label the reports of which reviewers said in the report itself what it means."""
    found: dict[LabelKey, set[int]] = {}
    for alias in map(_alias, workspace.rows(_SAID + " and a.report_id is not null")):
        if alias.report_id is not None:
            found.setdefault(alias.key, set()).add(alias.report_id)
    return found


def remaps_for(
    workspace: Workspace, report_id: int, known: Mapping[LabelKey, Alias]
) -> dict[LabelKey, str]:
    """What labels mean in a stored report: the aliases, and above them what was said in it.

    What was said in another report alone holds where this one was imported by it.
    """
    read_by = {
        row[0]
        for row in workspace.rows(
            "select annotation_id from taught where report_id = ?", [report_id]
        )
    }
    shared = {
        key: alias.target
        for key, alias in known.items()
        if alias.target is not None
        and report_id not in alias.excepted
        and (alias.report_id is None or alias.annotation_id in read_by)
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
    rows = []
    for key in sorted((printed | set(also)) - set(own)):
        alias = known.get(key)
        if alias is None or report_id in alias.excepted:
            continue
        if key in printed or alias.report_id is None:
            rows.append((report_id, *key, alias.target, alias.annotation_id))
    workspace.execute("delete from taught where report_id = ?", [report_id])
    workspace.execute_many(
        "insert into taught(report_id, part, axis, label, target, annotation_id)"
        " values (?, ?, ?, ?, ?, ?)",
        rows,
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
    for report_id, part, axis, label, target, said in workspace.rows(
        "select report_id, part, axis, label, target, annotation_id from taught"
    ):
        key = (part, axis, label)
        read_by.setdefault(key, set()).add(report_id)
        alias = known.get(key)
        holds = (
            alias is not None
            and report_id not in alias.excepted
            and alias.target == target
            # What was said in one report holds here only if this one came after it.
            and (alias.report_id is None or alias.annotation_id == said)
        )
        if not holds:
            found.setdefault(report_id, set()).add(key)
    said_in = _said_in(workspace)
    for key, alias in known.items():
        if alias.report_id is None:
            apart = alias.excepted | said_in.get(key, set()) | read_by.get(key, set())
            for report_id in members(workspace, key):
                if report_id not in apart:
                    found.setdefault(report_id, set()).add(key)
    return found


def proposed(workspace: Workspace, known: Mapping[LabelKey, Alias]) -> dict[LabelKey, list[int]]:
    """Labels of which it was said in one report what they mean, with the other reports.

    These have the label too; they are read by it when it is said for all.
    """
    said_in = _said_in(workspace)
    found = {}
    for key, alias in known.items():
        if alias.report_id is not None:
            read_by = workspace.rows(
                "select report_id from taught where part = ? and axis = ? and label = ?", key
            )
            apart = said_in.get(key, set()) | {row[0] for row in read_by}
            others = [one for one in members(workspace, key) if one not in apart]
            if others:
                found[key] = others
    return found


def waiting_for(workspace: Workspace, key: LabelKey | None) -> int:
    """How many other reports have a label of which it was said in one report what it means."""
    return 0 if key is None else len(proposed(workspace, aliases(workspace)).get(key, []))


def label_of(flag: Flag) -> LabelKey | None:
    """The label that a flag is about, None for a flag about something else."""
    if flag.rule not in ("L301", "L302") or not flag.params.get("label"):
        return None
    return str(flag.params["table"]), str(flag.params["axis"]), str(flag.params["label"])
