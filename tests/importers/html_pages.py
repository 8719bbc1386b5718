"""Pages of a made-up town's report, put together from pieces that a test can spoil."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from importers.document import Document, Grid
from importers.readers.html import HtmlReader
from importers.reports import read_reports
from store.forms import load_form
from store.report import Paragraph, Report
from tests.sample_figures import BUSY
from tests.sample_prose import HEADINGS
from tests.sample_tables import Edits, PrintedTable, print_tables

TITLE = "柳溪镇人民政府2023年政府信息公开工作年度报告"
PREAMBLE = "根据《中华人民共和国政府信息公开条例》编制本报告，统计期限为2023年1月1日至12月31日。"
PROSE = {
    "overview": "主动公开渡口搬迁与茶园补贴的办理经过，线上线下口径一致，村民随时可查。",
    "problems": "个别栏目更新不够及时。下一步按月核对栏目清单，逐项落实到人。",
    "other": "本年度未收取信息处理费，没有其他需要报告的事项。",
}
SIGNATURE = ("柳溪镇人民政府", "2024年1月12日")
PRINTED: Mapping[str, PrintedTable] = print_tables(load_form("2021"), BUSY, Edits())
ROWS_OF_TABLES = {key: len(table.lines) for key, table in PRINTED.items()}


def table(key: str, *, cell: str = "<td{spans}>{text}</td>", row: str = "<tr>{cells}</tr>") -> str:
    """One official table; ``cell`` and ``row`` say how its cells and rows are written."""
    rows = []
    for line in PRINTED[key].lines:
        cells = []
        for box in line.boxes:
            spans = f' colspan="{box.width}"' if box.width > 1 else ""
            spans += f' rowspan="{box.height}"' if box.height > 1 else ""
            cells.append(cell.format(spans=spans, text=escape(box.text)))
        rows.append(row.format(cells="".join(cells)))
    return "<table>" + "\n".join(rows) + "</table>"


def body(
    tables: Mapping[str, str] | None = None, *, title: str = f"<h1>{TITLE}</h1>", end: str = ""
) -> str:
    """The report from its title to ``end``; ``tables`` replace the ones drawn plainly."""
    parts = [title, f"<p>{PREAMBLE}</p>"]
    for key, heading in HEADINGS.items():
        parts.append(f"<p>{heading}</p>")
        if key in PROSE:
            parts.append(f"<p>{PROSE[key]}</p>")
        else:
            parts.append((tables or {}).get(key) or table(key))
    parts += [f"<p>{line}</p>" for line in SIGNATURE]
    return "\n".join([*parts, end])


def page(content: str, head: str = "") -> str:
    """A whole page."""
    return f'<!DOCTYPE html><html><head><meta charset="utf-8">{head}</head><body>{content}</body></html>'


def read(content: str | bytes) -> Document:
    """What the reader makes of a page."""
    return HtmlReader().read(content.encode() if isinstance(content, str) else content)


def report_of(document: Document) -> Report:
    """The one report of a document."""
    (report,) = read_reports(document, "page.html")
    return report


def wrong_cells(document: Document) -> dict[str, tuple[str, str]]:
    """Fields whose raw text is not the true one, with both."""
    return {
        cell.field: (cell.raw, BUSY[cell.field])
        for cell in report_of(document).cells
        if cell.raw.strip() != BUSY[cell.field]
    }


def texts(document: Document) -> list[str]:
    """The paragraphs of a document."""
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def grids(document: Document) -> list[list[list[str]]]:
    """The texts of the cells of each grid."""
    return [
        [[cell.text for cell in row.cells] for row in block.rows]
        for block in document.blocks
        if isinstance(block, Grid)
    ]


def columns(document: Document) -> list[list[int]]:
    """The columns of the cells of each row of the first grid."""
    grid = next(block for block in document.blocks if isinstance(block, Grid))
    return [[cell.column for cell in row.cells] for row in grid.rows]


def assert_whole(document: Document) -> None:
    """All cells, the title, six sections in order without foreign text, and the signature."""
    report = report_of(document)
    assert wrong_cells(document) == {}
    assert report.title is not None
    assert report.title.text == TITLE
    assert [section.key for section in report.sections] == list(HEADINGS)
    assert [paragraph.text for paragraph in report.preamble] == [PREAMBLE]
    for section in report.sections:
        expected = [PROSE[section.key]] if section.key in PROSE else []
        assert [paragraph.text for paragraph in section.paragraphs] == expected
    assert tuple(paragraph.text for paragraph in report.signature) == SIGNATURE
