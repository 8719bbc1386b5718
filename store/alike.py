"""Reports of other organs whose section five is like a report's own, found by an index on bands."""

from __future__ import annotations

from dataclasses import dataclass

from store.database import Workspace
from store.likeness import bands, compared_text, likeness
from store.packing import unpack_report
from store.report import Report
from store.rules import Alike

# Where it was measured, texts that are 0.85 alike shared 2 bands at least, others 1 at most.
_FEWEST_BANDS = 2
_MOST_ALIKE = 4

# Of a text that very many have, so many are looked at in each band.
_OF_BAND = "select report_id from (select report_id from band where hash = ? limit 100)"
_AMONG = (
    " select report.id, organ.name, organ.region, series.year"
    " from (select report_id, count(*) as shared from found group by report_id"
    " having shared >= ?) as likely join report on report.id = likely.report_id"
    " join series on series.id = report.series_id join organ on organ.id = series.organ_id"
    " where report.is_current = 1 and series.organ_id <> ? and series.kind = ?"
    " and series.year between ? - 1 and ? + 1"
    # Of two organs of one name one of which has no region it is not known that they are two.
    " and (organ.name <> ? or (organ.region is not null and ? is not null))"
    " order by shared desc, report.id limit ?"
)


@dataclass(frozen=True, slots=True)
class _Owner:
    organ_id: int
    name: str
    region: str | None
    year: int
    kind: str


def index_text(workspace: Workspace, report_id: int, report: Report) -> None:
    """Make a report findable by the text of its section five, in the caller's transaction."""
    workspace.execute_many(
        "insert or ignore into band(hash, report_id) values (?, ?)",
        [(band, report_id) for band in sorted(bands(compared_text(report)))],
    )


def drop_text(workspace: Workspace, report_id: int, report: Report) -> None:
    """Take back ``index_text`` for the report as it was."""
    workspace.execute_many(
        "delete from band where hash = ? and report_id = ?",
        [(band, report_id) for band in sorted(bands(compared_text(report)))],
    )


def most_alike(workspace: Workspace, report_id: int, report: Report) -> Alike | None:
    """The report of another organ, of this year or one beside it, whose section five is most alike.

    None where none is as like as the settings say.
    """
    owner = _owner(workspace, report_id)
    text = compared_text(report)
    if owner is None or not text or not workspace.settings.runs("N514"):
        return None
    found = []
    for other_id, organ, region, year in _sharing(workspace, owner, text, _MOST_ALIKE):
        content = workspace.value("select content from report where id = ?", [other_id])
        share = likeness(text, compared_text(unpack_report(content)))
        if share >= workspace.settings.copied_share:
            found.append(Alike(organ, region, year, share))
    ordered = sorted(found, key=lambda one: (-one.share, one.organ, one.region or "", one.year))
    return ordered[0] if ordered else None


def reports_alike(workspace: Workspace, series_id: int, most: int) -> set[int]:
    """Reports of other organs that may be like those of a series: not more than ``most`` of each."""
    found: set[int] = set()
    rows = workspace.rows(
        "select id, content from report where series_id = ? and copy_of is null", [series_id]
    )
    for report_id, content in rows:
        owner = _owner(workspace, report_id)
        text = compared_text(unpack_report(content))
        if owner is not None and text:
            found |= {row[0] for row in _sharing(workspace, owner, text, most)}
    return found


def _owner(workspace: Workspace, report_id: int) -> _Owner | None:
    row = workspace.row(
        "select organ.id, organ.name, organ.region, series.year, series.kind from report"
        " join series on series.id = report.series_id join organ on organ.id = series.organ_id"
        " where report.id = ? and series.year is not null",
        [report_id],
    )
    return None if row is None else _Owner(*row)


def _sharing(
    workspace: Workspace, owner: _Owner, text: str, most: int
) -> list[tuple[int, str, str | None, int]]:
    wanted = sorted(bands(text))
    sql = f"with found as ({' union all '.join([_OF_BAND] * len(wanted))}){_AMONG}"
    return workspace.rows(
        sql,
        [
            *wanted,
            _FEWEST_BANDS,
            owner.organ_id,
            owner.kind,
            owner.year,
            owner.year,
            owner.name,
            owner.region,
            most,
        ],
    )
