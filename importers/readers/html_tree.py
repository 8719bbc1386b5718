"""Markup → a tree of blocks: inline elements dissolved, what is not shown left out.

lexbor repairs broken markup as the HTML standard says. Its tree is walked without recursion
(a hostile page nests 50,000 elements), into a tree whose depth is limited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from importers.errors import FileOverLimitsError
from importers.readers.html_limits import refuse_bombs

MOST_ELEMENTS = 400_000
# Blocks inside each other; inline elements do not count.
DEEPEST = 200

BREAK = "\n"
NO_BREAK = "\u00a0"

_BLOCK_NAMES = (
    "address article blockquote body caption center col colgroup dd details dir div dl dt "
    "fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html "
    "aside legend li listing main menu nav ol optgroup p plaintext pre section summary table tbody td "
    "tfoot th thead tr ul xmp"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_TABLE_PARTS = frozenset(("table", "thead", "tbody", "tfoot", "tr"))
_CELLS = frozenset(("td", "th"))
_LEFT_OUT_NAMES = (
    "head script style noscript template iframe frame object embed applet "
    "input select button textarea option optgroup datalist audio video canvas svg math map "
    "col colgroup rp rt noframes noembed"
)
_LEFT_OUT = frozenset(_LEFT_OUT_NAMES.split())
_TYPED = frozenset(("text", "number", "tel"))
_PREFORMATTED = frozenset(("pre", "listing", "xmp", "plaintext"))
_MENUS = frozenset(("ul", "ol", "menu"))
# What a style makes of an element, whatever its name is.
_DISPLAYED_AS = {
    "block": "div",
    "flex": "div",
    "grid": "div",
    "inline": "span",
    "table": "table",
    "table-row": "tr",
    "table-cell": "td",
    "table-row-group": "tbody",
    "table-header-group": "thead",
    "table-footer-group": "tfoot",
    "table-caption": "caption",
}
_DISPLAY = re.compile(r"(?:^|;)\s*display\s*:\s*([a-z-]+)", re.IGNORECASE)
_INVISIBLE = re.compile(r"(?:^|;)\s*visibility\s*:\s*(hidden|collapse)", re.IGNORECASE)
_WHITE_SPACE = re.compile(r"(?:^|;)\s*white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\n\r\f]+")
_TO_COLLAPSE = re.compile(r"[\t\n\r\f]|  ")
# In XML an empty element; to HTML the beginning of one, <script/> would swallow the page.
_EMPTY = re.compile(
    r"<(?!(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)\b)"
    r"([A-Za-z][\w:.-]{0,60})(\s[^<>]{0,2000})?/>"
)


class Linked(str):
    """A piece of text inside a link."""

    __slots__ = ()


@dataclass(slots=True, eq=False)
class Element:
    """A block as shown; ``children`` are texts and blocks in order, BREAK among the texts.

    Texts have their white space collapsed, except where ``preformatted``.
    """

    tag: str
    attributes: dict[str, str | None]
    parent: Element | None
    preformatted: bool = False
    children: list[str | Element] = field(default_factory=list)

    def ancestors(self) -> Iterator[Element]:
        """This element and those around it, from the inside."""
        element: Element | None = self
        while element is not None:
            yield element
            element = element.parent


@dataclass(frozen=True, slots=True)
class Page:
    """What a page holds: its body, and the titles that its head gives."""

    body: Element
    titles: tuple[str, ...]


def parse_page(text: str) -> Page:
    """The tree of a page. Raises FileOverLimitsError."""
    if text.startswith("<?xml"):
        text = _EMPTY.sub(r"<\1\2></\1>", text)
    refuse_bombs(text)
    parser = LexborHTMLParser(text)
    body = Element("body", {}, None)
    if parser.root is not None:
        _Builder(body).build(parser.root)
    return Page(body, tuple(_titles(parser)))


class _Builder:
    """Walks lexbor's tree and builds ours."""

    def __init__(self, body: Element) -> None:
        self._at = body
        self._depth = 0
        self._links = 0
        self._count = 0

    def build(self, root: LexborNode) -> None:
        # The nodes around, with what is to be undone behind them: our element, links around it.
        left: list[tuple[LexborNode, Element, int, int]] = []
        node: LexborNode | None = root
        while node is not None:
            self._count += 1
            if node.is_text_node:
                self._text(node.text_content or "")
            else:
                at, depth, links = self._at, self._depth, self._links
                child = node.first_child if self._enter(node) else None
                if child is not None:
                    left.append((node, at, depth, links))
                    node = child
                    continue
                self._at, self._depth, self._links = at, depth, links
            following = node.next
            while following is None:
                if not left:
                    return
                node, self._at, self._depth, self._links = left.pop()
                following = node.next
            node = following

    def _enter(self, node: LexborNode) -> bool:
        """Take in one element; true where its children are to be walked."""
        if self._count > MOST_ELEMENTS:
            raise FileOverLimitsError(what="elements", limit=MOST_ELEMENTS)
        if not node.is_element_node:
            return False
        tag = node.tag or ""
        if tag in _LEFT_OUT:
            if tag == "input":
                self._field(node)
            return False
        if tag == "br":
            self._at.children.append(BREAK)
            return False
        attributes = node.attributes
        preformatted = self._at.preformatted or tag in _PREFORMATTED
        if attributes:
            if ("hidden" in attributes or "aria-hidden" in attributes) and _is_hidden(
                tag, attributes
            ):
                return False
            style = attributes.get("style")
            if style:
                lowered = style.lower()
                if "display" in lowered:
                    tag = _displayed(tag, style)
                    if not tag:
                        return False
                may_have = lowered if lowered.isascii() else "visibility white-space"
                if "visibility" in may_have and tag not in _CELLS and _INVISIBLE.search(style):
                    return False
                if "white-space" in may_have and _WHITE_SPACE.search(style):
                    preformatted = True
        if tag == "img":
            self._at.children.append(Element(tag, attributes, self._at))
            return False
        if tag == "a":
            # An anchor without address is a bookmark, and often left open around everything.
            self._links += "href" in attributes
            return True
        if tag in _BLOCKS:
            if self._depth >= DEEPEST:
                raise FileOverLimitsError(what="nesting", limit=DEEPEST)
            element = Element(tag, attributes, self._at, preformatted)
            self._at.children.append(element)
            self._at = element
            self._depth += 1
            return not ("style" in attributes and tag in _CELLS and _is_invisible(attributes))
        return True

    def _field(self, node: LexborNode) -> None:
        """A number typed into a field of a table is what the cell shows."""
        at = self._at
        if at.tag not in _CELLS and (at.parent is None or at.parent.tag not in _CELLS):
            return
        attributes = node.attributes
        value = attributes.get("value")
        is_shown = "hidden" not in attributes and "none" not in (attributes.get("style") or "")
        if value and is_shown and (attributes.get("type") or "text").lower() in _TYPED:
            at.children.append(_SPACES.sub(" ", value))

    def _text(self, text: str) -> None:
        at = self._at
        if at.preformatted:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        elif text.isspace() and text.isascii():
            if at.tag in _TABLE_PARTS or not at.children:
                return
            text = " "
        elif (not text.isprintable() and _TO_COLLAPSE.search(text)) or "  " in text:
            text = _SPACES.sub(" ", text)
        if text:
            at.children.append(Linked(text) if self._links else text)


