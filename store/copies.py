"""Look into a copy of the workspace without touching it: a checked copy of the copy is opened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from store.backups import back_up
from store.database import Workspace, open_workspace
from store.errors import ExportError, WorkspaceError


@contextmanager
def opened_copy(path: Path, *, allow_network: bool = False) -> Iterator[Workspace]:
    """The workspace at ``path`` as it is now, of this schema, for reading.

    An older one is migrated in the copy alone. Raises WorkspaceError, which names ``path``, and
    ExportError where there is no room for a copy.
    """
    with TemporaryDirectory(prefix="gouji-copy-") as folder:
        inside = Path(folder) / "copy.db"
        try:
            back_up(path, inside, allow_network=allow_network)
        except WorkspaceError as error:
            if error.code != "workspace_missing":
                raise
            raise WorkspaceError("copy_missing", path=str(path)) from error
        except ExportError as error:
            if error.code != "backup_unsound":
                raise
            raise WorkspaceError("workspace_damaged", path=str(path)) from error
        try:
            opened = open_workspace(inside, create=False, allow_network=True)
        except WorkspaceError as error:
            raise WorkspaceError(error.code, **error.params | {"path": str(path)}) from error
        with opened as workspace:
            yield workspace
