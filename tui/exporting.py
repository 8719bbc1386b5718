"""``gouji export``."""

from __future__ import annotations

from pathlib import Path

import click

from store.database import open_workspace
from store.exports import export_rows
from store.findings import cell_rows, finding_rows
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
    allow_network: bool,
) -> int:
    """Write findings or cells of a workspace to a file; the exit code."""
    everything = revisions == "all" or (revisions is None and target.suffix.lower() == ".jsonl")
    with open_workspace(db, create=False, allow_network=allow_network) as workspace:
        rows = (
            cell_rows(workspace, current_only=not everything)
            if what == "cells"
            else finding_rows(workspace, language, current_only=not everything)
        )
        count = export_rows(rows, target)
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
