"""The history: what was done on a report, or by this reviewer on all; each own act can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from importers.reread import reread
from store.annotations import annotations_of, undo
from store.fates import FixedIn, fates_of
from store.flags import FlagRecord, flags_of
from store.messages import message
from store.own_log import OwnAct, own_acts, start_of_day
from tui.actions import Place
from tui.drawing.acts import act_line
from tui.drawing.text import Line, Look, Span, local_time
from tui.screens.pages import PageScreen
from tui.screens.undoing import undone_words

_AT_ONCE = 500


class Scope(StrEnum):
    """Whose acts are shown: all on one report, own ones of today, own ones of any day."""

    REPORT = "report"
    TODAY = "today"
    ALL = "all"


class HistoryScreen(PageScreen):
    """Acts, the latest first. ``report_id`` None: there is no report to show the acts of."""

    PLACE = Place.HISTORY
    HAS_CURSOR = True

    def __init__(self, report_id: int | None, form: str) -> None:
        super().__init__()
        self.report_id = report_id
        self.form = form
        self.scope = Scope.TODAY if report_id is None else Scope.REPORT
        self.acts: list[OwnAct] = []
        self.is_whole = True
        self.lines: list[Line] = []
        self.fixed: list[Line] = []

    async def on_mount(self) -> None:
        """Read the log."""
        self.show_keys()
        await self.guarded(self._load)

    async def _load(self) -> None:
        gateway = self.workbench.gateway
        self.fixed = []
        if self.scope is Scope.REPORT and self.report_id is not None:
            found = await gateway.read(annotations_of, self.report_id)
            self.acts = [OwnAct(entry, None, None, self.form) for entry in reversed(found)]
            self.is_whole = True
            fates = await gateway.read(fates_of, self.report_id)
            flags = await gateway.read(flags_of, self.report_id, resolved=True)
            self.fixed = [
                self._fixed(record, mended)
                for record in flags
                if record.id in fates and (mended := fates[record.id].fixed_in) is not None
            ]
        else:
            most = max(_AT_ONCE, self.cursor + 1)
            self.acts = await self._read_acts(None, most)
            self.is_whole = len(self.acts) < most
        self.lines = [act_line(act, self.words) for act in self.acts]
        self.cursor = max(self.cursor, len(self.fixed))
        self.draw()

    async def _read_acts(self, before: int | None, most: int) -> list[OwnAct]:
        since = start_of_day() if self.scope is Scope.TODAY else ""
        return await self.workbench.gateway.read(
            own_acts, self.workbench.reviewer, since=since, before=before, most=most
        )

    def _fixed(self, record: FlagRecord, mended: FixedIn) -> Line:
        said = message(record.flag.rule, record.flag.params, self.words.language)
        version = self.words("revision", number=mended.revision)
        head = f"{local_time(mended.at)} {version} {self.words('fate.fixed')}"
        return (Span(f"{head} {record.flag.rule} {said}", Look.GOOD),)

    def title_text(self) -> str:
        """Whose acts."""
        key = "history.title" if self.scope is Scope.REPORT else f"history.title_{self.scope}"
        return self.words(key)

    def content(self, width: int) -> Sequence[Line]:
        """One line an act."""
        if not self.lines and not self.fixed:
            return [(Span(self.words("history.empty"), Look.DIM),)]
        return [*self.fixed, *self.lines]

    async def move(self, step: int) -> None:
        """Move the cursor; older acts are read when it comes to the end."""
        self.status = ""
        end = len(self.fixed) + len(self.acts) - 1
        while not self.is_whole and self.acts and self.cursor + step >= end:
            older = await self._read_acts(self.acts[-1].entry.id, _AT_ONCE)
            self.is_whole = len(older) < _AT_ONCE
            self.acts += older
            self.lines += [act_line(act, self.words) for act in older]
            end = len(self.fixed) + len(self.acts) - 1
        await super().move(step)

    async def do_scope(self) -> None:
        """This report, own acts of today, own acts of any day."""
        scopes = [s for s in Scope if s is not Scope.REPORT or self.report_id is not None]
        self.scope = scopes[(scopes.index(self.scope) + 1) % len(scopes)]
        self.cursor = self.top = 0
        self.status = ""
        await self._load()

    async def do_undo(self) -> None:
        """Undo the act under the cursor, whatever came after it."""
        at = self.cursor - len(self.fixed)
        if not 0 <= at < len(self.acts):
            return
        entry = self.acts[at].entry
        gateway, reviewer = self.workbench.gateway, self.workbench.reviewer
        self.workbench.teach_undone(await gateway.write(undo, reviewer, entry.id, reread))
        await self._load()
        self.say(await undone_words(self, entry), Look.GOOD)
