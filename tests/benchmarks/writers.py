"""Writers on one workspace: decisions a second, lock errors, and how long each one waits.

``python -m tests.benchmarks.writers [SECONDS] [REPORTS]``. For 1, 6 and 20 writers, each a process
of its own, at full speed and at human pace (an act each 0.1 to 0.5 seconds), alone and with an
import, an export of all cells, or backups running beside them. Waiting is from the call to its
answer. A lock error is a call that gave up. It also prints the longest time for which the work
beside kept a single writer waiting.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from pathlib import Path

from importers.batch import SourceFile, import_files
from store.annotations import Verdict, decide
from store.backups import back_up
from store.database import Workspace, open_workspace
from store.errors import StaleDecisionError, WorkspaceError
from store.exports import export_workspace
from store.flags import flag_record
from store.reviewer import Reviewer
from tests.benchmarks.measuring import REPO
from tests.thin_reports import thin_report

_WRITERS = (1, 6, 20)
_PACES = ("human", "full")
_BESIDE = ("nothing", "import", "export", "backup")
_HUMAN_SECONDS = (0.1, 0.5)
_IMPORTED = 2_000


def fill(path: Path, reports: int) -> None:
    """A workspace of so many reports with open flags that are about no cell."""
    sample = next((REPO / "tests" / "reports").glob("29_*.txt")).read_text(encoding="utf-8-sig")
    folder = path.parent / "reports"
    folder.mkdir()
    sources = []
    for number in range(reports):
        file = folder / f"{number:05}.txt"
        file.write_text(sample.replace("冷水镇", f"冷水{number}镇"), encoding="utf-8")
        sources.append(SourceFile(file, file.name))
    with open_workspace(path) as workspace:
        import_files(workspace, sources)


def write(path: str, number: int, seconds: float, pace: str, result: str) -> None:
    """Decide open flags at random for some seconds; waits and refusals go to ``result``."""
    chance = random.Random(number)
    who = Reviewer(1000 + number, f"writer{number}", "")
    waits, locked, stale = [], 0, 0
    with open_workspace(Path(path), create=False) as workspace:
        flags = [row[0] for row in workspace.rows("select id from flag where is_raised = 1")]
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if pace == "human":
                time.sleep(chance.uniform(*_HUMAN_SECONDS))
            record = flag_record(workspace, chance.choice(flags))
            if record is None:
                continue
            began = time.perf_counter()
            try:
                decide(workspace, who, record.id, record.version, chance.choice(list(Verdict)))
            except WorkspaceError:
                locked += 1
                continue
            except StaleDecisionError:
                stale += 1
                continue
            waits.append(time.perf_counter() - began)
    Path(result).write_text(json.dumps({"waits": waits, "locked": locked, "stale": stale}))


def _import(path: Path, folder: Path, stop: Event) -> int:
    """Import reports until it is stopped; how many."""
    sources = []
    for number in range(_IMPORTED):
        file = folder / f"new{number:05}.txt"
        file.write_bytes(thin_report(number % 1_000))
        sources.append(SourceFile(file, file.name))
    with open_workspace(path) as workspace:
        return import_files(workspace, sources, is_cancelled=stop.is_set).done


def _repeat(work: Callable[[int], object], stop: Event) -> int:
    count = 0
    while not stop.is_set():
        work(count)
        count += 1
    return count


def _export(path: Path, folder: Path, stop: Event) -> int:
    with open_workspace(path) as workspace:

        def export(_: int) -> None:
            export_workspace(
                workspace, folder / "cells.jsonl", what="cells", current_only=False, language="zh"
            )

        return _repeat(export, stop)


def _backup(path: Path, folder: Path, stop: Event) -> int:
    return _repeat(lambda number: back_up(path, folder / f"{number}.bak"), stop)


def work_beside(what: str, path: str, folder: str, stop: Event) -> None:
    """Import, export or back up again and again until it is stopped."""
    works = {"import": _import, "export": _export, "backup": _backup}
    done = works[what](Path(path), Path(folder), stop)
    Path(folder, "done").write_text(str(done))


def _one(source: Path, writers: int, pace: str, beside: str, seconds: float) -> dict[str, float]:
    context = get_context("spawn")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "gouji.db"
        path.write_bytes(source.read_bytes())
        stop = context.Event()
        other = context.Process(target=work_beside, args=(beside, str(path), name, stop))
        if beside != "nothing":
            other.start()
            time.sleep(1.0)
        processes = [
            context.Process(
                target=write,
                args=(str(path), number, seconds, pace, str(folder / f"{number}.json")),
            )
            for number in range(writers)
        ]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        stop.set()
        if beside != "nothing":
            other.join()
        results = [json.loads((folder / f"{n}.json").read_text()) for n in range(writers)]
        waits = sorted(wait for result in results for wait in result["waits"])
        done = folder / "done"
        return {
            "rate": len(waits) / seconds,
            "locked": sum(result["locked"] for result in results),
            "stale": sum(result["stale"] for result in results),
            "p50": _at(waits, 0.5),
            "p95": _at(waits, 0.95),
            "max": waits[-1] if waits else 0.0,
            "beside": float(done.read_text()) if done.exists() else 0.0,
        }


def _at(waits: list[float], share: float) -> float:
    return waits[min(len(waits) - 1, int(len(waits) * share))] if waits else 0.0


def main(seconds: float, reports: int) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "gouji.db"
        fill(path, reports)
        with open_workspace(path) as workspace:
            print(_size(workspace, path))
        print(
            "| writers | pace | beside | decisions/s | lock errors | stale | p50 ms | p95 ms | max ms |"
        )
        print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
        for pace in _PACES:
            for writers in _WRITERS:
                for beside in _BESIDE:
                    one = _one(path, writers, pace, beside, seconds)
                    shown = f"{beside} {one['beside']:.0f}" if beside != "nothing" else "–"
                    print(
                        f"| {writers} | {pace} | {shown} | {one['rate']:.1f} | {one['locked']:.0f} |"
                        f" {one['stale']:.0f} | {one['p50'] * 1000:.1f} | {one['p95'] * 1000:.1f} |"
                        f" {one['max'] * 1000:.0f} |",
                        flush=True,
                    )


def _size(workspace: Workspace, path: Path) -> str:
    reports = workspace.value("select count(*) from report")
    return f"{reports} reports, {path.stat().st_size / 1_000_000:.0f} MB"


if __name__ == "__main__":
    main(
        float(sys.argv[1]) if len(sys.argv) > 1 else 10.0,
        int(sys.argv[2]) if len(sys.argv) > 2 else 400,
    )
