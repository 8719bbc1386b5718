"""Marks on the reports of the queue, and verdicts on the open flags of one rule in them."""

from __future__ import annotations

from tui.marking import Marks
from tui.screens.queue_questions import QueueQuestions


class QueueMarks(QueueQuestions):
    """``marks`` are report ids; a filter hides them, it does not lose them."""

    ids: tuple[int, ...]
    cursor: int
    marks: Marks

    @property
    def report_id(self) -> int | None:
        """The report under the cursor, if there is one."""
        raise NotImplementedError

    def draw(self) -> None:
        """Put the rows in sight on the screen."""
        raise NotImplementedError

    def with_marks(self, status: str) -> str:
        """The status, with how many reports are marked and how many of them are out of sight."""
        if not self.marks.ids:
            return status
        unseen = self.marks.out_of(self.ids)
        key = "marks.range" if self.marks.anchor is not None else "marks.count"
        text = self.words(key, count=len(self.marks.ids))
        text += self.words("marks.unseen", count=unseen) if unseen else ""
        return f"{text}　{status}" if status else text

    def extend_marks(self) -> None:
        """An open range goes with the cursor; where there is no report it ends."""
        if self.marks.anchor is not None:
            here = self.report_id
            self.marks = self.marks.moved(self.ids, -1 if here is None else here)

    async def do_mark(self) -> None:
        """Mark the report under the cursor, or take its mark away; on to the next."""
        if self.report_id is not None:
            self.marks = self.marks.toggled(self.report_id)
            self.say("")
            await self.move(1)

    async def do_range(self) -> None:
        """Begin or end a range."""
        if self.report_id is not None:
            self.marks = self.marks.ranged(self.report_id)
            self.say("")

    async def do_gather(self) -> None:
        """The rules with open flags in the marked reports, or in all of the filter."""
        from tui.screens.open_rules import OpenRulesScreen

        chosen = tuple(self.marks.in_order(self.ids)) if self.marks.ids else self.ids
        if not chosen:
            self.say(self.words("queue.none_left"))
            return
        self.marks = Marks(self.marks.ids)
        named = "marked" if self.marks.ids else "queue"
        await self.app.push_screen(
            OpenRulesScreen(chosen, named, second_view=self.workbench.reading_view)
        )
