"""Who reported on which year: candidates with their evidence, and the choice between them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import PurePath

from importers.organ_names import clean_name, is_organ, kind_of, level_of, split_region
from importers.outline import Outline
from importers.title_lines import close_spaces
from store.late_regex import late_regex
from store.period import (
    CHINESE_YEAR,
    plain_dates,
    stated_period,
    without_ranges,
    year_number,
)
from store.period import find_period as period_in
from store.report import Candidate, Identity, Kind, Level, Paragraph, Place

__all__ = [
    "find_period",
    "kind_of",
    "level_of",
    "recognise",
    "split_region",
    "year_number",
]

_YEAR = rf"(?:20\d\d|{CHINESE_YEAR})"
_REPORT = (
    r"(?:(?:政府|政务)?信息公开|政务公开)(?:工作)?(?:情况)?的?(?:年度)?(?:工作)?(?:情况)?的?"
    r"(?:报告|年报|总结)"
)
_TITLE = late_regex(
    rf"^(?P<a>.*?)(?P<year>{_YEAR})年度?(?P<b>.*?){_REPORT}(?:[（(](?P<c>[^（()）]{{2,30}})[）)])?"
)
# Whatever else a title holds, an organ stands before the words that say what is made public.
_NAME_FIRST = late_regex(
    rf"^(?:[（(]?{_YEAR}年度?[）)]?)?(?P<a>.{{2,40}}?)"
    rf"(?:[（(]?{_YEAR}年度?[）)]?.{{0,8}}?)?"
    r"(?:(?:(?:政府|政务)?信息|政务)(?:主动|依申请)?公开|(?<!的)公开)"
)
_YEAR_OF_TITLE = late_regex(rf"(?<![〔\[])({_YEAR})(?=年|[）)]|$)")
# An organ's name on a line of its own under the title.
_ONLY_A_NAME = late_regex(
    r"[\u3400-\u9fff]{2,20}(?:政府|办事处|街道|镇|乡|苏木|县|局|厅|委|委员会|办公室|中心|院|公司)"
)
_MENTION = late_regex(r"(?<![\d〔\[(])(20\d\d)年(?!\d{1,2}月|修订|公布|施行|实施|印发|发布|第)")
_QUOTED = late_regex(r"《[^《》]{0,200}》|〔[^〔〕]{0,40}〕|“[^“”]{0,200}”")
_OF_A_LAW = late_regex(r"\([^()]{0,120}\)")
_SIGNED = late_regex(rf"({_YEAR})年[\d一二三四五六七八九十]{{1,3}}月")
_VOTES = {"title": 5, "period": 4, "preamble": 3, "signature": 2, "file": 2, "body": 1}
_LONGEST_TITLE = 300


def find_period(text: str) -> tuple[int, int, int, int, int, int] | None:
    """The statistical period in a text: year, month, day, year, month, day."""
    found = period_in(text)
    return None if found is None else (*found.start, *found.end)


def recognise(report: Outline, file_name: str) -> Identity:
    """Organ, region, year, level and kind, each with the evidence that speaks for it."""
    years: list[Candidate] = []
    organs: list[Candidate] = []

    def vote(year: int, source: str, evidence: str, place: Place) -> None:
        years.append(Candidate(str(year), _VOTES[source], f"{source}: {evidence[:60]}", place))

    if report.title is not None:
        title = report.title.text[:_LONGEST_TITLE]
        year, name = _titled(title)
        if year:
            vote(year, "title", title, report.title.place)
        below = report.preamble[0] if report.preamble else None
        if name:
            organs.append(Candidate(name, 5, "title: " + title, report.title.place))
        elif below is not None and _ONLY_A_NAME.fullmatch(below.text):
            organs.append(Candidate(below.text, 4, "title: " + below.text, below.place))
    _vote_text(report, vote)
    year = _file_year(PurePath(file_name).stem)
    if year:
        vote(year, "file", file_name, Place())
    for paragraph in report.signature:
        text = close_spaces(paragraph.text)
        signed = _SIGNED.search(text)
        if signed:
            vote(year_number(signed.group(1)) - 1, "signature", text, paragraph.place)
        elif not organs and is_organ(text) and (name := clean_name(text)):
            organs.append(Candidate(name, 2, "signature: " + text, paragraph.place))
    organ = region = None
    level, kind = Level.UNKNOWN, Kind.OWN
    if organs:
        region, organ = split_region(organs[0].value)
        level = level_of(organ)
        kind = kind_of(organ, level)
    return Identity(
        organ,
        region,
        _elect(years),
        kind,
        level,
        {"year": tuple(years), "organ": tuple(organs)},
    )


def _titled(title: str) -> tuple[int | None, str]:
    """Year and organ that a title gives; None and "" where it gives none."""
    found = _TITLE.search(title)
    if found:
        name = clean_name(found["a"]) or clean_name(found["b"])
        in_brackets = clean_name(found["c"] or "")
        if not name and is_organ(in_brackets):
            name = in_brackets
        return year_number(found["year"]), name
    first = _NAME_FIRST.search(title)
    name = clean_name(first["a"]) if first else ""
    if name.endswith("人民"):
        # 人民政府信息公开 holds 政府 once: it belongs to the name.
        name += "政府"
    dated = _YEAR_OF_TITLE.search(title)
    return year_number(dated[1]) if dated else None, name if is_organ(name) else ""


def _vote_text(report: Outline, vote: Callable[[int, str, str, Place], None]) -> None:
    others = [paragraph for section in report.sections for paragraph in section.paragraphs]
    stated = stated_period(report.preamble, others)
    if stated is not None:
        period, paragraph = stated
        vote(period.start[0], "period", paragraph.text, paragraph.place)
    for paragraph in report.preamble:
        mention = _MENTION.search(_without_other_years(paragraph.text))
        if mention:
            vote(int(mention.group(1)), "preamble", paragraph.text, paragraph.place)
            break
    counts: dict[int, int] = defaultdict(int)
    first: dict[int, Paragraph] = {}
    for section in report.sections:
        if section.key != "overview":
            continue
        for paragraph in section.paragraphs:
            for mention in _MENTION.finditer(_without_other_years(paragraph.text)):
                counts[int(mention.group(1))] += 1
                first.setdefault(int(mention.group(1)), paragraph)
    if counts:
        best = max(counts, key=lambda year: (counts[year], -year))
        vote(best, "body", first[best].text, first[best].place)


def _without_other_years(text: str) -> str:
    """A text without the years of laws and notices, and without the period, which votes alone."""
    plain = without_ranges(_QUOTED.sub("", plain_dates(text)))
    return _OF_A_LAW.sub(
        lambda found: "" if re.search(r"修订|公布|令", found.group()) else found.group(), plain
    )


def _elect(candidates: Sequence[Candidate]) -> int | None:
    """The year with most weight; None where there is none, or two with as much."""
    totals: dict[int, int] = defaultdict(int)
    for candidate in candidates:
        totals[int(candidate.value)] += candidate.weight
    # Equal sums decide nothing: what a wrong year makes of the other lines would be untrue.
    best = [year for year, total in totals.items() if total == max(totals.values())]
    return best[0] if len(best) == 1 else None


def _file_year(stem: str) -> int | None:
    found = re.search(r"(20\d\d)年度?(?:[^\d]{0,20})?(?:年报|报告)", stem)
    if found:
        return int(found.group(1))
    dated = re.search(
        r"(?<!\d)(20\d\d)(?:(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])"
        r"|([-_.])(?:0?[1-9]|1[0-2])\2(?:0?[1-9]|[12]\d|3[01]))(?!\d)",
        stem,
    )
    if dated:
        return int(dated.group(1)) - 1
    plain = re.findall(r"(?<![0-9A-Za-z])(20[12]\d)(?![0-9A-Za-z])", stem)
    return int(plain[0]) if len(set(plain)) == 1 else None
