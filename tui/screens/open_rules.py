"""The rules with open flags in some reports: choose one, then decide all its flags at once."""

from __future__ import annotations

from collections.abc import Sequence

from textual import work
from textual.message import Message
from textual.worker import get_current_worker

from store.database import open_workspace
from store.gathering import OpenRule, open_rules
from tui.actions import Place
from tui.drawing.gathered import rule_line
from tui.drawing.text import Line, Look, Span
from tui.screens.gathered import GatheredScreen, Gathering
from tui.screens.pages import PageScreen


class OpenRulesScreen(PageScreen):
    """Rules, those with most open flags first; ``named`` says in words which reports."""

    PLACE = Place.RULES
    HAS_CURSOR = True

    class Found(Message):
        """The flags have been counted."""

        def __init__(self, found: list[OpenRule]) -> None:
            super().__init__()
            self.found = found

    def __init__(self, report_ids: tuple[int, ...], named: str, *, second_view: bool) -> None:
        super().__init__()
        self.report_ids = report_ids
        self.named = named
        self.second_view = second_view
        self.found: list[OpenRule] | None = None

    async def on_mount(self) -> None:
        """Begin to count."""
        await super().on_mount()
        self._count()

    async def on_screen_resume(self) -> None:
        """Come back from a list: its flags may be decided."""
        if self.found is not None:
            self._count()

    @work(thread=True, group="gather", exclusive=True, exit_on_error=False)
    def _count(self) -> None:
        worker = get_current_worker()
        gateway = self.workbench.gateway
        with open_workspace(gateway.path, allow_network=gateway.allow_network) as workspace:
            found = open_rules(
                workspace,
                self.report_ids,
                second_view=self.second_view,
                is_stopped=lambda: worker.is_cancelled,
            )
        if not worker.is_cancelled:
            self.post_message(self.Found(found))

    def on_open_rules_screen_found(self, event: Found) -> None:
        """Show the counts."""
        self.found = event.found
        self.draw()

    def title_text(self) -> str:
        """Which reports, how many flags."""
        return self.words(
            "gathered.rules",
            where=self.words(f"gathered.in_{self.named}"),
            reports=len(self.report_ids),
            flags=sum(one.flags for one in self.found or ()),
        )

    def content(self, width: int) -> Sequence[Line]:
        """One line a rule."""
        if self.found is None:
            return [(Span(self.words("gathered.looking"), Look.DIM),)]
        if not self.found:
            return [(Span(self.words("gathered.none"), Look.GOOD),)]
        return [rule_line(one, width, self.words) for one in self.found]

    async def do_open(self) -> None:
        """Gather the flags of the rule under the cursor."""
        if self.found:
            how = Gathering(
                rule=self.found[self.cursor].rule,
                report_ids=self.report_ids,
                second_view=self.second_view,
                reports_named=self.named,
            )
            await self.app.push_screen(GatheredScreen(how))
