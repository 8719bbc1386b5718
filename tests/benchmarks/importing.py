"""A whole import into a new workspace, as ``gouji import`` does it."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from importers.batch import import_files
from importers.discover import SourceFile
from store.database import open_workspace
from tests.benchmarks.measuring import peak_megabytes

FUNCTION = "tests.benchmarks.importing:measure"


def measure(paths: Sequence[str], jobs: int) -> dict[str, float]:
    """Seconds of an import on ``jobs`` workers with their start, and this process's memory.

    ``cpu_seconds`` are this process's, ``workers_cpu_seconds`` those of the workers.
    """
    import resource

    sources = [SourceFile(Path(path), Path(path).name) for path in paths]
    with tempfile.TemporaryDirectory() as folder:
        began, used = time.perf_counter(), time.process_time()
        with open_workspace(Path(folder, "gouji.db")) as workspace:
            progress = import_files(workspace, sources, jobs=jobs)
        seconds, cpu_seconds = time.perf_counter() - began, time.process_time() - used
    workers = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "seconds": seconds,
        "cpu_seconds": cpu_seconds,
        "workers_cpu_seconds": workers.ru_utime + workers.ru_stime,
        "megabytes": peak_megabytes(),
        "imported": progress.imported,
        "failed": progress.failed + progress.skipped,
    }
