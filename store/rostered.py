"""Reports get name, region, level and kind from the roster; what was recognised is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from store.database import Workspace
from store.report import Candidate, Identity, Kind, Level, Place
from store.roster import has_roster, targets_of
from store.roster_names import Choice, Target, are_one, choose, name_key

_WEIGHT = 9
_LONGEST_EVIDENCE = 80


@dataclass(frozen=True, slots=True)
class Known:
    """A stored report: whose it was recognised to be, whose it is now, whether a person said so."""

    report_id: int
    path: str
    recognised: Identity
    now: Identity
    is_by_reviewer: bool
    # Whether what was recognised was kept apart, since it is something else now.
    is_kept: bool = False
    copy_of: int | None = None


@dataclass(frozen=True, slots=True)
class Assigned:
    """What the roster says of a report: ``choice.target`` is the entry that it was given.

    ``given`` is the identity that the report has by it. ``is_claimed`` is set where an entry was
    meant that another report of the year, of another name or region, has already.
    """

    report: Known
    choice: Choice
    given: Identity
    is_claimed: bool = False


_REPORTS = (
    "select report.id, report.path, series.year, series.kind, organ.name, organ.region,"
    " organ.level, known.report_id is not null, known.organ, known.region, known.year, known.kind,"
    " known.level,"
    " exists(select 1 from annotation as a where a.report_id = report.id and a.kind = 'identity'"
    "  and not exists (select 1 from undone as u where u.id = a.id)), report.copy_of"
    " from report join series on series.id = report.series_id"
    " left join organ on organ.id = series.organ_id"
    " left join recognised as known on known.report_id = report.id"
)
_IN_SERIES = " where series.organ_id = ? and series.year = ? and series.kind = ?"
_ONE = " where report.id = ?"
_IN_ORDER = " order by report.id"


def known_reports(workspace: Workspace) -> list[Known]:
    """All stored reports, in order of import."""
    return [_known(row) for row in workspace.rows(_REPORTS + _IN_ORDER)]


def known_report(workspace: Workspace, report_id: int) -> Known | None:
    """One stored report, or None."""
    row = workspace.row(_REPORTS + _ONE, [report_id])
    return None if row is None else _known(row)


def _known(row: Sequence[Any]) -> Known:
    now = _identity(row[4], row[5], row[2], row[3], row[6])
    recognised = _identity(row[8], row[9], row[10], row[11], row[12]) if row[7] else now
    return Known(row[0], row[1], recognised, now, bool(row[13]), bool(row[7]), row[14])


def _identity(
    organ: str | None, region: str | None, year: int | None, kind: str, level: str | None
) -> Identity:
    return Identity(organ, region, year, Kind(kind), Level(level) if level else Level.UNKNOWN)


def given_by(identity: Identity, target: Target) -> Identity:
    """The identity that an entry gives a report, with the evidence among its votes."""
    said = f"roster {target.how.value}: {identity.region or ''}{identity.organ or ''}"
    full = (target.region or "") + target.organ
    vote = Candidate(full, _WEIGHT, said[:_LONGEST_EVIDENCE], Place())
    return Identity(
        target.organ,
        target.region,
        identity.year,
        target.kind,
        target.level,
        {**identity.votes, "roster": (vote,)},
    )


def by_roster(workspace: Workspace, identity: Identity, report_id: int = 0) -> Identity:
    """A recognised identity as the roster gives it; the same where the roster says nothing.

    An entry whose report of the year was recognised by another name or in another region is not
    given to a second one: a person has to say which is right. ``report_id`` is the report's own
    where it is stored.
    """
    if identity.organ is None or not has_roster(workspace):
        return identity
    target = choose(identity, targets_of(workspace, identity.organ)).target
    if target is None:
        return identity
    rows = workspace.rows(
        _REPORTS + _IN_SERIES + _IN_ORDER, [target.organ_id, identity.year, target.kind.value]
    )
    others = [_known(row) for row in rows if row[0] != report_id]
    claims = [one.recognised for one in others if not one.is_by_reviewer]
    return given_by(identity, target) if _is_free(identity, claims) else identity


def _is_free(identity: Identity, claims: Sequence[Identity]) -> bool:
    return all(
        are_one(identity.organ or "", identity.region, one.organ or "", one.region)
        for one in claims
    )


def assign_reports(workspace: Workspace) -> list[Assigned]:
    """What the stored roster says of every stored report; nothing is changed.

    Reports whose identity a reviewer has set keep it.
    """
    targets: dict[str, list[Target]] = {}
    claims: dict[tuple[int, int | None, Kind], list[Identity]] = {}
    found: list[Assigned] = []
    by_hand: set[int] = set()
    for one in known_reports(workspace):
        # A copy goes where the report goes that it copies.
        if one.copy_of in by_hand:
            one = replace(one, is_by_reviewer=True)
        if one.is_by_reviewer:
            by_hand.add(one.report_id)
        said = one.now if one.is_by_reviewer else one.recognised
        if said.organ is None:
            found.append(Assigned(one, Choice(None), said))
            continue
        key = name_key(said.organ)
        if key not in targets:
            targets[key] = targets_of(workspace, said.organ)
        choice = choose(said, targets[key])
        target = choice.target
        if one.is_by_reviewer or target is None:
            found.append(Assigned(one, choice, said))
            continue
        claimed = claims.setdefault((target.organ_id, said.year, target.kind), [])
        if said.year is not None and not _is_free(said, claimed):
            found.append(Assigned(one, Choice(None, (target,)), said, is_claimed=True))
            continue
        claimed.append(said)
        found.append(Assigned(one, choice, given_by(said, target)))
    return found


def is_same(one: Identity, other: Identity) -> bool:
    """Whether two identities are the same, whatever evidence they have."""
    return replace(one, votes={}) == replace(other, votes={})


def keep_recognised(workspace: Workspace, report_id: int, recognised: Identity) -> None:
    """Remember what was recognised of a report whose identity is another one now."""
    workspace.execute(
        "insert or replace into recognised(report_id, organ, region, year, kind, level)"
        " values (?, ?, ?, ?, ?, ?)",
        [
            report_id,
            recognised.organ,
            recognised.region,
            recognised.year,
            recognised.kind.value,
            recognised.level.value,
        ],
    )


def forget_recognised(workspace: Workspace, report_id: int) -> None:
    """The report's identity is the recognised one again."""
    workspace.execute("delete from recognised where report_id = ?", [report_id])
