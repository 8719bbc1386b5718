"""Which files an import means: paths, folders, and the members of ZIP archives."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from importers.errors import FileEmptyError, FileTooLargeError, FileUnreadableError

MOST_BYTES = 20 * 1024 * 1024
_MEGABYTE = 1_048_576
# What file managers leave in folders; nobody means to import it.
_LEFT_OVERS = frozenset({"thumbs.db", "desktop.ini"})
_ARCHIVE_MARK = "!"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read: where it is, and its path relative to the argument that named it.

    ``member`` is the position of a member in the archive at ``path``; its ``name`` is then
    ``archive.zip!folder/member``. ``sha256`` is known here only of members; ``is_converted``
    is true for the formats of old office programs, which another program has to convert. ``given``
    are its bytes where it is read on another machine than the one that has it.
    """

    path: Path
    name: str
    member: int | None = None
    sha256: str | None = None
    is_converted: bool = False
    given: bytes | None = field(default=None, repr=False, compare=False)

    @property
    def file_name(self) -> str:
        """The name that its author gave the file, without folders."""
        if self.member is None:
            return self.path.name
        return PurePosixPath(self.name.rpartition(_ARCHIVE_MARK)[2]).name

    @property
    def shown(self) -> str:
        """The path as a user would name it."""
        if self.member is None:
            return str(self.path)
        return f"{self.path}{_ARCHIVE_MARK}{self.name.partition(_ARCHIVE_MARK)[2]}"

    def member_of(self, index: int, name: str) -> SourceFile:
        """A member of this archive."""
        return SourceFile(self.path, f"{self.name}{_ARCHIVE_MARK}{name}", index)


def discover(paths: Iterable[Path]) -> Iterator[SourceFile]:
    """The files that paths name, folders walked in name order; hidden ones are left out."""
    seen: set[Path] = set()
    for argument in paths:
        if argument.is_dir():
            found = [
                SourceFile(path, path.relative_to(argument).as_posix()) for path in _walk(argument)
            ]
        else:
            found = [SourceFile(argument, argument.name)]
        for source in found:
            if source.path not in seen:
                seen.add(source.path)
                yield source


def is_left_over(name: str) -> bool:
    """True for hidden files, lock files of office programs, and left-overs of file managers."""
    return name.startswith((".", "~$")) or name.lower() in _LEFT_OVERS


def _walk(folder: Path) -> Iterator[Path]:
    for root, folders, files in os.walk(folder, followlinks=False):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name != "__MACOSX"
        )
        for name in sorted(files):
            if not is_left_over(name):
                yield Path(root) / name


def read_bytes(path: Path) -> bytes:
    """The content of a regular file. Raises ImporterError."""
    try:
        check_regular(path, MOST_BYTES)
        data = path.read_bytes()
    except OSError as error:
        raise FileUnreadableError(reason=str(error.strerror or error)) from error
    return checked(data)


def check_regular(path: Path, most: int) -> None:
    """Raise ImporterError unless the path is a regular file of at most ``most`` bytes."""
    try:
        found = path.stat()
    except OSError as error:
        raise FileUnreadableError(reason=str(error.strerror or error)) from error
    if not stat.S_ISREG(found.st_mode):
        raise FileUnreadableError(reason="not a regular file")
    if found.st_size > most:
        raise FileTooLargeError(size=found.st_size // _MEGABYTE, limit=most // _MEGABYTE)


def checked(data: bytes) -> bytes:
    """The bytes, if there is anything but white space in them. Raises FileEmptyError."""
    if not data or data.isspace():
        raise FileEmptyError()
    return data
