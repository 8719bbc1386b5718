"""The command line. Commands import what they need when they run: help answers at once."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui.apart_commands import backup, merge
from tui.assign_commands import assign
from tui.crashing import make_tracebacks_harmless
from tui.decision_commands import decisions
from tui.key_commands import keys, own_language
from tui.label_commands import labels
from tui.letter_commands import letters
from tui.locale import LANGUAGES, Translator, choose_language, translator
from tui.options import DB, NETWORK, PATHS, words_of
from tui.roster_commands import YEAR, roster
from tui.workspace_commands import doctor, init

if TYPE_CHECKING:
    from importers.errors import ImporterError
    from store.errors import StoreError

_OBJECTS_BETWEEN_COLLECTIONS = 50_000
_EPILOG = "Exit codes: 0 clean, 1 findings or failed files, 2 wrong usage."


class _Group(click.Group):
    """Ends with a sentence, never with a traceback, where the packages refuse something."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        # gouji PATH… is gouji review PATH…
        if args and self.get_command(ctx, args[0]) is None and Path(args[0]).exists():
            args = ["review", *args]
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except _refusals() as error:
            words = words_of(ctx)
            click.echo(_sentence(words, error.code, error.params), err=True)
            ctx.exit(2)
        except _database_errors() as error:
            # Disk full, a folder that is read-only, a damaged file: SQLite says which.
            words = words_of(ctx)
            click.echo(_sentence(words, "workspace_broken", {"reason": str(error)}), err=True)
            ctx.exit(2)
        except BrokenPipeError:
            # The reader of our output has gone (gouji check … | head): nothing is wrong.
            sys.stderr.close()
            ctx.exit(0)


def _refusals() -> tuple[type[ImporterError] | type[StoreError], ...]:
    from importers.errors import ImporterError
    from store.errors import StoreError

    return ImporterError, StoreError


def _database_errors() -> tuple[type[Exception], ...]:
    # Only a command that opened a workspace can fail in it.
    database = sys.modules.get("store.database")
    return (database.DatabaseError,) if database is not None else ()


def _sentence(words: Translator, code: str, params: Mapping[str, object]) -> str:
    from tui.failures import failure_sentence

    return failure_sentence(words, code, params)


def _language_of(ctx: click.Context) -> str:
    return words_of(ctx).language


@click.group(
    cls=_Group,
    invoke_without_command=True,
    epilog=_EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language: zh or en.")
@click.version_option(package_name="gouji", prog_name="gouji")
@click.pass_context
def main(ctx: click.Context, lang: str | None) -> None:
    """gouji 勾稽: check government-information-disclosure annual reports."""
    make_tracebacks_harmless()
    for stream in (sys.stdout, sys.stderr):
        # Text of documents may hold what the terminal's encoding has no character for.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    ctx.obj = translator(choose_language(lang, own_language))
    if ctx.invoked_subcommand is None:
        ctx.invoke(review, paths=(), db=Path(os.environ.get("GOUJI_DB") or "gouji.db"))


@main.command()
@PATHS
@click.option("--previous", type=click.Path(path_type=Path), help="Last year's report.")
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    help="json: one object a line.",
)
@click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Settings; default: gouji.toml in this folder.",
)
@click.pass_context
def check(
    ctx: click.Context,
    paths: Sequence[Path],
    previous: Path | None,
    style: str,
    config: Path | None,
) -> None:
    """Check report files, without a workspace: FILE:PLACE CODE severity message."""
    # The objects of reports are many and have no cycles.
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    from tui.check import check_paths

    ctx.exit(check_paths(paths, previous, style, words_of(ctx), config))


@main.command()
@click.argument("code", required=False)
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
@click.pass_context
def rules(ctx: click.Context, code: str | None, style: str) -> None:
    """List the rules, or explain one."""
    from tui.listing import show_rules

    ctx.exit(show_rules(code, style, words_of(ctx)))


@main.command()
@click.argument("labels", nargs=-1, required=True)
@click.option("--form", "edition", type=click.Choice(["2019", "2021"]), default="2021")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
@click.pass_context
def match(ctx: click.Context, labels: Sequence[str], edition: str, style: str) -> None:
    """Match LABELs to a form; "-" reads lines table⇥row|column⇥label[⇥group]."""
    from tui.explaining import show_matches

    ctx.exit(show_matches(labels, edition, style, words_of(ctx)))


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@DB
@NETWORK
@click.option("--ascii", "ascii_only", is_flag=True, help="Lines of - and | instead of ─ and │.")
@click.option("--no-mouse", is_flag=True, help="Leave the mouse to the terminal.")
@click.pass_context
def review(
    ctx: click.Context,
    paths: Sequence[Path],
    db: Path,
    allow_network_filesystem: bool,
    ascii_only: bool,
    no_mouse: bool,
) -> None:
    """Import PATHs and open the workbench (also: gouji PATH…)."""
    from tui.reviewing import review as open_review

    ctx.exit(
        open_review(
            paths,
            db,
            words_of(ctx),
            allow_network=allow_network_filesystem,
            ascii_only=ascii_only,
            has_mouse=not no_mouse,
        )
    )


