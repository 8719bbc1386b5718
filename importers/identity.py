"""Who reported on which year: candidates with their evidence, and the choice between them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import PurePath

from importers.outline import Outline, close_spaces
from store.report import Candidate, Identity, Kind, Level, Paragraph, Place

_CHINESE_YEAR = r"二[〇○零ＯO0][〇○零一二三四五六七八九]{2}"
_YEAR = rf"(?:20\d\d|{_CHINESE_YEAR})"
_TITLE = re.compile(
    rf"^(?P<a>.*?)(?P<year>{_YEAR})年度?(?P<b>.*?)(?:政府|政务)?信息公开(?:工作)?(?:年度)?(?:工作)?报告"
)
_TITLE_WITHOUT_YEAR = re.compile(
    r"^(?P<a>.{2,40}?)(?:政府|政务)?信息公开(?:工作)?(?:年度)?(?:工作)?报告"
)
_PERIOD = re.compile(
    r"(20\d\d)年(\d{1,2})月(\d{1,2})日[^0-9。；]{0,5}?(?:(20\d\d)年)?(\d{1,2})月(\d{1,2})日"
)
_MENTION = re.compile(r"(?<![\d〔\[（(])(20\d\d)年(?!修订|公布|第)")
_QUOTED = re.compile(r"《[^》]*》|〔[^〕]*〕|“[^”]*”|[（(][^）)]*(?:修订|公布|令)[^）)]*[）)]")
_SIGNED = re.compile(rf"({_YEAR})年[\d一二三四五六七八九十]{{1,3}}月")
_VOTES = {"title": 5, "period": 4, "preamble": 3, "signature": 2, "file": 2, "body": 1}

_REGION = re.compile(
    r"(.{2,12}?(?:特别行政区|自治区|自治州|自治县|自治旗|地区|林区|省|市|盟|县|旗|区))(?=.{2,})"
)
_NOT_AN_ORGAN = re.compile(r"^(?:人民政府|政府|管理委员会|管委会|委员会|办公室|党委|的)")
_UNIT = re.compile(
    r"民族乡|苏木|街道|镇|乡|自治县|自治旗|林区|县|旗|区|自治州|地区|盟|市|自治区|省"
)
_DEPARTMENT = re.compile(
    r"(?:局|委|委员会|办公室|厅|中心|院|处|所|队|站|室|署|馆|会|台|社|校|学院|医院|公司|集团|办)$"
)
_UNKNOWN_LEVEL = re.compile(r"(?:管理委员会|管委会|兵团|开发区|高新区)$")
_LEVELS = {
    "民族乡": Level.TOWNSHIP,
    "苏木": Level.TOWNSHIP,
    "街道": Level.TOWNSHIP,
    "镇": Level.TOWNSHIP,
    "乡": Level.TOWNSHIP,
    "自治县": Level.COUNTY,
    "自治旗": Level.COUNTY,
    "林区": Level.COUNTY,
    "县": Level.COUNTY,
    "旗": Level.COUNTY,
    "区": Level.COUNTY,
    "自治州": Level.CITY,
    "地区": Level.CITY,
    "盟": Level.CITY,
    "自治区": Level.PROVINCE,
    "省": Level.PROVINCE,
}


def year_number(text: str) -> int:
    """``2023`` or ``二〇二三`` as a number."""
    if text.isdigit() and text.isascii():
        return int(text)
    digits = {c: i for i, c in enumerate("〇一二三四五六七八九")}
    digits |= dict.fromkeys("○零ＯO0", 0)
    value = 0
    for char in text:
        value = value * 10 + digits[char]
    return value


def find_period(text: str) -> tuple[int, int, int, int, int, int] | None:
    """The first range of full dates in a text: year, month, day, year, month, day."""
    found = _PERIOD.search(close_spaces(text))
    if found is None:
        return None
    y1, m1, d1, y2, m2, d2 = found.groups()
    return int(y1), int(m1), int(d1), int(y2 or y1), int(m2), int(d2)


def level_of(organ: str) -> Level:
    """Administrative level by the rightmost unit of a name; departments come first.

    A 市 may be a city or of county rank, so it is unknown; so are 管委会 and 兵团.
    """
    name = re.sub(r"办事处$", "", organ)
    if _UNKNOWN_LEVEL.search(name):
        return Level.UNKNOWN
    bare = re.sub(r"(?:人民)?政府$", "", name)
    if bare == name and _DEPARTMENT.search(name):
        return Level.DEPARTMENT
    units = list(_UNIT.finditer(bare))
    if not units or units[-1].end() != len(bare):
        return Level.UNKNOWN
    return _LEVELS.get(units[-1].group(), Level.UNKNOWN)


def split_region(name: str) -> tuple[str | None, str]:
    """Leading higher-level places and the organ proper: 云阳县平安镇人民政府 → 云阳县, 平安镇人民政府."""
    region, rest = "", name
    while True:
        found = _REGION.match(rest)
        if found is None:
            break
        after = rest[found.end() :]
        if _NOT_AN_ORGAN.match(after) or not (_UNIT.search(after) or _DEPARTMENT.search(after)):
            break
        region += found.group(1)
        rest = after
    return region or None, rest


def kind_of(organ: str, level: Level) -> Kind:
    """Whose figures: a whole area's (its own name, no office), a system's, or one organ's."""
    if organ.endswith("系统"):
        return Kind.SYSTEM
    if level in (Level.PROVINCE, Level.CITY, Level.COUNTY):
        return Kind.GOVERNMENT
    bare = re.sub(r"(?:人民)?政府$", "", organ)
    return Kind.GOVERNMENT if bare.endswith("市") and level is Level.UNKNOWN else Kind.OWN


