"""Which reports of a series follow each other as its versions, and which are asked about.

A file of a later import is the corrected one. Two files of one import say nothing of which came
first, nor do two files under a name without a region: there a reviewer says what is what. What
reviewers say stands until a later import brings another file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from store.database import Workspace
from store.organs import IS_UNCLEAR
from store.report import Part

_RANK = {Part.TABLES: 0, Part.TEXT: 1, Part.WHOLE: 2}


@dataclass(frozen=True, slots=True)
class Member:
    """A report of a series that is no copy and no joined attachment; ``run``: its import."""

    id: int
    run: int
    path: str
    ordinal: int
    part: Part


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reviewer made the current version, after the imports up to ``run``."""

    report_id: int
    run: int
    annotation_id: int


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions of a series, the first one first; the last one is current.

    ``asked`` names for every other report whose place a reviewer has to say those it may be a
    version of.
    """

    chain: tuple[int, ...]
    asked: Mapping[int, tuple[int, ...]]

    @property
    def current(self) -> int | None:
        """The report that is current; None in an empty series."""
        return self.chain[-1] if self.chain else None

    def before(self, report_id: int) -> tuple[int, ...]:
        """The versions before a report; none of one that is no version."""
        return self.chain[: self.chain.index(report_id)] if report_id in self.chain else ()

    def after(self, report_id: int) -> tuple[int, ...]:
        """The versions after a report."""
        return self.chain[self.chain.index(report_id) + 1 :] if report_id in self.chain else ()


def arrange(
    members: Sequence[Member], choices: Sequence[Choice], *, is_region_known: bool
) -> Versions:
    """Put the reports of a series in order; the result does not depend on the order given."""
    fold = _Fold(is_region_known)
    by_id = {member.id: member for member in members}
    imported = sorted(members, key=lambda m: (m.run, m.path, m.ordinal, m.id))
    chosen = sorted(
        (c for c in choices if c.report_id in by_id), key=lambda c: (c.run, c.annotation_id)
    )
    for member in imported:
        while chosen and chosen[0].run < member.run:
            fold.choose(by_id[chosen.pop(0).report_id])
        fold.bring(member)
    for choice in chosen:
        fold.choose(by_id[choice.report_id])
    return Versions(tuple(m.id for m in fold.chain), dict(fold.asked))


class _Fold:
    def __init__(self, is_region_known: bool) -> None:
        self.is_region_known = is_region_known
        self.seen: list[Member] = []
        self.chain: list[Member] = []
        self.asked: dict[int, tuple[int, ...]] = {}

    def bring(self, member: Member) -> None:
        """A file is imported."""
        earlier, self.seen = self.seen, [*self.seen, member]
        if not self.chain:
            self.chain = [member]
            return
        if not self.is_region_known:
            self.asked[member.id] = tuple(m.id for m in earlier)
            return
        # Tables alone replace no report that has text, nor text alone a whole report.
        has_whole = any(m.part is Part.WHOLE for m in earlier)
        if member.part is Part.TABLES or (member.part is Part.TEXT and has_whole):
            return
        last = self.chain[-1]
        if member.run > last.run:
            self.chain.append(member)
        elif _RANK[member.part] > _RANK[last.part]:
            self.chain[-1] = member
        else:
            same = [m.id for m in earlier if m.run == member.run and m.part is member.part]
            self.asked[member.id] = tuple(same) or (last.id,)

    def choose(self, member: Member) -> None:
        """A reviewer makes a report current: what followed it is no version any more."""
        if member in self.chain:
            self.chain = self.chain[: self.chain.index(member) + 1]
        else:
            self.chain.append(member)
        self.asked.pop(member.id, None)


_MEMBERS = (
    "select id, run, path, ordinal, part from report"
    " where series_id = ? and copy_of is null and joined_to is null"
)
_CHOICES = (
    "select a.report_id, a.payload, a.id from annotation as a"
    " join report as r on r.id = a.report_id"
    " where r.series_id = ? and a.kind = 'current'"
    " and not exists (select 1 from undone as u where u.id = a.id)"
)


def versions_of(workspace: Workspace, series_id: int) -> Versions:
    """The versions of a series as imports and standing annotations have them."""
    members = [
        Member(row[0], row[1], row[2], row[3], Part(row[4]))
        for row in workspace.rows(_MEMBERS, [series_id])
    ]
    if len(members) < 2:
        return Versions(tuple(m.id for m in members), {})
    is_unclear = workspace.row(
        f"select 1 from series join organ on organ.id = series.organ_id"  # noqa: S608
        f" where series.id = ? and {IS_UNCLEAR}",
        [series_id],
    )
    choices = []
    for report_id, payload, annotation_id in workspace.rows(_CHOICES, [series_id]):
        said = json.loads(payload)
        # What was said of a report in another series says nothing here.
        if said["series"] == series_id:
            choices.append(Choice(report_id, said["run"], annotation_id))
    return arrange(members, choices, is_region_known=is_unclear is None)


def series_of(workspace: Workspace, report_id: int) -> int:
    """The series of a report."""
    return int(workspace.value("select series_id from report where id = ?", [report_id]))


def settle(workspace: Workspace, series_id: int) -> bool:
    """Store which report of a series is current and which one each follows, in a transaction.

    True where another one is current now.
    """
    versions = versions_of(workspace, series_id)
    followed = dict(zip(versions.chain[1:], versions.chain, strict=False))
    is_changed = False
    for report_id, is_current, follows in workspace.rows(
        "select id, is_current, follows from report where series_id = ?", [series_id]
    ):
        stands = report_id == versions.current
        if (bool(is_current), follows) == (stands, followed.get(report_id)):
            continue
        is_changed = is_changed or bool(is_current) != stands
        workspace.execute("update report set is_current = ? where id = ?", [int(stands), report_id])
        if follows != followed.get(report_id):
            # SQLite looks up anew all that refers to the report, which takes long.
            workspace.execute(
                "update report set follows = ? where id = ?", [followed.get(report_id), report_id]
            )
    return is_changed
