"""Sample reports as PDF pages: prose and tables flow over pages as each kind of producer prints."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace

from reportlab.pdfgen.canvas import Canvas

from tests.sample_described import Described, Role, Text, broken_headers
from tests.sample_pdf_rulings import RULINGS, Region
from tests.sample_pdf_tables import Fragment, TableLayout
from tests.sample_pdf_text import FONT, pieces, width_of, wrapped
from tests.sample_tables import PrintedTable

PAGE = (595.28, 841.89)
_BLACK, _PALE = 0.0, 0.95


@dataclass(frozen=True)
class Style:
    """How a producer prints: sizes in points, and what it draws round the text.

    ``gap`` is the space between Chinese and Latin characters, as a part of the size;
    ``tears_rows``: a row that does not fit is cut by the page; ``centred``: labels of merged
    cells stand in their middle, else at their top.
    """

    rulings: str
    producer: str
    body: float = 16
    table: float = 9
    margin: float = 72
    gap: float = 0.0
    doubles_headings: bool = False
    shades_prose: bool = False
    has_running_lines: bool = False
    repeats_header: bool = False
    tears_rows: bool = False
    centred: bool = False
    is_turned: bool = False
    is_wrapped: bool = False
    watermark: str = ""


STYLES = {
    "office": Style("stroked", "LibreOffice 7.4", body=14, gap=0.25),
    "office_repeated": Style(
        "stroked", "LibreOffice 7.4", body=16, gap=0.25, repeats_header=True, has_running_lines=True
    ),
    "browser": Style(
        "filled_open", "Skia/PDF m120", body=15, table=10, margin=80,
        doubles_headings=True, centred=True,
    ),
    "word": Style(
        "filled_closed", "Microsoft Word", body=16, margin=76, shades_prose=True,
        has_running_lines=True, tears_rows=True, centred=True,
    ),
    "turned": Style("stroked", "WPS", body=14, is_turned=True, has_running_lines=True),
    "wrapped": Style("filled_closed", "Imposition", body=15, is_wrapped=True, tears_rows=True),
    "watermarked": Style(
        "stroked", "WPS", body=15, watermark="政府信息公开 2023", centred=True
    ),
    "unruled": Style("none", "WPS", body=15, table=9, margin=70, centred=True),
}  # fmt: skip


def pdf(report: Described, style_name: str, **changes: float | bool) -> bytes:
    """The report as a PDF in one of ``STYLES``; the same bytes every time.

    ``changes`` are fields of the style that are to be other than in ``STYLES``.
    """
    style = replace(STYLES[style_name], **changes)  # type: ignore[arg-type]
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=PAGE, invariant=1, pageCompression=1)
    canvas.setProducer(style.producer)
    canvas.setTitle(report.title)
    pages = _Pages(canvas, style, report)
    for block in report.blocks:
        if isinstance(block, Text):
            pages.text(block)
        else:
            pages.table(block)
    pages.end()
    return buffer.getvalue()


@dataclass
class _Pages:
    """Writes from top to bottom and begins a new page where the room ends."""

    canvas: Canvas
    style: Style
    report: Described
    number: int = 0
    y: float = 0.0

    def __post_init__(self) -> None:
        self._open()

    @property
    def bottom(self) -> float:
        return self.style.margin

    @property
    def width(self) -> float:
        return PAGE[0] - 2 * self.style.margin

    def _open(self) -> None:
        self.number += 1
        self.y = PAGE[1] - self.style.margin
        if self.style.is_turned:
            # The library exchanges width and height of a page that is turned.
            self.canvas.setPageRotation(90)
            self.canvas.transform(0, 1, -1, 0, PAGE[1], 0)
        if self.style.is_wrapped:
            self.canvas.beginForm(f"page{self.number}", 0, 0, *PAGE)
        if self.style.watermark:
            self._watermark()
        if self.style.has_running_lines:
            self._running_lines()

    def _running_lines(self) -> None:
        """A header over a line, and a page number between dashes."""
        left, right = self.style.margin, PAGE[0] - self.style.margin
        top = PAGE[1] - self.style.margin + 22
        self.line("政府信息公开", left, top, 9)
        self.canvas.rect(left, top - 4, right - left, 0.6, stroke=0, fill=1)
        foot = f"— {self.number} —"
        self.line(foot, (PAGE[0] - width_of(foot, 12)) / 2, self.style.margin - 34, 12)

    def _watermark(self) -> None:
        self.canvas.saveState()
        self.canvas.setFillGray(0.85)
        self.canvas.translate(PAGE[0] / 4, PAGE[1] / 4)
        self.canvas.rotate(50)
        self.line(self.style.watermark, 0, 0, 44)
        self.canvas.restoreState()

    def _close(self) -> None:
        if self.style.is_wrapped:
            self.canvas.endForm()
            self.canvas.setFillGray(1)
            self.canvas.rect(0, 0, *PAGE, stroke=0, fill=1)
            self.canvas.setFillGray(_BLACK)
            self.canvas.translate(28, 40)
            self.canvas.scale(0.9, 0.9)
            self.canvas.rect(30, 30, PAGE[0] - 60, PAGE[1] - 60, stroke=1, fill=0)
            self.canvas.doForm(f"page{self.number}")
        self.canvas.showPage()

    def _break(self) -> None:
        self._close()
        self._open()

    def end(self) -> None:
        """Close the last page and the file."""
        self._close()
        self.canvas.save()

    def text(self, block: Text) -> None:
        """A paragraph, indented by two characters; titles are centred."""
        style = self.style
        size = style.body + 6 if block.role is Role.TITLE else style.body
        is_title = block.role is Role.TITLE
        is_heading = is_title or block.role is Role.HEADING
        indent = 0.0 if is_title else 2 * size
        step = size * 1.6
        if is_heading and self.y - 4 * step < self.bottom:
            self._break()
        # Where spaces are put between the scripts, a line holds a little less.
        room = self.width - 8 * style.gap * size
        for number, line in enumerate(wrapped(block.text, room, size, indent)):
            if self.y - step < self.bottom:
                self._break()
            self.y -= step
            x = style.margin + (indent if number == 0 else 0.0)
            if is_title:
                x = (PAGE[0] - width_of(line, size)) / 2
            if style.shades_prose and not is_heading:
                self._shade(x, line, size)
            self.line(line, x, self.y, size, twice=is_heading and style.doubles_headings)
        self.y -= size * 0.4

    def _shade(self, x: float, line: str, size: float) -> None:
        """What word processors leave behind words: a pale box, and a rule under some figures."""
        self.canvas.setFillGray(_PALE)
        self.canvas.rect(
            self.style.margin, self.y - size * 0.35, self.width, size * 1.6, stroke=0, fill=1
        )
        self.canvas.setFillGray(_BLACK)
        if "件" in line:
            self.canvas.rect(x, self.y - 2.2, width_of(line, size) / 2, 0.7, stroke=0, fill=1)

    def line(self, text: str, x: float, y: float, size: float, *, twice: bool = False) -> None:
        """One line of text; ``twice``: each character again beside itself, as faked bold."""
        self.canvas.setFont(FONT, size)
        if twice:
            for char in text:
                self.canvas.drawString(x, y, char)
                self.canvas.drawString(x + size / 48, y, char)
                x += width_of(char, size)
            return
        for piece in pieces(text) if self.style.gap else [text]:
            self.canvas.drawString(x, y, piece)
            x += width_of(piece, size) + self.style.gap * size

    def table(self, table: PrintedTable) -> None:
        """A table over as many pages as it needs."""
        style = self.style
        printed = broken_headers(table) if style.centred else table
        layout = TableLayout(printed, self.width, style.table, style.tears_rows)
        fragments = layout.fragments(
            self.y - self.bottom,
            PAGE[1] - style.margin - self.bottom,
            breaks_after=self.report.breaks_after,
            torn=self.report.torn,
            header_rows=3 if style.repeats_header and table.key == "requests" else 0,
        )
        for number, fragment in enumerate(fragments):
            if number or fragment.needs_page:
                self._break()
            self._fragment(layout, fragment)
        self.y -= style.body

    def _fragment(self, layout: TableLayout, fragment: Fragment) -> None:
        left = self.style.margin
        regions = []
        for piece in layout.drawn(fragment, centred=self.style.centred):
            x, right = left + piece.left, left + piece.right
            top, bottom = self.y - piece.top, self.y - piece.bottom
            regions.append(Region(x, bottom, right, top, piece.is_header, piece.continues))
        if regions:
            RULINGS[self.style.rulings](self.canvas, regions, fragment.is_first)
        self.canvas.setFillGray(_BLACK)
        for piece in layout.drawn(fragment, centred=self.style.centred):
            for text, x, y in piece.lines:
                self.line(text, left + x, self.y - y, self.style.table)
        self.y -= fragment.height
