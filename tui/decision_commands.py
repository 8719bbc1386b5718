"""``gouji decisions``: take over what colleagues entered in a ledger."""

from __future__ import annotations

from pathlib import Path

import click

from tui.options import DB, NETWORK, words_of


@click.command()
@click.argument("source", type=click.Path(path_type=Path, dir_okay=False))
@DB
@NETWORK
@click.option("--yes", "is_sure", is_flag=True, help="Do not ask.")
@click.pass_context
def decisions(
    ctx: click.Context, source: Path, db: Path, allow_network_filesystem: bool, is_sure: bool
) -> None:
    """Take over the verdicts, remarks and corrections of SOURCE, a ledger (.xlsx), after a look."""
    from tui.deciding import take_decisions

    ctx.exit(
        take_decisions(
            source, db, words_of(ctx), is_sure=is_sure, allow_network=allow_network_filesystem
        )
    )
