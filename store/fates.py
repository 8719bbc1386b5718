"""What became of the flags of a version: in which later one they are mended.

Nothing is stored of it: it follows from the versions as they are, so that another choice of the
current one cannot leave it behind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from store.database import Workspace
from store.rounds import Fate, Round, round_of
from store.versions import series_of, versions_of


@dataclass(frozen=True, slots=True)
class FixedIn:
    """The version in which a flag is mended: its report, its number, when it was imported."""

    report_id: int
    revision: int
    at: str


@dataclass(frozen=True, slots=True)
class FlagFate:
    """``fate`` of a flag as the round of its own version has it, FIXED where a later one mends it.

    STILL too where the last version does not show what became of it.
    """

    fate: Fate
    fixed_in: FixedIn | None = None


def fates_of(workspace: Workspace, report_id: int) -> dict[int, FlagFate]:
    """By flag id what is known of the flags of a version; those of a first one alone are left out."""
    row = workspace.row(
        "select 1 from report where (id = ?1 and follows is not null) or follows = ?1", [report_id]
    )
    if row is None:
        return {}
    versions = versions_of(workspace, series_of(workspace, report_id))
    own = round_of(workspace, report_id)
    found = {
        entry.now.id: FlagFate(entry.fate, _fixed_in(workspace, report_id, entry.fate))
        for entry in (own.flags if own else ())
        if entry.now is not None
    }
    rounds = [r for v in versions.after(report_id) if (r := round_of(workspace, v)) is not None]
    for flag_id, mended in _mended(rounds, report_id).items():
        found[flag_id] = FlagFate(Fate.FIXED, _fixed_in(workspace, mended, Fate.FIXED))
    if rounds:
        # Nothing stands for it in the latest version: its own line says that it is not mended.
        for entry in rounds[-1].unseen:
            if entry.before is not None and entry.before.report_id == report_id:
                found[entry.before.id] = FlagFate(Fate.STILL)
    return found


def _mended(rounds: list[Round], report_id: int) -> Mapping[int, int]:
    """By flag id of a version the later one that mends it, through those where it was still."""
    found: dict[int, int] = {}
    for round_ in rounds:
        if round_.previous_id != report_id:
            continue
        beyond = _mended(rounds, round_.report_id)
        for entry in round_.flags:
            if entry.before is None:
                continue
            if entry.fate is Fate.FIXED:
                found[entry.before.id] = round_.report_id
            else:
                # A later file against the same version says more than an earlier one.
                found.pop(entry.before.id, None)
                there = entry.now or entry.before
                if there.id in beyond:
                    found[entry.before.id] = beyond[there.id]
    return found


def _fixed_in(workspace: Workspace, report_id: int, fate: Fate) -> FixedIn | None:
    if fate is not Fate.FIXED:
        return None
    revision, at = workspace.rows(
        "select revision, imported_at from report where id = ?", [report_id]
    )[0]
    return FixedIn(report_id, revision, at)
