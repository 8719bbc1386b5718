"""``gouji letters``: write the letters of all reports that are ready, and say who has none."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from store.database import Workspace, open_workspace
from store.letter_files import LetterOptions, Outcome, chosen_template, outcomes_before
from store.letter_files import write_letters as write_files
from store.letters import letter_candidates
from store.reviewer import current_reviewer
from store.visible import one_line
from tui.failures import failure_sentence
from tui.importing import interrupts
from tui.locale import Translator


def write_all(
    folder: Path,
    db: Path,
    options: LetterOptions,
    words: Translator,
    *,
    filter_words: str,
    is_sure: bool,
    allow_network: bool,
) -> int:
    """Write the letters into a folder; 0, or 1 where one failed, was stopped or not agreed to."""
    with open_workspace(db, create=False, allow_network=allow_network) as workspace:
        template = chosen_template(workspace, options)
        if template.path:
            click.echo(words("letters.template", path=one_line(template.path)), err=True)
        ids = letter_candidates(workspace, filter_words)
        left_out = list(outcomes_before(workspace, ids, options))
        without = {outcome.report_id for outcome in left_out}
        ready = [report_id for report_id in ids if report_id not in without]
        for outcome in left_out:
            reason = words(f"letters.no_{outcome.obstacle}")
            click.echo(f"{one_line(outcome.name)}: {reason}", err=True)
        if ready and not is_sure and not _agrees(len(ready), words):
            return 1
        return _write(workspace, ready, folder, options, words, left_out=len(left_out))


def _agrees(count: int, words: Translator) -> bool:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        click.echo(words("letters.ask_yes", count=count), err=True)
        return False
    return click.confirm(words("letters.ask", count=count), default=False, err=True)


def _write(
    workspace: Workspace,
    ready: Sequence[int],
    folder: Path,
    options: LetterOptions,
    words: Translator,
    *,
    left_out: int,
) -> int:
    written = failed = 0
    with interrupts() as stopped:
        for outcome in write_files(
            workspace, current_reviewer(), ready, folder, options, is_cancelled=stopped
        ):
            if outcome.path is not None:
                written += 1
                click.echo(one_line(str(outcome.path)))
            elif outcome.obstacle is not None:
                # Another reviewer has changed the report since the look at all of them.
                left_out += 1
                reason = words(f"letters.no_{outcome.obstacle}")
                click.echo(f"{one_line(outcome.name)}: {reason}", err=True)
            else:
                failed += 1
                click.echo(f"{one_line(outcome.name)}: {_reason(outcome, words)}", err=True)
    open_ = len(ready) - written - failed
    click.echo(
        words("letters.done", written=written, left_out=left_out, failed=failed, open=max(0, open_))
        if failed or open_ > 0
        else words("letters.all_done", written=written, left_out=left_out),
        err=True,
    )
    return 1 if failed or open_ > 0 else 0


def _reason(outcome: Outcome, words: Translator) -> str:
    error = outcome.error
    return failure_sentence(words, error.code, error.params) if error is not None else ""
