"""Reading in child processes with limits of memory and time: only the guilty file fails.

Files come from strangers; a small one can make a parser loop or fill the memory
(decompression bombs, damaged PDFs). So each is read in a process that was spawned, may use so
much memory, and is killed when its time is over; the next file gets a new process.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, TimeoutError
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from importers.discover import SourceFile
from importers.errors import (
    ClusterError,
    ImporterError,
    ReaderCrashedError,
    ReaderMemoryError,
    ReaderTimeoutError,
)
from importers.reading import Failure, failure

_Result = TypeVar("_Result")
# How libraries end a process that gets no more memory.
_OUT_OF_MEMORY = (signal.SIGABRT, signal.SIGTRAP)
# Objects of a report are many and have no cycles.
_OBJECTS_BETWEEN_COLLECTIONS = 50_000
_SECONDS_BETWEEN_LOOKS = 1.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may use: seconds of wall time, megabytes of address space."""

    seconds: float
    megabytes: int


READING = Limits(seconds=60, megabytes=2048)
# An archive may hold all reports of a province; only its members' hashes are taken.
EXPANDING = Limits(seconds=600, megabytes=2048)
# Recognising text needs seconds a page and a gigabyte for its models.
RECOGNISING = Limits(seconds=900, megabytes=8192)


class Reads(Protocol):
    """A place where files are read: this process, or children with limits."""

    def submit(
        self, limits: Limits, function: Callable[..., _Result], *args: Any, **kwargs: Any
    ) -> Future[_Result]:
        """Begin a call; its result comes from ``outcome``."""
        ...

    def flush(self) -> None:
        """Begin all calls that wait for others to go with them."""
        ...


class ReadsHere:
    """Calls at once, in this process: for few small files, and for tests."""

    def submit(
        self, limits: Limits, function: Callable[..., _Result], *args: Any, **kwargs: Any
    ) -> Future[_Result]:
        """Call the function now."""
        future: Future[_Result] = Future()
        try:
            future.set_result(function(*args, **kwargs))
        except (ImporterError, MemoryError) as error:
            future.set_exception(error)
        return future

    def flush(self) -> None:
        """Nothing waits here."""


class ReadsSupervised:
    """Calls in ``jobs`` child processes, each call within its limits."""

    def __init__(self, jobs: int) -> None:
        # Reading in this process needs nothing of it.
        from pebble import ProcessPool

        from importers.children import Children

        self._children = Children()
        self._pool = ProcessPool(jobs, context=self._children, initializer=_begin_child)

    def submit(
        self, limits: Limits, function: Callable[..., _Result], *args: Any, **kwargs: Any
    ) -> Future[_Result]:
        """Schedule the call."""
        scheduled: Future[_Result] = self._pool.schedule(
            _limited, args=[limits.megabytes, function, args, kwargs], timeout=limits.seconds
        )
        return scheduled

    def flush(self) -> None:
        """Nothing waits here: each call has begun or waits for a child."""

    def stop(self) -> None:
        """End all children at once; what they were reading is for the next run."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        # One that is still starting would find the pool's locks gone, and say so on the terminal.
        self._children.end()
        self._pool.join()


def default_jobs() -> int:
    """As many reading processes as there are processors for us."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextlib.contextmanager
def reading(jobs: int) -> Iterator[Reads]:
    """Child processes for as long as the block runs; 0 jobs: all is read in this process."""
    if jobs < 1:
        yield ReadsHere()
        return
    pool = ReadsSupervised(jobs)
    try:
        yield pool
    finally:
        pool.stop()


def outcome(
    source: SourceFile, future: Future[_Result | Failure], limits: Limits
) -> _Result | Failure:
    """Wait for a file to be read; a child's death, whatever its cause, is that file's failure.

    Raises ClusterError where it is the cluster that failed, and no file.
    """
    error = future.exception()
    if isinstance(error, ClusterError):
        raise error
    return future.result() if error is None else failure(source, reader_error(error, limits))


def reader_error(error: BaseException, limits: Limits) -> ImporterError:
    """What ended a call in a child process, as an error for people."""
    if isinstance(error, ImporterError):
        return error
    if isinstance(error, TimeoutError):
        return ReaderTimeoutError(seconds=round(limits.seconds))
    if isinstance(error, MemoryError):
        return ReaderMemoryError(limit=limits.megabytes)
    code = getattr(error, "exitcode", None)
    if isinstance(code, int) and -code in _OUT_OF_MEMORY:
        return ReaderMemoryError(limit=limits.megabytes)
    return ReaderCrashedError(exit=code if isinstance(code, int) else type(error).__name__)


def _begin_child() -> None:
    """Cut a child off from the terminal: it must neither print nor take Ctrl+C for itself."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    os.close(null)
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    parent = os.getppid()
    threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()


def _leave_with(parent: int) -> None:
    """End with the parent, however that ended: nobody is left to take the result."""
    while os.getppid() == parent:
        time.sleep(_SECONDS_BETWEEN_LOOKS)
    os._exit(1)


def _limited(
    megabytes: int, function: Callable[..., _Result], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> _Result:
    _limit_memory(megabytes)
    return function(*args, **kwargs)


def _limit_memory(megabytes: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = megabytes * 1_048_576
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
