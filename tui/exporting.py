"""``gouji export``."""

from __future__ import annotations

from pathlib import Path

import click

from store.database import open_workspace
from store.exports import export_workspace
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
    """Write findings, cells or annotations of a workspace to a file; the exit code."""
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
    click.echo(
        words(
            "cli.exported",
            count=count,
            path=one_line(str(target)),
            scope=words("cli.scope_all" if everything else "cli.scope_current"),
        ),
        err=True,
    )
    return 0
