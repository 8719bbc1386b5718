"""``gouji init`` and ``gouji doctor``: what was made, what is wrong, and what to type."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from store.doctor import examine
from store.symptoms import Symptom
from store.visible import one_line
from store.workspace_making import make_workspace
from tui.locale import Translator


def make(
    db: Path, words: Translator, *, shared: bool, group: str | None, allow_network: bool
) -> int:
    """Make a workspace and say whose it is; the exit code is 1 where colleagues are kept out."""
    made = make_workspace(db, shared=shared, group=group, allow_network=allow_network)
    path = one_line(str(made.path))
    if not made.is_shared:
        click.echo(words("init.private", path=path))
        return 0
    members = words("roster.comma").join(one_line(name) for name in made.members)
    click.echo(words("init.shared", path=path, group=one_line(made.group), members=members or "—"))
    problems = [one for one in examine(db) if one.is_wrong and one.code != "network"]
    for one in problems:
        click.echo(_line(one, words))
    return 1 if problems else 0


@dataclass(frozen=True, slots=True)
class Examined:
    """How many things are wrong, and whether the workspace can be opened all the same."""

    problems: int
    can_be_opened: bool


def show_examination(db: Path, words: Translator, *, allow_network: bool) -> Examined:
    """Print what was looked at, one line each, and how much of it is wrong."""
    found = examine(db)
    for one in found:
        click.echo(_line(one, words))
    wrong = [one for one in found if one.is_wrong]
    if wrong:
        click.echo(words("doctor.wrong", count=len(wrong)))
    stopping = {one.code for one in wrong if one.stops}
    if allow_network:
        stopping.discard("network")
    return Examined(len(wrong), not stopping)


def _line(one: Symptom, words: Translator) -> str:
    shown = {key: one_line(v) if isinstance(v, str) else v for key, v in one.params.items()}
    mark = words("doctor.mark_wrong" if one.is_wrong else "doctor.mark_good")
    line = f"{mark} {words(f'doctor.{one.code}', **shown)}"
    if one.command:
        key = "doctor.type_by" if one.by else "doctor.type"
        line += "\n    " + words(key, command=one_line(one.command), name=one_line(one.by))
    return line
