"""A tree of blocks → its lines, tables and pictures in the order in which they are shown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from importers.readers.html_items import Drawn, Item, Line, Picture
from importers.readers.html_lists import item_numbers
from importers.readers.html_tables import table_items
from importers.readers.html_tree import BREAK, NO_BREAK, Element, Linked

# What stands beside the text of a page.
_BESIDE = frozenset(("nav", "aside", "footer"))
_FEWEST_SECTIONS = 3
_SMALLEST_PICTURE = 300
_SMALLEST_DATA = 2000 * 4 // 3
_LENGTH = re.compile(r"\s*([0-9]{1,6})(?:\.[0-9]*)?\s*(px|pt|cm|mm|in|%|em|rem|vw)?", re.IGNORECASE)
_STYLE_WIDTH = re.compile(r"(?:^|;)\s*width\s*:\s*([^;]+)", re.IGNORECASE)
_POINTS_A_UNIT = {"pt": 4 / 3, "cm": 37.8, "mm": 3.78, "in": 96.0, "em": 16.0, "rem": 16.0}
_DECORATION = re.compile(
    r"icon|logo|btn|button|arrow|qrcode|ewm|banner|spacer|blank|loading|\bdot\b|share",
    re.IGNORECASE,
)
_RUNS_OF_SPACES = re.compile(r" {2,}")


def flow(element: Element) -> list[Item]:
    """All items in an element, in order. The depth of the tree is limited, so this recurses."""
    items: list[Item] = []
    _flow(element, items)
    return items


def _flow(element: Element, items: list[Item]) -> None:
    texts: list[str] = []
    pictures: list[Item] = []
    numbers = item_numbers(element) if element.tag == "ol" else {}
    for child in element.children:
        if isinstance(child, str):
            texts.append(child)
            continue
        if child.tag == "img":
            if _may_hold_text(child):
                pictures.append(Picture(element))
            continue
        if texts:
            _lines(texts, element, items)
            texts = []
        items += pictures
        pictures = []
        if child.tag == "table":
            items += table_items(child, flow)
            continue
        start = len(items)
        _flow(child, items)
        if child.tag in _BESIDE and not _is_beside(element) and not _holds_report(items[start:]):
            del items[start:]
        number = numbers.get(child)
        if number:
            _number_first_line(number, start, items)
    if texts:
        _lines(texts, element, items)
    items += pictures


def _is_beside(element: Element) -> bool:
    """Whether an element is in a menu already, of which the outermost decides."""
    return any(around.tag in _BESIDE for around in element.ancestors())


def _holds_report(items: Sequence[Item]) -> bool:
    """Whether a menu that was not closed holds the rest of the page."""
    if any(isinstance(item, Drawn) and item.is_official for item in items):
        return True
    sections = {item.section for item in items if isinstance(item, Line)} - {None}
    return len(sections) >= _FEWEST_SECTIONS


def _lines(texts: list[str], owner: Element, items: list[Item]) -> None:
    """The lines of a run of text between two blocks."""
    text = texts[0] if len(texts) == 1 else "".join(texts)
    raw = owner.preformatted
    if not raw and not text.strip():
        return
    linked = sum([len(part) for part in texts if isinstance(part, Linked)]) / len(text)
    for line in text.split(BREAK):
        if raw:
            items.append(Line(line.replace(NO_BREAK, " "), owner, linked, raw=True))
            continue
        # Only then are spaces of no width at the ends the page's own, and kept.
        line = line.strip(" ")
        if "  " in line:
            line = _RUNS_OF_SPACES.sub(" ", line)
        if line and not line.isspace():
            items.append(Line(line.replace(NO_BREAK, " "), owner, linked))


def _number_first_line(number: str, start: int, items: list[Item]) -> None:
    for index in range(start, len(items)):
        item = items[index]
        if isinstance(item, Line) and item.text.strip():
            items[index] = Line(number + item.text.lstrip(), item.owner, item.linked, item.raw)
            return


def _may_hold_text(image: Element) -> bool:
    """Whether a picture is large enough for a table, or may be; icons are not."""
    source = image.attributes.get("src") or ""
    if source.startswith("data:") and len(source) < _SMALLEST_DATA:
        return False
    style = image.attributes.get("style") or ""
    styled = _STYLE_WIDTH.search(style)
    width = _pixels(styled.group(1) if styled else image.attributes.get("width"))
    if width is not None:
        return width >= _SMALLEST_PICTURE
    height = _pixels(image.attributes.get("height"))
    if height is not None and height < 40:
        return False
    return bool(source) and not _DECORATION.search(source[-120:])


def _pixels(text: str | None) -> float | None:
    """A length in pixels; None where it is not known, or a share of something else."""
    found = _LENGTH.match(text or "")
    if found is None:
        return None
    unit = (found.group(2) or "px").lower()
    if unit in ("%", "vw"):
        return None
    return int(found.group(1)) * _POINTS_A_UNIT.get(unit, 1.0)
