"""The roster: which organs have to report, by which names they are known, until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from store.database import Workspace
from store.report import Kind, Level
from store.roster_names import How, Target, name_key


@dataclass(frozen=True, slots=True)
class EntryName:
    """A short or former name; ``since`` and ``until`` are the first and last year, None: open."""

    name: str
    since: int | None = None
    until: int | None = None
    is_former: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One organ that has to report, as the file of the roster says it.

    ``year`` is None for an entry of every year. ``organ`` is the full name without its region.
    """

    organ: str
    region: str | None = None
    year: int | None = None
    kind: Kind = Kind.OWN
    category: str = ""
    level: Level = Level.UNKNOWN
    deadline: date | None = None
    contact: str = ""
    names: tuple[EntryName, ...] = ()

    @property
    def identity(self) -> tuple[str, str | None, int | None, Kind]:
        """What tells entries apart."""
        return (self.organ, self.region, self.year, self.kind)

    @property
    def full_name(self) -> str:
        """Region and name."""
        return (self.region or "") + self.organ


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry of the workspace. ``is_gone``: the last file does not have it, reports do."""

    id: int
    organ_id: int
    entry: Entry
    is_gone: bool = False


_ENTRIES = (
    "select roster.id, organ.id, organ.name, organ.region, roster.year, roster.kind,"
    " roster.category, roster.level, roster.deadline, roster.contact, roster.is_gone"
    " from roster join organ on organ.id = roster.organ_id order by roster.position, roster.id"
)


def has_roster(workspace: Workspace) -> bool:
    """Whether a roster was loaded."""
    return workspace.row("select 1 from roster limit 1") is not None


def stored_entries(workspace: Workspace) -> list[StoredEntry]:
    """All entries in the order of their file, gone ones too."""
    names: dict[int, list[EntryName]] = {}
    for roster_id, name, since, until, is_former in workspace.rows(
        "select roster_id, name, since, until, is_former from organ_name order by id"
    ):
        names.setdefault(roster_id, []).append(EntryName(name, since, until, bool(is_former)))
    return [
        StoredEntry(
            row[0],
            row[1],
            Entry(
                row[2],
                row[3],
                row[4],
                Kind(row[5]),
                row[6],
                Level(row[7]),
                date.fromisoformat(row[8]) if row[8] else None,
                row[9],
                tuple(names.get(row[0], ())),
            ),
            bool(row[10]),
        )
        for row in workspace.rows(_ENTRIES)
    ]


_TARGETS = (
    "select organ.id, organ.name, organ.region, roster.level, roster.kind, roster.year, 'name',"
    " null, null, roster.is_gone from roster join organ on organ.id = roster.organ_id"
    " where roster.key = :key"
    " union all select organ.id, organ.name, organ.region, roster.level, roster.kind, roster.year,"
    " iif(named.is_former, 'former', 'alias'), named.since, named.until, roster.is_gone"
    " from organ_name as named join roster on roster.id = named.roster_id"
    " join organ on organ.id = ifnull(named.predecessor_id, named.organ_id)"
    " where named.key = :key"
)


def targets_of(workspace: Workspace, name: str) -> list[Target]:
    """What a name may mean by the roster, in any region and year."""
    return [
        Target(
            row[0],
            row[1],
            row[2],
            Level(row[3]),
            Kind(row[4]),
            row[5],
            How(row[6]),
            row[7],
            row[8],
            bool(row[9]),
        )
        for row in workspace.rows(_TARGETS, {"key": name_key(name)})
    ]


def deadline_of(workspace: Workspace, organ_id: int, year: int, kind: str) -> date | None:
    """Until when an organ's report on a year is due by the roster, if it says so."""
    found = workspace.value(
        "select deadline from roster where organ_id = ? and kind = ? and is_gone = 0"
        " and (year is null or year = ?) and deadline is not null"
        " order by year is null limit 1",
        [organ_id, kind, year],
    )
    return None if found is None else date.fromisoformat(found)
