"""Bytes → text, by strict decoding only: a wrong guess would silently change figures."""

from __future__ import annotations

import codecs

from importers.errors import UndecodableError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def _utf16_without_bom(data: bytes) -> str | None:
    # Only NUL bytes in one half of the pairs show UTF-16: line ends, digits and tabs have them.
    if len(data) < 4 or len(data) % 2 or b"\x00" not in data:
        return None
    # A few Chinese characters have a zero byte too (一 is 4E 00): the larger half decides.
    even, odd = data[0::2].count(0), data[1::2].count(0)
    if even == odd:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def decode(data: bytes) -> tuple[str, str]:
    """Text and the encoding used.

    A byte order mark decides; else strict UTF-8; UTF-16 only where NUL bytes show it; else
    strict GB18030. Raises UndecodableError with the offset of the first bad byte and what was
    tried.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return data[len(bom) :].decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise UndecodableError(offset=error.start + len(bom), tried=encoding) from error
    wide = _utf16_without_bom(data)
    tried = [wide] if wide else ["utf-8", "gb18030"]
    offset = 0
    for encoding in tried:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            offset = max(offset, error.start)
            continue
        binary = text.find("\x00")
        if binary < 0:
            return text, encoding
        offset = max(offset, len(text[:binary].encode(encoding)))
    raise UndecodableError(offset=offset, tried=", ".join(tried))
