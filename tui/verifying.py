"""``gouji doctor --verify``: whether the tables of a workspace are what its log says."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from store.verification import verify_workspace
from store.verified_log import Wrong
from store.visible import one_line
from tui.locale import Translator

_MOST_SHOWN = 50
_LONGEST = 60


def verify(db: Path, words: Translator, *, allow_network: bool) -> int:
    """Replay the log of a workspace beside it and tell what differs; 1 where something does."""

    def tell(done: int, total: int) -> None:
        if sys.stderr.isatty():
            line = words("verify.verifying", done=done, total=total)
            click.echo(f"\r{line}", nl=done == total, err=True)

    found = verify_workspace(db, allow_network=allow_network, on_progress=tell)
    for wrong in found.wrong[:_MOST_SHOWN]:
        click.echo(_line(wrong, words))
    if len(found.wrong) > _MOST_SHOWN:
        click.echo(words("verify.more", count=len(found.wrong) - _MOST_SHOWN))
    counts = {"reports": found.reports, "annotations": found.annotations}
    if found.wrong:
        click.echo(words("verify.wrong", count=len(found.wrong), **counts), err=True)
    else:
        click.echo(words("verify.well", **counts), err=True)
    if found.waiting:
        click.echo(words("verify.waiting", count=found.waiting), err=True)
    return 1 if found.wrong else 0


def _line(wrong: Wrong, words: Translator) -> str:
    shown = {
        name: one_line(str(getattr(wrong, name)))[:_LONGEST]
        for name in ("table", "what", "column", "stored", "replayed")
    }
    return words("verify.line", path=one_line(wrong.path) or words("verify.log"), **shown)
