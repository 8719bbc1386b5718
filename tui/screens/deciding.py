"""The four verdicts of the review screen."""

from __future__ import annotations

from dataclasses import replace

from store.annotations import Verdict, decide
from store.current_version import SAME_NAME, confirm_version
from store.flags import FlagRecord
from store.report import Number
from tui.drawing.review import SMALLEST
from tui.drawing.stale import Yours
from tui.drawing.state import preview_of
from tui.drawing.text import Look
from tui.screens.remapping import LabelQuestions


class ReviewVerdicts(LabelQuestions):
    """Stores a verdict on the flag in view and goes on to the next open one."""

    reading_view: bool
    # Set when the last open flag of the view is decided: a burst of keys ends there.
    is_view_done: bool

    async def decide(
        self,
        verdict: Verdict,
        *,
        corrected: dict[str, Number] | None = None,
        readings: dict[str, Number | None] | None = None,
        reason: str = "",
    ) -> None:
        """Store a verdict on the flag in view and go to the next open one."""
        state = self.state
        if state is None or not self._may_decide():
            return
        record = state.record
        assert record is not None
        same = record.verdict == verdict.value and self._is_own(record)
        if same and not corrected and not readings and not reason:
            self.say(self.words("told.same"))
            return
        self.before = {r.id for r in state.data.flags if r.is_raised}
        values = readings or corrected or {}
        self.attempts(
            Yours(record.id, verdict, values, reason),
            lambda: self.decide(verdict, corrected=corrected, readings=readings, reason=reason),
        )
        stored = await self.workbench.gateway.write(
            decide,
            self.workbench.reviewer,
            record.id,
            self.version_of(record),
            verdict,
            corrected=corrected,
            readings=readings,
            reason=reason,
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
        record = self.state.record if self.state is not None else None
        if record is not None and record.flag.rule == SAME_NAME and record.is_raised:
            await self._confirm_version(record)
        elif self.state is not None:
            preview = dict(preview_of(self.state))
            await self.decide(Verdict.CONFIRMED, corrected=preview or None)

    async def _confirm_version(self, record: FlagRecord) -> None:
        """It is a corrected file of the same organ: it becomes the current version."""
        if not self._may_decide():
            return
        assert self.state is not None
        self.before = {r.id for r in self.state.data.flags if r.is_raised}
        self.attempts(Yours(record.id, Verdict.CONFIRMED), self.do_confirm)
        stored = await self.workbench.gateway.write(
            confirm_version, self.workbench.reviewer, record.id, self.version_of(record)
        )
        await self.after_verdict(stored, Verdict.CONFIRMED)
        number = self.state.data.stored.revision
        self.say(self.words("told.now_current", number=number), Look.GOOD)

    async def do_misread(self) -> None:
        """We misread: take the preview, open the cell, or just close the flag."""
        state = self.state
        if state is None or not self._may_decide() or state.record is None:
            return
        about, meaning = self.label_in_view(), self.previewed_meaning()
        if meaning is not None:
            await self.take_meaning(meaning)
            return
        # What has no match is not misread by that: it is closed, unless a candidate is taken.
        if about is not None and about.target is not None and about.can_be_taught:
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
