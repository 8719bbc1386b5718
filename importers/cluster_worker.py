"""What a worker of a cluster does: read some files, each in a child process within its limits.

It is the same function that the children of a local import run.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cache
from typing import Any

from importers.code_stamp import code_stamp
from importers.discover import SourceFile, read_bytes
from importers.errors import ImporterError
from importers.supervised import Limits, ReadsSupervised, outcome

Stamp = tuple[tuple[str, str], ...]
# Two threads of a worker that begin at once share the children.
_BEGINNING = threading.Lock()


@dataclass(frozen=True, slots=True)
class Job:
    """One call ``function(source, *args, **kwargs)`` within limits.

    The source brings its bytes along, or is a path at which the worker may see a file of this
    ``sha256``.
    """

    limits: Limits
    function: Callable[..., Any]
    source: SourceFile
    sha256: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]


@dataclass(frozen=True, slots=True)
class NotSeen:
    """The worker has no such file at the path: its bytes are needed."""


@dataclass(frozen=True, slots=True)
class Unlike:
    """The worker would read or check by other code; ``stamp`` says by which."""

    stamp: Stamp


def read_jobs(stamp: Stamp, jobs: Sequence[Job], children: int) -> list[Any] | Unlike:
    """The outcomes of some jobs in order; nothing is read where the worker's code is another."""
    if code_stamp() != stamp:
        return Unlike(code_stamp())
    with _BEGINNING:
        pool = _pool(children)
    begun: list[NotSeen | Future[Any]] = [
        pool.submit(job.limits, job.function, job.source, *job.args, **job.kwargs)
        if _is_seen(job)
        else NotSeen()
        for job in jobs
    ]
    return [
        found if isinstance(found, NotSeen) else outcome(job.source, found, job.limits)
        for job, found in zip(jobs, begun, strict=True)
    ]


def worker_stamp() -> Stamp:
    """By what this worker would read and check."""
    return code_stamp()


def _is_seen(job: Job) -> bool:
    if job.source.given is not None:
        return True
    if job.source.member is not None:
        return False
    try:
        data = read_bytes(job.source.path)
    except ImporterError:
        return False
    return hashlib.sha256(data).hexdigest() == job.sha256


@cache
def _pool(children: int) -> ReadsSupervised:
    """The children of this worker, begun with its first files; they end with it."""
    # Dask marks its workers as daemons, which may have no children; ours look after themselves.
    process: Any = multiprocessing.current_process()
    process._config["daemon"] = False
    return ReadsSupervised(children)
