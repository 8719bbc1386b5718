"""The roster screen: who has reported; a reviewer says whose the unrecognised reports are."""

from __future__ import annotations

from dataclasses import replace

from importers.reread import reread
from importers.roster_matching import Proposed, Proposer
from store.annotations import AnnotationKind, last_own, undo
from store.errors import AnnotationError
from store.latest import Change
from store.roster_choices import accept_entry, refuse_entry
from tui.actions import Place
from tui.drawing.roster import RosterState, due_entry, list_room, roster_lines
from tui.drawing.text import Look
from tui.key_names import key_label
from tui.roster_rows import OpenReport, load_rows, open_report, paths_of
from tui.screens.following import FollowingScreen
from tui.screens.listed import ListScreen
from tui.widgets.canvas import Canvas

ROSTER_ACTS = (
    AnnotationKind.ROSTER,
    AnnotationKind.IDENTITY,
    AnnotationKind.CURRENT,
    AnnotationKind.UNDO,
)


class RosterScreen(FollowingScreen, ListScreen):
    """Reports of no entry first, then the entries; only what is in sight is read."""

    PLACE = Place.ROSTER

    def __init__(self, entry_id: int | None = None) -> None:
        super().__init__()
        self.state = RosterState()
        self._wanted = entry_id
        self._proposer = Proposer(())
        # A report and an entry that has one already: asked about once.
        self._asked_twice: tuple[int, int, str] | None = None

    async def on_mount(self) -> None:
        """Read the roster."""
        self.show_keys()
        await self.guarded(self.reload)

    async def on_screen_resume(self) -> None:
        """Come back from a report: it may be another organ's now."""
        if self.state.is_loaded:
            await self.guarded(self.reload)

    async def on_resize(self) -> None:
        """Read what comes into sight."""
        self.show_keys()
        if self.state.is_loaded:
            await self.guarded(self._fetch)

    @property
    def room(self) -> int:
        """Lines of the list in sight."""
        return list_room(self.size.height - 1)

    async def reload(self, report_id: int | None = None) -> None:
        """Read entries and states anew.

        The cursor goes to ``report_id``, else stays on its line, or where that was.
        """
        here = self.state.row
        loaded = await self.workbench.gateway.read(load_rows)
        self._proposer = loaded.proposer
        self._asked_twice = None
        wanted, self._wanted = self._wanted, None
        if wanted is None and report_id is None and here is not None and here.due is not None:
            wanted = here.due.entry.id
        if report_id is None and here is not None:
            report_id = here.report_id
        at = next(
            (
                at
                for at, row in enumerate(loaded.rows)
                if (row.due is not None and row.due.entry.id == wanted)
                or (report_id is not None and row.report_id == report_id)
            ),
            min(self.state.cursor, max(0, len(loaded.rows) - 1)),
        )
        self.state = replace(
            self.state, due=loaded.due, rows=loaded.rows, cursor=at, shown={}, is_loaded=True
        )
        await self._fetch()

    async def follow(self, changes: tuple[Change, ...]) -> None:
        """What others said of reports and entries; what was asked here waits."""
        if self._asked_twice is not None:
            self.is_behind = True
        elif not changes or any(change.kind in ROSTER_ACTS for change in changes):
            self.read_behind(self.reload)

    async def _fetch(self) -> None:
        """Read the reports in sight and what is under the cursor, then draw."""
        state, room = self.state, self.room
        top = state.top
        if not top <= state.cursor < top + room:
            top = state.cursor - room // 2
        top = min(max(top, 0), max(0, len(state.rows) - room))
        shown = dict(state.shown)
        for row in state.rows[top : top + room]:
            if row.report_id is not None and row.report_id not in shown:
                found = await self.workbench.gateway.read(
                    open_report, row.report_id, self._proposer
                )
                if found is not None:
                    shown[row.report_id] = found
        due = state.row.due if state.row is not None else None
        paths = await self.workbench.gateway.read(paths_of, due) if due is not None else ()
        self.state = replace(self.state, top=top, shown=shown, paths=paths)
        self.draw()

    def draw(self) -> None:
        """Put the state on the screen."""
        width, height = self.size.width, self.size.height - 1
        if self.is_mounted and width > 4 and height > 2:
            ascii_only = self.workbench.ascii_only
            lines = roster_lines(self.state, width, height, self.words, ascii_only=ascii_only)
            self.query_one("#view", Canvas).show(lines)

    def say(self, text: str, look: Look = Look.DIM) -> None:
        """Show a status above the details."""
        self.state = replace(self.state, status=text, status_look=look)
        self.draw()

    async def move(self, step: int) -> None:
        """Move the cursor, and read what comes into sight."""
        at = min(max(self.state.cursor + step, 0), max(0, len(self.state.rows) - 1))
        if at != self.state.cursor:
            self._asked_twice = None
            self.state = replace(self.state, cursor=at, chosen=0, status="")
            await self._fetch()

    # --- deciding ----------------------------------------------------------------------

    def _in_view(self) -> tuple[OpenReport, Proposed] | None:
        """The report under the cursor and the entry proposed; else say what is missing."""
        report, proposal = self.state.report, self.state.proposal
        if report is None:
            self.say(self.words("roster.on_report"), Look.WARNING)
        elif proposal is None:
            self.say(self.words("roster.no_candidate"), Look.WARNING)
        else:
            return report, proposal
        return None

    async def do_is_entry(self) -> None:
        """The report is of the organ shown."""
        found = self._in_view()
        if found is None or not await self._is_agreed(*found):
            return
        report, proposal = found
        entry, known = proposal.entry.entry, report.known
        await self.workbench.gateway.write(
            accept_entry, self.workbench.reviewer, known.report_id, entry, known.now
        )
        await self._decided("roster.accepted", report, proposal)

    async def _is_agreed(self, report: OpenReport, proposal: Proposed) -> bool:
        """True where the entry has no report yet, or the key was pressed a second time."""
        due = due_entry(self.state, proposal)
        about = (report.known.report_id, proposal.entry.id)
        if due is None or not due.reports or self._asked_twice == (*about, self.pressed):
            return True
        agrees = self.other_key("is_entry")
        self._asked_twice = (*about, agrees)
        paths = await self.workbench.gateway.read(paths_of, due)
        entry = proposal.entry.entry.full_name
        pressed = key_label(agrees, self.words)
        text = self.words("roster.twice", entry=entry, path=paths[0], pressed=pressed)
        self.say(text, Look.WARNING)
        return False

    async def do_is_not_entry(self) -> None:
        """The report is not of the organ shown, which is not proposed for it again."""
        found = self._in_view()
        if found is None:
            return
        report, proposal = found
        await self.workbench.gateway.write(
            refuse_entry,
            self.workbench.reviewer,
            report.known.report_id,
            proposal.entry.entry,
        )
        await self._decided("roster.refused", report, proposal)

    async def _decided(self, key: str, report: OpenReport, proposal: Proposed) -> None:
        self.state = replace(self.state, chosen=0)
        await self.reload()
        entry = proposal.entry.entry.full_name
        self.say(self.words(key, path=report.known.path, entry=entry), Look.GOOD)

    async def do_choice(self) -> None:
        """Show the next proposal."""
        self._choose(1)

    async def do_choice_back(self) -> None:
        """Show the proposal before."""
        self._choose(-1)

    def _choose(self, step: int) -> None:
        report = self.state.report
        if report is not None and report.proposals:
            chosen = (self.state.chosen + step) % len(report.proposals)
            self._asked_twice = None
            self.state = replace(self.state, chosen=chosen, status="")
            self.draw()

    async def do_undo(self) -> None:
        """Take back the reviewer's last act where it is one of the roster."""
        gateway, reviewer = self.workbench.gateway, self.workbench.reviewer
        found = await gateway.read(last_own, reviewer)
        if found is None:
            self.say(self.words("told.nothing_to_undo"))
            return
        if found.kind not in (AnnotationKind.IDENTITY, AnnotationKind.ROSTER):
            # Acts on single reports are taken back where they can be seen.
            raise AnnotationError("annotation_not_roster")
        await gateway.write(undo, reviewer, found.id, reread)
        self.state = replace(self.state, chosen=0)
        await self.reload(found.report_id)
        self.say(self.words("told.undone", what=self.words("what.roster")), Look.GOOD)

    async def do_open(self) -> None:
        """Review the report under the cursor, or those of the entry under it."""
        from tui.screens.review import ReviewScreen

        row = self.state.row
        ids: tuple[int, ...] = ()
        if row is not None:
            ids = row.due.reports if row.due is not None else (row.report_id or 0,)
        if not ids:
            self.say(self.words("roster.no_report_here"))
            return
        await self.app.push_screen(
            ReviewScreen(ids, len(ids) - 1, reading_view=self.workbench.reading_view)
        )
