"""Administrative reviews and lawsuits on disclosure, as the prose counts or denies them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from importers.spoken import Spoken
from store.late_regex import late_regex
from store.prose_figures import FIGURE, read_figure
from store.report import Number

REVIEW, LAWSUITS, BOTH = "litigation.review", "litigation.lawsuits", "litigation.both"
_REVIEW = r"(?:行政)?复议"
_LAWSUIT = r"(?:行政)?(?:诉讼|应诉)"
_COUNT = r"(?:件次|件|起|宗|例)"
_NOUN = r"(?:的?(?:案件|案|申请|情况|事项|事件|数量|共计|总计|合计|共|计|为|有|是|:|均|发生|收到|受理)){0,5}"
_TERM = rf"(?:{_REVIEW}(?:案件|案|申请)?(?:、|和|及|与|或者?|以及)?(?:提起|被提起)?{_LAWSUIT}|{_LAWSUIT}(?:、|和|及|与){_REVIEW}|{_REVIEW}|{_LAWSUIT})"
_COUNTED = late_regex(
    rf"(?P<term>{_TERM}){_NOUN}(?P<share>各|分别为?)?(?P<figure>{FIGURE}){_COUNT}(?:、|和)?"
    rf"(?:(?<=[、和])(?P<second>{FIGURE}){_COUNT})?"
)
_FIRST = late_regex(
    rf"(?:被(?:申请|提起|诉)?|收到|发生|引发|提起|涉及|新增|办理)(?:的)?(?P<figure>{FIGURE}){_COUNT}"
    rf"(?:因?[^,。\d]{{0,16}}?)(?P<term>{_TERM})(?:案件|案|申请)?(?=[,。;、]|$)"
)
_DENIED = late_regex(
    r"(?:未曾|尚未|从未|没有|未|(?<!有)无|没)(?:曾|有|再)?"
    r"(?:收到|接到|发生|产生|出现|引发|引起|涉及|存在|被)?(?:过|任何|一起)?"
    rf"(?P<of>[^,。;不]{{0,30}}?)(?P<term>{_TERM})"
    r"(?:(?:和|、|及|与|或者?|以及)?的?(?:案件|案例|案|申请|情况|情形|事项|事件|发生|问题|有关|相关|被提起|现象|"
    r"应诉|通知|投诉|举报|信访|申诉|检举|异议|纠纷|等)){0,8}(?=[,。;]|$)"
)
_ZERO = late_regex(
    rf"(?P<term>{_TERM})(?:案件|案|申请|数量|件数|情况|的|均|总数)*(?:为|:)(?:0|零|无)(?:{_COUNT})?(?=[,。;]|$)"
)
_NOT_THE_CASE = late_regex(
    r"(?<!信息)(?<!申请)(?:公开|公示|发布)[^,引因被]{0,4}(?:复议|诉讼)|培训|渠道|途径|权利|指南|机构|人员|工作机制|"
    r"上年|去年|往年|结转|败诉|纠错|可以|可依法|有权|救济|法治|执法监督|调解"
)
# Disputes of another matter, and the work of an organ that decides reviews or goes to court for
# the whole government.
_UNRELATED = late_regex(
    r"(?:与|和|同)(?:政府|政务)?信息公开(?:工作|事项|申请)?(?:均|都)?(?:无关|没有关系|无涉)"
    r"|(?:非|不是|并非|不属于|不涉及)(?:因|由)?(?:政府|政务)?信息公开"
)
_AS_COURT = late_regex(r"作为(?:行政)?复议机关|复议机构|复议委员会|复议局|司法局(?:受理|办理|审理)")
_OWN_WORK = late_regex(r"受理|办理|审理|审结|承办|结案|应诉案件|出庭|负责人|化解|调解")
_ON_DISCLOSURE = late_regex(r"公开|答复|申请人")


def disputes(said: Spoken) -> Iterator[tuple[str, Number]]:
    """Topics ``litigation.review``, ``.lawsuits`` and ``.both`` (their sum) with their numbers.

    Only of sentences that speak of disclosure, or stand in the section on disputes.
    """
    text = said.counted
    if not re.search("复议|诉讼|应诉", text):
        return
    if said.section != "litigation" and not (
        said.on_requests or re.search("信息公开|政务公开", said.lead + text)
    ):
        return
    if _UNRELATED.search(text):
        return
    # What is done with disputes is told of all of them where the words name no disclosure.
    of_all_kinds = said.section != "litigation" and not _ON_DISCLOSURE.search(said.lead + text)
    for clause in re.split(r"[,。;!?]", text):
        if _NOT_THE_CASE.search(clause) or _AS_COURT.search(clause):
            continue
        if of_all_kinds and _OWN_WORK.search(clause):
            continue
        yield from _counted(clause)
        for zero in _ZERO.finditer(clause):
            if not _COUNTED.search(zero.group()):
                yield from _none(zero["term"])
        for found in _DENIED.finditer(clause):
            if re.search(r"申请公开|公开申请|依申请", found["of"]) and not re.search(
                "因|针对|引", found["of"]
            ):
                # 未收到公开申请和复议 denies the requests as well: no statement on disputes alone.
                continue
            yield from _none(found["term"])


def _counted(clause: str) -> Iterator[tuple[str, Number]]:
    done = 0
    for found in _COUNTED.finditer(clause):
        value = read_figure(found["figure"])
        if value is None:
            continue
        done += 1
        second = read_figure(found["second"]) if found["second"] else None
        topics = _topics(found["term"])
        if len(topics) == 1:
            yield topics[0], value
        elif found["share"] == "各" or value == 0:
            yield from ((topic, value) for topic in topics)
        elif second is not None:
            yield from zip(topics, (value, second), strict=True)
        else:
            yield BOTH, value
    if done:
        return
    for found in _FIRST.finditer(clause):
        value = read_figure(found["figure"])
        if value is not None:
            topics = _topics(found["term"])
            yield (topics[0] if len(topics) == 1 else BOTH), value


def _none(term: str) -> Iterator[tuple[str, Number]]:
    for topic in _topics(term):
        yield topic, 0


def _topics(term: str) -> tuple[str, ...]:
    """The topics of a term in the order in which it names them."""
    places = {REVIEW: term.find("复议"), LAWSUITS: max(term.find("诉讼"), term.find("应诉"))}
    return tuple(sorted((t for t, place in places.items() if place >= 0), key=places.__getitem__))
