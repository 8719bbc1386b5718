"""One label against all rows of a form's table: scored once, however often it is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from importers.labels import Enumerator, How, TextScore, Wording, split_enumerator

# Scores below this are none: no label that is worth less is ever taken for a row.
_LEAST = 0.2
_ALIAS_COSTS = 0.05
_CLASH_COSTS = 0.1
_FEWEST_CONTAINED = 4
_LONGEST_GROUPS = 2
_LIKE_GROUP = 0.7
_BEHIND_GROUP = 0.95
_NONE: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class RowScore:
    """How well a label fits one row.

    ``bare`` is the similarity without the numbers in front; ``own`` the share of the label's
    characters that the official label has too; ``has_number``: both have the same number;
    ``clashes``: both have one, and they differ. ``group`` is the official label of a group that
    stood glued in front.
    """

    text: TextScore
    bare: float
    own: float
    has_number: bool
    clashes: bool
    group: str | None = None


class KnownRows:
    """The row labels of one table, prepared for scoring any label against all of them.

    ``of_many_senses`` are the rows whose label without its number is a part of another label.
    """

    def __init__(self, wordings: tuple[Wording, ...], groups: Mapping[str, str]) -> None:
        self.wordings = wordings
        self.groups = dict(groups)
        self._group_texts = sorted(groups, key=len, reverse=True)
        self._texts = [w.text for w in wordings]
        others = [(w.bare, i, 0.0) for i, w in enumerate(wordings)]
        others += [(a, i, _ALIAS_COSTS) for i, w in enumerate(wordings) for a in sorted(w.aliases)]
        self._others = [text for text, _, _ in others]
        self._owners = [(index, costs) for _, index, costs in others]
        # Words like 其他 are parts of other labels too.
        self.of_many_senses = frozenset(
            i
            for i, own in enumerate(wordings)
            if any(own.bare in other.bare for other in wordings if other is not own)
        )
        self._whole: dict[str, list[int]] = {}
        for i, official in enumerate(wordings):
            for text in {official.text, official.bare, *official.aliases}:
                self._whole.setdefault(text, []).append(i)

    def whole(self, text: str) -> frozenset[int]:
        """The rows whose official label or known wording a normalised label is."""
        bare = split_enumerator(text)[1]
        if text not in self._whole and bare not in self._whole:
            return _NONE
        found = {*self._whole.get(text, ()), *self._whole.get(bare, ())}
        return frozenset(i for i in found if self._is_whole(text, self.wordings[i]) is not None)

    def _is_whole(self, text: str, official: Wording) -> How | None:
        if text == official.text:
            return How.EXACT
        if text in official.aliases:
            # A whole known wording is meant with its number.
            return How.ALIAS
        number, bare = split_enumerator(text)
        if None not in (number, official.enumerator) and number != official.enumerator:
            return None
        if bare == official.bare:
            return How.EXACT
        return How.ALIAS if bare in official.aliases else None

    def plain(self, text: str) -> dict[int, RowScore]:
        """Scores by row of a normalised label taken as it is."""
        from rapidfuzz import process
        from rapidfuzz.distance import Indel

        number, bare = split_enumerator(text)
        best: dict[int, float] = {}
        bares: dict[int, float] = {}
        for _, score, index in process.extract(
            text, self._texts, scorer=Indel.normalized_similarity, score_cutoff=_LEAST, limit=None
        ):
            best[index] = score
        for _, score, index in process.extract(
            bare, self._others, scorer=Indel.normalized_similarity, score_cutoff=_LEAST, limit=None
        ):
            owner, costs = self._owners[index]
            if not costs:
                bares[owner] = score
                official = self.wordings[owner].enumerator
                costs = _CLASH_COSTS if _differ(number, official) else 0.0
            if score - costs > best.get(owner, 0.0):
                best[owner] = score - costs
        contained = {
            i
            for i, official in enumerate(self.wordings)
            if (bare in official.bare or official.bare in bare)
            and min(len(bare), len(official.bare)) >= _FEWEST_CONTAINED
        }
        found: dict[int, RowScore] = {}
        for index in {*best, *contained}:
            found[index] = self._scored(
                text, bare, index, best.get(index, 0.0), bares.get(index, 0.0), index in contained
            )
        return found

    def _scored(
        self, text: str, bare: str, index: int, best: float, similar: float, is_contained: bool
    ) -> RowScore:
        official = self.wordings[index]
        number = split_enumerator(text)[0]
        clashes = _differ(number, official.enumerator)
        has_number = _same(number, official.enumerator, text)
        whole = self._is_whole(text, official)
        if whole is not None:
            score = TextScore(1.0 if whole is How.EXACT else 0.99, whole)
            return RowScore(score, 1.0, 1.0, has_number, clashes)
        how = How.SIMILAR
        if is_contained:
            shorter, longer = sorted((len(bare), len(official.bare)))
            part = 0.6 + 0.35 * shorter / longer - (_CLASH_COSTS if clashes else 0.0)
            if part > best:
                best, how = part, How.CONTAINED
        common = similar * (len(bare) + len(official.bare)) / 2
        own = common / len(bare) if bare else 0.0
        score = TextScore(max(0.0, min(best, 0.98)), how)
        return RowScore(score, similar, own, has_number, clashes)

    def behind_group(self, text: str) -> tuple[str, str] | None:
        """(Group, rest) for a label with the label of its group glued in front; else None."""
        from rapidfuzz.distance import Indel

        best: tuple[float, str, str] | None = None
        for group in self._group_texts:
            head, rest = text[: len(group)], text[len(group) :]
            if len(rest) < 2:
                continue
            score = 1.0 if head == group else Indel.normalized_similarity(head, group)
            if score >= _LIKE_GROUP and (best is None or score > best[0]):
                best = score, self.groups[group], rest
        return None if best is None else best[1:]


def _same(one: Enumerator | None, other: Enumerator | None, text: str) -> bool:
    """True for the same number, be it (3) or 3."""
    if one is None or other is None or one.ordinal != other.ordinal:
        return False
    return one.kind is other.kind or text[1:2].isdigit()


def _differ(one: Enumerator | None, other: Enumerator | None) -> bool:
    """True for two numbers; the same one in another style of writing is no other number."""
    return one is not None and other is not None and one.ordinal != other.ordinal


@lru_cache(maxsize=32)
def _known(wordings: tuple[Wording, ...], groups: tuple[tuple[str, str], ...]) -> KnownRows:
    return KnownRows(wordings, dict(groups))


def known_rows(wordings: tuple[Wording, ...], groups: Mapping[str, str]) -> KnownRows:
    """The prepared labels of a table; the same ones for the same wordings."""
    return _known(wordings, tuple(groups.items()))


@lru_cache(maxsize=4_000)
def score_row_label(text: str, known: KnownRows) -> dict[int, RowScore]:
    """Scores by row of a normalised label, also behind labels of groups glued in front of it.

    Rows that it does not resemble at all have no entry. Not to be changed by the caller.
    """
    if not text:
        return {}
    found = known.plain(text)
    if any(score.text.score >= 0.99 for score in found.values()):
        return found
    rest = text
    for _ in range(_LONGEST_GROUPS):
        behind = known.behind_group(rest)
        if behind is None:
            break
        group, rest = behind
        for index, score in known.plain(rest).items():
            official = known.wordings[index]
            if group not in official.path[:-1]:
                continue
            value = min(_BEHIND_GROUP, score.text.score)
            if index in found and found[index].text.score >= value:
                continue
            how = How.CONTAINED if score.text.score >= 0.99 else score.text.how
            found[index] = RowScore(
                TextScore(value, how),
                score.bare,
                score.own,
                score.has_number,
                score.clashes,
                group,
            )
    return found
