"""The schema of the workspace, as numbered steps of plain SQL."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from store.schema_bands import BANDS_BY_AGE
from store.schema_counts import DECIDED_COUNTS
from store.schema_first import FIRST
from store.schema_keys import ANNOTATION_KEYS
from store.schema_sharing import SHARING


def _views_and_indexes() -> str:
    # It reads the forms, which nothing else needs in order to open a workspace.
    from store.schema_views import views_and_indexes

    return views_and_indexes()


def _views_of_cells() -> str:
    from store.schema_cells import views_of_cells

    return views_of_cells()


# A step that has been released is never changed: workspaces have it.
_STEPS: tuple[Callable[[], str], ...] = (
    lambda: FIRST,
    lambda: SHARING,
    lambda: ANNOTATION_KEYS,
    _views_and_indexes,
    lambda: DECIDED_COUNTS,
    lambda: BANDS_BY_AGE,
    _views_of_cells,
)
SCHEMA_VERSION = len(_STEPS)


def _statements(script: str) -> list[str]:
    """Split a script at statement ends; a trigger's body ends with ``end;``."""
    found: list[str] = []
    pending: list[str] = []
    for line in script.splitlines():
        if not line.strip():
            continue
        pending.append(line)
        text = "\n".join(pending)
        in_trigger = text.lstrip().startswith("create trigger")
        if line.rstrip().endswith("end;" if in_trigger else ";"):
            found.append(text)
            pending = []
    return found


def apply_migrations(connection: Any) -> None:
    """Bring the schema to this version; the caller holds the transaction."""
    version = int(connection.execute("pragma user_version").fetchone()[0])
    for number in range(version, SCHEMA_VERSION):
        for statement in _statements(_STEPS[number]()):
            connection.execute(statement)
    connection.execute(
        "insert or replace into meta(key, value) values ('schema_hash', ?)",
        [schema_hash(connection)],
    )
    connection.execute(f"pragma user_version = {SCHEMA_VERSION}")


def schema_hash(connection: Any) -> str:
    """A fingerprint of all tables, indexes, views and triggers."""
    rows = connection.execute(
        "select type, name, tbl_name, ifnull(sql, '') from sqlite_master"
        " where name not like 'sqlite_stat%' order by type, name"
    ).fetchall()
    text = "\n".join("\x1f".join(row) for row in rows)
    return hashlib.sha256(text.encode()).hexdigest()
