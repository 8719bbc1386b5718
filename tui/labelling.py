"""``gouji labels``: list doubtful labels, apply, export and import what was taught."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from importers.discover import read_bytes
from importers.label_file import Lesson, read_lessons, write_lessons
from importers.reread import reread
from store.aliases import aliases, may_be_alias, proposed, teach_label
from store.database import Workspace, open_workspace
from store.exports.atomic import write_atomically
from store.labels import doubtful_labels, label_members
from store.report import FOREIGN
from store.reviewer import current_reviewer
from store.teaching import (
    Applied,
    Change,
    Said,
    apply_aliases,
    preview_aliases,
    preview_waiting,
    say_for_all,
)
from store.visible import one_line
from tui.drawing.doubtful_labels import official_words, part_words
from tui.importing import interrupts
from tui.locale import Translator

_MOST_SHOWN = 10


def list_labels(db: Path, words: Translator, *, allow_network: bool) -> int:
    """Print the doubtful labels of all reports; 1 where there are any."""
    with open_workspace(db, create=False, allow_network=allow_network) as workspace:
        found = doubtful_labels(workspace)
        for label in found:
            first = label_members(workspace, label.key)[:1]
            taken = first[0].target if first else None
            click.echo(
                words(
                    "labels.line",
                    count=label.reports,
                    table=words(f"labels.table_{label.key[0]}"),
                    axis=words(f"labels.axis_{label.key[1]}"),
                    label=one_line(label.key[2]),
                    target=official_words(label.key, taken if taken else FOREIGN, words),
                )
            )
        click.echo(words("labels.counted", count=len(found)), err=True)
    return 1 if found else 0


def export_labels(target: Path, db: Path, words: Translator, *, allow_network: bool) -> int:
    """Write the aliases in force to a TOML file; the exit code."""
    with open_workspace(db, create=False, allow_network=allow_network) as workspace:
        lessons = [
            Lesson(key, alias.target, alias.reviewer, alias.at)
            for key, alias in sorted(aliases(workspace).items())
            if alias.target is not None
        ]
    content = write_lessons(lessons)

    def write(path: Path) -> int:
        path.write_bytes(content)
        return len(lessons)

    count = write_atomically(target, write)
    click.echo(words("labels.exported", count=count, path=one_line(str(target))), err=True)
    return 0


def import_labels(
    source: Path, db: Path, words: Translator, *, is_sure: bool, allow_network: bool
) -> int:
    """Take over the labels of a TOML file after a look at what they change; the exit code."""
    lessons = read_lessons(read_bytes(source), one_line(str(source)))
    with open_workspace(db, create=False, allow_network=allow_network) as workspace:
        known = aliases(workspace)
        new = []
        for lesson in lessons:
            alias = known.get(lesson.key)
            label = f"{part_words(lesson.key, words)} {one_line(lesson.key[2])}"
            meaning = official_words(lesson.key, lesson.target, words)
            if alias is not None and alias.target == lesson.target and not alias.excepted:
                continue
            if not may_be_alias(lesson.key):
                click.echo(words("labels.too_short", label=label), err=True)
                continue
            new.append(lesson)
            if alias is not None and alias.target is not None:
                before = official_words(lesson.key, alias.target, words)
                click.echo(words("labels.other", label=label, target=meaning, before=before))
            else:
                click.echo(words("labels.new", label=label, target=meaning))
        click.echo(words("labels.known", count=len(lessons) - len(new)), err=True)
        if not new:
            return 0
        said = {lesson.key: Said(lesson.target) for lesson in new}
        _show(preview_aliases(workspace, said, reread), words)
        if not is_sure and not _agrees(words):
            return 1
        with workspace.transaction():
            for lesson in new:
                teach_label(workspace, current_reviewer(), lesson.key, lesson.target)
        return _apply(workspace, words)


def apply_labels(db: Path, words: Translator, *, is_sure: bool, allow_network: bool) -> int:
    """Read again the reports that wait for taught labels, after a look; the exit code."""
    with open_workspace(db, create=False, allow_network=allow_network) as workspace:
        for key, (alias, others) in sorted(proposed(workspace).items()):
            label = f"{part_words(key, words)} {one_line(key[2])}"
            meaning = official_words(key, alias.target or FOREIGN, words)
            who, count = one_line(alias.reviewer), len(others)
            click.echo(
                words("labels.proposed", label=label, target=meaning, reviewer=who, count=count)
            )
        if not _show(preview_waiting(workspace, reread), words):
            return 0
        if not is_sure and not _agrees(words):
            return 1
        say_for_all(workspace, current_reviewer())
        return _apply(workspace, words)


def _show(changes: Iterable[Change], words: Translator) -> int:
    """Print what would change, the first reports by name; how many reports there are."""
    reports = cells = closed = opened = shown = 0
    for change in changes:
        reports += 1
        cells += len(change.cells)
        closed += change.closed
        opened += change.opened
        if change.reason:
            sentence = words(f"error.{change.reason}")
            click.echo(f"  {one_line(change.path)}: {sentence}", err=True)
        elif change.cells and (shown := shown + 1) <= _MOST_SHOWN:
            count = len(change.cells)
            click.echo(words("labels.changed", path=one_line(change.path), count=count))
    if shown > _MOST_SHOWN:
        click.echo(words("labels.changed_more", count=shown - _MOST_SHOWN))
    click.echo(words("labels.preview", reports=reports, cells=cells, closed=closed, opened=opened))
    return reports


def _agrees(words: Translator) -> bool:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        click.echo(words("labels.ask_yes"), err=True)
        return False
    return click.confirm(words("labels.ask"), default=False, err=True)


def _apply(workspace: Workspace, words: Translator) -> int:
    def tell(applied: Applied) -> None:
        if sys.stderr.isatty():
            line = words("labels.applying", done=applied.done, total=applied.total)
            click.echo(f"\r{line}", nl=False, err=True)

    with interrupts() as stopped:
        applied = apply_aliases(workspace, reread, on_progress=tell, is_cancelled=stopped)
    if sys.stderr.isatty():
        click.echo("", err=True)
    left = applied.total - applied.done
    click.echo(words("labels.applied", done=applied.done - applied.failed, left=left), err=True)
    return 1 if left or applied.failed else 0
