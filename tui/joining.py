"""``gouji join``, and the question after an import: do these tables belong to that text?"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from importers.reread import reread
from store.attachments import Pair, find_pairs, join_attachment
from store.database import Workspace, open_workspace
from store.reviewer import current_reviewer
from store.visible import one_line
from tui.locale import Translator


def join_open(db: Path, words: Translator, *, everything: bool, allow_network: bool) -> int:
    """Ask of every attachment whether it belongs to the text found for it; the exit code."""
    with open_workspace(db, create=False, allow_network=allow_network) as workspace:
        pairs = find_pairs(workspace)
        if not pairs:
            click.echo(words("cli.join_none"))
            return 0
        if not everything and not sys.stdin.isatty():
            _list(pairs, words)
            return 1
        return 0 if offer_joins(workspace, pairs, words, everything=everything) else 1


def offer_joins(
    workspace: Workspace, pairs: Sequence[Pair], words: Translator, *, everything: bool = False
) -> bool:
    """Ask and join; without a terminal say how it is done. True where all are joined."""
    if not everything and not (sys.stdin.isatty() and sys.stderr.isatty()):
        _list(pairs, words)
        return False
    joined = 0
    for pair in pairs:
        question = words("cli.join_ask", **_shown(pair))
        if everything or click.confirm(question, default=False, err=True):
            join_attachment(workspace, current_reviewer(), pair, reread)
            joined += 1
    click.echo(words("cli.joined", count=joined, total=len(pairs)), err=True)
    return joined == len(pairs)


def _list(pairs: Sequence[Pair], words: Translator) -> None:
    for pair in pairs:
        click.echo(words("cli.join_open", **_shown(pair)), err=True)


def _shown(pair: Pair) -> dict[str, str]:
    return {"attachment": one_line(pair.attachment), "text": one_line(pair.text)}
