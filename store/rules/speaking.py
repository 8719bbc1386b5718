"""N513, N516: a report that speaks of its year as to come, or of its organ as another kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from store.late_regex import late_regex
from store.period import plain_dates
from store.report import Flag, Origin, Place, Report, Severity
from store.rules.places import plain_text, prose, sentence_key, sentences, unquoted
from store.rules.registry import Context, rule

# What a plan says.
_GOING_ON = "继续|持续"
_FURTHER = "进一步|不断|逐步|着力|努力|大力|全力|切实|扎实"
_DOING = "按照|从[^,。]{1,6}方面|围绕|严格(?:按照|执行|遵守|落实)|加强|加大|做好|采取|强化|深化|坚持|拓宽"
# These open as well what 将 as 把 takes (将完善后的目录报备): only with a plan's noun at the end.
_IMPROVING = "加快|完善|健全|推进|推动|提升|提高|优化|拓展|严格|落实|规范|创新|丰富|扩大|细化|发挥|巩固|抓好|改进"
_AIM = (
    "制度|机制|流程|体系|建设|水平|质量|能力|渠道|力度|工作|平台|责任|服务|效能|效率|内容|标准化|规范化|"
    "范围|方式|形式|意识|审核|管理|监督|透明度|作用|队伍|基础"
)
# 继续教育 and 持续三年的工作 are things.
_THING = r"(?!教育|公开的|[\d一二两三四五六七八九十])"
_VERBS = f"(?:{_GOING_ON}){_THING}|{_FURTHER}|{_DOING}|(?:{_IMPROVING})(?=[^,。;]{{0,40}}(?:{_AIM})(?:[,。;]|$))"
_PLANNED = (
    rf"(?:将(?:会|要)?(?:{_VERBS})|(?<![主重需首只])要(?:(?:{_GOING_ON}){_THING}|{_FURTHER}))"
)
_FUTURE = late_regex(_PLANNED)
# 将 as 把: something is put into a list or made into a means; 将采取的措施 is a thing.
_AS_OBJECT = late_regex(
    r"^的(?![^,]{0,6}(?:规定|要求|精神|部署|意见|安排))|纳入|作为|列入|列为|贯彻|用于|写入|写进|编入|融入|贯穿|固定|结合(?!的)|收尾|转化为|转为|定为|当作|视为|"
    r"摆在|放在|落到|上升为|挂钩|向社会公布|下来|起来"
)
_SUBJECT = (
    r"(?:我们|我(?:镇|乡|街道|苏木|县|市|区|旗|州|省|局|委|办|院|单位|机关|部门|中心)"
    r"|本(?:级|机关|单位|部门|行政机关|镇|乡|街道|县|市|区|局|委|办|中心)"
    r"|全(?:镇|乡|县|市|区|局|街道))"
)


@rule("N513")
def future_tense(report: Report, context: Context) -> Iterator[Flag]:
    """The year reported as the time of what the report's organ is going to do."""
    year = report.identity.year
    if year is None:
        return
    done: set[str] = set()
    for section, paragraph in prose(report):
        if section == "problems":
            continue
        for sentence in sentences(paragraph.text):
            if "将" not in sentence and "要" not in sentence:
                continue
            plain = plain_dates(plain_text(unquoted(sentence)))
            # A pattern of the organ's own names costs more than all other rules: only at need.
            if f"{year}年" not in plain or _FUTURE.search(plain) is None:
                continue
            found = _of_organ(report, year).search(plain)
            if found is None or "下一步" in plain or _AS_OBJECT.search(found["rest"]):
                continue
            anchor = f"{section}:{sentence_key(sentence)}"
            if anchor in done:
                continue
            done.add(anchor)
            yield Flag(
                rule="N513",
                severity=Severity.WARNING,
                origin=Origin.SOURCE,
                anchor=anchor,
                place=paragraph.place,
                params={
                    "form": context.form.edition,
                    "section": section,
                    "year": year,
                    "sentence": sentence[:200],
                    "quote": _opening(sentence),
                },
            )


