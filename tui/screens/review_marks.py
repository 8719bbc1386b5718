"""Marks on the flags of the review screen, and one verdict on all that are marked."""

from __future__ import annotations

from dataclasses import replace

from store.annotations import Verdict, decide
from store.patterns import pattern_of
from tui.drawing.state import ReviewState
from tui.marking import Marks
from tui.screens.gathered import GatheredScreen, Gathering
from tui.screens.leading import ReviewDoors
from tui.screens.reasoning import ask_reason


class ReviewMarks(ReviewDoors):
    """``marks`` are flag ids of any report; they stay until Escape or a verdict on them."""

    marks: Marks

    def with_marks(self, state: ReviewState) -> ReviewState:
        """The state, with how many flags are marked and how many of them are out of sight."""
        if not self.marks.ids:
            return state
        told = self.marked_words(state)
        status = f"{told}　{state.status}" if state.status else told
        return replace(state, status=status, marked=self.marks.ids)

    def marked_words(self, state: ReviewState) -> str:
        """How many flags are marked, and how many of them are not in this list."""
        unseen = self.marks.out_of([record.id for record in state.shown])
        key = "marks.range" if self.marks.anchor is not None else "marks.count"
        text = self.words(key, count=len(self.marks.ids))
        return text + (self.words("marks.unseen", count=unseen) if unseen else "")

    def shown_ids(self) -> list[int]:
        """The flags in view, in the order in which they are walked."""
        return [record.id for record in self.state.shown] if self.state is not None else []

    def set_marks(self, marks: Marks) -> None:
        """Other marks than before."""
        self.marks = marks
        if self.state is not None:
            self.state = replace(self.state, status="")
            self.draw()

    def _go(self, index: int) -> None:
        super()._go(index)
        assert self.state is not None
        if self.state.record is not None and self.marks.anchor is not None:
            self.set_marks(self.marks.moved(self.shown_ids(), self.state.record.id))

    def go_to(self, flag_id: int) -> None:
        """Show another flag of this report."""
        order = self.shown_ids()
        if flag_id in order:
            self._go(order.index(flag_id))

    async def do_mark(self) -> None:
        """Mark the flag in view, or take its mark away; on to the next one."""
        state = self.state
        if state is None or state.record is None:
            self.say(self.words("told.no_flag_here"))
            return
        self.set_marks(self.marks.toggled(state.record.id))
        if state.index is not None and state.index + 1 < len(state.shown):
            self._go(state.index + 1)

    async def do_range(self) -> None:
        """Begin a range at the flag in view, or end it."""
        if self.state is not None and self.state.record is not None:
            self.set_marks(self.marks.ranged(self.state.record.id))

    async def do_gather(self) -> None:
        """The open flags of the same rule and pattern, in all reports of the list."""
        state = self.state
        if state is None or state.record is None:
            self.say(self.words("told.no_flag_here"))
            return
        flag = state.record.flag
        is_list = len(self.queue) > 1
        how = Gathering(
            rule=flag.rule,
            pattern=pattern_of(flag),
            report_ids=self.queue if is_list else None,
            second_view=flag.second_view,
            reports_named="queue" if is_list else "all",
        )
        await self.app.push_screen(GatheredScreen(how))

    async def open_marked(self, verdict: Verdict, pressed: str = "") -> None:
        """The marked flags as a list that asks for this verdict; ``pressed`` is the key.

        ``y`` confirms here and accepts there: pressed twice it would do it unseen, so behind it
        nothing is asked yet.
        """
        accepts = self.workbench.keymap.keys_of("accept_group")
        asked = None if (pressed or self.pressed) in accepts else verdict
        ids = tuple(self.marks.in_order(self.shown_ids()))
        self.marks = Marks(self.marks.ids)
        await self.app.push_screen(GatheredScreen(Gathering(flag_ids=ids), asked))

    async def do_confirm(self) -> None:
        """Confirm the flag in view, or ask for all that are marked."""
        await (self.open_marked(Verdict.CONFIRMED) if self.marks.ids else super().do_confirm())

    async def do_misread(self) -> None:
        """Misread: the flag in view, or ask for all that are marked."""
        await (self.open_marked(Verdict.MISREAD) if self.marks.ids else super().do_misread())

    async def do_dismiss(self) -> None:
        """Dismiss the flag in view, or ask for all that are marked."""
        await (self.open_marked(Verdict.DISMISSED) if self.marks.ids else super().do_dismiss())

    async def do_unsure(self) -> None:
        """Leave to another: the flag in view, or ask for all that are marked."""
        await (self.open_marked(Verdict.UNSURE) if self.marks.ids else super().do_unsure())

    # --- reasons -----------------------------------------------------------------------

    async def do_reason(self) -> None:
        """Dismiss the flag in view with a reason, or give its dismissal another one."""
        state = self.state
        if state is None or state.record is None or not self._may_decide():
            return
        if state.record.verdict not in (None, Verdict.DISMISSED.value):
            self.say(self.words("told.no_reason"))
            return
        self.start_question(self._ask_and_dismiss)

    async def _ask_and_dismiss(self) -> None:
        reason = await ask_reason(self)
        if reason is not None:
            await self.decide(Verdict.DISMISSED, reason=reason)

    async def do_note_last(self) -> None:
        """The reason of the flag dismissed just now; a note where it was decided otherwise."""
        last = self.last_decided
        if last is None or last.verdict != Verdict.DISMISSED.value:
            await super().do_note_last()
        else:
            self.start_question(self._ask_last_reason)

    async def _ask_last_reason(self) -> None:
        assert self.last_decided is not None
        reason = await ask_reason(self)
        if reason is None:
            return
        self.last_decided = await self.workbench.gateway.write(
            decide,
            self.workbench.reviewer,
            self.last_decided.id,
            self.last_decided.version,
            Verdict.DISMISSED,
            reason=reason,
        )
        await self.reload()
        self.say(self.words("told.reason", rule=self.last_decided.flag.rule))
