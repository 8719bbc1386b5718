"""S411, S413: what section five and, at governments, the report must treat."""

from __future__ import annotations

import re
from collections.abc import Iterator

from store.late_regex import late_regex
from store.report import Flag, Level, Noticed, Origin, Report, Severity
from store.rules.places import plain_text, prose, section_place, sentences
from store.rules.registry import Context, rule
from store.rules.stock import level_of_organ

_FEWEST_CHARACTERS = 10
_PROBLEM = late_regex(
    r"问题|不足|欠缺|短板|薄弱|差距|有待|不够|不高|不强|不及时|不完善|不全|不到位|不深|不多|不畅|不熟|不规范|不统一"
    r"|困难|缺乏|缺少|较少|较低|较慢|偏慢|偏低|偏少|单一|滞后|弱项|难点|欠"
)
_LACKING = late_regex(
    r"不[够足到及全多深畅熟细实严]|未能|没有|缺|欠|少|滞后|困难|难以|薄弱|单一|慢|低$"
)
_IMPROVED = late_regex(
    r"改进|改善|整改|措施|下一步|今后|将|加强|加大|进一步|提升|提高|完善|强化|健全|优化|规范|推进|做好|拓展|已"
)
# What was done, at the beginning of a clause or as a way out of what stands before it.
_ACTED = late_regex(
    r"^(?:[一二三四五六]是|\([一二三四五六]\)|\d[.、])?(?:并|已|现已|及时|专门|我[省市县区镇乡局街]|本[镇乡局])?"
    r"(?:建立|制定|出台|印发|修订|组织|开展|邀请|聘请|增设|增配|新增|配备|充实|补充|安排|明确|指定|落实|督促|集中"
    r"|采取|采用|实行|推行|设立|调整|细化|严格|举办|召开|对接|协调|简化|压缩|缩短|更新了)"
    r"|(?:通过|采取|采用).{1,30}(?:解决|弥补|应对|克服|化解|缓解|破解)|(?:予以|加以|得到|已经?)(?:解决|纠正|克服)"
)
_CLAUSES = late_regex(r"[,，。;；:：!！?？]")
_BRACKETED = late_regex(r"\(([一二三四五六七八九十])\)(?![项款])")


@rule("S411")
def problems_and_improvements(report: Report, context: Context) -> Iterator[Flag]:
    """Section five: not empty, with problems and improvements, its （一） followed by a （二）."""
    section = report.sections_by_key.get("problems")
    if section is None or section.heading is None:
        return
    # A heading that stands twice heads one section.
    paragraphs = [p for s in report.sections if s.key == "problems" for p in s.paragraphs]
    text = "".join(plain_text(paragraph.text) for paragraph in paragraphs)
    variant = _lacking(text)
    if not variant:
        return
    read_whole = not report.observed(Noticed.PICTURES_UNREAD)
    is_numbering = variant == "numbering"
    yield Flag(
        rule="S411",
        severity=Severity.INFO if is_numbering else Severity.WARNING,
        # Conversion eats automatic numbers.
        origin=Origin.UNDECIDED if is_numbering or not read_whole else Origin.SOURCE,
        anchor="problems",
        place=section_place(report, section),
        params={
            "form": context.form.edition,
            "section": "problems",
            "quote": "".join(p.text for p in paragraphs)[:20] if variant == "short" else "",
            "variant": variant,
        },
    )


def _lacking(text: str) -> str:
    """What the text of section five lacks, as the variant of the sentence; "" where nothing."""
    characters = re.sub(r"[^\w]", "", text)
    if not characters:
        return "empty"
    if len(characters) < _FEWEST_CHARACTERS:
        return "short"
    if not (_IMPROVED.search(text) or _tells_an_act(text)):
        return "improvements"
    if not _PROBLEM.search(text):
        return "problems"
    return "numbering" if set(_BRACKETED.findall(text)) == {"一"} else ""


def _tells_an_act(text: str) -> bool:
    """Whether a clause says what was done, and not what is lacking: 落实不到位 is a problem."""
    return any(
        _ACTED.search(clause) and not _LACKING.search(clause) for clause in _CLAUSES.split(text)
    )


_RESULTS = {
    "assessment": late_regex(r"考核|考评|绩效评"),
    "review": late_regex(r"评议|满意度|民意调查|第三方评估|社会评价|群众评价"),
    "accountability": late_regex(r"追究|追责|问责"),
}
_PLANNED = late_regex(r"下一步|今后|将(?!.{0,20}(?:纳入|列入|作为))|进一步|健全|(?:更加|不断)完善")
_GOVERNMENTS = (Level.PROVINCE, Level.CITY, Level.COUNTY, Level.TOWNSHIP)
_BRANCH_OFFICE = late_regex(r"街道|办事处|地区$|盟$|行政公署")


@rule("S413")
def results_of_supervision(report: Report, context: Context) -> Iterator[Flag]:
    """A government tells how its work was assessed, reviewed, and who was held to account."""
    overview = report.sections_by_key.get("overview")
    organ = report.identity.organ or ""
    if overview is None or not _is_government(organ, level_of_organ(report, context)):
        return
    missing = set(_RESULTS)
    for section, paragraph in prose(report):
        if section in ("preamble", "problems"):
            continue
        plain = plain_text(paragraph.text)
        # What section six plans is no result.
        said = [s for s in sentences(plain) if not _PLANNED.search(s)]
        texts = said if section == "other" else [plain]
        for text in texts:
            missing -= {key for key, pattern in _RESULTS.items() if pattern.search(text)}
    if not missing:
        return
    yield Flag(
        rule="S413",
        severity=Severity.INFO,
        origin=Origin.SOURCE,
        anchor="report",
        place=section_place(report, overview),
        params={
            "form": context.form.edition,
            "section": "overview",
            "named": tuple(key for key in _RESULTS if key in missing),
        },
    )


def _is_government(organ: str, level: Level) -> bool:
    """Whether an organ is a government of its level, not one's department or branch office."""
    if _BRANCH_OFFICE.search(organ):
        return False
    return level in _GOVERNMENTS or organ.endswith("人民政府")
