"""N512: another year than the report's, in its title or as the time of what it tells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from store.late_regex import late_regex
from store.period import plain_dates
from store.report import Flag, Origin, Paragraph, Report, Severity
from store.rules.places import aspect_at
from store.rules.registry import Context, Params, rule
from store.sentences import sentence_key

_LONGEST_OPENING = 30
_SENTENCES = late_regex(r"[^。；！？;!?]+[。；！？;!?]?")
_LEAD = late_regex(
    r"^[\s*#_]*(?:[（(]\s*[一二三四五六七八九十\d]{1,3}\s*[）)]|[一二三四五六七八九十]{1,3}、"
    r"|\d{1,2}[.、．](?!\d))?[\s*_]*"
)
_HEADED = late_regex(
    r"^[【\[]?[^，,。：:\s【】]{2,16}(?:方面|情况|工作|公开|管理|建设|保障)?[】\]。：:\s]\s*"
)
_YEAR_FIRST = late_regex(
    r"^(?:(?:(?:过去)?一年(?:以)?来|回顾[^,]{0,6}|总体(?:上|看|来看)?)?,?[在于]?(?:过去的?|刚刚过去的|已过去的)?"
    r"(?P<year>20\d\d)年度?(?:来|期间|全年|里|内|中)?"
    # 本年度（2022年）
    r"|(?:本年度?|今年|本报告期|报告期)(?:以?来|内|中)?\((?P<noted>20\d\d)年度?\)"
    # The last day of another year as the day of the count.
    r"|截[至止]到?(?P<ended>20\d\d)年(?:度?(?:年?底|末)|12月(?:31日|底|末)))[,、]?"
)
# Words on the circumstances between the year and the subject.
_CIRCUMSTANCES = late_regex(r"(?:按照|根据|依据|围绕|结合|通过|在|依托)[^,。]{2,30},")
_UNITS = "镇|乡|街道|苏木|县|市|区|旗|州|省|局|委|办|院|单位|机关|部门|中心|馆|站|所|厅|处|会|队|校"
_OWN = late_regex(
    rf"(?:我们|我(?P<unit>{_UNITS})|本(?:级|行政机关|年度|{_UNITS})|全(?P<whole>镇|乡|县|市|区|局|街道|系统|省|州|旗|年))"
)
_LOWEST = ("镇", "乡", "街道", "苏木")
# What is done every year; 我镇2022年开通的公众号 may still be told.
_EACH_YEAR = late_regex(
    r"(?:共|累计|全年|认真|严格|积极|继续|持续|不断|深入|坚持|依法|及时|全面|扎实|进一步|,)*"
    r"(?:主动)?(?:公开|收到|发布|受理|接到|新收|开展|贯彻|落实|推进|推动|加强|深化|坚持|严格|做好|未收到|没有收到|办理)"
    r"(?![^,。]{0,16}的(?!情况))"
)
# A number of things done, with no subject: whose else than the report's own?
_DONE = late_regex(
    r"(?:全年|累计|总共|一?共|主动公开|公开|收到|接到|发布|受理|新收)(?!的)(?:[^,。的]{0,24}?)"
    r"(?:\d+|[一二三四五六七八九十百千]+)(?:余)?(?:条|件|次|篇|份|个|项|期)"
)
_COMPARED = late_regex(r"较|比|同比|相比|以来|截至|截止|至今|起至|“十[三四五]五”|计划|将|拟")
_YEAR_THEN = late_regex(r"[在于]?(?P<year>20\d\d)年度?(?:全年)?")
_SUMMED_UP = late_regex(r"累计|历年|建成|设立|以来|现有|已有|拥有")
# What of the year before may lawfully be told: how it was judged, and its report.
_JUDGED = late_regex(r"印发|考评|考核中|考核结果|测评|通报|位列|排名|被评为|巡察|审计")
_REPORTED = late_regex(r"(?<!工作)报告|年报|整改")
_REPORT_MENDED = late_regex(r"报告.{0,40}整改")
_QUOTED = late_regex(r"《[^《》]{0,200}》|〔[^〔〕]{0,40}〕|“[^“”]{0,200}”")
_TITLE_YEAR = late_regex(r"(20\d\d)年")


@rule("N512")
def other_year(report: Report, context: Context) -> Iterator[Flag]:
    """Another year than the report's: in the title, or as the time of a sentence's subject."""
    year = report.identity.year
    if year is None:
        return
    if report.title is not None:
        stated = [int(found) for found in _TITLE_YEAR.findall(plain_dates(report.title.text))]
        if stated and year not in stated:
            text = report.title.text
            yield _year_flag(context, year, stated[0], "title", text, report.title, "title")
    done: set[str] = set()
    names = _names(report)
    groups: list[tuple[str, tuple[Paragraph, ...]]] = [("preamble", report.preamble)]
    groups += [(section.key or "", section.paragraphs) for section in report.sections]
    for section, paragraphs in groups:
        plans = section in ("problems", "other")
        aspect = ""
        for paragraph in paragraphs:
            aspect = aspect_at(context.form, section, paragraph.text, aspect)
            said = list(_sentences(paragraph.text))
            for number, sentence in enumerate(said):
                following = said[number + 1 :]
                stated_year = _year_of_subject(sentence, year, names)
                if stated_year is not None and _is_compared(following, year):
                    continue
                if stated_year is None or (plans and stated_year == year + 1):
                    continue
                anchor = f"{section}:{sentence_key(sentence)}"
                if anchor in done:
                    continue
                done.add(anchor)
                quote = _opening(sentence, names)
                flag = _year_flag(context, year, stated_year, section, sentence, paragraph, anchor)
                yield replace(flag, params={**flag.params, "quote": quote, "aspect": aspect})


def _opening(sentence: str, names: Sequence[str]) -> str:
    """A sentence up to the subject of its first clause, else its first words."""
    plain = plain_dates(sentence)
    found = _YEAR_FIRST.match(plain)
    rest = plain[found.end() :] if found else ""
    around = _CIRCUMSTANCES.match(rest)
    for part in (rest, rest[around.end() :] if around else ""):
        subject = part[: _subject(part, names) or 0]
        at = sentence.find(subject) if subject else -1
        if 0 <= at <= _LONGEST_OPENING:
            return sentence[: at + len(subject)]
    return sentence[:12]


def _names(report: Report) -> tuple[str, ...]:
    """What the report may call its own organ, the longest first."""
    organ = report.identity.organ
    if organ is None:
        return ()
    bare = re.sub(r"(?:人民)?政府$|办事处$", "", organ)
    region = report.identity.region or ""
    found = {organ, bare, region + organ, region + bare}
    return tuple(sorted((name for name in found if len(name) >= 2), key=len, reverse=True))


def _is_compared(following: Sequence[str], year: int) -> bool:
    """Whether the next sentences go through the years up to the report's: 2022年…。2023年…。"""
    for sentence in following:
        found = _YEAR_FIRST.match(plain_dates(sentence))
        if found is None or not found["year"]:
            return False
        if int(found["year"]) == year:
            return True
    return False


