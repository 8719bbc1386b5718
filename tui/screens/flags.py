"""The flags of one report as a list, in walking order: to mark in, to go to."""

from __future__ import annotations

from collections.abc import Sequence

from store.annotation_log import Verdict
from store.flags import FlagRecord
from store.latest import Change
from store.messages import message
from tui.actions import Place
from tui.drawing.people import own_verdicts, verdict_words
from tui.drawing.text import Line, Look, Span, left
from tui.marking import Marks
from tui.screens.following import FollowingScreen
from tui.screens.pages import PageScreen
from tui.screens.together import ReviewTogether


class FlagsScreen(FollowingScreen, PageScreen):
    """The list behind the review screen; marks are that screen's own."""

    PLACE = Place.FLAGS
    HAS_CURSOR = True

    def __init__(self, review: ReviewTogether) -> None:
        super().__init__()
        self.review = review
        assert review.state is not None
        self.cursor = review.state.index or 0

    @property
    def shown(self) -> tuple[FlagRecord, ...]:
        """The flags of the view."""
        return self.review.state.shown if self.review.state is not None else ()

    @property
    def record(self) -> FlagRecord | None:
        """The flag under the cursor."""
        return self.shown[self.cursor] if 0 <= self.cursor < len(self.shown) else None

    async def follow(self, changes: tuple[Change, ...]) -> None:
        """The flags as the review screen has them now; the cursor stays on its flag."""
        here = self.record.id if self.record is not None else None
        await self.review.follow(changes)
        order = [record.id for record in self.shown]
        if here in order:
            self.cursor = order.index(here)
        self.draw()

    def title_text(self) -> str:
        """Whose flags, and how many are marked."""
        assert self.review.state is not None
        stored = self.review.state.data.stored
        title = self.words(
            "flags.title",
            organ=stored.organ or self.words("unknown_organ"),
            year=stored.year or self.words("unknown_year"),
            count=len(self.shown),
        )
        marks = self.review.marked_words(self.review.state) if self.review.marks.ids else ""
        return f"{title}　{marks}" if marks else title

    def content(self, width: int) -> Sequence[Line]:
        """One line a flag: mark, verdict, rule, sentence."""
        if not self.shown:
            return [(Span(self.words("no_flags"), Look.GOOD),)]
        return [self._line(record) for record in self.shown]

    def _line(self, record: FlagRecord) -> Line:
        mark = "*" if record.id in self.review.marks.ids else " "
        assert self.review.state is not None
        decided = own_verdicts(self.review.state.data, self.workbench.reviewer)
        verdict = verdict_words(record, decided, self.words)
        text = message(record.flag.rule, record.flag.params, self.words.language)
        return (Span(f"{mark} {left(verdict, 10)} {record.flag.rule} {text}"),)

    def _mark(self, marks: Marks) -> None:
        self.review.marks = marks
        self.draw()

    async def move(self, step: int) -> None:
        """Move the cursor; an open range goes with it."""
        self.cursor = min(max(self.cursor + step, 0), max(0, len(self.shown) - 1))
        if self.record is not None:
            order = [record.id for record in self.shown]
            self.review.marks = self.review.marks.moved(order, self.record.id)
        self.draw()

    async def do_mark(self) -> None:
        """Mark the flag under the cursor, or take its mark away; on to the next."""
        if self.record is not None:
            self._mark(self.review.marks.toggled(self.record.id))
            await self.move(1)

    async def do_range(self) -> None:
        """Begin or end a range."""
        if self.record is not None:
            self._mark(self.review.marks.ranged(self.record.id))

    async def do_open(self) -> None:
        """Show the flag under the cursor on the review screen."""
        record = self.record
        self.app.pop_screen()
        if record is not None:
            self.review.go_to(record.id)

    async def _decide(self, verdict: Verdict) -> None:
        if not self.review.marks.ids:
            self.say(self.words("marks.none"))
            return
        self.app.pop_screen()
        await self.review.open_marked(verdict, self.pressed)

    async def do_group_confirm(self) -> None:
        """Ask whether all marked flags are confirmed."""
        await self._decide(Verdict.CONFIRMED)

    async def do_group_misread(self) -> None:
        """Ask whether all marked flags are misread."""
        await self._decide(Verdict.MISREAD)

    async def do_group_dismiss(self) -> None:
        """Ask whether all marked flags are dismissed."""
        await self._decide(Verdict.DISMISSED)

    async def do_group_unsure(self) -> None:
        """Ask whether all marked flags are left to another reviewer."""
        await self._decide(Verdict.UNSURE)

    async def do_back(self) -> None:
        """Take the marks away, then leave."""
        if self.review.marks.ids:
            self._mark(Marks())
        else:
            self.app.pop_screen()
