"""How fast, how right and how large: gouji's readers beside other libraries, on the same files.

Run by hand: ``python -m tests.benchmarks.readers``. Without ``--folder`` it prints reports of
known figures in all formats and reads those. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests.benchmarks.candidates import CANDIDATES, FUNCTION, KINDS, RULED, UNRULED
from tests.benchmarks.corpus import Measured, find_files, write_corpus, write_imports
from tests.benchmarks.importing import FUNCTION as IMPORT
from tests.benchmarks.measuring import ChildFailedError, in_child
from tests.benchmarks.table import machine, markdown

_LIBRARIES = (
    "pypdfium2", "pdfplumber", "camelot-py", "lxml", "python-docx", "selectolax", "pandas",
    "openpyxl",
)  # fmt: skip
_HEAD = (
    "candidate", "documents/s", "ms a document", "CPU ms", "cells right %", "wrong silently %",
    "peak MB",
)  # fmt: skip
_NOTE = (
    "median of {repeats} runs, each in a new process, one worker, libraries loaded before;\n"
    "wrong silently: another value than the true one and no flag about it (a row that was not"
    " found\nis not right either, but whoever looks for it sees that)"
)
_PROFILED = {"pdf": RULED, "unruled": UNRULED, "docx": "DOCX", "html": "HTML", "xlsx": "XLSX"}
_PROFILE_LINES = 25
_JOBS = 2
# An import is measured over so many times more reports, so that starting workers counts little.
_IMPORTED = 10


def main() -> None:
    """Read the arguments, measure, print."""
    arguments = _arguments()
    with _files(arguments.folder, arguments.documents) as files:
        if arguments.profile:
            _profile([one.path for one in files if one.kind == _PROFILED[arguments.profile]])
            return
        print(machine(_LIBRARIES))
        print(_NOTE.format(repeats=arguments.repeats), flush=True)
        if arguments.folder is None:
            print("the files hold what is met: tracked changes, content controls, wrong charsets")
        for kind in KINDS:
            group = [one for one in files if one.kind == kind]
            if group and kind in (arguments.only or KINDS):
                _measure_kind(kind, group, arguments.repeats)
        if not arguments.only:
            with _imports(arguments.folder, arguments.documents) as paths:
                _measure_imports(paths, arguments.repeats)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.readers", description=__doc__)
    parser.add_argument(
        "--folder", type=Path, help="read the files docNN.* here, with their truths docNN.json"
    )
    parser.add_argument(
        "--documents", type=int, default=20, help="reports to print, each in all formats"
    )
    parser.add_argument("--repeats", type=int, default=3, help="runs of which the median counts")
    parser.add_argument("--only", action="append", choices=KINDS, help="measure only this kind")
    parser.add_argument(
        "--profile", choices=tuple(_PROFILED), help="print where gouji's reader spends its time"
    )
    return parser.parse_args()


@contextmanager
def _files(folder: Path | None, documents: int) -> Iterator[list[Measured]]:
    if folder is not None:
        yield find_files(folder)
        return
    with tempfile.TemporaryDirectory() as made:
        write_corpus(Path(made), documents)
        yield find_files(Path(made))


@contextmanager
def _imports(folder: Path | None, documents: int) -> Iterator[list[Path]]:
    if folder is not None:
        yield [one.path for one in find_files(folder)]
        return
    with tempfile.TemporaryDirectory() as made:
        write_imports(Path(made), documents * _IMPORTED)
        yield sorted(Path(made).iterdir())


def _measure_kind(kind: str, files: Sequence[Measured], repeats: int) -> None:
    """Measure all candidates for a kind in turn, so that a busy minute is nobody's alone."""
    notes = []
    runs: dict[str, list[dict[str, float]]] = {}
    for candidate in CANDIDATES:
        if kind in candidate.kinds and candidate.is_installed:
            runs[candidate.name] = []
        elif kind in candidate.kinds:
            notes.append(f"{candidate.name} skipped: pip install {candidate.distribution}")
    for turn in range(repeats):
        for name in list(runs):
            try:
                runs[name].append(_run(name, files, is_counted=not turn))
            except ChildFailedError as error:
                notes.append(f"{name} failed: {error}")
                del runs[name]
    rows = [_row(name, found, len(files)) for name, found in runs.items()]
    print(f"\n{kind}, {len(files)} files\n\n{markdown(_HEAD, rows)}", flush=True)
    notes += [
        f"{name}: {found[0]['unread']} files could not be read"
        for name, found in runs.items()
        if found[0]["unread"]
    ]
    for note in notes:
        print(note, flush=True)


def _run(name: str, files: Sequence[Measured], *, is_counted: bool) -> dict[str, float]:
    """One run of a candidate; its cells are the same each time and counted only once."""
    found: dict[str, float] = in_child(
        FUNCTION,
        name=name,
        paths=[str(one.path) for one in files],
        truths=[str(one.truth) for one in files] if is_counted else [],
    )
    return found


def _row(name: str, runs: Sequence[dict[str, float]], count: int) -> tuple[str, ...]:
    seconds = median(run["seconds"] for run in runs)
    counted = runs[0]
    return (
        name,
        f"{count / seconds:.1f}",
        f"{1000 * seconds / count:.1f}",
        f"{1000 * median(run['cpu_seconds'] for run in runs) / count:.1f}",
        f"{100 * counted['right'] / counted['cells']:.2f}",
        f"{100 * counted['silent'] / counted['cells']:.2f}",
        f"{median(run['megabytes'] for run in runs):.0f}",
    )


def _measure_imports(paths: Sequence[Path], repeats: int) -> None:
    print(f"\nwhole import on {_JOBS} workers, with their start")
    groups = {
        "PDF": [str(path) for path in paths if path.suffix == ".pdf"],
        "other": [str(path) for path in paths if path.suffix != ".pdf"],
    }
    for name, group in groups.items():
        if not group:
            continue
        try:
            runs = [in_child(IMPORT, paths=group, jobs=_JOBS) for _ in range(repeats)]
        except ChildFailedError as error:
            print(f"{name}: failed: {error}")
            continue
        seconds = median(run["seconds"] for run in runs)
        own, workers = (
            1000 * median(run[name] for run in runs) / len(group)
            for name in ("cpu_seconds", "workers_cpu_seconds")
        )
        peak = max(run["megabytes"] for run in runs)
        first = runs[0]
        print(
            f"{name}: {len(group) / seconds:.1f} files/s over {len(group)} files"
            f" ({first['imported']} reports, {first['failed']} files without one),"
            f" main process {peak:.0f} MB; CPU a file {own:.1f} ms + {workers:.1f} ms in workers",
            flush=True,
        )


def _profile(paths: Sequence[Path]) -> None:
    """Print the functions in which gouji's reader spends most time of its own."""
    from tests.benchmarks.gouji_reading import read

    if not paths:
        print("no files of this kind")
        return
    read(paths[0])
    profile = cProfile.Profile()
    with profile:
        for path in paths:
            read(path)
    print(f"{len(paths)} files; the profiler itself slows down what calls many functions")
    pstats.Stats(profile).sort_stats("tottime").print_stats(_PROFILE_LINES)


if __name__ == "__main__":
    main()
