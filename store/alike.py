"""Which reports' section five is alike, and by how much: measured once, when a text is stored.

Texts that share bands are found by an index; how alike they are is measured by the function that
the importers bring, and kept. The rules only compare.
"""

from __future__ import annotations

from collections.abc import Sequence

from store.database import Workspace
from store.likeness import SECTION, Likeness, letters_of
from store.packing import section_texts
from store.report import Report
from store.rules import Alike

# Where it was measured, texts that are 0.85 alike shared 2 bands at least, others 1 at most.
_FEWEST_BANDS = 2
# Of a text that very many have, so many are measured.
_MOST_MEASURED = 32
# What is less alike is no copy, whatever an office sets.
_LEAST_KEPT = 0.3

# Bands of age 0 are those of some hundred reports, of age 1 those of some thousand: few pages,
# which one transaction after the other changes. Every so many reports all of age 0 become 1, and
# of age 1 one slice in the order of hashes becomes 2, so that no step is long.
_YOUNG = 256
_SLICES = 16
_OF_SLICE = 2**48 // _SLICES
_AGES = (0, 1, 2)
# What very many share is no sign of a copy; of those that do, the last ones are of this season.
_OF_BAND = (
    "select report_id from (select report_id from text_band where age = %d and hash = ?"
    " order by report_id desc limit %d)"
)
_AMONG = (
    " select report.id from (select report_id, count(*) as shared from found"
    " where report_id <> ? group by report_id having shared >= ?) as likely"
    " join report on report.id = likely.report_id"
    " join series on series.id = report.series_id"
    " order by abs(ifnull(series.year, 0) - ?) > 1, shared desc, report.id limit ?"
)
_OF_ORGAN = (
    "select report.id from series as own join series on series.organ_id = own.organ_id"
    " and series.kind = own.kind and series.year between own.year - 1 and own.year + 1"
    " and series.id <> own.id join report on report.series_id = series.id"
    " where own.id = ? and report.copy_of is null limit ?"
)
# Of two organs of one name one of which has no region it is not known that they are two.
_OTHERS = (
    "select other.id, organ.name, organ.region, series.year, alike.share"
    " from report as own join series as s on s.id = own.series_id"
    " join organ as o on o.id = s.organ_id"
    " join likeness as alike on alike.report_id = own.id and alike.share >= ?"
    " join report as other on other.id = alike.other_id and other.is_current = 1"
    " join series on series.id = other.series_id and series.kind = s.kind"
    " and series.year between s.year - 1 and s.year + 1 and series.organ_id <> s.organ_id"
    " join organ on organ.id = series.organ_id"
    " and (organ.name <> o.name or (organ.region is not null and o.region is not null))"
    " where own.id = ? order by alike.share desc, organ.name, organ.region, series.year, other.id"
    " limit ?"
)


def index_text(
    workspace: Workspace,
    report_id: int,
    text: str,
    bands: Sequence[int],
    likeness: Likeness | None,
) -> None:
    """Make a report findable by its text and measure those like it, in the caller's transaction."""
    workspace.execute_many(
        "insert or ignore into text_band(age, hash, report_id) values (0, ?, ?)",
        [(band, report_id) for band in bands],
    )
    if report_id % _YOUNG == 0:
        _age(workspace, report_id // _YOUNG % _SLICES)
    if likeness is None or not text:
        return
    shares = []
    for other_id in sorted(_candidates(workspace, report_id, bands)):
        content = workspace.value("select content from report where id = ?", [other_id])
        share = likeness(text, letters_of(section_texts(content, SECTION)))
        if share >= _LEAST_KEPT:
            shares += [(report_id, other_id, share), (other_id, report_id, share)]
    workspace.execute_many(
        "insert or replace into likeness(report_id, other_id, share) values (?, ?, ?)", shares
    )


def drop_text(workspace: Workspace, report_id: int, report: Report) -> None:
    """Take back ``index_text`` for the report as it was."""
    workspace.execute_many(
        "delete from text_band where age in (0, 1, 2) and hash = ? and report_id = ?",
        [(band, report_id) for band in report.text_bands],
    )
    others = workspace.rows("select other_id from likeness where report_id = ?", [report_id])
    workspace.execute("delete from likeness where report_id = ?", [report_id])
    workspace.execute_many(
        "delete from likeness where report_id = ? and other_id = ?",
        [(row[0], report_id) for row in others],
    )


def _age(workspace: Workspace, number: int) -> None:
    """Move the bands of one slice of age 1, and all of age 0, on to the next age."""
    for age, low, high in (
        (1, number * _OF_SLICE, (number + 1) * _OF_SLICE),
        (0, 0, _SLICES * _OF_SLICE),
    ):
        bounds = [age, low, high]
        workspace.execute(
            "insert or ignore into text_band(age, hash, report_id) select age + 1, hash, report_id"
            " from text_band where age = ? and hash >= ? and hash < ?",
            bounds,
        )
        workspace.execute("delete from text_band where age = ? and hash >= ? and hash < ?", bounds)


def _candidates(workspace: Workspace, report_id: int, bands: Sequence[int]) -> set[int]:
    """Reports that share bands, and those of the organ's own years beside."""
    series_id, year = workspace.rows(
        "select report.series_id, series.year from report"
        " join series on series.id = report.series_id where report.id = ?",
        [report_id],
    )[0]
    found = {row[0] for row in workspace.rows(_OF_ORGAN, [series_id, _MOST_MEASURED])}
    if bands:
        # Each age by itself: a list of ages costs SQLite three times as long.
        many = " union all ".join(_OF_BAND % (age, _MOST_MEASURED) for age in _AGES for _ in bands)
        rows = workspace.rows(
            f"with found as ({many}){_AMONG}",
            [*bands, *bands, *bands, report_id, _FEWEST_BANDS, year or 0, _MOST_MEASURED],
        )
        found |= {row[0] for row in rows}
    return found


def most_alike(workspace: Workspace, report_id: int) -> Alike | None:
    """The report of another organ, of this year or one beside it, whose section five is most alike.

    None where none is as like as the settings say.
    """
    if not workspace.settings.runs("N514"):
        return None
    rows = workspace.rows(_OTHERS, [workspace.settings.copied_share, report_id, 1])
    if not rows:
        return None
    _, organ, region, year, share = rows[0]
    return Alike(organ, region, year, share)


def share_between(workspace: Workspace, report_id: int, other_id: int) -> float | None:
    """How alike the texts of two reports are, 0 to 1; None where that was not measured."""
    found = workspace.value(
        "select share from likeness where report_id = ? and other_id = ?", [report_id, other_id]
    )
    return None if found is None else float(found)


def reports_alike(workspace: Workspace, series_id: int, most: int) -> set[int]:
    """Reports of other organs that are like those of a series: not more than ``most`` of each."""
    found: set[int] = set()
    share = workspace.settings.copied_share
    for row in workspace.rows(
        "select id from report where series_id = ? and copy_of is null", [series_id]
    ):
        found |= {other[0] for other in workspace.rows(_OTHERS, [share, row[0], most])}
    return found
