"""Small PDF files for the tests of the reader: Chinese text, rules, tables."""

from __future__ import annotations

import io
from collections.abc import Sequence

from reportlab.lib.colors import Color
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from importers.document import Document, Grid
from importers.readers.pdf import PdfReader

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
SONG = "STSong-Light"
WIDTH, HEIGHT = 595.0, 842.0
GREY = Color(0.8, 0.8, 0.8)


class Sheet:
    """A canvas with y from the top, Chinese text, and tables."""

    def __init__(self, size: tuple[float, float] = (WIDTH, HEIGHT), **options: object) -> None:
        self.file = io.BytesIO()
        self.canvas = Canvas(self.file, pagesize=size, **options)
        self.height = size[1]

    def text(self, x: float, y: float, text: str, size: float = 10.5, spacing: float = 0) -> None:
        self.canvas.setFont(SONG, size)
        self.canvas.drawString(x, self.height - y, text, charSpace=spacing)

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.canvas.line(x0, self.height - y0, x1, self.height - y1)

    def rect(self, x0: float, y0: float, x1: float, y1: float, fill: Color | None = None) -> None:
        self.canvas.saveState()
        if fill is not None:
            self.canvas.setFillColor(fill)
        self.canvas.rect(
            x0, self.height - y1, x1 - x0, y1 - y0, stroke=fill is None, fill=fill is not None
        )
        self.canvas.restoreState()

    def rules(self, xs: Sequence[float], ys: Sequence[float]) -> None:
        for y in ys:
            self.line(xs[0], y, xs[-1], y)
        for x in xs:
            self.line(x, ys[0], x, ys[-1])

    def rows(self, xs: Sequence[float], ys: Sequence[float], rows: Sequence[Sequence[str]]) -> None:
        for y, row in zip(ys[1:], rows, strict=False):
            for x, text in zip(xs, row, strict=False):
                if text:
                    self.text(x + 4, y - 6, text)

    def table(
        self, rows: Sequence[Sequence[str]], top: float = 100, left: float = 60, wide: float = 90
    ) -> tuple[list[float], list[float]]:
        xs = [left + wide * i for i in range(len(rows[0]) + 1)]
        ys = [top + 20.0 * i for i in range(len(rows) + 1)]
        self.rules(xs, ys)
        self.rows(xs, ys, rows)
        return xs, ys

    def next(self) -> None:
        self.canvas.showPage()

    def bytes(self) -> bytes:
        self.canvas.save()
        return self.file.getvalue()


ROWS = [["项目", "甲", "乙"], ["许可", "12", "345"], ["处罚", "", "0"]]


def read(sheet: Sheet) -> Document:
    return PdfReader().read(sheet.bytes())


def grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in grid.rows]


def prose(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs()]
