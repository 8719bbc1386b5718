"""Moving on the review screen: between flags, reports, candidates and cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from store.database import Workspace
from store.holds import holds
from store.own_log import first_open
from store.reviewer import Reviewer
from store.unsure import unsure_for
from tui.drawing.figures import first_figure, stated_figures
from tui.drawing.state import ReviewState, candidates_of, flag_table
from tui.drawing.text import Line, Look
from tui.screens.deciding import ReviewVerdicts

# More rows than any table, more lines than any prose has.
_FAR = 100_000
_JUMPS = (256, 32, 4, 1)


def first_to_decide(
    workspace: Workspace, report_ids: Sequence[int], reviewer: Reviewer, second_view: bool
) -> int | None:
    """The first of some reports with flags of a view that are open, or wait for this reviewer."""
    found = first_open(workspace, report_ids, second_view=second_view)
    waiting = unsure_for(workspace, reviewer, second_view=second_view)
    others = report_ids[:found] if waiting else ()
    return next((at for at, one in enumerate(others) if one in waiting), found)


class ReviewMoves(ReviewVerdicts):
    """Moves over ``queue``, the reports in the order of the queue; ``at`` is the one in view."""

    queue: tuple[int, ...]
    at: int

    async def load(self, report_id: int, *, first_open: bool, at_end: bool = False) -> bool:
        """Show a report."""
        raise NotImplementedError

    def lines_of(self, state: ReviewState) -> list[Line]:
        """The screen as it would be."""
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
        from store.queue import queue_rows

        at, passed = self.at + step, 0
        while 0 <= at < len(self.queue):
            if only_open:
                found = await self.workbench.gateway.read(
                    first_to_decide, self.queue[at:], self.workbench.reviewer, self.reading_view
                )
                if found is None:
                    return False
                at += found
            rows = await self.workbench.gateway.read(queue_rows, [self.queue[at]])
            if rows and await self._is_others(self.queue[at]):
                passed += 1
            elif rows:
                self.at = at
                self.is_stopped = False
                if not await self.load(self.queue[at], first_open=True, at_end=at_end):
                    return False
                organ = rows[0].organ or self.words("unknown_organ")
                self.say(self.words("told.arrived", organ=organ) + self._passed(passed), Look.GOOD)
                return True
            at += step
        if passed:
            self.say(self.words("held.only_others", count=passed), Look.WARNING)
        return bool(passed)

    async def _is_others(self, report_id: int) -> bool:
        """Whether somebody else has a report: the queue opens it, moving on passes it by."""
        workbench = self.workbench
        found = await workbench.gateway.read(
            holds, [report_id], workbench.reviewer, clock=workbench.clock
        )
        return any(not hold.is_own for hold in found.values())

    def _passed(self, count: int) -> str:
        return self.words("held.passed", count=count) if count else ""

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
        """The cell at the left, or the figure of the prose before."""
        self._move(0, -1)

    async def do_move_right(self) -> None:
        """The cell at the right, or the next figure of the prose."""
        self._move(0, 1)

    async def do_page_up(self) -> None:
        """Half a page of cells or prose up."""
        self._move_far(-(self.size.height // 2))

    async def do_page_down(self) -> None:
        """Half a page of cells or prose down."""
        self._move_far(self.size.height // 2)

    async def do_first(self) -> None:
        """To the first row or line."""
        self._move_far(-_FAR)

    async def do_last(self) -> None:
        """To the last row or line."""
        self._move_far(_FAR)

    def _move_far(self, rows: int) -> None:
        state = self.state
        if state is None or state.record is None:
            return
        if flag_table(state.data, state.record.flag) is not None and state.cursor is not None:
            self._move(rows, 0)
            return
        step, left = (1 if rows > 0 else -1), abs(rows)
        at = state.scroll
        for size in _JUMPS:
            # A jump is taken where its last line still moved something.
            while left >= size and self._shows(at + step * size) != self._shows(
                at + step * (size - 1)
            ):
                at, left = at + step * size, left - size
        self.is_view_done = False
        self.state = replace(state, scroll=at)
        self.draw()

    def _shows(self, scroll: int) -> list[Line]:
        assert self.state is not None
        return self.lines_of(replace(self.state, scroll=scroll))

    def _move(self, rows: int, columns: int) -> None:
        state = self.state
        if state is None or state.record is None:
            return
        table_key = flag_table(state.data, state.record.flag)
        self.is_view_done = False
        if table_key is None and columns:
            self._to_figure(columns)
            return
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
        at = own.index(field.column.key) + columns
        if table.across and columns and not 0 <= at < len(own):
            # Rows that stand beside each other are walked through as one.
            row_at = min(max(row_at + columns, 0), len(table.rows) - 1)
            at = at % len(own) if table.rows[row_at] is not row else at
            row = table.rows[row_at]
        at = min(max(at, 0), len(row.columns) - 1)
        self.state = replace(state, cursor=f"{table_key}.{row.key}.{row.columns[at]}")
        self.draw()

    def _to_figure(self, step: int) -> None:
        """The next figure that the prose states, with the cell that it is about."""
        state = self.state
        assert state is not None and state.record is not None
        figures = stated_figures(state.data)
        if not figures:
            self.say(self.words("told.no_figures"))
            return
        now = state.figure
        if now is None:
            now = first_figure(figures, state.record.flag) or 0
        at = min(max(now + step, 0), len(figures) - 1)
        self.state = replace(state, figure=at, scroll=0, status="")
        self.draw()

    async def do_last_year(self) -> None:
        """Last year's figures in the grid, or this year's again."""
        state = self.state
        if state is None or state.record is None:
            return
        previous = state.data.previous
        table = flag_table(state.data, state.record.flag)
        if previous is None:
            self.say(self.words("told.no_last_year"), Look.WARNING)
        elif table is None:
            self.say(self.words("told.last_year_prose"))
        elif table not in previous.tables_present:
            self.say(self.words("told.last_year_no_table"), Look.WARNING)
        else:
            self.state = replace(state, is_last_year=not state.is_last_year, status="")
            self.draw()
