"""``gouji import`` and ``gouji status``."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

import click

from importers.batch import Failure, Overrides, Progress, SourceFile, discover, import_files
from store.database import open_workspace
from store.queue import totals
from store.reports import failures
from store.visible import one_line
from tui.locale import Translator

_SECONDS_BETWEEN = 0.25


class _Printer:
    """Shows progress on stderr: at most four times a second, only on a terminal."""

    def __init__(self, words: Translator, *, quiet: bool) -> None:
        self.words = words
        self.shows = not quiet and sys.stderr.isatty()
        self.last = 0.0

    def __call__(self, progress: Progress, source: SourceFile, failure: Failure | None) -> None:
        if failure is not None:
            params = {
                k: one_line(v) if isinstance(v, str) else v for k, v in failure.params.items()
            }
            sentence = self.words(f"error.{failure.code}", **params)
            click.echo(f"{one_line(str(source.path))}: {sentence}", err=True)
        now = time.monotonic()
        if self.shows and now - self.last > _SECONDS_BETWEEN:
            self.last = now
            text = self.words(
                "cli.progress", done=progress.done, total=progress.total, name=one_line(source.name)
            )
            click.echo(f"\r{text[:70]:<70}", nl=False, err=True)

    def close(self) -> None:
        """Clear the line of the progress."""
        if self.shows and self.last:
            click.echo("\r" + " " * 72 + "\r", nl=False, err=True)


def import_paths(
    paths: Sequence[Path],
    db: Path,
    overrides: Overrides,
    words: Translator,
    *,
    quiet: bool,
    allow_network: bool,
    jobs: int = 1,
) -> int:
    """Import all files that paths name; the exit code."""
    code = 0
    sources: list[SourceFile] = []
    for argument in paths:
        if not argument.exists():
            click.echo(words("cli.no_path", path=one_line(str(argument))), err=True)
            code = 1
            continue
        found = [s for s in discover([argument]) if s.path.resolve() != db.resolve()]
        if not found:
            click.echo(words("cli.no_files", path=one_line(str(argument))), err=True)
            code = 1
        sources += found
    printer = _Printer(words, quiet=quiet)
    with open_workspace(db, allow_network=allow_network) as workspace:
        progress = import_files(
            workspace, sources, overrides=overrides, jobs=jobs, on_progress=printer
        )
    printer.close()
    click.echo(
        words(
            "cli.imported",
            imported=progress.imported,
            known=progress.known,
            failed=progress.failed,
            total=progress.total,
        )
    )
    return 1 if progress.failed else code


def show_status(db: Path, words: Translator, *, allow_network: bool) -> int:
    """Print what the workspace holds; the exit code."""
    with open_workspace(db, create=False, allow_network=allow_network) as workspace:
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
        failed = failures(workspace)
        if failed:
            click.echo(words("cli.status_failures", count=len(failed)))
        for path, code, params in failed:
            sentence = words(f"error.{code}", **params)
            click.echo(f"  {one_line(path)}: {one_line(sentence)}")
    return 0
