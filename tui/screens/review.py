"""The review screen: walk the doubts of a report, decide each with one key."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace

from importers.reread import joined_document, place_in_files, reread
from store.annotations import Annotation, last_own, undo
from store.errors import StaleDecisionError, StoreError
from store.filter_flags import flag_matcher
from store.flags import FlagRecord
from store.own_log import decided_since, open_in, start_of_day
from store.report import State
from store.review import ReviewData
from store.sessions import Session
from tui.actions import Place
from tui.drawing.review import review_lines
from tui.drawing.state import ReviewState, flag_table, next_open
from tui.drawing.text import Line, Look
from tui.marking import Marks
from tui.screens.together import ReviewTogether
from tui.screens.undoing import undone_words
from tui.widgets.canvas import Canvas


class ReviewScreen(ReviewTogether):
    """One report at a time; ``queue`` are the reports in the order of the queue.

    ``flag_id`` is the flag to begin with, if not the first open one; where ``filter_words`` ask
    for flags, reports begin at the first of those.
    """

    PLACE = Place.REVIEW

    def __init__(
        self,
        queue: tuple[int, ...],
        at: int,
        *,
        reading_view: bool,
        flag_id: int | None = None,
        filter_words: str = "",
    ) -> None:
        super().__init__()
        self.filter_words = filter_words
        self.first_flag = flag_id
        self.queue = queue
        self.at = at
        self.reading_view = reading_view
        self.state: ReviewState | None = None
        self.last_decided: FlagRecord | None = None
        self.before: set[int] = set()
        self.marks = Marks()
        # Open flags of the other reports of the list.
        self.open_elsewhere = 0
        # Set when a write failed: no later key is applied over it until Escape.
        self.is_stopped = False
        self.is_view_done = False
        self.storing = asyncio.Lock()
        self.was_left = False
        # The report that was signed off from here last.
        self.signed_now: int | None = None

    async def on_mount(self) -> None:
        """Load the first report."""
        self.show_keys()
        await self.guarded(self._load_first)

    async def _load_first(self) -> None:
        if await self.load(self.queue[self.at], first_open=True) and self.first_flag is not None:
            self._point_at(self.first_flag)
            self.draw()
        elif self.first_flag is None and self.state is not None:
            matches = flag_matcher(self.filter_words)
            if matches and self.state.record is not None and matches(self.state.record):
                self.say(self.words("told.of_filter", words=self.filter_words))
        self.workbench.greet()

    def session(self, session: Session) -> Session:
        """The part of the place that this screen knows."""
        state = self.state
        if state is None:
            return session
        flag_id = state.record.id if state.record is not None else None
        report_id = state.data.stored.id
        return replace(session, screen=Place.REVIEW.value, report_id=report_id, flag_id=flag_id)

    def on_resize(self) -> None:
        """Draw anew."""
        self.show_keys()
        self.draw()

    def on_screen_suspend(self) -> None:
        """Another screen comes in front."""
        self.was_left = True

    async def on_screen_resume(self) -> None:
        """Come back from another screen: what it wrote has to be seen."""
        if self.was_left and self.state is not None:
            self.was_left = self.is_view_done = False
            was_signed = self.state.data.signed_off
            await self.guarded(self.reload)
            if self.state.data.signed_off and not was_signed:
                self.signed_now = self.state.data.stored.id

    # --- state -------------------------------------------------------------------------

    async def load(self, report_id: int, *, first_open: bool, at_end: bool = False) -> bool:
        """Show a report from its first open flag, or its last flag; False where it is gone."""
        self.is_view_done = False
        gateway = self.workbench.gateway
        data = await self.read_report(report_id)
        if data is None:
            return False
        today = await gateway.read(decided_since, self.workbench.reviewer, start_of_day())
        source = joined_document(data.documents, data.attachments).source
        shown = self._shown(data)
        index = 0 if shown else None
        if first_open:
            index = self._first_of(data, shown)
        if at_end and shown:
            index = len(shown) - 1
        before = self.state
        self.state = ReviewState(
            data=data,
            shown=shown,
            index=index,
            source=source,
            reading_view=self.reading_view,
            open_in_queue=0,
            ascii_only=self.workbench.ascii_only,
            today=today,
        )
        if before is None or before.reading_view != self.reading_view:
            await self._count_elsewhere()
        else:
            others = self.open_elsewhere + self._open_here(before)
            self.open_elsewhere = max(0, others - self._open_here(self.state))
            self._count_later()
        self.point()
        self.draw()
        self.entered(report_id)
        return True

    def _first_of(self, data: ReviewData, shown: tuple[FlagRecord, ...]) -> int | None:
        """Where a report begins: to decide, and what the filter asks for where it has that."""
        every = range(len(shown))
        matches = flag_matcher(self.filter_words)
        asked = [i for i in every if matches(shown[i])] if matches else []
        waiting = [i for i in asked or every if self.is_to_decide(data, shown[i])]
        return next(iter(waiting or asked or every), None)

    async def _count_elsewhere(self) -> None:
        """Count the open flags of all reports of the list; this one's are known."""
        assert self.state is not None
        data = self.state.data
        found = await self.workbench.gateway.read(
            open_in, self.queue, second_view=self.reading_view
        )
        # What is read or decided meanwhile is not in the count.
        if self.state.data is data and not self.storing.locked():
            self.open_elsewhere = max(0, found - self._open_here(self.state))
            self._show_open()

    def _count_later(self) -> None:
        """Count again without holding up a key; until then what is known is shown."""
        self._show_open()
        self.run_worker(self.count_again(), group="count", exit_on_error=False)

    async def count_again(self) -> None:
        """Count what is open in all of the list, and show it."""
        with contextlib.suppress(StoreError):
            await self._count_elsewhere()
            self.draw()

    def _open_here(self, state: ReviewState) -> int:
        return state.open_here if state.data.stored.id in self.queue else 0

    def _show_open(self) -> None:
        assert self.state is not None
        here = self._open_here(self.state)
        self.state = replace(self.state, open_in_queue=self.open_elsewhere + here)

    def _shown(self, data: ReviewData) -> tuple[FlagRecord, ...]:
        return tuple(r for r in data.flags if r.flag.second_view == self.reading_view)

    async def reload(self, *, advance: bool = False, since: ReviewState | None = None) -> bool:
        """Read the report again; with ``advance`` go to the next open flag, if there is one.

        ``since`` is the state to go on from, if not this one.
        """
        old = since or self.state
        assert old is not None
        gateway = self.workbench.gateway
        data = await self.read_report(old.data.stored.id)
        if data is None:
            self.app.pop_screen()
            return False
        today = await gateway.read(decided_since, self.workbench.reviewer, start_of_day())
        shown = self._shown(data)
        here = old.record.id if old.record is not None else None
        index = next((i for i, r in enumerate(shown) if r.id == here), None)
        if index is None and shown:
            index = min(old.index or 0, len(shown) - 1)
        moved = False
        if advance:
            following = next_open(shown, index, self.own_verdicts(data))
            if following is not None:
                index, moved = following, True
        self.state = replace(
            old,
            data=data,
            shown=shown,
            index=index,
            today=today,
            reading_view=self.reading_view,
        )
        if advance:
            self._show_open()
        else:
            self._count_later()
        if old.record is None or index is None or shown[index].id != old.record.id:
            self.point()
        self.draw()
        return moved

    def point(self) -> None:
        """Put the cursor on the first cell of the flag."""
        assert self.state is not None
        record = self.state.record
        cursor = None
        if record is not None and flag_table(self.state.data, record.flag) is not None:
            cursor = record.flag.fields[0] if record.flag.fields else None
        self.state = replace(
            self.state,
            cursor=cursor,
            candidate=None,
            scroll=0,
            expanded=False,
            is_last_year=False,
            figure=None,
        )

    def lines_of(self, state: ReviewState) -> list[Line]:
        width, height = self.size.width, self.size.height - 1
        if width <= 0 or height <= 2:
            return []
        return review_lines(self.with_people(self.with_marks(state)), width, height, self.words)

    def draw(self) -> None:
        """Put the state on the screen."""
        if self.state is not None and self.is_mounted:
            self.query_one("#view", Canvas).show(self.lines_of(self.state))

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
        if self.refused(error):
            return
        self.say(self.words("told.stopped", reason=self.reason(error)), Look.ERROR)
        if isinstance(error, StaleDecisionError):
            # Show what the other one decided beside what was not written.
            self.run_worker(self.guarded(self.reload), exit_on_error=False)

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
        """Escape first takes up a stopped flow, then takes marks away, then leaves."""
        if self.takes_theirs():
            return
        if self.is_stopped:
            self.is_stopped = False
            await self.reload()
            self.say("")
            return
        if self.marks.ids:
            self.set_marks(Marks())
            return
        self._leave_at_this()
        self.app.pop_screen()

    def _leave_at_this(self) -> None:
        """The queue's cursor on the report that is left, of a signed one on the one behind it."""
        from tui.screens.queue import QueueScreen

        here = self.queue[self.at]
        if here == self.signed_now and self.at + 1 < len(self.queue):
            here = self.queue[self.at + 1]
        below = self.app.screen_stack[-2]
        if isinstance(below, QueueScreen) and here in below.ids:
            below.cursor = below.ids.index(here)

    # --- undo --------------------------------------------------------------------------

    async def do_undo(self) -> None:
        """Take back the reviewer's last act, wherever it was."""
        gateway, reviewer = self.workbench.gateway, self.workbench.reviewer
        found = await gateway.read(last_own, reviewer)
        if found is None:
            self.say(self.words("told.nothing_to_undo"))
            return
        if found.kind.value == "group":
            self.workbench.take_back_group(found.id)
            return
        undone = await gateway.write(undo, reviewer, found.id, reread)
        self.workbench.teach_undone(undone)
        await self._show_undone(undone)

    async def _show_undone(self, undone: Annotation) -> None:
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
        self.say(await undone_words(self, undone), Look.GOOD)

    def _point_at(self, flag_id: int | None) -> None:
        assert self.state is not None
        index = next((i for i, r in enumerate(self.state.shown) if r.id == flag_id), None)
        if index is not None:
            self.state = replace(self.state, index=index)
            self.point()

    def printed_value(self, field: str) -> str:
        """The value of a cell as it stands, for the field in which it is edited."""
        assert self.state is not None
        cell = self.state.data.printed.cells_by_field[field]
        return str(cell.value) if cell.state is State.NUMBER else ""
