"""Which flag of one version is which of another: by anchor, by sentence, by failed sums."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from store.flags import FlagRecord
from store.report import Flag

# From here on a sentence is the one of before, mended or not.
SAME_SENTENCE = 0.8
_BY_SENTENCE = frozenset({"N509", "N510", "N511", "N512", "N513", "N514", "N515", "N516"})
_BY_LABEL = frozenset({"L301", "L302"})

Pair = tuple[FlagRecord | None, FlagRecord | None]


def pair_flags(before: Sequence[FlagRecord], now: Sequence[FlagRecord]) -> list[Pair]:
    """Pairs of a flag before and the same flag now; None where it has no other.

    In the order of ``now``, then those of ``before`` that are gone.
    """
    after = {(record.flag.rule, record.flag.anchor): record for record in now}
    partner: dict[int, FlagRecord] = {}
    gone = []
    for record in before:
        found = after.pop((record.flag.rule, record.flag.anchor), None)
        if found is None:
            gone.append(record)
        else:
            partner[found.id] = record
    new = [record for record in now if record.id not in partner]
    for old, record in _like(gone, new):
        partner[record.id] = old
        gone.remove(old)
    pairs: list[Pair] = [(partner.get(record.id), record) for record in now]
    return [*pairs, *((record, None) for record in gone)]


def _like(
    gone: Sequence[FlagRecord], new: Sequence[FlagRecord]
) -> list[tuple[FlagRecord, FlagRecord]]:
    """Of flags without a partner those that are about the same, the likest first."""
    likely = []
    for at, old in enumerate(gone):
        for to, record in enumerate(new):
            share = _sameness(old.flag, record.flag)
            if share >= SAME_SENTENCE:
                likely.append((-share, at, to))
    found = []
    used: set[int] = set()
    taken: set[int] = set()
    for _, at, to in sorted(likely):
        if at not in used and to not in taken:
            used.add(at)
            taken.add(to)
            found.append((gone[at], new[to]))
    return found


def _sameness(old: Flag, new: Flag) -> float:
    """How much two flags of different anchors are about the same, 0 to 1."""
    if old.rule.startswith("A") and new.rule.startswith("A"):
        # A case is named by its first failed sum: when that one is mended, by the next.
        return float(not failed_sums(old).isdisjoint(failed_sums(new)))
    if old.rule != new.rule or _group(old) != _group(new):
        return 0.0
    if old.rule in _BY_SENTENCE:
        return _equal_part(_text(old, "sentence"), _text(new, "sentence"))
    if old.rule in _BY_LABEL:
        return _equal_part(_text(old, "label"), _text(new, "label"))
    return 0.0


def _equal_part(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio() if one and other else 0.0


def failed_sums(flag: Flag) -> frozenset[str]:
    """The ids of the equations that a flag on sums is about."""
    return frozenset({flag.anchor, *(entry.partition(" ")[0] for entry in flag.evidence)})


def _group(flag: Flag) -> tuple[str, ...]:
    """The section of a sentence; table and axis of a label."""
    parts = flag.anchor.split(":")
    return tuple(parts[:2] if flag.rule in _BY_LABEL else parts[:1])


def _text(flag: Flag, name: str) -> str:
    return "".join(str(flag.params.get(name) or "").split())
