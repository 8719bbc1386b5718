"""The workbench: one app, one gateway, screens on a stack."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on, work
from textual.binding import BindingType
from textual.events import Event, Key
from textual.message import Message
from textual.worker import Worker, WorkerState, get_current_worker

from store.database import open_workspace
from store.errors import NO_REPORT, StoreError
from store.reviewer import Reviewer
from store.visible import one_line
from store.workspace_files import belongs_to
from tui.appearance import appearance
from tui.committed import CommittedText
from tui.crashing import harmless_traceback
from tui.drawing.text import Look
from tui.failures import failure_sentence
from tui.following import FollowingApp
from tui.gateway import Gateway
from tui.key_names import bound_labels
from tui.keymap import Keymap
from tui.locale import Translator, translator
from tui.preference_words import problem_sentences
from tui.preferences import Preferences
from tui.screens.keyed import KeyedScreen
from tui.screens.queue import QueueScreen
from tui.terminal import TerminalGuard, report_mouse, start_tracker
from tui.warming import warm
from tui.widgets.canvas import Canvas

if TYPE_CHECKING:
    from importers.batch import Failure, Progress, SourceFile

_SECONDS_BETWEEN = 0.25


class Workbench(FollowingApp):
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
        preferences: Preferences | None = None,
    ) -> None:
        super().__init__(ansi_color=True)
        wanted = preferences or Preferences()
        self.reviewer = reviewer
        self.gateway = Gateway(db, allow_network=allow_network)
        self.keymap = Keymap(wanted.keys)
        self.words = translator(words.language, bound_labels(self.keymap, words))
        self.ascii_only = ascii_only or wanted.is_ascii
        self.appearance = appearance(wanted.theme, is_ascii=self.ascii_only, is_wide=wanted.is_wide)
        self.has_mouse = wanted.mouse
        self.committed = CommittedText()
        self.problems = problem_sentences(words, wanted.problems, self.keymap.clashes)
        self.reading_view = False
        # How many child processes read; 0: this one; None: as many as there are processors.
        self.jobs = jobs
        self._paths = list(paths)
        self._has_begun = False
        self._guard = TerminalGuard(self.terminal_lost)

    async def on_mount(self) -> None:
        """Open the queue; import what the command line named."""
        self.theme = "ansi-dark"
        self._guard.start()
        self.start_following()
        # Files named on the command line are what the reviewer wants to see.
        await self.begin(resumes=not self._paths)

    @on(Canvas.Drawn, "#view")
    def _begun(self) -> None:
        """Begin with what can wait when the first frame stands."""
        if not self._has_begun:
            self._has_begun = True
            self.call_after_refresh(self._go_on)

    async def _go_on(self) -> None:
        """Take up what the last end of the program broke off; import what was named."""
        self._warm()
        for screen in self.screen_stack:
            if isinstance(screen, QueueScreen):
                screen.call_later(screen.read_on)
        # What was taught and not read by before.
        self.start_teaching()
        await self.resume_groups()
        if self._paths:
            self.start_import(self._paths)

    @work(thread=True, group="warm", exit_on_error=False)
    def _warm(self) -> None:
        warm()

    # --- keys and the terminal ---------------------------------------------------------

    async def on_event(self, event: Event) -> None:
        """Take notice of committed text before any screen gets it."""
        front = self.screen_stack[-1] if self.screen_stack else None
        if isinstance(event, Key):
            self.key_pressed()
        if isinstance(event, Key) and isinstance(front, KeyedScreen) and not front.is_asking:
            self.committed.saw(event, self.keymap)
        await super().on_event(event)

    def leave(self) -> None:
        """Stop what runs in the background and end."""
        self.stop_import()
        self.stop_letters()
        self.exit()

    def action_help_quit(self) -> None:
        """Ctrl+C: say how to leave, in the line of the status."""
        self.tell(self.words("hint_quit"))

    async def on_unmount(self) -> None:
        """Finish all writes before the process ends."""
        self._guard.stop()
        self.stop_following()
        with contextlib.suppress(StoreError):
            await self.gateway.write(self.keep_last)
        if self.has_mouse and not self.is_headless and self._driver is not None:
            # Textual gives it back only where it took it itself.
            report_mouse(self._driver.write, is_on=False)
        self.gateway.close()

    # --- status ------------------------------------------------------------------------

    def _fatal_error(self) -> None:
        # Textual's own tells the values of all variables, raw: texts of documents among them.
        self.bell()
        told = "" if self._exception is None else harmless_traceback(self._exception)
        self._exit_renderables.append(Text(told))
        self._close_messages_no_wait()

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
        if self.jobs != 0:
            start_tracker()
        self._import(list(paths))

    def stop_import(self) -> None:
        """Stop a running import between two files."""
        self.workers.cancel_group(self, "import")

    @work(thread=True, group="import", exit_on_error=False)
    def _import(self, paths: list[Path]) -> None:
        from importers.batch import Progress, discover, import_files
        from importers.supervised import default_jobs

        worker = get_current_worker()
        last = 0.0

        def report(progress: Progress, source: SourceFile, failure: Failure | None) -> None:
            nonlocal last
            now = time.monotonic()
            if now - last > _SECONDS_BETWEEN:
                last = now
                self.post_message(self.ImportMoved(progress, False))

        self.post_message(self.ImportMoved(Progress(0, 0, 0, 0, 0), False))
        sources = [s for s in discover(paths) if not belongs_to(self.gateway.path, s.path)]
        with open_workspace(
            self.gateway.path, allow_network=self.gateway.allow_network
        ) as workspace:
            progress = import_files(
                workspace,
                sources,
                jobs=default_jobs() if self.jobs is None else self.jobs,
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
            self.tell_lists(self.words(key, reason=reason), Look.ERROR, in_front=True)

    async def on_workbench_import_moved(self, event: ImportMoved) -> None:
        """Show how far the import is; at its end show what it brought."""
        from store.attachments import find_pairs

        progress = event.progress
        if not event.is_done and not progress.total:
            self.tell_lists(self.words("told.import_looking"))
        elif not event.is_done:
            self.tell_lists(
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
            if progress.done == progress.total == progress.known:
                await self.resume_later()
            self.tell_lists(
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
                in_front=True,
            )
        for screen in self.screen_stack:
            if isinstance(screen, QueueScreen):
                await screen.reload()

    async def _first_failure(self) -> str:
        """Name and reason of the first file that could not be read."""
        from store.reports import failures

        found = await self.gateway.read(failures)
        if not found:
            return ""
        path, code, params = min(found, key=lambda entry: entry[1] == NO_REPORT)
        return f"{path} {failure_sentence(self.words, code, params)}"

    # --- export ------------------------------------------------------------------------

    @work(group="export", exit_on_error=False)
    async def start_export(self, target: Path, words: str = "") -> None:
        """Write the findings of the workspace, or of what a filter leaves of it, to a file.

        It holds up neither keys nor what they read.
        """
        from store.exports import export_workspace

        try:
            count = await self.gateway.aside(
                export_workspace,
                target,
                what="findings",
                current_only=True,
                language="zh",
                words=words,
            )
        except StoreError as error:
            self.tell(failure_sentence(self.words, error.code, error.params), Look.ERROR)
            return
        self.tell(self.words("told.exported", count=count, path=str(target)), Look.GOOD)
