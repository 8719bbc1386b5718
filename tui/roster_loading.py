"""``gouji roster FILE``: what the file changes and which reports it means, then the change."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from importers.discover import read_bytes
from importers.roster_file import RosterFile, read_roster
from importers.roster_matching import Proposed, Proposer
from store.database import Workspace, open_workspace
from store.rechecking import recheck_rules
from store.roster import Entry, EntryName
from store.roster_choices import refusals
from store.roster_loading import RosterPreview, load_roster, preview_roster
from store.roster_moving import is_moving
from store.roster_names import How
from store.rostered import Assigned
from store.teaching import Applied
from store.visible import one_line
from tui.drawing.due import entry_words
from tui.importing import interrupts
from tui.locale import Translator
from tui.roster_listing import show_due

_MOST_SHOWN = 20
_MOST_OPEN = 100


def load_file(
    source: Path,
    db: Path,
    words: Translator,
    *,
    region: str | None,
    year: int | None,
    is_sure: bool,
    allow_network: bool,
) -> int:
    """Load the roster of a file after a look at what it changes; the exit code.

    Rows that could not be understood are named; the rest is loaded.
    """
    shown = one_line(str(source))
    found = read_roster(read_bytes(source), shown, region=region, year=year)
    _show_file(found, shown, words)
    if not found.entries:
        return 1
    with open_workspace(db, allow_network=allow_network) as workspace:
        unread = [bad.name for bad in found.bad if bad.name]
        preview = preview_roster(workspace, found.entries, unread)
        _show_changes(preview, words)
        _show_reports(workspace, preview, words)
        if preview.changes.is_nothing and not is_moving(workspace):
            click.echo(words("roster.nothing"), err=True)
            return 1 if found.bad else 0
        if not is_sure and not _agrees(words):
            return 1
        changes, moved = load_roster(workspace, found.entries, unread)
        left = _recheck(workspace, words)
        click.echo(
            words(
                "roster.loaded",
                new=len(changes.new),
                changed=len(changes.changed),
                gone=len(changes.dropped) + len(changes.kept),
                moved=len(moved),
            ),
            err=True,
        )
        show_due(workspace, words, None, lists_missing=False)
    return 1 if found.bad or left else 0


def _show_file(found: RosterFile, path: str, words: Translator) -> None:
    click.echo(words("roster.file", path=path, entries=len(found.entries), rows=found.rows))
    if found.ignored:
        names = words("roster.comma").join(one_line(name) for name in found.ignored)
        click.echo(words("roster.ignored", columns=names))
    for bad in found.bad:
        problem = words(f"roster_problem.{bad.problem}", detail=one_line(bad.detail))
        click.echo(words("roster.bad", path=path, row=bad.row, problem=problem), err=True)


def _show_changes(preview: RosterPreview, words: Translator) -> None:
    changes = preview.changes
    _list(words("roster.new"), [entry_words(entry, words) for entry in changes.new], words)
    told = [
        f"{entry_words(new, words)}　{_differs(old.entry, new, words)}"
        for old, new in changes.changed
    ]
    _list(words("roster.changed"), told, words)
    _list(
        words("roster.dropped"), [entry_words(one.entry, words) for one in changes.dropped], words
    )
    _list(words("roster.kept"), [entry_words(one.entry, words) for one in changes.kept], words)


def _list(title: str, lines: Sequence[str], words: Translator, most: int = _MOST_SHOWN) -> None:
    if not lines:
        return
    click.echo(f"{title} {len(lines)}")
    for line in lines[:most]:
        click.echo("  " + line)
    if len(lines) > most:
        click.echo(words("roster.more", count=len(lines) - most))


def _differs(old: Entry, new: Entry, words: Translator) -> str:
    """What of an entry is another now than it was."""
    pairs = (
        ("name", old.full_name, new.full_name),
        ("names", _names(old.names), _names(new.names)),
        ("category", old.category, new.category),
        ("level", old.level.value, new.level.value),
        ("deadline", str(old.deadline or "—"), str(new.deadline or "—")),
        ("contact", old.contact, new.contact),
    )
    told = [
        words("roster.differs", what=words(f"roster.{key}"), was=one_line(was), now=one_line(now))
        for key, was, now in pairs
        if was != now
    ]
    return words("roster.comma").join(told) if told else words("roster.back")


def _names(names: Sequence[EntryName]) -> str:
    shown = []
    for one in names:
        years = (
            ""
            if one.since is None and one.until is None
            else f"({one.since or ''}-{one.until or ''})"
        )
        shown.append(one.name + years)
    return "；".join(shown)


def _show_reports(workspace: Workspace, preview: RosterPreview, words: Translator) -> None:
    """How the stored reports match: exactly, by another name, or not."""
    by_hand = [one for one in preview.reports if one.report.is_by_reviewer]
    others = [one for one in preview.reports if not one.report.is_by_reviewer]
    exact, aliased, unmatched = [], [], []
    for one in others:
        target = one.choice.target
        if target is None:
            unmatched.append(one)
        elif target.how is How.NAME:
            exact.append(one)
        else:
            aliased.append(one)
    if not preview.reports:
        return
    click.echo(
        words(
            "roster.reports",
            count=len(preview.reports),
            exact=len(exact),
            alias=len(aliased),
            open=len(unmatched),
            by_hand=len(by_hand),
        )
    )
    lines = [_match_line(one, words) for one in aliased]
    _list(words("roster.by_alias"), lines, words, _MOST_OPEN)
    proposer = Proposer(preview.entries)
    lines = [
        _open_line(
            one,
            proposer.propose(
                one.report.recognised,
                one.report.path,
                refusals(workspace, one.report.report_id),
            ),
            words,
        )
        for one in unmatched[:_MOST_OPEN]
    ]
    if lines:
        click.echo(words("roster.open", count=len(unmatched)))
        for line in lines:
            click.echo("  " + line)
        if len(unmatched) > _MOST_OPEN:
            click.echo(words("roster.more", count=len(unmatched) - _MOST_OPEN))


def _match_line(one: Assigned, words: Translator) -> str:
    full = (one.given.region or "") + (one.given.organ or "")
    return f"{_report(one, words)} → {one_line(full)}"


def _report(one: Assigned, words: Translator) -> str:
    said = one.report.recognised
    name = f"{said.region or ''}{said.organ or words('unknown_organ')}"
    return f"{one_line(one.report.path)}　“{one_line(name)}” {said.year or '—'}"


def _open_line(one: Assigned, found: Sequence[Proposed], words: Translator) -> str:
    line = _report(one, words)
    if one.is_claimed and one.choice.rivals:
        rival = one.choice.rivals[0]
        line += " " + words("roster.claimed", entry=one_line((rival.region or "") + rival.organ))
    elif one.choice.rivals:
        names = [one_line((rival.region or "") + rival.organ) for rival in one.choice.rivals]
        return line + " " + words("roster.rivals", entries=words("roster.comma").join(names))
    if not found:
        return line + " " + words("roster.unlike")
    first = found[0]
    why = words(f"roster.why_{first.why.value}")
    line += f" ? {one_line(first.entry.entry.full_name)} {why} {first.score:.2f}"
    if len(found) > 1:
        second = found[1]
        runner_up = f"{one_line(second.entry.entry.full_name)} {second.score:.2f}"
        line += words("roster.runner_up", entry=runner_up)
    return line


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _agrees(words: Translator) -> bool:
    if not _is_terminal():
        click.echo(words("roster.ask_yes"), err=True)
        return False
    return click.confirm(words("roster.ask"), default=False, err=True)


def _recheck(workspace: Workspace, words: Translator) -> int:
    """Run the rules on what waits for them; how many reports are left."""

    def tell(applied: Applied) -> None:
        if sys.stderr.isatty():
            line = words("cli.rechecking", done=applied.done, total=applied.total)
            click.echo(f"\r{line}", nl=False, err=True)

    with interrupts() as stopped:
        applied = recheck_rules(workspace, on_progress=tell, is_cancelled=stopped)
    if sys.stderr.isatty() and applied.total:
        click.echo("", err=True)
    left = applied.total - applied.done
    if left:
        click.echo(words("cli.recheck_stopped", left=left), err=True)
    return left
