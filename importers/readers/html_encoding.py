"""Bytes of a page → text: the mark, strict UTF-8, what the page declares, strict GB18030.

A page with a few broken bytes is still read, with U+FFFD where they stood; a page that fits no
encoding is refused. UTF-7 is never used: a page that declares it would hide markup in it.
"""

from __future__ import annotations

import codecs
import re

from importers.errors import UndecodableError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# "<" as the first character of a page shows UTF-16 without a mark.
_WIDE = (
    (re.compile(rb"<\x00[!?a-zA-Z]\x00"), "utf-16-le"),
    (re.compile(rb"\x00<\x00[!?a-zA-Z]"), "utf-16-be"),
)
# What a page may declare; every other label is not believed, as latin-1 decodes any bytes.
_DECLARABLE = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    # A page that can be read as ASCII up to its meta element cannot be UTF-16.
    "utf-16": "utf-8",
    "utf-16le": "utf-8",
    "utf-16be": "utf-8",
    "unicode": "utf-8",
    "gb2312": "gb18030",
    "gb_2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "cn-big5": "big5hkscs",
    "x-x-big5": "big5hkscs",
}
_DECLARED = re.compile(
    rb"""<meta\b[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]{2,40})"""
    rb"""|<\?xml\b[^>]{0,200}?encoding\s*=\s*["']\s*([\w.:-]{2,40})""",
    re.IGNORECASE,
)
# Scripts and comments may stand in front of the meta element.
_DECLARED_WITHIN = 16_384
_CHARACTERS_A_BROKEN_ONE = 1000
_BROKEN = "\ufffd"
_NOT_ASCII = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")


def decode_html(data: bytes, hint: str | None = None) -> tuple[str, str]:
    """Text without mark and NULs, and the encoding used; ``hint`` is a label from outside.

    Raises UndecodableError with the offset of the first bad byte and what was tried, where no
    encoding fits and more than one character in 1,000 would be lost.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_as(data, (encoding,), len(mark))
    for opening, encoding in _WIDE:
        if opening.match(data):
            return _decode_as(data, (encoding,), 0)
    candidates = ["utf-8"]
    if _is_damaged_utf8(data):
        return _decode_as(data, ("utf-8",), 0)
    for label in (declared_encoding(data), hint):
        known = _DECLARABLE.get(label.strip().lower()) if label else None
        if known is not None and known not in candidates:
            candidates.append(known)
    if "gb18030" not in candidates:
        candidates.append("gb18030")
    return _decode_as(data, tuple(candidates), 0)


def declared_encoding(data: bytes) -> str | None:
    """The label in the page's meta element or XML declaration, as written."""
    found = _DECLARED.search(data, 0, _DECLARED_WITHIN)
    if found is None:
        return None
    return (found.group(1) or found.group(2)).decode("ascii", "replace")


def _decode_as(data: bytes, encodings: tuple[str, ...], start: int) -> tuple[str, str]:
    """The first encoding that fits strictly, else the one that loses least, if that is little."""
    body = data[start:]
    offset = 0
    for encoding in encodings:
        try:
            return _without_nulls(body.decode(encoding)), encoding
        except UnicodeDecodeError as error:
            offset = max(offset, start + error.start)
    lossy = [(body.decode(encoding, "replace"), encoding) for encoding in encodings]
    text, encoding = min(lossy, key=lambda found: found[0].count(_BROKEN))
    if text.count(_BROKEN) * _CHARACTERS_A_BROKEN_ONE >= len(text):
        raise UndecodableError(offset=offset, tried=", ".join(encodings))
    return _without_nulls(text), encoding


def _is_damaged_utf8(data: bytes) -> bool:
    """Whether bytes are UTF-8 but for a few: GB18030 might fit by chance, and would be wrong."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return False
    text = data.decode("utf-8", "replace")
    broken = text.count(_BROKEN)
    if broken * _CHARACTERS_A_BROKEN_ONE >= len(text):
        return False
    return len(_NOT_ASCII.findall(data)) >= 20 * broken


def _without_nulls(text: str) -> str:
    return text.replace("\x00", "") if "\x00" in text else text
