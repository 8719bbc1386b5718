"""Flags gathered from many reports for one verdict: a look, a count, then a second key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import work
from textual.message import Message
from textual.worker import get_current_worker

from store.annotations import Verdict, last_own, undo
from store.database import open_workspace
from store.gathering import Gathered, GatheredRow, gather, gather_flags, gathered_rows
from store.groups import begin_group
from store.rules.catalogue import load_catalogue
from tui.actions import Place
from tui.drawing.gathered import gathered_lines
from tui.drawing.reasons import reason_words
from tui.drawing.text import Line, Look, Span, width_of
from tui.marking import Marks
from tui.screens.claimed import claimed_by_others
from tui.screens.pages import PageScreen
from tui.screens.undoing import undone_words

# What the line of a status has at its sides.
_FRAME = 4


@dataclass(frozen=True, slots=True)
class Gathering:
    """By what flags are gathered: ``flag_ids`` are marks, else a rule and its ``pattern``.

    ``report_ids`` are the reports to look in, None: all under review; ``reports_named`` says in
    words which those are.
    """

    rule: str = ""
    pattern: str | None = None
    report_ids: tuple[int, ...] | None = None
    flag_ids: tuple[int, ...] = ()
    second_view: bool = False
    reports_named: str = "all"

    @property
    def kind(self) -> str:
        """What the flags have in common: marks, pattern, rule."""
        return "marks" if self.flag_ids else "pattern" if self.pattern is not None else "rule"


class GatheredScreen(PageScreen):
    """A list of open flags; a verdict key asks with the count, ``y`` does it."""

    PLACE = Place.GATHERED
    HAS_CURSOR = True

    class Found(Message):
        """The flags have been gathered."""

        def __init__(self, found: list[Gathered]) -> None:
            super().__init__()
            self.found = found

    def __init__(self, gathering: Gathering, verdict: Verdict | None = None) -> None:
        super().__init__()
        self.gathering = gathering
        self.found: list[Gathered] | None = None
        self.rows: dict[int, GatheredRow] = {}
        self.out: frozenset[int] = frozenset()
        self.pending: Verdict | None = None
        self.dismissed_for = ""
        self._first_verdict = verdict
        self._was_left = False

    async def on_mount(self) -> None:
        """Begin to gather."""
        await super().on_mount()
        self._gather()

    async def on_screen_resume(self) -> None:
        """Come back from a report: flags may have been decided there."""
        # It comes on opening too, sometimes behind what was found and asked.
        if self._was_left and self.found is not None:
            self._was_left = False
            self.gather_again()

    def on_screen_suspend(self) -> None:
        """Another screen comes in front."""
        self._was_left = True

    def gather_again(self) -> None:
        """Gather anew: what is decided by now leaves the list."""
        self.pending = None
        self._gather()

    @work(thread=True, group="gather", exclusive=True, exit_on_error=False)
    def _gather(self) -> None:
        worker, how = get_current_worker(), self.gathering
        gateway = self.workbench.gateway
        with open_workspace(gateway.path, allow_network=gateway.allow_network) as workspace:
            if how.flag_ids:
                found = gather_flags(workspace, how.flag_ids)
            else:
                found = gather(
                    workspace,
                    how.rule,
                    how.pattern,
                    how.report_ids,
                    second_view=how.second_view,
                    is_stopped=lambda: worker.is_cancelled,
                )
        if not worker.is_cancelled:
            self.post_message(self.Found(found))

    async def on_gathered_screen_found(self, event: Found) -> None:
        """Show what was gathered; ask at once where a verdict key opened the list."""
        self.found = event.found
        self.rows.clear()
        await self.guarded(self._fetch)
        verdict, self._first_verdict = self._first_verdict, None
        if verdict is not None:
            await self._ask(verdict)

    @property
    def kept(self) -> list[Gathered]:
        """The flags that are not left out."""
        return [one for one in self.found or () if one.flag_id not in self.out]

    def title_text(self) -> str:
        """What the flags have in common, how many they are, of how many reports."""
        kept = self.kept
        how = self.gathering
        title = load_catalogue(self.words.language)[how.rule].title if how.rule else ""
        return self.words(
            f"gathered.{how.kind}",
            rule=how.rule,
            title=title,
            count=len(kept),
            out=len(self.found or ()) - len(kept),
            reports=len({one.report_id for one in kept}),
            where=self.words(f"gathered.in_{how.reports_named}"),
        )

    def content(self, width: int) -> Sequence[Line]:
        """One line a flag; those out of sight are not drawn."""
        if self.found is None:
            return [(Span(self.words("gathered.looking"), Look.DIM),)]
        if not self.found:
            return [(Span(self.words("gathered.none"), Look.GOOD),)]
        first, last = self.top, self.top + self.room
        lines: list[Line] = [()] * len(self.found)
        shown = self.found[first:last]
        lines[first : first + len(shown)] = gathered_lines(
            shown, self.rows, self.out, width, self.words
        )
        return lines

    async def _fetch(self) -> None:
        """Read what is in sight, then draw."""
        found = self.found or []
        self.cursor = min(max(self.cursor, 0), max(0, len(found) - 1))
        if not self.top <= self.cursor < self.top + self.room:
            self.top = self.cursor - self.room // 2
        self.top = min(max(self.top, 0), max(0, len(found) - self.room))
        wanted = [
            one.flag_id
            for one in found[self.top : self.top + self.room]
            if one.flag_id not in self.rows
        ]
        if wanted:
            self.rows |= await self.workbench.gateway.read(gathered_rows, wanted)
        self.draw()

    async def move(self, step: int) -> None:
        """Move the cursor; what was asked is asked no more."""
        self._forget()
        self.cursor += step
        await self._fetch()

    def _forget(self) -> None:
        self.pending, self.status = None, ""

    async def do_leave_out(self) -> None:
        """Leave the flag under the cursor out, or take it in again; on to the next."""
        if self.found:
            self.out = self.out ^ {self.found[self.cursor].flag_id}
            await self.move(1)

    async def do_open(self) -> None:
        """Look at the flag under the cursor on the review screen."""
        from tui.screens.review import ReviewScreen

        if self.found:
            self._forget()
            one = self.found[self.cursor]
            await self.app.push_screen(
                ReviewScreen(
                    (one.report_id,),
                    0,
                    reading_view=self.gathering.second_view,
                    flag_id=one.flag_id,
                )
            )

    # --- the verdict -------------------------------------------------------------------

    async def do_group_confirm(self) -> None:
        """Ask whether all are confirmed."""
        await self._ask(Verdict.CONFIRMED)

    async def do_group_misread(self) -> None:
        """Ask whether all are misread."""
        await self._ask(Verdict.MISREAD)

    async def do_group_dismiss(self) -> None:
        """Ask whether all are dismissed."""
        await self._ask(Verdict.DISMISSED)

    async def do_group_unsure(self) -> None:
        """Ask whether all are left to another reviewer."""
        await self._ask(Verdict.UNSURE)

    async def do_reason(self) -> None:
        """Choose the reason with which all are dismissed."""
        from tui.screens.reasoning import ask_reason

        async def ask() -> None:
            reason = await ask_reason(self)
            if reason is not None:
                self.dismissed_for = reason
                await self._ask(Verdict.DISMISSED)

        self.start_question(ask)

    async def _ask(self, verdict: Verdict) -> None:
        self._forget()
        kept = self.kept
        if self.workbench.is_grouping:
            self.say(self.words("together.busy"), Look.WARNING)
            return
        if not kept:
            self.say(self.words("gathered.none"))
            return
        asking = sum(one.needs_cell for one in kept) if verdict is Verdict.MISREAD else 0
        if asking:
            self.say(self.words("gathered.needs_cell", count=asking), Look.WARNING)
            return
        claimed = await claimed_by_others(self, [one.report_id for one in kept])
        self.pending = verdict
        name = self.words(f"verdict.{verdict.value}")
        if verdict is Verdict.DISMISSED and self.dismissed_for:
            shown = reason_words(self.dismissed_for, self.words)
            name = self.words("gathered.with_reason", verdict=name, reason=shown)
        rule = self.gathering.rule
        title = load_catalogue(self.words.language)[rule].title if rule else ""
        text = self._question(name, title, len(kept)) + claimed
        if claimed and width_of(text) > self.size.width - _FRAME:
            # Who is at it matters more than what the line above says too.
            text = self._question(name, "", len(kept)) + claimed
        self.say(text, Look.WARNING)

    def _question(self, verdict: str, title: str, count: int) -> str:
        how = self.gathering
        what = self.words(f"gathered.ask_{how.kind}", rule=how.rule, title=title, count=count)
        if not title:
            what = " ".join(what.split()).replace(" ,", ",")
        return self.words("gathered.ask", what=what, verdict=verdict)

    async def do_accept_group(self) -> None:
        """Do what was asked."""
        verdict, self.pending = self.pending, None
        if verdict is None or self.workbench.is_grouping:
            key = "together.busy" if self.workbench.is_grouping else "gathered.choose"
            self.say(self.words(key), Look.WARNING)
            return
        how = self.gathering
        about = {"by": how.kind, "rule": how.rule, "pattern": how.pattern or ""}
        head = await self.workbench.gateway.write(
            begin_group,
            self.workbench.reviewer,
            verdict,
            [one.seen for one in self.kept],
            about={name: text for name, text in about.items() if text},
            reason=self.dismissed_for,
        )
        if how.flag_ids:
            self._take_marks_away()
        self.workbench.start_group(head)

    def _take_marks_away(self) -> None:
        """What is decided is marked no more; what was left out still is."""
        from tui.screens.review_marks import ReviewMarks

        for screen in self.app.screen_stack:
            if isinstance(screen, ReviewMarks):
                screen.marks = Marks(screen.marks.ids & self.out)

    async def do_undo(self) -> None:
        """Take back what is asked; else the reviewer's last act, a group whole."""
        from importers.reread import reread

        if self.pending is not None:
            self._forget()
            self.say(self.words("told.not_asked"))
            return
        self._forget()
        gateway, reviewer = self.workbench.gateway, self.workbench.reviewer
        found = await gateway.read(last_own, reviewer)
        if found is None:
            self.say(self.words("told.nothing_to_undo"))
        elif found.kind.value == "group":
            self.workbench.take_back_group(found.id)
        else:
            self.workbench.teach_undone(await gateway.write(undo, reviewer, found.id, reread))
            self.gather_again()
            self.say(await undone_words(self, found), Look.GOOD)

    async def do_back(self) -> None:
        """Stop a running group; take a question back; else leave."""
        if self.workbench.is_grouping:
            self.workbench.cancel_group()
            self.say(self.words("together.stopping"))
        elif self.pending is not None:
            self._forget()
            self.draw()
        else:
            self.workers.cancel_group(self, "gather")
            self.app.pop_screen()
