"""Many files: skip known content, read, store; one bad file never stops the rest."""

from __future__ import annotations

import contextlib
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from importers.discover import SourceFile, discover, read_bytes
from importers.likeness import likeness
from importers.overrides import KEEP_ALL, Overrides
from importers.pipeline import Outcome, Pipeline
from importers.preparing import PreparedFile, prepare_file
from importers.reading import Failure, ReadFile, read_file
from importers.supervised import Reads, reading
from store.aliases import Alias, aliases, record_taught
from store.database import Workspace
from store.errors import NO_REPORT
from store.replay import replay_report
from store.report import LabelKey, Part
from store.reports import Incoming, clear_failure, is_known, record_failure, save_report
from store.runs import begin_run, end_run

__all__ = [
    "Failure",
    "Overrides",
    "Progress",
    "ReadFile",
    "SourceFile",
    "discover",
    "import_files",
    "read_bytes",
    "read_file",
]

# Small transactions with a pause between, so that reviewers at work are not held up.
_REPORTS_PER_TRANSACTION = 16
# Reviewers at work wait no longer than this, and then get their turn.
_SECONDS_PER_TRANSACTION = 0.05
_PAUSE_SECONDS = 0.015
_SECONDS_UNSTORED = 1.0


@dataclass(frozen=True, slots=True)
class Progress:
    """State of an import after one more file; ``seconds`` since it began.

    ``skipped`` files could be read and hold no report; ``failed`` ones could not.
    """

    done: int
    total: int
    imported: int
    known: int
    failed: int
    skipped: int = 0
    seconds: float = 0.0
    # Reports that hold only text or only tables: one may be the attachment of another.
    loose: tuple[int, ...] = ()

    @property
    def rate(self) -> float:
        """Files a second so far."""
        return self.done / self.seconds if self.seconds > 0 else 0.0

    @property
    def shown_rate(self) -> str:
        """The rate for people: whole numbers, with a digit behind the point below ten."""
        return f"{self.rate:.1f}" if self.rate < 10 else str(round(self.rate))

    @property
    def seconds_left(self) -> float:
        """Seconds that the rest will take at this rate; 0 where nothing is known yet."""
        return (self.total - self.done) / self.rate if self.rate > 0 else 0.0


_OnProgress = Callable[[Progress, SourceFile, Failure | None], None]


def import_files(
    workspace: Workspace,
    sources: Sequence[SourceFile],
    *,
    overrides: Overrides = KEEP_ALL,
    jobs: int = 0,
    cluster: str | None = None,
    on_progress: _OnProgress | None = None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Progress:
    """Read and store files, archives with all their members.

    ``jobs`` child processes read, within limits of memory and time; 0: this process reads.
    ``cluster`` is the address of a Dask cluster whose workers read in their place. What is stored
    and in which order does not depend on any of these. Each report is stored whole or not
    at all, commits come in between. Content that is stored already is skipped, so that a second
    run continues the first. Files that need another program or text recognition come last.
    Labels mean what reviewers taught until now. Raises ClusterError where the cluster cannot be
    used; what came until then is stored.
    """
    known = aliases(workspace)
    remaps = {key: a.target for key, a in known.items() if a.target is not None}
    with contextlib.ExitStack() as stack:
        here = stack.enter_context(reading(min(jobs, 1) if cluster else jobs))
        reads: Reads = here
        if cluster:
            from importers.cluster import reading_on

            reads = workers = stack.enter_context(reading_on(cluster, here))
            jobs = workers.jobs
        read = partial(
            prepare_file, remaps=remaps, overrides=overrides, settings=workspace.settings
        )
        pipeline = Pipeline(
            reads, jobs, read, lambda sha256: is_known(workspace, sha256), is_cancelled
        )
        return _Import(workspace, pipeline, known).over(sources, on_progress)


class _Import:
    def __init__(
        self,
        workspace: Workspace,
        pipeline: Pipeline[PreparedFile],
        known: Mapping[LabelKey, Alias],
    ) -> None:
        self.workspace = workspace
        self.pipeline = pipeline
        self.known = known
        self.loose: list[int] = []
        self.run = 0

    def over(self, sources: Sequence[SourceFile], on_progress: _OnProgress | None) -> Progress:
        began = flushed = time.monotonic()
        expanded, refused = self.pipeline.expand(sources)
        progress = Progress(0, len(expanded) + len(refused), 0, 0, 0)
        self.run = begin_run(self.workspace, [_printable(source.name) for source in expanded])
        left: deque[tuple[SourceFile, Outcome[PreparedFile]]] = deque(
            (bad.source, bad) for bad in refused
        )
        for source, found in self.pipeline.outcomes(expanded):
            left.append((source, found))
            late = time.monotonic() - flushed > _SECONDS_UNSTORED
            if late or len(left) >= _REPORTS_PER_TRANSACTION:
                # What there is no time for comes with the next ones: few transactions, all full.
                progress = self._store_some(left, progress, began, on_progress)
                flushed = time.monotonic()
                time.sleep(_PAUSE_SECONDS)
        while left:
            progress = self._store_some(left, progress, began, on_progress)
            if left:
                time.sleep(_PAUSE_SECONDS)
        if progress.done == progress.total:
            end_run(self.workspace, self.run)
        return progress

    def _store_some(
        self,
        left: deque[tuple[SourceFile, Outcome[PreparedFile]]],
        progress: Progress,
        began: float,
        on_progress: _OnProgress | None,
    ) -> Progress:
        """Store files from the left in one transaction until it has lasted long enough."""
        with self.workspace.transaction():
            since = time.monotonic()
            while left and time.monotonic() - since < _SECONDS_PER_TRANSACTION:
                source, found = left.popleft()
                bad = found if isinstance(found, Failure) else None
                known = found is None
                if isinstance(found, PreparedFile):
                    known = not self._store(found)
                if known:
                    clear_failure(self.workspace, source.name)
                elif bad is not None:
                    record_failure(
                        self.workspace, source.name, bad.sha256, bad.code, dict(bad.params), _now()
                    )
                progress = Progress(
                    progress.done + 1,
                    progress.total,
                    progress.imported + (not known and bad is None),
                    progress.known + known,
                    progress.failed + (bad is not None and bad.code != NO_REPORT),
                    progress.skipped + (bad is not None and bad.code == NO_REPORT),
                    time.monotonic() - began,
                    tuple(self.loose),
                )
                if on_progress is not None:
                    on_progress(progress, source, bad)
        return progress

    def _store(self, found: PreparedFile) -> bool:
        """Store one file in the caller's transaction; False where its content is there already."""
        # Another process may have stored the same content since it was read.
        if is_known(self.workspace, found.sha256):
            return False
        stored = [
            save_report(
                self.workspace,
                Incoming(
                    prepared=prepared,
                    sha256=found.sha256,
                    path=_printable(found.source.name),
                    document=found.packed,
                    reader=found.reader,
                    imported_at=_now(),
                    run=self.run,
                ),
                likeness,
            )
            for prepared in found.reports
        ]
        for report_id, prepared in zip(stored, found.reports, strict=True):
            if prepared.is_taught:
                record_taught(self.workspace, report_id, prepared.report, self.known)
            if prepared.part is not Part.WHOLE:
                self.loose.append(report_id)
        if len(stored) > 1:
            # Only now does each know that it is not alone in its file.
            for report_id in stored:
                replay_report(self.workspace, report_id)
        clear_failure(self.workspace, found.source.name)
        return True


def _printable(name: str) -> str:
    return name.encode("utf-8", "replace").decode("utf-8")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
