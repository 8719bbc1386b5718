"""Find the three tables of a report among its grids; join what pages tore."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from importers.document import Block, Grid, GridCell, GridRow
from importers.labels import normalise, split_enumerator
from importers.source_rows import CutRow, SourceRow, cut_row
from importers.vocabulary import section_of_heading, vocabulary
from store.report import Paragraph

# In a section that has no table of its own, fewer labels than this are no official table.
_FEWEST_LABELS = 4
_CAPTION_ROWS = 2
_LONGEST_CAPTION = 60
_CAPTION_YEAR = re.compile(r"(?<!\d)(20\d\d)\s*年")
_LAST_YEAR = re.compile(
    r"(?:上一?年度?|去年|往年|上年同期)[^结转]{0,12}(?:表|数据|情况|统计|对比|对照)"
)
_THIS_YEAR = re.compile(r"本年度?[^结转]{0,12}(?:表|数据|情况|统计)")
_OWN_TABLE = {"disclosure": "disclosure", "requests": "requests", "litigation": "litigation"}


@dataclass
class SourceTable:
    """All rows of one official table, in reading order; ``torn_at`` holds the row after each tear."""

    key: str
    rows: list[SourceRow] = field(default_factory=list)
    torn_at: list[SourceRow] = field(default_factory=list)


def _votes(labels: Iterable[GridCell]) -> list[str]:
    """The tables that the labels of a row are of, one for each label that tells."""
    tables = (_only_table_with(cell.text) for cell in labels)
    return [table for table in tables if table is not None]


def _winner(votes: Sequence[str]) -> str:
    """The table with most votes; the first of several."""
    return votes[0] if len(votes) == 1 else Counter(votes).most_common(1)[0][0]


@lru_cache(maxsize=4_000)
def _only_table_with(label: str) -> str | None:
    """The one table that has a label; None where none has it, or several."""
    words = vocabulary().by_table
    text = normalise(label)
    bare = split_enumerator(text)[1]
    hits = [key for key, known in words.items() if text in known or bare in known]
    if not hits and text.startswith("第二十条第"):
        hits = ["disclosure"]
    if not hits and text.startswith("(本列数据"):
        hits = ["requests"]
    return hits[0] if len(hits) == 1 else None


def find_tables(blocks: Sequence[Block], year: int | None = None) -> dict[str, SourceTable]:
    """The tables of one report by key; a table that is not there has no entry.

    ``year`` is the one reported on: a table under the caption of another year is taken only
    where there is no other.
    """
    own: dict[str, SourceTable] = {}
    elsewhere: dict[str, SourceTable] = {}
    section: str | None = None
    current: str | None = None
    is_other_year = False
    for block in blocks:
        if isinstance(block, Paragraph):
            opened = section_of_heading(block.text)
            if opened is not None:
                section = opened
                current = _OWN_TABLE.get(opened)
                is_other_year = False
            else:
                is_other_year = _names_other_year(block.text, year, is_other_year)
            continue
        for row in block.rows[:_CAPTION_ROWS]:
            texts = [cell.text for cell in row.cells if cell.text.strip()]
            if len(texts) == 1:
                is_other_year = _names_other_year(texts[0], year, is_other_year)
        # A table in the section on the whole year, say last year's, is not the official one.
        is_outside = is_other_year or (section is not None and section not in _OWN_TABLE)
        current = _read_grid(block, elsewhere if is_outside else own, section, current)
    return elsewhere | own


def _names_other_year(text: str, year: int | None, before: bool) -> bool:
    """Whether the tables that follow a line are of another year than ``year``.

    Only a caption tells: a short line that is no sentence and names one year.
    """
    line = text.strip()
    if len(line) > _LONGEST_CAPTION or line.endswith(("。", "；", "，")):
        return before
    if _LAST_YEAR.search(line):
        return True
    years = {int(found) for found in _CAPTION_YEAR.findall(line)}
    if year is not None and len(years) == 1:
        return year not in years
    return False if _THIS_YEAR.search(line) else before


def _read_grid(
    grid: Grid, tables: dict[str, SourceTable], section: str | None, current: str | None
) -> str | None:
    cut = list(_cut_rows(grid))
    split = [(one.labels, one.values) for _, one, _ in cut]
    votes = [_votes(labels) for labels, _ in split]
    total = Counter(table for vote in votes for table in vote)
    outside = section is not None and section not in _OWN_TABLE
    if outside and max(total.values(), default=0) < _FEWEST_LABELS:
        return current
    if not total and current is None:
        return None
    if current is None or (total and current not in total and not _has_values(split)):
        current = total.most_common(1)[0][0] if total else current
    first_vote = next(
        (
            _winner(vote)
            for vote, (labels, _) in zip(votes, split, strict=True)
            if vote and not _all_pieces(labels, current)
        ),
        None,
    )
    if first_vote is not None:
        current = first_vote
    started: set[str] = set()
    is_torn = False
    for (row, one, after_break), vote in zip(cut, votes, strict=True):
        labels, values = one.labels, one.values
        if vote and not _all_pieces(labels, current):
            current = _winner(vote)
        if current is None:
            continue
        table = tables.setdefault(current, SourceTable(current))
        joined = current not in started and bool(table.rows)
        started.add(current)
        if table.rows and (joined or after_break):
            is_torn = True
        made = SourceRow(
            labels,
            values,
            grid.anchoring,
            len(table.rows) + 1,
            table.rows[-1].part + is_torn if table.rows else 0,
            row.line,
            tuple([cell for cell in values if cell.text.strip()]),
            one.is_unsure,
            one.glued,
        )
        # The header once more on the next page says nothing, and may stand inside a torn row.
        if is_torn and _repeats_header(made, table.rows):
            continue
        table.rows.append(made)
        if is_torn:
            table.torn_at.append(made)
            is_torn = False
    return current


def _cut_rows(grid: Grid) -> Iterator[tuple[GridRow, CutRow, bool]]:
    """The rows of a grid cut into labels and values, and whether a page ends before each."""
    after_break = False
    for row in grid.rows:
        after_break |= row.after_break
        for one in cut_row(row.cells):
            yield row, one, after_break
            after_break = False


def _repeats_header(row: SourceRow, rows: Sequence[SourceRow]) -> bool:
    """True for a row of labels alone that is one of the rows above the table's first values."""
    if row.filled or not row.labels:
        return False
    own = [normalise(cell.text) for cell in row.labels]
    for header in rows:
        if header.filled:
            return False
        if [normalise(cell.text) for cell in header.labels] == own:
            return True
    return False


def _all_pieces(labels: Sequence[GridCell], table: str | None) -> bool:
    """True where all labels of a row are pieces of torn labels of this table (其他 ⏎ 结果)."""
    if table is None:
        return False
    return all(_is_piece(cell.text, table) for cell in labels)


@lru_cache(maxsize=4_000)
def _is_piece(label: str, table: str) -> bool:
    return normalise(label) in vocabulary().joined_by_table[table]


def _has_values(split: Sequence[tuple[Sequence[GridCell], Sequence[GridCell]]]) -> bool:
    return any(cell.text.strip() for _, values in split for cell in values)
