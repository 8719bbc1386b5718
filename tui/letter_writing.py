"""Writing letters in the background, for the queue; and one letter, for the summary."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work
from textual.message import Message
from textual.worker import get_current_worker

from store.database import open_workspace
from store.errors import StoreError
from store.reviewer import Reviewer
from store.visible import one_line
from tui.drawing.text import Look
from tui.failures import failure_sentence
from tui.screens.queue import QueueScreen
from tui.teaching import TeachingApp

if TYPE_CHECKING:
    from store.letter_files import LetterOptions
    from store.letter_templates import LetterFormat


def letter_options(format_: LetterFormat, *, again: bool = False) -> LetterOptions:
    """How the workbench writes letters: of today, in Chinese."""
    from store.letter_files import LetterOptions

    return LetterOptions(format_, date.today(), again=again)


class LetteringApp(TeachingApp):
    """The part of the workbench that writes letters."""

    reviewer: Reviewer

    class LettersMoved(Message):
        """Letters have been written; at the end ``left_out`` says why others were not."""

        def __init__(
            self,
            written: int,
            total: int,
            left_out: Counter[str],
            error: StoreError | None = None,
            *,
            is_done: bool = False,
        ) -> None:
            super().__init__()
            self.written = written
            self.total = total
            self.left_out = left_out
            self.error = error
            self.is_done = is_done

        def can_replace(self, message: Message) -> bool:
            """Only the newest progress is worth showing."""
            return isinstance(message, LetteringApp.LettersMoved) and not message.is_done

    @property
    def is_lettering(self) -> bool:
        """True while letters are written."""
        return any(worker.group == "letters" and worker.is_running for worker in self.workers)

    def start_letters(self, folder: Path) -> None:
        """Write the letters that are ready into a folder, in the background; one run at a time."""
        if self.is_lettering:
            self.tell(self.words("letters.busy"), Look.WARNING)
            return
        self._write_letters(folder)

    def stop_letters(self) -> None:
        """Stop between two letters."""
        self.workers.cancel_group(self, "letters")

    @work(thread=True, group="letters", exit_on_error=False)
    def _write_letters(self, folder: Path) -> None:
        from store.letter_files import outcomes_before, write_letters
        from store.letter_templates import LetterFormat
        from store.letters import letter_candidates

        worker = get_current_worker()
        gateway, options = self.gateway, letter_options(LetterFormat.DOCX)
        written = total = 0
        left_out: Counter[str] = Counter()
        error: StoreError | None = None
        try:
            with open_workspace(gateway.path, allow_network=gateway.allow_network) as workspace:
                ids = letter_candidates(workspace)
                without = {}
                for outcome in outcomes_before(workspace, ids, options):
                    without[outcome.report_id] = outcome
                    left_out[f"no_{outcome.obstacle}"] += 1
                ready = [report_id for report_id in ids if report_id not in without]
                total = len(ready)
                for outcome in write_letters(
                    workspace,
                    self.reviewer,
                    ready,
                    folder,
                    options,
                    is_cancelled=lambda: worker.is_cancelled,
                ):
                    written += outcome.path is not None
                    error = outcome.error or error
                    if outcome.obstacle is not None:
                        left_out[f"no_{outcome.obstacle}"] += 1
                    self.post_message(self.LettersMoved(written, total, left_out))
        except StoreError as failure:
            error = failure
        self.post_message(self.LettersMoved(written, total, left_out, error, is_done=True))

    async def on_lettering_app_letters_moved(self, event: LettersMoved) -> None:
        """Show how many are written; at the end also why others were not."""
        words = self.words
        if not event.is_done:
            self.tell_lists(words("letters.writing", done=event.written, total=event.total))
            return
        told = words("letters.told", written=event.written, total=event.total)
        parts = [told if event.total else words("letters.told_none")]
        parts += [
            words("letters.told_reason", reason=words(f"letters.{key}"), count=count)
            for key, count in sorted(event.left_out.items())
        ]
        if event.error is not None:
            # First: the line may be too short for all of it.
            parts.insert(0, failure_sentence(words, event.error.code, event.error.params))
        for screen in self.screen_stack:
            if isinstance(screen, QueueScreen):
                await screen.reload()
        look = Look.GOOD if event.written else Look.WARNING
        if event.error is not None:
            look = Look.ERROR
        self.tell_lists(one_line(words("letters.between").join(parts)), look, in_front=True)
