"""S: sections, headings, tables, form, period, statements that the form asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from store.forms import Aspect, load_forms
from store.report import Flag, Noticed, Origin, Paragraph, Place, Report, Section, Severity
from store.rules.places import plain_text, section_place
from store.rules.registry import Context, rule

_ORDINALS = "一二三四五六七八九十"
_BRACKETED = re.compile(r"^\s*[（(]([一二三四五六七八九十]{1,2})[）)]")
_NUMBERED = (
    r"(?:\([一二三四五六七八九十\d]{1,3}\)|[一二三四五六七八九十]{1,3}(?:、|是)|\d{1,2}[.、)])"
)
_ASPECT_HEADING = re.compile(
    rf"^(?:{_NUMBERED}(?P<text>[^。:,;]{{2,40}})|[【\[](?P<boxed>[^【】\[\]]{{2,40}})[】\]])"
)
# （三） inside a paragraph; not 第（三）项 of an article.
_INLINE = re.compile(
    r"(?<!第)(?<!条)(?<!款)\((?P<n>[一二三四五六七八九十])\)(?![项款])(?P<text>[^。:,;()]{2,20})"
)
_BARE_TAIL = re.compile(r"(?:工作|情况|方面|:|。)+$")
# What offices call an aspect in their headings besides the names of the form.
_OTHER_NAMES = {
    "on_request": re.compile("公开申请"),
    "management": re.compile(
        r"信息资源|信息(?:资源)?的?(?:规范|规范化|日常|动态|源头)管理|(?:公文|公开目录).{0,4}管理"
    ),
    "platform": re.compile(
        r"(?:渠道|载体|阵地|网站|新媒体).{0,4}(?:建设|管理|运维|拓展|维护)"
        r"|(?:拓宽|拓展|畅通|丰富|搭建|优化)(?!.{0,8}申请).{0,6}(?:渠道|载体|阵地)"
    ),
    "supervision": re.compile(r"考核.?评议|评议.?考核"),
}


@rule("S401")
def sections_missing(report: Report, context: Context) -> Iterator[Flag]:
    """Each of the six sections there, once, in order; a table proves its section."""
    form = context.form
    pictured = bool(report.observed(Noticed.PICTURES_UNREAD))
    found = [section.key for section in report.sections if section.key is not None]
    by_table = {table.section for table in form.tables if table.key in report.tables_present}
    for section in form.sections:
        if section.key in found or section.key in by_table:
            continue
        yield Flag(
            rule="S401",
            severity=Severity.WARNING if pictured else Severity.ERROR,
            origin=Origin.UNDECIDED if pictured else Origin.SOURCE,
            anchor=section.key,
            place=section_place(report),
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
            place=section_place(report, present),
            params={"form": form.edition, "section": key, "variant": variant},
        )


@rule("S402")
def heading_numbers(report: Report, context: Context) -> Iterator[Flag]:
    """Numbers of the headings: none missing, of one style, without gaps. One flag a report."""
    wrong: list[tuple[str, Place]] = []
    expected = 0
    missing = _missing_before(report, context)
    for section in report.sections:
        if section.heading is None or section.key is None:
            continue
        expected += 1
        printed = section.enumerator.rstrip("、.．，,：: ")
        if printed.startswith("第") and printed.endswith("部分"):
            printed = printed[1:-2]
        ordinal = _ORDINALS.find(printed) + 1 if len(printed) == 1 and printed else 0
        if ordinal not in (expected, expected + missing.get(section.key, 0)):
            wrong.append((section.heading.text[:40], section.heading.place))
            continue
        expected = ordinal
    for section in report.sections:
        wrong += _gaps(section, _first_aspect_missing(section, context))
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


def _missing_before(report: Report, context: Context) -> dict[str, int]:
    """How many official sections before each have no heading (S401 speaks of those)."""
    present = {s.key for s in report.sections if s.heading is not None}
    counts: dict[str, int] = {}
    missing = 0
    for official in context.form.sections:
        counts[official.key] = missing
        missing += official.key not in present
    return counts


def _gaps(section: Section, first_missing: bool) -> list[tuple[str, Place]]:
    """Sub-headings （一）（二）… of a section that skip a number or do not begin with （一）.

    Where the first aspect is left out (which S403 says) the rest may begin with （二）.
    """
    found: list[tuple[int, Paragraph]] = []
    inside: set[int] = set()
    for paragraph in section.paragraphs:
        match = _BRACKETED.match(paragraph.text)
        if match and len(match.group(1)) == 1:
            found.append((_ORDINALS.index(match.group(1)) + 1, paragraph))
        if "一" in paragraph.text or found:
            inside |= {_ORDINALS.index(n) + 1 for n, _ in _inline(plain_text(paragraph.text))}
    if len(found) < 2:
        return []
    wrong = []
    expected = found[0][0] if first_missing else 1
    outer: list[int] = []
    for ordinal, paragraph in found:
        if ordinal == 1:
            # A list of its own inside a part; the numbers of the parts go on behind it.
            outer.append(expected)
            expected = 1
        elif ordinal != expected and ordinal in outer:
            expected = ordinal
            del outer[outer.index(ordinal) :]
        # Numbers that stand inside a paragraph, glued to the text before them, are there.
        while expected < ordinal and expected in inside:
            expected += 1
        if ordinal != expected:
            wrong.append((paragraph.text[:20], paragraph.place))
        expected = ordinal + 1
    return wrong


def _first_aspect_missing(section: Section, context: Context) -> bool:
    for official in context.form.sections:
        if official.key == section.key and official.aspects:
            return not _has_aspect(_aspect_headings(section), official.aspects[0])
    return False


def _inline(plain: str) -> list[tuple[str, str]]:
    """Numbers in brackets inside a paragraph with their words, where there are several or （一）."""
    found = [(match["n"], match["text"]) for match in _INLINE.finditer(plain)]
    return found if found and (len(found) > 1 or found[0][0] == "一") else []


def _aspect_headings(section: Section) -> tuple[list[str], list[str]]:
    """Words after a number or in 【】, and lines that are nothing but a few words."""
    headed: list[str] = []
    bare: list[str] = []
    for paragraph in section.paragraphs:
        plain = plain_text(paragraph.text)
        match = _ASPECT_HEADING.match(plain)
        if match:
            headed.append(match["text"] or match["boxed"])
        elif len(plain) <= 20:
            bare.append(_BARE_TAIL.sub("", plain))
        headed += [words for _, words in _inline(plain)]
    return headed, bare


def _has_aspect(headings: tuple[list[str], list[str]], aspect: Aspect) -> bool:
    headed, bare = headings
    other = _OTHER_NAMES.get(aspect.key)
    if any(word in heading for heading in headed for word in aspect.headings):
        return True
    if other is not None and any(other.search(heading) for heading in headed):
        return True
    # A bare line must be the whole name: 监督 alone heads nothing.
    names = {aspect.label, *(word for word in aspect.headings if len(word) >= 4)}
    names |= {"政府信息公开" + name for name in names} | {"政府" + name for name in names}
    return any(line in names for line in bare)


@rule("S403")
def aspects(report: Report, context: Context) -> Iterator[Flag]:
    """Section one treats the five aspects: by a heading each, or at least by a word."""
    for official in context.form.sections:
        present = report.sections_by_key.get(official.key)
        if not official.aspects or present is None:
            continue
        headings = _aspect_headings(present)
        text = "".join(paragraph.text for paragraph in present.paragraphs)
        missing: list[str] = []
        spoken: list[str] = []
        for aspect in official.aspects:
            if _has_aspect(headings, aspect):
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
            place=section_place(report, present),
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
    # It may be in a picture that was not read.
    pictured = bool(report.observed(Noticed.PICTURES_UNREAD))
    for table in context.form.tables:
        if table.key in report.tables_present and table.key not in twice:
            continue
        section = report.sections_by_key.get(table.section)
        yield Flag(
            rule="S404",
            severity=Severity.WARNING if pictured else Severity.ERROR,
            origin=Origin.UNDECIDED,
            anchor=table.key,
            place=twice.get(table.key) or section_place(report, section),
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
        place=section_place(report, report.sections_by_key.get("disclosure")),
        params={
            "form": context.form.edition,
            "year": year,
            "used": context.form.notice,
            "right": right.notice,
        },
    )
