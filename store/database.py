"""Open the workspace; the only place that begins a transaction.

Rollback journal with ``synchronous=EXTRA``: SQLite before 3.51.3 can corrupt a WAL file that
several processes write (sqlite.org/wal.html#walresetbug), and stock Pythons carry older ones. A
journal is gone when its transaction ends, so there is no checkpoint to care for. No statistics are
collected (``analyze``): without them SQLite chooses the index that each query was written for,
which is tested, and those of a small workspace would mislead it in the one that it grows into.
Nothing is vacuumed: flags and annotations are never deleted, what reading again frees is used by
the next report, and a backup is written without free pages.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from store.errors import WorkspaceError
from store.migration_backup import back_up
from store.migrations import SCHEMA_VERSION, apply_migrations, schema_hash
from store.settings import DEFAULT_SETTINGS, Settings, settings_beside
from store.sqlite_library import sqlite3
from store.workspace_files import check_file, is_read_only, make_file, network_filesystem

if TYPE_CHECKING:
    from sqlite_utils import Database

# Is told what opening a workspace takes time for.
Tell = Callable[[str], None]
APPLICATION_ID = 0x676F756A
BUSY_MILLISECONDS = 8_000
# The largest workspaces take minutes to be backed up and migrated.
MIGRATION_SECONDS = 900.0
# A wait that is longer than this is told.
_SECONDS_UNTOLD = 1.0
# In KiB, as SQLite has it with a minus; the smaller one is its own default.
_CACHE, _CACHE_OF_IMPORTS = -2_000, -64_000

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
        self._db: Database | None = None
        # Names of the roster as they were in a round of it: see store.stranger_names.
        self.roster_names: tuple[int, frozenset[str]] | None = None

    @property
    def db(self) -> Database:
        """The connection as sqlite-utils knows it, which takes long to load."""
        if self._db is None:
            from store.plain_sqlite_utils import Database

            self._db = Database(self.connection, execute_plugins=False)
        return self._db

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
    def transaction(
        self, *, patience: float | None = None, on_wait: Callable[[], None] | None = None
    ) -> Iterator[None]:
        """A write transaction: all or nothing. Nested use becomes a savepoint.

        Waits ``patience`` seconds for its turn, by default eight; ``on_wait`` is called once where
        that takes longer than a second.
        """
        if self.connection.in_transaction:
            with self.db.atomic():
                yield
            return
        patience = BUSY_MILLISECONDS / 1000 if patience is None else patience
        _patiently(self.connection, "begin immediate", patience, on_wait)
        try:
            yield
            # Readers have to end first. A commit that fails must not stay half done either.
            _patiently(self.connection, "commit", patience)
        except BaseException:
            if self.connection.in_transaction:
                self.connection.execute("rollback")
            raise

    def expect_writes(self, *, many: bool) -> None:
        """Keep more pages in memory while very many rows are written, or as many as usual."""
        self.connection.execute(f"pragma cache_size = {_CACHE_OF_IMPORTS if many else _CACHE}")

    def close(self) -> None:
        """Close the connection; safe to call twice."""
        self.connection.close()

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _patiently(
    connection: sqlite3.Connection,
    statement: str,
    patience: float,
    on_wait: Callable[[], None] | None = None,
) -> None:
    # SQLite's own back-off soon looks only every tenth of a second, and misses the pauses that
    # long work leaves for others. So look often here, with jitter.
    began = time.monotonic()
    deadline = began + patience
    connection.execute("pragma busy_timeout = 0")
    try:
        while True:
            try:
                connection.execute(statement)
                return
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) and "busy" not in str(error):
                    raise
                if time.monotonic() > deadline:
                    raise WorkspaceError("workspace_locked") from error
                if on_wait is not None and time.monotonic() > began + _SECONDS_UNTOLD:
                    on_wait()
                    on_wait = None
                time.sleep(random.uniform(0.001, 0.006))
    finally:
        connection.execute(f"pragma busy_timeout = {BUSY_MILLISECONDS}")


@contextmanager
def rolled_back(connection: sqlite3.Connection) -> Iterator[None]:
    """Nobody else writes meanwhile, and nothing of what is written here remains."""
    connection.execute("begin immediate")
    try:
        yield
    finally:
        connection.execute("rollback")


def open_workspace(
    path: Path,
    *,
    create: bool = True,
    allow_network: bool = False,
    on_migration: Tell = lambda what: None,
) -> Workspace:
    """Open (or make) the workspace at ``path``, with the settings beside it.

    One that an older gouji made is brought to this schema, after a backup beside it;
    ``on_migration`` is told "migrating" when that begins, "waiting" when it has to wait for another
    process. Raises WorkspaceError or SettingsError, which say what to do.
    """
    settings = settings_beside(path)
    exists = check_file(path, allow_network=allow_network)
    if not exists:
        if not create:
            raise WorkspaceError("workspace_missing", path=str(path))
        make_file(path)
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
        _prepare(workspace, on_migration)
        if allow_network:
            _record_network(workspace)
    except sqlite3.DatabaseError as error:
        connection.close()
        raise _refusal(path, error) from error
    except WorkspaceError:
        connection.close()
        raise
    return workspace


def _record_network(workspace: Workspace) -> None:
    kind = network_filesystem(workspace.path.parent)
    if kind is not None:
        from store.network_override import record_override

        record_override(workspace, kind)


def connect_as_it_is(path: Path, *, allow_network: bool = False) -> sqlite3.Connection:
    """A connection to a database of any version, for copying: nothing is migrated or converted.

    A file that may only be read is read. Raises WorkspaceError where there is none, or SQLite must
    not be let loose on it.
    """
    if not check_file(path, allow_network=allow_network, to_read=True):
        raise WorkspaceError("workspace_missing", path=str(path))
    mode = "ro" if is_read_only(path) else "rw"
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(
        uri, uri=True, timeout=BUSY_MILLISECONDS / 1000, isolation_level=None
    )
    try:
        connection.execute("pragma trusted_schema = off")
        application = connection.execute("pragma application_id").fetchone()[0]
        if application != APPLICATION_ID:
            raise WorkspaceError("workspace_foreign", path=str(path))
    except sqlite3.DatabaseError as error:
        connection.close()
        raise _refusal(path, error) from error
    except WorkspaceError:
        connection.close()
        raise
    return connection


def _refusal(path: Path, error: sqlite3.DatabaseError) -> WorkspaceError:
    # By the text: not every SQLite library of Python tells the code.
    if "not a database" in str(error):
        return WorkspaceError("workspace_foreign", path=str(path))
    if "malformed" in str(error):
        return WorkspaceError("workspace_damaged", path=str(path))
    if "readonly" in str(error):
        return WorkspaceError("workspace_unfinished", path=str(path))
    if "locked" in str(error):
        return WorkspaceError("workspace_locked")
    return WorkspaceError("workspace_system", path=str(path), reason=str(error))


def _prepare(workspace: Workspace, tell: Tell) -> None:
    connection = workspace.connection
    connection.execute(f"pragma busy_timeout = {BUSY_MILLISECONDS}")
    connection.execute("pragma foreign_keys = on")
    connection.execute("pragma trusted_schema = off")
    _leave_wal(workspace)
    connection.execute("pragma synchronous = extra")
    application = int(workspace.value("pragma application_id") or 0)
    tables = int(workspace.value("select count(*) from sqlite_master") or 0)
    if application != APPLICATION_ID and (tables or application):
        raise WorkspaceError("workspace_foreign", path=str(workspace.path))
    if _version(workspace) < SCHEMA_VERSION:
        _migrate(workspace, tell)
    _check_schema(workspace)


def _leave_wal(workspace: Workspace) -> None:
    """Go back to the rollback journal where another program has set WAL."""
    if workspace.value("pragma journal_mode") != "wal":
        return
    try:
        mode = workspace.value("pragma journal_mode = delete")
    except sqlite3.OperationalError as error:
        raise WorkspaceError("workspace_wal", path=str(workspace.path)) from error
    if mode == "wal":
        raise WorkspaceError("workspace_wal", path=str(workspace.path))


def _version(workspace: Workspace) -> int:
    """The schema of the file. Raises WorkspaceError where a newer gouji made it."""
    version = int(workspace.value("pragma user_version") or 0)
    if version > SCHEMA_VERSION:
        raise WorkspaceError("workspace_newer", path=str(workspace.path), version=version)
    return version


def _check_schema(workspace: Workspace) -> None:
    expected = workspace.value("select value from meta where key = 'schema_hash'")
    if expected != schema_hash(workspace.connection):
        raise WorkspaceError("workspace_changed", path=str(workspace.path))


def _migrate(workspace: Workspace, tell: Tell) -> None:
    """Bring the file to this schema; others that open it meanwhile wait until it is there."""
    connection = workspace.connection
    # What does not fit into memory would be written to the file before the end, and lock out
    # those who read the version to wait for it.
    connection.execute("pragma cache_spill = off")
    with workspace.transaction(patience=MIGRATION_SECONDS, on_wait=lambda: tell("waiting")):
        # Another process may have done it while this one waited for the lock.
        version = _version(workspace)
        if version < SCHEMA_VERSION:
            if version:
                tell("migrating")
                # Tables that were changed from outside must not become ours.
                _check_schema(workspace)
                back_up(workspace.path, version)
            apply_migrations(connection)
            connection.execute(f"pragma application_id = {APPLICATION_ID}")
    connection.execute("pragma cache_spill = on")
