"""The four verdicts of the review screen."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from store.annotations import Verdict, decide
from store.current_version import SAME_NAME, confirm_version
from store.errors import StoreError
from store.flags import FlagRecord
from store.report import Number
from tui.drawing.review import SMALLEST
from tui.drawing.stale import Yours
from tui.drawing.state import ReviewState, next_open, preview_of
from tui.drawing.text import Look
from tui.screens.remapping import LabelQuestions


@dataclass(frozen=True)
class Given:
    """A verdict with what the reviewer said beside it."""

    verdict: Verdict
    corrected: dict[str, Number] | None = None
    readings: dict[str, Number | None] | None = None
    reason: str = ""


class ReviewVerdicts(LabelQuestions):
    """Stores a verdict on the flag in view and goes on to the next open one."""

    reading_view: bool
    # Held from a verdict key until what it says is stored.
    storing: asyncio.Lock
    # Set when the last open flag of the view is decided: a burst of keys ends there.
    is_view_done: bool

    def point(self) -> None:
        """Put the cursor on the first cell of the flag."""
        raise NotImplementedError

    def draw(self) -> None:
        """Put the state on the screen."""
        raise NotImplementedError

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
        given = Given(verdict, corrected, readings, reason)
        if state is not None and self._may_give(state, given):
            await self.after_verdict(await self._store(state, given), verdict)

    async def give(
        self,
        verdict: Verdict,
        *,
        corrected: dict[str, Number] | None = None,
        readings: dict[str, Number | None] | None = None,
    ) -> None:
        """Show the next open flag at once and store a verdict on the one in view meanwhile.

        What is stored is said when it is stored; where that fails the flag is in view again.
        """
        state = self.state
        given = Given(verdict, corrected, readings)
        if state is None or not self._may_give(state, given):
            return
        # Until it is stored every key waits.
        await self.storing.acquire()
        self._show_next(state, verdict)
        self.run_worker(self._store_shown(state, given), group="verdict", exit_on_error=False)

    async def guarded(self, work: Callable[[], Awaitable[object]]) -> None:
        """Do something with the workspace, after the verdict that is being stored."""
        async with self.storing:
            pass
        await super().guarded(work)

    def _show_next(self, state: ReviewState, verdict: Verdict) -> None:
        """The screen as it will be, if nothing else comes of the verdict."""
        record = state.record
        assert record is not None and state.index is not None
        decided = replace(record, verdict=verdict.value)
        shown = (*state.shown[: state.index], decided, *state.shown[state.index + 1 :])
        following = next_open(shown, state.index, state.own_verdicts | {record.id})
        text = self.words(
            "told.storing", verdict=self.words(f"verdict.{verdict.value}"), rule=record.flag.rule
        )
        self.state = replace(
            state,
            shown=shown,
            index=state.index if following is None else following,
            open_in_queue=state.open_in_queue
            - (state.open_here - replace(state, shown=shown).open_here),
            today=state.today + 1,
            candidate=None,
            status=text,
            status_look=Look.DIM,
        )
        if following is not None and following != state.index:
            self.point()
        self.draw()

    async def _store_shown(self, state: ReviewState, given: Given) -> None:
        """Store a verdict whose outcome is shown already."""
        try:
            stored = await self._store(state, given)
            await self.after_verdict(stored, given.verdict, state)
        except StoreError as error:
            self.state = state
            self.failed(error)
        finally:
            self.storing.release()

    async def _store(self, state: ReviewState, given: Given) -> FlagRecord:
        record = state.record
        assert record is not None
        self.before = {r.id for r in state.data.flags if r.is_raised}
        values = given.readings or given.corrected or {}
        self.attempts(
            Yours(record.id, given.verdict, values, given.reason),
            lambda: self.decide(
                given.verdict,
                corrected=given.corrected,
                readings=given.readings,
                reason=given.reason,
            ),
        )
        return await self.workbench.gateway.write(
            decide,
            self.workbench.reviewer,
            record.id,
            self.version_of(record),
            given.verdict,
            corrected=given.corrected,
            readings=given.readings,
            reason=given.reason,
        )

    def _may_give(self, state: ReviewState, given: Given) -> bool:
        """False, with the reason said, where there is nothing to decide."""
        if not self._may_decide():
            return False
        record = state.record
        assert record is not None
        is_plain = not (given.corrected or given.readings or given.reason)
        if is_plain and record.verdict == given.verdict.value and self._is_own(record):
            self.say(self.words("told.same"))
            return False
        return True

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

    async def after_verdict(
        self, record: FlagRecord, verdict: Verdict, since: ReviewState | None = None
    ) -> None:
        """Say what was stored and move on, from the state ``since`` if not from this one."""
        self.last_decided = record
        moved = await self.reload(advance=True, since=since)
        if self.state is None:
            return
        self.state = state = replace(self.state, candidate=None)
        self.is_view_done = not moved
        elsewhere = sum(
            r.verdict is None and r.is_raised and r.flag.second_view != self.reading_view
            for r in state.data.flags
        )
        key = "told.stored" if moved else "told.other_view" if elsewhere else "told.stored_next"
        if state.data.signed_off and state.data.changed_since_sign_off:
            key = "told.sign_off_stale"
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
            await self.give(Verdict.CONFIRMED, corrected=preview or None)

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
            await self.give(Verdict.MISREAD, readings=dict(preview))
        elif state.cursor is not None:
            self.ask_cell(state.cursor)
        else:
            await self.give(Verdict.MISREAD)

    async def do_dismiss(self) -> None:
        """Not to be raised."""
        await self.give(Verdict.DISMISSED)

    async def do_unsure(self) -> None:
        """For another reviewer."""
        await self.give(Verdict.UNSURE)
