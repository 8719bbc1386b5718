"""N510: percentages and differences, computed anew from figures of the same sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from store.prose_figures import COUNTER, FIGURE, Mention, mentions, read_number
from store.report import Flag, Number, Report, Severity, State
from store.rules.registry import Context, Params, rule
from store.rules.sums_in_prose import comparable, prose, sentence_flag
from store.sentences import plain_sentence

_SHARE = re.compile(r"占[^,。;\d%]{0,16}?(?P<share>\d{1,3}(?:\.\d{1,4})?)%")
_RATE = re.compile(
    r"(?<!按时)(?<!按期)(?<!及时)(?<!如期)(?:答复|办结|办复)率(?:为|达到?|是)?(?P<share>\d{1,3}(?:\.\d{1,4})?)%"
)
_STATES_TOTAL = re.compile(r"共|收到|受理|总计|合计|发布|公开|制发|接到|新收|办理")
_FEWEST_PARTS = 2
# 按时答复9件 beside 按时答复率: all that were received, where none is left over.
_ON_TIME = re.compile(
    r"按[时期](?:答复|办结|办复)率(?:均)?(?:为|达到?|是)?(?P<share>\d{1,3}(?:\.\d{1,4})?)%"
)
_LEFT = re.compile(r"其余|剩余|延期|结转|在办|正在|撤回|未到期|补正")
_MORE = r"增加|增长|增多|上升|提高|提升|多"
_LESS = r"减少|下降|降低|少"
# 比上年的1000条增加200条，增长20%
_GROWN = re.compile(
    rf"(?:同比|比|较|与|和)(?:上一?年度?|去年|20\d\d年度?)(?:同期|全年)?的?(?P<was>{FIGURE})"
    rf"(?P<counter>{COUNTER})(?:相比)?,?(?:同比)?"
    rf"(?:(?P<way>{_MORE}|{_LESS})了?(?P<difference>{FIGURE})(?P=counter))?"
    rf",?(?:同比)?(?:(?P<by>{_MORE}|{_LESS})了?(?P<share>\d{{1,4}}(?:\.\d{{1,4}})?)%)?"
)


@rule("N510")
def percentages(report: Report, context: Context) -> Iterator[Flag]:
    """Shares, rates and growth that no figures of the sentence make up."""
    for where in prose(report):
        params = _grown(where[2])
        if params is None and ("%" in where[2] or "％" in where[2]):
            text = comparable(where[2])
            found = mentions(text)
            wrong = (
                _wrong_share(text, found)
                or _wrong_rate(text, found)
                or _wrong_on_time(text, found, report)
            )
            params = _share_params(*wrong) if wrong is not None else None
        if params is not None:
            yield sentence_flag("N510", Severity.INFO, context, where, params)


def _share_params(share: str, part: Number, total: Number) -> Params:
    return {
        "stated": share,
        "part": str(part),
        "total": str(total),
        "computed": f"{Decimal(part) * 100 / Decimal(total):.2f}",
        "variant": "share",
    }


def _grown(sentence: str) -> Params | None:
    """By how much a figure is said to differ from last year's, where it does not."""
    text = plain_sentence(sentence)
    if "年" not in text:
        return None
    for found in _GROWN.finditer(text):
        before = [mention for mention in mentions(text) if mention.end <= found.start()]
        was = read_number(found["was"])
        if not before or not was or before[-1].counter != found["counter"] or before[-1].vague:
            continue
        if text[before[-1].end : found.start()] not in ("", ","):
            continue
        now = before[-1].value
        shared: Params = {"part": str(now), "total": str(was)}
        change = Decimal(now) - Decimal(was)
        difference = read_number(found["difference"]) if found["difference"] else None
        if difference is not None and change != _signed(found["way"], Decimal(difference)):
            wrong: Params = {"stated": found["difference"], "computed": f"{change:+f}"}
            return {**shared, **wrong, "variant": "difference"}
        if found["share"]:
            is_right = _fits(found["share"], abs(change), was)
            if not is_right or (change and _signed(found["by"], abs(change)) != change):
                grown = f"{change * 100 / Decimal(was):+.2f}"
                return {**shared, "stated": found["share"], "computed": grown, "variant": "growth"}
    return None


def _signed(way: str, size: Decimal) -> Decimal:
    return -size if re.fullmatch(_LESS, way) else size


def _wrong_on_time(
    text: str, found: Sequence[Mention], report: Report
) -> tuple[str, Number, Number] | None:
    """A rate in time beside what was received and answered in time, where none is left over."""
    rate = _ON_TIME.search(text)
    left = report.cells_by_field.get("requests.carried_out.total")
    if rate is None or left is None or left.state is not State.NUMBER or left.value != 0:
        return None
    if len(found) != _FEWEST_PARTS or _LEFT.search(text) or any(m.vague for m in found):
        return None
    total, part = found
    if part.end > rate.start() or not 0 < part.value <= total.value:
        return None
    if not re.search("(?:收到|受理|接到|新收)[^,]*申请[^,]*$", text[: total.start]):
        return None
    if not re.search("按[时期](?:答复|办结)(?:了)?$", text[: part.start]):
        return None
    if _fits(rate["share"], part.value, total.value):
        return None
    return rate["share"], part.value, total.value


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
    if _fits(rate["share"], part.value, total.value):
        return None
    return rate["share"], part.value, total.value


def _fits(share: str, part: Number, whole: Number) -> bool:
    """Whether a share is right to its last digit, rounded or cut off."""
    stated = Decimal(share)
    exponent = stated.as_tuple().exponent
    unit = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return abs(Decimal(part) * 100 / Decimal(whole) - stated) < unit
