"""What the review screen costs on a terminal: time and bytes of every kind of step.

``python -m tests.benchmarks.screen [--reports N]… [--keep FOLDER]`` starts the real program on a
pseudo-terminal of 120×40 cells (TERM=xterm-256color) for workspaces of 100, 10,000 and 100,000
reports (made by ``tests.benchmarks.many_reports``; FOLDER keeps them for the next run). Times are
from the moment in which the key is written to the first byte that it brings, which is the frame,
and to the last one (a verdict is shown before it is stored); bytes are what the program writes;
processor is the program's time, in which other work on the machine does not count. First frame:
from the start of the process until the first report of the queue stands on the screen; beside it
an empty app of Textual. Modules are compiled before, as in an installation. Nothing is asserted;
the budgets stand beside what was measured.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import select
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from store.database import open_workspace
from store.queue import queue_ids, queue_rows
from tests.benchmarks.many_reports import fill
from tests.benchmarks.measuring import REPO, as_installed

_SIZES = (100, 10_000, 100_000)
_WIDTH, _HEIGHT = 120, 40
# A step is over when nothing has come for so long.
_QUIET = 0.12
_LONGEST = 60.0
_IDLE = 10.0
# The first thing that a session leader opens becomes its terminal.
GOUJI = (
    "import os, sys; os.close(os.open(os.ttyname(0), os.O_RDWR))\n"
    "from tui.cli import main; main(prog_name='gouji')"
)
_TEMPLATE_ORGAN = "镇人民政府"


# What Textual needs by itself until something stands on the screen.
EMPTY = (
    "import tui\n"
    "from textual.app import App\n"
    "from textual.widgets import Static\n"
    "class Empty(App):\n"
    "    ENABLE_COMMAND_PALETTE = False\n"
    "    def compose(self):\n"
    f"        yield Static('{_TEMPLATE_ORGAN}')\n"
    "Empty(ansi_color=True).run()"
)
# The same reports in the table that comes with Textual.
TABLE = (
    "import os, sqlite3\n"
    "os.close(os.open(os.ttyname(0), os.O_RDWR))\n"
    "from textual.app import App\n"
    "from textual.widgets import DataTable\n"
    "rows = sqlite3.connect('file:gouji.db?mode=ro', uri=True).execute('select organ.name, region,"
    " year, open_errors, open_warnings, open_infos from report join series on series.id ="
    " report.series_id join organ on organ.id = series.organ_id where is_current').fetchall()\n"
    "class Table(App):\n"
    "    ENABLE_COMMAND_PALETTE = False\n"
    "    def compose(self):\n"
    "        yield DataTable(cursor_type='row')\n"
    "    def on_mount(self):\n"
    "        table = self.query_one(DataTable)\n"
    "        table.add_columns(*'单位 地区 年度 错误 需核实 提示'.split())\n"
    "        table.add_rows(rows)\n"
    "Table(ansi_color=True).run()"
)


@dataclass(frozen=True)
class Step:
    """One key: milliseconds until the first and the last byte, of processor time; bytes."""

    first: float
    last: float
    processor: float
    size: int


class Terminal:
    """The program on a pseudo-terminal."""

    def __init__(self, folder: Path, code: str = GOUJI) -> None:
        self.began = time.perf_counter()
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", _HEIGHT, _WIDTH, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=folder,
            env=_environment(),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)

    def until(self, text: str) -> float:
        """Seconds from the start until the text has come."""
        seen = b""
        wanted = text.encode()
        while wanted not in seen:
            if not select.select([self.master], [], [], _LONGEST)[0]:
                raise TimeoutError(text)
            seen += os.read(self.master, 65536)
        return time.perf_counter() - self.began

    def settle(self, quiet: float = _QUIET) -> tuple[float, float, int]:
        """Read until nothing comes any more: moments of first and last byte, how many came."""
        first = last = time.perf_counter()
        size = 0
        while select.select([self.master], [], [], quiet)[0]:
            size += len(os.read(self.master, 65536))
            last = time.perf_counter()
            first = min(first, last)
        return first, last, size

    def key(self, keys: str) -> Step:
        """Press a key and wait for all that it brings."""
        spent = self.processor()
        began = time.perf_counter()
        os.write(self.master, keys.encode())
        if not select.select([self.master], [], [], _LONGEST)[0]:
            raise TimeoutError(keys)
        first, last, size = self.settle()
        spent = self.processor() - spent
        return Step((first - began) * 1000, (last - began) * 1000, spent * 1000, size)

    def processor(self) -> float:
        """Seconds of processor time that the threads of the program have taken so far."""
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9

    def megabytes(self) -> float:
        """The most memory that the program held, in MB."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
        return 0.0

    def close(self) -> None:
        """End the program."""
        self.process.kill()
        self.process.wait()
        os.close(self.master)


def _environment() -> dict[str, str]:
    dropped = ("NO_COLOR", "COLORTERM", "GOUJI_DB", "GOUJI_LANG", "TMUX", "LC_ALL")
    kept = {key: value for key, value in as_installed().items() if key not in dropped}
    return kept | {
        "PYTHONPATH": os.pathsep.join([str(REPO), *os.environ.get("PYTHONPATH", "").split(":")]),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        # Somebody new begins at the list; others where they were.
        "GOUJI_REVIEWER": f"li{time.time_ns()}",
        "GOUJI_LANG": "zh",
    }


