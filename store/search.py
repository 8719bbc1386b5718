"""Search over organs, notes and prose: also Chinese words of one and two characters."""

from __future__ import annotations

from dataclasses import dataclass

from store.database import Workspace
from store.prose_chars import hits, phrase, searchable
from store.prose_index import Passage, passages_of
from store.storable import storable

# Counting stops there: what is shown is then "5,000+".
MOST_COUNTED = 5_000
_REPORTS_A_READ = 8
_HITS_A_PAGE = 40
_MOST_ORGANS = 20
_MOST_NOTES = 40

_WHOSE = (
    " from report join series on series.id = report.series_id"
    " left join organ on organ.id = series.organ_id"
)
# Reports under review; of copies the original is found.
# The plus keeps the index of is_current, which tells little, out of it.
_LIVE = " +report.is_current = 1 and report.copy_of is null and report.joined_to is null"


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose report something was found in."""

    report_id: int
    organ: str | None
    region: str | None
    year: int | None


@dataclass(frozen=True, slots=True)
class OrganHit:
    """An organ with its current reports, the latest year first."""

    organ_id: int
    organ: str
    region: str | None
    reports: tuple[int, ...]
    years: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class NoteHit:
    """A note or a finding added by hand."""

    whose: Whose
    flag_id: int | None
    reviewer: str
    text: str


@dataclass(frozen=True, slots=True)
class ProseHit:
    """A passage with the places of what was looked for in it."""

    whose: Whose
    passage: Passage
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class ProsePage:
    """Some hits, in the order of reports; ``after`` asks for the next ones, None at the end."""

    hits: tuple[ProseHit, ...]
    after: int | None


@dataclass(frozen=True, slots=True)
class Found:
    """What was found first: organs, notes, the first page of prose."""

    organs: tuple[OrganHit, ...]
    notes: tuple[NoteHit, ...]
    prose: ProsePage


def search_all(workspace: Workspace, words: str) -> Found:
    """Organs, notes and the first page of prose that hold all words."""
    return Found(
        search_organs(workspace, words),
        search_notes(workspace, words),
        search_prose(workspace, words),
    )


def _query(words: str) -> str:
    return " AND ".join(filter(None, (phrase(word) for word in words.split())))


def search_organs(workspace: Workspace, words: str) -> tuple[OrganHit, ...]:
    """Organs whose region and name hold all words, some of them where there are many."""
    parts = storable(words).split()
    if not parts:
        return ()
    condition = " and ".join(
        ["instr(lower(ifnull(region, '') || name), lower(?)) > 0"] * len(parts)
    )
    rows = workspace.rows(
        f"select id, name, region from organ where {condition} limit ?",  # noqa: S608
        [*parts, _MOST_ORGANS],
    )
    found = []
    for organ_id, name, region in rows:
        reports = workspace.rows(
            "select report.id, series.year from series cross join report"  # noqa: S608
            f" on report.series_id = series.id where series.organ_id = ? and {_LIVE}"
            " order by series.year desc, report.id",
            [organ_id],
        )
        years = tuple(row[1] for row in reports)
        found.append(OrganHit(organ_id, name, region, tuple(r[0] for r in reports), years))
    return tuple(found)


def search_notes(workspace: Workspace, words: str) -> tuple[NoteHit, ...]:
    """Notes and findings added by hand that stand and hold all words, the latest first."""
    parts = storable(words).split()
    if not parts:
        return ()
    text = (
        "ifnull(json_extract(a.payload, '$.text'), '') || ' '"
        " || ifnull(json_extract(a.payload, '$.problem'), '')"
    )
    condition = f" and instr(lower({text}), lower(?)) > 0" * len(parts)
    rows = workspace.rows(
        "select report.id, organ.name, organ.region, series.year, a.flag_id,"  # noqa: S608
        f" ifnull(nullif(a.reviewer, ''), a.account), trim({text})"
        f"{_WHOSE} join annotation as a on a.report_id = report.id"
        " where a.id in (select id from annotation"
        " indexed by annotation_noted where kind in ('note', 'finding'))"
        " and not exists (select 1 from undone as u where u.id = a.id)"
        f"{condition} order by a.id desc limit ?",
        [*parts, _MOST_NOTES],
    )
    return tuple(NoteHit(Whose(*row[:4]), row[4], row[5], row[6]) for row in rows)


def count_prose(workspace: Workspace, words: str) -> int:
    """Reports whose prose holds all words; at most one more than ``MOST_COUNTED``."""
    query = _query(words)
    if not query:
        return 0
    return int(
        workspace.value(
            "select count(*) from (select 1 from prose cross join report on report.id = prose.rowid"  # noqa: S608
            f" where prose match ? and {_LIVE} limit ?)",
            [query, MOST_COUNTED + 1],
        )
    )


def search_prose(workspace: Workspace, words: str, after: int = 0) -> ProsePage:
    """Passages of reports behind the one with the id ``after`` whose prose holds all words.

    Of a report those passages that hold all words, or where none does those that hold one.
    """
    query, parts = _query(words), words.split()
    found: list[ProseHit] = []
    while query and len(found) < _HITS_A_PAGE:
        rows = workspace.rows(
            "select report.id, organ.name, organ.region, series.year, report.content"  # noqa: S608
            " from prose cross join report on report.id = prose.rowid"
            " cross join series on series.id = report.series_id"
            " left join organ on organ.id = series.organ_id where prose match ?"
            f" and prose.rowid > ? and {_LIVE} order by prose.rowid limit ?",
            [query, after, _REPORTS_A_READ],
        )
        for *whose, content in rows:
            after = whose[0]
            found += _hits(Whose(*whose), passages_of(content), parts)
        if len(rows) < _REPORTS_A_READ:
            return ProsePage(tuple(found), None)
    return ProsePage(tuple(found), after if query else None)


def _hits(whose: Whose, passages: list[Passage], words: list[str]) -> list[ProseHit]:
    wanted = [searchable(word)[0] for word in words]
    some: list[ProseHit] = []
    every: list[ProseHit] = []
    for passage in passages:
        spans = tuple(hits(passage.text, words))
        if not spans:
            continue
        hit = ProseHit(whose, passage, spans)
        some.append(hit)
        chars = searchable(passage.text)[0]
        if all(word in chars for word in wanted):
            every.append(hit)
    return every or some
