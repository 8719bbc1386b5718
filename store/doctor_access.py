"""Who may use a workspace: owner, group and mode of file and folder, lists, the way there."""

from __future__ import annotations

import os
import shlex
import stat
from collections.abc import Iterator
from pathlib import Path

from store.access_lists import AccessList, access_list
from store.doctor_own import look_at_own_access, typist
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
    owner, keeper = typist(info.st_uid), typist(around.st_uid)
    group_rights = info.st_mode >> 3 & _ALL
    is_half = group_rights & _READ_WRITE not in (0, _READ_WRITE)
    if info.st_mode & stat.S_IRWXO and not is_half:
        command = f"chmod o= {quoted}"
        yield wrong("file_open", mode=shown_mode(info), stops=False, command=command, by=owner)
    if around.st_mode & stat.S_IWOTH:
        command = f"chmod o-w {quoted_folder}"
        yield wrong("folder_open", path=folder, stops=False, command=command, by=keeper)
    found: list[Symptom] = []
    if group_rights & _READ_WRITE == _READ_WRITE:
        found += _shared(path, info, around)
    elif is_half:
        wanted = "660" if is_fit(folder) else "600"
        command = f"chmod {wanted} {quoted}"
        mode = shown_mode(info)
        found.append(wrong("file_half", mode=mode, stops=False, command=command, by=owner))
    else:
        yield good("private", owner=account_name(info.st_uid))
    found += _lists(path, folder)
    yield from found
    is_told = any(one.is_wrong for one in found)
    yield from look_at_own_access(path, folder, is_told=is_told)


def _shared(path: Path, info: os.stat_result, around: os.stat_result) -> Iterator[Symptom]:
    folder = path.absolute().parent
    quoted, quoted_folder = shlex.quote(str(path)), shlex.quote(str(folder))
    owner, keeper = typist(info.st_uid), typist(around.st_uid)
    gid = _meant_group(info.st_gid, around.st_gid)
    group = group_name(gid)
    yield good("shared", group=group, members=" ".join(members_of_group(gid)) or "—")
    if info.st_gid != around.st_gid:
        is_file = gid != info.st_gid
        yield wrong(
            "groups_differ",
            group=group_name(info.st_gid),
            other=group_name(around.st_gid),
            stops=False,
            command=f"chgrp {shlex.quote(group)} {quoted if is_file else quoted_folder}",
            by=owner if is_file else keeper,
        )
    if around.st_mode & stat.S_IRWXG != stat.S_IRWXG or not around.st_mode & stat.S_ISGID:
        command = f"chmod 2770 {quoted_folder}"
        mode = shown_mode(around)
        yield wrong("folder_mode", mode=mode, stops=False, command=command, by=keeper)
    if around.st_mode & stat.S_ISVTX:
        command = f"chmod -t {quoted_folder}"
        yield wrong("sticky", path=folder, stops=False, command=command, by=keeper)
    for parent in folder.parents:
        found = parent.stat()
        may_pass = found.st_mode & stat.S_IXOTH or (
            found.st_gid == gid and found.st_mode & stat.S_IXGRP
        )
        if not may_pass and access_list(parent) is None:
            command = f"chmod o+x {shlex.quote(str(parent))}"
            yield wrong(
                "no_way",
                path=parent,
                mode=shown_mode(found),
                stops=False,
                command=command,
                by=typist(found.st_uid),
            )
    settings = folder / FILE_NAME
    if settings.is_file() and not settings.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
        command = f"chmod g+r {shlex.quote(str(settings))}"
        by = typist(settings.stat().st_uid)
        yield wrong("settings_shut", path=settings, stops=False, command=command, by=by)


def _meant_group(of_file: int, of_folder: int) -> int:
    """The group that is to share the workspace: that of the folder, unless the other is larger."""
    is_larger = len(members_of_group(of_file)) > max(1, len(members_of_group(of_folder)))
    return of_file if is_larger else of_folder


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
        quoted, by = shlex.quote(str(place)), typist(place.stat().st_uid)
        if wanted & needed & ~found.mask:
            command = f"chmod g+{letters} {quoted}"
            yield wrong("mask", path=place, stops=False, command=command, by=by)
        if found.mask & needed == needed and found.own_group & needed != needed:
            command = f"setfacl -m g::{letters} {quoted}"
            yield wrong("list_group", path=place, stops=False, command=command, by=by)


def _named(found: AccessList) -> str:
    named = [account_name(uid) for uid in found.users]
    return " ".join([*named, *(f"@{group_name(gid)}" for gid in found.groups)]) or "—"
