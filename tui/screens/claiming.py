"""Whose the report in view is: claimed when it opens, shown where another one has it."""

from __future__ import annotations

import math
from dataclasses import replace

from store.flags import FlagRecord
from store.holds import Hold
from store.review import ReviewData
from tui.drawing.people import claimed_words, is_to_decide, name_words, own_verdicts, since_words
from tui.drawing.state import ReviewState
from tui.drawing.text import Look
from tui.key_names import key_label
from tui.screens.following import FollowingScreen
from tui.screens.review_marks import ReviewMarks

# A key that asks is forgotten when the one that agrees does not come.
_SECONDS_TO_AGREE = 15.0


class ReviewClaims(FollowingScreen, ReviewMarks):
    """Reading is free to all; verdicts on another's report are given after taking it over."""

    report_held: Hold | None = None
    _asked_to_take: tuple[int, str, float] | None = None
    _people: tuple[ReviewData, frozenset[int]] | None = None

    def draw(self) -> None:
        """Put the state on the screen."""
        raise NotImplementedError

    async def count_again(self) -> None:
        """Count what is open in all of the list, and show it."""
        raise NotImplementedError

    def entered(self, report_id: int) -> None:
        """A report has come into view: claim it, without waiting for that."""
        if self.report_held is not None and self.report_held.report_id != report_id:
            self._show_hold(None)
        self._asked_to_take = None
        self.workbench.in_background(self._claim(report_id))

    async def _claim(self, report_id: int) -> None:
        found = await self.workbench.hold(report_id, self)
        if self.state is not None and self.state.data.stored.id == report_id:
            self._show_hold(found)

    async def _claim_after(self, report_id: int, before: Hold) -> None:
        """Claim what another one has left or lost by time."""
        await self._claim(report_id)
        if self.report_held is not None and self.report_held.is_own:
            self.say(self.words("held.free", name=name_words(before.reviewer_name)), Look.GOOD)

    def _show_hold(self, found: Hold | None) -> None:
        """Another's hold stands in the header, and its key among the keys."""
        self.due_at = found.until if found is not None and not found.is_own else math.inf
        before, self.report_held = self.report_held, found
        if self._others(before) != self._others(found) and self.is_mounted:
            self.show_keys()
            self.draw()

    @staticmethod
    def _others(hold: Hold | None) -> tuple[str, float] | None:
        if hold is None or hold.is_own:
            return None
        return hold.reviewer_name, hold.since

    @property
    def held_by_other(self) -> Hold | None:
        """The hold of somebody else on the report in view."""
        hold = self.report_held
        return hold if hold is not None and not hold.is_own else None

    def held_sentence(self) -> str:
        """Who has the report and which key takes it over; "" where nobody else has it."""
        hold = self.held_by_other
        if hold is None:
            return ""
        pressed = key_label(self.workbench.keymap.keys_of("take_over")[0], self.words)
        name = name_words(hold.reviewer_name)
        return self.words("held.blocked", name=name, at=since_words(hold), pressed=pressed)

    def own_verdicts(self, data: ReviewData) -> frozenset[int]:
        """The flags of the report on which this reviewer has a verdict."""
        if self._people is None or self._people[0] is not data:
            self._people = data, own_verdicts(data, self.workbench.reviewer)
        return self._people[1]

    def is_to_decide(self, data: ReviewData, record: FlagRecord) -> bool:
        """Whether a flag is open, or another one was unsure of it and leaves it to this one."""
        return is_to_decide(record, self.own_verdicts(data))

    def with_people(self, state: ReviewState) -> ReviewState:
        """The state, with who else has the report and whose turn it is where one was unsure."""
        hold = self.held_by_other
        claimed = claimed_words(hold, self.words) if hold is not None else ""
        return replace(state, claimed=claimed, own_verdicts=self.own_verdicts(state.data))

    def footer_texts(self) -> list[str]:
        """The keys; first the one that takes a report over, where another one has it."""
        texts = super().footer_texts()
        if self.held_by_other is None:
            return texts
        pressed = key_label(self.workbench.keymap.keys_of("take_over")[0], self.words)
        return [pressed + self.words("held.key"), *texts]

    async def do_take_over(self) -> None:
        """Take the report over from who has it: a second key, another one, agrees."""
        hold = self.held_by_other
        if hold is None:
            self.say(self.words("held.nobody"))
            return
        asked, self._asked_to_take = self._asked_to_take, None
        now = self.workbench.clock()
        name = name_words(hold.reviewer_name)
        is_agreed = (
            asked is not None
            and asked[:2] == (hold.report_id, self.pressed)
            and now - asked[2] <= _SECONDS_TO_AGREE
        )
        if not is_agreed:
            agrees = self.other_key("take_over")
            self._asked_to_take = hold.report_id, agrees, now
            pressed = key_label(agrees, self.words)
            self.say(self.words("held.ask", name=name, pressed=pressed), Look.WARNING)
            return
        self._show_hold(await self.workbench.take_over(hold.report_id))
        self.say(self.words("held.taken", name=name), Look.GOOD)

    def _may_decide(self) -> bool:
        if not super()._may_decide():
            return False
        held = self.held_sentence()
        if held:
            self.say(held, Look.WARNING)
        return not held

    async def do_remap(self) -> None:
        """Say what a doubtful label means, where the report is nobody else's."""
        if self.held_by_other is None or self._may_decide():
            await super().do_remap()

    async def on_screen_resume(self) -> None:
        """Another screen may have claimed another report."""
        if self.state is not None:
            self.workbench.in_background(self._claim(self.state.data.stored.id))

    async def on_unmount(self) -> None:
        """The report is left: it is free at once."""
        if self.state is not None:
            await self.workbench.give_up(self.state.data.stored.id, self)

    def _go(self, index: int) -> None:
        self._asked_to_take = None
        super()._go(index)
