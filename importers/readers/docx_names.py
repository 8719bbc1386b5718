"""Names of the elements and attributes of WordprocessingML that carry content (ECMA-376 §17)."""

from __future__ import annotations

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_V = "{urn:schemas-microsoft-com:vml}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

BODY = _W + "body"
PARAGRAPH = _W + "p"
TABLE = _W + "tbl"
ROW = _W + "tr"
CELL = _W + "tc"
RUN = _W + "r"
ALT_CHUNK = _W + "altChunk"
# Wrappers that mean nothing to a reader: links, content controls, insertions that count …
INSERTED = _W + "ins"
SDT = _W + "sdt"
SDT_CONTENT = _W + "sdtContent"
WRAPPERS = frozenset(
    {_W + name for name in ("hyperlink", "ins", "moveTo", "smartTag", "customXml", "fldSimple")}
    | {_W + name for name in ("sdt", "sdtContent", "bdo", "dir", "ruby", "rubyBase")}
    | {_M + "oMathPara"}
)
MATH = _M + "oMath"
MATH_TEXT = _M + "t"
ALTERNATE = _MC + "AlternateContent"
CHOICE = _MC + "Choice"
FALLBACK = _MC + "Fallback"

PARAGRAPH_PROPERTIES = _W + "pPr"
RUN_PROPERTIES = _W + "rPr"
TABLE_ROW_PROPERTIES = _W + "trPr"
CELL_PROPERTIES = _W + "tcPr"
PARAGRAPH_STYLE = _W + "pStyle"
RUN_STYLE = _W + "rStyle"
VANISH = _W + "vanish"
DELETED = _W + "del"
MOVED_AWAY = _W + "moveFrom"
CELL_DELETED = _W + "cellDel"
GRID_SPAN = _W + "gridSpan"
GRID_BEFORE = _W + "gridBefore"
VERTICAL_MERGE = _W + "vMerge"
HORIZONTAL_MERGE = _W + "hMerge"
HIDDEN = _W + "hidden"

TEXT = _W + "t"
TAB = _W + "tab"
TAB_STOPS = _W + "tabs"
POSITIONED_TAB = _W + "ptab"
BREAK = _W + "br"
CARRIAGE_RETURN = _W + "cr"
NO_BREAK_HYPHEN = _W + "noBreakHyphen"
SYMBOL = _W + "sym"
FIELD_MARK = _W + "fldChar"
DRAWING = _W + "drawing"
VML_PICTURE = _W + "pict"
OBJECT = _W + "object"
TEXT_BOX = _W + "txbxContent"
BLIP = _A + "blip"
EXTENT = _WP + "extent"
DRAWN_PROPERTIES = _WP + "docPr"
VML_IMAGE = _V + "imagedata"

STYLE = _W + "style"
STYLE_ID = _W + "styleId"
DEFAULT = _W + "default"
TYPE = _W + "type"
BASED_ON = _W + "basedOn"
NUMBERED = _W + "numPr"
NUMBER_ID = _W + "numId"
LEVEL_INDEX = _W + "ilvl"
NUMBER = _W + "num"
ABSTRACT_NUMBER = _W + "abstractNum"
ABSTRACT_NUMBER_ID = _W + "abstractNumId"
NUMBER_STYLE_LINK = _W + "numStyleLink"
LEVEL = _W + "lvl"
LEVEL_TEXT = _W + "lvlText"
LEVEL_RESTART = _W + "lvlRestart"
LEVEL_OVERRIDE = _W + "lvlOverride"
START = _W + "start"
START_OVERRIDE = _W + "startOverride"
NUMBER_FORMAT = _W + "numFmt"
LEGAL = _W + "isLgl"

VALUE = _W + "val"
CHARACTER = _W + "char"
FONT = _W + "font"
FIELD_TYPE = _W + "fldCharType"
RELATION_ID = _R + "id"

_OFF = frozenset({"0", "false", "off"})


def child_of(parent: etree._Element | None, tag: str) -> etree._Element | None:
    """The first child of that name; half the time of ``find``."""
    return None if parent is None else next(parent.iterchildren(tag), None)


def value_of(parent: etree._Element | None, tag: str) -> str | None:
    """The w:val of the first child of that name; None where either is not there."""
    child = child_of(parent, tag)
    return None if child is None else child.get(VALUE)


def is_on(parent: etree._Element | None, tag: str) -> bool:
    """Whether a property that is either on or off is on: there, and not said to be off."""
    child = child_of(parent, tag)
    return child is not None and child.get(VALUE) not in _OFF


def number_of(text: str | None, default: int, most: int) -> int:
    """A count from an attribute, kept between 0 and ``most``; ``default`` where it is none."""
    if text is None or not text.strip().isdecimal():
        return default
    # int() refuses thousands of digits.
    return min(int(text.strip()[:9]), most)
