"""Write a file whole or not at all, and never through a link or into a device."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from tempfile import mkstemp

from store.errors import ExportError


def check_target(target: Path) -> None:
    """Raise ExportError where nothing can be written: no folder, or a link, device or folder."""
    try:
        found = os.lstat(target)
    except FileNotFoundError:
        if not target.parent.is_dir():
            raise ExportError("export_no_folder", path=str(target.parent)) from None
        return
    except OSError as error:
        raise ExportError("export_system", path=str(target), reason=str(error.strerror)) from error
    if not stat.S_ISREG(found.st_mode):
        raise ExportError("export_not_a_file", path=str(target))


def write_atomically(target: Path, write: Callable[[Path], int]) -> int:
    """Let ``write`` fill a temporary file beside ``target``, then rename it; what it returned.

    Raises ExportError where the target is a link, a device or a folder, or cannot be written.
    """
    check_target(target)
    try:
        handle, name = mkstemp(prefix=f".{target.name[:40]}.", suffix=".part", dir=target.parent)
        os.close(handle)
    except OSError as error:
        raise ExportError(
            "export_system", path=str(target.parent), reason=str(error.strerror)
        ) from error
    temporary = Path(name)
    try:
        count = write(temporary)
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        temporary.replace(target)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise ExportError(
            "export_system", path=str(target), reason=str(error.strerror or error)
        ) from error
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return count
