"""One file becomes reports that are ready to be stored: all that needs no workspace."""

from __future__ import annotations

from dataclasses import dataclass

from importers.discover import SourceFile
from importers.overrides import KEEP_ALL, Overrides
from importers.reading import Failure, read_file
from importers.wordings import NO_REMAPS, Remaps
from store.prepared import Prepared, prepare
from store.settings import DEFAULT_SETTINGS, Settings


@dataclass(frozen=True, slots=True)
class PreparedFile:
    """What one file holds, ready to be stored; ``packed`` is its Document."""

    source: SourceFile
    sha256: str
    reader: str
    packed: bytes
    reports: tuple[Prepared, ...]


def prepare_file(
    source: SourceFile,
    content: bytes | None = None,
    *,
    recognise: bool = True,
    remaps: Remaps = NO_REMAPS,
    overrides: Overrides = KEEP_ALL,
    settings: Settings = DEFAULT_SETTINGS,
) -> PreparedFile | Failure:
    """``read_file``, and what it finds checked by the rules and packed, under ``settings``."""
    found = read_file(source, content, recognise=recognise, remaps=remaps)
    if isinstance(found, Failure):
        return found
    reports = tuple(
        prepare(overrides.apply(report), settings, fingerprint=own, in_file=len(found.reports))
        for report, own in zip(found.reports, found.hashes, strict=True)
    )
    return PreparedFile(source, found.sha256, found.reader, found.packed, reports)
