"""How requests were answered, by the words of the prose: categories of result, and all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from importers.spoken import OF_FILES, Spoken
from store.late_regex import late_regex
from store.prose_figures import COUNTER, FIGURE, read_figure
from store.report import Number

# Rows of the table on requests by the words that name them; groups of rows by their heading.
# What belongs to no row of its own, 不属于政府信息, is a category all the same.
_WORDS = {
    "partial": r"(?:予以)?部分(?:予以)?公开|区分处理",
    "denied": r"不予(?:以)?公开|不同意公开|决定不公开",
    "granted": r"(?<![不分])(?:予以|同意|准予|(?<=[均都部])予)(?:全部|主动)?公开|(?<!应当)(?<!依法)(?:全部|完全)公开",
    "denied.state_secret": r"(?:属于|涉及)国家秘密",
    "denied.third_party_rights": r"(?:涉及|保护|损害)第三方(?:合法)?权益",
    "denied.internal_affairs": r"(?:三类)?内部事务(?:性)?信息",
    "denied.process_information": r"(?:四类)?过程性信息",
    "denied.enforcement_files": r"行政执法案卷(?:信息)?",
    "denied.administrative_queries": r"行政查询事项",
    "not_government_information": r"(?:不属于|非)政府信息(?!公开)",
    "unavailable.not_held": r"(?:本机关|我机关|本单位)?不掌握(?:相关|该)?(?:政府)?(?:信息)?|(?:政府|相关|该)?信息不存在",
    "unavailable.not_produced": r"没有现成(?:的)?信息|需要?另行制作",
    "unavailable.unclear": r"(?:补正后)?申请内容(?:仍)?不明确",
    "unavailable": r"无法提供",
    "rejected.petition": r"信访(?:、?举报)?(?:、?投诉)?类(?:申请|事项)?|(?<=[属于系为])信访(?:举报|投诉)*(?:事项|诉求|问题)",
    "rejected.repeated": r"(?<!大量)(?<!反复)重复申请",
    "rejected": r"不予处理",
    "other_handling.not_corrected": r"逾期(?:不|未)补正",
    "other_handling.fee_unpaid": r"逾期未(?:按[^,]{0,12})?缴(?:纳)?费(?:用)?",
    "other_handling": r"(?:作)?其他处理",
}
_CATEGORY = "|".join(f"(?P<{row.replace('.', '__')}>{words})" for row, words in _WORDS.items())
_COUNT = r"(?:件次|件|条|宗|份|起|例)"
_BEFORE = (
    r"(?:政府|信息|公开|申请|事项|的|已|均|经|依法|依规|分别|为|是|属于|属|因|由于|以|作出|答复|"
    r"决定|按|涉及|告知|结果){0,6}"
)
_AFTER = (
    r"(?:政府|信息|申请|答复|处理|决定|情形|情况|类|的|有|为|是|共计|共|计|:|各|数量|件数){0,6}"
)
_COUNTED = late_regex(
    rf"(?:(?P<first>{FIGURE}){_COUNT}{_BEFORE})?(?:{_CATEGORY})(?:{_AFTER}(?P<then>{FIGURE})(?P<more>余|多|几)?{_COUNT})?"
)
# 没有不予公开的情形.
_NONE_OF = {
    "不予公开": "denied",
    "部分公开": "partial",
    "无法提供": "unavailable",
    "不予处理": "rejected",
}
_NO_RESULT = late_regex(
    rf"(?:没有|无|未|不存在)(?:出现|发生|作出|存在|产生)?(?:过|任何|一件)?(?P<none>{'|'.join(_NONE_OF)})"
    r"(?:政府|信息|申请|的)*(?:情形|情况|决定|案件|答复|现象|事项)+$"
)
_ANSWER_AND_REASON = 2
# Several reasons with one number.
_SHARED = late_regex(r"、[^,]*等|等(?:原因|情形|理由|情况)")
_JOINT = late_regex(r"公开(?:或者?|和|及|以及|与|、)(?:予以)?部分公开")
_NAMED = late_regex(_CATEGORY)
# Of another year, of disputes about an answer, of what has to be done and not of what was.
_ELSEWHERE = late_regex(
    r"上年|去年|往年|结转|复议|诉讼|如果|如有|凡|应当|可以|确需|不得|是否|规范|流程|模板|文书|"
    r"范围|制度|机制|理由|培训|指南|无正当"
)
_EVERY = late_regex(r"均|全部|都|皆")
_CONDITION = late_regex(r"^(?:对|凡|如|若|因)|的$|除外")
_THIS_ONE = late_regex(r"^(?:经[^,]{1,12},)?(?:该|此|其|申请(?:公开)?(?:的)?(?:事项|内容|信息))")
_ALL_ANSWERED = late_regex(
    r"(?:均|全部|都|已全部|悉数)(?:已)?(?:经)?(?:依法)?(?:依规)?(?:在|于)?(?:按照?|依照)?"
    r"(?:法定|规定)?(?:的)?(?:期限|时限|时间|要求|程序)?(?:内|前)?(?:按时|按期|及时|如期|依法|予以|作出|进行|给予)*"
    r"(?:了)?(?:办结|答复|办理完毕|办复|回复|处理完毕)"
    r"|(?<!按时)(?<!按期)(?<!及时)(?<!如期)(?<!限期)(?:办结|答复|办复|回复)率(?:均)?(?:为|达到?|是|保持)?(?:100%|百分之百|百分百)"
)
_FOLLOWING = late_regex(r"^(?:以上|上述|目前|现|申请|所有申请|已)?(?:均|全部|都)")
_NOT_ALL = late_regex(
    r"其余|除[^,]{0,20}外|件外|结转|正在|尚在|尚未|延期|未到期|办理中|待答复|剩余"
)
_SOME = late_regex(rf"(?P<figure>{FIGURE}){_COUNT}(?:申请)?(?:均|已?全部|都)")
_OTHER_MATTERS = late_regex(r"建议|提案|信件|来信|留言|咨询|热线|诉求|工单|信访件|投诉|举报")
_OF_OTHERS = late_regex(
    r"建议|提案|信件|来信|留言|咨询|热线|诉求|工单|信访件|投诉|举报|复议|诉讼|许可|事项办|确保|力争|做到|要求|"
    r"到期|应(?:当|予)?(?:答复|办结)|办结的|上一?年|去年|往年"
)
# A figure for what was answered, and a phrase that tells a fact beside a number received.
_ANSWERED = late_regex(
    rf"(?<!不)(?:答复|办结|办复|办理完毕)(?:申请|了|共|共计|:)*(?P<figure>{FIGURE}){_COUNT}(?=$|、)"
)
_EACH_ANSWERED = late_regex(r"件件有(?:答复|回复|结果|回音)")


def results(said: Spoken, received: int | None, before: int | None) -> Iterator[tuple[str, Number]]:
    """Categories of result with their numbers, and the category given to all requests received.

    ``received`` is the number of requests of this sentence, ``before`` that of the sentence
    before it.
    """
    text = re.sub("[“”]", "", said.counted)
    if not (said.on_requests or (before and _THIS_ONE.match(text))) or OF_FILES.search(text):
        return
    counted = False
    clauses = [clause for clause in re.split(r"[,。;!?]", text) if clause]
    for clause in clauses:
        if _ELSEWHERE.search(clause) or _SHARED.search(clause) or _JOINT.search(clause):
            continue
        for row, value in (count for part in clause.split("、") for count in _counts(part)):
            counted = True
            if value is not None:
                yield f"requests.{row}.total", value
    if not counted:
        yield from _of_all(clauses, text, received, before)


def _counts(clause: str) -> Iterator[tuple[str, int | None]]:
    none = _NO_RESULT.search(clause)
    if none is not None:
        yield _NONE_OF[none["none"]], 0
        return
    named = list(_NAMED.finditer(clause))
    figures = re.findall(FIGURE + _COUNT, clause)
    if len(named) > len(figures):
        reason = _reason([_row(found) for found in named])
        # 因涉及国家秘密不予公开1件 is one answer with its reason.
        if reason is not None and len(figures) == 1:
            yield reason, read_figure(re.sub(rf"{_COUNT}$", "", figures[0]))
        return
    for found in _COUNTED.finditer(clause):
        figure = found["then"] or found["first"]
        if figure is None:
            continue
        row = _row(found)
        yield row, None if found["more"] else read_figure(figure)


def _row(found: re.Match[str]) -> str:
    return next(row for row in _WORDS if found[row.replace(".", "__")])


def _reason(rows: Sequence[str]) -> str | None:
    """The row among two that is one of the other's group: the reason beside the answer."""
    if len(rows) != _ANSWER_AND_REASON:
        return None
    return next((row for row in rows for group in rows if row.startswith(group + ".")), None)


