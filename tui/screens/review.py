"""The review screen: walk the doubts of a report, decide each with one key."""

from __future__ import annotations

from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import Vertical

from importers.reread import joined_document, place_in_files, reread
from store.annotations import Annotation, Verdict, decide, last_own, undo
from store.errors import StaleDecisionError, StoreError
from store.flags import FlagRecord
from store.queue import Totals, totals
from store.report import Number, State
from store.review import ReviewData, load_review
from tui.actions import Place
from tui.drawing.review import (
    SMALLEST,
    ReviewState,
    candidates_of,
    flag_table,
    preview_of,
    review_lines,
)
from tui.drawing.text import Line, Look
from tui.screens.asking import ReviewQuestions
from tui.widgets.canvas import Canvas
from tui.widgets.prompt import BottomLine


class ReviewScreen(ReviewQuestions):
    """One report at a time; ``queue`` are the reports in the order of the queue."""

    PLACE = Place.REVIEW

    def __init__(self, queue: tuple[int, ...], at: int, *, reading_view: bool) -> None:
        super().__init__()
        self.queue = queue
        self.at = at
        self.reading_view = reading_view
        self.state: ReviewState | None = None
        self.last_decided: FlagRecord | None = None
        self.before: set[int] = set()
        # Set when a write failed: no later key is applied over it until Escape.
        self.is_stopped = False
        # Set when the last open flag of the view is decided: a burst of keys ends there.
        self.is_view_done = False

    def compose(self) -> ComposeResult:
        """The canvas and the bottom line."""
        with Vertical():
            yield Canvas(id="view")
        yield BottomLine()

    async def on_mount(self) -> None:
        """Load the first report."""
        self.show_keys()
        await self.guarded(lambda: self.load(self.queue[self.at], first_open=True))

    def on_resize(self) -> None:
        """Draw anew."""
        self.show_keys()
        self.draw()

    async def on_screen_resume(self) -> None:
        """Come back from another screen: what it wrote has to be seen."""
        if self.state is not None:
            await self.guarded(self.reload)

    # --- state -------------------------------------------------------------------------

    async def load(self, report_id: int, *, first_open: bool, at_end: bool = False) -> bool:
        """Show a report from its first open flag, or its last flag; False where it is gone."""
        self.is_view_done = False
        gateway = self.workbench.gateway
        data = await gateway.read(load_review, report_id)
        if data is None:
            return False
        counts = await gateway.read(totals)
        source = joined_document(data.documents, data.attachments).source
        shown = self._shown(data)
        index = 0 if shown else None
        if first_open:
            index = next((i for i, r in enumerate(shown) if r.verdict is None), index)
        if at_end and shown:
            index = len(shown) - 1
        self.state = ReviewState(
            data=data,
            shown=shown,
            index=index,
            source=source,
            reading_view=self.reading_view,
            open_in_all=self._open(counts),
            ascii_only=self.workbench.ascii_only,
        )
        self._point()
        self.draw()
        return True

    def _open(self, counts: Totals) -> int:
        if self.reading_view:
            return counts.reading
        return counts.errors + counts.warnings + counts.infos

    def _shown(self, data: ReviewData) -> tuple[FlagRecord, ...]:
        return tuple(r for r in data.flags if r.flag.second_view == self.reading_view)

    async def reload(self, *, advance: bool = False) -> bool:
        """Read the report again; with ``advance`` go to the next open flag, if there is one."""
        old = self.state
        assert old is not None
        gateway = self.workbench.gateway
        data = await gateway.read(load_review, old.data.stored.id)
        if data is None:
            self.app.pop_screen()
            return False
        counts = await gateway.read(totals)
        shown = self._shown(data)
        here = old.record.id if old.record is not None else None
        index = next((i for i, r in enumerate(shown) if r.id == here), None)
        if index is None and shown:
            index = min(old.index or 0, len(shown) - 1)
        moved = False
        if advance:
            # Behind this flag first, then from the beginning.
            start = (index if index is not None else -1) + 1
            order = [*range(start, len(shown)), *range(start)]
            following = next(
                (i for i in order if shown[i].verdict is None and shown[i].is_raised), None
            )
            if following is not None:
                index, moved = following, True
        self.state = replace(
            old,
            data=data,
            shown=shown,
            index=index,
            open_in_all=self._open(counts),
            reading_view=self.reading_view,
        )
        if old.record is None or index is None or shown[index].id != old.record.id:
            self._point()
        self.draw()
        return moved

    def _point(self) -> None:
        """Put the cursor on the first cell of the flag."""
        assert self.state is not None
        record = self.state.record
        cursor = None
        if record is not None and flag_table(self.state.data, record.flag) is not None:
            cursor = record.flag.fields[0] if record.flag.fields else None
        self.state = replace(self.state, cursor=cursor, candidate=None, scroll=0, expanded=False)

    def _lines(self, state: ReviewState) -> list[Line]:
        width, height = self.size.width, self.size.height - 1
        if width <= 0 or height <= 2:
            return []
        return review_lines(state, width, height, self.words)

    def draw(self) -> None:
        """Put the state on the screen."""
        if self.state is not None and self.is_mounted:
            self.query_one("#view", Canvas).show(self._lines(self.state))

    def offer(self, choices: str) -> None:
        """Show what a question offers in place of source and letter; "" takes it away."""
        if self.state is not None:
            self.state = replace(self.state, choices=choices)
            self.draw()

    def say(self, text: str, look: Look = Look.DIM) -> None:
        """Show a status in the line above the source."""
        if self.state is not None:
            self.state = replace(self.state, status=text, status_look=look)
            self.draw()

    def failed(self, error: StoreError) -> None:
        """Stop the flow: the flag stays, and no later key is applied over it."""
        self.is_stopped = True
        self.say(self.words("told.stopped", reason=self.reason(error)), Look.ERROR)
        if isinstance(error, StaleDecisionError):
            # Show what the other one decided beside what was not written.
            self.run_worker(self.guarded(self.reload), exit_on_error=False)

    # --- verdicts ----------------------------------------------------------------------

    async def decide(
        self,
        verdict: Verdict,
        *,
        corrected: dict[str, Number] | None = None,
        readings: dict[str, Number | None] | None = None,
    ) -> None:
        """Store a verdict on the flag in view and go to the next open one."""
        state = self.state
        if state is None or not self._may_decide():
            return
        record = state.record
        assert record is not None
        same = record.verdict == verdict.value and self._is_own(record)
        if same and not corrected and not readings:
            self.say(self.words("told.same"))
            return
        self.before = {r.id for r in state.data.flags if r.is_raised}
        stored = await self.workbench.gateway.write(
            decide,
            self.workbench.reviewer,
            record.id,
            record.version,
            verdict,
            corrected=corrected,
            readings=readings,
        )
        await self.after_verdict(stored, verdict)

    def _is_own(self, record: FlagRecord) -> bool:
        assert self.state is not None
        return any(
            entry.id == record.decision_id and entry.reviewer == self.workbench.reviewer.name
            for entry in self.state.data.annotations
        )

    def _may_decide(self) -> bool:
        """False, with the reason said, where a verdict key has nothing to act on."""
        state = self.state
        if self.is_stopped:
            self.say(self.words("told.stopped", reason=""), Look.ERROR)
            return False
        if state is None or state.record is None:
            self.say(self.words("told.no_flag_here"))
            return False
        if self.is_view_done:
            self.say(self.words("told.view_done"), Look.WARNING)
            return False
        return self.size.width >= SMALLEST[0] and self.size.height >= SMALLEST[1]

    async def after_verdict(self, record: FlagRecord, verdict: Verdict) -> None:
        """Say what was stored and move on."""
        self.last_decided = record
        moved = await self.reload(advance=True)
        if self.state is None:
            return
        self.state = state = replace(self.state, candidate=None)
        self.is_view_done = not moved
        elsewhere = sum(
            r.verdict is None and r.is_raised and r.flag.second_view != self.reading_view
            for r in state.data.flags
        )
        key = "told.stored" if moved else "told.other_view" if elsewhere else "told.stored_next"
        text = self.words(
            key,
            verdict=self.words(f"verdict.{verdict.value}"),
            rule=record.flag.rule,
            view=self.words("view.report" if self.reading_view else "view.reading"),
            count=elsewhere,
        )
        self.say(text + self.new_flags(self.before), Look.GOOD)

    async def do_confirm(self) -> None:
        """The source says so; a previewed candidate becomes the suggested correction."""
        if self.state is not None:
            preview = dict(preview_of(self.state))
            await self.decide(Verdict.CONFIRMED, corrected=preview or None)

    async def do_misread(self) -> None:
        """We misread: take the preview, open the cell, or just close the flag."""
        state = self.state
        if state is None or not self._may_decide() or state.record is None:
            return
        flag = state.record.flag
        if flag.rule == "L301":
            if state.candidate is not None:
                await self.take_runner_up()
            else:
                self.ask_remap()
            return
        preview = preview_of(state)
        if preview:
            await self.decide(Verdict.MISREAD, readings=dict(preview))
        elif state.cursor is not None:
            self.ask_cell(state.cursor)
        else:
            await self.decide(Verdict.MISREAD)

    async def do_dismiss(self) -> None:
        """Not to be raised."""
        await self.decide(Verdict.DISMISSED)

    async def do_unsure(self) -> None:
        """For another reviewer."""
        await self.decide(Verdict.UNSURE)

    # --- moving ------------------------------------------------------------------------

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
        self._point()
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

        at = self.at + step
        while 0 <= at < len(self.queue):
            rows = await self.workbench.gateway.read(queue_rows, [self.queue[at]])
            wanted = bool(rows) and (
                not only_open
                or (rows[0].reading if self.reading_view else rows[0].open - rows[0].reading) > 0
            )
            if wanted:
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
        flag = state.record.flag
        count = len(candidates_of(flag))
        if flag.rule == "L301" and flag.params.get("runner_up"):
            count = 1
        if not count:
            return
        self.is_view_done = False
        now = -1 if state.candidate is None else state.candidate
        following = (now + 1 + step) % (count + 1) - 1
        cursor = state.cursor
        proposals = candidates_of(flag)
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
            if self._lines(scrolled) != self._lines(state):
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

    async def do_zero_rows(self) -> None:
        """Expand or collapse rows that are alike."""
        if self.state is not None:
            self.state = replace(self.state, expanded=not self.state.expanded)
            self.draw()

    async def do_view(self) -> None:
        """Switch between 报告问题 and 读取核对."""
        if self.state is None:
            return
        self.reading_view = not self.reading_view
        self.workbench.reading_view = self.reading_view
        await self.load(self.state.data.stored.id, first_open=True)
        view = self.words("view.reading" if self.reading_view else "view.report")
        self.say(self.words("told.view", view=view))

    async def do_file(self) -> None:
        """Say which file and line the flag is about."""
        if self.state is not None and self.state.record is not None:
            place = self.state.record.flag.place
            data = self.state.data
            file, line = place_in_files(self.state.source, place.line or 1, len(data.attachments))
            path = data.attachments[file - 1] if file else data.stored.path
            if place.page is not None and place.box is not None:
                self.say(self.words("told.place_page", path=path, page=place.page))
            else:
                self.say(self.words("told.place", path=path, line=line))

    async def do_back(self) -> None:
        """Escape first takes up a stopped flow, then leaves."""
        if self.is_stopped:
            self.is_stopped = False
            await self.reload()
            self.say("")
            return
        self.app.pop_screen()

    # --- other screens -----------------------------------------------------------------

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
            await self.app.push_screen(SummaryScreen(self.state.data))

    async def do_history(self) -> None:
        """The log of this report."""
        from tui.screens.pages import HistoryScreen

        if self.state is not None:
            await self.app.push_screen(
                HistoryScreen(self.state.data.stored.id, self.state.data.form.edition)
            )

    # --- undo --------------------------------------------------------------------------

    async def do_undo(self) -> None:
        """Take back the reviewer's last act, wherever it was."""
        gateway, reviewer = self.workbench.gateway, self.workbench.reviewer
        found = await gateway.read(last_own, reviewer)
        if found is None:
            self.say(self.words("told.nothing_to_undo"))
            return
        undone = await gateway.write(undo, reviewer, found.id, reread)
        await self._show_undone(undone)

    async def _show_undone(self, undone: Annotation) -> None:
        what = self.words(
            "what.remap" if "remap" in undone.payload else f"what.{undone.kind.value}"
        )
        if (
            self.state is not None
            and undone.report_id is not None
            and undone.report_id != self.state.data.stored.id
        ):
            if undone.report_id in self.queue:
                self.at = self.queue.index(undone.report_id)
            await self.load(undone.report_id, first_open=True)
        else:
            await self.reload()
        self.is_view_done = False
        self._point_at(undone.flag_id)
        self.say(self.words("told.undone", what=what), Look.GOOD)

    def _point_at(self, flag_id: int | None) -> None:
        assert self.state is not None
        index = next((i for i, r in enumerate(self.state.shown) if r.id == flag_id), None)
        if index is not None:
            self.state = replace(self.state, index=index)
            self._point()

    def printed_value(self, field: str) -> str:
        """The value of a cell as it stands, for the field in which it is edited."""
        assert self.state is not None
        cell = self.state.data.printed.cells_by_field[field]
        return str(cell.value) if cell.state is State.NUMBER else ""