@contextmanager
def running(folder: Path, code: str = GOUJI) -> Iterator[Terminal]:
    """The program, ended at the end."""
    terminal = Terminal(folder, code)
    try:
        yield terminal
    finally:
        terminal.close()


def _line(name: str, steps: Sequence[Step], budget: str) -> None:
    times = sorted(step.first for step in steps)
    late = times[min(len(times) - 1, round(len(times) * 0.95))]
    last = statistics.median(step.last for step in steps)
    spent = statistics.median(step.processor for step in steps)
    sizes = sorted(step.size for step in steps)
    print(
        f"  {name:24}{statistics.median(times):>8.1f}{late:>8.1f}{last:>8.1f}{spent:>8.1f}"
        f"{statistics.median(sizes):>8.0f}{sizes[-1]:>8}   {budget}",
        flush=True,
    )


def _first_frame(folder: Path, code: str) -> tuple[list[float], list[float]]:
    """Milliseconds until the first frame, and of processor time, of some starts."""
    firsts, spent = [], []
    for number in range(6):
        with running(folder, code) as terminal:
            first = terminal.until(_TEMPLATE_ORGAN) * 1000
            # The first start compiles.
            if number:
                firsts.append(first)
                spent.append(terminal.processor() * 1000)
    return firsts, spent


def measure(folder: Path, reports: int) -> None:
    """Measure one workspace and print its part of the table."""
    size = (folder / "gouji.db").stat().st_size / 2**20
    print(f"\n{reports:,} reports, {size:,.0f} MB")
    for name, code, budget in (
        ("an empty app", EMPTY, ""),
        ("first frame", GOUJI, "; budget 350"),
    ):
        firsts, used = _first_frame(folder, code)
        print(
            f"  {name}: {statistics.median(firsts):.0f} ms (best {min(firsts):.0f}),"
            f" processor {statistics.median(used):.0f} ms{budget}"
        )
    _in_sql(folder)
    print(
        f"  {'step':24}{'first':>8}{'p95':>8}{'last':>8}{'proc ms':>8}"
        f"{'bytes':>8}{'most':>8}   budget"
    )
    with running(folder) as terminal:
        terminal.until(_TEMPLATE_ORGAN)
        terminal.settle(1.0)
        down, up = "\x1b[B", "\x1b[A"
        _line("queue: move", [terminal.key(k) for k in (down, up) * 15], "20 ms, 800 B")
        pages = [terminal.key(k) for k in (("\x1b[6~",) * 4 + ("\x1b[5~",) * 4) * 3]
        _line("queue: page", pages, "20 ms, 10000 B")
        ends = [terminal.key(k) for k in ("\x1b[F", "\x1b[H") * 3]
        _line("queue: end and home", ends, "20 ms, 10000 B")
        opened = [terminal.key(k) for k in ("\r", "\x1b") * 5]
        _line("open a report", opened[::2], "")
        _line("back to the queue", opened[1::2], "")
        terminal.key("\r")
        _line("review: move", [terminal.key(k) for k in (down, up) * 15], "20 ms, 800 B")
        _line("review: next flag", [terminal.key("n") for _ in range(3)], "20 ms, 6000 B")
        _line("review: decide, advance", [terminal.key("4") for _ in range(3)], "20 ms, 6000 B")
        _line("review: undo", [terminal.key("u") for _ in range(3)], "")
        terminal.settle(1.0)
        began = time.perf_counter()
        idle = 0
        while (left := began + _IDLE - time.perf_counter()) > 0:
            if select.select([terminal.master], [], [], left)[0]:
                idle += len(os.read(terminal.master, 65536))
        print(f"  idle for {_IDLE:.0f} s: {idle} bytes; budget 0")
        print(f"  memory of the program: {terminal.megabytes():.0f} MB; budget 90")


def _in_sql(folder: Path) -> None:
    """What the queries of the queue take by themselves."""
    with open_workspace(folder / "gouji.db") as workspace:
        began = time.perf_counter()
        ids = queue_ids(workspace)
        all_ids = time.perf_counter() - began
        middle = len(ids) // 2
        began = time.perf_counter()
        queue_rows(workspace, ids[middle : middle + 36])
        page = time.perf_counter() - began
    print(f"  SQL: all ids {all_ids * 1000:.1f} ms, a page {page * 1000:.2f} ms; budget 1 a page")


def main(arguments: Sequence[str]) -> None:
    """Make the workspaces that are not there, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--reports", type=int, action="append")
    parser.add_argument("--keep", type=Path)
    chosen = parser.parse_args(arguments)
    print(
        f"{_WIDTH}×{_HEIGHT}, xterm-256color, Python {sys.version.split()[0]}, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    with tempfile.TemporaryDirectory() as temporary:
        for reports in chosen.reports or _SIZES:
            folder = (chosen.keep or Path(temporary)) / str(reports)
            folder.mkdir(parents=True, exist_ok=True)
            if not (folder / "gouji.db").exists():
                fill(folder / "gouji.db", reports)
            measure(folder, reports)


if __name__ == "__main__":
    main(sys.argv[1:])
