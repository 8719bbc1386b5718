"""Hostile and broken archives, and pictures that cannot be opened."""

from __future__ import annotations

import binascii
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.importers.hostile_files import BOMB, DAMAGED, UNREPORTED, Hostile, bomb, stored
from tests.sample_reports import SAMPLES, encoded


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive with the codes of each failure in it, by member; "" is the archive itself."""

    name: str
    data: bytes
    codes: Mapping[str, frozenset[str]]


def archives() -> Iterator[Archive]:
    """Archives: each holds a good report, ``good.txt``, where its directory can be read."""
    reports = (encoded(sample) for sample in SAMPLES[6:])

    def with_good(
        entries: Mapping[bytes, tuple[int, bytes, int]], claimed: int | None = None
    ) -> bytes:
        report = next(reports)
        return stored({b"good.txt": (0, report, len(report)), **entries}, claimed)

    size = 40_000_000
    blanks = bomb(b" ", size)
    swelling = {b"b.txt": (8, blanks, size)}
    yield Archive("bomb.zip", with_good(swelling), {"b.txt": BOMB | {"file_too_large"}})
    lying = stored(swelling, claimed=100)
    yield Archive("lying.zip", lying, {"b.txt": BOMB | DAMAGED})
    inner = stored(swelling)
    for _ in range(40):
        inner = stored({b"n.zip": (0, inner, len(inner))})
    unsupported = frozenset({"archive_inside"})
    yield Archive(
        "nested.zip", with_good({b"n.zip": (0, inner, len(inner))}), {"n.zip": unsupported}
    )
    empty = {b"%d.txt" % n: (0, b"", 0) for n in range(70_000)}
    yield Archive("members.zip", stored(empty), {"": BOMB})
    methods = {
        b"lzma.txt": (14, b"\x10\x02\x05\x00\x5d\x00\x00\x10\x00" + b"\xff" * 40, 5000),
        b"bzip2.txt": (12, b"BZh9junk", 5000),
        b"deflate64.txt": (9, b"d" * 9, 5000),
        b"unknown.txt": (77, b"d" * 9, 5000),
    }
    refused = DAMAGED | BOMB | {"file_unreadable", "file_unsupported"}
    yield Archive("methods.zip", with_good(methods), {key.decode(): refused for key in methods})
    greedy = {b"g.txt": (14, b"\x10\x02\x05\x00\x5d\xff\xff\xff\xff" + bytes(40), 5000)}
    yield Archive("dictionary.zip", with_good(greedy), {"g.txt": refused | {"reader_memory"}})
    names = [
        b"\x1b[2J\x1b]0;x\x07.txt",
        b"a\nb.txt",
        b"-rf.txt",
        b"../" * 40 + b"tmp/x.txt",
        b"[/b].txt",
        b"x" * 65_000 + b".txt",
    ]
    unread = UNREPORTED | {"file_undecodable", "file_empty"}
    hostile = dict.fromkeys(names, (0, b"\xff\xfe\x00", 3))
    yield Archive("names.zip", with_good(hostile), {one.decode(): unread for one in names})
    overlapping = with_good({b"k.txt": (8, blanks, size)})
    entry = overlapping[overlapping.rindex(b"PK\x01\x02") : overlapping.rindex(b"PK\x05\x06")]
    more = b"".join(entry.replace(b"k.txt", b"%d.txt" % n) for n in range(8))
    end = overlapping.rindex(b"PK\x05\x06")
    total = struct.unpack_from("<I", overlapping, end + 12)[0] + len(more)
    tail = overlapping[end : end + 12] + struct.pack("<I", total) + overlapping[end + 16 :]
    codes = {f"{n}.txt": refused | {"file_too_large"} for n in (*range(8), "k")}
    yield Archive("overlapping.zip", overlapping[:end] + more + tail, codes)
    good = with_good({})
    yield Archive("directory.zip", good[:-40] + b"PK\x05\x06" + b"\xff" * 18, {"": DAMAGED})
    yield Archive("cut.zip", good[: len(good) // 2], {"": DAMAGED})


_FRAME = b"\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00"


def frames(count: int) -> bytes:
    """A GIF of many frames of one pixel each."""
    head = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff"
    return head + _FRAME * count + b";"


def image_files() -> Iterator[Hostile]:
    """Pictures: their text would be recognised if they could be opened."""
    refused = BOMB | DAMAGED | {"file_no_text"}

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = binascii.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    def png(width: int, height: int, packed: bytes, *more: bytes) -> bytes:
        head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
        rest = b"".join(more) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
        return b"\x89PNG\r\n\x1a\n" + head + rest

    zeros = zlib.compress(bytes(7501) * 400, 9)
    yield Hostile("wide.png", png(60_000, 60_000, zeros), refused)
    yield Hostile("flat.png", png(2_000_000_000, 1, zeros), refused)
    text = chunk(b"zTXt", b"k\x00\x00" + zlib.compress(bytes(100_000_000), 9))
    yield Hostile("text.png", png(10, 10, zeros[:40], text), refused | UNREPORTED)
    yield Hostile("cut.png", png(600, 800, zeros[:40])[:80], refused)
    yield Hostile("frames.gif", frames(50_000), refused)
    yield Hostile(
        "screen.gif", b"GIF89a\xff\xff\xff\xff\x80\x00\x00" + bytes(6) + _FRAME + b";", refused
    )
    loop = b"II*\x00\x08\x00\x00\x00" + struct.pack("<H", 1) + struct.pack("<HHII", 256, 4, 1, 9)
    yield Hostile("loop.tiff", loop + struct.pack("<I", 8), refused)
    bmp = b"BM" + struct.pack(
        "<IHHIIiiHHIIiiII", 99, 0, 0, 54, 40, 2**31 - 1, -(2**31), 1, 1, 0, 0, 0, 0, 0, 0
    )
    yield Hostile("sides.bmp", bmp + bytes(64), refused)
    yield Hostile("cut.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(99), refused)
