"""``gouji import`` and ``gouji status``."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType

import click

from importers.batch import Failure, Overrides, Progress, SourceFile, discover, import_files
from importers.supervised import default_jobs
from store.attachments import find_pairs
from store.checked import count_waiting_for_rules
from store.errors import NO_REPORT
from store.queue import totals
from store.reports import failures
from store.visible import one_line
from store.workspace_files import belongs_to
from tui.drawing.text import left
from tui.failures import failure_sentence
from tui.joining import offer_joins
from tui.locale import Translator
from tui.opening import opened
from tui.roster_listing import show_due
from tui.status_bars import show_progress

_SECONDS_BETWEEN = 0.25
_LINE = 76


class _Printer:
    """Shows progress on stderr: at most four times a second, only on a terminal."""

    def __init__(self, words: Translator, *, quiet: bool) -> None:
        self.words = words
        self.shows = not quiet and sys.stderr.isatty()
        self.last = 0.0

    def __call__(self, progress: Progress, source: SourceFile, failure: Failure | None) -> None:
        if failure is not None:
            sentence = failure_sentence(self.words, failure.code, failure.params)
            self.close()
            click.echo(f"{one_line(source.shown)}: {sentence}", err=True)
        now = time.monotonic()
        if self.shows and now - self.last > _SECONDS_BETWEEN:
            self.last = now
            text = self.words(
                "cli.progress",
                done=progress.done,
                total=progress.total,
                rate=progress.shown_rate,
                left=round(progress.seconds_left),
                name=one_line(source.name),
            )
            click.echo(f"\r{left(text, _LINE)}", nl=False, err=True)

    def close(self) -> None:
        """Clear the line of the progress."""
        if self.shows and self.last:
            click.echo("\r" + " " * (_LINE + 2) + "\r", nl=False, err=True)


@contextlib.contextmanager
def interrupts() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl+C was pressed while the block runs; a second one ends the program."""
    pressed = threading.Event()
    before = signal.getsignal(signal.SIGINT)

    def take(number: int, frame: FrameType | None) -> None:
        if pressed.is_set():
            raise KeyboardInterrupt
        pressed.set()

    signal.signal(signal.SIGINT, take)
    try:
        yield pressed.is_set
    finally:
        signal.signal(signal.SIGINT, before)


def import_paths(
    paths: Sequence[Path],
    db: Path,
    overrides: Overrides,
    words: Translator,
    *,
    quiet: bool,
    allow_network: bool,
    jobs: int | None = None,
    cluster: str | None = None,
) -> int:
    """Import all files that paths name; the exit code."""
    code = 0
    sources: list[SourceFile] = []
    for argument in paths:
        if not argument.exists():
            click.echo(words("cli.no_path", path=one_line(str(argument))), err=True)
            code = 1
            continue
        found = [s for s in discover([argument]) if not belongs_to(db, s.path)]
        if not found:
            click.echo(words("cli.no_files", path=one_line(str(argument))), err=True)
            code = 1
        sources += found
    printer = _Printer(words, quiet=quiet)
    with opened(db, words, allow_network=allow_network) as workspace, interrupts() as stopped:
        progress = import_files(
            workspace,
            sources,
            overrides=overrides,
            jobs=jobs or default_jobs(),
            cluster=cluster,
            on_progress=printer,
            is_cancelled=stopped,
        )
        was_stopped = stopped()
        printer.close()
        pairs = find_pairs(workspace, progress.loose) if progress.loose else []
        if pairs and not was_stopped:
            offer_joins(workspace, pairs, words)
        outdated = count_waiting_for_rules(workspace)
    if was_stopped and progress.done < progress.total:
        click.echo(words("cli.import_stopped", left=progress.total - progress.done), err=True)
        code = 1
    if outdated:
        click.echo(words("cli.outdated", count=outdated), err=True)
    click.echo(
        words(
            "cli.imported",
            imported=progress.imported,
            known=progress.known,
            failed=progress.failed,
            skipped=progress.skipped,
            total=progress.total,
        )
    )
    return 1 if progress.failed else code


def show_status(
    db: Path, words: Translator, *, year: int | None = None, allow_network: bool
) -> int:
    """Print what the workspace holds, and of a year (None: the newest) who is missing."""
    with opened(db, words, create=False, allow_network=allow_network) as workspace:
        found = totals(workspace)
        click.echo(
            words(
                "cli.status_reports",
                reports=found.reports,
                current=found.current,
                organs=found.organs,
            )
        )
        click.echo(
            words(
                "cli.status_flags",
                errors=found.errors,
                warnings=found.warnings,
                infos=found.infos,
                decided=found.decided,
            )
        )
        show_due(workspace, words, year)
        if found.corrected or found.answered or found.rectified:
            click.echo(
                words(
                    "cli.status_rounds",
                    corrected=found.corrected,
                    answered=found.answered,
                    rectified=found.rectified,
                )
            )
        outdated = count_waiting_for_rules(workspace)
        if outdated:
            click.echo(words("cli.outdated", count=outdated))
        show_progress(workspace, words)
        every = failures(workspace)
        skipped = [entry for entry in every if entry[1] == NO_REPORT]
        failed = [entry for entry in every if entry[1] != NO_REPORT]
        for key, entries in (("status_failures", failed), ("status_skipped", skipped)):
            if entries:
                click.echo(words(f"cli.{key}", count=len(entries)))
            for path, code, params in entries:
                click.echo(f"  {one_line(path)}: {failure_sentence(words, code, params)}")
    return 0
