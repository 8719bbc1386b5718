"""Plain text: finds the tables in whatever way they were drawn, the rest is prose."""

from __future__ import annotations

import re

from importers.document import Block, Document
from importers.readers.encoding import decode
from importers.readers.lines import Line, TextZone, ZoneFinder, is_page_number, split_lines
from importers.readers.text_bars import bar_zone
from importers.readers.text_plain import plain_zone
from importers.readers.text_tabs import tab_zone
from store.report import Paragraph, Place

_BLANK = re.compile(r"\s*")


class TextReader:
    """Reads .txt and pasted text in all layouts that occur."""

    name = "text/1"

    def read(self, data: bytes) -> Document:
        """Decode and find paragraphs and grids. Raises UndecodableError."""
        text, encoding = decode(data)
        return read_text(text, encoding)


def read_text(text: str, encoding: str | None = None) -> Document:
    """Paragraphs and grids of a text, in reading order."""
    every = split_lines(text)
    lines = [line for line in every if not is_page_number(line.text)]
    blocks: list[Block] = []
    index = 0
    # Where a finder gave up: lines up to there need not be tried by it again.
    given_up: dict[ZoneFinder, int] = dict.fromkeys(_FINDERS, 0)
    while index < len(lines):
        zone = _zone_at(lines, index, given_up)
        if zone is not None:
            blocks.extend(zone.blocks)
            index = zone.end
            continue
        line = lines[index]
        if not _BLANK.fullmatch(line.text):
            blocks.append(Paragraph(line.text.strip(), Place(page=line.page, line=line.number)))
        index += 1
    return Document(tuple(blocks), TextReader.name, encoding, tuple(line.text for line in every))


_FINDERS = (tab_zone, bar_zone, plain_zone)


def _zone_at(lines: list[Line], index: int, given_up: dict[ZoneFinder, int]) -> TextZone | None:
    for find in _FINDERS:
        if index < given_up[find]:
            continue
        zone = find(lines, index)
        if zone is None:
            continue
        if zone.blocks:
            return zone
        given_up[find] = zone.end
    return None
