"""The roster in words: counts of a year, an entry on one line."""

from __future__ import annotations

from store.due import DueCounts
from store.roster import Entry
from store.visible import one_line
from tui.locale import Translator


def due_words(counts: DueCounts, words: Translator) -> str:
    """应报 87 · 已报 83 · 缺报 4 · 重复 2 · 未认出 1, with the year."""
    return words(
        "roster.counts",
        year=counts.year or words("roster.no_year"),
        due=counts.due,
        reported=counts.reported,
        missing=counts.missing,
        double=counts.double,
        unknown=counts.unknown,
    )


def entry_words(entry: Entry, words: Translator) -> str:
    """An entry on one line: name, kind, year, deadline, contact."""
    parts = [one_line(entry.full_name), words(f"kind.{entry.kind.value}")]
    if entry.year is not None:
        parts.append(str(entry.year))
    if entry.deadline is not None:
        parts.append(words("roster.due_until", day=entry.deadline.isoformat()))
    if entry.contact:
        parts.append(one_line(entry.contact))
    return "　".join(parts)
