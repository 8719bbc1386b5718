"""What the program costs at a pseudo-terminal: first frame, a key, its bytes, its memory."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from store.database import open_workspace
from store.queue import queue_ids, queue_rows
from tests.benchmarks.budgets import Line
from tests.benchmarks.growth import Size, grow, measure
from tests.benchmarks.many_reports import fill
from tests.benchmarks.screen import EMPTY, GOUJI, TABLE, Step, Terminal, running

_DOWN, _UP, _PAGE_DOWN, _PAGE_UP = "\x1b[B", "\x1b[A", "\x1b[6~", "\x1b[5~"
_ORGAN = "镇人民政府"
_STARTS = 5
_FLAGS = 5


def at_terminal(folder: Path, reports: int) -> Iterator[Line]:
    """The workbench on the workspace in ``folder``; without one, one of so many is written."""
    path = folder / "gouji.db"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        fill(path, reports)
    with open_workspace(path) as workspace:
        ids = queue_ids(workspace)
        page = _best(lambda: queue_rows(workspace, ids[len(ids) // 2 :][:36]))
    # The first start of each compiles.
    starts = [(_first(folder, EMPTY), _first(folder)) for _ in range(_STARTS + 1)][1:]
    empty, first = (statistics.median(spent) for spent in zip(*starts, strict=True))
    firsts = [spent for _, spent in starts]
    table, moved, paged = _in_table(folder)
    yield Line(
        f"first frame, {len(ids):,} reports",
        f"DataTable {table:.1f} s; Textual with nothing on it {empty:.2f} s",
        "≤ 0.35 s",
        f"{first:.2f} s (best {min(firsts):.2f})",
        first / 0.35,
    )
    yield Line("a list page in SQL", "", "≤ 1 ms", f"{page:.2f} ms", page)
    with running(folder) as terminal:
        terminal.until(_ORGAN)
        terminal.settle(1.0)
        yield from _keys(terminal, {"bytes of a move": moved, "bytes of a page": paged})


def _in_table(folder: Path) -> tuple[float, float, float]:
    """Textual's own table of the same reports: seconds to the first frame, bytes of two keys."""
    with running(folder, TABLE) as terminal:
        first = terminal.until(_ORGAN)
        terminal.settle(1.0)
        moves = [terminal.key(key) for key in (_DOWN, _UP) * 5]
        pages = [terminal.key(key) for key in (_PAGE_DOWN, _PAGE_DOWN, _PAGE_UP, _PAGE_UP)]
    return first, _size(moves), _size(pages)


def _first(folder: Path, code: str = GOUJI) -> float:
    with running(folder, code) as terminal:
        return terminal.until(_ORGAN)


def _best(call: Callable[[], object]) -> float:
    import time

    found = []
    for _ in range(9):
        began = time.perf_counter()
        call()
        found.append(1000 * (time.perf_counter() - began))
    return min(found)


def _keys(terminal: Terminal, others: Mapping[str, float]) -> Iterator[Line]:
    moves = [terminal.key(key) for key in (_DOWN, _UP) * 15]
    pages = [terminal.key(key) for key in (*(_PAGE_DOWN,) * 4, *(_PAGE_UP,) * 4) * 2]
    terminal.key("\r")
    following = [terminal.key("n") for _ in range(_FLAGS)]
    decided = [terminal.key("4") for _ in range(_FLAGS)]
    spent = {
        name: statistics.median(step.first for step in steps)
        for name, steps in (
            ("move", moves),
            ("page", pages),
            ("next flag", following),
            ("decision", decided),
        )
    }
    yield Line(
        "key to frame",
        "",
        "≤ 20 ms",
        ", ".join(f"{name} {middle:.1f}" for name, middle in spent.items()) + " ms",
        max(spent.values()) / 20,
    )
    for name, steps, most in (
        ("bytes of a move", moves, 800),
        ("bytes of a decision and the next flag", decided, 6_000),
        ("bytes of a page", pages, 10_000),
    ):
        size = _size(steps)
        other = f"DataTable {others[name]:,.0f}" if name in others else ""
        yield Line(name, other, f"≤ {most:,}", f"{size:,.0f}", size / most)
    *_, idle = terminal.settle(3.0)
    yield Line("bytes when idle", "", "0", str(idle), float(idle))
    used = terminal.megabytes()
    yield Line("memory of the program", "", "≤ 90 MB", f"{used:.0f} MB", used / 90)


def _size(steps: Sequence[Step]) -> float:
    return statistics.median(step.size for step in steps)


def at_scale(folder: Path, reports: int) -> tuple[Size, Iterator[Line]]:
    """A workspace grown by real imports; it is gone on with where it is there already."""
    folder.mkdir(parents=True, exist_ok=True)
    rate = grow(folder / "gouji.db", reports)
    size = measure(folder / "gouji.db", rate)
    return size, _of_size(size)


def _of_size(size: Size) -> Iterator[Line]:
    most = 2_048 * size.reports / 100_000
    yield Line(
        f"workspace of {size.reports:,} imported reports, {size.flags:,} flags",
        "",
        f"≤ {most:,.0f} MB",
        f"{size.megabytes:,.0f} MB",
        size.megabytes / most,
    )
    yield Line(
        "next flag in SQL",
        "",
        "≤ 0.1 ms",
        f"{size.times['next flag']:.3f} ms",
        size.times["next flag"] / 0.1,
    )
