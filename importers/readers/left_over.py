"""Temporary folders of programs that were killed: they hold copies of reports, so they go."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path

_NAME = re.compile(r"gouji-(\d+)-")


def prefix() -> str:
    """How this process begins the names of its temporary folders."""
    return f"gouji-{os.getpid()}-"


def remove_left_overs() -> None:
    """Remove our own temporary folders whose process is gone; others' are left alone."""
    if not hasattr(os, "getuid"):
        return
    for path in Path(tempfile.gettempdir()).glob("gouji-*"):
        found = _NAME.match(path.name)
        if found is None or path.is_symlink() or _is_alive(int(found.group(1))):
            continue
        try:
            if path.stat().st_uid == os.getuid():
                shutil.rmtree(path, ignore_errors=True)
        except OSError:
            continue


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
