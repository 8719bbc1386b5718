"""S414, S415: contact and date of a report, and whether it is dated in time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from store.period import plain_dates, small_number
from store.report import Flag, Origin, Paragraph, Part, Report, Severity
from store.rules.places import plain_text, prose, section_place
from store.rules.registry import Context, rule

_CONTACT = re.compile(r"电话|联系方式|邮箱|邮编|邮政编码|地址|联系人")
_DATED = re.compile(
    r"(20\d\d)年(\d{1,2}|[一二三四五六七八九十]{1,3})月(\d{1,2}|[一二三四五六七八九十]{1,3})日"
)


@rule("S414")
def contact_and_date(report: Report, context: Context) -> Iterator[Flag]:
    """Whom to ask, and when the report was made."""
    if report.part is not Part.WHOLE:
        return
    missing = []
    texts = [paragraph for _, paragraph in prose(report)]
    if not any(_CONTACT.search(plain_text(p.text)) for p in (*texts, *report.signature)):
        missing.append("contact")
    if not any(_DATED.search(plain_dates(paragraph.text)) for paragraph in report.signature):
        missing.append("date")
    if missing:
        yield Flag(
            rule="S414",
            severity=Severity.INFO,
            origin=Origin.SOURCE,
            anchor="report",
            place=section_place(report, report.sections[-1] if report.sections else None),
            params={"form": context.form.edition, "named": tuple(missing)},
        )


@rule("S415")
def dated_late(report: Report, context: Context) -> Iterator[Flag]:
    """A first file that is dated after the deadline of the year after the report's."""
    deadline, year = context.settings.deadline, report.identity.year
    if deadline is None or year is None or deadline.year != year + 1 or context.revision > 1:
        return
    for paragraph in report.signature:
        dated = _date(paragraph)
        if dated is None or dated <= deadline:
            continue
        yield Flag(
            rule="S415",
            severity=Severity.WARNING,
            origin=Origin.SOURCE,
            anchor="report",
            place=paragraph.place,
            params={
                "form": context.form.edition,
                "dated": dated.isoformat(),
                "deadline": deadline.isoformat(),
            },
        )
        return


def _date(paragraph: Paragraph) -> date | None:
    """The day in a signature; None where there is none, or none that the calendar has."""
    found = _DATED.search(plain_dates(paragraph.text))
    if found is None:
        return None
    try:
        return date(int(found[1]), small_number(found[2]), small_number(found[3]))
    except ValueError:
        return None
