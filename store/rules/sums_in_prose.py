"""N509, N510: parts of a sum and percentages, recomputed from figures of the same sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from store.prose_figures import Mention, counted_text, mentions, without_comparisons
from store.report import Flag, Number, Origin, Paragraph, Report, Severity
from store.rules.registry import Context, Params, rule
from store.sentences import LONGEST, plain_sentence, sentence_key, sentences

# 其中 opens parts only where a clause does: not in 项目及其中标信息.
_PARTS = re.compile(r"(?<=[,;:、条件份篇次个项])(?:其中|包括)")
# Words after which figures are no longer parts of the total: what was done with them, or more.
_NO_PART = re.compile(
    r"其中|包括|答复|办结|办理|回复|处理|复议|诉讼|结转|上年|去年|解读|回应|此外|另外|同时|并|"
    r"组织|举办|召开|开展|阅读|点击|浏览|访问|关注|转发|涉及|较|比"
)
_REST = re.compile(r"其他|其它|其余|剩余")
_TOTAL_AFTER = re.compile(r"(?:合计|总计|共计)(?:发布|公开|收到|为|有)?$")
_SHARE = re.compile(r"占[^,。;\d%]{0,16}?(?P<share>\d{1,3}(?:\.\d{1,4})?)%")
_RATE = re.compile(
    r"(?<!按时)(?<!按期)(?<!及时)(?<!如期)(?:答复|办结|办复)率(?:为|达到?|是)?(?P<share>\d{1,3}(?:\.\d{1,4})?)%"
)
_STATES_TOTAL = re.compile(r"共|收到|受理|总计|合计|发布|公开|制发|接到|新收|办理")
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
        text = _comparable(where[2])
        wrong = _wrong_parts(text) or _wrong_total(text)
        if wrong is None:
            continue
        total, parts = wrong
        params: Params = {
            "stated": str(total),
            "terms": tuple(str(part) for part in parts),
            "computed": str(sum(parts)),
        }
        yield sentence_flag("N509", Severity.INFO, context, where, params)


def _comparable(sentence: str) -> str:
    return counted_text(without_comparisons(plain_sentence(sentence)))


def _wrong_parts(text: str) -> tuple[Number, list[Number]] | None:
    """A total and the parts named after it, where they do not fit."""
    start = _PARTS.search(text)
    if start is None:
        return None
    found = list(mentions(text))
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


def _wrong_total(text: str) -> tuple[Number, list[Number]] | None:
    """A total after its parts (合计), where no run of figures before it makes it up."""
    if _PARTS.search(text):
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


@rule("N510")
def percentages(report: Report, context: Context) -> Iterator[Flag]:
    """Shares and rates that no figures of the sentence make up."""
    for where in prose(report):
        if "%" not in where[2] and "％" not in where[2]:
            continue
        text = _comparable(where[2])
        found = list(mentions(text))
        wrong = _wrong_share(text, found) or _wrong_rate(text, found)
        if wrong is None:
            continue
        share, part, total = wrong
        params: Params = {
            "stated": share,
            "part": str(part),
            "total": str(total),
            "computed": f"{Decimal(part) * 100 / Decimal(total):.2f}",
        }
        yield sentence_flag("N510", Severity.INFO, context, where, params)


def _wrong_share(text: str, found: Sequence[Mention]) -> tuple[str, Number, Number] | None:
    """The first 占…% that fits no part of a total stated at the start of the sentence."""
    if len(found) < _FEWEST_PARTS or any(mention.vague for mention in found):
        return None
    total, parts = found[0], found[1:]
    if total.value == 0 or not _STATES_TOTAL.search(text[: total.start]):
        return None
    if any(part.counter != total.counter or part.value > total.value for part in parts):
        return None
    for share in _SHARE.finditer(text):
        before = [part.value for part in parts if part.end <= share.start()]
        if not before:
            continue
        runs = [sum(before[first:]) for first in range(len(before))]
        wholes = [m.value for m in found if m.value > 0] + [sum(p.value for p in parts)]
        fits = any(_fits(share["share"], run, whole) for run in runs for whole in wholes if whole)
        if not fits:
            return share["share"], before[-1], total.value
    return None


def _wrong_rate(text: str, found: Sequence[Mention]) -> tuple[str, Number, Number] | None:
    """A rate of answers beside exactly two figures: received, and answered."""
    rate = _RATE.search(text)
    if rate is None or len(found) != _FEWEST_PARTS or any(m.vague for m in found):
        return None
    total, part = found
    if (
        part.end > rate.start()
        or total.counter != part.counter
        or not 0 < part.value <= total.value
    ):
        return None
    if not re.search("收到|受理|接到|新收", text[: total.start]):
        return None
    if not re.search("答复|办结|办复", text[total.end : part.end + 6]):
        return None
    return (
        None
        if _fits(rate["share"], part.value, total.value)
        else (
            rate["share"],
            part.value,
            total.value,
        )
    )


def _fits(share: str, part: Number, whole: Number) -> bool:
    """Whether a share is right to its last digit, rounded or cut off."""
    stated = Decimal(share)
    exponent = stated.as_tuple().exponent
    unit = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return abs(Decimal(part) * 100 / Decimal(whole) - stated) < unit
