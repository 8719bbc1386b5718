"""What a file of the roster changes, and the change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from store.database import Workspace
from store.organs import ensure_organ
from store.roster import Entry, StoredEntry, stored_entries
from store.roster_names import name_key, region_rank
from store.storable import storable


@dataclass(frozen=True)
class RosterChanges:
    """What a file would change: entries new, changed (as stored, as in the file), the same.

    ``dropped`` are not in the file and no report is theirs; ``kept`` are not in it either and stay,
    marked, since reports are theirs.
    """

    new: tuple[Entry, ...] = ()
    changed: tuple[tuple[StoredEntry, Entry], ...] = ()
    same: int = 0
    dropped: tuple[StoredEntry, ...] = ()
    kept: tuple[StoredEntry, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """True where the file says what is stored already."""
        news = any(not stored.is_gone for stored in self.kept)
        return not (self.new or self.changed or self.dropped or news)


def compare_roster(
    workspace: Workspace, entries: Sequence[Entry], unread: Iterable[str] = ()
) -> RosterChanges:
    """What a file of these entries would change; entries of other years are left alone.

    ``unread`` are names of rows that could not be understood: what is stored of them stays.
    """
    stored = {one.entry.identity: one for one in stored_entries(workspace)}
    spared = {name_key(name) for name in unread}
    known = {entry.identity for entry in entries}
    years = {entry.year for entry in entries}
    gone = [
        one
        for one in stored.values()
        if one.entry.identity not in known
        and one.entry.year in years
        and not spared & {name_key(one.entry.organ), name_key(one.entry.full_name)}
    ]
    new: list[Entry] = []
    changed: list[tuple[StoredEntry, Entry]] = []
    same = 0
    for entry in entries:
        found = stored.get(entry.identity)
        if found is None:
            found = _moved(entry, gone)
            if found is None:
                new.append(entry)
                continue
            gone.remove(found)
        if found.entry == entry and not found.is_gone:
            same += 1
        else:
            changed.append((found, entry))
    with_reports = {one.id for one in gone if _has_reports(workspace, one)}
    return RosterChanges(
        tuple(new),
        tuple(changed),
        same,
        tuple(one for one in gone if one.id not in with_reports),
        tuple(one for one in gone if one.id in with_reports),
    )


def _moved(entry: Entry, gone: Sequence[StoredEntry]) -> StoredEntry | None:
    """The entry that the file now gives a region, or another way of writing it."""
    found = [
        one
        for one in gone
        if name_key(one.entry.organ) == name_key(entry.organ)
        and (one.entry.year, one.entry.kind) == (entry.year, entry.kind)
        and region_rank(one.entry.region, entry.region) is not None
    ]
    return found[0] if len(found) == 1 else None


def _has_reports(workspace: Workspace, one: StoredEntry) -> bool:
    return (
        workspace.row(
            "select 1 from series join report on report.series_id = series.id"
            " where series.organ_id = ? and series.kind = ?"
            " and (? is null or series.year = ? or series.year is null) limit 1",
            [one.organ_id, one.entry.kind.value, one.entry.year, one.entry.year],
        )
        is not None
    )


def write_roster(workspace: Workspace, entries: Sequence[Entry], changes: RosterChanges) -> None:
    """Store what a file changes, in the caller's transaction; reports are not touched."""
    for one in changes.dropped:
        workspace.execute("delete from organ_name where roster_id = ?", [one.id])
        workspace.execute("delete from roster where id = ?", [one.id])
    for one in changes.kept:
        workspace.execute("update roster set is_gone = 1 where id = ?", [one.id])
    for entry in changes.new:
        organ = ensure_organ(workspace, entry.organ, entry.region, entry.level)
        roster_id = workspace.execute(
            "insert into roster(organ_id, year, kind, category, level, deadline, contact, position,"
            " key) values (?, ?, ?, ?, ?, ?, ?, 0, ?)",
            [organ.id, entry.year, entry.kind.value, *_particulars(entry)],
        )
        _write_names(workspace, roster_id, organ.id, entry)
    for one, entry in changes.changed:
        organ = ensure_organ(workspace, entry.organ, entry.region, entry.level)
        workspace.execute(
            "update roster set organ_id = ?, category = ?, level = ?, deadline = ?, contact = ?,"
            " key = ?, is_gone = 0 where id = ?",
            [organ.id, *_particulars(entry), one.id],
        )
        _write_names(workspace, one.id, organ.id, entry)
    _order(workspace, entries)
    workspace.execute(
        "update organ set level = roster.level from organ_name as named"
        " join roster on roster.id = named.roster_id where named.predecessor_id = organ.id"
    )
    workspace.execute(
        "update organ set level = roster.level from roster where roster.organ_id = organ.id"
    )
    _write_successions(workspace)


def _particulars(entry: Entry) -> list[str | None]:
    return [
        storable(entry.category),
        entry.level.value,
        entry.deadline.isoformat() if entry.deadline else None,
        storable(entry.contact),
        name_key(entry.organ),
    ]


def _write_names(workspace: Workspace, roster_id: int, organ_id: int, entry: Entry) -> None:
    workspace.execute("delete from organ_name where roster_id = ?", [roster_id])
    for one in entry.names:
        predecessor = None
        if one.is_former and one.until is not None:
            predecessor = ensure_organ(workspace, one.name, entry.region, entry.level).id
        workspace.execute(
            "insert into organ_name(roster_id, organ_id, name, key, since, until, is_former,"
            " predecessor_id) values (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                roster_id,
                organ_id,
                one.name,
                name_key(one.name),
                one.since,
                one.until,
                int(one.is_former),
                predecessor if predecessor != organ_id else None,
            ],
        )


def _order(workspace: Workspace, entries: Sequence[Entry]) -> None:
    position = {entry.identity: at for at, entry in enumerate(entries, 1)}
    workspace.execute_many(
        "update roster set position = ? where id = ?",
        [
            (position[one.entry.identity], one.id)
            for one in stored_entries(workspace)
            if one.entry.identity in position
        ],
    )


def _write_successions(workspace: Workspace) -> None:
    """Who came after whom: a former name is followed by the one that holds the year after."""
    workspace.execute("delete from succession")
    by_organ: dict[int, dict[int, tuple[int | None, int]]] = {}
    for organ_id, predecessor, since, until in workspace.rows(
        "select organ_id, predecessor_id, since, until from organ_name"
        " where predecessor_id is not null order by id"
    ):
        by_organ.setdefault(organ_id, {})[predecessor] = (since, until)
    for organ_id, formers in by_organ.items():
        for predecessor, (_, until) in formers.items():
            year = until + 1
            between = [
                other
                for other, (since, last) in formers.items()
                if other != predecessor and since is not None and since <= year <= last
            ]
            heir = between[0] if len(between) == 1 else organ_id
            if len(between) <= 1:
                workspace.execute(
                    "insert or replace into succession(organ_id, predecessor_id, year)"
                    " values (?, ?, ?)",
                    [heir, predecessor, year],
                )
