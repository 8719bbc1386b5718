"""Sample reports as OpenDocument texts: covered cells, spans, fields, a page header in styles."""

from __future__ import annotations

from xml.sax.saxutils import escape

from tests.sample_described import Described, Role, Text, broken_headers
from tests.sample_docx_parts import package
from tests.sample_tables import PrintedTable, dense

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MIME = "application/vnd.oasis.opendocument.text"
_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "text": "text",
        "table": "table",
        "style": "style",
        "fo": "xsl-fo-compatible",
    }.items()
)


def odt(report: Described) -> bytes:
    """The report as an ODT file."""
    body = "".join(
        _text(block) if isinstance(block, Text) else _table(broken_headers(block))
        for block in report.blocks
    )
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in (("/", _MIME), ("content.xml", "text/xml"), ("styles.xml", "text/xml"))
    )
    return package(
        {
            "mimetype": _MIME,
            "content.xml": f'{_HEAD}<office:document-content {_NAMESPACES} office:version="1.2">'
            f"<office:body><office:text>{body}</office:text></office:body>"
            "</office:document-content>",
            "styles.xml": _styles(),
            "META-INF/manifest.xml": f'{_HEAD}<manifest:manifest xmlns:manifest="{manifest}" '
            f'manifest:version="1.2">{entries}</manifest:manifest>',
        }
    )


def _text(block: Text) -> str:
    content = _lines(block.text)
    if block.role is Role.HEADING:
        return f'<text:h text:outline-level="1">{content}</text:h>'
    half = len(block.text) // 2
    if block.role is Role.PROSE and half:
        # A span and a soft page break, as editing leaves them.
        first, rest = _lines(block.text[:half]), _lines(block.text[half:])
        content = f"<text:span>{first}</text:span><text:soft-page-break/>{rest}"
    return f"<text:p>{content}</text:p>"


def _lines(text: str) -> str:
    return "<text:line-break/>".join(escape(line) for line in text.split("\n"))


def _table(table: PrintedTable) -> str:
    rows = []
    for slots in dense(table):
        cells = []
        for slot in slots:
            box = slot.box
            if not (slot.starts_row and slot.starts_column):
                cells.append("<table:covered-table-cell/>")
                continue
            across = f' table:number-columns-spanned="{box.width}"' if box.width > 1 else ""
            down = f' table:number-rows-spanned="{box.height}"' if box.height > 1 else ""
            cells.append(
                f'<table:table-cell{across}{down} office:value-type="string">'
                f"<text:p>{_lines(box.text)}</text:p></table:table-cell>"
            )
        rows.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    return (
        f'<table:table table:name="{table.key}">'
        f'<table:table-column table:number-columns-repeated="{table.width}"/>'
        f"{''.join(rows)}</table:table><text:p/>"
    )


def _styles() -> str:
    return (
        f'{_HEAD}<office:document-styles {_NAMESPACES} office:version="1.2">'
        "<office:automatic-styles>"
        '<style:page-layout style:name="pm1"><style:page-layout-properties '
        'fo:page-width="21cm" fo:page-height="29.7cm"/></style:page-layout>'
        "</office:automatic-styles><office:master-styles>"
        '<style:master-page style:name="Standard" style:page-layout-name="pm1"><style:footer>'
        "<text:p>— <text:page-number>1</text:page-number> —</text:p></style:footer>"
        "</style:master-page></office:master-styles></office:document-styles>"
    )
