"""Progress by region, organ, rule and reviewer; Enter shows the reports of a line."""

from __future__ import annotations

from collections.abc import Sequence

from store.latest import Change
from store.progress import By, Progress, progress_by
from store.rules import load_catalogue
from tui.actions import Place
from tui.day import day_began
from tui.drawing.progress import filter_of, progress_lines, progress_title
from tui.drawing.text import Line, Look, Span
from tui.screens.following import FollowingScreen
from tui.screens.pages import PageScreen

_VIEWS = tuple(By)


class ProgressScreen(FollowingScreen, PageScreen):
    """One view at a time; Tab goes to the next."""

    PLACE = Place.PROGRESS
    HAS_CURSOR = True

    def __init__(self, by: By = By.REGION) -> None:
        super().__init__()
        self.by = by
        self.found: Progress | None = None

    async def on_mount(self) -> None:
        """Count in the background; the screen is there at once."""
        self.show_keys()
        self.draw()
        self._count()

    async def follow(self, changes: tuple[Change, ...]) -> None:
        """Count anew behind what is shown; one count at a time."""
        counting = any(w.group == "look" and w.is_running for w in self.workers)
        if counting:
            self.is_behind = True
        else:
            self._count()

    def _count(self) -> None:
        self.run_worker(self.guarded(self._load), group="look", exclusive=True, exit_on_error=False)

    async def _load(self) -> None:
        by = self.by
        found = await self.workbench.gateway.find(progress_by, by, day_began())
        if by is self.by:
            here = self._name_here()
            self.found = found
            names = [row.name for row in found.rows]
            if here in names:
                self.cursor = names.index(here)
            self.draw()

    def _name_here(self) -> str | None:
        rows = self.found.rows if self.found is not None else ()
        return rows[self.cursor].name if self.cursor < len(rows) else None

    def title_text(self) -> str:
        """What it is by, and the sums."""
        if self.found is None:
            return self.words("progress.counting")
        return progress_title(self.found, self.words)

    def content(self, width: int) -> Sequence[Line]:
        """One line a row."""
        if self.found is None:
            return [(Span(self.words("progress.counting"), Look.DIM),)]
        catalogue = load_catalogue(self.words.language)
        titles = {code: text.title for code, text in catalogue.items()}
        lines = progress_lines(self.found, width, self.words, titles)
        if self.found.rows:
            self.cursor = min(max(self.cursor, 0), len(lines) - 1)
            first, *rest = lines[self.cursor]
            lines[self.cursor] = (Span("▸" + first.text[1:], first.look), *rest)
        return lines

    async def do_progress_by(self) -> None:
        """The next view."""
        self._turn(1)

    async def do_progress_by_back(self) -> None:
        """The view before."""
        self._turn(-1)

    def _turn(self, step: int) -> None:
        self.by = _VIEWS[(_VIEWS.index(self.by) + step) % len(_VIEWS)]
        self.found, self.cursor, self.top = None, 0, 0
        self.draw()
        self._count()

    async def do_show_these(self) -> None:
        """Back to the queue, with a filter for the line under the cursor."""
        from tui.screens.queue import QueueScreen

        if self.found is None or self.cursor >= len(self.found.rows):
            return
        words = filter_of(self.by, self.found.rows[self.cursor], self.words.language)
        if not words:
            self.say(self.words("progress.no_filter"), Look.WARNING)
            return
        while not isinstance(self.app.screen, QueueScreen):
            self.app.pop_screen()
        await self.app.screen.set_filter(words)
