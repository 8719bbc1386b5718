"""What more reports cost: a workspace that grows by real imports, measured at each size.

``python -m tests.benchmarks.growth --folder FOLDER [--reports 100000]``. Text reports with some
ten doubts each are written, imported on two workers and deleted again, two thousand at a time;
what FOLDER holds already is gone on with. Some 20 KiB of disk a report. Rates are those of the
reports since the size before, with the start of the workers; times those of a queue with one
office's reports in it. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from importers.batch import discover, import_files
from store.database import Workspace, open_workspace
from store.findings import finding_rows
from store.flags import flags_of
from store.labels import doubtful_labels
from store.progress import By, progress_by
from store.queue import queue_ids, queue_rows
from store.review import load_review
from store.search import search_organs, search_prose
from tests.benchmarks.corpus import sample_number
from tests.benchmarks.measuring import begin_as_installed, peak_megabytes
from tests.benchmarks.table import machine, markdown
from tests.sample_texts import render

SIZES = (100, 1_000, 10_000, 100_000)
_BATCH = 2_000
_JOBS = 2
_MIB = 2**20
_TIMES = 5
_PAGE = 40
_REGION = "青禾县"
_MARK = "五、存在的主要问题及改进情况\n"
_MOST_DOUBTS = 17
_OF = ("办理", "接待", "答复", "核查", "转办", "回访", "归档")
_CHARACTERS = (0x4E00, 0x5200)
_LETTERS_OF_SECTION = 240


@dataclass(frozen=True)
class Rate:
    """Reports a second: of all that were imported, of the slowest batch, of the last one."""

    mean: float
    slowest: float
    last: float


@dataclass(frozen=True)
class Size:
    """What was measured at one size: reports a second, and milliseconds."""

    reports: int
    flags: int
    megabytes: float
    rate: Rate
    times: dict[str, float]


def report_text(number: int) -> bytes:
    """A text report of an organ of its own, with up to 17 sentences in which a number is missing."""
    rng = random.Random(number)
    # As many characters as reports use, so that few texts are taken for copies of each other.
    words = "".join(
        chr(rng.randint(*_CHARACTERS))
        + ("，" if turn % 12 == 5 else "。" if turn % 12 == 11 else "")
        for turn in range(_LETTERS_OF_SECTION)
    )
    doubts = [
        f"{rng.choice(_OF)}第{turn + 1}类公开信息共条。"
        for turn in range(rng.randint(0, _MOST_DOUBTS))
    ]
    text = render(sample_number(number))
    assert _MARK in text
    return text.replace(_MARK, f"{_MARK}{words}\n{''.join(doubts)}\n").encode()


def grow(path: Path, reports: int, say: Callable[[str], None] = print) -> Rate:
    """Import until so many reports are stored."""
    batches: list[tuple[int, float]] = []
    with open_workspace(path) as workspace:
        have = int(workspace.value("select count(*) from report"))
        while have < reports:
            count = min(_BATCH - have % _BATCH, reports - have)
            with tempfile.TemporaryDirectory() as folder:
                for number in range(have, have + count):
                    Path(folder, f"{number:06}.txt").write_bytes(report_text(number))
                began, used = time.perf_counter(), time.process_time()
                progress = import_files(workspace, list(discover([Path(folder)])), jobs=_JOBS)
                batches.append((count, time.perf_counter() - began))
            assert progress.imported == count, progress
            have += count
            say(
                f"{have:>7} reports: {count / batches[-1][1]:6.1f} a second, CPU of the main process"
                f" {1000 * (time.process_time() - used) / count:.2f} ms a report,"
                f" {peak_megabytes():.0f} MB, file {path.stat().st_size / _MIB:.0f} MB"
            )
    rates = [count / seconds for count, seconds in batches] or [0.0]
    seconds = sum(spent for _, spent in batches) or 1.0
    return Rate(sum(count for count, _ in batches) / seconds, min(rates), rates[-1])


def measure(path: Path, rate: Rate) -> Size:
    """Measure a workspace as it is."""
    with open_workspace(path) as workspace:
        ids = queue_ids(workspace)
        middle = len(ids) // 2
        steps: dict[str, Callable[[Workspace], Any]] = {
            "open": lambda w: queue_rows(w, queue_ids(w)[:_PAGE]),
            "list page": lambda w: queue_rows(w, ids[middle : middle + _PAGE]),
            "next flag": lambda w: w.rows(
                "select id from flag where report_id = ? and second_view = 0 and position > 0"
                " and is_raised = 1 and verdict is null order by position limit 1",
                [ids[middle]],
            ),
            "flags of a report": lambda w: flags_of(w, ids[middle]),
            "report": lambda w: load_review(w, ids[middle]),
            "filter by word": lambda w: queue_ids(w, "杨梅溪"),
            "filter by rule": lambda w: queue_ids(w, "rule:A1 verdict:open"),
            "search organ": lambda w: search_organs(w, "杨梅"),
            "search prose": lambda w: search_prose(w, "回访第"),
            "labels": doubtful_labels,
            "progress": lambda w: progress_by(w, By.REGION),
            "export a region": lambda w: sum(1 for _ in finding_rows(w, "zh", words=_REGION)),
        }
        times = {name: median(_timed(workspace, call)) for name, call in steps.items()}
        exported = sum(1 for _ in finding_rows(workspace, "zh", words=_REGION))
        times["export 1,000 findings"] = 1000 * times.pop("export a region") / max(1, exported)
        flags = int(workspace.value("select count(*) from flag"))
    return Size(len(ids), flags, path.stat().st_size / _MIB, rate, times)


def _timed(workspace: Workspace, call: Callable[[Workspace], Any]) -> Iterator[float]:
    for _ in range(_TIMES):
        began = time.perf_counter()
        call(workspace)
        yield 1000 * (time.perf_counter() - began)


def table(sizes: Sequence[Size]) -> str:
    """The growth table: a row a cost, a column a size."""
    head = ("cost", *(f"{size.reports:,} reports" for size in sizes))
    rows = [
        ("import, reports a second", *(f"{size.rate.mean:.0f}" for size in sizes)),
        ("slowest 2,000 of them", *(f"{size.rate.slowest:.0f}" for size in sizes)),
        ("last 2,000 of them", *(f"{size.rate.last:.0f}" for size in sizes)),
        ("flags", *(f"{size.flags:,}" for size in sizes)),
        ("file, MB", *(f"{size.megabytes:.0f}" for size in sizes)),
        *(
            (f"{name}, ms", *(f"{size.times[name]:.2f}" for size in sizes))
            for name in sizes[0].times
        ),
    ]
    return markdown(head, rows)


def main(arguments: Sequence[str]) -> None:
    """Grow, measure at each size, print."""
    begin_as_installed()
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.growth")
    parser.add_argument("--reports", type=int, default=10_000)
    parser.add_argument("--folder", type=Path, help="keep and go on with the workspace here")
    chosen = parser.parse_args(arguments)
    print(machine(()))
    with tempfile.TemporaryDirectory() as temporary:
        path = (chosen.folder or Path(temporary)) / "gouji.db"
        path.parent.mkdir(parents=True, exist_ok=True)
        sizes = []
        for reports in sorted({*(one for one in SIZES if one < chosen.reports), chosen.reports}):
            rate = grow(path, reports)
            sizes.append(measure(path, rate))
            print(f"\n{table(sizes)}\n", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
