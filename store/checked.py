"""By what a report was checked and in which round it was read: what a recheck has left to do."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from store.database import Workspace

_RULES_ROUND = "rules_round"
_READ_ROUND = "read_round"


@cache
def _rules_hash() -> str:
    """A fingerprint of the rules' own code, so that an update of gouji is noticed."""
    digest = hashlib.blake2b(digest_size=8)
    folder = Path(__file__).parent / "rules"
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".py"):
            digest.update(entry.read_bytes())
    return digest.hexdigest()


def _round(workspace: Workspace, name: str) -> int:
    return int(workspace.value("select value from meta where key = ?", [name]) or 0)


def _next_round(workspace: Workspace, name: str) -> None:
    workspace.execute(
        "insert or replace into meta(key, value) values (?, ?)",
        [name, str(_round(workspace, name) + 1)],
    )


def stamp(workspace: Workspace) -> str:
    """What a report that is checked now is checked by: settings, rules, round."""
    round_ = _round(workspace, _RULES_ROUND)
    return f"{workspace.settings.hash}:{_rules_hash()}:{round_}"


def read_round(workspace: Workspace) -> int:
    """The round of reading again that a report which is read now belongs to."""
    return _round(workspace, _READ_ROUND)


def begin_check(workspace: Workspace) -> None:
    """Make all reports wait for the rules, in the caller's transaction."""
    _next_round(workspace, _RULES_ROUND)


def begin_reading(workspace: Workspace) -> None:
    """Make all reports wait to be read again, in the caller's transaction."""
    _next_round(workspace, _READ_ROUND)


def waiting_for_rules(workspace: Workspace) -> list[int]:
    """Reports that were checked by other settings or rules, or before the round began.

    In the order of organs and years, so that years that are compared come together.
    """
    rows = workspace.rows(
        "select report.id from report join series on series.id = report.series_id"
        " where report.checked_with < ?1 or report.checked_with > ?1 order by series.organ_id, series.kind, series.year,"
        " report.id",
        [stamp(workspace)],
    )
    return [row[0] for row in rows]


def count_waiting_for_rules(workspace: Workspace) -> int:
    """How many reports ``waiting_for_rules`` names."""
    return int(
        workspace.value(
            "select count(*) from report where checked_with <> ?",
            [stamp(workspace)],
        )
    )


def waiting_to_be_read(workspace: Workspace) -> list[int]:
    """Reports that were last read before the round began, in order of import."""
    rows = workspace.rows(
        "select id from report where read_round < ? order by id", [read_round(workspace)]
    )
    return [row[0] for row in rows]


def mark_as_read(workspace: Workspace, report_id: int) -> None:
    """Remember that a report was read in this round, in the caller's transaction."""
    workspace.execute(
        "update report set read_round = ? where id = ?", [read_round(workspace), report_id]
    )
