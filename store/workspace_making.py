"""Make a workspace: for oneself, or for several accounts of one host."""

from __future__ import annotations

import contextlib
import grp
import os
import pwd
import shlex
import stat
from dataclasses import dataclass
from pathlib import Path

from store.database import open_workspace
from store.errors import WorkspaceError
from store.workspace_files import (
    PRIVATE_MODE,
    SHARED_MODE,
    account_name,
    check_file,
    group_name,
    make_file,
)

# Files made in it get its group, whoever makes them; nobody else gets in.
SHARED_FOLDER_MODE = 0o2770


@dataclass(frozen=True, slots=True)
class Made:
    """A new workspace; of a shared one its group and the accounts that are in it."""

    path: Path
    is_shared: bool
    group: str
    members: tuple[str, ...]


def members_of_group(gid: int) -> tuple[str, ...]:
    """Accounts of a group: those it lists, and those that have it as their own."""
    found = {one.pw_name for one in pwd.getpwall() if one.pw_gid == gid}
    with contextlib.suppress(KeyError):
        found.update(grp.getgrgid(gid).gr_mem)
    return tuple(sorted(found))


def make_workspace(
    path: Path, *, shared: bool = False, group: str | None = None, allow_network: bool = False
) -> Made:
    """Make an empty workspace: 0600, or with ``shared`` 0660 in a folder of mode 2770.

    The folder of a shared one is made, or set right where it is the caller's and empty; of another
    folder the error says what to type. ``group`` is the group to share it with, by default that of
    the folder. Raises WorkspaceError, also where there is a file already.
    """
    folder = path.absolute().parent
    if shared:
        _prepare_folder(folder, _gid(group))
    check_file(path, allow_network=allow_network)
    if not make_file(path, SHARED_MODE if shared else PRIVATE_MODE):
        raise WorkspaceError("workspace_exists", path=str(path))
    open_workspace(path, allow_network=allow_network).close()
    gid = path.stat().st_gid
    return Made(path, shared, group_name(gid), members_of_group(gid) if shared else ())


def _gid(group: str | None) -> int | None:
    if group is None:
        return None
    try:
        return grp.getgrnam(group).gr_gid
    except KeyError as error:
        raise WorkspaceError("shared_no_group", group=group) from error


def _prepare_folder(folder: Path, gid: int | None) -> None:
    try:
        is_new = not folder.exists()
        if is_new:
            folder.mkdir(mode=0o700)
        if is_fit(folder, gid):
            return
        if folder.stat().st_uid == os.geteuid() and not any(folder.iterdir()):
            _set_right(folder, gid)
        if is_fit(folder, gid):
            return
        found = folder.stat()
    except OSError as error:
        reason = str(error.strerror or error)
        raise WorkspaceError("workspace_system", path=str(folder), reason=reason) from error
    raise WorkspaceError(
        "shared_folder",
        path=str(folder),
        owner=account_name(found.st_uid),
        group=group_name(found.st_gid),
        mode=f"{stat.S_IMODE(found.st_mode):04o}",
        command=_command(folder, gid),
    )


def is_fit(folder: Path, gid: int | None = None) -> bool:
    """Whether a folder can hold a shared workspace (of this group): see SHARED_FOLDER_MODE."""
    found = folder.stat()
    wanted = stat.S_ISGID | stat.S_IRWXG
    unwanted = stat.S_IWOTH | stat.S_ISVTX
    return (
        found.st_mode & wanted == wanted
        and not found.st_mode & unwanted
        and gid in (None, found.st_gid)
    )


def _set_right(folder: Path, gid: int | None) -> None:
    if gid is not None:
        try:
            os.chown(folder, -1, gid)
        except PermissionError:
            # Not one of the caller's groups: what to type is told.
            return
    folder.chmod(SHARED_FOLDER_MODE)


def _command(folder: Path, gid: int | None) -> str:
    shown = shlex.quote(str(folder))
    group = group_name(gid) if gid is not None else "GROUP"
    return f"chgrp {group} {shown} && chmod 2770 {shown}"
