"""``gouji assign``: who gets which reports, shown first, then assigned."""

from __future__ import annotations

import pwd
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from store.assignment_plan import assign_by_count, assign_by_pattern, assign_by_region, free
from store.assignments import (
    Assignable,
    assign_all,
    assignable,
    assignee_name,
    known_names,
    shares,
)
from store.database import Workspace, open_workspace
from store.reviewer import current_reviewer
from store.visible import one_line
from tui.locale import Translator

_MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for: ``names`` is ("",) where reports are to be nobody's."""

    names: tuple[str, ...]
    count: int | None = None
    region: str | None = None
    pattern: str | None = None
    filter_words: str = ""
    again: bool = False


def show_shares(db: Path, words: Translator, *, allow_network: bool) -> int:
    """Print who has been assigned how many reports; the exit code."""
    with open_workspace(db, create=False, allow_network=allow_network) as workspace:
        for one in shares(workspace):
            name = one_line(one.name) if one.name else words("assign.nobody")
            click.echo(words("assign.share", name=name, count=one.reports, signed=one.signed))
    return 0


def assign_reports(
    db: Path, wish: Wish, words: Translator, *, is_sure: bool, allow_network: bool
) -> int:
    """Show what would be assigned, ask, and assign; the exit code. Raises StoreError."""
    names = list(dict.fromkeys(assignee_name(name) for name in wish.names))
    if "" in names and names != [""]:
        names.remove("")
    with open_workspace(db, create=False, allow_network=allow_network) as workspace:
        shared = _shared(workspace, wish, names)
        _preview(shared, words)
        _warn_of_strangers(workspace, shared, words)
        ids = {name: [one.report_id for one in given] for name, given in shared.items()}
        if not any(ids.values()):
            click.echo(words("assign.nothing"), err=True)
            return 0
        if not is_sure and not _agrees(words):
            return 1
        assign_all(workspace, current_reviewer(), ids)
        count = sum(len(given) for given in ids.values())
        click.echo(words("assign.done", count=count), err=True)
    return 0


def _shared(
    workspace: Workspace, wish: Wish, names: list[str]
) -> Mapping[str, tuple[Assignable, ...]]:
    chosen = free(assignable(workspace, wish.filter_words), again=wish.again)
    if wish.region is not None:
        chosen = assign_by_region(chosen, wish.region)
    if wish.pattern is not None:
        chosen = assign_by_pattern(chosen, wish.pattern)
    if names == [""]:
        chosen = [one for one in chosen if one.assignee]
    return assign_by_count(chosen, names, wish.count)


def _preview(shared: Mapping[str, tuple[Assignable, ...]], words: Translator) -> None:
    for name, given in shared.items():
        shown = one_line(name) if name else words("assign.nobody")
        click.echo(words("assign.gets", name=shown, count=len(given)))
        for one in given[:_MOST_SHOWN]:
            organ = f"{one.region}{one.organ or words('unknown_organ')}"
            line = f"  {one_line(organ)} {one.year or '—'}　{one_line(one.path)}"
            if one.assignee:
                line += "　" + words("assign.was", name=one_line(one.assignee))
            click.echo(line)
        if len(given) > _MOST_SHOWN:
            click.echo(words("roster.more", count=len(given) - _MOST_SHOWN))


def _warn_of_strangers(
    workspace: Workspace, shared: Mapping[str, tuple[Assignable, ...]], words: Translator
) -> None:
    """A name with a slip of the pen would wait for a reviewer who never comes."""
    known = known_names(workspace)
    for name in shared:
        if name and name not in known and not _is_account(name):
            click.echo(words("assign.stranger", name=one_line(name)), err=True)


def _is_account(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except (KeyError, ValueError):
        return False
    return True


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _agrees(words: Translator) -> bool:
    if not _is_terminal():
        click.echo(words("assign.ask_yes"), err=True)
        return False
    return click.confirm(words("assign.ask"), default=False, err=True)
