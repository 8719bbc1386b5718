"""The real program on a pseudo-terminal, and as much of a terminal as it uses."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
import unicodedata
from contextlib import contextmanager
from pathlib import Path

from importers.batch import SourceFile, import_files
from store.annotations import annotations_of
from store.database import open_workspace
from store.drafts import load_draft
from store.flags import flags_of
from store.reports import iterate_reports
from store.reviewer import Reviewer
from tui.locale import translator

REPO = Path(__file__).parent.parent.parent
REPORTS = REPO / "tests" / "reports"
(HOSTILE,) = REPORTS.glob("27_*.txt")
(WRONG,) = REPORTS.glob("02_*.txt")
WORDS = translator("zh")
LABEL = "li"
F2 = "\x1bOQ"
SECONDS = 20.0
# The first thing a session leader opens becomes its terminal, so that a hang-up reaches it.
CODE = (
    "import os, sys\n"
    "if sys.stdin.isatty(): os.close(os.open(os.ttyname(0), os.O_RDWR))\n"
    "from tui.cli import main\n"
    "main(prog_name='gouji')"
)
RUN = (sys.executable, "-c", CODE)
# As behind ``su -c``: the terminal is there, and nobody's own.
RUN_UNCONTROLLED = (sys.executable, "-c", CODE.replace(CODE.splitlines()[1] + "\n", ""))
# As ``nohup`` does, or a terminal that forgets to take the signal back.
RUN_WITHOUT_HUP = ("sh", "-c", 'trap "" HUP; exec "$0" "$@"', *RUN)
OWN = ("LC_ALL", "LC_MESSAGES", "NO_COLOR", "COLORTERM", "GOUJI_DB", "GOUJI_LANG", "TMUX")
# A test runner says how wide its own lines are.
OWN += ("COLUMNS", "LINES")
ELEVEN = "请核对申请台账后再更正"
TWENTY = "经电话核实该乡系统导出时漏列两件结转申请"

SEQUENCE = re.compile(
    r"\x1b\[(?P<private>[<=>?]?)(?P<numbers>[\d;:]*)(?P<between>[ -/]*)(?P<final>[@-~])"
    # The shape of the pointer: the only operating-system command that Textual sends.
    r"|\x1b\]22;[a-z]+\x07"
    r"|\x1b(?P<other>[^\[\]]|\](?!\d?$|2\d?$|22;[a-z]*$))",
    re.DOTALL,
)


class Screen:
    """As much of a terminal as the workbench uses; what it does not know is kept as strange."""

    def __init__(self, width, height):
        self.width = width
        self.rows = [[" "] * width for _ in range(height)]
        self.x = self.y = 0
        self.strange = []
        self.colours = set()
        self._rest = ""

    def feed(self, text):
        text, self._rest = self._rest + text, ""
        at = 0
        while at < len(text):
            char = text[at]
            if char != "\x1b":
                self._put(char)
                at += 1
                continue
            found = SEQUENCE.match(text, at)
            if found is None:
                self._rest = text[at:]
                return
            self._act(found)
            at = found.end()

    def _put(self, char):
        if char == "\r":
            self.x = 0
        elif char == "\n":
            self.y = min(self.y + 1, len(self.rows) - 1)
        elif unicodedata.category(char) in ("Cc", "Cf"):
            self.strange.append(char)
        elif self.x < self.width:
            row = self.rows[self.y]
            row[self.x] = char
            self.x += 1
            if unicodedata.east_asian_width(char) in "WF" and self.x < self.width:
                row[self.x] = ""
                self.x += 1

    def _act(self, found):
        if found.group().startswith("\x1b]22;"):
            return
        numbers = [int(n or 0) for n in re.split("[;:]", found["numbers"] or "")]
        match (found["private"], found["between"], found["final"]):
            case ("", "", "H"):
                row, column = [*numbers, 1, 1][:2] if len(numbers) > 1 else (numbers[0], 1)
                self.y = min(max(row, 1), len(self.rows)) - 1
                self.x = min(max(column, 1), self.width) - 1
            case ("", "", "X"):
                self.rows[self.y][self.x : self.x + numbers[0]] = [" "] * min(
                    numbers[0], self.width - self.x
                )
            case ("", "", "C"):
                self.x = min(self.x + numbers[0], self.width - 1)
            case ("", "", "m"):
                self.colours |= {n for n in numbers if 30 <= n <= 48 or 90 <= n <= 107}
            case ("?", "" | "$", "h" | "l" | "p") | (">" | "<", "", "u"):
                pass
            case _:
                self.strange.append(found.group())

    def text(self):
        return "\n".join("".join(row) for row in self.rows)


class Program:
    """The program on a pseudo-terminal of its own."""

    def __init__(self, folder, *args, width=80, height=24, command=None, **env):
        self.screen = Screen(width, height)
        self.raw = b""
        self._decode = __import__("codecs").getincrementaldecoder("utf-8")("replace")
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        self.process = subprocess.Popen(
            [*(command or RUN), *map(str, args)],
            cwd=folder,
            env=environment(**env),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)

    def read(self, seconds=0.05):
        """Take in what has come; False at the end."""
        ready, _, _ = select.select([self.master], [], [], seconds)
        if not ready:
            return True
        try:
            data = os.read(self.master, 65536)
        except OSError:
            return False
        self.raw += data
        self.screen.feed(self._decode.decode(data))
        return bool(data)

    def until(self, condition, what):
        """Read until a condition holds."""
        deadline = time.monotonic() + SECONDS
        while not condition():
            goes_on = self.read()
            assert time.monotonic() < deadline, f"waited for {what}:\n{self.screen.text()}"
            assert goes_on or condition(), f"ended before {what}:\n{self.screen.text()}"

    def sees(self, *texts):
        """Read until the screen shows texts."""
        for text in texts:
            self.until(lambda text=text: text in self.screen.text(), repr(text))

    def send(self, text):
        """Keys as a terminal sends them."""
        os.write(self.master, text.encode())

    def end(self):
        """Read to the end; the exit code."""
        deadline = time.monotonic() + SECONDS
        while self.process.poll() is None:
            if self.master is not None and not self.read():
                self.hang_up()
            assert time.monotonic() < deadline, "the program does not end"
        while (
            self.master is not None and self.read(0) and select.select([self.master], [], [], 0)[0]
        ):
            pass
        return self.process.returncode

    def hang_up(self):
        """Take the terminal away."""
        if self.master is not None:
            os.close(self.master)
            self.master = None

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.hang_up()


def environment(**env):
    kept = {k: v for k, v in os.environ.items() if k not in OWN}
    kept |= {
        "PYTHONPATH": str(REPO),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "GOUJI_REVIEWER": LABEL,
        # Without a file of the reviewer's own.
        "XDG_CONFIG_HOME": "/nonexistent",
    }
    return kept | env


@contextmanager
def running(folder, *args, **kind):
    """The program, ended and checked at the end: it never shows a traceback."""
    program = Program(folder, *args, **kind)
    try:
        yield program
    finally:
        program.close()
    assert b"Traceback" not in program.raw


@contextmanager
def workspace_of(folder):
    with open_workspace(folder / "gouji.db") as workspace:
        yield workspace


def fill(folder, *paths):
    with workspace_of(folder) as workspace:
        done = import_files(workspace, [SourceFile(path, path.name) for path in paths])
    assert done.failed == 0


def flags_in(folder):
    with workspace_of(folder) as workspace:
        return [f for stored in iterate_reports(workspace) for f in flags_of(workspace, stored.id)]


def log_of(folder):
    with workspace_of(folder) as workspace:
        return [
            a for stored in iterate_reports(workspace) for a in annotations_of(workspace, stored.id)
        ]


def note_draft(folder):
    """What is kept of the note on the only flag of the workspace."""
    (flag,) = flags_in(folder)
    with workspace_of(folder) as workspace:
        reviewer = Reviewer(os.getuid(), "", LABEL)
        return load_draft(workspace, reviewer, f"note:{flag.report_id}:{flag.id}")


PLACE = WORDS("header.place", place="1/", here="", open="").split("1/")[0] + "1/"


def open_review(program):
    """From the queue into the first report."""
    program.sees(WORDS("footer.open"))
    program.send("\r")
    program.sees(PLACE)


def asks(program, key):
    """Wait until the line at the bottom asks a question."""
    program.until(
        lambda: (
            program.screen.text().splitlines()[-1].startswith((WORDS(key) + " ", WORDS(key) + "（"))
        ),
        WORDS(key),
    )


def open_note(program):
    open_review(program)
    program.sees("1/1")
    program.send("c")
    asks(program, "ask.note")


def resume_note(program):
    """The note on the flag at which the reviewer was when the program ended."""
    program.sees(PLACE, "1/1")
    program.send("c")
    asks(program, "ask.note")


PAYLOADS = [
    b"\x1b]52",  # clipboard
    b"\x1b]0",  # title
    b"\x1b]8",  # link
    b"\x1b[2J",  # clear the screen
    b"\x1bP",
    b"\x1b_",
    "\u202e".encode(),
    "\u200b".encode(),
]


def assert_harmless(program, where=""):
    assert [payload for payload in PAYLOADS if payload in program.raw] == [], where
    assert program.screen.strange == [], where
