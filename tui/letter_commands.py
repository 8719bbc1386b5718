"""The command ``gouji letters``."""

from __future__ import annotations

from pathlib import Path

import click

from tui.locale import LANGUAGES
from tui.options import DB, NETWORK, words_of


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@DB
@NETWORK
@click.option("--format", "format_", type=click.Choice(["docx", "md", "html"]), default="docx")
@click.option(
    "--filter",
    "filter_words",
    default="",
    help="Only reports of which this filter holds, as in the queue: 规则:A1 年度:2023 -状态:未审.",
)
@click.option(
    "--kind",
    type=click.Choice(["feedback", "notice"]),
    default="feedback",
    help="notice: a notice of rectification, for published reports.",
)
@click.option("--again", is_flag=True, help="Also where the letter of this round was issued.")
@click.option("--overwrite", is_flag=True, help="Replace files that are there.")
@click.option(
    "--template",
    type=click.Path(path_type=Path),
    help="The office's own template, or the folder that it is in.",
)
@click.option(
    "--with-personal", is_flag=True, help="Leave telephones, addresses and names in quotations."
)
@click.option(
    "--lang",
    "letter_language",
    type=click.Choice(LANGUAGES),
    help="Language of the letters; default zh.",
)
@click.option("--yes", "is_sure", is_flag=True, help="Do not ask.")
@click.pass_context
def letters(
    ctx: click.Context,
    folder: Path,
    db: Path,
    allow_network_filesystem: bool,
    format_: str,
    filter_words: str,
    kind: str,
    again: bool,
    overwrite: bool,
    template: Path | None,
    with_personal: bool,
    letter_language: str | None,
    is_sure: bool,
) -> None:
    """Write the letters on all reports that are signed off into FOLDER, one an organ.

    What is written is recorded: those reports count as answered, and the next call leaves them out.
    """
    from datetime import date

    from store.letter_files import LetterOptions
    from store.letter_templates import LetterFormat
    from tui.lettering import write_all

    asked = ctx.find_root().params.get("lang")
    options = LetterOptions(
        LetterFormat(format_),
        date.today(),
        letter_language or asked or "zh",
        is_notice=kind == "notice",
        again=again,
        overwrite=overwrite,
        with_personal=with_personal,
        template=template,
    )
    ctx.exit(
        write_all(
            folder,
            db,
            options,
            words_of(ctx),
            filter_words=filter_words,
            is_sure=is_sure,
            allow_network=allow_network_filesystem,
        )
    )
