"""The commands ``gouji labels …``."""

from __future__ import annotations

from pathlib import Path

import click

from tui.options import DB, NETWORK, words_of

_YES = click.option("--yes", "is_sure", is_flag=True, help="Do not ask.")


@click.group()
def labels() -> None:
    """What labels mean: list the doubtful ones; export, import and apply what was taught."""


@labels.command("list")
@DB
@NETWORK
@click.pass_context
def labels_list(ctx: click.Context, db: Path, allow_network_filesystem: bool) -> None:
    """List the doubtful labels of all reports, those of most reports first."""
    from tui.labelling import list_labels

    ctx.exit(list_labels(db, words_of(ctx), allow_network=allow_network_filesystem))


@labels.command("export")
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@DB
@NETWORK
@click.pass_context
def labels_export(
    ctx: click.Context, target: Path, db: Path, allow_network_filesystem: bool
) -> None:
    """Write what was taught of labels to TARGET, a TOML file."""
    from tui.labelling import export_labels

    ctx.exit(export_labels(target, db, words_of(ctx), allow_network=allow_network_filesystem))


@labels.command("import")
@click.argument("source", type=click.Path(path_type=Path, dir_okay=False))
@DB
@NETWORK
@_YES
@click.pass_context
def labels_import(
    ctx: click.Context, source: Path, db: Path, allow_network_filesystem: bool, is_sure: bool
) -> None:
    """Take over the labels of SOURCE, a TOML file, after a look at what they change."""
    from tui.labelling import import_labels

    ctx.exit(
        import_labels(
            source, db, words_of(ctx), is_sure=is_sure, allow_network=allow_network_filesystem
        )
    )


@labels.command("apply")
@DB
@NETWORK
@_YES
@click.pass_context
def labels_apply(
    ctx: click.Context, db: Path, allow_network_filesystem: bool, is_sure: bool
) -> None:
    """Read again the reports that wait for taught labels, after a look at what changes."""
    from tui.labelling import apply_labels

    ctx.exit(
        apply_labels(db, words_of(ctx), is_sure=is_sure, allow_network=allow_network_filesystem)
    )