def recognise(report: Outline, file_name: str) -> Identity:
    """Organ, region, year, level and kind, each with the evidence that speaks for it."""
    years: list[Candidate] = []
    organs: list[Candidate] = []

    def vote(year: int, source: str, evidence: str, place: Place) -> None:
        years.append(Candidate(str(year), _VOTES[source], f"{source}: {evidence[:60]}", place))

    if report.title is not None:
        found = _TITLE.search(report.title.text)
        if found:
            vote(year_number(found["year"]), "title", report.title.text, report.title.place)
            name = _clean_name(found["a"]) or _clean_name(found["b"])
        else:
            bare = _TITLE_WITHOUT_YEAR.search(report.title.text)
            name = _clean_name(bare["a"]) if bare else ""
            if not (_UNIT.search(name) or _DEPARTMENT.search(name)):
                name = ""
        if name:
            organs.append(Candidate(name, 5, "title: " + report.title.text, report.title.place))
    _vote_text(report, vote)
    year = _file_year(PurePath(file_name).stem)
    if year:
        vote(year, "file", file_name, Place())
    for paragraph in report.signature:
        text = close_spaces(paragraph.text)
        signed = _SIGNED.search(text)
        if signed:
            vote(year_number(signed.group(1)) - 1, "signature", text, paragraph.place)
        elif not organs and (_UNIT.search(text) or _DEPARTMENT.search(text)):
            organs.append(Candidate(_clean_name(text), 2, "signature: " + text, paragraph.place))
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


def _vote_text(report: Outline, vote: Callable[[int, str, str, Place], None]) -> None:
    prose: list[Paragraph] = [*report.preamble]
    for section in report.sections:
        prose.extend(section.paragraphs)
    for paragraph in prose:
        if "月" in paragraph.text and (period := find_period(paragraph.text)):
            vote(period[0], "period", paragraph.text, paragraph.place)
            break
    for paragraph in report.preamble:
        mention = _MENTION.search(_QUOTED.sub("", close_spaces(paragraph.text)))
        if mention:
            vote(int(mention.group(1)), "preamble", paragraph.text, paragraph.place)
            break
    counts: dict[int, int] = defaultdict(int)
    first: dict[int, Paragraph] = {}
    for section in report.sections:
        if section.key != "overview":
            continue
        for paragraph in section.paragraphs:
            for mention in _MENTION.finditer(_QUOTED.sub("", paragraph.text)):
                counts[int(mention.group(1))] += 1
                first.setdefault(int(mention.group(1)), paragraph)
    if counts:
        best = max(counts, key=lambda year: (counts[year], -year))
        vote(best, "body", first[best].text, first[best].place)


def _elect(candidates: Sequence[Candidate]) -> int | None:
    totals: dict[int, int] = defaultdict(int)
    for candidate in candidates:
        totals[int(candidate.value)] += candidate.weight
    if not totals:
        return None
    best = max(totals.items(), key=lambda item: (item[1], -item[0]))
    return best[0]


def _file_year(stem: str) -> int | None:
    found = re.search(r"(20\d\d)年度?(?:[^\d]{0,20})?(?:年报|报告)", stem)
    if found:
        return int(found.group(1))
    dated = re.search(r"(?<!\d)(20\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])(?!\d)", stem)
    if dated:
        return int(dated.group(1)) - 1
    plain = re.findall(r"(?<![0-9A-Za-z])(20[12]\d)(?![0-9A-Za-z])", stem)
    return int(plain[0]) if len(set(plain)) == 1 else None


def _clean_name(text: str) -> str:
    name = re.sub(r"[\s《》“”\"'：:，,。【】\[\]()（）]|^关于|^附件\d*", "", text)
    name = re.sub(r"^.*?(?:网站|来源|发布机构|当前位置|首页)", "", name)
    return name if 2 <= len(name) <= 40 and re.search(r"[\u3400-\u9fff]{2}", name) else ""
