"""N509: parts of a sum, added up again from the figures of the same sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from store.late_regex import late_regex
from store.prose_figures import Mention, counted_text, mentions, without_comparisons
from store.report import Flag, Number, Origin, Paragraph, Report, Severity
from store.rules.registry import Context, Params, rule
from store.sentences import LONGEST, plain_sentence, sentence_key, sentences, without_white

# 其中 opens parts only where a clause does: not in 项目及其中标信息.
_PARTS = late_regex(r"(?<=[,;:、条件份篇次个项])(?:其中|包括)")
# Words after which figures are no longer parts of the total: what was done with them, or more.
_NO_PART = late_regex(
    r"其中|包括|答复|办结|办理|回复|处理|复议|诉讼|结转|上年|去年|解读|回应|此外|另外|同时|并|"
    r"组织|举办|召开|开展|阅读|点击|浏览|访问|关注|转发|涉及|较|比"
)
_REST = late_regex(r"其他|其它|其余|剩余")
_TOTAL_AFTER = late_regex(r"(?:合计|总计|共计)(?:发布|公开|收到|为|有)?$")
# Where one thing may be counted twice, parts may exceed their total.
_OVERLAP = late_regex(
    r"交叉|重叠|重合|兼具|兼有|兼属|同属|重复(?:计|统计|发布|公开|推送)|(?:计|统计)有?重复"
    r"|(?:部分|有的|一些|有些|同一)[^，。；,;]{0,10}(?:同步|同时|多平台|多渠道|多个)"
)
_REACH = 40
# What a bracket tells of other years is no part; their digits are blotted out.
_OF_OTHER_YEARS = late_regex(r"年|同期|比|较|#")
_BRACKET = late_regex(r"\(([^()]{1,80})\)")
_OPENED = late_regex(r"^(?:其中|包括|包含|含|分别为|分别是)?[:,]?")
_SUMMED = late_regex(r"(?:共|计|总数|总量)(?:发布|公开|收到|为|有|了|各类|信息|政府|主动)*$")
_FEWEST_PARTS = 2


def prose(report: Report) -> Iterator[tuple[str, Paragraph, str]]:
    """Section, paragraph and sentence of all prose in known sections; overlong ones left out."""
    for section in report.sections:
        if section.key is None:
            continue
        for paragraph in section.paragraphs:
            for sentence in sentences(paragraph.text):
                if len(sentence) <= LONGEST:
                    yield section.key, paragraph, sentence


def sentence_flag(
    code: str,
    severity: Severity,
    context: Context,
    where: tuple[str, Paragraph, str],
    params: Params,
    origin: Origin = Origin.SOURCE,
) -> Flag:
    """A flag on a sentence: its section and its words are what it is named by."""
    section, paragraph, sentence = where
    shared: Params = {
        "form": context.form.edition,
        "section": section,
        "sentence": sentence[:200],
        "quote": _opening(sentence),
    }
    return Flag(
        rule=code,
        severity=severity,
        origin=origin,
        anchor=f"{section}:{sentence_key(sentence)}",
        place=paragraph.place,
        params={**shared, **params},
    )


def _opening(sentence: str) -> str:
    """The first words of a sentence, to find it by."""
    return re.sub(r"[。；，、！]+$", "", "".join(sentence.split())[:16])


@rule("N509")
def parts_of_sums(report: Report, context: Context) -> Iterator[Flag]:
    """Parts that exceed the total stated, or miss it where the words say that they are all."""
    for where in prose(report):
        text = comparable(where[2])
        wrong = (
            _wrong_parts(text)
            or _wrong_list(text)
            or _wrong_bracket(where[2])
            or _wrong_total(text)
        )
        if wrong is None or _OVERLAP.search(_with_next(where[1].text, where[2])):
            continue
        total, parts = wrong
        params: Params = {
            "stated": str(total),
            "terms": tuple(str(part) for part in parts),
            "computed": str(sum(parts)),
        }
        yield sentence_flag("N509", Severity.INFO, context, where, params)


def _with_next(text: str, sentence: str) -> str:
    """A sentence with the first words that follow it in its paragraph."""
    start = max(text.find(sentence), 0)
    return "".join(text[start : start + len(sentence) + _REACH].split())


def comparable(sentence: str) -> str:
    """A sentence as text whose digits all count something, without other years' figures."""
    return counted_text(without_comparisons(plain_sentence(sentence)))


