"""A workspace of chosen sample reports, the workbench on it, and its screen as text."""

from __future__ import annotations

import asyncio
import os
import time
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual import events

from importers.batch import SourceFile, import_files
from store.annotations import annotations_of
from store.database import open_workspace
from store.flags import flags_of
from store.reports import iterate_reports
from store.reviewer import Reviewer
from tui.app import Workbench
from tui.locale import translator

REPORTS = Path(__file__).parent.parent / "reports"
REVIEWER = Reviewer(uid=os.getuid(), account="tester", label="li")
COLLEAGUE = Reviewer(uid=os.getuid() + 1, account="colleague", label="wang")
NOW = "2024-02-03T04:05:06.000+00:00"
_SECONDS = 8.0


def sample_path(number):
    """The file of a sample report by its number."""
    (found,) = REPORTS.glob(f"{number:02}_*.txt")
    return found


def screen_text(app):
    """The lines of the screen, as the compositor has them (its only use of a private name)."""
    return [strip.text for strip in app.screen._compositor.render_strips()]


class Bench:
    """A folder with a workspace."""

    def __init__(self, folder):
        self.folder = folder
        self.db = folder / "gouji.db"
        self.reviewer, self.colleague, self.now = REVIEWER, COLLEAGUE, NOW
        self.sample = sample_path

    def fill(self, *numbers):
        """Import sample reports in the order of their numbers given."""
        paths = [sample_path(number) for number in numbers]
        with open_workspace(self.db) as workspace:
            done = import_files(workspace, [SourceFile(path, path.name) for path in paths])
        assert done.failed == 0
        return self

    def fill_with(self, name, content):
        """Import a file of this content."""
        path = self.folder / name
        path.write_bytes(content)
        with open_workspace(self.db) as workspace:
            done = import_files(workspace, [SourceFile(path, name)])
        assert done.failed == 0
        return self

    def fill_failing(self, name, content):
        """Import a file of this content, which cannot be read."""
        path = self.folder / name
        path.write_bytes(content)
        with open_workspace(self.db) as workspace:
            done = import_files(workspace, [SourceFile(path, name)])
        assert done.failed == 1
        return self

    def ask(self, function, *args, **kind):
        """Call a function of the store with a connection of its own."""
        with open_workspace(self.db) as workspace:
            return function(workspace, *args, **kind)

    def reports(self):
        """All reports by the number of their sample."""
        found = self.ask(lambda workspace: list(iterate_reports(workspace)))
        return {int(stored.path[:2]): stored for stored in found}

    def report_id(self, number):
        """The id of a sample report."""
        return self.reports()[number].id

    def flags(self, number, rule=None):
        """The flags of a sample report, resolved ones too, in the order in which they are walked."""
        found = self.ask(flags_of, self.report_id(number), resolved=True)
        return [record for record in found if rule in (None, record.flag.rule)]

    def log(self, number):
        """The annotations of a sample report, oldest first."""
        return self.ask(annotations_of, self.report_id(number))

    def cells(self, number):
        """Values that reviewers put in, by field number: printed, corrected."""
        rows = self.ask(
            lambda workspace: workspace.rows(
                "select field, printed_state, printed, corrected from cell where report_id = ?"
                " and (printed_state is not null or corrected is not null)",
                [self.report_id(number)],
            )
        )
        return {row[0]: tuple(row[1:]) for row in rows}

    @asynccontextmanager
    async def running(self, *, language="zh", size=(80, 24), reviewer=REVIEWER, **kind):
        """The workbench on this workspace, without a terminal."""
        # Read in this process: tests hold and count readings there.
        app = Workbench(self.db, translator(language), reviewer, **{"jobs": 0, **kind})
        async with app.run_test(size=size, tooltips=False) as pilot:
            desk = Desk(app, pilot)
            if kind.get("paths"):
                await pilot.pause()
            else:
                await desk.settle()
            yield desk


