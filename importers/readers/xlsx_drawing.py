"""What lies on a worksheet: pictures and text boxes (ECMA-376 §20.5)."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from importers.readers.docx_text import is_large_extent

_XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_ANCHORS = (_XDR + "twoCellAnchor", _XDR + "oneCellAnchor", _XDR + "absoluteAnchor")


@dataclass(frozen=True, slots=True)
class Anchored:
    """What is anchored at a row (from 0): lines of a text box, or a picture that may hold text."""

    row: int
    lines: tuple[str, ...]
    is_picture: bool


def read_drawing(root: etree._Element) -> list[Anchored]:
    """The pictures that are large enough to hold text, and the text boxes, in their order."""
    found: list[Anchored] = []
    for anchor in root.iter(*_ANCHORS):
        row_text = anchor.findtext(f"{_XDR}from/{_XDR}row") or ""
        row = int(row_text[:9]) if row_text.strip().isdecimal() else 0
        lines = tuple(
            "".join(text.text or "" for text in paragraph.iter(_A + "t"))
            for body in anchor.iter(_XDR + "txBody")
            for paragraph in body.iter(_A + "p")
        )
        if any(line.strip() for line in lines):
            found.append(Anchored(row, lines, is_picture=False))
        if any(_is_large(picture) for picture in anchor.iter(_XDR + "pic")):
            found.append(Anchored(row, (), is_picture=True))
    return found


def _is_large(picture: etree._Element) -> bool:
    """A picture whose size is not given may be large."""
    extent = picture.find(f"{_XDR}spPr/{_A}xfrm/{_A}ext")
    return extent is None or is_large_extent(extent)
