"""A sample report as every format prints it: title, paragraphs and tables in reading order.

The text layouts lose cells and break labels by themselves; a format with drawn cells does not,
so the truth here is what the boxes of the tables say.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from store.forms import load_form
from tests.sample_tables import Box, Line, PrintedTable, print_tables
from tests.sample_texts import SampleReport, state_of, truth

# What XML 1.0 cannot hold; producers drop it.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ENUMERATOR = re.compile("[一二三四五六]、")
# Header cells that are narrow on a page, with the place where a word processor breaks them.
_NARROW = {
    "商业企业": 2,
    "科研机构": 2,
    "结果维持": 2,
    "结果纠正": 2,
    "其他结果": 2,
    "尚未审结": 2,
}


class Role(StrEnum):
    """What a paragraph is in the report."""

    TITLE = "title"
    PREAMBLE = "preamble"
    HEADING = "heading"
    PROSE = "prose"


@dataclass(frozen=True)
class Text:
    """One paragraph; a title may hold a line break."""

    text: str
    role: Role


@dataclass(frozen=True)
class Placed:
    """A box with the row and the leftmost column where it stands."""

    row: int
    column: int
    box: Box


@dataclass(frozen=True)
class Described:
    """A report in reading order.

    ``breaks_after`` are keys of rows after which a page ends; ``torn`` are keys of rows in whose
    label a page ends.
    """

    name: str
    turn: int
    blocks: tuple[Text | PrintedTable, ...]
    breaks_after: tuple[str, ...] = ()
    torn: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The title on one line."""
        return "".join(text.text for text in self.texts(Role.TITLE)).replace("\n", "")

    def texts(self, role: Role) -> tuple[Text, ...]:
        """The paragraphs of one role."""
        return tuple(b for b in self.blocks if isinstance(b, Text) and b.role is role)

    @property
    def is_numbered(self) -> bool:
        """True where the headings are numbered 一、 to 六、 without a gap."""
        headings = [text.text for text in self.texts(Role.HEADING)]
        return all(
            _ENUMERATOR.match(heading) and heading[0] == "一二三四五六"[index]
            for index, heading in enumerate(headings)
        )


def describe(sample: SampleReport, turn: int, clean: Callable[[str], str]) -> Described:
    """The report with all its texts as a format can hold them; ``turn`` picks the shapes."""
    tables = print_tables(load_form(sample.edition), sample.values, sample.edits)
    blocks: list[Text | PrintedTable] = [Text(clean(sample.title), Role.TITLE)]
    blocks += [Text(clean(text), Role.PREAMBLE) for text in sample.preamble]
    for section in sample.sections:
        blocks.append(Text(clean(section.heading), Role.HEADING))
        blocks += [Text(clean(text), Role.PROSE) for text in section.paragraphs]
        if section.table in tables:
            blocks.append(_with_texts(tables[section.table], lambda box: clean(box.text)))
    return Described(
        sample.name,
        turn,
        tuple(blocks),
        sample.edits.breaks_after,
        tuple(sample.edits.torn_labels),
    )


def format_truth(sample: SampleReport, clean: Callable[[str], str]) -> dict[str, object]:
    """What a reader of drawn cells must find: every printed cell is there, as ``clean`` left it.

    Rows and tables that the sample drops are missing in every format.
    """
    facts = truth(replace(sample, edits=replace(sample.edits, unprinted_columns={})))
    cells = facts["cells"]
    assert isinstance(cells, Mapping)
    return facts | {
        "cells": {
            field: cell if cell["state"] == "absent" else _stated(clean(sample.values[field]))
            for field, cell in cells.items()
        }
    }


def _stated(raw: str) -> dict[str, object]:
    state, value = state_of(raw)
    return {"state": state, "value": value}


def for_xml(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return _NOT_XML.sub("", text)


def for_print(text: str) -> str:
    """Without the characters that no font draws."""
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf"))


def as_is(text: str) -> str:
    """The text itself."""
    return text


def _with_texts(table: PrintedTable, text_of: Callable[[Box], str]) -> PrintedTable:
    lines = tuple(
        replace(line, boxes=tuple(replace(box, text=text_of(box)) for box in line.boxes))
        for line in table.lines
    )
    return replace(table, lines=lines)


def broken_headers(table: PrintedTable) -> PrintedTable:
    """The table with line breaks typed inside narrow header cells."""
    return _with_texts(table, lambda box: _broken(box.text))


def _broken(text: str) -> str:
    cut = _NARROW.get(text)
    return text if cut is None else f"{text[:cut]}\n{text[cut:]}"


def half_width_numbers(table: PrintedTable) -> PrintedTable:
    """The table with half-width brackets round the numbers of its labels."""

    def narrowed(box: Box) -> str:
        if box.is_value or not box.text.startswith("（") or box.text[2:3] != "）":
            return box.text
        return f"({box.text[1]}){box.text[3:]}"

    return _with_texts(table, narrowed)


def placed_rows(table: PrintedTable) -> list[list[Placed]]:
    """The boxes of each row, each only in the row where it begins."""
    taken: set[tuple[int, int]] = set()
    rows: list[list[Placed]] = []
    for top, line in enumerate(table.lines):
        row = []
        left = 0
        for box in line.boxes:
            while (top, left) in taken:
                left += 1
            row.append(Placed(top, left, box))
            taken.update(
                (top + down, left + right)
                for down in range(box.height)
                for right in range(box.width)
            )
        rows.append(row)
    return rows


def merged_value(table: PrintedTable, key: str, column: int) -> PrintedTable:
    """The table where value ``column`` of row ``key`` is merged with its right neighbour."""

    def merged(line: Line) -> Line:
        if line.key != key:
            return line
        first = len(line.boxes) - len(line.values) + column
        boxes = list(line.boxes)
        boxes[first : first + 2] = [replace(boxes[first], width=boxes[first].width + 1)]
        return replace(line, boxes=tuple(boxes))

    return replace(table, lines=tuple(merged(line) for line in table.lines))
