"""Load a roster: what it would change, and the change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from store.checked import begin_check
from store.database import Workspace
from store.roster import Entry, StoredEntry, stored_entries
from store.roster_changes import RosterChanges, compare_roster, write_roster
from store.roster_moving import begin_moving, is_moving, move_by_roster
from store.rostered import Assigned, assign_reports
from store.stranger_names import begin_roster_round


@dataclass(frozen=True)
class RosterPreview:
    """What loading a roster would do: entries, and whose each stored report then is."""

    changes: RosterChanges
    entries: tuple[StoredEntry, ...]
    reports: tuple[Assigned, ...]


class _Undone(Exception):
    """Ends the transaction of a preview without a trace."""


def preview_roster(
    workspace: Workspace, entries: Sequence[Entry], unread: Sequence[str] = ()
) -> RosterPreview:
    """What loading these entries would do; nothing is kept.

    ``unread`` are names of rows that could not be understood: what is stored of them stays.
    """
    changes = compare_roster(workspace, entries, unread)
    found: RosterPreview | None = None
    try:
        with workspace.transaction():
            write_roster(workspace, entries, changes)
            found = RosterPreview(
                changes, tuple(stored_entries(workspace)), tuple(assign_reports(workspace))
            )
            raise _Undone
    except _Undone:
        assert found is not None
        return found


def load_roster(
    workspace: Workspace, entries: Sequence[Entry], unread: Sequence[str] = ()
) -> tuple[RosterChanges, list[int]]:
    """Store a roster and give the stored reports what it says; what changed, which reports moved.

    The roster is stored in one transaction, the reports are moved in small ones. Where anything
    changed all reports wait for the rules, which the caller runs
    (``store.rechecking.recheck_rules``); a roster that is stored already changes nothing, but goes
    on with moving reports where that was cut short.
    """
    with workspace.transaction():
        changes = compare_roster(workspace, entries, unread)
        if not changes.is_nothing:
            write_roster(workspace, entries, changes)
            begin_moving(workspace)
            begin_roster_round(workspace)
            begin_check(workspace)
    return changes, move_by_roster(workspace) if is_moving(workspace) else []
