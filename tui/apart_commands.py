"""The commands of work apart: ``gouji backup`` makes the copy, ``gouji merge`` takes it back."""

from __future__ import annotations

from pathlib import Path

import click

from tui.options import DB, NETWORK, words_of


@click.command()
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@DB
@NETWORK
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.pass_context
def backup(
    ctx: click.Context, target: Path, db: Path, allow_network_filesystem: bool, force: bool
) -> None:
    """Copy the workspace to TARGET while others work in it, and check the copy."""
    from tui.backing_up import back_up_to

    ctx.exit(
        back_up_to(target, db, words_of(ctx), force=force, allow_network=allow_network_filesystem)
    )
