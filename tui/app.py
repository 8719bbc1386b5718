"""The workbench: one app, one gateway, screens on a stack."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.binding import BindingType
from textual.message import Message
from textual.worker import Worker, WorkerState, get_current_worker

from importers.batch import Failure, Progress, SourceFile, discover, import_files
from importers.supervised import default_jobs
from store.attachments import find_pairs
from store.database import open_workspace
from store.drafts import save_draft
from store.errors import StoreError
from store.exports import export_workspace
from store.reports import NO_REPORT, failures
from store.reviewer import Reviewer
from store.visible import one_line
from tui.drawing.text import Look
from tui.failures import failure_sentence
from tui.gateway import Gateway
from tui.grouping import GroupingApp
from tui.keymap import Keymap
from tui.locale import Translator
from tui.screens.keyed import KeyedScreen
from tui.screens.queue import QueueScreen
from tui.terminal import TerminalGuard
from tui.widgets.prompt import BottomLine

_SECONDS_BETWEEN = 0.25
_SECONDS_BETWEEN_DRAFTS = 2.0


class Workbench(GroupingApp):
    """The application; screens reach workspace, words and keys through it."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = []
    CSS = """
    Screen { background: ansi_default; color: ansi_default; }
    Static, Input { background: ansi_default; color: ansi_default; }
    """

    class ImportMoved(Message):
        """An import has gone on; later ones replace earlier ones."""

        def __init__(self, progress: Progress, is_done: bool) -> None:
            super().__init__()
            self.progress = progress
            self.is_done = is_done

        def can_replace(self, message: Message) -> bool:
            """Only the newest progress is worth showing."""
            return isinstance(message, Workbench.ImportMoved) and not message.is_done

    def __init__(
        self,
        db: Path,
        words: Translator,
        reviewer: Reviewer,
        *,
        paths: Sequence[Path] = (),
        allow_network: bool = False,
        ascii_only: bool = False,
        jobs: int | None = None,
    ) -> None:
        super().__init__(ansi_color=True)
        self.words = words
        self.reviewer = reviewer
        self.gateway = Gateway(db, allow_network=allow_network)
        self.keymap = Keymap()
        self.ascii_only = ascii_only
        self.reading_view = False
        # How many child processes read; 0: this one.
        self.jobs = default_jobs() if jobs is None else jobs
        self._paths = list(paths)
        self._guard = TerminalGuard(self._terminal_lost)
        self._last_draft = ("", "")

    async def on_mount(self) -> None:
        """Open the queue; import what the command line named."""
        self.theme = "ansi-dark"
        self._guard.start()
        self.set_interval(_SECONDS_BETWEEN_DRAFTS, self._keep_draft)
        await self.push_screen(QueueScreen())
        # What was taught and not read by before the last end goes on.
        self.start_teaching()
        await self.resume_groups()
        if self._paths:
            self.start_import(self._paths)

    # --- drafts and the terminal -------------------------------------------------------

    def _draft(self) -> tuple[str, str] | None:
        """Slot and text of a question that is being answered."""
        if not isinstance(self.screen, KeyedScreen):
            return None
        for bottom in self.screen.query(BottomLine):
            if bottom.is_asking:
                return bottom.slot, bottom.text
        return None

    async def _keep_draft(self) -> None:
        """Keep what is being typed, so that even a killed process loses little of it."""
        draft = self._draft()
        if draft is not None and draft != self._last_draft:
            self._last_draft = draft
            await self.gateway.write(save_draft, self.reviewer, *draft)

    def _terminal_lost(self) -> None:
        """The terminal has gone or we are asked to end: keep the draft, finish writes, leave."""
        draft = self._draft()
        if draft is not None:
            # Where that fails nobody is left to be told; what was stored before is safe.
            with contextlib.suppress(StoreError, TimeoutError):
                self.gateway.write_now(
                    lambda workspace: save_draft(workspace, self.reviewer, *draft)
                )
        self.stop_import()
        self.stop_letters()
        self.exit()

    async def action_quit(self) -> None:
        """Ctrl+Q: keep what is being typed, then leave."""
        draft = self._draft()
        if draft is not None:
            with contextlib.suppress(StoreError):
                await self.gateway.write(save_draft, self.reviewer, *draft)
        self.stop_import()
        self.stop_letters()
        self.exit()

    async def on_unmount(self) -> None:
        """Finish all writes before the process ends."""
        self._guard.stop()
        self.gateway.close()

    # --- status ------------------------------------------------------------------------

    def tell(self, text: str, look: Look = Look.DIM) -> None:
        """Show a status on the screen in front."""
        if isinstance(self.screen, KeyedScreen):
            self.screen.say(text, look)

    # --- import ------------------------------------------------------------------------

    @property
    def is_importing(self) -> bool:
        """True while an import runs."""
        return any(worker.group == "import" and worker.is_running for worker in self.workers)

    def start_import(self, paths: Sequence[Path]) -> None:
        """Import in the background; one at a time."""
        if self.is_importing:
            self.tell(self.words("told.import_busy"), Look.WARNING)
            return
        self._import(list(paths))

    def stop_import(self) -> None:
        """Stop a running import between two files."""
        self.workers.cancel_group(self, "import")

    @work(thread=True, group="import", exit_on_error=False)
    def _import(self, paths: list[Path]) -> None:
        worker = get_current_worker()
        last = 0.0

        def report(progress: Progress, source: SourceFile, failure: Failure | None) -> None:
            nonlocal last
            now = time.monotonic()
            if now - last > _SECONDS_BETWEEN:
                last = now
                self.post_message(self.ImportMoved(progress, False))

        self.post_message(self.ImportMoved(Progress(0, 0, 0, 0, 0), False))
        sources = [s for s in discover(paths) if s.path.resolve() != self.gateway.path.resolve()]
        with open_workspace(
            self.gateway.path, allow_network=self.gateway.allow_network
        ) as workspace:
            progress = import_files(
                workspace,
                sources,
                jobs=self.jobs,
                on_progress=report,
                is_cancelled=lambda: worker.is_cancelled,
            )
        self.post_message(self.ImportMoved(progress, True))

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say it where an import ends by an error: what is stored is safe, a second run goes on."""
        worker = event.worker
        if (
            worker.group in ("import", "teach", "letters", "verdicts", "gather")
            and event.state is WorkerState.ERROR
        ):
            reason = one_line(str(worker.error) or type(worker.error).__name__)
            key = "letters.broken" if worker.group == "letters" else "told.import_broken"
            self.tell(self.words(key, reason=reason), Look.ERROR)

    async def on_workbench_import_moved(self, event: ImportMoved) -> None:
        """Show how far the import is; at its end show what it brought."""
        progress = event.progress
        if not event.is_done:
            self.tell(
                self.words(
                    "told.importing",
                    done=progress.done,
                    total=progress.total,
                    rate=progress.shown_rate,
                    left=round(progress.seconds_left),
                )
            )
        else:
            key = "told.import_done" if progress.done == progress.total else "told.import_stopped"
            first = ""
            if progress.failed and key == "told.import_done":
                key = "told.import_failed"
                first = await self._first_failure()
            pairs = await self.gateway.read(find_pairs) if progress.loose else []
            self.tell(
                (self.words("told.join_open", count=len(pairs)) if pairs else "")
                + self.words(
                    key,
                    imported=progress.imported,
                    known=progress.known,
                    failed=progress.failed,
                    skipped=progress.skipped,
                    first=first,
                ),
                Look.GOOD if not progress.failed else Look.WARNING,
            )
        for screen in self.screen_stack:
            if isinstance(screen, QueueScreen):
                await screen.reload()

    async def _first_failure(self) -> str:
        """Name and reason of the first file that could not be read."""
        found = await self.gateway.read(failures)
        if not found:
            return ""
        path, code, params = min(found, key=lambda entry: entry[1] == NO_REPORT)
        return f"{path} {failure_sentence(self.words, code, params)}"

    # --- export ------------------------------------------------------------------------

    async def export(self, target: Path) -> None:
        """Write the findings of the workspace to a file."""
        try:
            count = await self.gateway.read(
                export_workspace, target, what="findings", current_only=True, language="zh"
            )
        except StoreError as error:
            self.tell(failure_sentence(self.words, error.code, error.params), Look.ERROR)
            return
        self.tell(self.words("told.exported", count=count, path=str(target)), Look.GOOD)
