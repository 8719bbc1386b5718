"""What SQLite says of a workspace: version, journal, schema, damage, clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from store.database import APPLICATION_ID, BUSY_MILLISECONDS
from store.migrations import SCHEMA_VERSION, schema_hash
from store.sqlite_library import sqlite3
from store.symptoms import Symptom, good, wrong

_MOST_DAMAGES = 5
# Clocks that are set by the network differ by less.
_AHEAD = timedelta(minutes=1)


def look_inside(path: Path) -> list[Symptom]:
    """Everything that can be told without changing the workspace."""
    found = [good("library", version=sqlite3.sqlite_version)]
    try:
        # Not read-only: what a killed process left has to be rolled back.
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=rw",
            uri=True,
            timeout=BUSY_MILLISECONDS / 1000,
            isolation_level=None,
        )
        try:
            connection.execute("pragma trusted_schema = off")
            found += _looks(connection)
        finally:
            connection.close()
    except sqlite3.OperationalError as error:
        busy = "locked" in str(error) or "busy" in str(error)
        found.append(wrong("busy") if busy else wrong("damaged", reason=str(error)))
    except sqlite3.DatabaseError as error:
        found.append(wrong("damaged", reason=str(error)))
    return found


def _value(connection: sqlite3.Connection, sql: str) -> object:
    row = connection.execute(sql).fetchone()
    return row[0] if row else None


def _looks(connection: sqlite3.Connection) -> Iterator[Symptom]:
    mode = _value(connection, "pragma journal_mode")
    if mode == "delete":
        yield good("journal", mode=str(mode))
    if not _value(connection, "select count(*) from sqlite_master"):
        yield good("empty")
        return
    if _value(connection, "pragma application_id") != APPLICATION_ID:
        yield wrong("foreign")
        return
    version = _value(connection, "pragma user_version")
    assert isinstance(version, int)
    if version > SCHEMA_VERSION:
        yield wrong("newer", version=version, known=SCHEMA_VERSION)
        return
    yield from _schema(connection, version)
    lines = [str(row[0]) for row in connection.execute("pragma quick_check").fetchall()]
    if lines == ["ok"]:
        yield good("sound")
    else:
        yield wrong("damaged", reason="; ".join(lines[:_MOST_DAMAGES]))
        return
    newest = _value(connection, "select at from annotation order by id desc limit 1")
    if isinstance(newest, str):
        ahead = datetime.fromisoformat(newest) - datetime.now(UTC)
        if ahead > _AHEAD:
            yield wrong("clock", at=newest, stops=False, command="timedatectl")


def _schema(connection: sqlite3.Connection, version: int) -> Iterator[Symptom]:
    expected = _value(connection, "select value from meta where key = 'schema_hash'")
    if expected != schema_hash(connection):
        yield wrong("changed")
    elif version < SCHEMA_VERSION:
        yield good("older", version=version, known=SCHEMA_VERSION)
    else:
        yield good("schema", version=version)
