"""The command ``gouji roster``."""

from __future__ import annotations

from pathlib import Path

import click

from tui.options import DB, NETWORK, words_of

YEAR = click.IntRange(2008, 2100)


@click.command()
@click.argument("source", required=False, type=click.Path(path_type=Path, dir_okay=False))
@DB
@NETWORK
@click.option("--region", help="Region of rows that name none.")
@click.option("--year", type=YEAR, help="Year of rows that name none; to list: the year counted.")
@click.option("--yes", "is_sure", is_flag=True, help="Do not ask.")
@click.pass_context
def roster(
    ctx: click.Context,
    source: Path | None,
    db: Path,
    allow_network_filesystem: bool,
    region: str | None,
    year: int | None,
    is_sure: bool,
) -> None:
    """Load the list of organs that must report (.xlsx, .csv), after a look; without SOURCE list it."""
    if source is None:
        from tui.roster_listing import list_roster

        ctx.exit(list_roster(db, words_of(ctx), year, allow_network=allow_network_filesystem))
    from tui.roster_loading import load_file

    ctx.exit(
        load_file(
            source,
            db,
            words_of(ctx),
            region=region,
            year=year,
            is_sure=is_sure,
            allow_network=allow_network_filesystem,
        )
    )
