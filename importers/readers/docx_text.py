"""The text of one paragraph of a DOCX file, as printed, and what is anchored in it."""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

from importers.readers.docx_names import (
    ALTERNATE,
    BLIP,
    BREAK,
    CARRIAGE_RETURN,
    CHARACTER,
    CHOICE,
    DRAWING,
    DRAWN_PROPERTIES,
    EXTENT,
    FALLBACK,
    FIELD_MARK,
    FIELD_TYPE,
    FONT,
    MATH,
    MATH_TEXT,
    NO_BREAK_HYPHEN,
    OBJECT,
    PARAGRAPH,
    POSITIONED_TAB,
    RUN,
    RUN_PROPERTIES,
    RUN_STYLE,
    SYMBOL,
    TAB,
    TAB_STOPS,
    TEXT,
    TEXT_BOX,
    VANISH,
    VML_IMAGE,
    VML_PICTURE,
    WRAPPERS,
    is_on,
    number_of,
    value_of,
)
from importers.readers.docx_numbering import Styles

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_WHITE = " \t\r\n"
_LINES = re.compile(r"[\t\r\n]+")
_EMU_PER_POINT = 12_700
_MOST_EMU = 10**9
# A picture smaller than this (in points) is a seal, a logo or a bullet, not a table.
_LEAST_WIDTH, _LEAST_HEIGHT = 200, 100
_VML_SIZE = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*([0-9.]{1,12})\s*(pt|in|cm|mm|px)", re.I)
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75}
_PRIVATE = 0xF000
_WINGDINGS = {0xFC: "√", 0xFE: "☑", 0xFB: "×", 0xA8: "□", 0x6F: "□", 0x6E: "■"}
_WINGDINGS_2 = {0x50: "√", 0x52: "☑", 0x4F: "×", 0xA3: "□", 0x2A: "□"}
_MEANT = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2}


class ParagraphText:
    """Collects the text of one paragraph; tracked changes count as accepted.

    ``anchored`` holds the text boxes in the order of their anchors, and None for each picture
    that is large enough to hold text.
    """

    def __init__(self, styles: Styles, *, may_hide: bool) -> None:
        """``may_hide`` is false for a document without hidden text, which saves looking."""
        self._styles = styles
        self._may_hide = may_hide
        self._parts: list[str] = []
        # For each open field: where its instruction began; None once its result has begun.
        self._fields: list[int | None] = []
        self.anchored: list[etree._Element | None] = []

    def text(self) -> str:
        """What was read: line breaks are line feeds."""
        return "".join(self._parts)

    def read(self, parent: etree._Element) -> None:
        """Read the runs in a paragraph or in a wrapper inside it."""
        for child in parent:
            tag = child.tag
            if tag == RUN:
                self._run(child)
            elif tag in WRAPPERS:
                self.read(child)
            elif tag == MATH:
                self._parts += [text.text or "" for text in child.iter(MATH_TEXT)]
            elif tag == ALTERNATE:
                self._alternate(child, self.read)

    def _run(self, run: etree._Element) -> None:
        if self._may_hide and self._is_hidden(run):
            for mark in run.iterchildren(FIELD_MARK):
                self._field(mark.get(FIELD_TYPE))
            return
        self._content(run)

    def _is_hidden(self, run: etree._Element) -> bool:
        properties = run.find(RUN_PROPERTIES)
        if properties is None:
            return False
        if properties.find(VANISH) is not None:
            return is_on(properties, VANISH)
        return self._styles.hides(value_of(properties, RUN_STYLE))

    def _content(self, run: etree._Element) -> None:
        for child in run:
            tag = child.tag
            if tag == TEXT:
                self._parts.append(_plain(child))
            elif tag == RUN_PROPERTIES:
                continue
            elif tag in _CHARACTERS:
                self._parts.append(_CHARACTERS[tag])
            elif tag == SYMBOL:
                self._parts.append(_symbol(child))
            elif tag == FIELD_MARK:
                self._field(child.get(FIELD_TYPE))
            elif tag == DRAWING:
                self._drawing(child)
            elif tag in (VML_PICTURE, OBJECT):
                self._drawn(child, _is_large_vml(child))
            elif tag == ALTERNATE:
                self._alternate(child, self._content)
            elif tag in WRAPPERS:
                self.read(child)

    def _field(self, kind: str | None) -> None:
        """Of a field only its result is printed; one without a result prints nothing."""
        if kind == "begin":
            self._fields.append(len(self._parts))
        elif not self._fields:
            # A field that began in a paragraph before: what stands here is its result.
            return
        elif kind == "separate":
            self._drop_instruction()
            self._fields[-1] = None
        elif kind == "end":
            self._drop_instruction()
            self._fields.pop()

    def _drop_instruction(self) -> None:
        begin = self._fields[-1]
        if begin is not None:
            del self._parts[begin:]

    def _alternate(self, element: etree._Element, read: Callable[[etree._Element], None]) -> None:
        """One of the alternatives: the first, or where nothing is in it the fallback."""
        before = len(self._parts), len(self.anchored)
        choice = element.find(CHOICE)
        if choice is not None:
            read(choice)
        if (len(self._parts), len(self.anchored)) != before:
            return
        fallback = element.find(FALLBACK)
        if fallback is not None:
            read(fallback)

    def _drawing(self, drawing: etree._Element) -> None:
        for shape in drawing:
            properties = shape.find(DRAWN_PROPERTIES)
            if properties is not None and properties.get("hidden") in ("1", "true"):
                continue
            extent = shape.find(EXTENT)
            self._drawn(shape, extent is None or is_large_extent(extent))

    def _drawn(self, element: etree._Element, is_large: bool) -> None:
        for child in element:
            tag = child.tag
            if tag == TEXT_BOX:
                self.anchored.append(child)
            elif tag in (BLIP, VML_IMAGE):
                if is_large:
                    self.anchored.append(None)
            elif tag == ALTERNATE:
                self._alternate(child, lambda chosen: self._drawn(chosen, is_large))
            else:
                self._drawn(child, is_large)


