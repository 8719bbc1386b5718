"""Who else is at work: claims, assignments, and verdicts that wait for another one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from store.annotation_log import Verdict
from store.flags import FlagRecord
from store.holds import Hold
from store.reviewer import Reviewer
from store.storable import storable
from store.visible import one_line
from tui.locale import Translator

if TYPE_CHECKING:
    # It brings all that a review needs, which the queue does without.
    from store.review import ReviewData

_LONGEST = 16


@dataclass(frozen=True, slots=True)
class Whose:
    """Who else has a report now, and the name of who is to review it ("": nobody)."""

    hold: Hold | None = None
    assigned: str = ""


def whose_words(whose: Whose, words: Translator) -> str:
    """Both in words; "" where there is neither."""
    parts = []
    if whose.hold is not None:
        parts.append(claimed_words(whose.hold, words))
    if whose.assigned:
        parts.append(words("held.assigned", name=name_words(whose.assigned)))
    return " ".join(parts)


def since_words(hold: Hold) -> str:
    """Hour and minute since when a report is held, where the reviewer sits."""
    # Another's clock wrote it, which may have been anywhere.
    since = max(0.0, min(hold.since, hold.until))
    return datetime.fromtimestamp(since).strftime("%H:%M")


def name_words(name: str) -> str:
    """A reviewer's name as it can stand in a line with other things."""
    shown = one_line(name)
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"


def claimed_words(hold: Hold, words: Translator) -> str:
    """Who has a report, and since when."""
    return words("held.by", name=name_words(hold.reviewer_name), at=since_words(hold))


def own_verdicts(data: ReviewData, reviewer: Reviewer) -> frozenset[int]:
    """Flags of a report on which a reviewer has a verdict that is not taken back."""
    who = reviewer.uid, storable(reviewer.name)
    return frozenset(
        one.flag_id
        for one in data.annotations
        if one.flag_id is not None
        and "verdict" in one.payload
        and not one.is_undone
        and (one.uid, one.reviewer) == who
    )


def waits_for(record: FlagRecord, decided: frozenset[int]) -> bool:
    """Whether another one was unsure of a flag and leaves it to a reviewer with these verdicts."""
    is_unsure = record.is_raised and record.verdict == Verdict.UNSURE.value
    return is_unsure and record.id not in decided


def is_to_decide(record: FlagRecord, decided: frozenset[int]) -> bool:
    """Whether a flag is open, or another one was unsure of it and leaves it to this reviewer."""
    return record.is_raised and (record.verdict is None or waits_for(record, decided))


def verdict_words(record: FlagRecord, decided: frozenset[int], words: Translator) -> str:
    """A verdict; of one that is unsure also whose turn it is."""
    if record.verdict is None:
        return words("resolved" if not record.is_raised else "verdict.open")
    text = words(f"verdict.{record.verdict}")
    if record.verdict != Verdict.UNSURE.value or not record.is_raised:
        return text
    return words("unsure.for_me" if waits_for(record, decided) else "unsure.for_others", what=text)
