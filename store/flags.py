"""Flags in the workspace: raised, decided, resolved; never deleted."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from store.database import Workspace
from store.packing import pack_place, tuples, unpack_place
from store.report import Change, Flag, Origin, Parameter, Place, Proposal, Severity
from store.storable import compact_json, storable

_SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.INFO)
_SEVERITY_NUMBER = {severity: number for number, severity in enumerate(_SEVERITIES)}
# The order in which a report's doubts are walked: identity, sums, cells, labels, years, prose,
# structure, wording.
_FAMILIES = "RACLYNSWM"


@dataclass(frozen=True, slots=True)
class FlagRecord:
    """A flag with its state in the workspace. ``version`` rises with each change."""

    id: int
    report_id: int
    flag: Flag
    is_raised: bool
    verdict: str | None
    decided_on: str | None
    decision_id: int | None
    version: int


def _place_json(place: Place) -> str:
    return json.dumps(pack_place(place))


def _proposals_json(proposals: Sequence[Proposal]) -> str:
    return compact_json(
        [
            [p.how, p.sole, p.cost, [[c.field, c.printed, c.proposed] for c in p.changes]]
            for p in proposals
        ]
    )


def position_of(flag: Flag) -> int:
    """Rank of a flag inside its report: family first, then severity, then place."""
    line = min(flag.place.line or (flag.place.page or 0) * 1_000, 99_999)
    family = _FAMILIES.find(flag.rule[0])
    return (family * 3 + _SEVERITY_NUMBER[flag.severity]) * 100_000 + line


def sync_flags(workspace: Workspace, report_id: int, flags: Sequence[Flag]) -> None:
    """Bring the stored flags of a report to ``flags``, in the caller's transaction.

    A flag that is no longer raised is kept as resolved.
    """
    known = {
        (row[0], row[1]): (row[2], row[3])
        for row in workspace.rows(
            "select rule, anchor, id, fingerprint from flag where report_id = ?", [report_id]
        )
    }
    new: list[list[object]] = []
    for flag in flags:
        values = [
            _SEVERITY_NUMBER[flag.severity],
            flag.origin.value,
            position_of(flag),
            _place_json(flag.place),
            compact_json(dict(flag.params)),
            compact_json(flag.fields),
            compact_json(flag.evidence),
            _proposals_json(flag.proposals),
            flag.fingerprint,
            int(flag.second_view),
        ]
        anchor = storable(flag.anchor)
        found = known.pop((flag.rule, anchor), None)
        if found is None:
            new.append([*values, report_id, flag.rule, anchor])
        else:
            workspace.execute(
                "update flag set severity = ?, origin = ?, position = ?, place = ?, params = ?,"
                " fields = ?, evidence = ?, proposals = ?, fingerprint = ?, second_view = ?,"
                " version = version + (is_raised = 0 or fingerprint <> ?), is_raised = 1"
                " where id = ?",
                [*values, flag.fingerprint, found[0]],
            )
    workspace.execute_many(
        "insert into flag(severity, origin, position, place, params, fields, evidence,"
        " proposals, fingerprint, second_view, report_id, rule, anchor)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        new,
    )
    for flag_id, _ in known.values():
        workspace.execute(
            "update flag set is_raised = 0, version = version + 1 where id = ? and is_raised = 1",
            [flag_id],
        )


def set_verdict(
    workspace: Workspace, flag_id: int, verdict: str | None, on: str | None, decision_id: int | None
) -> None:
    """Set the verdict that the log gives a flag; its version rises where that is news."""
    workspace.execute(
        "update flag set verdict = ?, decided_on = ?, decision_id = ?, version = version + 1"
        " where id = ? and (verdict is not ? or decision_id is not ?)",
        [verdict, on, decision_id, flag_id, verdict, decision_id],
    )


def refresh_counters(workspace: Workspace, report_id: int) -> None:
    """Recount a report's open and decided flags into its row.

    Open are flags that are raised; decided also those that a corrected reading has resolved.
    """
    row = workspace.row(
        "select"
        " ifnull(sum(is_open and second_view = 0 and severity = 0), 0),"
        " ifnull(sum(is_open and second_view = 0 and severity = 1), 0),"
        " ifnull(sum(is_open and second_view = 0 and severity = 2), 0),"
        # A label that reviewers taught is told and asks for nothing.
        " ifnull(sum(is_open and second_view = 1"
        " and not (rule in ('L301', 'L302') and json_extract(params, '$.variant') = 'taught')), 0),"
        " ifnull(sum(verdict is not null), 0),"
        " ifnull(sum(is_raised and verdict = 'unsure'), 0),"
        " ifnull(sum(is_raised and verdict = 'confirmed'), 0)"
        " from (select *, is_raised and verdict is null as is_open from flag where report_id = ?)",
        [report_id],
    )
    workspace.execute(
        "update report set open_errors = ?, open_warnings = ?, open_infos = ?,"
        " open_reading = ?, decided = ?, unsure = ?, confirmed = ? where id = ?",
        [*row, report_id],
    )


_COLUMNS = (
    "id, report_id, rule, anchor, severity, origin, place, params, fields, evidence, proposals,"
    " fingerprint, second_view, is_raised, verdict, decided_on, decision_id, version"
)


def _record(row: Sequence[object]) -> FlagRecord:
    params: Mapping[str, Parameter] = {
        key: tuples(value) for key, value in json.loads(str(row[7])).items()
    }
    proposals = tuple(
        Proposal(how, tuple(Change(f, p, n) for f, p, n in changes), sole, cost)
        for how, sole, cost, changes in json.loads(str(row[10]))
    )
    flag = Flag(
        rule=str(row[2]),
        severity=_SEVERITIES[int(str(row[4]))],
        origin=Origin(str(row[5])),
        anchor=str(row[3]),
        place=unpack_place(json.loads(str(row[6]))),
        params=params,
        fields=tuple(json.loads(str(row[8]))),
        evidence=tuple(json.loads(str(row[9]))),
        proposals=proposals,
        fingerprint=str(row[11]),
        second_view=bool(row[12]),
    )
    return FlagRecord(
        id=int(str(row[0])),
        report_id=int(str(row[1])),
        flag=flag,
        is_raised=bool(row[13]),
        verdict=str(row[14]) if row[14] is not None else None,
        decided_on=str(row[15]) if row[15] is not None else None,
        decision_id=int(str(row[16])) if row[16] is not None else None,
        version=int(str(row[17])),
    )


def flags_of(workspace: Workspace, report_id: int, *, resolved: bool = False) -> list[FlagRecord]:
    """Flags of a report in the order in which they are walked."""
    only = "" if resolved else " and is_raised = 1"
    rows = workspace.rows(
        f"select {_COLUMNS} from flag where report_id = ?{only} order by position, id",  # noqa: S608
        [report_id],
    )
    return [_record(row) for row in rows]


def flag_record(workspace: Workspace, flag_id: int) -> FlagRecord | None:
    """One flag, or None."""
    found = flag_records(workspace, [flag_id])
    return found[0] if found else None


def flag_at(workspace: Workspace, report_id: int, rule: str, anchor: str) -> FlagRecord | None:
    """The flag of a report by its rule and what it is about, or None."""
    found = workspace.value(
        "select id from flag where report_id = ? and rule = ? and anchor = ?",
        [report_id, rule, anchor],
    )
    return flag_record(workspace, found) if found is not None else None


def flag_records(workspace: Workspace, flag_ids: Sequence[int]) -> list[FlagRecord]:
    """Some flags, in the order of ``flag_ids``; those that are gone are left out."""
    marks = ", ".join("?" * len(flag_ids))
    rows = workspace.rows(
        f"select {_COLUMNS} from flag where id in ({marks})",  # noqa: S608
        list(flag_ids),
    )
    found = {int(row[0]): row for row in rows}
    return [_record(found[flag_id]) for flag_id in flag_ids if flag_id in found]
