"""Whether an old office file is locked with a password, told from its bytes alone.

Word: bit fEncrypted of the FIB, [MS-DOC] 2.5.2. Excel: a record FilePass in the globals,
[MS-XLS] 2.4.117. OpenDocument: encryption-data in the manifest, ODF 1.2 part 3, 3.4.1. The
streams of an OLE file are found by its directory, [MS-CFB] 2.
"""

from __future__ import annotations

import io
import struct
import zipfile

from importers.readers.protocol import Format

_FREE_SECTORS = 0xFFFFFFFA
_ENTRY_BYTES = 128
_MOST_DIRECTORY_SECTORS = 4096
_MOST_MANIFEST = 1 << 20

_FIB_MAGIC = (0xA5EC, 0xA5DC)
_FIB_ENCRYPTED = 0x0100
_BIFF_BEGIN = 0x0809
_BIFF_FILE_PASS = 0x002F
_BIFF_WRITE_PROTECT = 0x0086


def needs_password(found: Format, data: bytes) -> bool:
    """True where the file says that it is encrypted; a damaged file says nothing."""
    try:
        if found is Format.WORD:
            return _is_locked_word(_stream_head(data, ("WordDocument",)))
        if found is Format.EXCEL:
            return _is_locked_excel(_stream_head(data, ("Workbook", "Book")))
        if found in (Format.ODT, Format.ODS):
            return _is_locked_opendocument(data)
    except (struct.error, IndexError, ValueError, NotImplementedError, zipfile.BadZipFile):
        return False
    return False


def _is_locked_word(head: bytes) -> bool:
    magic, flags = struct.unpack_from("<H8xH", head)
    return bool(magic in _FIB_MAGIC and flags & _FIB_ENCRYPTED)


def _is_locked_excel(head: bytes) -> bool:
    """FilePass follows the first record, or the one on write protection behind it."""
    kind, length = struct.unpack_from("<HH", head)
    if kind != _BIFF_BEGIN:
        return False
    at = 4 + length
    kind, length = struct.unpack_from("<HH", head, at)
    if kind == _BIFF_WRITE_PROTECT:
        kind, length = struct.unpack_from("<HH", head, at + 4 + length)
    return bool(kind == _BIFF_FILE_PASS)


def _is_locked_opendocument(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        try:
            manifest = package.open("META-INF/manifest.xml")
        except KeyError:
            return False
        with manifest:
            return b"encryption-data" in manifest.read(_MOST_MANIFEST)


def _stream_head(data: bytes, names: tuple[str, ...]) -> bytes:
    """The first sector of a stream of an OLE file, empty where there is none.

    Streams under the cutoff of the header lie in the mini stream; those of documents are larger.
    """
    shift, cutoff = struct.unpack_from("<H24xI", data, 30)
    size = 1 << min(shift, 16)
    wanted = {name.encode("utf-16-le") for name in names}
    sector = struct.unpack_from("<I", data, 48)[0]
    for _ in range(_MOST_DIRECTORY_SECTORS):
        if sector >= _FREE_SECTORS:
            break
        start = (sector + 1) * size
        for at in range(start, min(start + size, len(data) - _ENTRY_BYTES + 1), _ENTRY_BYTES):
            length = struct.unpack_from("<H", data, at + 64)[0]
            if data[at : at + max(0, length - 2)] in wanted:
                first, bytes_in_stream = struct.unpack_from("<II", data, at + 116)
                if bytes_in_stream < cutoff:
                    return b""
                return data[(first + 1) * size : (first + 2) * size]
        sector = _next_sector(data, sector, size)
    return b""


def _next_sector(data: bytes, sector: int, size: int) -> int:
    """The next sector of a chain; of the allocation table only what the header lists is used."""
    table, within = divmod(sector, size // 4)
    if table >= 109:
        raise ValueError(table)
    allocation = struct.unpack_from("<I", data, 76 + 4 * table)[0]
    following: int = struct.unpack_from("<I", data, (allocation + 1) * size + 4 * within)[0]
    return following
