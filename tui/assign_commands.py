"""The command ``gouji assign``."""

from __future__ import annotations

from pathlib import Path

import click

from tui.options import DB, NETWORK, words_of


@click.command()
@DB
@NETWORK
@click.option("--to", "names", help="NAME[,NAME…]: labels, or accounts of who have none.")
@click.option("--count", type=click.IntRange(1), help="So many reports to each, worst first.")
@click.option("--region", help="Only reports of this region.")
@click.option("--pattern", help="Only files of such a name: *乡*.docx, or 2023/*.")
@click.option("--filter", "words", default="", help="Only reports of which this filter holds.")
@click.option("--again", is_flag=True, help="Also what is assigned already.")
@click.option("--withdraw", is_flag=True, help="In place of --to: let them be nobody's.")
@click.option("--yes", "is_sure", is_flag=True, help="Do not ask.")
@click.pass_context
def assign(
    ctx: click.Context,
    db: Path,
    allow_network_filesystem: bool,
    names: str | None,
    count: int | None,
    region: str | None,
    pattern: str | None,
    words: str,
    again: bool,
    withdraw: bool,
    is_sure: bool,
) -> None:
    """Say who is to review what, after a look; without --to list who has how much.

    Reports that are not signed off and nobody's are dealt to the names in turn, worst first.
    """
    from tui.assigning import Wish, assign_reports, show_shares

    if names is not None and not names.replace(",", " ").replace("，", " ").strip():
        raise click.UsageError("--to NAME[,NAME…]")
    if names is not None and withdraw:
        raise click.UsageError("--to / --withdraw")
    if names is None and not withdraw:
        if count or region or pattern or words or again:
            raise click.UsageError("--to NAME[,NAME…]")
        ctx.exit(show_shares(db, words_of(ctx), allow_network=allow_network_filesystem))
    wish = Wish(
        names=("",) if withdraw else tuple((names or "").replace("，", ",").split(",")),
        count=count,
        region=region,
        pattern=pattern,
        filter_words=words,
        again=again or withdraw,
    )
    ctx.exit(
        assign_reports(
            db, wish, words_of(ctx), is_sure=is_sure, allow_network=allow_network_filesystem
        )
    )
