"""Reviewing beside others: what they did to the report in view, verdicts that came too late."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from store.annotation_log import AnnotationKind, Verdict
from store.database import Workspace
from store.errors import StaleDecisionError, StoreError
from store.flags import FlagRecord
from store.holds import Hold, holds
from store.latest import Change, report_stamp
from store.review import ReviewData, load_review
from store.reviewer import Reviewer
from store.stale import StaleFlagError
from tui.drawing.people import name_words
from tui.drawing.stale import Yours, stale_lines
from tui.drawing.state import ReviewState
from tui.drawing.text import Look
from tui.key_names import key_label
from tui.screens.claiming import ReviewClaims

Stamp = tuple[int, ...]
_ACTIONS = {
    Verdict.CONFIRMED: "confirm",
    Verdict.MISREAD: "misread",
    Verdict.DISMISSED: "dismiss",
    Verdict.UNSURE: "unsure",
}


def _look_at(
    workspace: Workspace, report_id: int, reviewer: Reviewer, clock: Callable[[], float]
) -> tuple[Stamp | None, Hold | None]:
    found = holds(workspace, [report_id], reviewer, clock=clock)
    return report_stamp(workspace, report_id), found.get(report_id)


def _stamped(workspace: Workspace, report_id: int) -> tuple[Stamp | None, ReviewData | None]:
    # The stamp first: what changes between the two is read again.
    return report_stamp(workspace, report_id), load_review(workspace, report_id)


@dataclass(frozen=True)
class TooLate:
    """A verdict that was refused, and the key with which it is given all the same."""

    yours: Yours
    again: Callable[[], Awaitable[None]]
    pressed: str


class ReviewTogether(ReviewClaims):
    """The review screen's part that knows of other reviewers."""

    _stamp: Stamp | None = None
    _attempt: tuple[Yours, Callable[[], Awaitable[None]], str] | None = None
    _too_late: TooLate | None = None
    # A flag that others changed while it was in view, as the reviewer has seen it.
    _version_seen: tuple[int, int] | None = None

    def entered(self, report_id: int) -> None:
        """A report has come into view."""
        self._version_seen = self._too_late = None
        super().entered(report_id)

    async def do_flags(self) -> None:
        """The flags of this report as a list to mark in."""
        from tui.screens.flags import FlagsScreen

        if self.state is not None:
            await self.app.push_screen(FlagsScreen(self))

    async def read_report(self, report_id: int) -> ReviewData | None:
        """Everything about a report, and up to where that is."""
        self._stamp, data = await self.workbench.gateway.read(_stamped, report_id)
        return data

    # --- what others did ---------------------------------------------------------------

    async def follow(self, changes: tuple[Change, ...]) -> None:
        """Read the report again where others have touched it; tell who has it now."""
        state = self.state
        if state is None:
            return
        report_id, before = state.data.stored.id, self.held_by_other
        stamp, found = await self.workbench.gateway.read(
            _look_at, report_id, self.workbench.reviewer, self.workbench.clock
        )
        was_own = self.report_held is not None and self.report_held.is_own
        self._show_hold(found)
        now = self.held_by_other
        lost = ""
        if now is not None and was_own:
            lost = self.words("held.lost", name=name_words(now.reviewer_name))
            self.say(lost, Look.WARNING)
        elif before is not None and now is None:
            # It has become free while it is looked at.
            self.workbench.in_background(self._claim_after(report_id, before))
        # Who has the report now has been told.
        acts = [c for c in changes if c.kind is not AnnotationKind.HOLD]
        acts = [c for c in acts if c.report_id == report_id]
        old = state.record
        if stamp != self._stamp:
            await self._read_again()
        elif any(change.kind is not AnnotationKind.HOLD for change in changes):
            # Decided elsewhere: the header says how many are open in all of the list.
            self.read_behind(self.count_again)
        if acts and self._too_late is None and not self.is_stopped:
            self._tell(acts[-1], old, lost)

    async def _read_again(self) -> None:
        old = self.state.record if self.state is not None else None
        await self.reload()
        if self.state is None or self not in self.app.screen_stack:
            return
        new = self.state.record
        if old is not None and new is not None and new.id == old.id and new.version != old.version:
            seen = self._version_seen
            if seen is None or seen[0] != old.id:
                self._version_seen = old.id, old.version
            self.state = replace(self.state, candidate=None)
            self.draw()

    def _tell(self, change: Change, old: FlagRecord | None, lost: str) -> None:
        if self.state is None or self not in self.app.screen_stack:
            return
        here = old is not None and change.flag_id == old.id
        name = name_words(change.reviewer_name)
        if change.verdict:
            verdict = self.words(f"verdict.{change.verdict}")
            rule = next((r.flag.rule for r in self.state.data.flags if r.id == change.flag_id), "")
            text = self.words("held.did", name=name, rule=rule, verdict=verdict)
        else:
            what = self.words(f"what.{change.kind.value}")
            text = self.words("held.did_what", name=name, what=what)
        look = Look.WARNING if here or lost else Look.DIM
        self.say(f"{lost}　{text}" if lost else text, look)

    # --- too late ----------------------------------------------------------------------

    def version_of(self, record: FlagRecord) -> int:
        """The version of a flag that the reviewer has seen, though others changed it since."""
        seen = self._version_seen
        return seen[1] if seen is not None and seen[0] == record.id else record.version

    def attempts(self, yours: Yours, again: Callable[[], Awaitable[None]]) -> None:
        """A verdict is about to be written; ``again`` gives it anew on the flag in view."""
        # Later keys may be waiting when it is refused.
        self._attempt = yours, again, self.other_key(_ACTIONS[yours.verdict])

    async def after_verdict(
        self, record: FlagRecord, verdict: Verdict, since: ReviewState | None = None
    ) -> None:
        """Say what was stored and move on, from the state ``since`` if not from this one."""
        self._attempt = self._too_late = self._version_seen = None
        await super().after_verdict(record, verdict, since)

    def refused(self, error: StoreError) -> bool:
        """Show yours, theirs and now where a verdict came too late; False for other errors."""
        attempt, self._attempt = self._attempt, None
        if not isinstance(error, StaleDecisionError) or attempt is None:
            return False
        self._version_seen = None
        self.run_worker(
            self.guarded(lambda: self._show_too_late(error, *attempt)), exit_on_error=False
        )
        return True

    async def _show_too_late(
        self,
        error: StaleDecisionError,
        yours: Yours,
        again: Callable[[], Awaitable[None]],
        pressed: str,
    ) -> None:
        await self.reload()
        state = self.state
        if state is None:
            return
        is_here = state.record is not None and state.record.id == yours.flag_id
        self._too_late = TooLate(yours, again, pressed if is_here else "")
        if isinstance(error, StaleFlagError):
            key = "stale.keys" if is_here else "stale.keys_gone"
            keys = self.words(
                key,
                back=key_label(self.workbench.keymap.keys_of("back")[0], self.words),
                pressed=key_label(pressed, self.words),
                verdict=self.words(f"verdict.{yours.verdict.value}"),
            )
            form = state.data.form
            self.offer(stale_lines(yours, error.theirs, error.now, form, self.words, keys))
        self.say(self.words("stale.refused"), Look.ERROR)

    def _leave_too_late(self) -> None:
        if self._too_late is not None:
            self._too_late = None
            self.offer("")

    async def _verdict(self, action: str, usual: Callable[[], Awaitable[None]]) -> None:
        """A verdict key: behind a refused verdict only the agreed one decides."""
        late = self._too_late
        if late is None:
            await usual()
        elif _ACTIONS[late.yours.verdict] != action or self.pressed != late.pressed:
            self.say(self.words("stale.refused"), Look.ERROR)
        else:
            self._leave_too_late()
            self.is_stopped = False
            await late.again()

    async def do_confirm(self) -> None:
        """The source says so."""
        await self._verdict("confirm", super().do_confirm)

    async def do_misread(self) -> None:
        """We misread."""
        await self._verdict("misread", super().do_misread)

    async def do_dismiss(self) -> None:
        """Not to be raised."""
        await self._verdict("dismiss", super().do_dismiss)

    async def do_unsure(self) -> None:
        """For another reviewer."""
        await self._verdict("unsure", super().do_unsure)

    def takes_theirs(self) -> bool:
        """Behind a refused verdict: what the other one decided stands; False where there is none."""
        if self._too_late is None:
            return False
        self._leave_too_late()
        self.is_stopped = False
        self.say(self.words("stale.theirs_stands"), Look.GOOD)
        return True

    def _go(self, index: int) -> None:
        self._leave_too_late()
        self._version_seen = None
        super()._go(index)
