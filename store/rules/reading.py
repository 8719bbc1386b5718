"""R: what the file itself leaves open: whose report, of which year, one or several, legible?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from store.hidden_places import hidden_places
from store.period import plain_dates
from store.report import Flag, Noticed, Origin, Parameter, Place, Report, Severity
from store.rules.places import plain_text
from store.rules.registry import Context, rule
from store.rules.title import NO_NAME

_MOST_DIFFERENCES = 5
_MOST_TOP_LINES = 3
_LONGEST_TOP_LINE = 60
_NAMES_A_BODY = re.compile(
    r"(?:政府|办事处|街道|镇|乡|苏木|县|市|区|局|厅|委员会|中心).{0,20}(?:公开|报告|总结)"
)


def _top(report: Report) -> Place:
    if report.title is not None:
        return report.title.place
    for section in report.sections:
        if section.heading is not None:
            return section.heading.place
    return Place()


@rule("R801")
def organ_unknown(report: Report, context: Context) -> Iterator[Flag]:
    """Nothing in the report says whose it is, or reading did not understand the title."""
    if report.identity.organ is not None:
        return
    named = _top_line(report)
    yield Flag(
        "R801",
        Severity.WARNING,
        Origin.UNDECIDED,
        "report",
        _top(report),
        {"form": context.form.edition, "variant": "unread" if named else "missing", "quote": named},
    )


def _top_line(report: Report) -> str:
    """The title, or a line where it should stand, that may name an organ; "" where none may."""
    paragraphs = report.preamble[:_MOST_TOP_LINES] if report.title is None else (report.title,)
    for paragraph in paragraphs:
        line = plain_dates(plain_text(paragraph.text[:_LONGEST_TOP_LINE]))
        may_name = len(NO_NAME.sub("", line)) >= 2
        if may_name and (report.title is not None or _NAMES_A_BODY.search(line)):
            return paragraph.text[:_LONGEST_TOP_LINE]
    return ""


@rule("R802")
def year_unknown(report: Report, context: Context) -> Iterator[Flag]:
    """No year, or evidence of equal weight for two."""
    year = report.identity.year
    weights: dict[str, int] = {}
    for candidate in report.identity.votes.get("year", ()):
        weights[candidate.value] = weights.get(candidate.value, 0) + candidate.weight
    ranked = sorted(weights.values(), reverse=True)
    if year is not None:
        return
    tied = len(ranked) > 1 and ranked[0] == ranked[1]
    yield Flag(
        "R802",
        Severity.WARNING,
        Origin.UNDECIDED,
        "report",
        _top(report),
        {
            "form": context.form.edition,
            "years": tuple(sorted(weights)),
            "variant": "tied" if tied else "unknown",
        },
    )


@rule("R803")
def same_name(report: Report, context: Context) -> Iterator[Flag]:
    """A report of the same organ name and year: a revision, or another organ?

    The Word and the PDF file of one report whose cells differ: which one was read right?
    """
    for twin in context.twins[:1]:
        yield Flag(
            "R803",
            Severity.WARNING,
            Origin.UNDECIDED,
            "twin",
            _top(report),
            {
                "form": context.form.edition,
                "variant": "twin",
                "other": twin.path,
                "differences": twin.differences[:_MOST_DIFFERENCES],
                "count": len(twin.differences),
            },
            fields=tuple(field for field, _, _ in twin.differences),
        )
    others = context.namesakes or context.batch
    if others:
        yield Flag(
            "R803",
            Severity.WARNING,
            Origin.UNDECIDED,
            "report",
            _top(report),
            {
                "form": context.form.edition,
                "variant": "namesake" if context.namesakes else "batch",
                "others": others[:5],
            },
        )
    if context.in_roster:
        yield Flag(
            "R803",
            Severity.WARNING,
            Origin.UNDECIDED,
            "roster",
            _top(report),
            {
                "form": context.form.edition,
                "variant": "roster",
                "others": context.in_roster[:5],
                "organ": report.identity.organ,
            },
        )


@rule("R804")
def no_single_report(report: Report, context: Context) -> Iterator[Flag]:
    """Several reports in one file, or a text that is hardly an annual report."""
    if context.reports_in_file > 1:
        yield Flag(
            "R804",
            Severity.WARNING,
            Origin.UNDECIDED,
            "report",
            _top(report),
            {
                "form": context.form.edition,
                "count": context.reports_in_file,
                "ordinal": report.ordinal,
                "variant": "several",
            },
        )
    elif not report.tables_present and len(report.sections_by_key) < 3:
        yield Flag(
            "R804",
            Severity.WARNING,
            Origin.UNDECIDED,
            "report",
            _top(report),
            {"form": context.form.edition, "variant": "hardly"},
        )


@rule("R805")
def invisible_characters(report: Report, context: Context) -> Iterator[Flag]:
    """Control, direction and invisible characters, or characters lost in decoding."""
    for seen in report.observed(Noticed.INVISIBLE):
        yield Flag(
            "R805",
            Severity.WARNING,
            Origin.UNDECIDED,
            "report",
            seen.place,
            {
                "form": context.form.edition,
                "variant": "characters",
                "hidden_in": hidden_places(report),
                **seen.facts,
            },
        )
    for seen in report.observed(Noticed.PICTURES_UNREAD):
        missing = [t for t in context.form.tables if t.key not in report.tables_present]
        if not missing and len(report.sections_by_key) >= len(context.form.sections):
            # Photographs and logos; all that is asked for has been read.
            return
        yield Flag(
            "R805",
            Severity.WARNING,
            Origin.EXTRACTION,
            "pictures",
            seen.place,
            {"form": context.form.edition, "variant": "pictures", **seen.facts},
        )


@rule("R806")
def recognised_from_images(report: Report, context: Context) -> Iterator[Flag]:
    """Figures read from an image: one flag a table for the unsure ones, one info for the rest."""
    scanned = report.observed(Noticed.RECOGNISED)
    for seen in scanned:
        fields = tuple(str(field) for field in _sequence(seen.facts["fields"]))
        if fields and seen.table is not None:
            yield Flag(
                "R806",
                Severity.WARNING,
                Origin.EXTRACTION,
                seen.table,
                seen.place,
                {
                    "form": context.form.edition,
                    "variant": "unsure",
                    "table": seen.table,
                    "count": len(fields),
                    "lowest": seen.facts["lowest"],
                },
                fields=fields,
            )
    if scanned:
        yield Flag(
            "R806",
            Severity.INFO,
            Origin.EXTRACTION,
            "report",
            _top(report),
            {
                "form": context.form.edition,
                "variant": "scan",
                "count": sum(int(str(seen.facts["cells"])) for seen in scanned),
            },
        )


def _sequence(value: Parameter) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else ()