def _of_organ(report: Report, year: int) -> re.Pattern[str]:
    """What the report's organ is going to do in a year, the end of the clause as ``rest``."""
    names = "|".join(re.escape(name) for name in _names(report))
    subject = f"(?:{names}|{_SUBJECT})" if names else _SUBJECT
    return re.compile(
        rf"{year}年度?(?:里|内|中|全年)?(?:的?工作(?:里|中))?,?{subject}[^,。;将]{{0,8}}{_PLANNED}"
        r"(?P<rest>[^,。;]*)"
    )


def _opening(sentence: str) -> str:
    """The sentence as printed up to the verb."""
    found = _FUTURE.search(sentence)
    return " ".join(sentence[: found.end() if found else 20][-40:].split())


def _names(report: Report) -> Sequence[str]:
    """What the report may call its own organ, the longest first."""
    organ = report.identity.organ
    if organ is None:
        return ()
    bare = re.sub(r"(?:人民)?政府$|办事处$", "", organ)
    region = report.identity.region or ""
    found = {organ, bare, region + organ, region + bare}
    return sorted((name for name in found if len(name) >= 2), key=len, reverse=True)


_OWN_UNIT = late_regex(r"(?:民族)?(乡|镇|街道|苏木)(?:人民政府|政府|办事处|办)?$")
# 我乡镇 is a manner of speech, 本乡本土 and 家乡 are no units.
_MAY_BE_SELF = late_regex(r"[我本全]\s*[镇乡街苏局]|[镇乡]\s*党委|[镇乡]\s*政府|街道\s*党工委")
_SELF = late_regex(
    r"(?:我|(?<![根基])本)(?P<own>镇|乡|街道|苏木)(?![乡镇村本]|、本[村组]|口|两[侧旁]|边|旁)"
    # 健全, 安全 and 完全 hold a 全 of another kind.
    r"|(?<![健安完齐周保成的])全(?P<whole>镇|乡|街道|苏木)"
    r"(?=上下|干部|党员|范围|各(?!乡|镇)|共|人民|群众|政务|政府|机关|\d|[,。、;])"
    r"|(?:^|(?<=[,。;:由经在]))(?P<led>镇|乡|苏木|街道)"
    r"(?:党委|党工委|政府|人大|主要领导|领导班子)(?!驻地|所在地|大院|旧址|对面|门)"
    r"|(?:我|(?<![根基版])本)(?P<bureau>局)(?=[牵高严认按积成组主通结坚及为在将对始,一])"
)


@rule("N516")
def another_unit(report: Report, context: Context) -> Iterator[Flag]:
    """A township that calls itself a town, or the reverse: the text of another organ."""
    own = _OWN_UNIT.search(report.identity.organ or "")
    if own is None:
        return
    found: list[tuple[str, str, str, Place]] = []
    for section, paragraph in prose(report):
        for sentence in sentences(paragraph.text):
            if not _MAY_BE_SELF.search(sentence):
                continue
            for said in _SELF.finditer(plain_text(unquoted(sentence))):
                if next(unit for unit in said.groups() if unit) != own[1]:
                    found.append((section, sentence, said.group(), paragraph.place))
    yield from said_of_itself("N516", report, context, found)


def said_of_itself(
    code: str, report: Report, context: Context, found: Sequence[tuple[str, str, str, Place]]
) -> Iterator[Flag]:
    """One flag for all places (section, sentence, words, place) where another organ speaks."""
    if not found:
        return
    section, sentence, words, place = found[0]
    yield Flag(
        rule=code,
        severity=Severity.WARNING,
        origin=Origin.SOURCE,
        anchor=f"{section}:{sentence_key(sentence)}",
        place=place,
        params={
            "form": context.form.edition,
            "section": section,
            "sentence": sentence[:200],
            "said": words,
            "organ": report.identity.organ,
            "count": len(found),
        },
    )
