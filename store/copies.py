"""Look into a copy of the workspace without touching it: a checked copy of the copy is opened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from store.backups import back_up
from store.database import Workspace, open_workspace


@contextmanager
def opened_copy(path: Path, *, allow_network: bool = False) -> Iterator[Workspace]:
    """The workspace at ``path`` as it is now, of this schema, for reading.

    An older one is migrated in the copy alone. Raises WorkspaceError, and ExportError where the
    file is damaged.
    """
    with TemporaryDirectory(prefix="gouji-merge-") as folder:
        inside = Path(folder) / "copy.db"
        back_up(path, inside, allow_network=allow_network)
        with open_workspace(inside, create=False, allow_network=True) as workspace:
            yield workspace
