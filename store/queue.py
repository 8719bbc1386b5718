"""What is left to review, by report and in total."""

from __future__ import annotations

from dataclasses import dataclass

from store.database import Workspace


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts over the workspace; flags are those of current reports."""

    reports: int
    current: int
    organs: int
    errors: int
    warnings: int
    infos: int
    decided: int


def totals(workspace: Workspace) -> Totals:
    """Count reports, organs, open and decided flags."""
    row = workspace.row(
        "select count(*), ifnull(sum(is_current), 0),"
        " ifnull(sum(open_errors * is_current), 0), ifnull(sum(open_warnings * is_current), 0),"
        " ifnull(sum(open_infos * is_current), 0), ifnull(sum(decided * is_current), 0)"
        " from report"
    )
    organs = workspace.value("select count(*) from organ")
    return Totals(row[0], row[1], organs, row[2], row[3], row[4], row[5])
