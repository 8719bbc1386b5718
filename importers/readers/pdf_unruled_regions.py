"""Which lines of a page are a table without ruling lines, and which parts are one table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from importers.readers.pdf_lines import CELL_GAP, HEAD_GAP, WORD_GAP, Line, Word, split_words
from importers.values import looks_like_value
from importers.vocabulary import is_label, is_label_fragment, section_of_heading

# Parts of the height of letters.
_FAR = 4.0
_NEAR = 2.2
# A line of prose is wider than this part of the page's text.
_WIDE = 0.6
_FEWEST_ROWS = 3
_MANY_VALUES = 3
_LONGEST_VALUE = 12
_SENTENCE_END = re.compile(r"[。；：:;]\s*$")
# Sections that hold an official table.
_WITH_TABLE = frozenset({"disclosure", "requests", "litigation"})
_FIGURED = ("row", "values")


@dataclass(slots=True)
class Region:
    """Lines ``start`` to ``end`` (exclusive) of one page that are (part of) a table.

    Regions of one ``chain`` stand between the same two headings and share their columns.
    """

    page: int
    start: int
    end: int
    chain: int


@dataclass(slots=True)
class _Sheet:
    """The lines of one page with what each one looks like and the chain in which it stands."""

    lines: Sequence[Line]
    kinds: list[str]
    chains: list[int]


def find_regions(pages: Sequence[Sequence[Line]]) -> list[Region]:
    """The tables without ruling lines among the lines of all pages, in reading order."""
    sheets: list[_Sheet] = []
    with_table: set[int] = set()
    chain = 0
    for lines in pages:
        width = max((line.right for line in lines), default=1.0) - min(
            (line.left for line in lines), default=0.0
        )
        sheet = _Sheet(lines, [], [])
        for line in lines:
            section = section_of_heading(line.text)
            if section is not None:
                chain += 1
                if section in _WITH_TABLE:
                    with_table.add(chain)
            kind = "prose" if section is not None else _kind(line, width, chain in with_table)
            sheet.kinds.append(kind)
            sheet.chains.append(chain)
        sheets.append(sheet)
    candidates: list[Region] = []
    sure: set[int] = set()
    follows = False
    for number, sheet in enumerate(sheets):
        for region in _candidates(sheet, number):
            goes_on = follows and region.start == 0
            if _is_table(sheet, region, goes_on, region.chain in with_table):
                sure.add(region.chain)
            candidates.append(region)
        follows = bool(candidates) and (
            candidates[-1].page == number
            and candidates[-1].end == len(sheet.lines)
            and candidates[-1].chain in sure
        )
    return [
        region
        for region in candidates
        if region.chain in sure
        and (
            region.chain in with_table
            or _is_table(sheets[region.page], region, region.start == 0, False)
        )
        and _says_something(sheets[region.page], region)
    ]


def _kind(line: Line, width: float, in_zone: bool) -> str:
    """row: figures behind words; values: figures alone; labels: official labels beside each
    other; prose; other.
    """
    words = split_words(line)
    if len(words) == 1:
        text = line.text
        if in_zone and len(text) <= _LONGEST_VALUE and looks_like_value(text):
            return "prose" if _SENTENCE_END.search(text) else "values"
        if in_zone and _are_labels(line):
            return "labels"
        if in_zone and _is_tight_row(line):
            return "row"
        wide = line.right - line.left > _WIDE * width
        if wide and in_zone:
            wide = not is_label_fragment(text) and len(split_words(line, HEAD_GAP)) == 1
        if wide or _SENTENCE_END.search(text):
            return "prose"
        return "other"
    values = trailing_values(words)
    if len(values) >= 2 or (values and len(values) < len(words)):
        return "row"
    if all(is_label_fragment(word.text) for word in words):
        return "labels"
    if len(words) == 2 and _SENTENCE_END.search(line.text):
        return "prose"
    return "other"


def _are_labels(line: Line) -> bool:
    """True for headings of narrow columns, which stand close to each other."""
    words = split_words(line, CELL_GAP)
    return len(words) > 2 and all(is_label_fragment(word.text) for word in words)


def _is_tight_row(line: Line) -> bool:
    """True for a label that reaches almost to its only figure."""
    words = split_words(line, HEAD_GAP)
    return len(words) == 2 and is_label_fragment(words[0].text) and looks_like_value(words[1].text)


def trailing_values(words: Sequence[Word]) -> list[Word]:
    """The words at the end of a line that fill value cells."""
    values: list[Word] = []
    for word in reversed(words):
        if not looks_like_value(word.text):
            break
        values.insert(0, word)
    return values


def _candidates(sheet: _Sheet, page: int) -> list[Region]:
    lines, kinds = sheet.lines, sheet.kinds
    regions: list[Region] = []
    index = 0
    while index < len(lines):
        if kinds[index] not in ("row", "values", "labels"):
            index += 1
            continue
        chain = sheet.chains[index]
        end = index + 1
        while (
            end < len(lines)
            and kinds[end] != "prose"
            and sheet.chains[end] == chain
            and _is_close(lines, end)
        ):
            end += 1
        while end > index + 1 and not _belongs(sheet, end - 1):
            end -= 1
        start = index
        low = regions[-1].end if regions else 0
        while (
            start > low
            and kinds[start - 1] != "prose"
            and sheet.chains[start - 1] == chain
            and _is_close(lines, start)
        ):
            start -= 1
        regions.append(Region(page, start, end, chain))
        index = end
    return regions


def _is_close(lines: Sequence[Line], index: int) -> bool:
    """True where no wide space parts this line from the one above."""
    above, line = lines[index - 1], lines[index]
    return line.base - above.base <= _FAR * max(line.height, above.height)


def _belongs(sheet: _Sheet, index: int) -> bool:
    """True for a line at the end of a table that is no beginning of prose."""
    if sheet.kinds[index] in ("row", "values", "labels"):
        return True
    above, line = sheet.lines[index - 1], sheet.lines[index]
    if is_label(line.text):
        return True
    words = split_words(line, HEAD_GAP)
    return (
        all(is_label_fragment(word.text) for word in words)
        and line.base - above.base <= _NEAR * line.height
    )


def _is_table(sheet: _Sheet, region: Region, follows: bool, in_zone: bool) -> bool:
    span = range(region.start, region.end)
    rows = [index for index in span if sheet.kinds[index] in _FIGURED]
    official = any(
        is_label(word.text)
        for index in span
        for word in split_words(sheet.lines[index], HEAD_GAP if in_zone else WORD_GAP)
    )
    if follows or "labels" in sheet.kinds[region.start : region.end]:
        return official
    if not rows:
        return False
    most = max(len(trailing_values(split_words(sheet.lines[index]))) for index in rows)
    if official and (len(rows) > 1 or most >= _MANY_VALUES):
        return True
    if in_zone and most >= _MANY_VALUES:
        return True
    return len(rows) >= _FEWEST_ROWS and most >= 2


def _says_something(sheet: _Sheet, region: Region) -> bool:
    """False for stray pieces that hold neither figures nor a whole label."""
    span = range(region.start, region.end)
    return any(sheet.kinds[index] in _FIGURED for index in span) or any(
        is_label(word.text) for index in span for word in split_words(sheet.lines[index], HEAD_GAP)
    )
