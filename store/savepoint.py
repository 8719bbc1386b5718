"""A transaction inside a transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from store.sqlite_library import sqlite3


@contextmanager
def savepoint(connection: sqlite3.Connection) -> Iterator[None]:
    """What is written in the block stays with the transaction around it, or none of it does.

    Blocks nest. It is what ``atomic`` of sqlite-utils does, which takes as much memory and time
    to load as a small import.
    """
    connection.execute("savepoint nested")
    try:
        yield
    except BaseException:
        # What failed may have ended the whole transaction, and the savepoint with it.
        if connection.in_transaction:
            connection.execute("rollback to nested")
            connection.execute("release nested")
        raise
    connection.execute("release nested")