class Desk:
    """The running workbench and a reviewer in front of it."""

    def __init__(self, app, pilot):
        self.app, self.pilot, self.words = app, pilot, app.words

    @property
    def screen(self):
        """The screen in front."""
        return self.app.screen

    @property
    def place(self):
        """Which screen is in front."""
        return self.app.screen.PLACE

    @property
    def record(self):
        """The flag in view on the review screen."""
        return self.app.screen.state.record

    @property
    def is_asking(self):
        """True while a question waits with its field open."""
        return self.app.screen.bottom.is_open

    @property
    def answer(self):
        """What stands in the field."""
        return self.app.screen.bottom.text

    def asks(self, key):
        """Whether the line at the bottom asks this question."""
        question = self.words.words[key].split("{")[0].strip()
        return self.is_asking and self.lines()[-1].startswith(question[:12])

    def lines(self):
        """The screen, line by line."""
        return screen_text(self.app)

    def text(self):
        """The screen as one text."""
        return "\n".join(self.lines())

    async def settle(self):
        """Wait until nothing is under way but a question."""
        await self._turn()
        await self.until(lambda: self._is_quiet, "workers that end")
        await self._turn()

    @property
    def _is_quiet(self):
        return self.is_asking or all(worker.is_finished for worker in self.app.workers)

    async def _turn(self):
        """Let a key go its way through field, screen and app, and back as an action."""
        for _ in range(4):
            await self.pilot.pause(0)

    async def until(self, condition, what="the condition"):
        """Poll until a condition holds."""
        deadline = time.monotonic() + _SECONDS
        while True:
            await self.pilot.pause(0)
            if condition():
                return
            assert not self.app.return_code, f"the workbench broke down before {what}"
            assert time.monotonic() < deadline, f"waited for {what}:\n{self.text()}"
            await asyncio.sleep(0.005)

    async def sees(self, *texts):
        """Wait until the screen shows texts."""
        for text in texts:
            await self.until(lambda text=text: text in self.text(), repr(text))

    async def told(self, key, **params):
        """Wait until the status line shows a sentence of the workbench, at least its beginning."""
        sentence = self.words(key, **params)
        await self.until(lambda: sentence[:16] in self.text(), repr(sentence))

    async def press(self, *keys):
        """Press keys one after the other, each when the one before has done its work.

        Sent as the driver sends them: the pilot's own ``press`` knows no input method.
        """
        for key in keys:
            self.app.post_message(self.key(key))
            await self.settle()

    async def write(self, text):
        """Put characters into a field as an input method sends them."""
        assert self.is_asking
        for char in text:
            self.app.post_message(self.key(char))
        await self._turn()

    def key(self, name):
        """The event of a key, to be posted without waiting."""
        event = events.Key(name, name if len(name) == 1 else None)
        return event.set_sender(self.app)

    async def paste(self, text):
        """Paste as a terminal does that brackets what is pasted."""
        self.app.post_message(events.Paste(text))
        await self._turn()

    async def replace(self, text):
        """Put a text in place of what stands in the field."""
        for key in ("end", "ctrl+u"):
            # Bindings go a longer way than characters: the next key waits for them.
            self.app.post_message(self.key(key))
            await self._turn()
        await self.write(text)

    async def submit(self, text):
        """Answer the question with a text."""
        await self.replace(text)
        await self.press("enter")

    async def resumed(self):
        """Wait until the review stands on which the workbench was left."""
        await self.until(lambda: getattr(self.screen, "state", None) is not None, "a report")
        await self.settle()

    async def open_report(self, number, bench):
        """From the queue to a report's review screen."""
        wanted = bench.report_id(number)
        await self.press("home")
        for _ in self.screen.ids[: self.screen.ids.index(wanted)]:
            await self.press("down")
        await self.press("enter")
        await self.until(lambda: getattr(self.screen, "state", None) is not None, "a report")
        await self.settle()


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    """Annotations of tests are all of one moment."""
    monkeypatch.setattr("store.annotation_log._now", lambda: NOW)


@pytest.fixture(autouse=True)
def _no_own_file(monkeypatch):
    """The settings of whoever runs the tests are not theirs."""
    monkeypatch.setenv("XDG_CONFIG_HOME", "/nonexistent")


@pytest.fixture
def bench(tmp_path, monkeypatch):
    """An empty workspace in a folder of its own, which is the current one."""
    monkeypatch.chdir(tmp_path)
    return Bench(tmp_path)
