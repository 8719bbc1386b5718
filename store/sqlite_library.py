"""The SQLite library that sqlite-utils works with, chosen as it does.

Everything that opens a file needs it; sqlite-utils itself takes as long to load as the first page
of the queue takes to be read, and is loaded where it is used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

__all__ = ["sqlite3"]

if TYPE_CHECKING:
    import sqlite3
else:
    # sqlite_utils.utils prefers it where it is installed: it may carry a newer SQLite.
    try:
        sqlite3 = importlib.import_module("pysqlite3")
    except ImportError:
        import sqlite3
