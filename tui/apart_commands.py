"""The commands of work apart: ``gouji backup`` makes the copy, ``gouji merge`` takes it back."""

from __future__ import annotations

from pathlib import Path

import click

from tui.options import DB, NETWORK, WORKSPACE_FILE, words_of


@click.command()
@click.argument("target", type=WORKSPACE_FILE)
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


@click.command()
@click.argument("other", type=WORKSPACE_FILE)
@DB
@NETWORK
@click.option("--ours", "side", flag_value="ours", help="In conflicts what is said here holds.")
@click.option("--theirs", "side", flag_value="theirs", help="In conflicts what OTHER says holds.")
@click.option(
    "--conflicts",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A TOML file of the conflicts: written where it is missing, else read with your choices.",
)
@click.option("--yes", "is_sure", is_flag=True, help="Do not ask.")
@click.pass_context
def merge(
    ctx: click.Context,
    other: Path,
    db: Path,
    allow_network_filesystem: bool,
    side: str | None,
    conflicts: Path | None,
    is_sure: bool,
) -> None:
    """Take over what was annotated in OTHER, a copy of the workspace, after a look at it."""
    from tui.merging import MergeOptions, merge_from

    if side is not None and conflicts is not None:
        raise click.UsageError("--conflicts: --ours | --theirs")
    ctx.exit(
        merge_from(
            other,
            db,
            words_of(ctx),
            MergeOptions(side, conflicts, is_sure, allow_network_filesystem),
        )
    )
