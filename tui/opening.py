"""Open a workspace from the command line, where a wait for its migration is told."""

from __future__ import annotations

from pathlib import Path

import click

from store.database import Workspace, open_workspace
from tui.locale import Translator


def opened(
    db: Path, words: Translator, *, create: bool = True, allow_network: bool = False
) -> Workspace:
    """The workspace, as ``open_workspace``; what that waits for is said on standard error."""

    def tell(what: str) -> None:
        click.echo(words(f"cli.{what}"), err=True)

    return open_workspace(db, create=create, allow_network=allow_network, on_migration=tell)