def _of_all(
    clauses: list[str], text: str, received: int | None, before: int | None
) -> Iterator[tuple[str, Number]]:
    """The one category that a sentence gives to every request received."""
    number = received
    if number is None and before is not None and _THIS_ONE.match(text):
        number = before
    if not number:
        return
    if any(_SHARED.search(clause) for clause in clauses):
        return
    named: list[tuple[str, str]] = []
    for clause in clauses:
        for found in _NAMED.finditer(clause):
            named.append((_row(found), clause))
    rows = sorted({row for row, _ in named})
    row = rows[0] if len(rows) == 1 else _reason(rows)
    if row is None:
        return
    clause = next(clause for name, clause in named if name == row)
    if (
        _ELSEWHERE.search(clause)
        or _CONDITION.search(clause)
        or re.search(FIGURE + COUNTER, clause)
    ):
        return
    if number > 1 and not _EVERY.search(clause):
        return
    yield f"all_requests.{row}", number


def all_answered(
    said: Spoken, received: int | None, before: int | None
) -> Iterator[tuple[str, Number]]:
    """``all_answered`` with 0 left over, where the prose says that every request was answered.

    ``answered`` with the number, where as many were answered as the same sentence received.
    """
    text = said.plain
    about = "申请" in text and said.on_requests
    follows = bool(before) and _FOLLOWING.match(text) is not None
    if not (about or follows) or _NOT_ALL.search(text) or not said.counted:
        return
    for clause in re.split(r"[,。;!?]", text):
        if _OF_OTHERS.search(clause):
            continue
        counted = _ANSWERED.search(clause)
        if counted is not None and received and read_figure(counted["figure"]) == received:
            yield "answered", received
            return
        if received and _EACH_ANSWERED.search(clause):
            yield "all_answered", 0
            return
        found = _ALL_ANSWERED.search(clause)
        # 收到的申请均按期答复 tells a habit; 已, a rate or a number tells a fact.
        if not found or not (re.search("已|率", found.group()) or received or before):
            continue
        some = _SOME.search(clause)
        if some and read_figure(some["figure"]) != received:
            continue
        if _OTHER_MATTERS.search(text) and "申请" not in clause:
            continue
        yield "all_answered", 0
        return
