"""Blocks of all pages in reading order → paragraphs and grids, joined over page breaks."""

from __future__ import annotations

from dataclasses import dataclass, field

from importers.document import GridRow
from importers.readers.composing import Composer
from importers.readers.pdf_geometry import rounded
from importers.readers.pdf_lattice import DrawnTable
from importers.readers.pdf_lines import Line
from importers.readers.pdf_prose import Margins, continues, join_text
from importers.readers.pdf_struck import without_struck
from importers.readers.pdf_tables import goes_on, grid_rows
from importers.readers.pdf_unruled import Unruled
from store.report import Box


@dataclass(slots=True)
class Picture:
    """A picture that may be a table; without a box it is a page that could not be read."""

    page: int
    box: Box | None


Piece = Line | DrawnTable | Unruled | Picture


def top_of(piece: Piece) -> float:
    """Where a piece begins on its page."""
    if isinstance(piece, Picture):
        return piece.box[1] if piece.box is not None else 0.0
    if isinstance(piece, DrawnTable):
        return piece.box[1]
    return piece.top


@dataclass(slots=True)
class Assembly:
    """Adds pieces in reading order to a Composer."""

    composer: Composer
    margins: dict[int, Margins]
    _paragraph: list[Line] = field(default_factory=list)
    _tables: list[DrawnTable] = field(default_factory=list)
    _was_unruled: int = -1

    def add(self, piece: Piece) -> None:
        """Add one piece; a paragraph or table is passed on when the next piece ends it."""
        if isinstance(piece, Line):
            self._end_tables()
            self._add_line(piece)
        elif isinstance(piece, DrawnTable):
            self._end_paragraph()
            if self._tables and not goes_on(self._tables[-1], piece):
                self._end_tables()
            self._tables.append(piece)
            self._was_unruled = -1
        elif isinstance(piece, Unruled):
            self._end_paragraph()
            self._end_tables()
            if piece.text:
                self.composer.paragraph(piece.text, piece.page, piece.box and rounded(piece.box))
            rows = piece.rows
            if self._was_unruled == piece.page - 1 and rows and piece.begins_page:
                rows = [GridRow(rows[0].cells, after_break=True), *rows[1:]]
            self.composer.grid(rows, piece.anchoring)
            self._was_unruled = piece.page
        else:
            self._end_paragraph()
            self._end_tables()
            self.composer.picture(piece.page, rounded(piece.box) if piece.box else None)

    def finish(self) -> None:
        """Pass on what is still open."""
        self._end_paragraph()
        self._end_tables()

    def _add_line(self, line: Line) -> None:
        self._was_unruled = -1
        if self._paragraph:
            above = self._paragraph[-1]
            if not continues(above, line, self.margins[line.page], line.page != above.page):
                self._end_paragraph()
        self._paragraph.append(line)

    def _end_paragraph(self) -> None:
        if self._paragraph:
            first = self._paragraph[0]
            same = [line for line in self._paragraph if line.page == first.page]
            box = (
                min(line.left for line in same),
                first.top,
                max(line.right for line in same),
                same[-1].bottom,
            )
            text = without_struck(join_text([line.text for line in self._paragraph]))
            self.composer.paragraph(text, first.page, rounded(box))
            self._paragraph = []

    def _end_tables(self) -> None:
        if not self._tables:
            return
        rows = [row for part in grid_rows(self._tables) for row in part]
        self._tables = []
        pending: list[GridRow] = []
        for row, is_prose in rows:
            if not is_prose:
                pending.append(row)
                continue
            self.composer.grid(pending)
            pending = []
            for cell in row.cells:
                self.composer.paragraph(join_text(cell.text.split("\n")), cell.page, cell.box)
        self.composer.grid(pending)
