"""Open the workspace; the only place that begins a transaction.

Rollback journal with ``synchronous=EXTRA``: SQLite before 3.51.3 can corrupt a WAL file that
several processes write (sqlite.org/wal.html#walresetbug), and stock Pythons carry older ones.
"""

from __future__ import annotations

import os
import random
import sqlite3
import stat
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from store.errors import WorkspaceError
from store.migrations import SCHEMA_VERSION, apply_migrations, schema_hash
from store.settings import DEFAULT_SETTINGS, Settings, settings_beside

APPLICATION_ID = 0x676F756A
BUSY_MILLISECONDS = 8_000
_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "ceph", "afs"})
_HEADER = b"SQLite format 3\x00"

OperationalError = sqlite3.OperationalError
DatabaseError = sqlite3.DatabaseError
IntegrityError = sqlite3.IntegrityError


class Workspace:
    """One SQLite file with all reports, flags and annotations.

    Reads fetch at once and leave no cursor open; writes go through ``transaction``. ``settings``
    are the office's, as they were when it was opened.
    """

    def __init__(
        self, path: Path, connection: sqlite3.Connection, settings: Settings = DEFAULT_SETTINGS
    ) -> None:
        self.path = path
        self.connection = connection
        self.settings = settings
        self._savepoints = 0
        # Names of the roster as they were in a round of it: see store.stranger_names.
        self.roster_names: tuple[int, frozenset[str]] | None = None

    def rows(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[Any]:
        """All rows of a query, fetched at once."""
        cursor = self.connection.execute(sql, parameters)
        try:
            return list(cursor.fetchall())
        finally:
            cursor.close()

    def row(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> Any:
        """The first row of a query, or None."""
        found = self.rows(sql, parameters)
        return found[0] if found else None

    def value(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> Any:
        """The first column of the first row, or None."""
        found = self.row(sql, parameters)
        return found[0] if found else None

    def execute(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> int:
        """Run a statement inside a transaction; the id of the last row inserted."""
        cursor = self.connection.execute(sql, parameters)
        try:
            return int(cursor.lastrowid or 0)
        finally:
            cursor.close()

    def execute_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run a statement for many rows inside a transaction."""
        self.connection.executemany(sql, rows).close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """A write transaction: all or nothing. Nested use becomes a savepoint."""
        if self.connection.in_transaction:
            with self._savepoint():
                yield
            return
        _begin(self.connection)
        try:
            yield
        except BaseException:
            if self.connection.in_transaction:
                self.connection.execute("rollback")
            raise
        self.connection.execute("commit")

    @contextmanager
    def _savepoint(self) -> Iterator[None]:
        self._savepoints += 1
        name = f"inner_{self._savepoints}"
        self.connection.execute(f"savepoint {name}")
        try:
            yield
        except BaseException:
            # An error may have ended the whole transaction, and its savepoints with it.
            if self.connection.in_transaction:
                self.connection.execute(f"rollback to {name}")
                self.connection.execute(f"release {name}")
            raise
        self.connection.execute(f"release {name}")

    def close(self) -> None:
        """Close the connection; safe to call twice."""
        self.connection.close()

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _begin(connection: sqlite3.Connection) -> None:
    # SQLite's own back-off soon looks only every tenth of a second, and misses the pauses that
    # long work leaves for others. So look often here, with jitter.
    deadline = time.monotonic() + BUSY_MILLISECONDS / 1000
    connection.execute("pragma busy_timeout = 0")
    try:
        while True:
            try:
                connection.execute("begin immediate")
                return
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) and "busy" not in str(error):
                    raise
                if time.monotonic() > deadline:
                    raise WorkspaceError("workspace_locked") from error
                time.sleep(random.uniform(0.001, 0.006))
    finally:
        connection.execute(f"pragma busy_timeout = {BUSY_MILLISECONDS}")


def network_filesystem(path: Path) -> str | None:
    """The type of the network file system that a path lies on, if it does."""
    try:
        mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    best, kind = "", ""
    resolved = str(path.resolve())
    for line in mounts.splitlines():
        parts = line.split(" ")
        if len(parts) < 3:
            continue
        point = parts[1].replace("\\040", " ")
        inside = resolved == point or resolved.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, parts[2]
    return kind if kind in _NETWORK else None


def _check_file(path: Path, allow_network: bool) -> bool:
    """Refuse what SQLite must not be let loose on; True where the file exists."""
    if not path.parent.is_dir():
        raise WorkspaceError("workspace_no_folder", path=str(path))
    kind = None if allow_network else network_filesystem(path.parent)
    if kind:
        raise WorkspaceError("workspace_network", path=str(path), kind=kind)
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise WorkspaceError(
            "workspace_system", path=str(path), reason=str(error.strerror)
        ) from error
    if stat.S_ISLNK(found.st_mode) or not stat.S_ISREG(found.st_mode):
        raise WorkspaceError("workspace_not_a_file", path=str(path))
    if found.st_nlink > 1:
        raise WorkspaceError("workspace_hard_links", path=str(path))
    for suffix in ("-wal", "-shm", "-journal"):
        side = path.with_name(path.name + suffix)
        if side.is_symlink():
            raise WorkspaceError("workspace_side_link", path=str(side))
    with path.open("rb") as file:
        head = file.read(16)
    if head and head != _HEADER:
        raise WorkspaceError("workspace_foreign", path=str(path))
    return bool(head)


def open_workspace(path: Path, *, create: bool = True, allow_network: bool = False) -> Workspace:
    """Open (or make) the workspace at ``path``, with the settings beside it.

    Raises WorkspaceError or SettingsError, which say what to do.
    """
    settings = settings_beside(path)
    try:
        exists = _check_file(path, allow_network)
        if not exists:
            if not create:
                raise WorkspaceError("workspace_missing", path=str(path))
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise WorkspaceError(
            "workspace_system", path=str(path), reason=str(error.strerror or error)
        ) from error
    try:
        connection = sqlite3.connect(
            str(path),
            timeout=BUSY_MILLISECONDS / 1000,
            isolation_level=None,
            check_same_thread=False,
        )
    except sqlite3.Error as error:
        raise WorkspaceError("workspace_system", path=str(path), reason=str(error)) from error
    workspace = Workspace(path, connection, settings)
    try:
        _prepare(workspace)
    except sqlite3.DatabaseError as error:
        connection.close()
        raise WorkspaceError("workspace_system", path=str(path), reason=str(error)) from error
    except WorkspaceError:
        connection.close()
        raise
    return workspace


def _prepare(workspace: Workspace) -> None:
    connection = workspace.connection
    connection.execute(f"pragma busy_timeout = {BUSY_MILLISECONDS}")
    connection.execute("pragma foreign_keys = on")
    connection.execute("pragma trusted_schema = off")
    mode = str(workspace.value("pragma journal_mode"))
    if mode == "wal":
        mode = str(workspace.value("pragma journal_mode = delete"))
        if mode == "wal":
            raise WorkspaceError("workspace_wal", path=str(workspace.path))
    connection.execute("pragma synchronous = extra")
    application = int(workspace.value("pragma application_id") or 0)
    version = int(workspace.value("pragma user_version") or 0)
    tables = int(workspace.value("select count(*) from sqlite_master") or 0)
    if application != APPLICATION_ID and (tables or application):
        raise WorkspaceError("workspace_foreign", path=str(workspace.path))
    if version > SCHEMA_VERSION:
        raise WorkspaceError("workspace_newer", path=str(workspace.path), version=version)
    if version < SCHEMA_VERSION:
        with workspace.transaction():
            # Another process may have done it while this one waited for the lock.
            if int(workspace.value("pragma user_version")) < SCHEMA_VERSION:
                apply_migrations(workspace.connection)
                connection.execute(f"pragma application_id = {APPLICATION_ID}")
    expected = workspace.value("select value from meta where key = 'schema_hash'")
    if expected != schema_hash(workspace.connection):
        raise WorkspaceError("workspace_changed", path=str(workspace.path))
