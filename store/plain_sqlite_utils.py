"""sqlite-utils' Database, by which transactions nest, without what it would load and never need.

It loads pandas and NumPy wherever they are installed, to know their types: 30 MB and half a
second for every process that opens a workspace.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

_UNUSED = ("pandas", "numpy")


@contextmanager
def _left_out() -> Iterator[None]:
    """Importing these fails for as long as the block runs, unless they are loaded already."""
    absent = [name for name in _UNUSED if name not in sys.modules]
    for name in absent:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]


with _left_out():
    from sqlite_utils import Database

__all__ = ["Database"]