def _wrong_parts(text: str) -> tuple[Number, list[Number]] | None:
    """A total and the parts named after it, where they do not fit."""
    start = _PARTS.search(text)
    if start is None:
        return None
    found = mentions(text)
    before = [mention for mention in found if mention.end <= start.start()]
    if not before or before[-1].vague:
        return None
    total = before[-1]
    if re.search(r"[;。]", text[total.end : start.start()]):
        return None
    parts, last = _parts(text, start.end(), total, found)
    values = [part.value for part in parts]
    if not values or any(part.vague for part in parts):
        return None
    if any(sum(values[:count]) == total.value for count in range(1, len(values) + 1)):
        return None
    if any(mention.counter == total.counter for mention in before[:-1]) and values[0] < total.value:
        # 共500条：网站300条，其中转载200条，公众号150条: what follows may belong to the first total.
        return None
    exhaustive = len(values) >= _FEWEST_PARTS and _REST.search(last) is not None
    if sum(values) > total.value or exhaustive:
        return total.value, values
    return None


def _parts(
    text: str, start: int, total: Mention, found: Sequence[Mention]
) -> tuple[list[Mention], str]:
    """The parts of a total, and the words before the last of them."""
    parts: list[Mention] = []
    last, position = "", start
    for mention in found:
        if mention.start < start:
            continue
        words = text[position : mention.start]
        if mention.counter != total.counter or _NO_PART.search(words) or re.search("[;。]", words):
            break
        parts.append(mention)
        last, position = words, mention.end
    return parts, last


def _wrong_list(text: str) -> tuple[Number, list[Number]] | None:
    """A total with a colon and its parts (共计9条：网站6条), where they exceed it."""
    if ":" not in text:
        return None
    found = mentions(text)
    for total in found:
        if text[total.end : total.end + 1] != ":" or total.vague:
            continue
        if not _SUMMED.search(text[: total.start]):
            continue
        return _exceeding(total, _parts(text, total.end + 1, total, found)[0])
    return None


def _wrong_bracket(sentence: str) -> tuple[Number, list[Number]] | None:
    """A total with its parts in brackets right after it, where they exceed it."""
    whole = without_white(sentence)
    if "(" not in whole:
        return None
    text = counted_text(whole)
    for bracket in _BRACKET.finditer(text):
        before = mentions(text[: bracket.start()])
        if not before or before[-1].end != bracket.start() or before[-1].vague:
            continue
        inside = _OPENED.sub("", bracket[1])
        if _OF_OTHER_YEARS.search(inside):
            continue
        wrong = _exceeding(before[-1], _parts(inside, 0, before[-1], mentions(inside))[0])
        if wrong is not None:
            return wrong
    return None


def _exceeding(total: Mention, parts: Sequence[Mention]) -> tuple[Number, list[Number]] | None:
    """Total and parts, where there are several and they make more than the total."""
    values = [part.value for part in parts]
    if len(values) < _FEWEST_PARTS or any(part.vague for part in parts):
        return None
    if any(sum(values[:count]) == total.value for count in range(1, len(values) + 1)):
        return None
    return (total.value, values) if sum(values) > total.value else None


def _wrong_total(text: str) -> tuple[Number, list[Number]] | None:
    """A total after its parts (合计), where no run of figures before it makes it up."""
    # All words for a total after its parts are written with this character.
    if "计" not in text or _PARTS.search(text):
        return None
    parts: list[Mention] = []
    position = 0
    for mention in mentions(text):
        words = text[position : mention.start]
        if re.search("[;。]", words):
            parts = []
        if _TOTAL_AFTER.search(words):
            values = [part.value for part in parts]
            if len(values) < _FEWEST_PARTS or mention.vague or any(p.vague for p in parts):
                return None
            if any(part.counter != mention.counter for part in parts):
                return None
            runs = {sum(values[first:]) for first in range(len(values))}
            return None if mention.value in runs else (mention.value, values)
        if _NO_PART.search(words) or "共" in words:
            return None
        parts.append(mention)
        position = mention.end
    return None
