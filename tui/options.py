"""What several commands of the command line share."""

from __future__ import annotations

from pathlib import Path

import click

from tui.locale import Translator, choose_language, translator

PATHS = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
# A file that may not be read is told by whoever opens it, with what to do.
WORKSPACE_FILE = click.Path(path_type=Path, dir_okay=False, readable=False)
DB = click.option(
    "--db",
    type=WORKSPACE_FILE,
    envvar="GOUJI_DB",
    default=Path("gouji.db"),
    show_default=True,
    help="The workspace.",
)
NETWORK = click.option(
    "--allow-network-filesystem", is_flag=True, help="Open a workspace on nfs, cifs, sshfs."
)


def words_of(ctx: click.Context) -> Translator:
    """The words of the language that the command line asked for."""
    found = ctx.find_root().obj
    return found if isinstance(found, Translator) else translator(choose_language())
