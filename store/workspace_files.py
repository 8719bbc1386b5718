"""The files of a workspace on the disk: what SQLite must not be let loose on, and who may use it.

Nothing here opens a file that SQLite may have open: closing it again would drop all locks that
this process holds on it (sqlite.org/howtocorrupt.html, "file descriptors").
"""

from __future__ import annotations

import grp
import os
import pwd
import stat
from pathlib import Path

from store.errors import WorkspaceError

SIDECARS = ("-wal", "-shm", "-journal")
PRIVATE_MODE = 0o600
SHARED_MODE = 0o660
# Of the header: which journal a file is written with.
_WRITE_FORMAT = 18
_WAL = 2
_MOUNTS = Path("/proc/mounts")
_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "ceph", "afs"})


def network_filesystem(path: Path) -> str | None:
    """The type of the network file system that a path lies on, if it does."""
    try:
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="replace")
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


def account_name(uid: int) -> str:
    """The name of an account, or its number."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def group_name(gid: int) -> str:
    """The name of a group, or its number."""
    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return str(gid)


def check_file(path: Path, *, allow_network: bool = False, to_read: bool = False) -> bool:
    """Refuse what SQLite must not be let loose on; True where the file exists and is not empty.

    With ``to_read`` a file and folder that may only be read are good enough. Raises WorkspaceError.
    """
    try:
        return _check(path, allow_network, to_read)
    except PermissionError as error:
        raise _denied(path) from error
    except OSError as error:
        reason = str(error.strerror or error)
        raise WorkspaceError("workspace_system", path=str(path), reason=reason) from error


def _check(path: Path, allow_network: bool, to_read: bool) -> bool:
    if not path.parent.is_dir():
        raise WorkspaceError("workspace_no_folder", path=str(path))
    kind = None if allow_network else network_filesystem(path.parent)
    if kind:
        raise WorkspaceError("workspace_network", path=str(path), kind=kind)
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return False
    if not stat.S_ISREG(found.st_mode):
        raise WorkspaceError("workspace_not_a_file", path=str(path))
    if found.st_nlink > 1:
        raise WorkspaceError("workspace_hard_links", path=str(path))
    for suffix in SIDECARS:
        side = path.with_name(path.name + suffix)
        if side.is_symlink():
            raise WorkspaceError("workspace_side_link", path=str(side))
    if not os.access(path, os.R_OK if to_read else os.R_OK | os.W_OK, effective_ids=True):
        raise _denied(path)
    if has_foreign_wal(path):
        raise WorkspaceError("workspace_side_wal", path=f"{path}-wal")
    if not to_read and not is_usable(path.parent):
        # The journal of every transaction is made there.
        raise WorkspaceError("workspace_folder_denied", **_whose(path.parent))
    return found.st_size > 0


def is_usable(folder: Path) -> bool:
    """Whether this account may make files in a folder."""
    return os.access(folder, os.W_OK | os.X_OK, effective_ids=True)


def is_read_only(path: Path) -> bool:
    """Whether this account may read a workspace without being able to write it."""
    is_writable = os.access(path, os.W_OK, effective_ids=True)
    return not is_writable or not is_usable(path.absolute().parent)


def is_wal(path: Path) -> bool:
    """Whether the header says that the file is written in WAL mode."""
    with path.open("rb") as file:
        return file.read(_WRITE_FORMAT + 1)[_WRITE_FORMAT:] == bytes([_WAL])


def has_foreign_wal(path: Path) -> bool:
    """Whether another file's write-ahead log lies beside it, which SQLite would write into it."""
    side = path.with_name(path.name + "-wal")
    try:
        is_there = side.stat().st_size > 0
    except OSError:
        return False
    # Only then is the file opened: see above. A workspace that is in use has no such log.
    return is_there and not is_wal(path)


def _denied(path: Path) -> WorkspaceError:
    """Who owns what may not be used: the file, or the folder on the way that shuts it off."""
    for place in (path, *path.absolute().parents):
        try:
            code = "workspace_denied" if place == path else "workspace_folder_denied"
            return WorkspaceError(code, **_whose(place))
        except OSError:
            continue
    return WorkspaceError("workspace_system", path=str(path), reason="Permission denied")


def _whose(path: Path) -> dict[str, str]:
    found = path.stat()
    return {
        "path": str(path),
        "owner": account_name(found.st_uid),
        "group": group_name(found.st_gid),
        "mode": f"{stat.S_IMODE(found.st_mode):04o}",
    }


def belongs_to(workspace: Path, path: Path) -> bool:
    """Whether a file is the workspace, one that SQLite keeps beside it, or a copy of it.

    None of them may be read while it is open: see above.
    """
    if path.resolve().parent != workspace.resolve().parent:
        return False
    name, own = path.resolve().name, workspace.resolve().name
    return name == own or name.startswith((*(own + suffix for suffix in SIDECARS), own + ".v"))


def make_file(path: Path, mode: int = PRIVATE_MODE) -> bool:
    """Make the empty file of a new workspace, with exactly this mode; False where it is there.

    Raises WorkspaceError.
    """
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_NOFOLLOW, mode)
    except FileExistsError:
        # Another process made it a moment ago.
        return False
    except PermissionError as error:
        raise WorkspaceError("workspace_folder_denied", **_whose(path.parent)) from error
    except OSError as error:
        reason = str(error.strerror or error)
        raise WorkspaceError("workspace_system", path=str(path), reason=reason) from error
    try:
        os.fchmod(descriptor, mode)
    finally:
        os.close(descriptor)
    return True
