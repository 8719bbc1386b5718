"""Normative documents, licences, penalties and coercive measures, as the prose counts them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from importers.spoken import Spoken
from store.late_regex import late_regex
from store.prose_figures import FIGURE, read_figure
from store.report import Number

_DOCUMENTS = r"(?:行政)?规范性文件"
_COUNT = r"(?:件|份|个|部|项|篇)(?!政策解读|解读)"
_FIGURE = rf"(?P<figure>{FIGURE})(?P<more>余|多|几)?{_COUNT}"
_JOIN = (
    r"(?:的|共计|共|计|为|有|数量|数|:|了|新|本年|全年|本年度|我[镇乡县市区局]|以[^,]{1,10}名义)*"
)
_MADE = r"(?:制发|制作|制定(?:出台|印发|发布|公布|并公开|并发布|并印发|、发布)?|出台|印发)"
_REPEALED = r"废止"
_IN_FORCE = r"(?:现行|继续|保持|仍)(?:有效)|有效"
_PATTERNS = {
    "made": (
        late_regex(rf"(?<!未)(?<!有){_MADE}{_JOIN}{_DOCUMENTS}{_JOIN}{_FIGURE}"),
        late_regex(rf"(?<!未)(?<!有){_MADE}{_JOIN}{_FIGURE}(?:的)?{_DOCUMENTS}"),
        late_regex(rf"{_DOCUMENTS}{_JOIN}(?:本年|新|年内)?(?:制发|制定|出台){_JOIN}{_FIGURE}"),
    ),
    "repealed": (
        late_regex(rf"(?<!未){_REPEALED}{_JOIN}(?:{_DOCUMENTS})?{_JOIN}{_FIGURE}"),
        late_regex(rf"{_FIGURE}(?:的)?(?:{_DOCUMENTS})?(?:被|已|予以|宣布)+废止"),
    ),
    "in_force": (
        late_regex(rf"(?:{_IN_FORCE})(?:的)?(?:{_DOCUMENTS})?{_JOIN}{_FIGURE}"),
        late_regex(rf"(?:{_IN_FORCE})(?:的)?{_DOCUMENTS}(?:数量|总数|共有?|为|:)*{_FIGURE}"),
    ),
}
# 未制定、修改、废止规范性文件 denies each.
_NONE_CHANGED = late_regex(
    rf"(?:未|没有|无)(?:新)?(?P<what>(?:{_MADE}|{_REPEALED}|修改|修订|清理|失效)"
    rf"(?:(?:、|和|或者?|及)(?:{_MADE}|{_REPEALED}|修改|修订|清理|失效)){{1,5}})"
    rf"(?:过|任何|新的?)*{_DOCUMENTS}(?:的?(?:情况|情形))?(?=[,。;]|$)"
)
_NONE_MADE = late_regex(rf"(?:未|没有|无)(?:新)?{_MADE}(?:任何|新的?)*{_DOCUMENTS}(?=[,。;]|$)")
_OTHER_DOCUMENTS = late_regex(
    r"党内|党委|审查|审核|备案|清理|评估|解读|转发|规章|失效|起草|征求|学习|贯彻|修订|修改|上级|"
    r"其他文件|等文件|等信息|报送|拟|计划|重大行政决策|以上"
)
_KINDS = {"licences": "行政许可", "penalties": "行政处罚", "coercion": "行政强制(?:措施|执行)?"}
_DECIDED = r"(?:作出|办理|办结|查办|查处|实施|下达|完成|核发|颁发|发放)"
_DECISIONS = {
    row: (
        late_regex(
            rf"(?:{_DECIDED}(?:各类|的|了)*|^(?:全年|共|本年度?|[、和及])*){words}(?:处理)?(?:决定)?(?:书|案件|案)?"
            rf"(?:共计|共|计|为|数量|的|:|总数){{0,3}}(?P<figure>{FIGURE})(?P<more>余|多|几)?"
            r"(?:件|起|宗|例|次)"
        ),
        late_regex(
            rf"{_DECIDED}(?:各类|了|共计|共)*(?P<figure>{FIGURE})(?P<more>余|多|几)?(?:件|起|宗|例|次)"
            rf"{words}(?:决定|案件)?(?=[,。;、]|$)"
        ),
    )
    for row, words in _KINDS.items()
}
_NONE_DECIDED = {
    row: late_regex(
        rf"(?:未|没有)(?:实施|作出|开展|发生|办理)(?:过|任何)?{words}(?:决定|案件)?(?=[,。;]|$)"
    )
    for row, words in _KINDS.items()
}
# 本年度无行政许可、行政处罚事项: of all that it names.
_NONE_OF = late_regex(
    r"^(?:[^,、\d]{0,8}(?:年度?|年内|镇|乡|街道|机关|单位|局)?)(?:没有|(?<!有)无)(?:发生|办理)?"
    rf"(?P<what>(?:{'|'.join(_KINDS.values())})(?:(?:、|和|及|或|与)(?:{'|'.join(_KINDS.values())})){{0,2}})"
    r"(?:处理)?(?:决定|事项|案件|业务|情况|行为)*$"
)
_PUBLISHED = late_regex(
    r"公开|公示|发布|归集|上传|录入|推送|信息|清单|目录|事项|指南|流程|受理|立案|上年|去年|复议|诉讼|"
    r"培训|线上|网上|占|率|其中|简易|当场|撤销|等"
)


def disclosed(said: Spoken) -> Iterator[tuple[str, Number]]:
    """Fields of the table on disclosure with the numbers that a sentence gives them."""
    text = said.counted
    changed = _NONE_CHANGED.search(text)
    if changed is not None:
        if re.search(_MADE, changed["what"]):
            yield "disclosure.normative_documents.made", 0
        if _REPEALED in changed["what"]:
            yield "disclosure.normative_documents.repealed", 0
    elif "规范性文件" in text and not _OTHER_DOCUMENTS.search(text):
        yield from _documents(text)
    if re.search("行政许可|行政处罚|行政强制", text):
        yield from _decisions(text)


def _documents(text: str) -> Iterator[tuple[str, Number]]:
    for column, patterns in _PATTERNS.items():
        topic = f"disclosure.normative_documents.{column}"
        found = [match for pattern in patterns for match in pattern.finditer(text)]
        by_place = {match.start("figure"): match for match in found}
        for _, match in sorted(by_place.items()):
            value = read_figure(match["figure"])
            if value is not None and not match["more"]:
                yield topic, value
        if column == "made" and not found and _NONE_MADE.search(text):
            yield topic, 0


def _decisions(text: str) -> Iterator[tuple[str, Number]]:
    """Clauses that count decisions; those on what was published or may be applied for do not."""
    if re.search(r"复议|诉讼", text):
        return
    clauses = re.split(r"[,。;!?]", text)
    for clause in clauses:
        none = _NONE_OF.search(clause)
        if none is not None:
            for row, words in _KINDS.items():
                if re.search(words, none["what"]):
                    yield f"disclosure.{row}.decisions", 0
            continue
        if _PUBLISHED.search(clause):
            continue
        for part in clause.split("、"):
            head = re.match(rf"[^,]{{0,12}}?{_DECIDED}", clause)
            opened = part if part is clause or head is None else head.group() + part
            for row, patterns in _DECISIONS.items():
                found = next(
                    (f for p in patterns for f in (p.search(part) or p.search(opened),) if f), None
                )
                topic = f"disclosure.{row}.decisions"
                if found is not None:
                    value = read_figure(found["figure"])
                    if value is not None and not found["more"]:
                        yield topic, value
                elif _NONE_DECIDED[row].search(part):
                    yield topic, 0