# A page or column break begins a line as well.
_CHARACTERS = {
    TAB: " ",
    POSITIONED_TAB: " ",
    BREAK: "\n",
    CARRIAGE_RETURN: "\n",
    NO_BREAK_HYPHEN: "-",
}


# All that prints something, or decides what is printed, beside plain text.
_PRINTING = (
    FIELD_MARK, SYMBOL, DRAWING, VML_PICTURE, OBJECT, ALTERNATE, MATH, *_CHARACTERS
)  # fmt: skip


def read_by_steps(body: etree._Element) -> frozenset[etree._Element]:
    """The paragraphs that hold more than plain text, with those around them."""
    found: set[etree._Element] = set()
    for element in body.iter(*_PRINTING):
        around = element.getparent()
        # A tab stop is only a place, and has the name of a tab.
        if element.tag == TAB and around is not None and around.tag == TAB_STOPS:
            continue
        while around is not None and around not in found:
            if around.tag == PARAGRAPH:
                found.add(around)
            around = around.getparent()
    return frozenset(found)


def plain_text(paragraph: etree._Element) -> str | None:
    """The text of a paragraph of runs of text, "" where it has none.

    None where text stands elsewhere than in a run of its own; else, where nothing is hidden and
    it need not be read by steps, this is what ``ParagraphText`` reads.
    """
    parts: list[str] = []
    for element in paragraph.iter(TEXT):
        run = element.getparent()
        if run is None or run.tag != RUN or run.getparent() is not paragraph:
            return None
        parts.append(_plain(element))
    return parts[0] if len(parts) == 1 else "".join(parts)


def _plain(element: etree._Element) -> str:
    text = element.text
    if not text:
        return ""
    if (text[0] in _WHITE or text[-1] in _WHITE) and element.get(_SPACE) != "preserve":
        text = text.strip(_WHITE)
    return text if text.isprintable() else _LINES.sub(" ", text)


def _symbol(element: etree._Element) -> str:
    """A character of a symbol font: what it shows where that is known, else itself."""
    code_text = element.get(CHARACTER) or ""
    try:
        code = int(code_text[:8], 16)
    except ValueError:
        return ""
    if code > 0xFFFF or 0xD800 <= code <= 0xDFFF or code < 0x20:
        return ""
    low = code - _PRIVATE if _PRIVATE <= code <= _PRIVATE + 0xFF else code
    font = (element.get(FONT) or "").lower()
    if font == "symbol" and 0x20 <= low <= 0x3F:
        # The font Symbol has digits and punctuation where ASCII has them.
        return chr(low)
    return _MEANT.get(font, {}).get(low, chr(code))


def is_large_extent(extent: etree._Element) -> bool:
    """Whether an extent of DrawingML (cx and cy, in EMU) can hold text or a table."""
    width = number_of(extent.get("cx"), 0, _MOST_EMU) / _EMU_PER_POINT
    height = number_of(extent.get("cy"), 0, _MOST_EMU) / _EMU_PER_POINT
    return width >= _LEAST_WIDTH and height >= _LEAST_HEIGHT


def _is_large_vml(element: etree._Element) -> bool:
    """Size from the style of the outermost shape; a picture of unknown size may be large."""
    for shape in element.iter(etree.Element):
        sizes = {
            name.lower(): float(number) * _POINTS[unit.lower()]
            for name, number, unit in _VML_SIZE.findall((shape.get("style") or "")[:500])
            if number.count(".") <= 1 and number != "."
        }
        if len(sizes) == 2:
            return sizes["width"] >= _LEAST_WIDTH and sizes["height"] >= _LEAST_HEIGHT
    return True
