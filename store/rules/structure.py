"""S: sections, headings, tables, form, period, statements that the form asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from store.forms import load_forms
from store.report import Flag, Noticed, Origin, Paragraph, Place, Report, Section, Severity
from store.rules.registry import Context, Params, rule

_ORDINALS = "一二三四五六七八九十"
_BRACKETED = re.compile(r"^\s*[（(]([一二三四五六七八九十]{1,2})[）)]")
_PERIOD = re.compile(
    r"(20\d\d)年(\d{1,2})月(\d{1,2})日[^0-9。；]{0,5}?(?:(20\d\d)年)?(\d{1,2})月(\d{1,2})日"
)
# A period that lost digits on its way out of a PDF: there, but not to be judged.
_BROKEN_PERIOD = re.compile(r"统计(?:期限|时限|时间|周期)[^。]{0,20}\d|\d{4,6}日起?至\d{4,8}日")
_FEE = re.compile(r"处理费|信息公开[^。]{0,6}收费|收取[^。；]{0,12}(?:信息|公开)[^。；]{0,6}费")
_ASPECT_HEADING = re.compile(
    r"^\s*(?:[（(][一二三四五六七八九十\d]+[）)]|[一二三四五六七八九十]+(?:、|是)|\d{1,2}[.、．)）]|[①-⑩])\s*"
    r"(?P<text>[^。：:，,；;]{2,40})"
)


def _place(report: Report, section: Section | None = None) -> Place:
    if section is not None and section.heading is not None:
        return section.heading.place
    if report.title is not None:
        return report.title.place
    if report.sections and report.sections[0].heading is not None:
        return report.sections[0].heading.place
    return Place()


@rule("S401")
def sections_missing(report: Report, context: Context) -> Iterator[Flag]:
    """Each of the six sections there, once, in order; a table proves its section."""
    form = context.form
    found = [section.key for section in report.sections if section.key is not None]
    by_table = {table.section for table in form.tables if table.key in report.tables_present}
    for section in form.sections:
        if section.key in found or section.key in by_table:
            continue
        yield Flag(
            rule="S401",
            severity=Severity.ERROR,
            origin=Origin.SOURCE,
            anchor=section.key,
            place=_place(report),
            params={"form": form.edition, "section": section.key, "variant": "missing"},
        )
    order = {section.key: section.number for section in form.sections}
    highest = 0
    seen: set[str] = set()
    for present in report.sections:
        key = present.key
        if key is None:
            continue
        if key in seen:
            variant = "twice"
        elif order[key] < highest:
            variant = "order"
        else:
            highest = order[key]
            seen.add(key)
            continue
        seen.add(key)
        yield Flag(
            rule="S401",
            severity=Severity.WARNING,
            origin=Origin.SOURCE,
            anchor=key,
            place=_place(report, present),
            params={"form": form.edition, "section": key, "variant": variant},
        )


@rule("S402")
def heading_numbers(report: Report, context: Context) -> Iterator[Flag]:
    """Numbers of the headings: none missing, of one style, without gaps. One flag a report."""
    wrong: list[tuple[str, Place]] = []
    expected = 0
    for section in report.sections:
        if section.heading is None or section.key is None:
            continue
        expected += 1
        printed = section.enumerator.rstrip("、.．，,：: ")
        if printed.startswith("第") and printed.endswith("部分"):
            printed = printed[1:-2]
        ordinal = _ORDINALS.find(printed) + 1 if len(printed) == 1 and printed else 0
        missing_before = _missing_before(report, section, context)
        if ordinal != expected and ordinal != expected + missing_before:
            wrong.append((section.heading.text[:40], section.heading.place))
            continue
        expected = ordinal
    for section in report.sections:
        wrong += _gaps(section)
    if not wrong:
        return
    yield Flag(
        rule="S402",
        severity=Severity.INFO,
        origin=Origin.UNDECIDED,
        anchor="report",
        place=wrong[0][1],
        params={
            "form": context.form.edition,
            "headings": tuple(text for text, _ in wrong[:6]),
            "count": len(wrong),
        },
    )


def _missing_before(report: Report, section: Section, context: Context) -> int:
    """How many official sections before this one have no heading (S401 speaks of those)."""
    present = {s.key for s in report.sections if s.heading is not None}
    count = 0
    for official in context.form.sections:
        if official.key == section.key:
            break
        count += official.key not in present
    return count


def _gaps(section: Section) -> list[tuple[str, Place]]:
    """Sub-headings （一）（二）… of a section that skip a number or do not begin with （一）."""
    found: list[tuple[int, Paragraph]] = []
    for paragraph in section.paragraphs:
        match = _BRACKETED.match(paragraph.text)
        if match and len(match.group(1)) == 1:
            found.append((_ORDINALS.index(match.group(1)) + 1, paragraph))
    if len(found) < 2:
        return []
    wrong = []
    expected = 1
    for ordinal, paragraph in found:
        if ordinal == 1:
            expected = 1
        if ordinal != expected:
            wrong.append((paragraph.text[:20], paragraph.place))
        expected = ordinal + 1
    return wrong


@rule("S403")
def aspects(report: Report, context: Context) -> Iterator[Flag]:
    """Section one treats the five aspects: by a heading each, or at least by a word."""
    for official in context.form.sections:
        present = report.sections_by_key.get(official.key)
        if not official.aspects or present is None:
            continue
        headings = [
            match["text"]
            for paragraph in present.paragraphs
            if (match := _ASPECT_HEADING.match(paragraph.text))
        ]
        text = "".join(paragraph.text for paragraph in present.paragraphs)
        missing: list[str] = []
        spoken: list[str] = []
        for aspect in official.aspects:
            if any(word in heading for heading in headings for word in aspect.headings):
                continue
            said = any(word in text for word in aspect.mentions)
            (spoken if said else missing).append(aspect.key)
        if not missing and not spoken:
            continue
        yield Flag(
            rule="S403",
            severity=Severity.WARNING if missing else Severity.INFO,
            origin=Origin.SOURCE,
            anchor="report",
            place=_place(report, present),
            params={
                "form": context.form.edition,
                "section": official.key,
                "aspects": tuple(missing),
                "spoken_aspects": tuple(spoken),
                "count": len(missing) or len(spoken),
                "variant": ("both" if spoken else "missing") if missing else "spoken",
            },
        )


@rule("S404")
def tables_missing(report: Report, context: Context) -> Iterator[Flag]:
    """Each of the three tables there, and once."""
    twice = {seen.table: seen.place for seen in report.observed(Noticed.TABLE_TWICE)}
    for table in context.form.tables:
        if table.key in report.tables_present and table.key not in twice:
            continue
        section = report.sections_by_key.get(table.section)
        yield Flag(
            rule="S404",
            severity=Severity.ERROR,
            origin=Origin.UNDECIDED,
            anchor=table.key,
            place=twice.get(table.key) or _place(report, section),
            params={
                "form": context.form.edition,
                "table": table.key,
                "variant": "twice" if table.key in twice else "missing",
            },
        )


@rule("S405")
def wrong_form(report: Report, context: Context) -> Iterator[Flag]:
    """The form of the tables is not the one for the year."""
    year = report.identity.year
    if year is None or not report.tables_present:
        return
    right = next((form for form in load_forms() if form.serves_year(year)), None)
    if right is None or right.edition == context.form.edition:
        return
    yield Flag(
        rule="S405",
        severity=Severity.ERROR,
        origin=Origin.SOURCE,
        anchor="report",
        place=_place(report, report.sections_by_key.get("disclosure")),
        params={
            "form": context.form.edition,
            "year": year,
            "used": context.form.notice,
            "right": right.notice,
        },
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
    preferred = [p for p in paragraphs if "统计" in p.text or "期限" in p.text]
    for paragraph in (*preferred, *report.preamble):
        found = _PERIOD.search(paragraph.text)
        if found is None:
            continue
        y1, m1, d1, y2, m2, d2 = found.groups()
        stated = (int(y1), int(m1), int(d1), int(y2 or y1), int(m2), int(d2))
        if year is None or stated == (year, 1, 1, year, 12, 31):
            return
        yield Flag(
            rule="S407",
            severity=Severity.ERROR,
            origin=Origin.SOURCE,
            anchor="report",
            place=paragraph.place,
            params=params | {"stated": found.group(), "variant": "wrong"},
        )
        return
    if any(_BROKEN_PERIOD.search(paragraph.text) for paragraph in paragraphs):
        return
    yield Flag(
        rule="S407",
        severity=Severity.INFO,
        origin=Origin.SOURCE,
        anchor="report",
        place=_place(report),
        params=params | {"variant": "missing"},
    )


@rule("S412")
def fee_statement(report: Report, context: Context) -> Iterator[Flag]:
    """Section six says whether a fee for handling requests was charged (2021 form on)."""
    if context.form.first_year < 2021:
        return
    section = report.sections_by_key.get("other")
    if any(_FEE.search(paragraph.text) for paragraph in _texts(report)):
        return
    text = "".join(p.text for p in section.paragraphs) if section is not None else ""
    yield Flag(
        rule="S412",
        severity=Severity.WARNING,
        origin=Origin.SOURCE,
        anchor="report",
        place=_place(report, section),
        params={
            "form": context.form.edition,
            "section": "other",
            "quote": text[:20],
            "variant": "empty" if len(text.strip("。.； ")) <= 6 and text else "silent",
        },
    )
