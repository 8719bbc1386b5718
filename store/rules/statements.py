"""S: what a report has to state: its statistical period, the fee for handling requests."""

from __future__ import annotations

import re
from collections.abc import Iterator

from store.period import plain_dates, stated_period
from store.report import Flag, Origin, Paragraph, Report, Severity
from store.rules.places import plain_text, section_place
from store.rules.registry import Context, Params, rule

# A period that lost digits on its way out of a PDF: there, but not to be judged.
_BROKEN_PERIOD = re.compile(r"统计(?:期限|时限|时间|周期)[^。]{0,20}\d|\d{4,6}日起?至\d{4,8}日")
_TITLES = re.compile(r"《[^《》]{0,200}》")
_FEE = re.compile(
    r"处理费(?!(?:用)?(?:的)?(?:收取)?(?:管理|标准|办法|制度|规定))"
    r"|(?:依申请公开|申请公开|公开申请|信息公开)[^。;,]{0,6}(?:收费|费用)"
    r"(?!(?:的)?(?:标准|依据|管理|办法|制度|规定))"
    r"|收取[^。;]{0,12}(?:信息|公开)[^。;]{0,6}费"
    r"|(?:未|没有|无)[^。;,]{0,8}收费通知|收费通知(?:书|的|发出|件数|数量|数|共计|共|为|:){0,4}(?:\d|[零一二三四五六七八九十无])"
    r"|申请人[^。;]{0,6}(?:收取|收费)"
)
# Words that speak of this fee only because they stand in section six.
_FEE_OF_SECTION = re.compile(
    r"(?:未|没有|无|不|零)[^。;,]{0,10}(?:(?<!事业性)收费|收取[^。;]{0,20}费|费用)"
    r"|收取[^。;]{0,12}(?:检索|复制|邮寄|成本)[^。;]{0,12}费"
    r"|(?<!事业性)收费(?:总)?(?:金额|情况|数额|额)?(?:共计|共|为|是|:)?(?:0|零|无|\d)"
)


def _texts(report: Report) -> Iterator[Paragraph]:
    yield from report.preamble
    for section in report.sections:
        yield from section.paragraphs


@rule("S407")
def period(report: Report, context: Context) -> Iterator[Flag]:
    """The statistical period is stated and is the whole year of the report."""
    year = report.identity.year
    params: Params = {"form": context.form.edition, "year": year}
    paragraphs = list(_texts(report))
    others = [paragraph for section in report.sections for paragraph in section.paragraphs]
    found = stated_period(report.preamble, others)
    if found is not None:
        stated, paragraph = found
        if year is None or stated.is_whole_year(year):
            return
        yield Flag(
            rule="S407",
            severity=Severity.ERROR,
            origin=Origin.SOURCE,
            anchor="report",
            place=paragraph.place,
            params=params | {"stated": stated.text, "variant": "wrong"},
        )
        return
    if any(_BROKEN_PERIOD.search(plain_dates(paragraph.text)) for paragraph in paragraphs):
        return
    yield Flag(
        rule="S407",
        severity=Severity.INFO,
        origin=Origin.SOURCE,
        anchor="report",
        place=section_place(report),
        params=params | {"variant": "missing"},
    )


def _said(text: str) -> str:
    """What a paragraph says itself, without the titles of the documents it cites."""
    return _TITLES.sub("", plain_text(text))


@rule("S412")
def fee_statement(report: Report, context: Context) -> Iterator[Flag]:
    """Section six says whether a fee for handling requests was charged (2021 form on)."""
    if context.form.first_year < 2021:
        return
    section = report.sections_by_key.get("other")
    if section is None and context.settings.runs("S401"):
        # S401 says that the whole section is missing.
        return
    if any(_FEE.search(_said(paragraph.text)) for paragraph in _texts(report)):
        return
    if section is not None and any(
        _FEE_OF_SECTION.search(_said(paragraph.text)) for paragraph in section.paragraphs
    ):
        return
    text = "".join(p.text for p in section.paragraphs) if section is not None else ""
    is_empty = bool(text) and len(text.strip("。.； ")) <= 6
    yield Flag(
        rule="S412",
        severity=Severity.WARNING,
        origin=Origin.SOURCE,
        anchor="report",
        place=section_place(report, section),
        params={
            "form": context.form.edition,
            "section": "other",
            "quote": text[:20] if is_empty else "",
            "variant": "empty" if is_empty else "silent",
        },
    )
