"""The numbers that a browser prints in front of the items of an ordered list.

CSS Counter Styles Level 3; a list whose items carry numbers of their own prints none, as pages
then switch the automatic ones off in a style sheet that a saved file does not hold.
"""

from __future__ import annotations

import re

from importers.readers.html_tree import Element
from importers.readers.numerals import chinese, digit_by_digit, roman

_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([^;]*)", re.IGNORECASE)
_INTEGER = re.compile(r"\s*([+-]?[0-9]{1,9})")
_BY_TYPE = {
    "1": "decimal",
    "a": "lower-alpha",
    "A": "upper-alpha",
    "i": "lower-roman",
    "I": "upper-roman",
}
_CHINESE = frozenset(
    ("cjk-ideographic", "simp-chinese-informal", "trad-chinese-informal", "japanese-informal")
)
_UNNUMBERED = frozenset(("none", "disc", "circle", "square"))
_STYLES = (
    _CHINESE
    | _UNNUMBERED
    | {
        "decimal",
        "decimal-leading-zero",
        "cjk-decimal",
        "lower-alpha",
        "lower-latin",
        "upper-alpha",
        "upper-latin",
        "lower-roman",
        "upper-roman",
    }
)
_OWN_NUMBER = re.compile(
    r"\s*(?:[（(]?\s*(?:[一二三四五六七八九十]{1,3}|[0-9０-９]{1,3})\s*[、.．)）]"
    r"|第[一二三四五六七八九十]+|[①-⑳])"
)


def item_numbers(items: Element) -> dict[Element, str]:
    """What is printed in front of each item of an ``ol``, as "1." or "一、"; "" for nothing."""
    own = [child for child in items.children if isinstance(child, Element) and child.tag == "li"]
    if any(_OWN_NUMBER.match(_beginning(item)) for item in own):
        return {}
    style = _style_of(items, "decimal")
    reverse = "reversed" in items.attributes
    step = -1 if reverse else 1
    number = _integer(items.attributes.get("start"), len(own) if reverse else 1)
    printed: dict[Element, str] = {}
    for item in own:
        number = _integer(item.attributes.get("value"), number)
        printed[item] = _marker(number, _style_of(item, style))
        number += step
    return printed


def _beginning(item: Element) -> str:
    """The first text in an item, however deep it lies."""
    inner: Element = item
    while True:
        for child in inner.children:
            if isinstance(child, Element):
                inner = child
                break
            if child.strip():
                return child
        else:
            return ""


def _style_of(element: Element, inherited: str) -> str:
    found = _LIST_STYLE.findall(element.attributes.get("style") or "")
    for word in reversed(" ".join(found).lower().split()):
        if word in _STYLES:
            return word
    return _BY_TYPE.get((element.attributes.get("type") or "").strip(), inherited)


def _integer(text: str | None, otherwise: int) -> int:
    found = _INTEGER.match(text or "")
    return int(found.group(1)) if found else otherwise


def _marker(number: int, style: str) -> str:
    if style in _UNNUMBERED:
        return ""
    if style in _CHINESE:
        return chinese(number) + "、" if 0 < number < 100 else f"{number}、"
    if style == "cjk-decimal":
        return digit_by_digit(abs(number)) + "、"
    if style == "decimal-leading-zero":
        return f"{number:02d}."
    if number > 0 and style.endswith(("alpha", "latin")):
        text = _letters(number)
    elif 0 < number < 4000 and style.endswith("roman"):
        text = roman(number)
    else:
        return f"{number}."
    return (text.upper() if style.startswith("upper") else text) + "."


def _letters(number: int) -> str:
    """a … z, then aa, ab, ac."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("a") + rest) + text
    return text
