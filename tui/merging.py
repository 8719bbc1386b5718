"""The work of ``gouji merge``: read a copy, show what it adds, decide conflicts, take it over."""

from __future__ import annotations

import contextlib
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from importers.conflict_file import Question, read_choices, write_questions
from importers.discover import read_bytes
from importers.reread import reread
from store.annotation_log import AnnotationKind
from store.copies import opened_copy
from store.database import open_workspace
from store.errors import WorkspaceError
from store.exports.atomic import write_atomically
from store.merge_log import Entry, read_log
from store.merge_plan import MergePlan, Side, plan_merge
from store.merging import merge
from store.replay_steps import replay_waiting
from store.reviewer import current_reviewer
from store.teaching import apply_aliases
from store.visible import one_line
from tui.locale import Translator
from tui.merge_words import ConflictWords

_MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class MergeOptions:
    """How conflicts are decided: ``side`` all of them, ``conflicts`` a file one by one."""

    side: str | None = None
    conflicts: Path | None = None
    is_sure: bool = False
    allow_network: bool = False


def merge_from(other: Path, db: Path, words: Translator, options: MergeOptions) -> int:
    """Take over the records of a copy after a look at them; the exit code.

    0 where all is taken over or nothing was to be, 1 where a conflict or a report is left or
    nothing was agreed to.
    """
    is_itself = False
    with contextlib.suppress(OSError):
        is_itself = other.samefile(db)
    if is_itself:
        raise WorkspaceError("merge_itself", path=str(other))
    chosen = _choices_of(options)
    with open_workspace(db, create=False, allow_network=options.allow_network) as workspace:
        # What an interrupted merge recorded is not to be taken for open.
        replay_waiting(workspace)
        with opened_copy(other, allow_network=options.allow_network) as copy:
            theirs = read_log(copy)
        ours = read_log(workspace)
        plan = plan_merge(ours, theirs)
        found = ConflictWords(workspace, ours, words)
        questions = [found.question(conflict) for conflict in plan.conflicts]
        if options.side is not None:
            chosen = {question.id: Side(options.side) for question in questions}
        choices = {q.id: chosen[q.id] for q in questions if q.id in chosen}
        _show(plan, questions, choices, words)
        _file(options, questions, chosen, words)
        left = 1 if len(choices) < len(questions) or plan.only_there else 0
        if not plan.take and not choices:
            return left
        if not options.is_sure and not _agrees(words):
            return 1
        done = merge(
            workspace,
            current_reviewer(),
            theirs,
            plan,
            choices,
            reread,
            file_name=one_line(other.name),
        )
        replay_waiting(workspace, lambda at, total: _progress(words, at, total))
        if any(e.kind is AnnotationKind.REMAP and e.report is None for e in plan.take):
            apply_aliases(workspace, reread)
    click.echo(words("merge.taken", count=done.taken), err=True)
    if done.left:
        click.echo(words("merge.left", count=done.left), err=True)
    return left


def _choices_of(options: MergeOptions) -> Mapping[str, Side]:
    path = options.conflicts
    if path is None or not path.exists():
        return {}
    return read_choices(read_bytes(path), one_line(str(path)))


def _file(
    options: MergeOptions,
    questions: Sequence[Question],
    chosen: Mapping[str, Side],
    words: Translator,
) -> None:
    """Write the conflicts where their file is missing; tell of choices that fit none."""
    path = options.conflicts
    if path is None:
        return
    named = one_line(str(path))
    if path.exists():
        stale = len(chosen.keys() - {question.id for question in questions})
        if stale and questions:
            click.echo(words("merge.stale", path=named, count=stale), err=True)
    elif questions:
        content = write_questions(questions, words("merge.heading"))
        write_atomically(path, lambda temporary: temporary.write_bytes(content))
        click.echo(words("merge.written", path=named), err=True)


def _show(
    plan: MergePlan, questions: Sequence[Question], choices: Mapping[str, Side], words: Translator
) -> None:
    by_name: dict[str, list[Entry]] = {}
    for entry in plan.take:
        by_name.setdefault(entry.name, []).append(entry)
    for name, entries in by_name.items():
        counts = Counter(entry.kind.value for entry in entries)
        told = " · ".join(f"{words('what.' + kind)} {count}" for kind, count in counts.items())
        click.echo(words("merge.by", name=one_line(name), counts=told))
    for question in questions[:_MOST_SHOWN]:
        click.echo(words("merge.conflict", id=question.id, where=question.where))
        for what, ours, theirs in question.differences:
            click.echo(words("merge.difference", what=what, ours=ours, theirs=theirs))
    if len(questions) > _MOST_SHOWN:
        click.echo(words("merge.more", count=len(questions) - _MOST_SHOWN))
    if plan.only_there:
        click.echo(words("merge.only_there", count=len(plan.only_there)), err=True)
    for path, count in plan.only_there[:_MOST_SHOWN]:
        click.echo(words("merge.only_there_file", path=one_line(path), count=count), err=True)
    if len(plan.only_there) > _MOST_SHOWN:
        click.echo(words("merge.more", count=len(plan.only_there) - _MOST_SHOWN), err=True)
    if not plan.take and not questions:
        click.echo(words("merge.nothing_new"), err=True)
        return
    click.echo(
        words(
            "merge.counted",
            take=len(plan.take),
            conflicts=len(questions),
            decided=len(choices),
        ),
        err=True,
    )
    if len(choices) < len(questions) and not plan.take and not choices:
        click.echo(words("merge.left", count=len(questions) - len(choices)), err=True)


def _progress(words: Translator, done: int, total: int) -> None:
    if sys.stderr.isatty():
        line = words("cli.rechecking", done=done, total=total)
        click.echo(f"\r{line}", nl=done == total, err=True)


def _agrees(words: Translator) -> bool:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        click.echo(words("merge.ask_yes"), err=True)
        return False
    return click.confirm(words("merge.ask"), default=False, err=True)