def _year_of_subject(sentence: str, year: int, names: Sequence[str]) -> int | None:
    """Another year that a sentence gives to what its own organ did; None where it gives none."""
    plain = plain_dates(sentence)
    found = _YEAR_FIRST.match(plain)
    if found is None:
        return _year_after_subject(plain, year, names)
    stated = int(found["year"] or found["noted"] or found["ended"])
    rest = plain[found.end() :]
    if stated == year or f"{year}年" in rest or re.search("今年|本年", rest):
        return None
    if found["ended"]:
        return None if _SUMMED_UP.search(rest) or not _counts(rest, names) else stated
    around = _CIRCUMSTANCES.match(rest)
    subject = _subject(rest, names)
    if subject is None and around:
        rest = rest[around.end() :]
        subject = _subject(rest, names)
    if subject is None:
        return None
    clause = rest[: subject + 60].split(",")[0]
    # 今年以来（2022年） names the year reported.
    start = found.end() if found["noted"] else 0
    before = plain[start : len(plain) - len(rest) + subject + 8]
    if _COMPARED.search(before) or _JUDGED.search(plain[:60]) or _REPORTED.search(clause):
        return None
    return None if _REPORT_MENDED.search(plain) else stated


def _year_after_subject(plain: str, year: int, names: Sequence[str]) -> int | None:
    """The same where the organ stands first: 我镇2022年主动公开信息30条."""
    subject = _subject(plain, names)
    found = _YEAR_THEN.match(plain[subject:]) if subject else None
    if subject is None or found is None:
        return None
    stated, rest = int(found["year"]), plain[subject + found.end() :]
    if stated == year or f"{year}年" in rest or re.search("今年|本年|目前|至今", rest):
        return None
    if not _EACH_YEAR.match(rest) or _JUDGED.search(plain[:60]) or _REPORTED.search(rest[:40]):
        return None
    return None if _COMPARED.search(rest[:60]) else stated


def _counts(rest: str, names: Sequence[str]) -> bool:
    """Whether a clause counts what was published or received, with or without the own organ."""
    subject = _subject(rest, names)
    return subject is not None and _DONE.match(rest[subject:]) is not None


def _subject(rest: str, names: Sequence[str]) -> int | None:
    """Where the subject ends that a clause opens with, if it is the report's own organ."""
    for name in names:
        if rest.startswith(name):
            return len(name)
    own = _OWN.match(rest)
    if own is not None:
        unit = own["unit"] or own["whole"]
        if not _is_foreign(unit, names):
            return own.end()
    done = _DONE.match(rest)
    return 0 if done else None


def _is_foreign(unit: str | None, names: Sequence[str]) -> bool:
    """Whether 我县 or 全市 is said by a township, which is not speaking of itself."""
    if unit not in ("县", "市", "区", "旗", "州", "省"):
        return False
    return any(name.endswith(_LOWEST) for name in names)


def _sentences(text: str) -> Iterator[str]:
    for match in _SENTENCES.finditer(text):
        sentence = _LEAD.sub("", match.group().strip(), count=1)
        if "年" not in sentence:
            continue
        headed = _HEADED.match(sentence)
        if headed and _YEAR_FIRST.match(plain_dates(sentence[headed.end() : headed.end() + 40])):
            sentence = sentence[headed.end() :]
        plain = _QUOTED.sub("", sentence)
        if plain:
            yield plain


def _year_flag(
    context: Context,
    year: int,
    stated: int,
    section: str,
    sentence: str,
    paragraph: Paragraph,
    anchor: str,
) -> Flag:
    in_title = section == "title"
    params: Params = {
        "form": context.form.edition,
        "year": year,
        "stated": stated,
        "section": section,
        "sentence": sentence[:200],
        "quote": sentence[:12],
        "variant": "title" if in_title else ("preamble" if section == "preamble" else "text"),
    }
    return Flag(
        rule="N512",
        severity=Severity.ERROR if in_title else Severity.WARNING,
        origin=Origin.SOURCE,
        anchor=anchor,
        place=paragraph.place,
        params=params,
    )
