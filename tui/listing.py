"""``gouji rules`` and ``gouji match``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

import click

from importers.matching import Query, match_label
from store.exports.jsonl import dump
from store.forms import load_form
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


def _queries(labels: Sequence[str], words: Translator) -> Iterable[Query | str]:
    if list(labels) != ["-"]:
        yield from (Query(None, None, label, None) for label in labels)
        return
    for number, line in enumerate(sys.stdin, 1):
        parts = line.rstrip("\r\n").split("\t")
        if not line.strip():
            continue
        if (
            len(parts) not in (3, 4)
            or parts[0] not in ("disclosure", "requests", "litigation")
            or parts[1] not in ("row", "column")
        ):
            yield words("cli.match_line", line=number)
            continue
        group = parts[3] if len(parts) == 4 and parts[3].strip() else None
        yield Query(parts[0], parts[1], parts[2].replace("\\n", "\n"), group)


def show_matches(labels: Sequence[str], edition: str, style: str, words: Translator) -> int:
    """Matches of labels, one object a line as JSON; the exit code."""
    form = load_form(edition)
    code = 0
    for query in _queries(labels, words):
        if isinstance(query, str):
            click.echo(query, err=True)
            code = 2
            continue
        found = match_label(query, form)
        if style == "json":
            click.echo(dump(found.as_json()))
            continue
        click.echo(one_line(query.label) + " → " + ("/".join(found.match) if found.match else "?"))
        for candidate in found.candidates:
            click.echo(
                f"  {candidate.score:.2f} {candidate.how} {'/'.join(candidate.path)}"
                f" {candidate.why}".rstrip()
            )
    return code
