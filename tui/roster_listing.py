"""Who has to report and who has not, as lines of the command line."""

from __future__ import annotations

from pathlib import Path

import click

from store.database import Workspace, open_workspace
from store.due import DueEntry, Standing, due_of
from store.reports import stored_report
from store.visible import one_line
from tui.drawing.due import due_words, entry_words
from tui.locale import Translator

_MOST_SHOWN = 200


def list_roster(db: Path, words: Translator, year: int | None, *, allow_network: bool) -> int:
    """Print every entry with its state on a year (None: the newest); the exit code."""
    with open_workspace(db, create=False, allow_network=allow_network) as workspace:
        due = due_of(workspace, year)
        if due is None:
            click.echo(words("roster.none"), err=True)
            return 0
        for one in due.entries:
            click.echo(_entry_line(one, words))
        show_due(workspace, words, year, lists_missing=False)
    return 0


def show_due(
    workspace: Workspace, words: Translator, year: int | None, *, lists_missing: bool = True
) -> None:
    """Print the counts of a year, who is missing, and the reports of no entry."""
    due = due_of(workspace, year)
    if due is None:
        return
    click.echo(due_words(due.counts, words))
    if lists_missing:
        for standing in (Standing.MISSING, Standing.DOUBLE):
            found = [one for one in due.entries if one.standing is standing]
            for one in found[:_MOST_SHOWN]:
                click.echo("  " + _entry_line(one, words))
            _more(len(found), words)
    for report_id in due.unknown[:_MOST_SHOWN]:
        stored = stored_report(workspace, report_id)
        if stored is not None:
            name = f"{stored.region or ''}{stored.organ or words('unknown_organ')}"
            state = words("roster.state_unknown")
            click.echo(f"  {state} {one_line(name)}　{one_line(stored.path)}")
    _more(len(due.unknown), words)


def _more(count: int, words: Translator) -> None:
    if count > _MOST_SHOWN:
        click.echo(words("roster.more", count=count - _MOST_SHOWN))


def _entry_line(one: DueEntry, words: Translator) -> str:
    return words(f"roster.state_{one.standing.value}") + " " + entry_words(one.entry.entry, words)
