"""Automatic numbers of paragraphs, which Word keeps out of the text (ECMA-376 §17.9)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from lxml import etree

from importers.readers.docx_names import (
    ABSTRACT_NUMBER,
    ABSTRACT_NUMBER_ID,
    BASED_ON,
    DEFAULT,
    FALLBACK,
    LEGAL,
    LEVEL,
    LEVEL_INDEX,
    LEVEL_OVERRIDE,
    LEVEL_RESTART,
    LEVEL_TEXT,
    NUMBER,
    NUMBER_FORMAT,
    NUMBER_ID,
    NUMBER_STYLE_LINK,
    NUMBERED,
    PARAGRAPH_PROPERTIES,
    PARAGRAPH_STYLE,
    RUN_PROPERTIES,
    START,
    START_OVERRIDE,
    STYLE,
    STYLE_ID,
    TYPE,
    VALUE,
    VANISH,
    child_of,
    is_on,
    number_of,
    value_of,
)
from importers.readers.numerals import numeral

_LEVELS = 9
_MOST_STARTS = 1_000_000
_LONGEST_NUMBER = 40
# Styles are based on each other; a circle of them must end.
_DEEPEST_STYLE = 20
_PLACEHOLDER = re.compile(r"%([1-9])")
_ENDS_ASCII = re.compile(r"[0-9A-Za-z.):]$")


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered; ``restart`` is lvlRestart, None where not given."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart: int | None = None
    is_legal: bool = False
    style: str | None = None


@dataclass(frozen=True, slots=True)
class StyleFacts:
    """What a style says that matters here; None where it says nothing."""

    based_on: str | None
    number_id: str | None
    level: int | None
    hides: bool | None


@dataclass(slots=True)
class _List:
    """One list that paragraphs refer to; lists of one abstract definition count together."""

    abstract_id: str
    levels: dict[int, Level]
    restarts: dict[int, int] = field(default_factory=dict)


class Styles:
    """The styles of a document by id."""

    def __init__(self, root: etree._Element | None) -> None:
        """``root`` is that of word/styles.xml, None where no style matters."""
        self.facts: dict[str, StyleFacts] = {}
        self._numberings: dict[str, tuple[str | None, int | None]] = {}
        self.default: str | None = None
        for element in root.iterchildren(STYLE) if root is not None else ():
            style_id = element.get(STYLE_ID)
            if style_id is None:
                continue
            if element.get(DEFAULT) in ("1", "true", "on") and element.get(TYPE) == "paragraph":
                self.default = style_id
            self.facts[style_id] = _style_facts(element)

    def numbering(self, style_id: str) -> tuple[str | None, int | None]:
        """List and level that a style gives to its paragraphs."""
        found = self._numberings.get(style_id)
        if found is None:
            found = self._numberings[style_id] = self._numbering(style_id)
        return found

    def _numbering(self, style_id: str) -> tuple[str | None, int | None]:
        number_id: str | None = None
        level: int | None = None
        for facts in self._chain(style_id):
            number_id = facts.number_id if number_id is None else number_id
            level = facts.level if level is None else level
        return number_id, level

    def family(self, style_id: str) -> tuple[str, ...]:
        """A style and those that it is based on, nearest first."""
        found: list[str] = []
        current: str | None = style_id
        while current is not None and current in self.facts and len(found) < _DEEPEST_STYLE:
            found.append(current)
            current = self.facts[current].based_on
        return tuple(found)

    def hides(self, style_id: str | None) -> bool:
        """Whether text in this style is hidden."""
        if style_id is None:
            return False
        told = (facts.hides for facts in self._chain(style_id) if facts.hides is not None)
        return next(told, False)

    def _chain(self, style_id: str) -> list[StyleFacts]:
        return [self.facts[name] for name in self.family(style_id)]


class Numbering:
    """Counts the numbered paragraphs of a document, in its order."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        """``root`` is that of word/numbering.xml, None where there is none."""
        self._styles = styles
        self._lists: dict[str, _List] = {} if root is None else _lists(root, styles)
        # The default style may number paragraphs that say nothing of themselves.
        self._numbers_all = (
            styles.default is not None and styles.numbering(styles.default)[0] in self._lists
        )
        self._counts: dict[str, list[int | None]] = {}
        self._restarted: set[tuple[str, int]] = set()

    def number(self, properties: etree._Element | None) -> str:
        """The number that a paragraph with these properties shows, "" for none; it is counted."""
        if not self._lists or (properties is None and not self._numbers_all):
            return ""
        number_id, level_index = self._list_of(properties)
        if number_id is None:
            return ""
        found = self._lists.get(number_id)
        if found is None:
            return ""
        level = found.levels.get(level_index)
        if level is None:
            return ""
        counts = self._count(number_id, found, level_index)
        return _shown(found, level, counts)

    def _list_of(self, properties: etree._Element | None) -> tuple[str | None, int]:
        numbered = None if properties is None else child_of(properties, NUMBERED)
        number_id = value_of(numbered, NUMBER_ID)
        own_level = value_of(numbered, LEVEL_INDEX)
        if number_id is not None:
            return number_id, number_of(own_level, 0, _LEVELS - 1)
        style_id = value_of(properties, PARAGRAPH_STYLE) or self._styles.default
        if style_id is None:
            return None, 0
        number_id, level = self._styles.numbering(style_id)
        if own_level is not None:
            level = number_of(own_level, 0, _LEVELS - 1)
        if level is None and number_id in self._lists:
            level = self._level_of_style(style_id, self._lists[number_id])
        return number_id, level or 0

    def _level_of_style(self, style_id: str, found: _List) -> int:
        """Levels name the styles that stand on them; a style need not name its level."""
        for name in self._styles.family(style_id):
            for index, level in found.levels.items():
                if level.style == name:
                    return index
        return 0

    def _count(self, number_id: str, found: _List, at: int) -> list[int | None]:
        counts = self._counts.setdefault(found.abstract_id, [None] * _LEVELS)
        if at in found.restarts and (number_id, at) not in self._restarted:
            self._restarted.add((number_id, at))
            counts[at] = found.restarts[at]
        else:
            before = counts[at]
            counts[at] = found.levels[at].start if before is None else before + 1
        for deeper in range(at + 1, _LEVELS):
            level = found.levels.get(deeper)
            restart = None if level is None else level.restart
            # lvlRestart counts from 1: the level that begins this one anew; 0: none does.
            if restart is None or at < restart:
                counts[deeper] = None
        return counts


def _shown(found: _List, level: Level, counts: list[int | None]) -> str:
    if level.format == "bullet":
        return ""

    def one(match: re.Match[str]) -> str:
        index = int(match.group(1)) - 1
        named = found.levels.get(index)
        if named is None:
            return ""
        count = counts[index]
        value = named.start if count is None else count
        return numeral(value, "decimal" if level.is_legal else named.format)

    return _PLACEHOLDER.sub(one, level.text[:_LONGEST_NUMBER]).strip()


def with_number(number: str, text: str) -> str:
    """Number and text as one line; a space only where digits or letters would run together."""
    if not number:
        return text
    is_apart = _ENDS_ASCII.search(number) and text[:1].isascii() and text[:1].isalnum()
    return f"{number} {text}" if is_apart else number + text


def _style_facts(element: etree._Element) -> StyleFacts:
    properties = element.find(PARAGRAPH_PROPERTIES)
    numbered = None if properties is None else properties.find(NUMBERED)
    level = value_of(numbered, LEVEL_INDEX)
    run = element.find(RUN_PROPERTIES)
    return StyleFacts(
        based_on=value_of(element, BASED_ON),
        number_id=value_of(numbered, NUMBER_ID),
        level=None if level is None else number_of(level, 0, _LEVELS - 1),
        hides=None if run is None or run.find(VANISH) is None else is_on(run, VANISH),
    )


def _lists(root: etree._Element, styles: Styles) -> dict[str, _List]:
    abstract: dict[str, dict[int, Level]] = {}
    links: dict[str, str] = {}
    owners: dict[str, str] = {}
    for element in root.iterchildren(ABSTRACT_NUMBER):
        abstract_id = element.get(ABSTRACT_NUMBER_ID) or ""
        abstract[abstract_id] = _levels(element)
        link = value_of(element, NUMBER_STYLE_LINK)
        if link is not None:
            links[abstract_id] = link
    numbers = {element.get(NUMBER_ID) or "": element for element in root.iterchildren(NUMBER)}
    for number_id, element in numbers.items():
        owners[number_id] = value_of(element, ABSTRACT_NUMBER_ID) or ""
    found: dict[str, _List] = {}
    for number_id, element in numbers.items():
        # A list style stands between: abstractNum → style → num → the abstractNum that has levels.
        abstract_id = owners[number_id]
        if abstract_id in links:
            linked = styles.numbering(links[abstract_id])[0]
            abstract_id = owners.get(linked or "", abstract_id)
        levels = abstract.get(abstract_id)
        if levels is not None:
            found[number_id] = _overridden(_List(abstract_id, dict(levels)), element)
    # Number 0 means "no list", whatever else a file says.
    found.pop("0", None)
    return found


def _overridden(found: _List, element: etree._Element) -> _List:
    for override in element.iterchildren(LEVEL_OVERRIDE):
        index = number_of(override.get(LEVEL_INDEX), 0, _LEVELS - 1)
        own = override.find(LEVEL)
        if own is not None:
            found.levels[index] = _level(own)
        start = value_of(override, START_OVERRIDE)
        if start is not None:
            first = number_of(start, 1, _MOST_STARTS)
            found.restarts[index] = first
            if index in found.levels:
                found.levels[index] = replace(found.levels[index], start=first)
    return found


def _levels(element: etree._Element) -> dict[int, Level]:
    return {
        number_of(level.get(LEVEL_INDEX), 0, _LEVELS - 1): _level(level)
        for level in element.iterchildren(LEVEL)
    }


def _level(element: etree._Element) -> Level:
    restart = value_of(element, LEVEL_RESTART)
    return Level(
        # ECMA-376 §17.9.25: without w:start a level begins at 0.
        start=number_of(value_of(element, START), 0, _MOST_STARTS),
        format=_format(element),
        text=value_of(element, LEVEL_TEXT) or "",
        restart=None if restart is None else number_of(restart, 0, _LEVELS),
        is_legal=is_on(element, LEGAL),
        style=value_of(element, PARAGRAPH_STYLE),
    )


def _format(element: etree._Element) -> str:
    """The format of a level; one of Word 2010's has a plain one beside it as a fallback."""
    plain = value_of(element, NUMBER_FORMAT)
    if plain is not None:
        return plain
    for fallback in element.iter(FALLBACK):
        known = fallback.find(NUMBER_FORMAT)
        if known is not None:
            return known.get(VALUE) or "decimal"
    return "decimal"
