"""What gouji promises to be worth, measured: one line a promise, beside what others need for it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks.candidates import CANDIDATES, FUNCTION, RULED, UNRULED
from tests.benchmarks.corpus import (
    Measured,
    find_files,
    sample_number,
    write_corpus,
    write_imports,
)
from tests.benchmarks.importing import FUNCTION as IMPORT
from tests.benchmarks.measuring import REPO, ChildFailedError, as_installed, in_child
from tests.sample_texts import render

_JOBS = 2
_STARTS = 15
_OWN = "gouji reader"
_OTHER = "Word, web page, MHTML, Excel, text"
_TO_FLAGS = "gouji file to flags"
_SAMPLE = REPO / "tests" / "reports" / "01_liuxi_2023_clean.txt"
_LOCATE = "tests.benchmarks.budgets:locate"
_RUN = "from tui.cli import main; main(prog_name='gouji')"


@dataclass(frozen=True)
class Line:
    """One promise: what is measured, what others need, the budget, and what was measured.

    ``ratio`` is how much of the budget is used, or 0 where that is no number: 1 or less is met.
    """

    what: str
    elsewhere: str
    budget: str
    measured: str
    ratio: float = 0.0

    @property
    def cells(self) -> tuple[str, ...]:
        """The line as a row of a table."""
        used = f"{self.ratio:.2f}" if self.ratio else ""
        return self.what, self.elsewhere, self.budget, self.measured, used


HEAD = ("what", "others, same files", "budget", "gouji", "share of budget")


def reading(documents: int, repeats: int) -> Iterator[Line]:
    """The readers beside other libraries, on the same files."""
    with tempfile.TemporaryDirectory() as folder:
        write_corpus(Path(folder), documents)
        files = find_files(Path(folder))
        yield from _pdf(_measured(files, RULED, repeats), len(_of(files, RULED)))
        unruled = _measured(files, UNRULED, repeats)
        own = unruled[_OWN]
        right = _share(unruled[_TO_FLAGS], "right")
        yield Line(
            "PDF without ruling lines, cells right",
            _others(unruled, lambda run: f"{_share(run, 'right'):.1f} %"),
            "≥ 99 %, or flagged",
            f"{right:.2f} %, wrong silently {_share(own, 'silent'):.2f} %",
            99 / right if right else 0.0,
        )
        for kind, most in (("DOCX", 5.0), ("HTML", 2.0)):
            runs, count = _measured(files, kind, repeats), len(_of(files, kind))
            spent = _milliseconds(runs[_OWN], count)
            yield Line(
                f"{kind} reader",
                _others(runs, lambda run, n=count: f"{_milliseconds(run, n):.1f} ms"),
                f"≤ {most:.0f} ms",
                f"{spent:.1f} ms{_times(runs)}",
                spent / most,
            )
            spent = _milliseconds(runs[_TO_FLAGS], count)
            yield _to_flags(kind, spent)
        yield _to_flags("text", _of_texts(Path(folder), documents, repeats))


def _to_flags(kind: str, spent: float) -> Line:
    return Line(f"file → flags, {kind}", "", "≤ 10 ms", f"{spent:.1f} ms CPU", spent / 10)


def _of_texts(folder: Path, documents: int, repeats: int) -> float:
    """Milliseconds a report that was pasted as text."""
    paths = [folder / f"{number:03}.txt" for number in range(documents)]
    for number, path in enumerate(paths):
        path.write_text(render(sample_number(number)), "utf-8")
    runs = [
        in_child(FUNCTION, name=_TO_FLAGS, paths=list(map(str, paths)), truths=[])
        for _ in range(repeats)
    ]
    return _milliseconds({"cpu_seconds": min(run["cpu_seconds"] for run in runs)}, documents)


def _pdf(runs: dict[str, dict[str, float]], count: int) -> Iterator[Line]:
    own = runs[_OWN]
    rate = count / own["cpu_seconds"]
    yield Line(
        "PDF reader, one worker",
        _others(
            runs, lambda run: f"{count / run['cpu_seconds']:.1f}/s at {_share(run, 'right'):.1f} %"
        ),
        "≥ 30/s at 100 %",
        f"{rate:.1f}/s of CPU at {_share(own, 'right'):.2f} %{_times(runs)}",
        30 / rate,
    )


def _of(files: Sequence[Measured], kind: str) -> list[Measured]:
    return [one for one in files if one.kind == kind]


def _measured(files: Sequence[Measured], kind: str, repeats: int) -> dict[str, dict[str, float]]:
    """By candidate the run with the least CPU time; its cells are counted once.

    Candidates take turns: what else the machine does meets all of them.
    """
    group = _of(files, kind)
    paths = [str(one.path) for one in group]
    able = [one for one in CANDIDATES if kind in one.kinds and one.is_installed]
    found: dict[str, dict[str, float]] = {}
    for turn in range(repeats):
        truths = [str(one.truth) for one in group] if not turn else []
        for name in [one.name for one in able]:
            try:
                run = in_child(FUNCTION, name=name, paths=paths, truths=truths)
            except ChildFailedError as error:
                print(f"{name}: {error}", file=sys.stderr)
                able = [one for one in able if one.name != name]
                continue
            before = found.get(name, run)
            least = min(before["cpu_seconds"], run["cpu_seconds"])
            found[name] = before | {"cpu_seconds": least}
    return found


def _share(run: dict[str, float], name: str) -> float:
    return 100 * run[name] / run["cells"]


def _milliseconds(run: dict[str, float], count: int) -> float:
    return 1000 * run["cpu_seconds"] / count


def _others(runs: dict[str, dict[str, float]], shown: Any) -> str:
    return ", ".join(
        f"{name} {shown(run)}" for name, run in runs.items() if not name.startswith("gouji")
    )


def _times(runs: dict[str, dict[str, float]]) -> str:
    """How many times as fast as each of the others."""
    own = runs[_OWN]["cpu_seconds"]
    found = [
        f"{run['cpu_seconds'] / own:.1f} × {name}"
        for name, run in runs.items()
        if not name.startswith("gouji")
    ]
    return _many(found)


def _many(found: Iterable[str]) -> str:
    shown = ", ".join(found)
    return f" ({shown})" if shown else ""


def importing(documents: int, repeats: int) -> Iterator[Line]:
    """A whole import of PDF and of other files on two workers, with their start."""
    with tempfile.TemporaryDirectory() as folder:
        write_imports(Path(folder), documents)
        paths = sorted(Path(folder).iterdir())
        for name, least, is_pdf in (("PDF", 40, True), (_OTHER, 130, False)):
            group = [str(path) for path in paths if (path.suffix == ".pdf") is is_pdf]
            runs = [in_child(IMPORT, paths=group, jobs=_JOBS) for _ in range(repeats)]
            run = min(runs, key=lambda one: one["seconds"])
            rate = len(group) / run["seconds"]
            own, workers = (
                1000 * run[key] / len(group) for key in ("cpu_seconds", "workers_cpu_seconds")
            )
            yield Line(
                f"whole import on two workers, {name}",
                "",
                f"≥ {least}/s",
                f"{rate:.0f}/s; CPU a file {own:.1f} ms + {workers:.1f} ms in workers",
                least / rate,
            )
            yield Line(
                f"main process meanwhile, {name}",
                "",
                "≤ 150 MB",
                f"{run['megabytes']:.0f} MB",
                run["megabytes"] / 150,
            )


def starting() -> Iterator[Line]:
    """How long the program takes to answer at all, and to check one text report."""
    for arguments, most in ((["--help"], 0.1), (["check", str(_SAMPLE)], 0.3)):
        # The first start compiles.
        walls = [_run(arguments) for _ in range(_STARTS + 1)][1:]
        name = " ".join(["gouji", arguments[0], *(["one text report"] if arguments[1:] else [])])
        wall = median(walls)
        yield Line(name, "", f"≤ {most} s", f"{wall:.2f} s (best {min(walls):.2f})", wall / most)


def _run(arguments: Sequence[str]) -> float:
    """Seconds that a program of its own takes."""
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", _RUN, *arguments],
        cwd=REPO,
        env={**as_installed(), "PYTHONPATH": str(REPO)},
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return time.perf_counter() - began


def locating(cases: int) -> Iterator[Line]:
    """How long it takes to find one or two wrong cells."""
    found = in_child(_LOCATE, cases=cases)
    own = found.pop("gouji")
    middle, most = median(own), max(own)
    yield Line(
        "locating one or two wrong cells",
        ", ".join(f"{name} {median(spent):.0f} ms" for name, spent in found.items()),
        "≤ 1 ms median, about 50 ms at most",
        f"{middle:.2f} ms median, {most:.0f} ms at most"
        + _many(f"{median(spent) / middle:.0f} × {name}" for name, spent in found.items()),
        max(middle, most / 50),
    )


def locate(cases: int) -> dict[str, list[float]]:
    """Milliseconds a damaged table, gouji's and those of the solvers that are installed.

    Solvers get a tenth of the tables, of each kind of damage the first ones.
    """
    import random

    from store.forms import load_form
    from store.repair import Repair
    from store.repair_cases import explain_cases
    from tests.benchmarks.repair import cases_of
    from tests.benchmarks.repair_peers import mends, peers
    from tests.benchmarks.table_faults import FAULTS

    form = load_form("2021")
    solvers = peers()
    spent: dict[str, list[float]] = {name: [] for name in ("gouji", *solvers)}
    for name, fault in FAULTS.items():
        made = cases_of(form, fault, cases, random.Random(name), 100, 0.6)
        for number, case in enumerate(made):
            began = time.perf_counter()
            explain_cases(form, Repair(form, case.cells), case.failed)
            spent["gouji"].append(1000 * (time.perf_counter() - began))
            for solver, solve in solvers.items() if number * 10 < cases else ():
                began = time.perf_counter()
                changes = solve(form, case.printed)
                spent[solver].append(1000 * (time.perf_counter() - began))
                assert not changes or mends(form, case.printed, changes), solver
    return spent