@main.command("import")
@PATHS
@DB
@NETWORK
@click.option("--region", help="Region of all files.")
@click.option("--organ", help="Organ of all files.")
@click.option("--year", type=click.IntRange(2008, 2100), help="Year of all files.")
@click.option(
    "--jobs", type=click.IntRange(1, 64), help="Processes that read.  [default: one a processor]"
)
@click.option(
    "--cluster", metavar="ADDRESS", help="Read on the workers of a Dask cluster: tcp://HOST:8786."
)
@click.option("--quiet", is_flag=True, help="No progress.")
@click.pass_context
def import_(
    ctx: click.Context,
    paths: Sequence[Path],
    db: Path,
    allow_network_filesystem: bool,
    region: str | None,
    organ: str | None,
    year: int | None,
    jobs: int | None,
    cluster: str | None,
    quiet: bool,
) -> None:
    """Read files and folders into the workspace; known content is skipped."""
    from importers.batch import Overrides
    from tui.importing import import_paths

    ctx.exit(
        import_paths(
            paths,
            db,
            Overrides(region, organ, year),
            words_of(ctx),
            quiet=quiet,
            allow_network=allow_network_filesystem,
            jobs=jobs,
            cluster=cluster,
        )
    )


@main.command()
@DB
@NETWORK
@click.option("--yes", "everything", is_flag=True, help="Join all without asking.")
@click.pass_context
def join(ctx: click.Context, db: Path, allow_network_filesystem: bool, everything: bool) -> None:
    """Join attachments that hold only tables to the texts that they belong to."""
    from tui.joining import join_open

    ctx.exit(
        join_open(db, words_of(ctx), everything=everything, allow_network=allow_network_filesystem)
    )


@main.command()
@DB
@NETWORK
@click.option(
    "--rules", "how", flag_value="rules", default="rules", help="Run the rules (default)."
)
@click.option("--read", "how", flag_value="read", help="Read the stored documents again too.")
@click.option(
    "--all", "everything", is_flag=True, help="Also what these settings and rules checked."
)
@click.pass_context
def recheck(
    ctx: click.Context, db: Path, allow_network_filesystem: bool, how: str, everything: bool
) -> None:
    """Check stored reports anew, by the settings and rules of now; goes on where it stopped."""
    from tui.rechecking import recheck as recheck_all

    ctx.exit(
        recheck_all(
            db,
            words_of(ctx),
            reads=how == "read",
            everything=everything,
            allow_network=allow_network_filesystem,
        )
    )


@main.command()
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@DB
@NETWORK
@click.option(
    "--what",
    type=click.Choice(["findings", "cells", "annotations", "totals"]),
    default="findings",
    show_default=True,
)
@click.option(
    "--filter",
    "words",
    default="",
    help="Only reports of which this filter holds, as in the queue: 规则:A1 年度:2023 -状态:未审.",
)
@click.option(
    "--revisions",
    type=click.Choice(["current", "all"]),
    help="Default: all in .jsonl, current elsewhere.",
)
@click.option(
    "--lang",
    "export_language",
    type=click.Choice(LANGUAGES),
    help="Language of the sentences; default zh.",
)
@click.option(
    "--with-personal",
    is_flag=True,
    help="Leave telephones, mail and names of contacts in the prose.",
)
@click.option(
    "--sheets",
    "with_sheets",
    is_flag=True,
    help="Add to a ledger (.xlsx) one sheet a report, drawn like the official tables.",
)
@click.pass_context
def export(
    ctx: click.Context,
    target: Path,
    db: Path,
    allow_network_filesystem: bool,
    what: str,
    words: str,
    revisions: str | None,
    export_language: str | None,
    with_personal: bool,
    with_sheets: bool,
) -> None:
    """Write findings, cells, annotations or totals to TARGET, in the format of its suffix.

    .xlsx .csv .jsonl .md, and .html for findings and totals.
    """
    from tui.exporting import export_to

    asked = ctx.find_root().params.get("lang")
    ctx.exit(
        export_to(
            target,
            db,
            what,
            revisions,
            export_language or asked or "zh",
            words_of(ctx),
            filter_words=words,
            with_personal=with_personal,
            with_sheets=with_sheets,
            allow_network=allow_network_filesystem,
        )
    )


@main.command()
@DB
@NETWORK
@click.option("--year", type=YEAR, help="The year of which the roster is counted; default: newest.")
@click.pass_context
def status(ctx: click.Context, db: Path, allow_network_filesystem: bool, year: int | None) -> None:
    """Say what the workspace holds, who has not reported and what is left to review."""
    from tui.importing import show_status

    ctx.exit(show_status(db, words_of(ctx), year=year, allow_network=allow_network_filesystem))


main.add_command(backup)
main.add_command(merge)
main.add_command(keys)
main.add_command(labels)
main.add_command(decisions)
main.add_command(letters)
main.add_command(roster)
main.add_command(assign)
main.add_command(init)
main.add_command(doctor)
