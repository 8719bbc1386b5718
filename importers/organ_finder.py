"""Organs by what a reviewer types of them: parts of the name, pinyin, initials, or nearly so."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MOST_FOUND = 200
_SIMILAR = 70.0
# Where fewer fit, names that are only similar are shown too.
_FEW = 5
_FEWEST_FOR_SIMILAR = 2
_LINE = "\n"


@dataclass(frozen=True, slots=True)
class FinderEntry:
    """An organ: id, region and name, syllables separated by blanks, initials."""

    id: int
    region: str
    name: str
    syllables: str
    initials: str


class _Lines:
    """Many short texts as one, so that looking through all of them is one search."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self._all = _LINE.join(texts)
        self._begins = [0]
        for text in texts[:-1]:
            self._begins.append(self._begins[-1] + len(text) + 1)

    def holding(self, wanted: str) -> Iterator[tuple[int, int]]:
        """The texts that hold what is wanted, by number, and where in them it first stands."""
        at = self._all.find(wanted)
        while at >= 0:
            number = bisect_right(self._begins, at) - 1
            yield number, at - self._begins[number]
            end = self._begins[number] + len(self.texts[number])
            at = self._all.find(wanted, end)


class OrganFinder:
    """Finds organs; made once of all of them, then asked with every key."""

    def __init__(self, entries: Sequence[FinderEntry]) -> None:
        self.entries = tuple(entries)
        self._regions = [len(_folded(one.region)) for one in entries]
        self._names = _Lines([_folded(one.region + one.name) for one in entries])
        self._initials = _Lines([one.initials for one in entries])
        self._spoken = _Lines([one.syllables.replace(" ", "") for one in entries])

    def find(self, text: str) -> list[FinderEntry]:
        """The organs that fit, the best first, at most ``MOST_FOUND``; the first ones where
        nothing is typed.

        First names that hold what is typed, then initials and pinyin; names that are only similar
        where few fit.
        """
        wanted = _folded(text).replace(_LINE, "")
        if not wanted:
            return list(self.entries[:MOST_FOUND])
        ranks: dict[int, int] = {}
        for number, at in self._names.holding(wanted):
            ranks[number] = 0 if at in (0, self._regions[number]) else 1
        if wanted.isascii():
            for number, at in self._initials.holding(wanted):
                # A character has one initial, so the name begins where the region ends.
                ranks.setdefault(number, 2 if at in (0, self._regions[number]) else 3)
            for number, _ in self._spoken.holding(wanted):
                ranks.setdefault(number, 4)
        lengths = self._names.texts
        found = sorted(ranks, key=lambda number: (ranks[number], len(lengths[number]), number))
        found = found[:MOST_FOUND]
        if len(found) < _FEW and len(wanted) >= _FEWEST_FOR_SIMILAR:
            found += [number for number in self._similar(wanted) if number not in ranks]
        return [self.entries[number] for number in found]

    def _similar(self, wanted: str) -> list[int]:
        from rapidfuzz import fuzz, process

        lines = self._spoken if wanted.isascii() else self._names
        found = process.extract(
            wanted,
            lines.texts,
            scorer=fuzz.partial_ratio,
            score_cutoff=_SIMILAR,
            limit=MOST_FOUND,
        )
        return [number for _, _, number in found]


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().split())
