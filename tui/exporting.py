"""``gouji export``."""

from __future__ import annotations

from pathlib import Path

import click

from store.database import open_workspace
from store.exports import export_workspace
from store.exports.scope import scope_of
from store.visible import one_line
from tui.locale import Translator


def export_to(
    target: Path,
    db: Path,
    what: str,
    revisions: str | None,
    language: str,
    words: Translator,
    *,
    filter_words: str = "",
    with_personal: bool = False,
    with_sheets: bool = False,
    allow_network: bool,
) -> int:
    """Write findings, cells, annotations or totals of a workspace to a file; the exit code."""
    everything = revisions == "all" or (revisions is None and target.suffix.lower() == ".jsonl")
    with open_workspace(db, create=False, allow_network=allow_network) as workspace:
        count = export_workspace(
            workspace,
            target,
            what=what,
            current_only=not everything,
            language=language,
            words=filter_words,
            with_personal=with_personal,
            with_sheets=with_sheets,
        )
        # Rows that other programs read hold nothing else: what they cover is said here.
        scope = scope_of(
            workspace,
            what,
            words.language,
            current_only=not everything or what == "totals",
            words=filter_words,
            with_personal=with_personal,
        )
    click.echo(
        words(
            "cli.exported",
            count=count,
            path=one_line(str(target)),
            scope=scope.sentence(),
        ),
        err=True,
    )
    return 0
