"""What the log of a copy adds to this one, and where both sides say different things.

A three-way comparison: what both logs hold is the common past; what only one holds is news. Where
both have news of one subject and differ in the end, it is a conflict; nothing of it is taken until
somebody decides. Records that share a subject are decided together.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from store.annotation_log import AnnotationKind
from store.merge_log import Entry, Log, ReportKey
from store.merge_subjects import Said, Subject, subjects_of

# What makes a report another one than the one that was signed off.
_CHANGES = frozenset(
    {
        AnnotationKind.DECISION,
        AnnotationKind.REMAP,
        AnnotationKind.CORRECTION,
        AnnotationKind.FINDING,
        AnnotationKind.IDENTITY,
    }
)


class Side(StrEnum):
    """Whose word holds where both sides said something else."""

    OURS = "ours"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class Difference:
    """One subject of which both sides say something else; None: nothing (any more)."""

    subject: Subject
    ours: Entry | None
    theirs: Entry | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """What is decided together. ``id`` changes when either side says something new.

    ``ours`` and ``theirs`` are the news of each side, oldest first.
    """

    id: str
    differences: tuple[Difference, ...]
    ours: tuple[Entry, ...]
    theirs: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class MergePlan:
    """``take`` is what nothing stands against, in the order of the other log.

    ``only_there`` are the files of reports that only the copy has, with the number of records on
    them; they are left until the files are imported here.
    """

    take: tuple[Entry, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    only_there: tuple[tuple[str, int], ...] = ()


@dataclass
class _Part:
    """Records of both sides that hang together."""

    ours: list[Entry] = field(default_factory=list)
    theirs: list[Entry] = field(default_factory=list)
    # What is another thing now than in the common past, on each side.
    changed_here: set[Subject] = field(default_factory=set)
    changed_there: set[Subject] = field(default_factory=set)


def plan_merge(ours: Log, theirs: Log) -> MergePlan:
    """Compare the log of a copy with ours; nothing is written."""
    news, elsewhere = _news(ours, theirs)
    own = [e for e in ours.entries if e.key not in theirs.by_key and not _is_idle(e, theirs)]
    said_here, said_there = Said(ours), Said(theirs)
    changes = _changes_by_report(own, ours)
    take: list[Entry] = []
    conflicts: list[Conflict] = []
    for part in _parts(own, ours, news, theirs):
        unseen: list[Entry] = []
        found: list[Difference] = []
        for subject in sorted(part.changed_there, key=repr):
            here, there = said_here.last(subject), said_there.last(subject)
            if subject[0] == "sign_off" and there is not None and changes.get(subject[1]):
                # Who signed off there has not seen what was said here since.
                unseen += changes[subject[1]]
                found.append(Difference(subject, here, there))
            elif subject in part.changed_here and (
                said_here.value(subject) != said_there.value(subject)
            ):
                found.append(Difference(subject, here, there))
        if not found:
            take += part.theirs
            continue
        named = _id([*part.ours, *part.theirs, *unseen])
        conflicts.append(Conflict(named, tuple(found), tuple(part.ours), tuple(part.theirs)))
    counts: dict[ReportKey, int] = dict.fromkeys(theirs.reports.keys() - ours.reports.keys(), 0)
    for report in elsewhere:
        counts[report] = counts.get(report, 0) + 1
    return MergePlan(
        tuple(sorted(take, key=lambda entry: entry.id)),
        tuple(sorted(conflicts, key=lambda conflict: conflict.theirs[0].id)),
        tuple(sorted((theirs.paths[report], count) for report, count in counts.items())),
    )


def _news(ours: Log, theirs: Log) -> tuple[list[Entry], list[ReportKey]]:
    """What only the copy has and what can be taken here; the reports of the rest."""
    known = set(ours.by_key)
    news: list[Entry] = []
    elsewhere: list[ReportKey] = []
    for entry in theirs.entries:
        if entry.key in ours.by_key or _is_idle(entry, ours):
            continue
        missing = [one for one in _reports_of(entry) if one not in ours.reports]
        if missing:
            elsewhere.append(missing[0])
        elif entry.undoes is None or entry.undoes in known:
            news.append(entry)
            known.add(entry.key)
        elif entry.report is not None:
            elsewhere.append(entry.report)
    return news, elsewhere


def _is_idle(entry: Entry, other: Log) -> bool:
    """An undo of what the other side has undone too says nothing new."""
    target = other.by_key.get(entry.undoes) if entry.undoes is not None else None
    return target is not None and not target.is_standing


def _reports_of(entry: Entry) -> list[ReportKey]:
    found = [entry.report] if entry.report is not None else []
    if entry.kind is AnnotationKind.JOIN:
        sha256, ordinal = entry.payload["attachment"]
        found.append((sha256, ordinal))
    return found


def _parts(own: Sequence[Entry], ours: Log, news: Sequence[Entry], theirs: Log) -> list[_Part]:
    """The news of both sides, those together that share a subject; only parts with theirs."""
    parent: dict[Subject, Subject] = {}

    def root(subject: Subject) -> Subject:
        found = parent.setdefault(subject, subject)
        while found != parent[found]:
            parent[found] = parent[parent[found]]
            found = parent[found]
        return found

    sides = [(entry, ours, subjects_of(entry, ours)) for entry in own]
    sides += [(entry, theirs, subjects_of(entry, theirs)) for entry in news]
    for _, _, subjects in sides:
        for subject in subjects[1:]:
            parent[root(subject)] = root(subjects[0])
    effective = {id(entry) for entry in (*_effective(own), *_effective(news))}
    parts: dict[Subject, _Part] = {}
    for entry, log, subjects in sides:
        part = parts.setdefault(root(subjects[0]), _Part())
        changed = part.changed_here if log is ours else part.changed_there
        (part.ours if log is ours else part.theirs).append(entry)
        if id(entry) in effective:
            changed.update(subject for subject in subjects if subject[0] != "act")
    return [part for part in parts.values() if part.theirs]


def _effective(news: Sequence[Entry]) -> list[Entry]:
    """News that stand, without undos of other news."""
    keys = {entry.key for entry in news}
    return [entry for entry in news if entry.is_standing and entry.undoes not in keys]


def _changes_by_report(own: Sequence[Entry], ours: Log) -> dict[ReportKey, list[Entry]]:
    found: dict[ReportKey, list[Entry]] = {}
    for entry in _effective(own):
        about = ours.by_key.get(entry.undoes) if entry.undoes is not None else entry
        if about is not None and about.report is not None and about.kind in _CHANGES:
            found.setdefault(about.report, []).append(entry)
    return found


def _id(entries: Sequence[Entry]) -> str:
    keys = sorted(entry.key for entry in entries)
    return hashlib.blake2b("\n".join(keys).encode(), digest_size=6).hexdigest()
