"""ZIP archives of reports: their members by name, and the bytes of one, within limits.

Nothing is ever written to disk, so that a member's name cannot reach outside a folder.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from importers.discover import (
    MOST_BYTES,
    SourceFile,
    check_regular,
    checked,
    is_left_over,
)
from importers.errors import (
    FileDamagedError,
    FileEncryptedError,
    FileOverLimitsError,
    FileTooLargeError,
    FileUnreadableError,
    FileUnsafeError,
    ImporterError,
)

MOST_MEMBERS = 20_000
MOST_ARCHIVE_BYTES = 4 * 1024**3
# Text and office files shrink to a tenth; what shrinks much further was made to do harm.
MOST_RATIO = 200
_SMALL = 1024 * 1024
_MEGABYTE = 1_048_576
_FORMAT = "ZIP"
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_UNICODE_PATH = 0x7075
# Others may claim any amount of memory before the first byte comes out.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_CHUNK = 256 * 1024
_BAD = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, NotImplementedError)


def members(source: SourceFile) -> tuple[list[SourceFile], list[tuple[SourceFile, ImporterError]]]:
    """The files in an archive in its own order, and those that cannot be read with the reason.

    Raises ImporterError where the archive as a whole cannot be read.
    """
    check_regular(source.path, MOST_ARCHIVE_BYTES)
    found: list[SourceFile] = []
    refused: list[tuple[SourceFile, ImporterError]] = []
    names: set[str] = set()
    for index, info in enumerate(_directory(source.path)):
        name = member_name(info)
        parts = name.split("/")
        if (
            info.filename.endswith("/")
            or name.endswith("/")
            or "__MACOSX" in parts
            or is_left_over(parts[-1])
        ):
            continue
        member = source.member_of(index, name)
        if name in names:
            refused.append((member, FileUnsafeError(what="duplicate_members")))
            continue
        names.add(name)
        reason = _refusal(info)
        if reason is None:
            found.append(member)
        else:
            refused.append((member, reason))
    return found, refused


def read_member(source: SourceFile) -> bytes:
    """The bytes of one member, inflated within limits. Raises ImporterError."""
    if source.member is None:
        raise ValueError("not a member of an archive")
    directory = _directory(source.path)
    if source.member >= len(directory):
        raise FileDamagedError(format=_FORMAT, reason="the archive has changed")
    info = directory[source.member]
    reason = _refusal(info)
    if reason is not None:
        raise reason
    try:
        with _archive(source.path).open(info) as stream:
            data = bytearray()
            # The directory may lie about sizes: what counts is what comes out.
            while chunk := stream.read(_CHUNK):
                data += chunk
                _check_size(len(data), info)
    except OSError as error:
        raise FileUnreadableError(reason=str(error.strerror or error)) from error
    except RuntimeError as error:
        raise FileEncryptedError(format=_FORMAT) from error
    except _BAD as error:
        raise FileDamagedError(format=_FORMAT, reason=str(error)) from error
    return checked(bytes(data))


def _directory(path: Path) -> Sequence[zipfile.ZipInfo]:
    infos = _archive(path).infolist()
    if len(infos) > MOST_MEMBERS:
        raise FileOverLimitsError(what="archive_members", limit=MOST_MEMBERS)
    return infos


def _archive(path: Path) -> zipfile.ZipFile:
    try:
        found = path.stat()
        return _opened(path, found.st_mtime_ns, found.st_size)
    except OSError as error:
        raise FileUnreadableError(reason=str(error.strerror or error)) from error
    except (*_BAD, MemoryError, OverflowError) as error:
        raise FileDamagedError(format=_FORMAT, reason=str(error)) from error


@lru_cache(maxsize=1)
def _opened(path: Path, modified: int, size: int) -> zipfile.ZipFile:
    """An open archive; its directory is read once for all members, not once for each."""
    return zipfile.ZipFile(path)


def _refusal(info: zipfile.ZipInfo) -> ImporterError | None:
    if info.flag_bits & _ENCRYPTED:
        return FileEncryptedError(format=_FORMAT)
    if info.compress_type not in _METHODS:
        return FileDamagedError(format=_FORMAT, reason=f"compression method {info.compress_type}")
    if info.file_size > MOST_BYTES:
        return FileTooLargeError(size=info.file_size // _MEGABYTE, limit=MOST_BYTES // _MEGABYTE)
    return None


def _check_size(size: int, info: zipfile.ZipInfo) -> None:
    if size > MOST_BYTES:
        raise FileTooLargeError(size=size // _MEGABYTE, limit=MOST_BYTES // _MEGABYTE)
    if size > _SMALL and size > MOST_RATIO * max(info.compress_size, 1):
        raise FileOverLimitsError(what="compression_ratio", limit=MOST_RATIO)


def member_name(info: zipfile.ZipInfo) -> str:
    """The name as its author wrote it, with forward slashes.

    Without the flag for UTF-8 (APPNOTE.TXT 4.4.4) ``zipfile`` decodes names as code page 437;
    Chinese systems write GBK there, some programs UTF-8 all the same, and Info-ZIP puts the
    UTF-8 name into an extra field (4.6.9).
    """
    name = info.filename
    if not info.flag_bits & _UTF8_NAME:
        try:
            raw = info.orig_filename.encode("cp437")
        except UnicodeEncodeError:
            raw = name.encode("utf-8", "replace")
        name = _unicode_path(info.extra) or _decoded(raw)
    return name.split("\x00")[0].replace("\\", "/")


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("gb18030", "replace")


def _unicode_path(extra: bytes) -> str | None:
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        field, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _UNICODE_PATH and len(field) > 5 and field[0] == 1:
            try:
                return field[5:].decode("utf-8")
            except UnicodeDecodeError:
                return None
    return None
