"""Which entry of the roster a name means: exactly, by an alias of its year, or not at all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from store.report import Identity, Kind, Level

_SIGNS = re.compile(r"[\s()\[\]《》“”\"'‘’【】〔〕]")
# 柳溪镇 and 柳溪镇人民政府 are two ways to write one name.
_OFFICE = re.compile(
    r"(?<=[乡镇县市区旗州盟省])(?:人民政府|政府)$|(?<=街道|苏木)(?:人民政府|政府|办事处|办)$"
)


class How(StrEnum):
    """By what a name means an entry: its full name, a short name, or a former one."""

    NAME = "name"
    ALIAS = "alias"
    FORMER = "former"


_RANK = {How.NAME: 0, How.ALIAS: 1, How.FORMER: 2}


@dataclass(frozen=True, slots=True)
class Target:
    """A name of the roster and whom it means.

    ``entry_year`` is the year that the entry is for (None: every year), ``since`` and ``until``
    the years in which the name holds; ``organ`` is the organ that a report of this name is
    given, for a former name the predecessor.
    """

    organ_id: int
    organ: str
    region: str | None
    level: Level
    kind: Kind
    entry_year: int | None
    how: How
    since: int | None = None
    until: int | None = None
    is_gone: bool = False

    def holds_in(self, year: int | None) -> bool:
        """Whether the name holds in a year; in an unknown one only where it always holds."""
        if year is None:
            return self.since is None and self.until is None
        return (self.since is None or self.since <= year) and (
            self.until is None or year <= self.until
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """Whom a name means: the target, or None; ``rivals`` where several are meant alike."""

    target: Target | None
    rivals: tuple[Target, ...] = ()


def name_key(name: str) -> str:
    """A name for comparison: NFKC, without spaces and brackets, without 人民政府 behind a place."""
    plain = _SIGNS.sub("", unicodedata.normalize("NFKC", name))
    return _OFFICE.sub("", plain)


def region_rank(ours: str | None, theirs: str | None) -> int | None:
    """How well two regions agree: 0 equal, 1 and 2 one inside the other, 3 unknown, None not."""
    if not ours or not theirs:
        return 3
    one, other = name_key(ours), name_key(theirs)
    if one == other:
        return 0
    if one.endswith(other) or other.endswith(one):
        return 1
    return 2 if one.startswith(other) or other.startswith(one) else None


def choose(identity: Identity, targets: Iterable[Target]) -> Choice:
    """Whom an organ's name means among the targets that have this name.

    One that holds in the year and whose region agrees, the best agreeing first; where several
    organs are left none is chosen.
    """
    ranked = [
        (rank, target)
        for target in targets
        if target.holds_in(identity.year)
        and (rank := region_rank(identity.region, target.region)) is not None
    ]
    live = [pair for pair in ranked if not pair[1].is_gone]
    ranked = live or ranked
    if not ranked:
        return Choice(None)
    best = min(rank for rank, _ in ranked)
    found = [target for rank, target in ranked if rank == best]
    if len({target.region for target in found}) == 1:
        # In one place a full name is meant before another organ's short name.
        least = min(_RANK[target.how] for target in found)
        found = [target for target in found if _RANK[target.how] == least]
    if len({target.organ_id for target in found}) > 1:
        return Choice(None, _one_of_each(found))
    kinds = {target.kind for target in found}
    if identity.kind in kinds:
        found = [target for target in found if target.kind is identity.kind]
    elif len(kinds) > 1:
        return Choice(None, _one_of_each(found))
    # The entry of this very year before one for every year, before one of another year.
    return Choice(
        min(
            found,
            key=lambda target: (
                target.entry_year != identity.year,
                target.entry_year is not None,
                -(target.entry_year or 0),
            ),
        )
    )


def _one_of_each(targets: Sequence[Target]) -> tuple[Target, ...]:
    found: dict[tuple[int, Kind], Target] = {}
    for target in targets:
        found.setdefault((target.organ_id, target.kind), target)
    return tuple(found.values())


def are_one(name: str, region: str | None, other: str, other_region: str | None) -> bool:
    """Whether two recognised names can be one organ's: regions agree, one name holds the other."""
    one, two = name_key(name), name_key(other)
    if region_rank(region, other_region) is None:
        return False
    return one in two or two in one
