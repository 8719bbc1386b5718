"""The bars of ``gouji status``: where most is open, by which rules, and who decided what."""

from __future__ import annotations

from dataclasses import replace

import click

from store.database import Workspace
from store.progress import By, progress_by
from store.rules import load_catalogue
from tui.day import day_began
from tui.drawing.progress import progress_lines, shown_text
from tui.locale import Translator

_WIDTH = 80
_MOST = 10


def show_progress(workspace: Workspace, words: Translator) -> None:
    """Print the worst lines of each view in 80 columns; nothing where there are no reports."""
    titles = {code: text.title for code, text in load_catalogue(words.language).items()}
    for by in (By.REGION, By.ORGAN, By.RULE, By.REVIEWER):
        found = progress_by(workspace, by, day_began())
        if not found.rows:
            continue
        shown = replace(found, rows=found.rows[:_MOST])
        click.echo(words(f"progress.by_{by}") + words("progress.colon"))
        click.echo(shown_text(progress_lines(shown, _WIDTH, words, titles)))
