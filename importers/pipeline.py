"""Sources in, what they hold out: archives expanded, known content skipped, slow kinds last."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, wait
from dataclasses import replace
from itertools import chain
from typing import Generic, TypeAlias, TypeVar

from importers.converting import read_converted
from importers.discover import SourceFile, read_bytes
from importers.errors import ImporterError
from importers.expanding import beginning, begins_converted, expand, may_be_archive
from importers.readers.scan import has_recognition
from importers.reading import Failure, failure
from importers.supervised import (
    EXPANDING,
    READING,
    RECOGNISING,
    Limits,
    Reads,
    outcome,
    reader_error,
)

# So many files a job are given out ahead of the one that is taken next.
_AHEAD_PER_JOB = 8
_SECONDS_BETWEEN_LOOKS = 0.2

_Read = TypeVar("_Read")
# None: the content is known already.
Outcome: TypeAlias = _Read | Failure | None


class Pipeline(Generic[_Read]):
    """Reads many sources through ``reads``; the order of what comes out is always the same.

    ``read`` takes a source, as ``read_file`` does; ``is_known`` tells of a content's hash whether
    it need not be read; ``is_cancelled`` is asked between two files.
    """

    def __init__(
        self,
        reads: Reads,
        jobs: int,
        read: Callable[..., _Read | Failure],
        is_known: Callable[[str], bool] = lambda sha256: False,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        self._reads = reads
        self._ahead = max(1, jobs * _AHEAD_PER_JOB)
        self._is_known = is_known
        self._is_cancelled = is_cancelled
        self._read_one = read
        self._to_convert: list[SourceFile] = []
        self._to_recognise: list[SourceFile] = []

    def expand(self, sources: Sequence[SourceFile]) -> tuple[list[SourceFile], list[Failure]]:
        """Archives replaced by their members; what cannot be opened, with the reason."""
        expanded: list[SourceFile] = []
        refused: list[Failure] = []
        for source in sources:
            begin = beginning(source)
            if not may_be_archive(begin):
                expanded.append(replace(source, is_converted=begins_converted(begin)))
                continue
            future = self._reads.submit(EXPANDING, expand, source)
            error = future.exception()
            if error is not None:
                refused.append(failure(source, reader_error(error, EXPANDING)))
                continue
            inside, bad = future.result()
            expanded += inside
            refused += bad
        return expanded, refused

    def outcomes(
        self, sources: Iterable[SourceFile]
    ) -> Iterator[tuple[SourceFile, Outcome[_Read]]]:
        """What each file holds, in order; slow kinds after all others."""
        recognises = has_recognition()
        plain = self._read(sources, READING, recognise=False)
        # Which files these are is known when the plain ones have been read.
        converted = read_converted(
            self._to_convert, self._reads, self._is_cancelled, self._read_one
        )
        for source, found in chain(plain, converted):
            if recognises and isinstance(found, Failure) and found.code == "file_no_text":
                self._to_recognise.append(source)
            else:
                yield source, found
        yield from self._read(self._to_recognise, RECOGNISING, recognise=True)

    def _read(
        self, sources: Iterable[SourceFile], limits: Limits, *, recognise: bool
    ) -> Iterator[tuple[SourceFile, Outcome[_Read]]]:
        waiting: deque[tuple[SourceFile, Future[_Read | Failure] | None]] = deque()
        for source in sources:
            if self._is_cancelled():
                break
            if self._is_stored(source):
                waiting.append((source, None))
            elif not recognise and source.is_converted:
                self._to_convert.append(source)
            else:
                future = self._reads.submit(limits, self._read_one, source, recognise=recognise)
                waiting.append((source, future))
            if len(waiting) >= self._ahead:
                yield from self._taken(waiting, limits, self._ahead - 1)
        yield from self._taken(waiting, limits, 0)

    def _taken(
        self,
        waiting: deque[tuple[SourceFile, Future[_Read | Failure] | None]],
        limits: Limits,
        left: int,
    ) -> Iterator[tuple[SourceFile, Outcome[_Read]]]:
        """Take results in order until ``left`` are waiting; stop where the user does."""
        while len(waiting) > left:
            source, future = waiting.popleft()
            if future is not None and not future.done():
                self._reads.flush()
            while future is not None and not future.done():
                if self._is_cancelled():
                    waiting.clear()
                    return
                wait([future], timeout=_SECONDS_BETWEEN_LOOKS)
            if future is None:
                yield source, None
                continue
            found: _Read | Failure = outcome(source, future, limits)
            yield source, found

    def _is_stored(self, source: SourceFile) -> bool:
        """True where the content of a file is stored already; what cannot be read is not."""
        found = source.sha256
        if found is None:
            try:
                found = hashlib.sha256(read_bytes(source.path)).hexdigest()
            except ImporterError:
                return False
        return self._is_known(found)
