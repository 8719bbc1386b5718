"""Moving over the lines of a list: what all screens with a list share."""

from __future__ import annotations

from tui.screens.keyed import KeyedScreen

_FAR = 10**9


class ListScreen(KeyedScreen):
    """A screen whose keys move over lines; ``move`` says what moving does."""

    @property
    def room(self) -> int:
        """Lines in sight."""
        raise NotImplementedError

    async def move(self, step: int) -> None:
        """Move by so many lines, at most to the end."""
        raise NotImplementedError

    async def do_up(self) -> None:
        """One line up."""
        await self.move(-1)

    async def do_down(self) -> None:
        """One line down."""
        await self.move(1)

    async def do_page_up(self) -> None:
        """Half a page up."""
        await self.move(-max(1, self.room // 2))

    async def do_page_down(self) -> None:
        """Half a page down."""
        await self.move(max(1, self.room // 2))

    async def do_first(self) -> None:
        """To the first line."""
        await self.move(-_FAR)

    async def do_last(self) -> None:
        """To the last line."""
        await self.move(_FAR)
