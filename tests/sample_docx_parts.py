"""The parts of a Word package that are the same in all sample reports."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

_MOMENT = (2024, 1, 15, 9, 0, 0)
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    }.items()
)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def package(parts: Mapping[str, str]) -> bytes:
    """A ZIP package of XML parts with fixed times."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package_file:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, _MOMENT)
            # A mimetype part must be readable at a fixed place without inflating.
            stored = name == "mimetype"
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            package_file.writestr(info, text.encode())
    return buffer.getvalue()


def part(element: str, content: str) -> str:
    """One part: a root ``element`` in the namespaces of Word files."""
    return f"{HEAD}<w:{element} {NAMESPACES}>{content}</w:{element}>"


def styles(shape: str) -> str:
    """Styles of paragraphs and of the ruled table; one shape numbers its headings by style."""
    numbered = '<w:numPr><w:numId w:val="1"/></w:numPr>' if shape == "numbered" else ""
    names: Sequence[tuple[str, str, str]] = (
        ("a", "Normal", ""),
        ("1", "heading 1", numbered + '<w:outlineLvl w:val="0"/>'),
        ("2", "heading 2", '<w:outlineLvl w:val="1"/>'),
        ("a3", "Title", '<w:jc w:val="center"/>'),
    )
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"{" w:default=" + chr(34) + "1" + chr(34) if key == "a" else ""}>'
        f'<w:name w:val="{name}"/><w:pPr>{properties}</w:pPr></w:style>'
        for key, name, properties in names
    )
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    table = (
        '<w:style w:type="table" w:styleId="a4"><w:name w:val="Table Grid"/><w:tblPr>'
        f"<w:tblBorders>{edges}</w:tblBorders></w:tblPr></w:style>"
    )
    return part("styles", styles + table)


def numbering() -> str:
    """Chinese numbers by the program: 一、 for headings, （一） below them."""
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/>'
        f'<w:numFmt w:val="chineseCountingThousand"/>{style}<w:suff w:val="nothing"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
        for level, text, style in ((0, "%1、", '<w:pStyle w:val="1"/>'), (1, "（%2）", ""))
    )
    return part(
        "numbering",
        '<w:abstractNum w:abstractNumId="5"><w:multiLevelType w:val="multilevel"/>'
        f"{levels}</w:abstractNum>"
        '<w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num>',
    )


def core(title: str) -> str:
    """The properties of the document."""
    uri = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{uri}" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(title)}</dc:title></cp:coreProperties>"
    )


def relations(targets: Mapping[str, str]) -> str:
    """Links to parts by the name of their kind, rId1 first."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{office}/{name}" Target="{target}"/>'
        for number, (name, target) in enumerate(targets.items(), start=1)
    )
    uri = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'{HEAD}<Relationships xmlns="{uri}">{links}</Relationships>'


def content_types() -> str:
    """What each part is."""
    base = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    parts = {
        "document": "document.main",
        "styles": "styles",
        "numbering": "numbering",
        "header1": "header",
        "footer1": "footer",
        "comments": "comments",
        "footnotes": "footnotes",
    }
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{base}.{kind}+xml"/>'
        for name, kind in parts.items()
    )
    return (
        f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        f"{overrides}</Types>"
    )
