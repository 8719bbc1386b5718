"""S409: the parts that a preamble lists, and the parts that there are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from store.late_regex import late_regex
from store.report import Flag, Origin, Report, Severity
from store.rules.places import plain_text
from store.rules.registry import Context, Params, rule

_LIST = late_regex(
    r"(?:由|包括|包含|分为|共分|分别为|分别是|内容有|内容为)(?P<list>.{12,400}?)(?P<open>等)?"
    r"(?:共?(?P<count>[一二三四五六七八九十]{1,2}|\d{1,2})个?(?:大)?(?:部分|方面|章)|部分|组成|构成|。|$)"
)
_COUNT_FIRST = late_regex(
    r"(?:分为|共分|包括|包含|共|有)(?P<count>[一二三四五六七八九十]|\d{1,2})个?(?:大)?部分"
)
_IN_BRACKETS = late_regex(r"\([^()]{0,80}\)")
_SPLIT = late_regex(r"[、,;:]|(?:(?<=情况)|(?<=事项))(?:以及|和|及)|以及")
_NUMBER_BEFORE = late_regex(r"^(?:\(?[一二三四五六七八九十\d]{1,2}\)?[.、]?(?=\D)|以及|和|及)")
_NUMBERS = "一二三四五六七八九十"
_FEWEST = 4
# Words by which a part is known, in the order in which they are looked for.
_KNOWN = (
    ("litigation", ("复议", "诉讼")),
    ("problems", ("问题", "改进")),
    ("management", ("信息管理",)),
    ("platform", ("平台建设",)),
    ("supervision", ("监督保障",)),
    ("fees", ("收费", "减免")),
    ("requests", ("申请",)),
    ("disclosure", ("主动公开",)),
    ("other", ("其他", "其它", "需要报告")),
    ("overview", ("总体", "概述", "概况", "基本情况")),
    # Behind the report, no part of it.
    ("annex", ("附件", "附表", "附录")),
)
# 行政复议、行政诉讼情况 is one part with a comma in its name; so are a few others.
_WITH_COMMA = late_regex(
    r"复议(?:情况)?[、,和及]{1,2}(?:被)?(?:提起)?(?:行政)?诉讼|问题[、,和及]{1,2}改进"
)

_ASPECT = late_regex(r"(?:政府信息)?(?:依申请公开|主动公开)(?:工作)?(?:情况)?")


@dataclass(frozen=True, slots=True)
class ListedParts:
    """The parts of a list by key and as written; ``count`` the number that is stated for them.

    ``is_open`` is True where the list ends with 等 or holds something that is not known.
    """

    parts: tuple[tuple[str, str], ...]
    count: int | None
    is_open: bool


def listed_parts(text: str) -> ListedParts | None:
    """The list of a report's parts in a text; None where there is none."""
    # A list may have semicolons, and brackets with what belongs to a part.
    for sentence in _IN_BRACKETS.sub("", plain_text(text)).split("。"):
        plain = sentence + "。"
        found = _LIST.search(plain)
        if found is None:
            continue
        parts: list[tuple[str, str]] = []
        is_open, has_unknown = found["open"] is not None, False
        for item in _SPLIT.split(_WITH_COMMA.sub(_joined, found["list"])):
            name = _NUMBER_BEFORE.sub("", item)
            if len(name) < 2:
                continue
            key = next((k for k, words in _KNOWN if any(word in name for word in words)), None)
            if key is None or len(name) > 40:
                is_open = has_unknown = True
                continue
            parts.append((key, name.replace("\0", "、")))
        if len(parts) < _FEWEST:
            continue
        counted = found["count"]
        first = _COUNT_FIRST.search(plain)
        if counted is None and first:
            counted = first["count"]
        count = _number(counted)
        if found["open"] and count == len({key for key, _ in parts}):
            # 等五个部分 behind five names leaves nothing open.
            is_open = has_unknown
        return ListedParts(tuple(parts), count, is_open)
    return None


def _joined(found: re.Match[str]) -> str:
    return re.sub("[、,和及]+", "\0", found.group())


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    if text.isdigit():
        return int(text)
    return _NUMBERS.find(text) + 1 or None


@rule("S409")
def parts_listed(report: Report, context: Context) -> Iterator[Flag]:
    """The preamble lists a part twice, lists what is no part, leaves one out, or miscounts."""
    for paragraph in report.preamble:
        listed = listed_parts(paragraph.text)
        if listed is None:
            continue
        params = _wrong(report, context, listed)
        if not params:
            return
        yield Flag(
            rule="S409",
            severity=Severity.INFO,
            origin=Origin.SOURCE,
            anchor="report",
            place=paragraph.place,
            params={"form": context.form.edition, **params},
        )
        return


def _wrong(report: Report, context: Context, listed: ListedParts) -> Params:
    """What is wrong with a list, as the variant of the sentence and its parts; {} where nothing."""
    official = {section.key: section.heading for section in context.form.sections}
    keys = Counter(key for key, _ in listed.parts)
    written = Counter(listed.parts)
    twice = _names(part for part in listed.parts if written[part] > 1 and part[0] in official)
    # 依申请公开情况 may be the short name of a section; beside the section itself it is none.
    foreign = _names(
        (key, name)
        for key, name in listed.parts
        if key not in official or (_ASPECT.fullmatch(name) and keys[key] > written[key, name])
    )
    if foreign:
        return {"variant": "both" if twice else "others", "parts": foreign, "twice": twice}
    if twice:
        return {"variant": "twice", "parts": twice}
    if listed.is_open:
        return {}
    present = {section.key for section in report.sections}
    left_out = tuple(official[key] for key in official if key in present and key not in keys)
    if left_out:
        return {"variant": "left_out", "parts": left_out}
    if listed.count is not None and listed.count != len(keys):
        return {"variant": "count", "count": len(keys), "stated": listed.count}
    return {}


def _names(parts: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for _, name in parts))
