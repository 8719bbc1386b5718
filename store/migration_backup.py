"""Before a workspace is migrated it is copied beside itself, and the copy is checked."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

from store.errors import WorkspaceError
from store.sqlite_library import sqlite3

_COUNTED = ("report", "flag", "annotation")


def back_up(path: Path, version: int) -> Path:
    """Copy the workspace to ``NAME.v1-20240131-093000.bak`` beside it; the copy's path.

    By SQLite's backup API, with the mode of the workspace, verified, never over another file. The
    caller holds the write lock. Raises WorkspaceError where there is no sound copy in the end.
    """
    _clear_unfinished(path, version)
    target = _reserve(path, version)
    part = target.with_name(target.name + ".part")
    try:
        _copy(path, part, version)
        part.replace(target)
        _sync(path.parent)
    except (OSError, sqlite3.Error, _UnsoundError) as error:
        part.unlink(missing_ok=True)
        target.unlink(missing_ok=True)
        reason = str(getattr(error, "strerror", None) or error)
        raise WorkspaceError("workspace_backup", path=str(target), reason=reason) from error
    return target


class _UnsoundError(Exception):
    """The copy is not what was copied."""


def _clear_unfinished(path: Path, version: int) -> None:
    """Remove what a killed migration left: copies that were not finished and bear our name."""
    begin = f"{path.name}.v{version}-"
    parts = [one for one in path.parent.iterdir() if one.name.startswith(begin)]
    for part in parts:
        if part.name.endswith(".bak.part"):
            reserved = part.with_suffix("")
            if reserved.is_file() and not reserved.stat().st_size:
                reserved.unlink()
            part.unlink()


def _reserve(path: Path, version: int) -> Path:
    """Make an empty file of a name that no file has, so that nobody else takes it."""
    stem = f"{path.name}.v{version}-{time.strftime('%Y%m%d-%H%M%S')}"
    for number in range(1, 1_000):
        target = path.with_name(f"{stem}{f'-{number}' if number > 1 else ''}.bak")
        # Together with its copy in the making, which tells an unfinished one.
        part = target.with_name(target.name + ".part")
        mode = stat.S_IMODE(path.stat().st_mode)
        try:
            for made in (part, target):
                flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW
                descriptor = os.open(made, flags, mode)
                os.fchmod(descriptor, mode)
                os.close(descriptor)
        except FileExistsError:
            part.unlink(missing_ok=True)
            continue
        except OSError as error:
            part.unlink(missing_ok=True)
            reason = str(error.strerror or error)
            raise WorkspaceError("workspace_backup", path=str(target), reason=reason) from error
        return target
    raise WorkspaceError("workspace_backup", path=stem, reason="file exists")


def _copy(path: Path, part: Path, version: int) -> None:
    source = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        copy = sqlite3.connect(part, isolation_level=None)
        try:
            # Nobody reads it before it is whole and on the disk.
            copy.execute("pragma journal_mode = off")
            copy.execute("pragma synchronous = off")
            source.backup(copy)
            _verify(source, copy, version)
        finally:
            copy.close()
    finally:
        # The migration writes when it is the only one that reads.
        source.close()
    _sync(part)


def _verify(source: sqlite3.Connection, copy: sqlite3.Connection, version: int) -> None:
    if copy.execute("pragma integrity_check").fetchall() != [("ok",)]:
        raise _UnsoundError("integrity_check")
    if copy.execute("pragma user_version").fetchone() != (version,):
        raise _UnsoundError("user_version")
    for table in _COUNTED:
        counting = f"select count(*), ifnull(max(id), 0) from {table}"  # noqa: S608
        if source.execute(counting).fetchone() != copy.execute(counting).fetchone():
            raise _UnsoundError(table)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
