"""Whether the account that asks may use a workspace, and who has to type what to let it in."""

from __future__ import annotations

import os
import pwd
import shlex
import stat
from collections.abc import Iterator
from pathlib import Path

from store.symptoms import Symptom, shown_mode, wrong
from store.workspace_files import account_name, group_name
from store.workspace_making import is_fit, members_of_group

_PASS = 0o1
_USE = 0o7
_READ_WRITE = 0o6


def typist(owner: int) -> str:
    """Who has to type what only the owner may: "" where that is the one who asks, or root."""
    return "" if os.geteuid() in (0, owner) else account_name(owner)


def look_at_own_access(path: Path, folder: Path, *, is_told: bool) -> Iterator[Symptom]:
    """Whether the one who asks may work in a workspace that can be seen.

    With ``is_told`` what to type to mend file or folder has been told.
    """
    if not os.access(path, os.R_OK | os.W_OK, effective_ids=True):
        command = f"chmod 660 {shlex.quote(str(path))}" if is_fit(folder) else ""
        yield _no_access(path) if is_told else _shut_out(path, _READ_WRITE, command)
    elif not os.access(folder, os.W_OK | os.X_OK, effective_ids=True):
        command = f"chmod 2770 {shlex.quote(str(folder))}"
        yield _no_access(folder) if is_told else _shut_out(folder, _USE, command)


def shut_on_the_way(path: Path) -> Symptom | None:
    """The folder that keeps the one who asks from seeing the workspace, if one can be named."""
    folder = path.absolute().parent
    for place in (folder, *folder.parents):
        try:
            found = place.stat()
        except OSError:
            continue
        quoted = shlex.quote(str(place))
        if place != folder:
            return _shut_out(place, _PASS, f"chmod o+x {quoted}")
        is_shared = found.st_mode & stat.S_ISGID
        return _shut_out(place, _PASS, f"chmod 2770 {quoted}" if is_shared else "")
    return None


def _no_access(place: Path, command: str = "") -> Symptom:
    found = place.stat()
    return wrong(
        "no_access",
        path=place,
        account=account_name(os.geteuid()),
        group=group_name(found.st_gid),
        mode=shown_mode(found),
        owner=account_name(found.st_uid),
        command=command,
        by=typist(found.st_uid),
    )


def _shut_out(place: Path, needed: int, command: str) -> Symptom:
    """Why this account may not use a place; ``command`` is what its owner types to change it."""
    found = place.stat()
    gid = found.st_gid
    gives_group = found.st_mode >> 3 & needed == needed
    if os.geteuid() == found.st_uid or not gives_group:
        return _no_access(place, command)
    account, group = account_name(os.geteuid()), group_name(gid)
    if gid in (os.getegid(), *os.getgroups()):
        return wrong("kept_out", path=place, account=account, group=group)
    if account in members_of_group(gid):
        command = f"newgrp {shlex.quote(group)}"
        return wrong("not_yet_member", path=place, account=account, group=group, command=command)
    if gid == 0 or any(one.pw_gid == gid for one in pwd.getpwall()):
        # Nobody is to be put into the group of root, or of one other person.
        return _no_access(place)
    command = shlex.join(["usermod", "-aG", group, account])
    return wrong(
        "no_member", path=place, account=account, group=group, command=command, by=typist(0)
    )
