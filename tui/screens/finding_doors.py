"""From queue and review to what finds things: jump, search, progress."""

from __future__ import annotations

from tui.screens.keyed import KeyedScreen


class FindingDoors(KeyedScreen):
    """Opens the three screens; what a jump leads to is the screen's own."""

    async def jump_to(self, reports: tuple[int, ...]) -> None:
        """Go to the first of the reports of an organ."""
        raise NotImplementedError

    async def do_jump(self) -> None:
        """Jump to an organ."""
        from tui.screens.jump import JumpScreen

        await self.app.push_screen(JumpScreen(self.jump_to))

    async def do_search(self) -> None:
        """Search organs, notes and prose."""
        from tui.screens.search import SearchScreen

        await self.app.push_screen(SearchScreen())

    async def do_progress(self) -> None:
        """Show how far the review is."""
        from tui.screens.progress import ProgressScreen

        await self.app.push_screen(ProgressScreen())
