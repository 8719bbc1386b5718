"""Jump to an organ: by a part of its name or region, by pinyin, by initials."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from importers.organ_finder import MOST_FOUND, FinderEntry, OrganFinder
from importers.pinyin import missing_pinyin
from store.errors import StoreError
from store.organ_names import finder_rows, reports_of_organ, store_pinyin, without_pinyin
from store.visible import one_line
from tui.actions import Place
from tui.drawing.text import Line, Look, Span, left, width_of
from tui.screens.typing import TypingScreen

_PART = 500

Jump = Callable[[tuple[int, ...]], Awaitable[None]]


class JumpScreen(TypingScreen):
    """``jump`` is called with the reports of the organ that was chosen, the latest year first."""

    PLACE = Place.JUMP
    QUESTION = "ask.jump"

    def __init__(self, jump: Jump) -> None:
        super().__init__()
        self.jump = jump
        self.finder = OrganFinder(())
        self.found: list[FinderEntry] = []
        self._has_names = asyncio.Event()

    async def on_mount(self) -> None:
        """Open the field; names first, how they are spoken after that."""
        await super().on_mount()
        self.run_worker(self.guarded(self._load), group="names", exit_on_error=False)

    async def _load(self) -> None:
        gateway = self.workbench.gateway
        try:
            await self._use([FinderEntry(*row) for row in await gateway.read(finder_rows)])
        finally:
            self._has_names.set()
        missing = await gateway.read(without_pinyin)
        if not missing:
            return
        preparing = self.words("jump.pinyin", count=len(missing))
        self.say(preparing)
        spoken: dict[int, tuple[str, str]] = {}
        for begin in range(0, len(missing), _PART):
            part = await asyncio.to_thread(missing_pinyin, missing[begin : begin + _PART])
            spoken |= {number: (syllables, first) for number, syllables, first in part}
            try:
                await gateway.write(store_pinyin, part)
            except StoreError:
                # It is told again the next time; here it is known already.
                continue
        await self._use(
            [
                FinderEntry(
                    one.id,
                    one.region,
                    one.name,
                    *spoken.get(one.id, (one.syllables, one.initials)),
                )
                for one in self.finder.entries
            ]
        )
        if self.status == preparing:
            self.say("")

    async def _use(self, entries: Sequence[FinderEntry]) -> None:
        self.finder = await asyncio.to_thread(OrganFinder, entries)
        await self._narrow(self.text)

    async def look(self, text: str) -> None:
        """Narrow the list to what fits."""
        await self._has_names.wait()
        await self._narrow(text)

    async def _narrow(self, text: str) -> None:
        found = await asyncio.to_thread(self.finder.find, text)
        # More may have been typed meanwhile.
        if text == self.text:
            if text != self.listed:
                self.cursor = self.top = 0
            self.found, self.listed = found, text
            self.draw()

    async def open_line(self) -> None:
        """Jump to the organ under the cursor."""
        if not self.found:
            self.say(self.words("jump.none", text=one_line(self.text)), Look.WARNING)
            return
        chosen = self.found[self.cursor]
        reports = await self.workbench.gateway.read(reports_of_organ, chosen.id)
        if not reports:
            self.say(self.words("jump.no_report", organ=chosen.region + chosen.name), Look.WARNING)
            return
        # The screen below first: with this one its work would end.
        await self.jump(reports)
        self.leave()

    def title_text(self) -> str:
        """How many organs fit of how many."""
        count, every = len(self.found), len(self.finder.entries)
        key = "jump.title" if count < MOST_FOUND or count == every else "jump.title_first"
        return self.words(key, count=count, all=f"{every:,}")

    def content(self, width: int) -> list[Line]:
        """One line an organ."""
        names = [one.region + one.name for one in self.found]
        room = min(max((width_of(name) for name in names), default=0) + 3, width * 2 // 3)
        return [
            (
                Span(left(("▸" if at == self.cursor else " ") + name, room)),
                Span(one_line(one.syllables), Look.DIM),
            )
            for at, (name, one) in enumerate(zip(names, self.found, strict=True))
        ]
