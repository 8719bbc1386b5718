"""One row of a grid → rows of a table: label cells, then value cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from importers.document import Anchoring, GridCell
from importers.labels import normalise, split_enumerator
from importers.readers.lines import is_page_number
from importers.values import looks_like_value, read_value
from importers.vocabulary import is_label
from store.forms import ValueKind, load_forms
from store.report import State

# A row of values has at most three labels in front: two groups and its own.
_HEADER_LABELS = 4
_PAGE_MARKS = "-—–·~第"
_ORDINAL = re.compile(r"\s*\d{1,3}\s*[.、．]?\s*")
_GLUED = re.compile(r"(.*?[^\d\s.,．，])\s*([0-9０-９][0-9０-９\s]*)", re.DOTALL)
_NUMBERED = re.compile(r"(?<!^)(?=(?:\d{1,2}[.、．]|[（(][一二三四五六七八]{1,2}[）)])[^\d])")


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row of a table as drawn: label cells, then value cells (blanks included).

    ``part`` counts the pieces into which pages tore the table, from 0; ``filled`` are the value
    cells that are not blank. ``is_unsure``: they belong to this row and to others, and nothing
    tells which to which. ``glued`` is the text of a label cell that holds the figures too.
    """

    labels: tuple[GridCell, ...]
    values: tuple[GridCell, ...]
    anchoring: Anchoring
    number: int
    part: int
    line: int | None
    filled: tuple[GridCell, ...] = ()
    is_unsure: bool = False
    glued: str = ""

    @property
    def first(self) -> GridCell | None:
        """The first cell that has text, else the first cell: where the row is to be looked up."""
        cells = (*self.labels, *self.values)
        return next((cell for cell in cells if cell.text.strip()), cells[0] if cells else None)

    @property
    def leaf(self) -> GridCell | None:
        """The label cell nearest to the values."""
        return self.labels[-1] if self.labels else None


@dataclass(frozen=True, slots=True)
class CutRow:
    """A row cut into labels and values; ``is_first`` of the rows that a grid's row became."""

    labels: tuple[GridCell, ...]
    values: tuple[GridCell, ...]
    is_first: bool = True
    is_unsure: bool = False
    glued: str = ""


def cut_row(cells: Sequence[GridCell]) -> list[CutRow]:
    """Cut a row of a grid; a row whose label cell holds the labels of several becomes several."""
    cells = [cell for cell in cells if not _is_page_number(cell.text)]
    labels, values = _split(_without_ordinal(cells))
    if not labels:
        return [CutRow(labels, values)] if cells else []
    if not any(cell.text.strip() for cell in values):
        return [_unglued(labels, values)]
    return _several(labels, values) or [CutRow(labels, values)]


_is_like_value = lru_cache(maxsize=4_000)(looks_like_value)


@lru_cache(maxsize=4_000)
def _is_page_number(text: str) -> bool:
    return text.strip()[:1] in _PAGE_MARKS and bool(text.strip()) and is_page_number(text)


def _without_ordinal(cells: Sequence[GridCell]) -> Sequence[GridCell]:
    """The cells without a running number in front of a label (a column 序号)."""
    first = next((i for i, cell in enumerate(cells) if cell.text.strip()), None)
    if first is None or not _ORDINAL.fullmatch(cells[first].text):
        return cells
    behind = next((cell for cell in cells[first + 1 :] if cell.text.strip()), None)
    return cells[first + 1 :] if behind is not None and is_label(behind.text) else cells


def _split(cells: Sequence[GridCell]) -> tuple[tuple[GridCell, ...], tuple[GridCell, ...]]:
    """Label cells on the left, value cells on the right.

    Labels end before the first cell that fills a value cell; blanks behind the last label are
    value cells (or pads), blanks between labels are merged cells and dropped.
    """
    first = len(cells)
    for index, cell in enumerate(cells):
        if _is_like_value(cell.text) and not _is_cut_label(cells, index):
            first = index
            break
    last_label = -1
    for index in range(first):
        if cells[index].text.strip():
            last_label = index
    labels = tuple(cell for cell in cells[: last_label + 1] if cell.text.strip())
    return labels, tuple(cells[last_label + 1 :])


def _is_cut_label(cells: Sequence[GridCell], index: int) -> bool:
    """True for what is left of a label (O, l, 八, 千) among the labels of a header.

    Nothing but labels stands in such a row: no digit, no mark, and a label behind it or enough
    of them around it.
    """
    text = cells[index].text
    if any(char.isdigit() for char in text) or read_value(text, ValueKind.COUNT)[0] is State.MARK:
        return False
    others = [cell.text for cell in cells if cell.text.strip() and not _is_like_value(cell.text)]
    likes = [cell.text for cell in cells if _is_like_value(cell.text)]
    if len(likes) >= len(others) or any(char.isdigit() for like in likes for char in like):
        return False
    behind = any(is_label(cell.text) for cell in cells[index + 1 :] if cell.text.strip())
    return behind or (len(others) >= _HEADER_LABELS and any(map(is_label, others)))


def _unglued(labels: tuple[GridCell, ...], values: tuple[GridCell, ...]) -> CutRow:
    """A label with its figures stuck to it (规章000) taken apart; the figures stay one cell."""
    text = labels[-1].text
    found = _GLUED.fullmatch(text)
    if found is None or is_label(text) or not is_label(found.group(1)):
        return CutRow(labels, values)
    name, figures = (replace(labels[-1], text=part) for part in found.groups())
    return CutRow((*labels[:-1], name), (figures,), glued=text)


def _several(labels: tuple[GridCell, ...], values: tuple[GridCell, ...]) -> list[CutRow] | None:
    """The rows of a label cell that holds several labels, or None where it holds one.

    Where every value cell has a line for each label, the lines are the rows' values; else all
    values stay with each of the rows, and which belongs to which is not sure.
    """
    names = _names(labels[-1].text)
    if names is None:
        return None
    leaf = labels[-1]
    lines = [cell.text.split("\n") for cell in values]
    lines = [[text for text in found if text.strip()] for found in lines]
    is_sure = all(len(found) in (0, len(names)) for found in lines)
    rows = []
    for index, name in enumerate(names):
        own = values
        if is_sure:
            own = tuple(
                replace(cell, text=found[index] if found else "")
                for cell, found in zip(values, lines, strict=True)
            )
        outer = labels[:-1] if index == 0 else ()
        rows.append(CutRow((*outer, replace(leaf, text=name)), own, index == 0, not is_sure))
    return rows


def _names(text: str) -> list[str] | None:
    """The labels of rows that a text consists of, if these are two or more whole ones."""
    if is_label(text):
        return None
    for parts in ([p for p in text.split("\n") if p.strip()], _NUMBERED.split(text)):
        if len(parts) > 1 and all(_is_leaf(part) for part in parts):
            return parts
    return None


def _is_leaf(text: str) -> bool:
    name = normalise(text)
    return name in _leaves() or split_enumerator(name)[1] in _leaves()


@cache
def _leaves() -> frozenset[str]:
    """Normalised labels of all rows of values of all forms, with and without their numbers."""
    labels = [
        text
        for form in load_forms()
        for table in form.tables
        if not table.across
        for row in table.rows
        for text in (row.label.text, *row.label.aliases)
    ]
    names = {normalise(text) for text in labels}
    return frozenset(names | {split_enumerator(name)[1] for name in names})
