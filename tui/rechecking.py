"""``gouji recheck``: run the rules on all stored reports again, or read them again."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from importers.likeness import likeness
from importers.reread import reread
from store.database import open_workspace
from store.prose_index import is_prose_whole
from store.rechecking import recheck_reading, recheck_rules
from store.teaching import Applied
from tui.importing import interrupts
from tui.locale import Translator


def recheck(
    db: Path, words: Translator, *, reads: bool, everything: bool, allow_network: bool
) -> int:
    """Recheck a workspace; 1 where reports are left or could not be read."""

    def tell(applied: Applied) -> None:
        if sys.stderr.isatty():
            line = words("cli.rechecking", done=applied.done, total=applied.total)
            click.echo(f"\r{line}", nl=False, err=True)

    with (
        open_workspace(db, create=False, allow_network=allow_network) as workspace,
        interrupts() as stopped,
    ):
        if reads:
            applied = recheck_reading(
                workspace, reread, likeness, on_progress=tell, is_cancelled=stopped
            )
        else:
            applied = recheck_rules(
                workspace, everything=everything, on_progress=tell, is_cancelled=stopped
            )
        is_whole = is_prose_whole(workspace)
    if sys.stderr.isatty() and applied.done:
        click.echo("", err=True)
    left = applied.total - applied.done
    done = applied.done - applied.failed
    click.echo(words("cli.rechecked", done=done, failed=applied.failed))
    if left:
        click.echo(words("cli.recheck_stopped", left=left), err=True)
    if not is_whole:
        click.echo(words("cli.prose_unfinished"), err=True)
    return 1 if left or applied.failed or not is_whole else 0
