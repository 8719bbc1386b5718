"""How alike two texts are, and the bands of a text by which those like it are found.

Bands are those of MinHash by one permutation: pairs of characters are hashed once and the least
hash of every bin kept; an empty bin takes over that of the next (Shrivastava and Li, 2014). Texts
that share many pairs share bands, so that an index on bands finds them among very many.
The libraries that have it bring NumPy and SciPy into every worker.
"""

from __future__ import annotations

import hashlib
import zlib

_SHINGLE = 2
_BANDS = 42
_ROWS = 3
_BINS = _BANDS * _ROWS
_SPREAD = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1


def likeness(one: str, other: str) -> float:
    """The part of both texts that is common to them in order, 0 to 1; 0 where one is empty."""
    # The process that stores reports needs it only where texts share bands.
    from rapidfuzz.distance import Indel

    if not one or not other:
        return 0.0
    return float(Indel.normalized_similarity(one, other))


def bands(text: str) -> tuple[int, ...]:
    """The bands of a text as numbers that fit a database; none of an empty text, in order."""
    if not text:
        return ()
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
    found: set[int] = set()
    for band in range(_BANDS):
        data = repr((band, filled[band * _ROWS : (band + 1) * _ROWS])).encode()
        found.add(int.from_bytes(hashlib.blake2b(data, digest_size=6).digest()))
    return tuple(sorted(found))


def _filled(least: list[int | None]) -> list[tuple[int, int]]:
    """Every bin with its own least hash, or that of the next filled one and how far it is."""
    filled: list[tuple[int, int]] = []
    for slot in range(_BINS):
        step = 0
        while (rank := least[(slot + step) % _BINS]) is None:
            step += 1
        filled.append((step, rank))
    return filled
