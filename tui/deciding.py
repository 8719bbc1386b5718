"""The work of ``gouji decisions``: read a ledger, show what it changes, ask, take it over."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path

import click

from importers.discover import read_bytes
from importers.ledger_file import read_ledger
from store.annotation_log import AnnotationKind
from store.database import open_workspace
from store.decisions_entered import entries_of
from store.decisions_plan import Change, Doubt, Plan, plan_takeover
from store.decisions_taken import take_over
from store.replay_steps import replay_waiting
from store.reviewer import current_reviewer
from store.visible import one_line
from tui.locale import Translator

_MOST_SHOWN = 50


def take_decisions(
    source: Path, db: Path, words: Translator, *, is_sure: bool, allow_network: bool
) -> int:
    """Take over what was entered in a ledger after a look at it; the exit code.

    0 where all is taken over or nothing was to be, 1 where something is left alone or nothing
    was agreed to.
    """
    data = read_bytes(source)
    entries = entries_of(read_ledger(data))
    with open_workspace(db, create=False, allow_network=allow_network) as workspace:
        # What an interrupted run recorded is not to be taken for open.
        replay_waiting(workspace)
        plan = plan_takeover(workspace, entries)
        _show(plan, words)
        left = 1 if plan.doubts else 0
        if not plan.changes:
            return left
        if not is_sure and not _agrees(words):
            return 1
        take_over(
            workspace,
            current_reviewer(),
            entries,
            plan,
            file_name=one_line(source.name),
            sha256=hashlib.sha256(data).hexdigest(),
            on_progress=_progress(words),
        )
    click.echo(words("decisions.taken", count=len(plan.changes)), err=True)
    return left


def _progress(words: Translator) -> Callable[[int, int], None]:
    """Says on a terminal how far it is."""

    def tell(done: int, total: int) -> None:
        if sys.stderr.isatty():
            line = words("cli.rechecking", done=done, total=total)
            click.echo(f"\r{line}", nl=done == total, err=True)

    return tell


def _show(plan: Plan, words: Translator) -> None:
    for change in plan.changes[:_MOST_SHOWN]:
        click.echo(_change_words(change, words))
    if len(plan.changes) > _MOST_SHOWN:
        click.echo(words("decisions.more", count=len(plan.changes) - _MOST_SHOWN))
    for doubt in plan.doubts[:_MOST_SHOWN]:
        click.echo(_doubt_words(doubt, words), err=True)
    if len(plan.doubts) > _MOST_SHOWN:
        click.echo(words("decisions.more", count=len(plan.doubts) - _MOST_SHOWN), err=True)
    counts = {
        kind: sum(1 for change in plan.changes if change.kind is kind)
        for kind in (AnnotationKind.DECISION, AnnotationKind.RECTIFIED, AnnotationKind.NOTE)
    }
    click.echo(
        words(
            "decisions.counted",
            lines=plan.lines,
            decisions=counts[AnnotationKind.DECISION],
            rectified=counts[AnnotationKind.RECTIFIED],
            notes=counts[AnnotationKind.NOTE],
            doubts=len(plan.doubts),
        ),
        err=True,
    )


def _state(kind: AnnotationKind, value: str, words: Translator) -> str:
    if kind is AnnotationKind.RECTIFIED:
        return words(f"decisions.rectified_{value or 'open'}")
    return words(f"verdict.{value}") if value and value != "open" else words("decisions.open")


def _change_words(change: Change, words: Translator) -> str:
    by = words("decisions.by", name=one_line(change.by)) if change.by else ""
    head = words("decisions.row", row=change.row, named=one_line(change.named))
    if change.kind is AnnotationKind.NOTE:
        return f"{head} {words('decisions.note', text=one_line(change.now))}{by}"
    was = _state(change.kind, change.was, words)
    return f"{head} {was}→{_state(change.kind, change.now, words)}{by}"


def _doubt_words(doubt: Doubt, words: Translator) -> str:
    head = words("decisions.row", row=doubt.row, named=one_line(doubt.named))
    sentence = words(
        f"decisions.{doubt.trouble.value}",
        word=_word(doubt.word, words),
        detail=" ".join(_word(part, words) for part in doubt.detail.split()),
    )
    return f"{head} {sentence}"


def _word(text: str, words: Translator) -> str:
    """A verdict or another word that stands for something, as users know it."""
    if text in ("confirmed", "misread", "dismissed", "unsure"):
        return words(f"verdict.{text}")
    if text in ("true", "false"):
        return words(f"decisions.rectified_{text}")
    if text == "open":
        return words("decisions.open")
    if text in ("verdict", "rectified"):
        return words(f"decisions.column_{text}")
    return one_line(text)


def _agrees(words: Translator) -> bool:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        click.echo(words("decisions.ask_yes"), err=True)
        return False
    return click.confirm(words("decisions.ask"), default=False, err=True)