def _is_hidden(tag: str, attributes: dict[str, str | None]) -> bool:
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        return True
    # Icons are hidden from screen readers too, and shown.
    return tag in _MENUS and attributes.get("aria-hidden") == "true"


def _is_invisible(attributes: dict[str, str | None]) -> bool:
    return bool(_INVISIBLE.search(attributes.get("style") or ""))


def _displayed(tag: str, style: str) -> str:
    """The element that a style makes of this one; "" where it is not shown."""
    found = _DISPLAY.findall(style)
    if not found:
        return tag
    display = found[-1].lower()
    if display == "none":
        return ""
    # A style that names what the element is anyway must not make a td a div.
    if tag in _TABLE_PARTS or tag in ("td", "th", "caption", "li", "ol", "ul", "img", "a"):
        return tag
    return _DISPLAYED_AS.get(display, tag)


def _titles(parser: LexborHTMLParser) -> Iterator[str]:
    """The article's title by its meta elements, then the window's title."""
    for name in ("ArticleTitle", "og:title", "title"):
        for node in parser.css(f'meta[name="{name}" i], meta[property="{name}" i]'):
            yield _SPACES.sub(" ", node.attributes.get("content") or "").strip()
    window = parser.css_first("title")
    if window is not None:
        yield _SPACES.sub(" ", window.text()).strip()
