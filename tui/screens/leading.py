"""From the review screen to the others: source, summary, history, round."""

from __future__ import annotations

from store.round_view import load_round
from tui.screens.finding_doors import FindingDoors
from tui.screens.moving import ReviewMoves


class ReviewDoors(FindingDoors, ReviewMoves):
    """Opens the screens that show more of the report in view."""

    async def jump_to(self, reports: tuple[int, ...]) -> None:
        """Show the first of these reports; one that the queue has not comes behind this one."""
        wanted = next((one for one in reports if one in self.queue), reports[0])
        if wanted not in self.queue:
            at = self.at + 1
            self.queue = (*self.queue[:at], wanted, *self.queue[at:])
        self.at = self.queue.index(wanted)
        self.is_stopped = False
        if await self.load(wanted, first_open=True) and self.state is not None:
            organ = self.state.data.stored.organ or self.words("unknown_organ")
            self.say(self.words("told.arrived", organ=organ))

    def held_sentence(self) -> str:
        """Who else has the report; "" where nobody has."""
        raise NotImplementedError

    async def do_source(self) -> None:
        """The source around the flag."""
        from tui.screens.pages import SourceScreen

        if self.state is not None:
            line = self.state.record.flag.place.line if self.state.record else None
            cursor = self.state.cursor
            if cursor is not None:
                line = self.state.data.report.cells_by_field[cursor].place.line or line
            await self.app.push_screen(SourceScreen(self.state.data, self.state.source, line or 1))

    async def do_sign_off(self) -> None:
        """The summary, and sign-off from there."""
        from tui.screens.pages import SummaryScreen

        if self.state is not None:
            await self.app.push_screen(SummaryScreen(self.state.data, self.held_sentence()))

    async def do_history(self) -> None:
        """The log of this report."""
        from tui.screens.history import HistoryScreen

        if self.state is not None:
            await self.app.push_screen(
                HistoryScreen(self.state.data.stored.id, self.state.data.form.edition)
            )

    async def do_round(self) -> None:
        """This version beside the one that was reviewed before it."""
        from tui.screens.rounds import RoundScreen

        if self.state is not None:
            report_id = self.state.data.stored.id
            found = await self.workbench.gateway.read(load_round, report_id)
            if found is None or len(found.versions) < 2:
                self.say(self.words("round.one_version"))
                return
            await self.app.push_screen(RoundScreen(found))
