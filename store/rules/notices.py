"""S406: the notice on the form that a report cites."""

from __future__ import annotations

import re
from collections.abc import Iterator

from store.forms import load_forms
from store.report import Flag, Origin, Paragraph, Report, Severity
from store.rules.places import plain_text, prose
from store.rules.registry import Context, rule

# Only numbers directly behind the office's mark; other bodies' notices have numbers of their own.
_CITED = re.compile(
    r"国办公开办函[〔\[(【［{]?(?P<year>20\d\d)年?[〕\])】］}]?第?(?P<number>\d{1,3})号"
)
_OF_THE_FORM = re.compile(
    r"年度报告格式[〉>》]?(?:[(（]?试行[)）]?[〉>》]?)?(?:的通知)?[〉>》”]{0,2}[(（]?$"
)


# A number without a title, on the ground of which the report says that it was made.
_AS_A_GROUND = re.compile(r"(?:根据|依据|依照|按照|遵照)[^。;]*(?<![》〉][(])(?<![》〉])$")
_MADE = re.compile(r"^[^。;]{0,40}(?:编制|编写|撰写|形成|制作|发布|公布)[^。;,]{0,20}报告")


@rule("S406")
def cited_notice(report: Report, context: Context) -> Iterator[Flag]:
    """The notice on the form that the report cites is not the one for its year."""
    year = report.identity.year
    right = next((form for form in load_forms() if year and form.serves_year(year)), None)
    if right is None:
        return
    wrong: list[tuple[str, str, Paragraph]] = []
    for section, paragraph in prose(report):
        for notice, is_of_form in _cited(paragraph):
            if notice == right.notice:
                return
            if is_of_form:
                wrong.append((notice, section, paragraph))
    if not wrong:
        return
    notice, section, paragraph = wrong[0]
    yield Flag(
        rule="S406",
        severity=Severity.WARNING,
        origin=Origin.SOURCE,
        anchor="report",
        place=paragraph.place,
        params={
            "form": context.form.edition,
            "section": section,
            "year": year,
            "cited": notice,
            "right": right.notice,
        },
    )


def _cited(paragraph: Paragraph) -> Iterator[tuple[str, bool]]:
    """Notices of the office as written, and whether each is meant to be that on the form.

    The office has written of other things too: a number is taken for the form's where it is one
    of the forms', or half of one, or stands behind the title of the form, or where the report was
    made on the ground of it and no title says of what else it is.
    """
    plain = plain_text(paragraph.text)
    known = [_CITED.search(plain_text(form.notice)) for form in load_forms()]
    numbers = {found["number"] for found in known if found}
    for found in _CITED.finditer(plain):
        notice = f"国办公开办函〔{found['year']}〕{int(found['number'])}号"
        before, behind = plain[: found.start()], plain[found.end() :]
        titled = _OF_THE_FORM.search(before) is not None
        ground = _AS_A_GROUND.search(before) is not None and _MADE.match(behind) is not None
        yield notice, titled or ground or found["number"] in numbers
