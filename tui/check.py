"""``gouji check``: read files and print their flags, like a linter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from importers.discover import SourceFile, discover
from importers.expanding import is_plain_text
from importers.pipeline import Pipeline
from importers.reading import Failure, ReadFile
from importers.supervised import default_jobs, reading
from store.forms import load_form
from store.messages import flag_message
from store.report import Flag, Report, Severity
from store.rules import Context, check_report
from store.visible import one_line
from tui.failures import failure_sentence
from tui.locale import Translator

if TYPE_CHECKING:
    from store.findings import Row


def check_paths(paths: Sequence[Path], previous: Path | None, style: str, words: Translator) -> int:
    """Check all files that paths name; the exit code."""
    counts: Counter[str] = Counter()
    sources: list[SourceFile] = []
    last_year = _previous(previous, words) if previous is not None else None
    if previous is not None and last_year is None:
        return 1
    for argument in paths:
        if not argument.exists() and not argument.is_symlink():
            click.echo(words("cli.no_path", path=one_line(str(argument))), err=True)
            counts["failed"] += 1
            continue
        found = list(discover([argument]))
        if not found:
            click.echo(words("cli.no_files", path=one_line(str(argument))), err=True)
            counts["failed"] += 1
        sources += found
    with reading(0 if all(map(is_plain_text, sources)) else default_jobs()) as reads:
        pipeline = Pipeline(reads, default_jobs())
        expanded, refused = pipeline.expand(sources)
        for read in refused:
            counts["files"] += 1
            counts["failed"] += 1
            _print_failure(read, style, words)
        for _, outcome in pipeline.outcomes(expanded):
            if outcome is not None:
                counts["files"] += 1
                _check_file(outcome, last_year, style, words, counts)
    if style == "text":
        click.echo(
            words(
                "cli.checked",
                files=counts["files"],
                errors=counts["error"],
                warnings=counts["warning"],
                infos=counts["info"],
                failed=counts["failed"],
            ),
            err=True,
        )
    return 1 if counts["error"] or counts["warning"] or counts["failed"] else 0


def _previous(path: Path, words: Translator) -> Report | None:
    source = SourceFile(path, path.name)
    with reading(0 if is_plain_text(source) else 1) as reads:
        pipeline = Pipeline(reads, 1)
        expanded, refused = pipeline.expand([source])
        found = [*refused, *(outcome for _, outcome in pipeline.outcomes(expanded))]
    for read in found:
        if isinstance(read, ReadFile):
            return read.reports[0]
        if read is not None:
            _print_failure(read, "text", words)
    return None


def _check_file(
    found: ReadFile | Failure,
    last_year: Report | None,
    style: str,
    words: Translator,
    counts: Counter[str],
) -> None:
    if isinstance(found, Failure):
        counts["failed"] += 1
        _print_failure(found, style, words)
        return
    for report in found.reports:
        context = Context(
            load_form(report.form), previous=last_year, reports_in_file=len(found.reports)
        )
        for flag in check_report(report, context):
            counts[flag.severity.value] += 1
            if style == "json":
                _print_json(_row(found, report, flag, words.language))
            else:
                _print_flag(found.source, flag, words.language)


def _print_flag(source: SourceFile, flag: Flag, language: str) -> None:
    click.echo(
        f"{one_line(source.shown)}:{flag.place} {flag.rule} {flag.severity.value}"
        f" {flag_message(flag, language)}"
    )


def _print_failure(failure: Failure, style: str, words: Translator) -> None:
    sentence = failure_sentence(words, failure.code, failure.params)
    rule = "R804" if failure.code == "no_report" else "READ"
    if style == "json":
        _print_json(
            {
                "report": failure.source.name,
                "sha256": failure.sha256,
                "rule": rule,
                "severity": Severity.ERROR.value,
                "error": failure.code,
                "message": sentence,
            }
        )
        return
    click.echo(f"{one_line(failure.source.shown)}:1 {rule} error {sentence}")


def _print_json(row: Row) -> None:
    # The exports bring the database with them, which a plain check does without.
    from store.exports.jsonl import dump

    click.echo(dump(row))


def _row(found: ReadFile, report: Report, flag: Flag, language: str) -> Row:
    from store.findings import flag_row

    head: Row = {
        "report": found.source.name,
        "sha256": found.sha256,
        "ordinal": report.ordinal,
        "region": report.identity.region,
        "organisation": report.identity.organ,
        "year": report.identity.year,
    }
    return flag_row(head, flag, language)
