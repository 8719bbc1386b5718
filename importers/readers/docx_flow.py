"""Walk through a DOCX file: paragraphs, tables and text boxes in the order of the document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from importers.errors import FileOverLimitsError
from importers.readers.docx_names import (
    ALT_CHUNK,
    ALTERNATE,
    CELL,
    CELL_DELETED,
    CELL_PROPERTIES,
    CHOICE,
    DELETED,
    FALLBACK,
    GRID_BEFORE,
    GRID_SPAN,
    HIDDEN,
    HORIZONTAL_MERGE,
    MOVED_AWAY,
    NUMBERED,
    PARAGRAPH,
    PARAGRAPH_PROPERTIES,
    PARAGRAPH_STYLE,
    RELATION_ID,
    ROW,
    RUN_PROPERTIES,
    TABLE,
    TABLE_ROW_PROPERTIES,
    VALUE,
    VANISH,
    VERTICAL_MERGE,
    WRAPPERS,
    child_of,
    is_on,
    number_of,
    value_of,
)
from importers.readers.docx_numbering import Numbering, Styles, with_number
from importers.readers.docx_tables import DrawnCell, DrawnChunk, DrawnPicture, DrawnTable, Piece
from importers.readers.docx_text import ParagraphText, plain_text, read_by_steps

# Word's tables have 63 columns at most.
MOST_SPAN = 200
# The tables of a report have 300 cells.
MOST_CELLS = 100_000
_SHAPING = (GRID_SPAN, VERTICAL_MERGE, HORIZONTAL_MERGE, CELL_DELETED)
_UNSHAPED: tuple[int, str | None, str | None, bool] = (1, None, None, False)
_BEGINS, _GOES_ON = "restart", "continue"


@dataclass(slots=True)
class _Flow:
    """Pieces in order; ``carried`` is the text of paragraphs whose end was deleted."""

    pieces: list[Piece] = field(default_factory=list)
    carried: str = ""


class FlowReader:
    """Reads the content of a body, a cell or a text box."""

    def __init__(
        self, body: etree._Element, numbering: Numbering, styles: Styles, *, may_hide: bool
    ) -> None:
        """``body`` holds all that is read; ``may_hide`` is false where it has no hidden text."""
        self._numbering = numbering
        self._styles = styles
        self._may_hide = may_hide
        self._by_steps = read_by_steps(body)
        # The cells that say of themselves how they lie.
        self._shaped = frozenset(
            cell
            for element in body.iter(*_SHAPING)
            if (cell := _parent(_parent(element))) is not None
        )
        self._telling = _telling(body)
        self._cells_open = 0
        self._cells_read = 0

    def read(self, container: etree._Element) -> tuple[Piece, ...]:
        """The pieces in a container, in order; numbered paragraphs are counted on.

        Raises FileOverLimitsError for more cells than any report has.
        """
        flow = _Flow()
        self._blocks(container, flow)
        if flow.carried:
            flow.pieces.append(flow.carried)
        return tuple(flow.pieces)

    def _blocks(self, container: etree._Element, flow: _Flow) -> None:
        for child in container:
            tag = child.tag
            if tag == PARAGRAPH:
                self._paragraph(child, flow)
            elif tag == TABLE:
                flow.pieces.append(self._table(child))
            elif tag in WRAPPERS:
                self._blocks(child, flow)
            elif tag == ALTERNATE:
                self._alternate(child, flow)
            elif tag == ALT_CHUNK:
                flow.pieces.append(DrawnChunk(child.get(RELATION_ID) or ""))

    def _alternate(self, element: etree._Element, flow: _Flow) -> None:
        before = len(flow.pieces)
        choice = element.find(CHOICE)
        if choice is not None:
            self._blocks(choice, flow)
        fallback = element.find(FALLBACK)
        if len(flow.pieces) == before and fallback is not None:
            self._blocks(fallback, flow)

    def _paragraph(self, paragraph: etree._Element, flow: _Flow) -> None:
        properties = self._properties(paragraph)
        is_plain = not self._may_hide and paragraph not in self._by_steps
        plain = plain_text(paragraph) if is_plain else None
        anchors: Sequence[etree._Element | None] = ()
        if plain is None:
            found = ParagraphText(self._styles, may_hide=self._may_hide)
            if not (self._may_hide and self._is_hidden(properties)):
                found.read(paragraph)
            plain, anchors = found.text(), found.anchored
        text = flow.carried + plain
        if properties is not None and self._is_joined(properties):
            flow.carried = text
        else:
            flow.carried = ""
            number = self._numbering.number(properties)
            # An empty paragraph of a list prints its number, which may be all a cell says.
            if text.strip() or (number and self._cells_open):
                flow.pieces.append(with_number(number, text.lstrip() if number else text))
        for anchored in anchors:
            if anchored is None:
                flow.pieces.append(DrawnPicture())
            else:
                flow.pieces.extend(self.read(anchored))

    def _properties(self, paragraph: etree._Element) -> etree._Element | None:
        """What a paragraph says of itself; None where nothing of that matters."""
        if not self._may_hide and paragraph not in self._telling:
            return None
        return child_of(paragraph, PARAGRAPH_PROPERTIES)

    def _is_hidden(self, properties: etree._Element | None) -> bool:
        """Whether the style hides the paragraph; what runs say themselves is not looked at."""
        return self._styles.hides(value_of(properties, PARAGRAPH_STYLE))

    def _is_joined(self, properties: etree._Element | None) -> bool:
        """Whether the next paragraph goes on in this one: its end was deleted or is hidden."""
        mark = child_of(properties, RUN_PROPERTIES)
        if mark is None:
            return False
        if child_of(mark, DELETED) is not None or child_of(mark, MOVED_AWAY) is not None:
            return True
        return self._may_hide and is_on(mark, VANISH)

    def _table(self, table: etree._Element) -> DrawnTable:
        rows: list[tuple[DrawnCell, ...]] = []
        # Columns where a cell that goes on downward begins.
        open_columns: frozenset[int] = frozenset()
        for row in _inside(table, ROW):
            properties = child_of(row, TABLE_ROW_PROPERTIES)
            if properties is not None and (
                child_of(properties, DELETED) is not None or is_on(properties, HIDDEN)
            ):
                continue
            cells, open_columns = self._row(row, properties, open_columns)
            rows.append(cells)
        return DrawnTable(tuple(rows))

    def _row(
        self,
        row: etree._Element,
        row_properties: etree._Element | None,
        open_columns: frozenset[int],
    ) -> tuple[tuple[DrawnCell, ...], frozenset[int]]:
        cells: list[DrawnCell] = []
        going_on: set[int] = set()
        column = number_of(value_of(row_properties, GRID_BEFORE), 0, MOST_SPAN)
        for cell in _inside(row, CELL):
            span, merge, beside, is_deleted = _shape(cell) if cell in self._shaped else _UNSHAPED
            if is_deleted:
                continue
            # Without a cell above to go on from, Word shows the cell itself.
            is_continued = merge is not None and merge != _BEGINS and column in open_columns
            if merge is not None:
                going_on.add(column)
            if beside is not None and beside != _BEGINS and cells:
                is_continued = True
            if not is_continued:
                self._cells_read += 1
                if self._cells_read > MOST_CELLS:
                    raise FileOverLimitsError(what="table_cells", limit=MOST_CELLS)
                self._cells_open += 1
                cells.append(DrawnCell(column, self.read(cell)))
                self._cells_open -= 1
            column += span
        return tuple(cells), frozenset(going_on)


def _telling(body: etree._Element) -> frozenset[etree._Element]:
    """The paragraphs that may be numbered, or whose end was deleted or moved away."""
    found: set[etree._Element] = set()
    for element in body.iter(NUMBERED, PARAGRAPH_STYLE, DELETED, MOVED_AWAY):
        around = _parent(_parent(element))
        found.update(one for one in (around, _parent(around)) if one is not None)
    return frozenset(found)


def _parent(element: etree._Element | None) -> etree._Element | None:
    return None if element is None else element.getparent()


def _shape(cell: etree._Element) -> tuple[int, str | None, str | None, bool]:
    """Columns of a cell, how it is merged downward and sideways, whether it was deleted."""
    span, is_deleted = 1, False
    merge: str | None = None
    beside: str | None = None
    properties = child_of(cell, CELL_PROPERTIES)
    if properties is None:
        return span, merge, beside, is_deleted
    for child in properties.iterchildren(*_SHAPING):
        tag = child.tag
        if tag == GRID_SPAN:
            span = max(1, number_of(child.get(VALUE), 1, MOST_SPAN))
        elif tag == VERTICAL_MERGE:
            merge = child.get(VALUE) or _GOES_ON
        elif tag == HORIZONTAL_MERGE:
            beside = child.get(VALUE) or _GOES_ON
        elif tag == CELL_DELETED:
            is_deleted = True
    return span, merge, beside, is_deleted


def _inside(parent: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Children of one name, also inside content controls and custom XML."""
    for child in parent:
        if child.tag == wanted:
            yield child
        elif child.tag in WRAPPERS:
            yield from _inside(child, wanted)
