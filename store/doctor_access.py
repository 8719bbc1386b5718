"""Who may use a workspace: owner, group and mode of file and folder, lists, the way there."""

from __future__ import annotations

import os
import shlex
import stat
from collections.abc import Iterator
from pathlib import Path

from store.access_lists import AccessList, access_list
from store.settings import FILE_NAME
from store.symptoms import Symptom, good, shown_mode, wrong
from store.workspace_files import account_name, group_name
from store.workspace_making import is_fit, members_of_group

_READ_WRITE = 0o6
_ALL = 0o7


def look_at_access(path: Path, info: os.stat_result) -> Iterator[Symptom]:
    """What keeps colleagues out or lets strangers in."""
    folder = path.absolute().parent
    around = folder.stat()
    quoted, quoted_folder = shlex.quote(str(path)), shlex.quote(str(folder))
    yield good(
        "folder",
        path=folder,
        owner=account_name(around.st_uid),
        group=group_name(around.st_gid),
        mode=shown_mode(around),
    )
    if info.st_mode & stat.S_IRWXO:
        yield wrong("file_open", mode=shown_mode(info), stops=False, command=f"chmod o= {quoted}")
    if around.st_mode & stat.S_IWOTH:
        command = f"chmod o-w {quoted_folder}"
        yield wrong("folder_open", path=folder, stops=False, command=command)
    group_rights = info.st_mode >> 3 & _ALL
    if group_rights & _READ_WRITE == _READ_WRITE:
        yield from _shared(path, info, around)
    elif group_rights & _READ_WRITE:
        wanted = "660" if is_fit(folder) else "600"
        command = f"chmod {wanted} {quoted}"
        yield wrong("file_half", mode=shown_mode(info), stops=False, command=command)
    else:
        yield good("private", owner=account_name(info.st_uid))
    yield from _lists(path, folder)
    yield from _own_access(path, folder)


def _shared(path: Path, info: os.stat_result, around: os.stat_result) -> Iterator[Symptom]:
    folder = path.absolute().parent
    quoted, quoted_folder = shlex.quote(str(path)), shlex.quote(str(folder))
    group = group_name(around.st_gid)
    members = members_of_group(around.st_gid)
    yield good("shared", group=group, members=" ".join(members) or "—")
    if around.st_mode & stat.S_IRWXG != stat.S_IRWXG or not around.st_mode & stat.S_ISGID:
        command = f"chmod 2770 {quoted_folder}"
        yield wrong("folder_mode", mode=shown_mode(around), stops=False, command=command)
    if around.st_mode & stat.S_ISVTX:
        yield wrong("sticky", path=folder, stops=False, command=f"chmod -t {quoted_folder}")
    if info.st_gid != around.st_gid:
        command = f"chgrp {group} {quoted}"
        yield wrong(
            "groups_differ",
            group=group_name(info.st_gid),
            other=group,
            stops=False,
            command=command,
        )
    for parent in folder.parents:
        found = parent.stat()
        may_pass = found.st_mode & stat.S_IXOTH or (
            found.st_gid == around.st_gid and found.st_mode & stat.S_IXGRP
        )
        if not may_pass and access_list(parent) is None:
            command = f"chmod o+x {shlex.quote(str(parent))}"
            yield wrong("no_way", path=parent, mode=shown_mode(found), stops=False, command=command)
    settings = folder / FILE_NAME
    if settings.is_file() and not settings.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
        command = f"chmod g+r {shlex.quote(str(settings))}"
        yield wrong("settings_shut", path=settings, stops=False, command=command)


def _lists(path: Path, folder: Path) -> Iterator[Symptom]:
    """Access control lists: with one the group's bits of the mode are the mask."""
    for place, needed in ((path, _READ_WRITE), (folder, _ALL)):
        found = access_list(place)
        if found is None:
            continue
        yield good("list", path=place, named=_named(found))
        wanted = found.own_group
        for rights in (*found.users.values(), *found.groups.values()):
            wanted |= rights
        letters = "rw" if needed == _READ_WRITE else "rwx"
        quoted = shlex.quote(str(place))
        if wanted & needed & ~found.mask:
            command = f"chmod g+{letters} {quoted}"
            yield wrong("mask", path=place, stops=False, command=command)
        if found.mask & needed == needed and found.own_group & needed != needed:
            command = f"setfacl -m g::{letters} {quoted}"
            yield wrong("list_group", path=place, stops=False, command=command)


def _named(found: AccessList) -> str:
    named = [account_name(uid) for uid in found.users]
    return " ".join([*named, *(f"@{group_name(gid)}" for gid in found.groups)]) or "—"


def _own_access(path: Path, folder: Path) -> Iterator[Symptom]:
    """Whether the one who asks may work in it."""
    if not os.access(path, os.R_OK | os.W_OK, effective_ids=True):
        yield wrong("no_access", path=path, account=account_name(os.geteuid()))
    elif not os.access(folder, os.W_OK | os.X_OK, effective_ids=True):
        yield wrong("no_access", path=folder, account=account_name(os.geteuid()))
