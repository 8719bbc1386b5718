"""Search over organs, notes and prose, and the prose of a report around what was found."""

from __future__ import annotations

from collections.abc import Sequence

from store.prose_index import Passage, is_prose_whole, prose_of
from store.search import (
    MOST_COUNTED,
    NoteHit,
    OrganHit,
    ProseHit,
    ProsePage,
    Whose,
    count_prose,
    search_all,
    search_prose,
)
from store.visible import one_line
from tui.actions import Place
from tui.drawing.found import Hit, found_line, prose_lines
from tui.drawing.text import Line, Look, Span
from tui.screens.pages import PageScreen
from tui.screens.typing import TypingScreen


class SearchScreen(TypingScreen):
    """Organs first, then notes, then passages of prose, which are read as the cursor nears them."""

    PLACE = Place.SEARCH
    QUESTION = "ask.search"

    def __init__(self) -> None:
        super().__init__()
        self.looked_for = ""
        self.hits: list[Hit] = []
        self.after: int | None = None
        self.count: int | None = None
        self._reads_on = False

    async def look(self, text: str) -> None:
        """Find what holds all words of the text."""
        self._reads_on = False
        gateway = self.workbench.gateway
        found = await gateway.find(search_all, text)
        self.looked_for = self.listed = text
        self.hits = [*found.organs, *found.notes, *found.prose.hits]
        self.after = found.prose.after
        self.count = None
        self.cursor = self.top = 0
        self.status = ""
        self.draw()
        count = await gateway.find(count_prose, text)
        is_whole = await gateway.find(is_prose_whole)
        self.count = count
        if not is_whole:
            self.status, self.status_look = self.words("cli.prose_unfinished"), Look.WARNING
        self.draw()

    def after_move(self) -> None:
        """Read on where the end is near."""
        # What is being read is not begun again: a held key would put it off for ever.
        if not self._reads_on and self._is_end_near:
            self._reads_on = True
            self.begin(self._read_on)

    @property
    def _is_end_near(self) -> bool:
        return self.after is not None and self.cursor + self.room >= len(self.hits)

    async def _read_on(self) -> None:
        text = self.looked_for
        try:
            # The cursor may have come to the new end while that was read.
            while self._is_end_near and self.looked_for == text:
                after = self.after or 0
                page: ProsePage = await self.workbench.gateway.find(search_prose, text, after)
                if (self.looked_for, self.after) != (text, after):
                    return
                self.hits += page.hits
                self.after = page.after
                self.draw()
        finally:
            self._reads_on = False

    async def open_line(self) -> None:
        """An organ's reports, the flag of a note, or the prose around what was found."""
        from tui.screens.review import ReviewScreen

        if not self.hits:
            return
        hit = self.hits[self.cursor]
        reading = self.workbench.reading_view
        if isinstance(hit, ProseHit):
            passages = await self.workbench.gateway.read(prose_of, hit.whose.report_id)
            at = passages.index(hit.passage) if hit.passage in passages else 0
            words = self.looked_for.split()
            await self.app.push_screen(FoundProseScreen(hit.whose, passages, at, words))
        elif isinstance(hit, NoteHit):
            screen = ReviewScreen(
                (hit.whose.report_id,), 0, reading_view=reading, flag_id=hit.flag_id
            )
            await self.app.push_screen(screen)
        elif hit.reports:
            await self.app.push_screen(ReviewScreen(hit.reports, 0, reading_view=reading))
        else:
            self.say(self.words("jump.no_report", organ=hit.organ), Look.WARNING)

    def title_text(self) -> str:
        """What was looked for, and how much of what was found."""
        if not self.looked_for.strip():
            return self.words("search.title")
        organs = sum(isinstance(hit, OrganHit) for hit in self.hits)
        notes = sum(isinstance(hit, NoteHit) for hit in self.hits)
        if self.count is None:
            shown = "…"
        else:
            capped = self.count > MOST_COUNTED
            shown = f"{MOST_COUNTED:,}+" if capped else f"{self.count:,}"
        words = one_line(self.looked_for)
        return self.words("search.found", words=words, organs=organs, notes=notes, reports=shown)

    def content(self, width: int) -> Sequence[Line]:
        """One line a hit; only those in sight are drawn."""
        words = self.looked_for.split()
        if not self.hits and words and self.count is not None:
            return [(Span(self.words("search.none"), Look.DIM),)]
        near = range(self.cursor - 2 * self.room, self.cursor + 2 * self.room)
        return [
            found_line(hit, words, width, self.words, under_cursor=at == self.cursor)
            if at in near
            else ()
            for at, hit in enumerate(self.hits)
        ]


class FoundProseScreen(PageScreen):
    """The prose of a report, at the passage that was found."""

    PLACE = Place.PROSE

    def __init__(self, whose: Whose, passages: list[Passage], at: int, words: list[str]) -> None:
        super().__init__()
        self.whose = whose
        self.passages = passages
        self.at = at
        self.looked_for = words
        self._width = 0
        self._lines: list[Line] = []

    def title_text(self) -> str:
        """Whose prose."""
        name = (self.whose.region or "") + (self.whose.organ or self.words("unknown_organ"))
        return f"{name} {self.whose.year or ''} {self.words('search.prose')}"

    def content(self, width: int) -> Sequence[Line]:
        """All passages, from a few lines above the hit."""
        if width != self._width:
            self._width = width
            self._lines, focus = prose_lines(
                self.passages, self.at, self.looked_for, width, self.words
            )
            self.top = max(0, focus - self.room // 3)
        return self._lines

    async def do_open_found(self) -> None:
        """Review the report."""
        from tui.screens.review import ReviewScreen

        await self.app.push_screen(
            ReviewScreen((self.whose.report_id,), 0, reading_view=self.workbench.reading_view)
        )
