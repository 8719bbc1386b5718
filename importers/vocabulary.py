"""The words of the forms, prepared once: what tells a table line from prose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from importers.labels import normalise, split_enumerator
from store.forms import Form, Table, load_forms


@dataclass(frozen=True)
class Vocabulary:
    """Normalised labels of all forms: by table, with and without their numbers."""

    labels: frozenset[str]
    by_table: dict[str, frozenset[str]]
    joined: str
    joined_by_table: dict[str, str]
    headings: dict[str, str]


def _table_labels(table: Table) -> set[str]:
    found = set(map(normalise, table.header_labels))
    for label in table.row_labels + table.column_labels:
        text = normalise(label.text)
        found.add(text)
        found.add(split_enumerator(text)[1])
        found.update(normalise(alias) for alias in label.aliases)
    return found


def section_headings(form: Form) -> dict[str, str]:
    """Normalised headings and their aliases → key of the section."""
    found: dict[str, str] = {}
    for section in form.sections:
        for heading in (section.heading, *section.aliases):
            found.setdefault(normalise(heading), section.key)
    return found


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary of all shipped forms."""
    by_table: dict[str, set[str]] = {}
    headings: dict[str, str] = {}
    for form in load_forms():
        for table in form.tables:
            by_table.setdefault(table.key, set()).update(_table_labels(table))
        headings |= section_headings(form)
    labels = frozenset().union(*by_table.values())
    return Vocabulary(
        labels=labels,
        by_table={key: frozenset(found) for key, found in by_table.items()},
        joined="\n".join(sorted(labels)),
        joined_by_table={key: "\n".join(sorted(found)) for key, found in by_table.items()},
        headings=headings,
    )


@dataclass(frozen=True, slots=True)
class Heading:
    """An official heading found at the beginning of a line.

    ``enumerator`` is the number as printed ("" where none), ``rest`` the text that follows the
    heading in the same line.
    """

    key: str
    enumerator: str
    rest: str


_NUMBER = re.compile(
    r"\s*((?:第[一二三四五六七八九十]+部分|[一二三四五六七八九十]{1,2}|[0-9０-９]{1,2})\s*[、.．，,：:]?)\s*"
)
_END = " \t\u3000:：.。;；,，"
_NEAR = 0.75
_HEAD = 120
# Marks of Markdown around a heading: ## 三、… and **三、…**
_MARKS_BEFORE = re.compile(r"^[#*_\s]{1,20}")
_MARKS_BEHIND = re.compile(r"[#*_\s]{1,20}$")
_BRACKETED_NUMBER = re.compile(r"\s*([（(]\s*([一二三四五六])\s*[）)])\s*、?\s*")


def find_heading(line: str) -> Heading | None:
    """The official heading that a line opens with, if any.

    A heading fills its line, with or without a number in front, or has a Chinese number in
    front and its section's text behind; misspelt ones are taken where they fill a short line
    and carry a Chinese number. A number in brackets opens a section only where it is that
    section's own and the exact official heading fills the line. Marks of Markdown do not count.
    """
    # Only the beginning of a line decides, so that the cache holds no whole paragraphs.
    line = _MARKS_BEFORE.sub("", line.strip())
    if len(line) <= _HEAD:
        line = _MARKS_BEHIND.sub("", line)
    head, tail = line[:_HEAD], line[_HEAD:]
    found = _find_heading(head)
    if found is None or not (found.rest or tail):
        return found
    if not found.rest:
        return None
    return Heading(found.key, found.enumerator, found.rest + tail)


@lru_cache(maxsize=20_000)
def _find_heading(line: str) -> Heading | None:
    found = _NUMBER.match(line)
    enumerator = found.group(1) if found else ""
    body = line[found.end() :] if found else line
    headings = vocabulary().headings
    if len(line) <= 60:
        key = headings.get(normalise(body).rstrip(":.;,"))
        if key is not None:
            return Heading(key, enumerator.strip(), "")
        bracketed = _BRACKETED_NUMBER.match(line)
        if bracketed:
            key = _official_headings().get((bracketed.group(2), normalise(line[bracketed.end() :])))
            return None if key is None else Heading(key, bracketed.group(1), "")
    if not enumerator or enumerator[0] not in "一二三四五六七八九十第":
        return None
    for size in range(min(40, len(body)), 3, -1):
        key = headings.get(normalise(body[:size]))
        if key is not None and not _continues_word(body[size:]):
            return Heading(key, enumerator.strip(), body[size:].lstrip(_END))
    if len(body) <= 30 and not re.search(r"[。；]", body.rstrip(_END)) and not is_label(line):
        from rapidfuzz.distance import Indel

        text = normalise(body).rstrip(":.;,")
        score, key = max(
            (Indel.normalized_similarity(text, known), k) for known, k in headings.items()
        )
        if score >= _NEAR:
            return Heading(key, enumerator.strip(), "")
    return None


@cache
def _official_headings() -> dict[tuple[str, str], str]:
    """(number, official heading) → section. 总体情况 is left out: （一）总体情况 may be anything."""
    return {
        ("一二三四五六"[section.number - 1], normalise(section.heading)): section.key
        for form in load_forms()
        for section in form.sections
        if 1 < section.number <= 6
    }


def _continues_word(rest: str) -> bool:
    return rest[:1] in ("的", "和", "与", "及")


def section_of_heading(line: str) -> str | None:
    """Key of the section whose heading fills this line, if it is one."""
    if len(line) > 60:
        return None
    found = find_heading(line)
    return found.key if found is not None and not found.rest else None


def is_label(line: str) -> bool:
    """True for a line that is one whole label of a form, known aliases included."""
    text = normalise(line)
    return text in vocabulary().labels or split_enumerator(text)[1] in vocabulary().labels


def is_label_fragment(line: str) -> bool:
    """True for a line that is a label or a piece of one (two characters or more)."""
    text = normalise(line)
    return len(text) >= 2 and (text in vocabulary().joined or is_label(line))
