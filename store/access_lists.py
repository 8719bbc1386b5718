"""Access control lists of Linux, as the file system has them: no program is needed to read one."""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from pathlib import Path

_ATTRIBUTE = "system.posix_acl_access"
_HEAD = struct.Struct("<I")
_ENTRY = struct.Struct("<HHI")
_VERSION = 2
_USER, _OWN_GROUP, _GROUP, _MASK = 0x02, 0x04, 0x08, 0x10


@dataclass(frozen=True, slots=True)
class AccessList:
    """The rights (bits of 4, 2, 1) of the owning group, of the mask, and of those named.

    ``users`` and ``groups`` are by number, before the mask.
    """

    own_group: int
    mask: int
    users: dict[int, int]
    groups: dict[int, int]


def access_list(path: Path) -> AccessList | None:
    """The list of a file or folder; None where its mode says all."""
    try:
        data = os.getxattr(path, _ATTRIBUTE)
    except OSError:
        return None
    return parse_access_list(data)


def parse_access_list(data: bytes) -> AccessList | None:
    """The list in the form of the kernel's attribute; None where it is of another form."""
    if len(data) < _HEAD.size or (len(data) - _HEAD.size) % _ENTRY.size:
        return None
    if _HEAD.unpack_from(data)[0] != _VERSION:
        return None
    users: dict[int, int] = {}
    groups: dict[int, int] = {}
    own_group, mask = 0, 7
    for tag, rights, number in _ENTRY.iter_unpack(data[_HEAD.size :]):
        if tag == _USER:
            users[number] = rights
        elif tag == _GROUP:
            groups[number] = rights
        elif tag == _OWN_GROUP:
            own_group = rights
        elif tag == _MASK:
            mask = rights
    return AccessList(own_group, mask, users, groups)
