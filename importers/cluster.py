"""Reading on the workers of a Dask cluster that runs already; storing stays with this process.

Files go out as paths while the workers see the same files at them, else as bytes. What the
workers of a cluster send is trusted as this machine is: whoever may join it may change results.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from dataclasses import replace
from typing import Any, TypeVar

from importers.cluster_worker import Job, NotSeen, Unlike, read_jobs, worker_stamp
from importers.code_stamp import code_stamp, difference
from importers.discover import SourceFile
from importers.errors import (
    ClusterEmptyError,
    ClusterLostError,
    ClusterMissingError,
    ClusterUnlikeError,
    ClusterUnreachableError,
    ImporterError,
    ReaderCrashedError,
)
from importers.reading import failure, read_source
from importers.supervised import EXPANDING, Limits, Reads

_Result = TypeVar("_Result")
# So many files go out together: each message costs the scheduler about a millisecond.
_FILES_PER_TASK = 4
_SECONDS_TO_CONNECT = 10


@contextlib.contextmanager
def reading_on(address: str, here: Reads) -> Iterator[ReadsOnCluster]:
    """The workers of the cluster at ``address`` for as long as the block runs.

    ``here`` is where archives are opened.
    Raises ImporterError where Dask is not installed, nobody answers, no worker is there, or a
    worker has another gouji, other forms, rules or readers.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise ClusterMissingError() from error
    # What happens to workers is told by the import itself.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        connect: Any = Client
        client = connect(address, timeout=_SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise ClusterUnreachableError(address=address, reason=type(error).__name__) from error
    try:
        yield ReadsOnCluster(client, address, here)
    finally:
        # What was given out and not taken is for the next run.
        with contextlib.suppress(OSError):
            client.close(timeout=_SECONDS_TO_CONNECT)


class ReadsOnCluster:
    """Calls on the workers of a cluster, some files a task; a lost worker's tasks run elsewhere.

    ``jobs`` is how many files the cluster reads at a time.
    """

    def __init__(self, client: Any, address: str, here: Reads) -> None:
        self._here = here
        self._client = client
        self._address = address
        self._executor = client.get_executor(pure=False)
        self._stamp = code_stamp()
        self._waiting: list[tuple[Job, Future[Any]]] = []
        self._sends_bytes = False
        threads = client.nthreads()
        if not threads:
            raise ClusterEmptyError(address=address)
        self.jobs = sum(threads.values())
        self._children = max(threads.values())
        self._check(client.run(worker_stamp, on_error="return"))

    def _check(self, stamps: dict[str, Any]) -> None:
        for worker, theirs in sorted(stamps.items()):
            if isinstance(theirs, BaseException):
                raise ClusterUnlikeError(
                    worker=worker, part="gouji", theirs=type(theirs).__name__, ours=self._ours()
                )
            self._compare(worker, theirs)

    def _compare(self, worker: str, theirs: Any) -> None:
        differs = difference(self._stamp, theirs)
        if differs is not None:
            part, ours, other = differs
            raise ClusterUnlikeError(worker=worker, part=part, theirs=other, ours=ours)

    def _ours(self) -> str:
        return dict(self._stamp)["gouji"]

    def submit(
        self, limits: Limits, function: Callable[..., _Result], *args: Any, **kwargs: Any
    ) -> Future[_Result]:
        """Begin a call that reads the source ``args[0]``; archives are opened here."""
        if limits is EXPANDING:
            return self._here.submit(limits, function, *args, **kwargs)
        source: SourceFile = args[0]
        future: Future[_Result] = Future()
        try:
            data = read_source(source)
        except ImporterError as error:
            future.set_result(failure(source, error))  # type: ignore[arg-type]
            return future
        sha256 = hashlib.sha256(data).hexdigest()
        is_path = not self._sends_bytes and source.member is None
        sent = source if is_path else replace(source, given=data)
        self._waiting.append((Job(limits, function, sent, sha256, args[1:], kwargs), future))
        if len(self._waiting) >= _FILES_PER_TASK:
            self.flush()
        return future

    def flush(self) -> None:
        """Send what is waiting for more files to go with it."""
        waiting, self._waiting = self._waiting, []
        if waiting:
            self._send(waiting)

    def _send(self, chunk: list[tuple[Job, Future[Any]]]) -> None:
        jobs = [job for job, _ in chunk]
        task = self._executor.submit(read_jobs, self._stamp, jobs, self._children)
        task.add_done_callback(lambda done: self._take(chunk, done))

    def _take(self, chunk: list[tuple[Job, Future[Any]]], done: Future[Any]) -> None:
        """Hand on what a task brought; called by Dask's own thread."""
        try:
            found = done.result()
        except CancelledError:
            self._refuse(chunk, ClusterLostError(address=self._address))
            return
        except Exception as error:  # noqa: BLE001 - Dask hands on whatever ended a task
            self._again(chunk, error)
            return
        if isinstance(found, Unlike):
            part, ours, theirs = difference(self._stamp, found.stamp) or ("gouji", "?", "?")
            refused = ClusterUnlikeError(worker=self._address, part=part, theirs=theirs, ours=ours)
            self._refuse(chunk, refused)
            return
        unseen = []
        for (job, future), one in zip(chunk, found, strict=True):
            if isinstance(one, NotSeen):
                unseen.append((job, future))
            else:
                future.set_result(replace(one, source=replace(job.source, given=None)))
        if unseen:
            self._sends_bytes = True
            self._send([(_with_bytes(job), future) for job, future in unseen])

    def _again(self, chunk: list[tuple[Job, Future[Any]]], error: Exception) -> None:
        """Send the files of a task that failed one by one: only the guilty one fails."""
        if len(chunk) > 1:
            for one in chunk:
                self._send([one])
            return
        ((_, future),) = chunk
        future.set_exception(ReaderCrashedError(exit=type(error).__name__))

    @staticmethod
    def _refuse(chunk: list[tuple[Job, Future[Any]]], error: ImporterError) -> None:
        for _, future in chunk:
            future.set_exception(error)


def _with_bytes(job: Job) -> Job:
    try:
        return replace(job, source=replace(job.source, given=read_source(job.source)))
    except ImporterError:
        return job
