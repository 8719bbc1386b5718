"""How alike two texts are, and the bands of a text by which those like it are found.

Likeness is twice the longest common subsequence over both lengths, 0 to 1. Bands are those of
MinHash by one permutation: pairs of characters are hashed once and the least hash of every bin
kept; an empty bin takes over that of the next (Shrivastava and Li, 2014). Texts that share many
pairs share bands, so that an index on bands finds them among very many.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zlib
from functools import lru_cache

from store.report import Report

# Section five, what went wrong and what will be done: the one that is copied.
SECTION = "problems"
_FEWEST_LETTERS = 100
_NO_LETTER = re.compile(r"[\W\d_]+")
_SHINGLE = 2
_BANDS = 42
_ROWS = 3
_BINS = _BANDS * _ROWS
_SPREAD = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1


def compared_text(report: Report) -> str:
    """The letters of section five, without figures and marks; empty where too few to judge by."""
    section = report.sections_by_key.get(SECTION)
    if section is None:
        return ""
    text = unicodedata.normalize("NFKC", "".join(p.text for p in section.paragraphs))
    letters = _NO_LETTER.sub("", text)
    return letters if len(letters) >= _FEWEST_LETTERS else ""


def likeness(one: str, other: str) -> float:
    """The part of both texts that is common to them in order, 0 to 1."""
    if not one or not other:
        return 0.0
    return 2 * _common(one, other) / (len(one) + len(other))


def _common(one: str, other: str) -> int:
    """Length of the longest common subsequence, a row of the table at a time as bits (Hyyrö)."""
    places: dict[str, int] = {}
    for at, char in enumerate(one):
        places[char] = places.get(char, 0) | 1 << at
    mask = (1 << len(one)) - 1
    row = mask
    for char in other:
        shared = row & places.get(char, 0)
        row = ((row + shared) | (row - shared)) & mask
    return len(one) - row.bit_count()


@lru_cache(maxsize=256)
def bands(text: str) -> frozenset[int]:
    """The bands of a text as numbers that fit a database; none of an empty text."""
    if not text:
        return frozenset()
    least: list[int | None] = [None] * _BINS
    for at in range(len(text) - _SHINGLE + 1):
        # The checksum is spread over all bits, so that bin and rank do not depend on each other.
        number = zlib.crc32(text[at : at + _SHINGLE].encode("utf-8", "surrogatepass"))
        number = (number * _SPREAD) & _MASK
        number ^= number >> 29
        slot, rank = number % _BINS, number // _BINS
        known = least[slot]
        if known is None or rank < known:
            least[slot] = rank
    filled = _filled(least)
    found = set()
    for band in range(_BANDS):
        data = repr((band, filled[band * _ROWS : (band + 1) * _ROWS])).encode()
        found.add(int.from_bytes(hashlib.blake2b(data, digest_size=6).digest()))
    return frozenset(found)


def _filled(least: list[int | None]) -> list[tuple[int, int]]:
    """Every bin with its own least hash, or that of the next filled one and how far it is."""
    filled: list[tuple[int, int]] = []
    for slot in range(_BINS):
        step = 0
        while (rank := least[(slot + step) % _BINS]) is None:
            step += 1
        filled.append((step, rank))
    return filled
