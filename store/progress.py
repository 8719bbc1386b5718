"""How far the review is: by region, organ, rule and reviewer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from store.database import Workspace

MOST_ROWS = 1_000


class By(StrEnum):
    """What progress is counted by."""

    REGION = "region"
    ORGAN = "organ"
    RULE = "rule"
    REVIEWER = "reviewer"


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """Flags of one region, organ, rule or reviewer: decided ones of all, and what is open.

    ``name`` is "" where it is unknown. Of a reviewer ``all`` are the flags of the workspace,
    ``today`` the verdicts since the day began; ``reports`` and ``signed`` count reports under
    review, of a reviewer those that the reviewer signed off; ``reading`` are the open ones that
    are about the reading; None where that says nothing. ``account`` is that of a reviewer, who is an
    account and a label: two may have one name.
    """

    name: str
    decided: int
    all: int
    reports: int | None = None
    signed: int | None = None
    today: int | None = None
    reading: int | None = None
    account: str = ""

    @property
    def open(self) -> int:
        """Flags without a verdict."""
        return self.all - self.decided


@dataclass(frozen=True, slots=True)
class Progress:
    """The rows, worst first, and how many there are in all; ``rows`` may be fewer."""

    by: By
    rows: tuple[ProgressRow, ...]
    count: int
    total: ProgressRow


# With a plus the narrow index that has all of this is read, not the rows with their documents.
_LIVE = "+report.is_current = 1 and report.copy_of is null and report.joined_to is null"
_OPEN = "open_errors + open_warnings + open_infos + open_reading"
_SUMS = (
    f" sum(decided), sum(decided + {_OPEN}), count(*), sum(sign_off is not null and is_changed = 0)"
)
_OF_REPORTS = (
    " from report join series on series.id = report.series_id"
    f" left join organ on organ.id = series.organ_id where {_LIVE}"
)
_NAMES = {
    By.REGION: ("ifnull(organ.region, '')", "organ.region"),
    By.ORGAN: ("ifnull(organ.region, '') || ifnull(organ.name, '')", "organ.id"),
}


def progress_by(workspace: Workspace, by: By, day_began: str = "") -> Progress:
    """The rows of one view. ``day_began`` is a time as annotations have it (ISO, UTC)."""
    if by is By.RULE:
        rows = _rules(workspace)
    elif by is By.REVIEWER:
        rows = _reviewers(workspace, day_began)
    else:
        rows = _places(workspace, by)
    total = _total(workspace)
    return Progress(by, tuple(rows[:MOST_ROWS]), len(rows), total)


def _total(workspace: Workspace) -> ProgressRow:
    row = workspace.row(f"select{_SUMS}, sum(open_reading) from report where {_LIVE}")
    return ProgressRow("", row[0] or 0, row[1] or 0, row[2], row[3] or 0, None, row[4] or 0)


def _places(workspace: Workspace, by: By) -> list[ProgressRow]:
    name, group = _NAMES[by]
    rows = workspace.rows(
        f"select {name},{_SUMS}{_OF_REPORTS} group by {group}"
        f" order by sum({_OPEN}) desc, count(*) - sum(sign_off is not null and is_changed = 0) desc,"
        f" {name}"
    )
    return [ProgressRow(*row) for row in rows]


def _rules(workspace: Workspace) -> list[ProgressRow]:
    rows = workspace.rows(
        "select flag.rule, sum(flag.verdict is not null) as done, count(*) as every from flag"  # noqa: S608
        " where (flag.is_raised = 1 or flag.verdict is not null)"
        f" and +flag.report_id in (select report.id from report where {_LIVE})"
        " group by flag.rule"
    )
    # As the counts of a report: what was taught is told and asks for nothing.
    told = dict(
        workspace.rows(
            "select flag.rule, count(*) from flag"  # noqa: S608
            " where flag.rule in ('L301', 'L302') and flag.is_raised = 1 and flag.verdict is null"
            " and json_extract(flag.params, '$.variant') = 'taught'"
            f" and +flag.report_id in (select report.id from report where {_LIVE})"
            " group by flag.rule"
        )
    )
    found = [ProgressRow(rule, done, every - told.get(rule, 0)) for rule, done, every in rows]
    return sorted((row for row in found if row.all), key=lambda row: (-row.open, row.name))


def _reviewers(workspace: Workspace, day_began: str) -> list[ProgressRow]:
    total = _total(workspace)
    decided = workspace.rows(
        "select a.uid, a.reviewer, max(a.account), count(*), sum(a.at >= ?) from flag"  # noqa: S608
        " join annotation as a on a.id = flag.decision_id where flag.verdict is not null"
        f" and +flag.report_id in (select report.id from report where {_LIVE}) group by 1, 2",
        [day_began],
    )
    signed = workspace.rows(
        "select a.uid, a.reviewer, max(a.account), count(*) from report"  # noqa: S608
        " join annotation as a on a.id = report.sign_off"
        f" where {_LIVE} and report.is_changed = 0 group by 1, 2"
    )
    accounts = {(row[0], row[1]): row[2] for row in (*signed, *decided)}
    verdicts = {(row[0], row[1]): (row[3], row[4] or 0) for row in decided}
    sign_offs = {(row[0], row[1]): row[3] for row in signed}
    found = []
    for who, account in accounts.items():
        count, today = verdicts.get(who, (0, 0))
        signed_off = sign_offs.get(who, 0)
        name = who[1] or account
        found.append(ProgressRow(name, count, total.all, None, signed_off, today, account=account))
    return sorted(found, key=lambda row: (-(row.today or 0), -row.decided, row.name, row.account))
