"""Files of old office programs: converted many a call, then read like any other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from importers.discover import SourceFile
from importers.errors import ImporterError
from importers.readers import CONVERTED, detect_format
from importers.reading import Failure, failure, read_source
from importers.supervised import READING, Reads, outcome

_FILES_PER_CALL = 8
_Read = TypeVar("_Read")


def read_converted(
    sources: Sequence[SourceFile],
    reads: Reads,
    is_cancelled: Callable[[], bool],
    read: Callable[..., _Read | Failure],
) -> Iterator[tuple[SourceFile, _Read | Failure]]:
    """Convert files in groups and ``read`` what comes out, in order.

    The converter runs as a program of its own, with its own limits; its results are read like
    any file: in a child process, within limits.
    """
    for begin in range(0, len(sources), _FILES_PER_CALL):
        if is_cancelled():
            return
        group = sources[begin : begin + _FILES_PER_CALL]
        futures = [
            (
                source,
                made
                if isinstance(made, Failure)
                else reads.submit(READING, read, source, made, recognise=False),
            )
            for source, made in zip(group, _converted(group), strict=True)
        ]
        reads.flush()
        for source, future in futures:
            found = future if isinstance(future, Failure) else outcome(source, future, READING)
            yield source, found


def _converted(group: Sequence[SourceFile]) -> list[bytes | Failure]:
    """For each file what it became, or why not."""
    from importers.readers.libreoffice import convert_files

    made: list[bytes | Failure] = []
    waiting = []
    for source in group:
        try:
            data = read_source(source)
            found = detect_format(data)
            if found in CONVERTED:
                waiting.append((len(made), found, data))
            # What only begins like such a file is read as what it is.
            made.append(data)
        except ImporterError as error:
            made.append(failure(source, error))
    results = convert_files([(found, data) for _, found, data in waiting])
    for (index, _, _), result in zip(waiting, results, strict=True):
        made[index] = failure(group[index], result) if isinstance(result, ImporterError) else result
    return made
