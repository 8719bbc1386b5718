"""What the roster screen shows: reports of no entry, then the entries, by what is to be done."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from importers.roster_matching import Proposed, Proposer
from store.database import Workspace
from store.due import Due, DueEntry, Standing, due_of
from store.reports import stored_report
from store.roster import targets_of
from store.roster_choices import refusals
from store.roster_names import choose
from store.rostered import Known, known_report

_ORDER = (Standing.DOUBLE, Standing.MISSING, Standing.GONE, Standing.REPORTED)


class Reason(StrEnum):
    """Why a report is no entry's."""

    UNLIKE = "unlike"
    RIVALS = "rivals"
    CLAIMED = "claimed"
    KIND = "kind"
    EXPIRED = "expired"
    ELSEWHERE = "elsewhere"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the screen: a report of no entry, or an entry."""

    report_id: int | None = None
    due: DueEntry | None = None


@dataclass(frozen=True)
class RosterRows:
    """All lines with the counts of the year; ``proposer`` finds what a report may be of."""

    due: Due | None
    rows: tuple[Row, ...]
    proposer: Proposer


@dataclass(frozen=True, slots=True)
class OpenReport:
    """A report of no entry: what is known of it, why, and what it may be of."""

    known: Known
    reason: Reason
    rival: str
    proposals: tuple[Proposed, ...]


def load_rows(workspace: Workspace) -> RosterRows:
    """The lines of the newest year."""
    due = due_of(workspace)
    if due is None:
        return RosterRows(None, (), Proposer(()))
    entries = sorted(due.entries, key=lambda one: _ORDER.index(one.standing))
    rows = (
        *(Row(report_id=report_id) for report_id in due.unknown),
        *(Row(due=one) for one in entries),
    )
    return RosterRows(due, rows, Proposer([one.entry for one in due.entries]))


def open_report(workspace: Workspace, report_id: int, proposer: Proposer) -> OpenReport | None:
    """One report of no entry, with proposals; None where it has gone."""
    known = known_report(workspace, report_id)
    if known is None:
        return None
    refused = refusals(workspace, report_id)
    reason, rival = _reason(workspace, known)
    return OpenReport(known, reason, rival, proposer.propose(known.recognised, known.path, refused))


def _reason(workspace: Workspace, known: Known) -> tuple[Reason, str]:
    if known.is_by_reviewer:
        return Reason.BY_HAND, ""
    if known.recognised.organ is None:
        return Reason.UNLIKE, ""
    targets = targets_of(workspace, known.recognised.organ)
    choice = choose(known.recognised, targets)
    if choice.rivals:
        return Reason.RIVALS, ""
    if choice.target is None:
        if not targets:
            return Reason.UNLIKE, ""
        holds = any(target.holds_in(known.recognised.year) for target in targets)
        return (Reason.ELSEWHERE if holds else Reason.EXPIRED), ""
    target = choice.target
    full = (target.region or "") + target.organ
    is_given = (known.now.organ, known.now.region) == (target.organ, target.region)
    return (Reason.KIND, full) if is_given else (Reason.CLAIMED, full)


def paths_of(workspace: Workspace, one: DueEntry) -> tuple[str, ...]:
    """The files of an entry's reports."""
    found = (stored_report(workspace, report_id) for report_id in one.reports)
    return tuple(stored.path for stored in found if stored is not None)
