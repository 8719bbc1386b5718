"""Small office packages for tests, from XML written by hand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMES = {
    "w": W,
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "v": "urn:schemas-microsoft-com:vml",
    "xdr": "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
}
NAMESPACES = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _NAMES.items())
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "application/vnd.openxmlformats-package.relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def zipped(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP file of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


def relations(targets: Mapping[str, tuple[str, str]]) -> str:
    """A relationships part: id → (kind, target)."""
    entries = "".join(
        f'<Relationship Id="{key}" Type="{_TYPES}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}">{entries}</Relationships>'


def docx(body: str, *, numbering: str = "", styles: str = "", **others: str | bytes) -> bytes:
    """A DOCX file whose body, numbering and styles hold this XML; others are parts by name."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": relations({"rId1": ("officeDocument", "word/document.xml")}),
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
    }
    targets: dict[str, tuple[str, str]] = {}
    if numbering:
        parts["word/numbering.xml"] = f"<w:numbering {NAMESPACES}>{numbering}</w:numbering>"
        targets["rId1"] = ("numbering", "numbering.xml")
    if styles:
        parts["word/styles.xml"] = f"<w:styles {NAMESPACES}>{styles}</w:styles>"
        targets["rId2"] = ("styles", "styles.xml")
    for key, content in others.items():
        parts[f"word/{key}"] = content
        targets[key] = ("aFChunk", key)
    parts["word/_rels/document.xml.rels"] = relations(targets)
    return zipped(parts)


def _content_types() -> str:
    words = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    kinds = {"document": "document.main", "numbering": "numbering", "styles": "styles"}
    entries = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{words}.{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" '
        f'ContentType="{_RELATIONS}+xml"/>{entries}</Types>'
    )


def t(text: str, properties: str = "") -> str:
    """A run with a text."""
    dressed = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{dressed}<w:t xml:space="preserve">{text}</w:t></w:r>'


def p(content: str = "", properties: str = "") -> str:
    """A paragraph: of XML where it begins with a tag, else of one text."""
    runs = content if content.startswith("<") or not content else t(content)
    dressed = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{dressed}{runs}</w:p>"


def tc(content: str = "", properties: str = "") -> str:
    """A cell: of XML where it begins with a tag, else of one paragraph."""
    inside = content if content.startswith("<") else p(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    """A row of cells: XML where it begins with a tag, else text."""
    inside = "".join(cell if cell.startswith("<w:") else tc(cell) for cell in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inside}</w:tr>"


def tbl(*rows: str) -> str:
    """A table without a w:tblGrid, as WPS may leave it."""
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"


def span(width: int) -> str:
    """Property of a cell that spans columns."""
    return f'<w:gridSpan w:val="{width}"/>'


BEGINS = '<w:vMerge w:val="restart"/>'
GOES_ON = "<w:vMerge/>"


def numbered(number_id: int, level: int = 0) -> str:
    """Property of a paragraph that is numbered."""
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number_id}"/></w:numPr>'


def level(index: int, form: str, text: str, start: int = 1, more: str = "") -> str:
    """One level of a list."""
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(list_id: int, *levels: str) -> str:
    """The definition of a list."""
    return f'<w:abstractNum w:abstractNumId="{list_id}">{"".join(levels)}</w:abstractNum>'


def num(number_id: int, list_id: int, overrides: str = "") -> str:
    """A list that paragraphs refer to."""
    return f'<w:num w:numId="{number_id}"><w:abstractNumId w:val="{list_id}"/>{overrides}</w:num>'


def xlsx(
    *sheets: str | tuple[str, str],
    strings: str = "",
    styles: str = "",
    properties: str = "",
    others: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """An XLSX file; a sheet is the XML in its worksheet, with attributes of its entry or none."""
    entries, targets = "", {"s": ("sharedStrings", "sharedStrings.xml")}
    targets["t"] = ("styles", "styles.xml")
    parts: dict[str, str | bytes] = {"_rels/.rels": relations({})}
    for index, sheet in enumerate(sheets, start=1):
        content, attributes = sheet if isinstance(sheet, tuple) else (sheet, f'name="Sheet{index}"')
        parts[f"xl/worksheets/sheet{index}.xml"] = (
            f'<worksheet xmlns="{_SHEET}" {NAMESPACES}>{content}</worksheet>'
        )
        entries += f'<sheet {attributes} sheetId="{index}" r:id="r{index}"/>'
        targets[f"r{index}"] = ("worksheet", f"worksheets/sheet{index}.xml")
    parts["xl/workbook.xml"] = (
        f'<workbook xmlns="{_SHEET}" {NAMESPACES}>{properties}<sheets>{entries}</sheets></workbook>'
    )
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{_SHEET}">{strings}</sst>'
    parts["xl/styles.xml"] = f'<styleSheet xmlns="{_SHEET}">{styles}</styleSheet>'
    parts["xl/_rels/workbook.xml.rels"] = relations(targets)
    return zipped(parts | dict(others or {}))


def sheet_data(*rows: Mapping[str, str | int | float] | str, first: int = 1) -> str:
    """Rows of a sheet: column letter → number or text; a string is a row in XML as it stands."""
    out = ""
    for number, row in enumerate(rows, start=first):
        if isinstance(row, str):
            out += row
            continue
        cells = "".join(
            f'<c r="{letter}{number}" t="inlineStr"><is><t>{value}</t></is></c>'
            if isinstance(value, str)
            else f'<c r="{letter}{number}"><v>{value}</v></c>'
            for letter, value in row.items()
        )
        out += f'<row r="{number}">{cells}</row>'
    return f"<sheetData>{out}</sheetData>"


def merges(*references: str) -> str:
    """Merged cells of a sheet."""
    entries = "".join(f'<mergeCell ref="{reference}"/>' for reference in references)
    return f"<mergeCells>{entries}</mergeCells>"
