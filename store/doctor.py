"""What is wrong with a workspace and its surroundings, and what to type to mend it.

Nothing is changed: an older workspace is not migrated, and what a killed process left is rolled
back by SQLite as it would be by any reader.
"""

from __future__ import annotations

import os
import shlex
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from store.doctor_access import look_at_access
from store.doctor_contents import look_inside
from store.doctor_own import shut_on_the_way, typist
from store.symptoms import Symptom, good, shown_mode, wrong
from store.workspace_files import (
    SIDECARS,
    account_name,
    group_name,
    has_foreign_wal,
    is_wal,
    network_filesystem,
)

_SPARE_BYTES = 50_000_000
_MEGABYTE = 1_000_000


def examine(path: Path) -> list[Symptom]:
    """Everything that was looked at, good and wrong, in the order of looking."""
    found = list(_on_disk(path))
    # SQLite is not let loose on what is no plain file of ours.
    if not any(one.is_wrong and one.stops for one in found):
        found += look_inside(path)
    return found


def _on_disk(path: Path) -> Iterator[Symptom]:
    folder = path.absolute().parent
    try:
        info = os.lstat(path)
    except FileNotFoundError:
        yield wrong("missing", path=path, command=f"gouji init --db {shlex.quote(str(path))}")
        return
    except OSError as error:
        shut = shut_on_the_way(path) if isinstance(error, PermissionError) else None
        yield shut or wrong("unreachable", path=path, reason=str(error.strerror or error))
        return
    quoted = shlex.quote(str(path))
    if stat.S_ISLNK(info.st_mode):
        target = shlex.quote(str(path.readlink()))
        yield wrong("link", path=path, command=f"gouji review --db {target}")
        return
    if not stat.S_ISREG(info.st_mode):
        yield wrong("no_file", path=path)
        return
    yield good(
        "file",
        path=path,
        size=f"{info.st_size / _MEGABYTE:.1f}",
        owner=account_name(info.st_uid),
        group=group_name(info.st_gid),
        mode=shown_mode(info),
    )
    if info.st_nlink > 1:
        command = f"cp -p {quoted} {quoted}.one && mv {quoted}.one {quoted}"
        yield wrong("hard_links", count=info.st_nlink, command=command)
    kind = network_filesystem(folder)
    if kind:
        yield wrong("network", path=folder, kind=kind)
    yield from look_at_access(path, info)
    yield from _beside(path, info)
    yield from _space(folder, info)


def _beside(path: Path, info: os.stat_result) -> Iterator[Symptom]:
    """The files that SQLite keeps beside a workspace."""
    if os.access(path, os.R_OK, effective_ids=True):
        if is_wal(path):
            yield wrong("wal", path=path, stops=False, command="gouji status")
        elif has_foreign_wal(path):
            side = path.with_name(path.name + "-wal")
            command = shlex.join(["mv", str(side), f"{side}.away"])
            yield wrong("side_wal", path=side, command=command)
    for suffix in SIDECARS:
        side = path.with_name(path.name + suffix)
        try:
            found = os.lstat(side)
        except OSError:
            continue
        quoted = shlex.quote(str(side))
        if stat.S_ISLNK(found.st_mode):
            yield wrong("side_link", path=side, command=f"rm {quoted}")
            continue
        if suffix != "-journal":
            continue
        is_shared = bool(info.st_mode & stat.S_IWGRP)
        if is_shared and (found.st_gid != info.st_gid or found.st_mode & 0o060 != 0o060):
            command = f"chgrp {group_name(info.st_gid)} {quoted} && chmod 660 {quoted}"
            # Without it SQLite would only say that it cannot open the workspace.
            is_shut = not os.access(side, os.R_OK | os.W_OK, effective_ids=True)
            by = typist(found.st_uid)
            yield wrong("journal_access", path=side, stops=is_shut, command=command, by=by)
        elif found.st_size:
            yield good("journal_left", path=side)


def _space(folder: Path, info: os.stat_result) -> Iterator[Symptom]:
    """A migration needs a copy beside it, and every transaction a journal."""
    free = shutil.disk_usage(folder).free
    needed = info.st_size + _SPARE_BYTES
    if free >= needed:
        yield good("space", free=free // _MEGABYTE)
    else:
        room, need = free // _MEGABYTE, needed // _MEGABYTE
        yield wrong("no_space", free=room, needed=need, stops=False)
