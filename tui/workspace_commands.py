"""The commands ``gouji init`` and ``gouji doctor``."""

from __future__ import annotations

from pathlib import Path

import click

from tui.options import DB, NETWORK, words_of


@click.command()
@DB
@NETWORK
@click.option("--shared", is_flag=True, help="For several accounts of this host (0660).")
@click.option("--group", help="The group to share it with; default: that of the folder.")
@click.pass_context
def init(
    ctx: click.Context, db: Path, allow_network_filesystem: bool, shared: bool, group: str | None
) -> None:
    """Make an empty workspace: your own (0600), or --shared in a folder of mode 2770."""
    from tui.examining import make

    ctx.exit(
        make(
            db,
            words_of(ctx),
            shared=shared or group is not None,
            group=group,
            allow_network=allow_network_filesystem,
        )
    )


@click.command()
@DB
@NETWORK
@click.option("--verify", "verifies", is_flag=True, help="Replay the log, compare the tables.")
@click.pass_context
def doctor(ctx: click.Context, db: Path, allow_network_filesystem: bool, verifies: bool) -> None:
    """Say what is wrong with the workspace, its folder and its rights, and what to type."""
    from tui.examining import show_examination
    from tui.verifying import verify

    words = words_of(ctx)
    found = show_examination(db, words, allow_network=allow_network_filesystem)
    code = 1 if found.problems else 0
    if verifies and found.can_be_opened:
        code = max(code, verify(db, words, allow_network=allow_network_filesystem))
    elif verifies:
        click.echo(words("verify.not_done"), err=True)
    if not code:
        click.echo(words("doctor.well"))
    ctx.exit(code)
