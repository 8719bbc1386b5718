"""A copy of the workspace while others work in it, by SQLite's backup API, checked before it counts.

A copy that another process writes into the middle of begins again by itself. Where nobody pauses
for long enough, the last try keeps writers waiting until it is through.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from store.database import connect_as_it_is, rolled_back
from store.errors import ExportError, WorkspaceError
from store.exports.atomic import write_atomically
from store.migrations import schema_hash
from store.sqlite_library import sqlite3
from store.workspace_files import SIDECARS

# One step holds a read lock, so that commits wait for it: some 1 ms. SQLite looks again
# ever later, so that a long step costs them more than itself.
_PAGES_PER_STEP = 256
_PAUSE_SECONDS = 0.0005
_MOST_IN_MEMORY = 1 << 30
_SECONDS_FOR_A_PAUSE_OF_OTHERS = 60.0
# Rows are only ever added to these.
_GROWING = ("report", "annotation")

OnProgress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made and checked.

    ``bytes`` is its size, ``starts`` how often it began, ``has_held_up`` whether writers had to
    wait for the last try.
    """

    path: Path
    bytes: int
    reports: int
    annotations: int
    starts: int
    has_held_up: bool


class _OthersWriteOn(Exception):
    """Others have not paused for long enough."""


def back_up(
    path: Path,
    target: Path,
    *,
    force: bool = False,
    allow_network: bool = False,
    on_progress: OnProgress = lambda done, total: None,
    patience: float = _SECONDS_FOR_A_PAUSE_OF_OTHERS,
) -> Backup:
    """Copy the workspace ``path`` to ``target``, whole or not at all, and check the copy.

    An older schema is copied as it is. ``on_progress`` is told pages done, of how many; after
    ``patience`` seconds others are kept waiting. Raises WorkspaceError for the source; ExportError
    where the target exists (unless ``force``), is a link or no file, or the copy is not sound.
    """
    _check_target(path, target, force=force)
    told: list[Backup] = []

    def write(temporary: Path) -> int:
        try:
            with closing(connect_as_it_is(path, allow_network=allow_network)) as source:
                before = _counts(source)
                starts, has_held_up = _copy(source, temporary, on_progress, patience)
                after = _counts(source)
            found = _check_copy(temporary, before, after)
        except sqlite3.Error as error:
            if "malformed" in str(error):
                raise WorkspaceError("workspace_damaged", path=str(path)) from error
            if "readonly" in str(error):
                # Who may only read cannot keep others waiting.
                raise WorkspaceError("workspace_locked") from error
            raise ExportError("export_system", path=str(target), reason=str(error)) from error
        size = temporary.stat().st_size
        told.append(Backup(target, size, found["report"], found["annotation"], starts, has_held_up))
        return size

    write_atomically(target, write)
    return told[0]


def _check_target(path: Path, target: Path, *, force: bool) -> None:
    if _is_beside(path, target):
        # SQLite takes it for a part of the workspace.
        raise ExportError("backup_beside", path=str(target))
    if not os.path.lexists(target):
        found = target.parent / (target.name + "-journal")
        if os.path.lexists(found):
            # SQLite would play it back into the copy.
            raise ExportError("backup_journal", path=str(found))
        return
    try:
        is_itself = target.samefile(path)
    except OSError:
        is_itself = False
    if is_itself:
        raise ExportError("backup_itself", path=str(target))
    if not target.is_symlink() and target.is_file() and not force:
        raise ExportError("backup_exists", path=str(target))


def _is_beside(path: Path, target: Path) -> bool:
    if target.name not in {path.name + suffix for suffix in SIDECARS}:
        return False
    return target.absolute().parent.resolve() == path.resolve().parent


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    return {
        table: int(connection.execute(f"select count(*) from {table}").fetchone()[0])  # noqa: S608
        for table in _GROWING
    }


def _copy(
    source: sqlite3.Connection, temporary: Path, on_progress: OnProgress, patience: float
) -> tuple[int, bool]:
    """Copy all pages; how often it began, and whether writers were kept waiting."""
    with closing(sqlite3.connect(str(temporary), isolation_level=None)) as target:
        # Nothing reads the copy before it is renamed, and it is brought to the disk step by step.
        target.execute("pragma synchronous = off")
        target.execute("pragma journal_mode = off")
        size = source.execute("pragma page_count").fetchone()[0]
        if size * source.execute("pragma page_size").fetchone()[0] > _MOST_IN_MEMORY:
            with _flushed(temporary) as flush:
                return _snapshot(source, target, on_progress, patience, flush)
        # Memory is filled several times as fast as a file, so that the next write comes later.
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as memory:
            found = _snapshot(source, memory, on_progress, patience, lambda: None)
            with _flushed(temporary) as flush:
                memory.backup(target, pages=_PAGES_PER_STEP, progress=lambda *_: flush())
            return found


@contextmanager
def _flushed(path: Path) -> Iterator[Callable[[], None]]:
    """Brings a file to the disk little by little: much at once would hold up others' commits."""
    handle = os.open(path, os.O_RDONLY)
    try:
        yield lambda: os.fdatasync(handle)
    finally:
        os.close(handle)


def _snapshot(
    source: sqlite3.Connection,
    target: sqlite3.Connection,
    on_progress: OnProgress,
    patience: float,
    flush: Callable[[], None],
) -> tuple[int, bool]:
    deadline = time.monotonic() + patience
    starts, last = 1, -1

    def step(_: int, remaining: int, total: int) -> None:
        # No lock is held here.
        nonlocal starts, last
        if last >= 0 and remaining > last:
            starts += 1
            if time.monotonic() > deadline:
                raise _OthersWriteOn
        last = remaining
        on_progress(total - remaining, total)
        flush()
        time.sleep(_PAUSE_SECONDS)

    try:
        source.backup(target, pages=_PAGES_PER_STEP, progress=step, sleep=0.002)
        return starts, False
    except _OthersWriteOn:
        pass
    with rolled_back(source):
        source.backup(target)
    return starts + 1, True


def _check_copy(path: Path, before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    """The counts of a copy that is sound. Raises ExportError."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
        copy.execute("pragma trusted_schema = off")
        found = copy.execute("pragma integrity_check(1)").fetchone()[0]
        if found != "ok":
            raise ExportError("backup_unsound", path=str(path), reason=str(found))
        expected = copy.execute("select value from meta where key = 'schema_hash'").fetchone()
        if expected is None or expected[0] != schema_hash(copy):
            raise ExportError("backup_unsound", path=str(path), reason="schema")
        counts = _counts(copy)
    for table in _GROWING:
        if not before[table] <= counts[table] <= after[table]:
            raise ExportError("backup_unsound", path=str(path), reason=f"rows: {table}")
    return counts
