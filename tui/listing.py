"""``gouji rules``: the rules and what they mean."""

from __future__ import annotations

import click

from store.exports.jsonl import dump
from store.rules import CODES, load_catalogue
from store.visible import one_line
from tui.locale import Translator


def show_rules(code: str | None, style: str, words: Translator) -> int:
    """All rules on a line each, or one with its explanation; the exit code."""
    catalogue = load_catalogue(words.language)
    if code is not None and code.upper() not in catalogue:
        click.echo(words("cli.unknown_rule", code=one_line(code)), err=True)
        return 2
    for key in CODES if code is None else (code.upper(),):
        text = catalogue[key]
        if style == "json":
            click.echo(
                dump(
                    {
                        "code": key,
                        "severity": text.severity,
                        "title": text.title,
                        "explanation": text.explanation,
                    }
                )
            )
        else:
            severity = words(f"cli.severity_{text.severity}")
            click.echo(f"{key} {severity} {text.title}")
            if code is not None:
                click.echo(text.explanation)
    return 0
