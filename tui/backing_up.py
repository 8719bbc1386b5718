"""``gouji backup``: a checked copy of the workspace while others work."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from store.backups import back_up
from store.visible import one_line
from tui.locale import Translator


def back_up_to(
    target: Path, db: Path, words: Translator, *, force: bool, allow_network: bool
) -> int:
    """Copy a workspace to a file, check the copy and say what it holds; the exit code."""
    shown = -1

    def tell(done: int, total: int) -> None:
        nonlocal shown
        share = done * 100 // max(1, total)
        if sys.stderr.isatty() and share != shown:
            shown = share
            click.echo(f"\r{words('cli.backing_up', share=share)}", nl=share == 100, err=True)

    made = back_up(db, target, force=force, allow_network=allow_network, on_progress=tell)
    click.echo(
        words(
            "cli.backed_up",
            path=one_line(str(target)),
            reports=made.reports,
            annotations=made.annotations,
            size=f"{made.bytes / 1_000_000:.1f}",
        ),
        err=True,
    )
    if made.has_held_up:
        click.echo(words("cli.backup_held_up"), err=True)
    return 0
