"""Who has reported: the entries of the roster against the reports of a year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from store.database import Workspace
from store.filters import holds_without_report
from store.organs import IS_UNCLEAR
from store.report import Kind
from store.roster import StoredEntry, has_roster, stored_entries
from store.versions import versions_of


class Standing(StrEnum):
    """Where an entry stands: 已报, 缺报, 重复, or no more in the roster."""

    REPORTED = "reported"
    MISSING = "missing"
    DOUBLE = "double"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class DueEntry:
    """An entry with its state on a year; ``reports`` are those that it claims, without copies."""

    entry: StoredEntry
    standing: Standing
    reports: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DueCounts:
    """Entries due, reported, missing; reported more than once; reports of no entry."""

    year: int
    due: int
    reported: int
    missing: int
    double: int
    unknown: int


@dataclass(frozen=True, slots=True)
class _Filed:
    report_id: int
    series_id: int


# Of a year, or of an unknown one; without copies and joined attachments.
_FILED = (
    "select report.id, series.id, series.organ_id, series.kind, series.year,"  # noqa: S608
    f" report.is_current or {IS_UNCLEAR}"
    " from report join series on series.id = report.series_id"
    " left join organ on organ.id = series.organ_id"
    " where (series.year = ? or series.year is null) and report.copy_of is null"
    " and report.joined_to is null order by report.id"
)
_NEWEST = (
    "select max(series.year) from series where exists"
    " (select 1 from report where report.series_id = series.id and report.is_current = 1)"
)


def due_year(workspace: Workspace) -> int | None:
    """The year that is counted: the newest of the reports, else of the roster."""
    found = workspace.value(_NEWEST)
    if found is None:
        found = workspace.value("select max(year) from roster")
    return None if found is None else int(found)


def due_entries(workspace: Workspace, year: int) -> list[DueEntry]:
    """The entries that are due on a year, in the order of the roster; gone ones last.

    Where an entry's organ came from others after that year, those are what is due: reports of
    theirs are the entry's.
    """
    filed = _filed(workspace, year)
    heirs = _heirs(workspace, year)
    found: list[DueEntry] = []
    gone: list[DueEntry] = []
    for one in _of_year(stored_entries(workspace), year):
        kind = one.entry.kind
        own = filed.get((one.organ_id, kind), [])
        before = [
            filed.get((organ_id, kind), [])
            for organ_id in (heirs.get(one.organ_id, ()) if not own else ())
        ]
        every = [report for reports in (own, *before) for report in reports]
        ids = tuple(report.report_id for report in every)
        if one.is_gone:
            gone.append(DueEntry(one, Standing.GONE, ids))
        elif not every or not all(before):
            found.append(DueEntry(one, Standing.MISSING, ids))
        else:
            is_double = any(_is_double(workspace, reports) for reports in (own, *before))
            found.append(DueEntry(one, Standing.DOUBLE if is_double else Standing.REPORTED, ids))
    return found + gone


def _of_year(entries: Sequence[StoredEntry], year: int) -> list[StoredEntry]:
    """Entries of a year and of every year; of an organ with both, that of the year."""
    exact = {(one.organ_id, one.entry.kind) for one in entries if one.entry.year == year}
    return [
        one
        for one in entries
        if one.entry.year == year
        or (one.entry.year is None and (one.organ_id, one.entry.kind) not in exact)
    ]


def _filed(workspace: Workspace, year: int) -> dict[tuple[int, Kind], list[_Filed]]:
    found: dict[tuple[int, Kind], list[_Filed]] = {}
    for report_id, series_id, organ_id, kind, of, _ in workspace.rows(_FILED, [year]):
        if organ_id is not None and of is not None:
            found.setdefault((organ_id, Kind(kind)), []).append(_Filed(report_id, series_id))
    return found


def _heirs(workspace: Workspace, year: int) -> dict[int, tuple[int, ...]]:
    """By organ the organs that it came from after a year, at any depth."""
    direct: dict[int, list[int]] = {}
    for organ_id, predecessor in workspace.rows(
        "select organ_id, predecessor_id from succession where year > ? order by predecessor_id",
        [year],
    ):
        direct.setdefault(organ_id, []).append(predecessor)

    def roots(organ_id: int, seen: frozenset[int]) -> tuple[int, ...]:
        before = [one for one in direct.get(organ_id, ()) if one not in seen]
        if not before:
            return (organ_id,)
        return tuple(root for one in before for root in roots(one, seen | {one}))

    return {organ_id: roots(organ_id, frozenset({organ_id})) for organ_id in direct}


def _is_double(workspace: Workspace, reports: Sequence[_Filed]) -> bool:
    """Several different files of one import, of which no reviewer has said which one counts.

    A file that corrects an earlier one is not handed in twice.
    """
    if len(reports) < 2:
        return False
    asked = versions_of(workspace, reports[0].series_id).asked
    return any(not _is_left_aside(workspace, report_id) for report_id in asked)


def _is_left_aside(workspace: Workspace, report_id: int) -> bool:
    """Whether a reviewer answered R803 that the file of another version stays the current one."""
    return (
        workspace.row(
            "select 1 from flag where report_id = ? and rule = 'R803' and anchor = 'report'"
            " and is_raised = 1 and verdict in ('dismissed', 'misread')",
            [report_id],
        )
        is not None
    )


def unknown_reports(
    workspace: Workspace, year: int, entries: Sequence[DueEntry] | None = None
) -> tuple[int, ...]:
    """Reports under review of a year, or of an unknown one, that are no entry's.

    ``entries`` saves finding those of the year.
    """
    if entries is None:
        entries = due_entries(workspace, year)
    claimed = {report_id for one in entries for report_id in one.reports}
    return tuple(
        row[0] for row in workspace.rows(_FILED, [year]) if row[0] not in claimed and row[5]
    )


@dataclass(frozen=True, slots=True)
class Due:
    """Counts, entries and reports of no entry, of one year."""

    counts: DueCounts
    entries: tuple[DueEntry, ...]
    unknown: tuple[int, ...]

    def missing(self, words: str = "") -> tuple[DueEntry, ...]:
        """Entries without a report of whose name, region, level and year a filter holds."""
        return tuple(
            one
            for one in self.entries
            if one.standing is Standing.MISSING
            and holds_without_report(
                words,
                one.entry.entry.organ,
                region=one.entry.entry.region or "",
                year=self.counts.year,
                level=one.entry.entry.level.value,
            )
        )


def due_of(workspace: Workspace, year: int | None = None) -> Due | None:
    """Who is due on a year (None: the newest), who is missing; None without a roster."""
    if not has_roster(workspace):
        return None
    # Where nothing says which year is due every entry is missing.
    of = year or due_year(workspace) or 0
    entries = tuple(due_entries(workspace, of))
    unknown = unknown_reports(workspace, of, entries)
    live = [one for one in entries if one.standing is not Standing.GONE]
    missing = sum(one.standing is Standing.MISSING for one in live)
    double = sum(one.standing is Standing.DOUBLE for one in live)
    counts = DueCounts(of, len(live), len(live) - missing, missing, double, len(unknown))
    return Due(counts, entries, unknown)


def due_counts(workspace: Workspace, year: int | None = None) -> DueCounts | None:
    """The counts of a year (None: the newest); None where there is no roster."""
    due = due_of(workspace, year)
    return None if due is None else due.counts
