"""Text ↔ bytes as they are stored for ever: zlib, with a dictionary of what all reports repeat.

The dictionary holds official labels, field ids and phrases of our own making that the regulation
and the form ask for, never words of a report. zlib writes its checksum in front of what it
packed, so that every content says which dictionary it needs. A dictionary is never changed: a
better one becomes a new file, and the old one stays. Bytes packed without any are read too.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

# By the checksum that zlib knows them by (Adler-32).
_FILES: Mapping[int, str] = {0xB362BCA7: "1.txt"}
_NEWEST = next(reversed(_FILES))
_LEVEL = 6
# The second byte of a stream (RFC 1950) tells that a checksum of a dictionary follows.
_HAS_DICTIONARY = 0x20


@cache
def _dictionary(checksum: int) -> bytes:
    name = _FILES.get(checksum)
    if name is None:
        raise zlib.error(f"no dictionary {checksum:08x}: packed by a newer gouji")
    return Path(__file__).with_name("dictionaries").joinpath(name).read_bytes()


def compress(text: str) -> bytes:
    """Pack a text; lone surrogates are kept."""
    packer = zlib.compressobj(_LEVEL, zdict=_dictionary(_NEWEST))
    return packer.compress(text.encode("utf-8", "surrogatepass")) + packer.flush()


def decompress(packed: bytes) -> str:
    """The inverse of ``compress``, whichever version packed. Raises zlib.error."""
    if packed[1:2] and packed[1] & _HAS_DICTIONARY:
        found = _dictionary(int.from_bytes(packed[2:6], "big"))
        unpacker = zlib.decompressobj(zdict=found)
        data = unpacker.decompress(packed) + unpacker.flush()
        if not unpacker.eof:
            raise zlib.error("incomplete")
    else:
        data = zlib.decompress(packed)
    return data.decode("utf-8", "surrogatepass")
