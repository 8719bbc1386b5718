"""The screen of a round: a corrected file beside the version that was reviewed before it."""

from __future__ import annotations

from collections.abc import Sequence

from importers.reread import reread
from store.annotations import last_own, undo
from store.current_version import make_current
from store.round_view import RoundView, Standing, Version, load_round
from store.rounds import RoundFlag
from tui.actions import Place
from tui.drawing.rounds import Entry, entries_of, round_blocks, round_title
from tui.drawing.text import Line, Look
from tui.screens.pages import PageScreen
from tui.screens.undoing import undone_words


class RoundScreen(PageScreen):
    """Flags by what became of them, then the versions; ``1`` makes a version the current one."""

    PLACE = Place.ROUND

    def __init__(self, view: RoundView) -> None:
        super().__init__()
        self.view = view
        # The version that a second key makes current.
        self.chosen: Version | None = None
        self.spans: list[tuple[int, int]] = []

    async def on_screen_resume(self) -> None:
        """Come back from a report: verdicts may have changed."""
        await self.guarded(self._reload)

    async def _reload(self) -> None:
        found = await self.workbench.gateway.read(load_round, self.view.stored.id)
        if found is None:
            self.app.pop_screen()
            return
        self.view = found
        self.draw()

    def title_text(self) -> str:
        """Whose report, against which version, how many of each."""
        return round_title(self.view, self.size.width, self.words)

    @property
    def entry(self) -> Entry | None:
        """What is under the cursor."""
        entries = entries_of(self.view)
        self.cursor = min(max(self.cursor, 0), max(0, len(entries) - 1))
        return entries[self.cursor] if entries else None

    def content(self, width: int) -> Sequence[Line]:
        """All lists one below the other."""
        self.cursor = min(max(self.cursor, 0), max(0, len(entries_of(self.view)) - 1))
        lines: list[Line] = []
        self.spans = []
        ascii_only = self.workbench.ascii_only
        for block in round_blocks(self.view, self.cursor, width, self.words, ascii_only=ascii_only):
            begin = len(lines)
            lines += block.lines
            if block.entry is not None:
                self.spans.append((begin, len(lines)))
        if self.spans:
            begin, end = self.spans[self.cursor]
            # The heading above the first entry is seen with it.
            begin = 0 if self.cursor == 0 else begin
            self.top = max(min(self.top, begin), end - self.room)
        return lines

    async def move(self, step: int) -> None:
        """Move the cursor over flags and versions."""
        self.chosen = None
        self.status = ""
        self.cursor = min(max(self.cursor + step, 0), max(0, len(entries_of(self.view)) - 1))
        self.draw()

    async def do_open(self) -> None:
        """Open the flag, or the version, on the review screen."""
        from tui.screens.review import ReviewScreen

        entry = self.entry
        if entry is None:
            return
        self.chosen = None
        flag_id = None
        if isinstance(entry, RoundFlag):
            record = entry.now or entry.before
            assert record is not None
            report_id, flag_id = record.report_id, record.id
        else:
            report_id = entry.report_id
        self.status = ""
        await self.app.push_screen(
            ReviewScreen((report_id,), 0, reading_view=False, flag_id=flag_id)
        )

    async def do_make_current(self) -> None:
        """Choose the version under the cursor; another key confirms it."""
        entry = self.entry
        if not isinstance(entry, Version):
            self.say(self.words("round.choose"), Look.WARNING)
        elif entry.standing is Standing.CURRENT:
            self.say(self.words("error.version_current"))
        else:
            self.chosen = entry
            number = entry.revision
            self.say(self.words("round.confirm", number=number), Look.WARNING)

    async def do_accept_current(self) -> None:
        """Make the chosen version the current one."""
        chosen, self.chosen = self.chosen, None
        if chosen is None:
            self.say(self.words("round.choose"), Look.WARNING)
            return
        gateway = self.workbench.gateway
        await gateway.write(make_current, self.workbench.reviewer, chosen.report_id)
        await self._show(chosen.report_id)
        self.say(self.words("told.now_current", number=chosen.revision), Look.GOOD)

    async def _show(self, report_id: int) -> None:
        found = await self.workbench.gateway.read(load_round, report_id)
        if found is not None:
            self.view = found
            entries = entries_of(found)
            self.cursor = next(
                (
                    at
                    for at, entry in enumerate(entries)
                    if isinstance(entry, Version) and entry.report_id == report_id
                ),
                0,
            )

    async def do_undo(self) -> None:
        """Take back the reviewer's last act."""
        self.chosen = None
        gateway, reviewer = self.workbench.gateway, self.workbench.reviewer
        found = await gateway.read(last_own, reviewer)
        if found is None:
            self.say(self.words("told.nothing_to_undo"))
            return
        self.workbench.teach_undone(await gateway.write(undo, reviewer, found.id, reread))
        await self._reload()
        current = next((v for v in self.view.versions if v.standing is Standing.CURRENT), None)
        if current is not None:
            await self._show(current.report_id)
        self.say(await undone_words(self, found), Look.GOOD)
