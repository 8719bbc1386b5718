"""The queue: all reports, worst first, with their state and counts."""

from __future__ import annotations

from pathlib import Path

from importers.reread import reread
from store.annotations import last_own, undo
from store.attachments import find_pairs, join_attachment
from store.due import Due, DueEntry, due_of
from store.queue import QueueRow, Totals, queue_ids, queue_rows, totals
from store.reports import stored_report
from store.round_view import load_round
from store.unread import Unread, sign_off_unread, unread_files
from store.visible import one_line
from tui.actions import Place
from tui.drawing.queue import missing_line, queue_header, queue_line, unread_line
from tui.drawing.text import Line, Look, Span, fitted, rule
from tui.failures import failure_sentence
from tui.screens.listed import ListScreen
from tui.widgets.canvas import Canvas


class QueueScreen(ListScreen):
    """A window on the list of report ids; only the rows in sight are read."""

    PLACE = Place.QUEUE

    def __init__(self) -> None:
        super().__init__()
        self.ids: tuple[int, ...] = ()
        self.rows: dict[int, QueueRow] = {}
        self.unread: tuple[Unread, ...] = ()
        self.counts: Totals | None = None
        # Who has not reported stands behind all reports.
        self.due: Due | None = None
        self.missing: tuple[DueEntry, ...] = ()
        self.cursor = 0
        self.top = 0
        self.has_moved = False
        self.filter_words = ""
        self.status = ""
        self.status_look = Look.DIM

    async def on_mount(self) -> None:
        """Read the queue."""
        self.show_keys()
        await self.guarded(self.reload)

    async def on_resize(self) -> None:
        """Read what comes into sight."""
        self.show_keys()
        await self.guarded(self._fetch)

    async def on_screen_resume(self) -> None:
        """Come back from a report: its counts have changed."""
        await self.guarded(self.reload)

    @property
    def room(self) -> int:
        """Rows that have place."""
        return max(1, self.size.height - 4 - (self.due is not None))

    @property
    def length(self) -> int:
        """Lines: reports, files that could not be read, organs that have not reported."""
        return len(self.ids) + len(self.unread) + len(self.missing)

    @property
    def report_id(self) -> int | None:
        """The report under the cursor; None where there is none."""
        return self.ids[self.cursor] if self.cursor < len(self.ids) else None

    @property
    def unread_here(self) -> Unread | None:
        """The file that could not be read under the cursor; None where there is none."""
        at = self.cursor - len(self.ids)
        return self.unread[at] if 0 <= at < len(self.unread) else None

    @property
    def missing_here(self) -> DueEntry | None:
        """The organ without a report under the cursor; None where there is none."""
        at = self.cursor - len(self.ids) - len(self.unread)
        return self.missing[at] if 0 <= at < len(self.missing) else None

    async def reload(self) -> None:
        """Read ids and counts anew; the cursor stays on its report."""
        gateway = self.workbench.gateway
        # Until the reviewer moves, the worst report is the one to begin with.
        here = self.report_id if self.has_moved else None
        lacking = entry.entry.id if (entry := self.missing_here) is not None else 0
        self.counts = await gateway.read(totals)
        self.ids = await gateway.read(queue_ids, self.filter_words)
        self.unread = await gateway.read(unread_files, self.filter_words)
        self.due = await gateway.read(due_of)
        self.missing = self.due.missing(self.filter_words) if self.due is not None else ()
        self.rows.clear()
        if here is not None and here in self.ids:
            self.cursor = self.ids.index(here)
        elif lacking in (entries := [one.entry.id for one in self.missing]):
            self.cursor = len(self.ids) + len(self.unread) + entries.index(lacking)
        elif not self.has_moved:
            self.cursor = 0
        self.cursor = min(self.cursor, max(0, self.length - 1))
        await self._fetch()

    async def _fetch(self) -> None:
        """Read the rows in sight that are not known, then draw."""
        if self.cursor < self.top or self.cursor >= self.top + self.room:
            self.top = self.cursor - self.room // 2
        self.top = min(max(self.top, 0), max(0, self.length - self.room))
        wanted = [i for i in self.ids[self.top : self.top + self.room] if i not in self.rows]
        if wanted:
            for row in await self.workbench.gateway.read(queue_rows, wanted):
                self.rows[row.report_id] = row
        self.draw()

    def draw(self) -> None:
        """Put the rows in sight on the screen."""
        width = self.size.width
        if not self.is_mounted or self.counts is None or width < 4:
            return
        words = self.words
        counts = self.due.counts if self.due is not None else None
        lines: list[Line] = queue_header(self.counts, width, words, counts)
        heads = len(lines)
        for position in range(self.top, min(self.top + self.room, self.length)):
            line = self._line(position, width)
            if line is not None:
                lines.append(line)
        if not self.length:
            key = "queue.no_match" if self.filter_words else "queue.empty"
            lines.append((Span(words(key, words=self.filter_words), Look.DIM),))
        lines += [()] * (self.room + heads - len(lines))
        status = self.status
        if not status and self.unread_here is not None:
            status = words("queue.unread", reason=self._why())
        elif not status and self.counts.corrected:
            status = words("queue.corrected", count=self.counts.corrected)
        if self.filter_words and not self.status:
            status = words("queue.filtered", words=self.filter_words, shown=self.length)
        lines.append(rule(width, status, self.status_look, ascii_only=self.workbench.ascii_only))
        self.query_one("#view", Canvas).show([fitted(line, width) for line in lines])

    def _line(self, position: int, width: int) -> Line | None:
        """One line of the list; None where its report is not read yet."""
        here, words = position == self.cursor, self.words
        if position < len(self.ids):
            row = self.rows.get(self.ids[position])
            return queue_line(row, width, words, under_cursor=here) if row is not None else None
        position -= len(self.ids)
        if position < len(self.unread):
            return unread_line(self.unread[position], width, words, under_cursor=here)
        missing = self.missing[position - len(self.unread)]
        year = self.due.counts.year if self.due is not None else 0
        return missing_line(missing, year, width, words, under_cursor=here)

    def say(self, text: str, look: Look = Look.DIM) -> None:
        """Show a status above the keys."""
        self.status, self.status_look = text, look
        self.draw()

    async def move(self, step: int) -> None:
        """Move the cursor, and read what comes into sight."""
        self.has_moved = True
        self.cursor = min(max(self.cursor + step, 0), max(0, self.length - 1))
        await self._fetch()

    async def do_open(self) -> None:
        """Review the report under the cursor; of an organ without one show its entry."""
        from tui.screens.review import ReviewScreen

        if (missing := self.missing_here) is not None:
            await self._open_roster(missing.entry.id)
        elif self.unread_here is not None:
            self.say(self._why(), Look.WARNING)
        elif self.report_id is not None:
            self.status = ""
            self.has_moved = True
            await self.app.push_screen(
                ReviewScreen(self.ids, self.cursor, reading_view=self.workbench.reading_view)
            )

    def _why(self) -> str:
        """Why the file under the cursor could not be read."""
        file = self.unread[self.cursor - len(self.ids)]
        return failure_sentence(self.words, file.code, file.params)

    async def do_sign_off_unread(self) -> None:
        """Say that a file which could not be read was looked at by hand."""
        at = self.cursor - len(self.ids)
        if not 0 <= at < len(self.unread):
            self.say(self.words("told.sign_off_where"))
            return
        file = self.unread[at]
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
        gateway, reviewer = self.workbench.gateway, self.workbench.reviewer
        found = await gateway.read(last_own, reviewer)
        if found is None:
            self.say(self.words("told.nothing_to_undo"))
            return
        self.workbench.teach_undone(await gateway.write(undo, reviewer, found.id, reread))
        await self.reload()
        what = "remap" if "remap" in found.payload else found.kind.value
        self.say(self.words("told.undone", what=self.words(f"what.{what}")), Look.GOOD)

    async def do_history(self) -> None:
        """The log of the report under the cursor."""
        from tui.screens.pages import HistoryScreen

        if self.report_id is not None:
            found = await self.workbench.gateway.read(stored_report, self.report_id)
            if found is not None:
                await self.app.push_screen(HistoryScreen(found.id, found.form))

    async def do_round(self) -> None:
        """The corrected file under the cursor beside the version before it."""
        from tui.screens.rounds import RoundScreen

        if self.report_id is not None:
            found = await self.workbench.gateway.read(load_round, self.report_id)
            if found is None or len(found.versions) < 2:
                self.say(self.words("round.one_version"))
                return
            self.has_moved = True
            await self.app.push_screen(RoundScreen(found))

    async def do_filter(self) -> None:
        """Ask for words that name, region, year or file have to contain."""
        self.start_question(self._ask_filter)

    async def _ask_filter(self) -> None:
        answer = await self.ask(self.words("ask.filter"), self.filter_words, replaces=True)
        if answer is not None:
            self.filter_words = answer.strip()
            self.cursor = 0
            self.status = ""
            await self.reload()

    async def do_import(self) -> None:
        """Ask for a path and import it in the background."""
        self.start_question(self._ask_import)

    async def _ask_import(self) -> None:
        answer = await self.ask(self.words("ask.import_path"), "")
        if answer and answer.strip():
            path = Path(answer.strip()).expanduser()
            if not path.exists():
                self.say(self.words("cli.no_path", path=str(path)), Look.WARNING)
                return
            self.workbench.start_import([path])

    async def do_export(self) -> None:
        """Ask for a file and export the findings to it."""
        self.start_question(self._ask_export)

    async def _ask_export(self) -> None:
        answer = await self.ask(self.words("ask.export_path"), "findings.xlsx", replaces=True)
        if answer and answer.strip():
            self.say(self.words("told.exporting"))
            await self.workbench.export(Path(answer.strip()).expanduser())

    async def do_letters(self) -> None:
        """Ask for a folder and write the letters that are ready, in the background."""
        self.start_question(self._ask_letters)

    async def _ask_letters(self) -> None:
        default = self.words("letters.folder")
        answer = await self.ask(self.words("ask.letters_folder"), default, replaces=True)
        if answer and answer.strip():
            self.workbench.start_letters(Path(answer.strip()).expanduser())

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

    async def do_join(self) -> None:
        """Ask of each attachment whether its tables belong to the text found for it."""
        self.start_question(self._ask_join)

    async def _ask_join(self) -> None:
        pairs = await self.workbench.gateway.read(find_pairs)
        if not pairs:
            self.say(self.words("cli.join_none"))
            return
        joined = 0
        for pair in pairs:
            question = self.words("ask.join", attachment=pair.attachment, text=pair.text)
            answer = await self.ask(one_line(question), "")
            if answer is None:
                break
            if answer.strip().lower() in ("1", "y"):
                await self.workbench.gateway.write(
                    join_attachment, self.workbench.reviewer, pair, reread
                )
                joined += 1
        await self.reload()
        self.say(self.words("cli.joined", count=joined, total=len(pairs)), Look.GOOD)

    async def do_stop(self) -> None:
        """Stop a running import or the writing of letters; else take the filter away."""
        if self.workbench.is_lettering:
            self.workbench.stop_letters()
        if self.workbench.is_importing:
            self.workbench.stop_import()
            self.say(self.words("told.import_stopping"))
        elif self.filter_words:
            self.filter_words = ""
            await self.reload()

    async def do_quit(self) -> None:
        """Leave; writes are finished first."""
        self.workbench.stop_import()
        self.workbench.stop_letters()
        self.app.exit()
