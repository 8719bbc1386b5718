"""``gouji match``: what labels mean, as lines to read or as one object a line."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

import click

from importers.matching import LabelCandidate, LabelMatch, Query, Reason, match_label
from store.exports.jsonl import dump
from store.forms import Form, load_form
from store.visible import visible
from tui.drawing.text import clip, left, width_of
from tui.drawing.words import table_name
from tui.locale import Translator

_WIDTH = 100
# No line shows more of a label than this many characters: reading on would only take time.
_MOST_SHOWN = 200
_HEADS = (
    "match.normal",
    "match.number",
    "match.rest",
    "match.matched",
    "match.open",
    "match.runner_up",
)


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
    """Matches of labels with what speaks for them, or one object a line as JSON; the exit code."""
    form = load_form(edition)
    code = 0
    for query in _queries(labels, words):
        if isinstance(query, str):
            click.echo(query, err=True)
            code = 2
            continue
        found = match_label(query, form)
        if style == "json":
            click.echo(_safe(dump(found.as_json())))
            continue
        for line in match_lines(found, form, words):
            click.echo(line)
    return code


def _safe(line: str) -> str:
    """JSON with escapes for all that would act on a terminal or hide in it."""
    hidden = {char for char in set(line) if visible(char) != char}
    return line.translate({ord(char): _escape(char) for char in hidden}) if hidden else line


def _escape(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i : i + 2].hex()}" for i in range(0, len(units), 2))


def match_lines(found: LabelMatch, form: Form, words: Translator) -> list[str]:
    """A match as text: no line is wider than 100 cells, but that of a long official label."""
    target = "/".join(found.match) if found.match else "?"
    room = max(20, _WIDTH - width_of(target) - 3)
    lines = [clip(found.query.label[:_MOST_SHOWN], room) + " → " + target]
    facts = [("match.normal", found.normal or words("match.no_text"))]
    if found.normal:
        facts.append(("match.number", found.number or words("match.no_number")))
        facts.append(("match.rest", found.rest))
    key = "match.matched" if found.match else "match.open"
    facts.append((key, words(f"match.reason_{found.reason.value}")))
    head = max(width_of(words(name)) for name in _HEADS)
    for name, text in facts:
        lines.append(f"  {left(words(name), head)}  {clip(text[:_MOST_SHOWN], _WIDTH - head - 4)}")
    second = found.runner_up
    if second is not None:
        lines.append(f"  {left(words('match.runner_up'), head)}  {_runner_up(found, words)}")
    elif found.reason not in (Reason.EMPTY, Reason.NOTHING):
        lines.append(f"  {left(words('match.runner_up'), head)}  {words('match.no_runner_up')}")
    return lines + _candidate_lines(found.candidates, form, words)


def _runner_up(found: LabelMatch, words: Translator) -> str:
    second = found.runner_up
    assert second is not None
    key = "same_score" if not found.margin else "behind" if found.margin > 0 else "ahead"
    behind = words(f"match.{key}", margin=f"{abs(found.margin):.2f}")
    return f"{clip('/'.join(second.path), 60)}  {behind}"


def _candidate_lines(
    candidates: Sequence[LabelCandidate], form: Form, words: Translator
) -> list[str]:
    """The candidates as a table; a label that does not fit behind its facts has its own line."""
    if not candidates:
        return []
    columns = ("score", "how", "enumerator", "group", "position", "table")
    rows = [[words(f"match.column_{name}") for name in columns]]
    rows += [_facts(candidate, form, words) for candidate in candidates]
    widths = [max(width_of(row[i]) for row in rows) for i in range(len(columns))]
    paths = [words("match.column_path"), *("/".join(c.path) for c in candidates)]
    lines = []
    for row, path in zip(rows, paths, strict=True):
        front = "  " + "  ".join(left(text, size) for text, size in zip(row, widths, strict=True))
        if width_of(front) + 2 + width_of(path) <= _WIDTH:
            lines.append(f"{front}  {path}")
        else:
            lines += [front.rstrip(), f"    {path}"]
    return lines


def _facts(candidate: LabelCandidate, form: Form, words: Translator) -> list[str]:
    group = {None: "untold", True: "fits", False: "other"}[candidate.group]
    place = words("match.over_several")
    if candidate.position is not None:
        key = f"match.position_{candidate.axis}"
        place = words(key, at=candidate.position, of=candidate.of)
    return [
        f"{candidate.score:.2f}",
        words(f"how.{candidate.how}"),
        words(f"number.{candidate.number.value}"),
        words(f"group.{group}"),
        place,
        # Its part is enough: what the table is about stands behind a colon.
        table_name(form.tables_by_key[candidate.table], words.language).partition(":")[0],
    ]
