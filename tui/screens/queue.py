"""The queue: all reports, worst first, with their state and counts."""

from __future__ import annotations

from store.due import Due, DueEntry, due_of
from store.filter_flags import meant_terms
from store.holds import Hold
from store.own_log import decided_since, open_in, start_of_day
from store.queue import QueueRow, Totals, open_in_queue, queue_ids, totals
from store.sessions import Session
from store.unread import Unread, unread_files
from store.visible import one_line
from tui.actions import Place
from tui.drawing.people import whose_words
from tui.drawing.queue import missing_line, queue_header, queue_line, unread_line
from tui.drawing.text import Line, Look, Span, fitted, rule
from tui.failures import failure_sentence
from tui.marking import Marks
from tui.screens.filtering import understood
from tui.screens.finding_doors import FindingDoors
from tui.screens.queue_following import QueueFollowing
from tui.screens.resuming import ResumingQueue
from tui.screens.undoing import undone_words
from tui.widgets.canvas import Canvas


class QueueScreen(FindingDoors, ResumingQueue, QueueFollowing):
    """A window on the list of report ids; only the rows in sight are read."""

    PLACE = Place.QUEUE

    def __init__(self, session: Session | None = None) -> None:
        super().__init__(session)
        self.ids: tuple[int, ...] = ()
        self.rows: dict[int, QueueRow] = {}
        self.holds: dict[int, Hold] = {}
        self.assigned: dict[int, str] = {}
        self.counts: Totals | None = None
        # Behind all reports stand the files that cannot be read, then who has not reported.
        self.unread: tuple[Unread, ...] = ()
        self.due: Due | None = None
        self.missing: tuple[DueEntry, ...] = ()
        self.cursor = 0
        self.top = 0
        self.has_moved = False
        self.was_left = False
        self.marks = Marks()
        # Open flags of the filter, and verdicts given today.
        self.left = self.today = 0
        self.filter_words = understood(session.filter_words) if session is not None else ""
        self.status = ""
        self.status_look = Look.DIM

    async def on_mount(self) -> None:
        """Read the queue."""
        self.show_keys()
        await self.begin()

    async def on_resize(self) -> None:
        """Read what comes into sight."""
        self.show_keys()
        await self.show_sight()

    def on_screen_suspend(self) -> None:
        """Another screen comes in front."""
        self.was_left = True

    async def on_screen_resume(self) -> None:
        """Come back from a report: its counts have changed."""
        if self.was_left:
            self.was_left = False
            await self.guarded(self.reload)

    @property
    def room(self) -> int:
        """Rows that have place."""
        return max(1, self.size.height - 4 - (self.due is not None))

    @property
    def count(self) -> int:
        """Lines of the list: reports, files that cannot be read, organs that have not reported."""
        return len(self.ids) + len(self.unread) + len(self.missing)

    @property
    def report_id(self) -> int | None:
        """The report under the cursor, if there is one."""
        return self.ids[self.cursor] if self.cursor < len(self.ids) else None

    @property
    def behind(self) -> Unread | DueEntry | None:
        """What is under the cursor behind the reports."""
        at = self.cursor - len(self.ids)
        return self.rest[at] if 0 <= at < len(self.rest) else None

    @property
    def rest(self) -> tuple[Unread | DueEntry, ...]:
        """What stands behind the reports."""
        return (*self.unread, *self.missing)

    async def reload(self) -> None:
        """Read ids and counts anew; the cursor stays on its report."""
        gateway = self.workbench.gateway
        # Until the reviewer moves, the worst report is the one to begin with.
        here = self.report_id if self.has_moved else None
        behind = self.behind
        lacking = behind.entry.id if isinstance(behind, DueEntry) else 0
        self.counts = await gateway.read(totals)
        self.ids = await gateway.read(queue_ids, self.filter_words, self.workbench.reviewer)
        self.due = await gateway.read(due_of)
        self.missing = self.due.missing(self.filter_words) if self.due is not None else ()
        self.unread = await gateway.read(unread_files, self.filter_words)
        view = self.workbench.reading_view
        if self.filter_words:
            self.left = await gateway.read(open_in, self.ids, second_view=view)
        else:
            self.left = await gateway.read(open_in_queue, second_view=view)
        self.today = await gateway.read(decided_since, self.workbench.reviewer, start_of_day())
        self.rows.clear()
        self.holds.clear()
        self.assigned.clear()
        if here is not None and here in self.ids:
            self.cursor = self.ids.index(here)
        elif lacking in (entries := [one.entry.id for one in self.missing]):
            self.cursor = len(self.ids) + len(self.unread) + entries.index(lacking)
        elif not self.has_moved:
            self.cursor = 0
        self.cursor = min(self.cursor, max(0, self.count - 1))
        await self.fetch()

    async def fetch(self) -> None:
        """Read the rows in sight that are not known, then draw."""
        if self.cursor < self.top or self.cursor >= self.top + self.room:
            self.top = self.cursor - self.room // 2
        self.top = min(max(self.top, 0), max(0, self.count - self.room))
        wanted = [i for i in self.ids[self.top : self.top + self.room] if i not in self.rows]
        if wanted:
            await self.read_rows(wanted)
        self.draw()

    def draw(self) -> None:
        """Put the rows in sight on the screen."""
        width = self.size.width
        if not self.is_mounted or not (self.counts or self.ids) or width < 4:
            return
        words = self.words
        counts = self.due.counts if self.due is not None else None
        lines: list[Line] = queue_header(self.counts, width, words, counts)
        heads = len(lines)
        year = counts.year if counts is not None else 0
        rest = self.rest
        for position in range(self.top, min(self.top + self.room, self.count)):
            here = position == self.cursor
            if position < len(self.ids):
                row = self.rows.get(self.ids[position])
                if row is not None:
                    is_marked = row.report_id in self.marks.ids
                    drawn = queue_line(
                        row,
                        width,
                        words,
                        under_cursor=here,
                        is_marked=is_marked,
                        whose=self.whose(row.report_id),
                    )
                    lines.append(drawn)
                continue
            other = rest[position - len(self.ids)]
            if isinstance(other, Unread):
                lines.append(unread_line(other, width, words, under_cursor=here))
            else:
                lines.append(missing_line(other, year, width, words, under_cursor=here))
        if not self.count:
            key = "queue.no_match" if self.filter_words else "queue.empty"
            lines.append((Span(words(key, words=self.filter_words), Look.DIM),))
            meant = meant_terms(self.filter_words, words.language)
            if meant:
                lines.append((Span(words("queue.meant", terms=" / ".join(meant)), Look.WARNING),))
        lines += [()] * (self.room + heads - len(lines))
        status = self._said(self.counts) if self.counts is not None else self.status
        status = self.with_marks(status)
        lines.append(rule(width, status, self.status_look, ascii_only=self.workbench.ascii_only))
        self.query_one("#view", Canvas).show([fitted(line, width) for line in lines])

    def _said(self, counts: Totals) -> str:
        """The status, or what there is to know of the list and of what is under the cursor."""
        status = self.status
        behind = self.behind
        if not status and isinstance(behind, Unread):
            status = self.words("queue.unread", reason=self._why(behind))
        elif not status and counts.corrected:
            status = self.words("queue.corrected", count=counts.corrected)
        if self.filter_words and not self.status:
            status = self.words(
                "queue.filtered",
                words=self.filter_words,
                shown=f"{self.count:,}",
                all=f"{counts.current:,}",
            )
        if self.ids and not self.status and not isinstance(behind, Unread):
            key = "queue.left_listed" if self.filter_words else "queue.left"
            counts_words = self.words(key, count=self.left, today=self.today)
            status = f"{counts_words}　{status}" if status else counts_words
        here = self.report_id
        told = whose_words(self.whose(here), self.words) if here is not None else ""
        if told and not self.status:
            status = f"{told}　{status}" if status else told
        return status

    def say(self, text: str, look: Look = Look.DIM) -> None:
        """Show a status above the keys."""
        self.status, self.status_look = text, look
        self.draw()

    async def move(self, step: int) -> None:
        """Move the cursor, and read what comes into sight."""
        self.has_moved = True
        self.cursor = min(max(self.cursor + step, 0), max(0, self.count - 1))
        self.extend_marks()
        await self.fetch()

    async def do_open(self) -> None:
        """Review the report under the cursor; of an organ without one show its entry."""
        behind = self.behind
        if isinstance(behind, Unread):
            self.say(self._why(behind), Look.WARNING)
        elif behind is not None:
            await self._open_roster(behind.entry.id)
        elif self.ids:
            self.status = ""
            self.has_moved = True
            await self.review()

    def _why(self, file: Unread) -> str:
        """Why a file could not be read."""
        return failure_sentence(self.words, file.code, file.params)

    async def do_sign_off_unread(self) -> None:
        """Say that a file which could not be read was looked at by hand."""
        from store.unread import sign_off_unread

        file = self.behind
        if not isinstance(file, Unread):
            self.say(self.words("told.sign_off_where"))
            return
        if file.signed_by is not None:
            self.say(self.words("told.unread_signed_by", reviewer=file.signed_by))
            return
        await self.workbench.gateway.write(sign_off_unread, self.workbench.reviewer, file.path)
        await self.reload()
        self.say(self.words("told.signed", organ=one_line(file.path)), Look.GOOD)

    async def do_view(self) -> None:
        """Choose which flags a report opens with."""
        self.workbench.reading_view = not self.workbench.reading_view
        key = "view.reading" if self.workbench.reading_view else "view.report"
        self.say(self.words("told.view", view=self.words(key)))

    async def do_undo(self) -> None:
        """Take back the reviewer's last act."""
        from importers.reread import reread
        from store.annotations import last_own, undo

        gateway, reviewer = self.workbench.gateway, self.workbench.reviewer
        found = await gateway.read(last_own, reviewer)
        if found is None:
            self.say(self.words("told.nothing_to_undo"))
            return
        if found.kind.value == "group":
            self.workbench.take_back_group(found.id)
            return
        self.workbench.teach_undone(await gateway.write(undo, reviewer, found.id, reread))
        await self.reload()
        self.say(await undone_words(self, found), Look.GOOD)

    async def do_history(self) -> None:
        """The log of the report under the cursor."""
        from store.reports import stored_report
        from tui.screens.history import HistoryScreen

        report_id = self.report_id
        found = None
        if report_id is not None:
            found = await self.workbench.gateway.read(stored_report, report_id)
        about = (found.id, found.form) if found is not None else (None, "")
        await self.app.push_screen(HistoryScreen(*about))

    async def do_round(self) -> None:
        """The corrected file under the cursor beside the version before it."""
        from store.round_view import load_round
        from tui.screens.rounds import RoundScreen

        if self.report_id is not None:
            found = await self.workbench.gateway.read(load_round, self.report_id)
            if found is None or len(found.versions) < 2:
                self.say(self.words("round.one_version"))
                return
            self.has_moved = True
            await self.app.push_screen(RoundScreen(found))

    async def set_filter(self, words: str) -> None:
        """Show the reports of which a filter holds, from the first."""
        self.filter_words = words
        self.cursor = 0
        self.has_moved = False
        self.status = ""
        await self.reload()

    async def jump_to(self, reports: tuple[int, ...]) -> None:
        """Put the cursor on the first of these reports; a filter that hides all of them goes."""
        if not set(reports) & set(self.ids):
            self.filter_words = ""
            await self.reload()
        found = next((one for one in reports if one in self.ids), None)
        if found is not None:
            self.has_moved = True
            self.status = ""
            self.cursor = self.ids.index(found)
            await self.fetch()

    async def do_labels(self) -> None:
        """The doubtful labels of all reports."""
        from tui.screens.labels import LabelsScreen

        await self.app.push_screen(LabelsScreen())

    async def do_roster(self) -> None:
        """Who has reported and who has not; reports of no entry."""
        await self._open_roster()

    async def _open_roster(self, entry_id: int | None = None) -> None:
        from tui.screens.roster import RosterScreen

        self.has_moved = True
        await self.app.push_screen(RosterScreen(entry_id))

    async def do_stop(self) -> None:
        """Stop a running import or the writing of letters; else take the filter away."""
        if self.workbench.is_lettering:
            self.workbench.stop_letters()
        if self.workbench.is_importing:
            self.workbench.stop_import()
            self.say(self.words("told.import_stopping"))
        elif self.workbench.is_grouping:
            self.workbench.cancel_group()
            self.say(self.words("together.stopping"))
        elif self.marks.ids:
            self.marks = Marks()
            self.say("")
        elif self.filter_words:
            self.filter_words = ""
            await self.reload()

    async def do_quit(self) -> None:
        """Leave; writes are finished first."""
        await self.workbench.action_quit()
