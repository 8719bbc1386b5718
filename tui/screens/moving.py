"""Moving on the review screen: between flags, reports, candidates and cells."""

from __future__ import annotations

from dataclasses import replace

from tui.drawing.state import ReviewState, candidates_of, flag_table
from tui.drawing.text import Line, Look
from tui.screens.deciding import ReviewVerdicts


class ReviewMoves(ReviewVerdicts):
    """Moves over ``queue``, the reports in the order of the queue; ``at`` is the one in view."""

    queue: tuple[int, ...]
    at: int

    async def load(self, report_id: int, *, first_open: bool, at_end: bool = False) -> bool:
        """Show a report."""
        raise NotImplementedError

    def point(self) -> None:
        """Put the cursor on the first cell of the flag."""
        raise NotImplementedError

    def lines_of(self, state: ReviewState) -> list[Line]:
        """The screen as it would be."""
        raise NotImplementedError

    def draw(self) -> None:
        """Put the state on the screen."""
        raise NotImplementedError

    async def do_next(self) -> None:
        """The next flag; behind the last one the next report with open flags."""
        state = self.state
        if state is None:
            return
        if state.index is not None and state.index + 1 < len(state.shown):
            self._go(state.index + 1)
            return
        if not await self._to_report(1, only_open=True):
            self.say(self.words("told.last_flag"))

    async def do_previous(self) -> None:
        """The flag before."""
        state = self.state
        if state is None:
            return
        if state.index:
            self._go(state.index - 1)
        elif not await self._to_report(-1, only_open=False, at_end=True):
            self.say(self.words("told.first_flag"))

    def _go(self, index: int) -> None:
        assert self.state is not None
        self.is_stopped = False
        self.is_view_done = False
        self.state = replace(self.state, index=index, status="")
        self.point()
        self.draw()

    async def do_next_report(self) -> None:
        """The next report of the queue."""
        if not await self._to_report(1, only_open=False):
            self.say(self.words("told.last_flag"))

    async def do_previous_report(self) -> None:
        """The report before."""
        if not await self._to_report(-1, only_open=False):
            self.say(self.words("told.first_flag"))

    async def _to_report(self, step: int, *, only_open: bool, at_end: bool = False) -> bool:
        from store.own_log import first_open
        from store.queue import queue_rows

        at = self.at + step
        while 0 <= at < len(self.queue):
            if only_open:
                found = await self.workbench.gateway.read(
                    first_open, self.queue[at:], second_view=self.reading_view
                )
                if found is None:
                    return False
                at += found
            rows = await self.workbench.gateway.read(queue_rows, [self.queue[at]])
            if rows:
                self.at = at
                self.is_stopped = False
                if not await self.load(self.queue[at], first_open=True, at_end=at_end):
                    return False
                organ = rows[0].organ or self.words("unknown_organ")
                self.say(self.words("told.arrived", organ=organ), Look.GOOD)
                return True
            at += step
        return False

    async def do_candidate(self) -> None:
        """Preview the next candidate; after the last one none."""
        self._preview(1)

    async def do_candidate_back(self) -> None:
        """Preview the candidate before."""
        self._preview(-1)

    def _preview(self, step: int) -> None:
        state = self.state
        if state is None or state.record is None:
            return
        proposals = candidates_of(state.record.flag)
        about = self.label_in_view()
        count = len(proposals) if about is None else len(about.candidates)
        if not count:
            return
        self.is_view_done = False
        now = -1 if state.candidate is None else state.candidate
        following = (now + 1 + step) % (count + 1) - 1
        cursor = state.cursor
        if 0 <= following < len(proposals):
            cursor = proposals[following].changes[0].field
        self.state = replace(
            state, candidate=following if following >= 0 else None, cursor=cursor, status=""
        )
        self.draw()

    async def do_up(self) -> None:
        """The cell above, or the prose one line up."""
        self._move(-1, 0)

    async def do_down(self) -> None:
        """The cell below, or the prose one line down."""
        self._move(1, 0)

    async def do_move_left(self) -> None:
        """The cell at the left."""
        self._move(0, -1)

    async def do_move_right(self) -> None:
        """The cell at the right."""
        self._move(0, 1)

    def _move(self, rows: int, columns: int) -> None:
        state = self.state
        if state is None or state.record is None:
            return
        table_key = flag_table(state.data, state.record.flag)
        self.is_view_done = False
        if table_key is None or state.cursor is None:
            scrolled = replace(state, scroll=state.scroll + rows)
            # At an end nothing moves, so that the way back begins at once.
            if self.lines_of(scrolled) != self.lines_of(state):
                self.state = scrolled
                self.draw()
            return
        table = state.data.form.tables_by_key[table_key]
        field = state.data.form.fields_by_id.get(state.cursor)
        if field is None or field.table != table_key:
            return
        row_at = min(max(table.rows.index(field.row) + rows, 0), len(table.rows) - 1)
        row = table.rows[row_at]
        own = list(field.row.columns)
        at = min(max(own.index(field.column.key) + columns, 0), len(row.columns) - 1)
        self.state = replace(state, cursor=f"{table_key}.{row.key}.{row.columns[at]}")
        self.draw()
