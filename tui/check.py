"""``gouji check``: read files and print their flags, like a linter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from importers.discover import SourceFile, discover
from importers.expanding import is_plain_text
from importers.likeness import likeness
from importers.pipeline import Pipeline
from importers.reading import Failure, ReadFile, read_file
from importers.supervised import default_jobs, reading
from store.forms import load_form
from store.likeness import compared_text
from store.messages import flag_message
from store.report import Flag, Report, Severity
from store.rules import Context, check_report
from store.settings import FILE_NAME, Settings, settings_beside
from store.settings_file import read_settings
from store.visible import one_line
from tui.failures import failure_sentence
from tui.locale import Translator

if TYPE_CHECKING:
    from store.findings import Row


def check_paths(
    paths: Sequence[Path],
    previous: Path | None,
    style: str,
    words: Translator,
    config: Path | None = None,
) -> int:
    """Check all files that paths name; the exit code.

    ``previous`` holds reports of the year before; ``config`` are the settings, by default those
    of the file in the current folder. Raises SettingsError where they are wrong.
    """
    settings = settings_beside(Path(FILE_NAME)) if config is None else read_settings(config)
    counts: Counter[str] = Counter()
    sources: list[SourceFile] = []
    last_year = _previous(previous, words) if previous is not None else ()
    if previous is not None and not last_year:
        return 1
    neighbours = _Neighbours(last_year, settings)
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
        pipeline = Pipeline(reads, default_jobs(), read_file)
        expanded, refused = pipeline.expand(sources)
        for read in refused:
            counts["files"] += 1
            counts["failed"] += 1
            _print_failure(read, style, words)
        for _, outcome in pipeline.outcomes(expanded):
            if outcome is not None:
                counts["files"] += 1
                _check_file(outcome, neighbours, style, words, counts)
    if previous is not None:
        neighbours.tell_unused(previous, words)
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


class _Neighbours:
    """The reports of the year before that were given, and whether they were of use."""

    def __init__(self, reports: Sequence[Report], settings: Settings) -> None:
        self.reports = reports
        self.settings = settings
        self.is_used = False

    def context(self, report: Report, in_file: int) -> Context:
        """The context of a report, with its year before where that was given."""
        previous = next((one for one in self.reports if _is_year_before(one, report)), None)
        self.is_used = self.is_used or previous is not None
        return Context(
            load_form(report.form),
            previous=previous,
            previous_share=None
            if previous is None
            else likeness(compared_text(report), compared_text(previous)),
            earlier_year=None if previous is None else previous.identity.year,
            reports_in_file=in_file,
            settings=self.settings,
        )

    def tell_unused(self, path: Path, words: Translator) -> None:
        """Say why nothing was compared with the year before, where nothing was."""
        if self.is_used:
            return
        year, shown = self.reports[0].identity.year, one_line(str(path))
        if year is None or self.reports[0].identity.organ is None:
            click.echo(words("cli.previous_unknown", path=shown), err=True)
        else:
            click.echo(words("cli.previous_unfit", path=shown, year=year), err=True)


def _is_year_before(one: Report, report: Report) -> bool:
    """True where both are known to be of one organ and kind, and ``one`` of the year before.

    A region that only one of them names does not tell organs apart: a person put them together.
    """
    before, own = one.identity, report.identity
    if None in (before.organ, own.organ, before.year, own.year):
        return False
    regions = {before.region, own.region} - {None}
    return (
        (before.organ, before.kind) == (own.organ, own.kind)
        and len(regions) <= 1
        and before.year == (own.year or 0) - 1
    )


def _previous(path: Path, words: Translator) -> tuple[Report, ...]:
    source = SourceFile(path, path.name)
    with reading(0 if is_plain_text(source) else 1) as reads:
        pipeline = Pipeline(reads, 1, read_file)
        expanded, refused = pipeline.expand([source])
        found = [*refused, *(outcome for _, outcome in pipeline.outcomes(expanded))]
    reports: list[Report] = []
    for read in found:
        if isinstance(read, ReadFile):
            reports += read.reports
        elif read is not None:
            _print_failure(read, "text", words)
    return tuple(reports)


def _check_file(
    found: ReadFile | Failure,
    neighbours: _Neighbours,
    style: str,
    words: Translator,
    counts: Counter[str],
) -> None:
    if isinstance(found, Failure):
        counts["failed"] += 1
        _print_failure(found, style, words)
        return
    for report in found.reports:
        context = neighbours.context(report, len(found.reports))
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
