"""Imports are numbered: files of one run came together, those of a later one came later.

A run that was interrupted goes on under its number when its files are imported again.
"""

from __future__ import annotations

from collections.abc import Sequence

from store.database import Workspace
from store.storable import storable

_LAST = "import_run"
_OPEN = "import_run_open"


def last_run(workspace: Workspace) -> int:
    """The number of the last import; 0 before the first."""
    return int(workspace.value("select value from meta where key = ?", [_LAST]) or 0)


def next_run(workspace: Workspace) -> int:
    """Number a new import, in the caller's transaction."""
    number = last_run(workspace) + 1
    _store(workspace, _LAST, number)
    return number


def begin_run(workspace: Workspace, names: Sequence[str]) -> int:
    """Number the import of these files; that of the last one where it was interrupted on them."""
    workspace.expect_writes(many=True)
    with workspace.transaction():
        number = last_run(workspace)
        was_open = workspace.value("select value from meta where key = ?", [_OPEN])
        if was_open != str(number) or not _holds(workspace, number, names):
            number = next_run(workspace)
        _store(workspace, _OPEN, number)
        return number


def end_run(workspace: Workspace, number: int) -> None:
    """Say that an import has come to its end."""
    workspace.expect_writes(many=False)
    with workspace.transaction():
        workspace.execute("delete from meta where key = ? and value = ?", [_OPEN, str(number)])


def _holds(workspace: Workspace, number: int, names: Sequence[str]) -> bool:
    """Whether a run stored one of these files, as a report or as one that could not be read."""
    known = {row[0] for row in workspace.rows("select path from report where run = ?", [number])}
    return any(storable(name) in known for name in names)


def _store(workspace: Workspace, key: str, number: int) -> None:
    workspace.execute("insert or replace into meta(key, value) values (?, ?)", [key, str(number)])
