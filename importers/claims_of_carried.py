"""Requests carried in from the year before and out to the next, as the prose counts them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from importers.spoken import Spoken
from store.late_regex import late_regex
from store.prose_figures import FIGURE, read_figure
from store.report import Number

IN, OUT = "requests.carried_in.total", "requests.carried_out.total"
_COUNT = r"(?:件次|件|条|宗|份|起|例)"
_NOUN = r"(?:的|政府|信息|公开|申请|事项|办理|继续|数量|件数|数|共计|共|计|为|有|是|:){0,8}"
_BEFORE = r"(?:上一?年度?|去年|往年)"
# A year in digits is blotted out of the text that is searched.
_NEXT = r"(?:下一?年度?|次年度?|明年|#{4,6})"
_CARRIED_IN = (
    late_regex(rf"{_BEFORE}(?:度)?(?:的)?(?:结转|遗留){_NOUN}(?P<figure>{FIGURE}){_COUNT}"),
    late_regex(rf"结转(?:自)?{_BEFORE}{_NOUN}(?P<figure>{FIGURE}){_COUNT}"),
    late_regex(
        rf"{_BEFORE}(?:的)?(?:结转|遗留)(?:数量|件数|数|申请|件)*(?:为|:)(?P<figure>{FIGURE}|无)$"
    ),
)
_CARRIED_OUT = (
    late_regex(rf"结转(?:到|至|入|由)?{_NEXT}?{_NOUN}(?P<figure>{FIGURE}){_COUNT}"),
    late_regex(
        rf"(?P<figure>{FIGURE}){_COUNT}(?:申请)?[^,、\d]{{0,8}}?结转(?:到|至|入)?(?:{_NEXT}|办理)"
    ),
    late_regex(
        rf"结转(?:到|至)?{_NEXT}?(?:继续|办理|数量|件数|数|申请|件)*(?:为|:)(?P<figure>{FIGURE}|无)$"
    ),
)
_NONE_IN = late_regex(rf"(?:没有|无|未有){_BEFORE}(?:的)?(?:结转|遗留)")
_NONE_OUT = late_regex(
    rf"(?:没有|无|未有|零|未)(?:申请|事项|案件|件|需|需要|任何){{0,2}}结转(?!上|去|往)(?:到|至|入)?{_NEXT}?"
    r"(?:继续|办理|的|政府|信息|公开|申请|事项|情况|情形|案件|件|件数){0,8}$"
)
# 3件尚在办理，结转至下年度.
_ONLY_CARRIED = late_regex(rf"^(?:已|均|将|依法|按规定)*结转(?:到|至|入){_NEXT}[^\d]*$")
_WAITING = late_regex(
    rf"(?P<figure>{FIGURE}){_COUNT}(?:申请)?[^\d]{{0,6}}(?:尚|仍|正在|未|在办|办理中|期限内)"
)
# 2022年结转 is carried over from that year, 2023年结转 out of it: not told apart without more.
_SAID_OF_BEFORE = late_regex(rf"{_BEFORE}|#{{4,6}}(?:底|末)?结转")
_OTHER_MATTERS = late_regex(r"复议|诉讼|信访|工单|建议|提案|资金|留言|热线")


def carried(said: Spoken) -> Iterator[tuple[str, Number]]:
    """Topics of the rows carried in and carried out with the numbers that a sentence gives them."""
    if not said.on_requests or not re.search("结转|遗留", said.plain):
        return
    previous = ""
    for clause in re.split(r"[,、。;!?]", said.counted):
        before, previous = previous, clause
        if _OTHER_MATTERS.search(clause) or (
            _OTHER_MATTERS.search(before) and "申请" not in clause
        ):
            continue
        came_in = next((f for p in _CARRIED_IN for f in (p.search(clause),) if f), None)
        if came_in is not None:
            yield from _value(IN, came_in["figure"])
            continue
        if _NONE_IN.search(clause):
            yield IN, 0
            continue
        if _SAID_OF_BEFORE.search(clause):
            continue
        if _ONLY_CARRIED.search(clause):
            waiting = _WAITING.search(before)
            if waiting is not None:
                yield from _value(OUT, waiting["figure"])
            continue
        left = next((f for p in _CARRIED_OUT for f in (p.search(clause),) if f), None)
        if left is not None:
            yield from _value(OUT, left["figure"])
        elif _NONE_OUT.search(clause):
            yield OUT, 0


def _value(topic: str, figure: str) -> Iterator[tuple[str, Number]]:
    value = 0 if figure == "无" else read_figure(figure)
    if value is not None:
        yield topic, value
