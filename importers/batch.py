"""Many files: discover, skip known content, read, store; one bad file never stops the rest."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from importers.document import Document, pack_document
from importers.errors import (
    FileEmptyError,
    FileTooLargeError,
    FileUnreadableError,
    ImporterError,
)
from importers.readers import choose_reader
from importers.reports import read_reports
from store.database import Workspace
from store.replay import replay_report
from store.report import Identity, Report
from store.reports import Incoming, clear_failure, is_known, record_failure, save_report

MOST_BYTES = 20 * 1024 * 1024
# Small transactions with a pause between, so that reviewers at work are not held up.
_REPORTS_PER_TRANSACTION = 16
_PAUSE_SECONDS = 0.002


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read: where it is, and its path relative to the argument that named it."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What one file holds."""

    source: SourceFile
    sha256: str
    document: Document
    reports: tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read; ``code`` and ``params`` make the sentence."""

    source: SourceFile
    code: str
    params: dict[str, str | int]
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """State of an import after one more file."""

    done: int
    total: int
    imported: int
    known: int
    failed: int


def discover(paths: Iterable[Path]) -> Iterator[SourceFile]:
    """The files that paths name, folders walked in name order; hidden ones are left out."""
    seen: set[Path] = set()
    for argument in paths:
        if argument.is_dir():
            found = [
                SourceFile(path, path.relative_to(argument).as_posix()) for path in _walk(argument)
            ]
        else:
            found = [SourceFile(argument, argument.name)]
        for source in found:
            if source.path not in seen:
                seen.add(source.path)
                yield source


def _walk(folder: Path) -> Iterator[Path]:
    for root, folders, files in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith((".", "~$")):
                yield Path(root) / name


def read_bytes(path: Path) -> bytes:
    """The content of a regular file. Raises ImporterError."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise FileUnreadableError(reason="not a regular file")
        if found.st_size > MOST_BYTES:
            raise FileTooLargeError(size=found.st_size // 1_048_576, limit=MOST_BYTES // 1_048_576)
        data = path.read_bytes()
    except OSError as error:
        raise FileUnreadableError(reason=str(error.strerror or error)) from error
    if not data.strip():
        raise FileEmptyError()
    return data


def read_file(source: SourceFile) -> ReadFile | Failure:
    """Read one file whole; what is wrong with it comes back as a Failure."""
    sha256: str | None = None
    try:
        content = read_bytes(source.path)
        sha256 = hashlib.sha256(content).hexdigest()
        document = choose_reader(content).read(content)
        reports = read_reports(document, source.path.name)
    except ImporterError as error:
        return Failure(source, error.code, dict(error.params), sha256)
    return ReadFile(source, sha256, document, reports)


@dataclass(frozen=True, slots=True)
class Overrides:
    """Identity given on the command line for all files of an import."""

    region: str | None = None
    organ: str | None = None
    year: int | None = None

    def apply(self, report: Report) -> Report:
        """The report with the given parts of its identity replaced."""
        identity = report.identity
        changed = Identity(
            organ=self.organ or identity.organ,
            region=self.region or identity.region,
            year=self.year or identity.year,
            kind=identity.kind,
            level=identity.level,
            votes=identity.votes,
        )
        return report if changed == identity else replace(report, identity=changed)


_KEEP_ALL = Overrides()


def import_files(
    workspace: Workspace,
    sources: list[SourceFile],
    *,
    overrides: Overrides = _KEEP_ALL,
    jobs: int = 1,
    on_progress: Callable[[Progress, SourceFile, Failure | None], None] | None = None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Progress:
    """Read and store files; each report in a savepoint, commits in between.

    Content that is stored already is skipped, so that a second run continues the first. With
    ``jobs`` > 1 that many processes read; what is stored and in which order stays the same.
    """
    if jobs > 1:
        with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
            return _import(workspace, sources, overrides, pool.map, on_progress, is_cancelled)
    return _import(workspace, sources, overrides, map, on_progress, is_cancelled)


_Mapper = Callable[[Callable[[SourceFile], "ReadFile | Failure"], list[SourceFile]], Iterable[Any]]


def _import(
    workspace: Workspace,
    sources: list[SourceFile],
    overrides: Overrides,
    mapper: _Mapper,
    on_progress: Callable[[Progress, SourceFile, Failure | None], None] | None,
    is_cancelled: Callable[[], bool],
) -> Progress:
    progress = Progress(0, len(sources), 0, 0, 0)
    for begin in range(0, len(sources), _REPORTS_PER_TRANSACTION):
        if is_cancelled():
            break
        chunk = sources[begin : begin + _REPORTS_PER_TRANSACTION]
        fresh = [source for source in chunk if not _is_stored(workspace, source)]
        read: dict[SourceFile, ReadFile | Failure] = {}
        for source, one in zip(fresh, mapper(read_file, fresh), strict=True):
            read[source] = one
            if is_cancelled():
                break
        # Stopped in the middle: what has been read is stored, the rest is for the next run.
        batch = [(s, read.get(s)) for s in chunk if s in read or s not in fresh]
        with workspace.transaction():
            for source, found in batch:
                failure = found if isinstance(found, Failure) else None
                known = found is None
                if isinstance(found, ReadFile):
                    known = not _store(workspace, found, overrides)
                if known:
                    clear_failure(workspace, source.name)
                elif failure is not None:
                    record_failure(
                        workspace,
                        source.name,
                        failure.sha256,
                        failure.code,
                        dict(failure.params),
                        _now(),
                    )
                progress = Progress(
                    progress.done + 1,
                    progress.total,
                    progress.imported + (not known and failure is None),
                    progress.known + known,
                    progress.failed + (failure is not None),
                )
                if on_progress is not None:
                    on_progress(progress, source, failure)
        time.sleep(_PAUSE_SECONDS)
    return progress


def _is_stored(workspace: Workspace, source: SourceFile) -> bool:
    """True where the content of a file is stored already; what cannot be read is not."""
    try:
        data = read_bytes(source.path)
    except ImporterError:
        return False
    return is_known(workspace, hashlib.sha256(data).hexdigest())


def _store(workspace: Workspace, found: ReadFile, overrides: Overrides) -> bool:
    # Another process may have stored the same content since it was read.
    if is_known(workspace, found.sha256):
        return False
    packed = pack_document(found.document)
    with workspace.transaction():
        stored = [
            save_report(
                workspace,
                Incoming(
                    report=overrides.apply(report),
                    sha256=found.sha256,
                    path=_printable(found.source.name),
                    document=packed,
                    reader=found.document.reader,
                    imported_at=_now(),
                ),
            )
            for report in found.reports
        ]
        if len(stored) > 1:
            # Only now does each know that it is not alone in its file.
            for report_id in stored:
                replay_report(workspace, report_id)
        clear_failure(workspace, found.source.name)
    return True


def _printable(name: str) -> str:
    return name.encode("utf-8", "replace").decode("utf-8")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
