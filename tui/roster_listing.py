"""Who has to report and who has not, as lines of the command line."""

from __future__ import annotations

from pathlib import Path

import click

from store.database import Workspace, open_workspace
from store.due import DueEntry, Standing, due_counts, due_entries, unknown_reports
from store.reports import stored_report
from store.roster import Entry
from store.visible import one_line
from tui.locale import Translator

_MOST_SHOWN = 200


def list_roster(db: Path, words: Translator, year: int | None, *, allow_network: bool) -> int:
    """Print every entry with its state on a year (None: the newest); the exit code."""
    with open_workspace(db, create=False, allow_network=allow_network) as workspace:
        counts = due_counts(workspace, year)
        if counts is None:
            click.echo(words("roster.none"), err=True)
            return 0
        for one in due_entries(workspace, counts.year):
            click.echo(_entry_line(one, words))
        show_due(workspace, words, year, lists_missing=False)
    return 0


def show_due(
    workspace: Workspace, words: Translator, year: int | None, *, lists_missing: bool = True
) -> None:
    """Print the counts of a year, who is missing, and the reports of no entry."""
    counts = due_counts(workspace, year)
    if counts is None:
        return
    click.echo(
        words(
            "roster.counts",
            year=counts.year or words("roster.no_year"),
            due=counts.due,
            reported=counts.reported,
            missing=counts.missing,
            double=counts.double,
            unknown=counts.unknown,
        )
    )
    if lists_missing:
        entries = due_entries(workspace, counts.year)
        for standing in (Standing.MISSING, Standing.DOUBLE):
            found = [one for one in entries if one.standing is standing]
            for one in found[:_MOST_SHOWN]:
                click.echo("  " + _entry_line(one, words))
            _more(len(found), words)
    found_unknown = unknown_reports(workspace, counts.year)
    for report_id in found_unknown[:_MOST_SHOWN]:
        stored = stored_report(workspace, report_id)
        if stored is not None:
            name = f"{stored.region or ''}{stored.organ or words('unknown_organ')}"
            state = words("roster.state_unknown")
            click.echo(f"  {state} {one_line(name)}　{one_line(stored.path)}")
    _more(len(found_unknown), words)


def _more(count: int, words: Translator) -> None:
    if count > _MOST_SHOWN:
        click.echo(words("roster.more", count=count - _MOST_SHOWN))


def _entry_line(one: DueEntry, words: Translator) -> str:
    return words(f"roster.state_{one.standing.value}") + " " + entry_words(one.entry.entry, words)


def entry_words(entry: Entry, words: Translator) -> str:
    """An entry on one line: name, kind, year, deadline, contact."""
    parts = [one_line(entry.full_name), words(f"kind.{entry.kind.value}")]
    if entry.year is not None:
        parts.append(str(entry.year))
    if entry.deadline is not None:
        parts.append(words("roster.due_until", day=entry.deadline.isoformat()))
    if entry.contact:
        parts.append(one_line(entry.contact))
    return "　".join(parts)
