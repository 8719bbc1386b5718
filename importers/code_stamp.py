"""What a process would read and check files by: its gouji, forms, rules, readers.

Two processes whose stamps are equal make the same of the same bytes.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from importlib.metadata import PackageNotFoundError, version
from importlib.resources.abc import Traversable

_PARTS = {
    "forms": ("store.forms", (".toml", ".py")),
    "rules": ("store.rules", (".py",)),
    "readers": ("importers", (".py", ".tsv", ".toml")),
    "packing": ("store.dictionaries", (".txt",)),
}


@cache
def code_stamp() -> tuple[tuple[str, str], ...]:
    """Names of parts with their versions or fingerprints, always in the same order."""
    try:
        own = version("gouji")
    except PackageNotFoundError:
        own = "?"
    return (
        ("gouji", own),
        *((name, _fingerprint(*where)) for name, where in _PARTS.items()),
    )


def difference(
    ours: tuple[tuple[str, str], ...], theirs: tuple[tuple[str, str], ...]
) -> tuple[str, str, str] | None:
    """The first part in which two stamps differ, with what it is here and there."""
    other = dict(theirs)
    for name, own in ours:
        if other.get(name) != own:
            return name, own, other.get(name, "?")
    return None


def _fingerprint(package: str, suffixes: tuple[str, ...]) -> str:
    digest = hashlib.blake2b(digest_size=6)
    for name, data in _files(resources.files(package), "", suffixes):
        digest.update(name.encode() + b"\0" + data)
    return digest.hexdigest()


def _files(folder: Traversable, prefix: str, suffixes: tuple[str, ...]) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        name = f"{prefix}{entry.name}"
        if entry.is_dir():
            found += _files(entry, f"{name}/", suffixes)
        elif name.endswith(suffixes):
            found.append((name, entry.read_bytes()))
    return found
