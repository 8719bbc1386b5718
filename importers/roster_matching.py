"""Which entries of the roster a report may mean that means none exactly: proposals for people."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from rapidfuzz import fuzz, process

from store.report import Identity
from store.roster import StoredEntry
from store.roster_choices import Refusal, refusal_of
from store.roster_names import name_key, region_rank

_LEAST = 0.45
_MOST = 6
# A region that contradicts costs so much, one that agrees is worth so much.
_OTHER_REGION = 0.25
_SAME_REGION = 0.05
# 镇 and 乡 are no more than the kind of a place: its own name says more.
_UNIT = re.compile(r"(?:民族乡|苏木|街道|镇|乡|县|市|区|旗|局|委员会|办公室|中心)$")
_CORE_SHARE = 0.6
_OF_FILE = 0.9
_SHORTEST_CORE = 2


class Likeness(StrEnum):
    """Why an entry is proposed."""

    SIMILAR = "similar"
    SAME = "same"
    ELSEWHERE = "elsewhere"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Proposed:
    """An entry that a report may mean: by which of its names, how alike (0 to 1), and why."""

    entry: StoredEntry
    name: str
    score: float
    why: Likeness


class Proposer:
    """Proposes entries for reports; the names of the roster are taken apart once."""

    def __init__(self, entries: Sequence[StoredEntry]) -> None:
        self._entries = [one for one in entries if not one.is_gone]
        self._names = [
            (at, name)
            for at, one in enumerate(self._entries)
            for name in (one.entry.organ, *(other.name for other in one.entry.names))
        ]
        self._keys = [name_key(name) for _, name in self._names]
        self._cores = [_core(key) for key in self._keys]

    def propose(
        self, identity: Identity, path: str, refused: Collection[Refusal] = ()
    ) -> tuple[Proposed, ...]:
        """Entries that a report may be of, the likeliest first, each with its best name.

        Where no organ was recognised the name of the file has to tell.
        """
        if identity.organ is None:
            scores, why = self._by_file(path), Likeness.FILE
        else:
            scores, why = self._by_name(name_key(identity.organ)), Likeness.SIMILAR
        best: dict[int, Proposed] = {}
        for (at, name), key, score in zip(self._names, self._keys, scores, strict=True):
            one = self._entries[at]
            if score < _LEAST or refusal_of(one.entry) in refused:
                continue
            rank = region_rank(identity.region, one.entry.region)
            is_same = identity.organ is not None and key == name_key(identity.organ)
            reason = Likeness.SAME if is_same else why
            found = Proposed(
                one,
                name,
                round(_with_region(score, rank), 4),
                Likeness.ELSEWHERE if rank is None else reason,
            )
            if found.score >= _LEAST and (at not in best or found.score > best[at].score):
                best[at] = found
        kind = identity.kind
        ranked = sorted(
            best.values(),
            key=lambda p: (-p.score, p.entry.entry.kind is not kind, p.entry.entry.full_name),
        )
        return tuple(ranked[:_MOST])

    def _by_name(self, key: str) -> list[float]:
        whole = process.cdist([key], self._keys, scorer=fuzz.ratio)[0]
        core = process.cdist([_core(key)], self._cores, scorer=fuzz.ratio)[0]
        return [
            1.0 if other == key else float(_CORE_SHARE * c + (1 - _CORE_SHARE) * w) / 100
            for other, c, w in zip(self._keys, core, whole, strict=True)
        ]

    def _by_file(self, path: str) -> list[float]:
        """How much of a name the file's name, or its folder's, holds."""
        pure = PurePosixPath(path.replace("!", "/"))
        texts = [name_key(text) for text in (pure.stem, pure.parent.name) if text]
        return [
            _OF_FILE
            if any(key in text for text in texts)
            else _OF_FILE * _OF_FILE
            if len(core) >= _SHORTEST_CORE and any(core in text for text in texts)
            else 0.0
            for key, core in zip(self._keys, self._cores, strict=True)
        ]


def _core(key: str) -> str:
    core = _UNIT.sub("", key)
    return core if len(core) >= _SHORTEST_CORE else key


def _with_region(score: float, rank: int | None) -> float:
    if rank is None:
        return score - _OTHER_REGION
    return min(1.0, score + _SAME_REGION) if rank < 3 else score
