"""How many requests a sentence says were received."""

from __future__ import annotations

import re
import unicodedata

from importers.spoken import OF_FILES
from store.late_regex import late_regex
from store.prose_figures import read_figure, without_earlier_years
from store.sentences import plain_sentence

# All patterns below see a clause that went through plain_sentence.
_FIGURE = r"(?<![0-9.])(?P<n>[0-9]{1,12}|[零〇○一二两三四五六七八九十百千万]{1,12})"
_COUNTER = r"(?:件次|件|条|宗|份|个|项|人次|次|起|例)"
_VERB = r"(?<![未没有不无多少增减加每凡逐])(?:收到|接到|受理|接收|收悉|新收|接受|登记|办理|收)"
# What may stand between verb and request without making it another kind of request.
_OF = (
    r"(?:政府|政务|信息|公开|的|各类|各种|各|群众|公民|法人|其[他它]组织|组织|社会|公众|自然人|"
    r"商业企业|企业|科研机构|机构|单位|个人|市民|居民|村民|提出|提交|递交|有效|书面|网上|网络|"
    r"线上|线下|现场|当面|信函|邮寄|邮件|电子|在线|平台|窗口|渠道|形式|方式|或者|或|和|及|与|、|"
    r"相关|有关|任何|到|了|过|总共|共计|共|合计|总计|来自|全年|新|等|要求|获取){0,14}"
)
# A request that the words themselves call one for information, and one that they may not.
_EXPLICIT = r"(?:依申请公开|申请公开|公开申请|信息申请|依申请)"
_REQUEST = rf"(?:{_EXPLICIT}|申请)"
# Of the request, not of a person, paper, procedure or dispute that belongs to it.
_WHOLE = (
    r"(?!人|表|书|指南|流程|渠道|目录|答复|台账|系统|专栏|业务培训|收费|的?行政|的?复议|的?诉讼)"
)
_AMOUNT = (
    r"(?:政府|信息|事项|申请|公开|要求|业务|办件|总件数|总数量|总数|总量|件数|数量|件|数|量|情况|"
    r"的|一?共计|一?共|合计|总计|总共|计|为|有|是|达到|达|约|:){0,10}?"
)
_COUNTS = (
    late_regex(rf"{_VERB}(?P<of>{_OF}){_REQUEST}{_WHOLE}{_AMOUNT}{_FIGURE}{_COUNTER}"),
    late_regex(
        rf"{_VERB}(?P<of>[^,0-9]{{0,25}}?)(?:信息公开申请|公开申请|申请公开){_WHOLE}"
        rf"{_AMOUNT}{_FIGURE}{_COUNTER}"
    ),
    late_regex(rf"{_VERB}{_OF}{_FIGURE}{_COUNTER}(?P<of>{_OF}){_REQUEST}{_WHOLE}"),
    late_regex(
        rf"{_VERB}{_OF}{_FIGURE}{_COUNTER}(?P<of>[^,0-9]{{0,20}}?)"
        rf"(?:信息公开申请|公开申请|申请公开){_WHOLE}"
    ),
    late_regex(rf"(?P<noun>){_EXPLICIT}{_WHOLE}{_AMOUNT}{_FIGURE}{_COUNTER}"),
    late_regex(
        rf"{_VERB}(?P<of>{_OF}){_REQUEST}(?:数量|件数|总数|总量|数|量)(?:为|是|共|:)*{_FIGURE}$"
    ),
    late_regex(
        r"^(?:20\d\d年度?|本年度?|全年|今年|年内|我[^,]{1,2}|所有|收到的|受理的|对)*"
        rf"{_FIGURE}{_COUNTER}(?P<of>{_OF}){_REQUEST}(?=均|全部|都|已)"
    ),
)
_ZERO = late_regex(
    rf"{_EXPLICIT}{_WHOLE}(?:政府|信息|事项|申请|公开|数量|件数|总数|数|情况|的|:|为|是){{0,8}}"
    rf"(?:0|零|〇|无)(?:{_COUNTER})?$"
)
_NONE = late_regex(
    r"(?:未曾|尚未|均未|暂未|并未|从未|没有|暂无|未|(?<!有)无|没)(?:曾|有|再|能)?"
    r"(?:收到|接到|受理|接收|收悉|新收|接受|登记|办理|收|发生|产生|出现|涉及|存在|接|处理|有)?"
    rf"(?:过|任何|[一1](?:件|例|宗|份)){{0,2}}(?P<of>{_OF})(?P<request>{_REQUEST})"
    r"(?:公开|政府|信息|的|事项|事宜|情况|情形|件|业务|要求|申请|数量|办件|需求|案件|案例|发生|产生|出现){0,8}"
    r"(?:$|(?:和|及|与|、|或)[^不]{0,20}(?:复议|诉讼|投诉|举报)[^不]{0,8}$)"
)
# Nobody asked: 没有公民、法人向我乡申请公开, 无人申请公开, 零申请.
_NOBODY = late_regex(
    r"(?:没有|未有|未见|尚无|暂无|(?<!有)无)(?:任何|一名|一位|一个)?"
    r"(?:公民|群众|村民|居民|市民|自然人|个人|企业|法人|单位|其[他它]|组织|人|或者|或|和|及|与|、){1,12}"
    r"(?:(?:向|以|通过|就)[^,]{1,12}?)?(?:提出|提交|递交|申请|要求|获取){1,3}"
    r"(?:政府|政务|信息|公开|的|过|任何|相关|事项|情况|情形|要求|申请){1,8}$"
)
_NIL = late_regex(rf"{_EXPLICIT}[^,]{{0,8}}零(?:申请|受理|收件|办件)")
# One kind among requests of all kinds: 收到申请百余件, 其中政府信息公开申请12件.
_OF_KIND = late_regex(
    rf"(?:信息公开申请|公开申请|依申请公开|申请公开)(?:的|共|有|为|:)*{_FIGURE}(?:件|宗|条|份)"
)
# Filled-in forms, where nothing else is counted.
_FORMS = late_regex(
    rf"{_VERB}(?P<of>[^,0-9]{{0,20}}?)(?:信息公开|公开信息|依申请公开|政府信息|公开)?申请表"
    rf"(?:单)?(?:共计|共|计|为|:)*{_FIGURE}(?:份|张|件|个)"
)
# Several organs with a number each: 分别收到申请5件、4件.
_EACH = late_regex(
    rf"分别{_VERB}(?:政府|信息|公开|依)*申请(?P<each>{_FIGURE}{_COUNTER}(?:[、和]"
    r"(?:[0-9]{1,12}|[零一二三四五六七八九十两]{1,4})(?:件|宗|条|份))+)"
)
# One person's, or what others passed on: a part of all, if anything.
_ONE_PERSON = late_regex(r"同一(?:申请人|人|个人|单位)")
# A total at the end of parts or of a comparison: 共5件, 达8件.
_TOTAL = late_regex(
    r"(?:一?共计|总计|合计|总共|一?共|达到?|具体为)(?:收到|接到|接收|受理|新收|收|有|为)?(?:政府)?(?:信息)?(?:公开)?"
    rf"(?:申请)?{_FIGURE}(?:件|宗|起|例|条)(?!信息|建议|提案)"
)
_BY_CHANNEL = r"(?:网上|网络|信函|邮寄|现场|当面|线上|线下|邮件|在线|书面|窗口|平台)申请"
_ON_REQUESTS = late_regex(
    rf"公开[^,]{{0,6}}申请|{_EXPLICIT}|{_BY_CHANNEL}|{_VERB}{_OF}申请{_WHOLE}"
)
_OTHER_REQUESTS = late_regex(
    r"许可申请|复议申请|申请复议|贷款|补贴|申请执行|低保|救助|诉求|开办|登记申请|热线"
)
_OTHER_THINGS = late_regex(
    r"指南|培训|文书|建议|提案|信件|来信|留言|咨询|信访|投诉|热线|诉求|文件|公文|办结|予以|答复[^,]{0,4}\d"
)
# Comparisons and what was asked before the year reported.
_COMPARED = late_regex(
    r"(?:与|同|和|比|较)(?:上一?年度?|去年|前年|往年|20\d\d年度?)[^,。;]{0,20}?相比"
    r"|(?:与|同|比|较)(?:上一?年度?|去年|前年|往年|20\d\d年度?)(?:同期)?"
)
_CHANGED = late_regex(
    rf"(?:增加|增长|增多|减少|下降|上升|降低|增|减|多|少)了?约?{_FIGURE}(?:\.\d+)?(?:%|个?百分点|倍|成|{_COUNTER})"
)
_SPAN = late_regex(
    r"(?<!今年)(?<!本年)(?<!年初)以来|(?:截至|截止|至今)[^。]{0,40}累计|历年|近[一二三两几\d]+年"
)
_EARLIER = late_regex(r"上年|去年|上一年|往年|前年|结转|遗留")
_HANDLED = late_regex(r"答复|回复|办结|予以|部分公开|不予|延期|撤回|补正|转办|发放|印制|培训|修订")
_NATURAL = late_regex(r"自然人|个人")
_LEGAL = late_regex(r"法人|企业|机构|组织")
_EVERYONE = late_regex(r"公民|群众|自然人|个人")
_PEOPLE = late_regex(r"村民|居民|市民|任何人")
_CHANNEL = late_regex(
    r"网上|网络|信函|邮寄|现场|当面|线上|线下|邮件|在线|窗口|平台|网站|来信|来函|来访|传真|邮政|快递|上门|邮箱"
)


def requests_received(sentence: str, year: int | None = None) -> int | None:
    """The number of requests that a sentence says were received; 0 for "none"; else None.

    Parts of a sum, comparisons with another year, sums over several years and requests of other
    kinds are left out, and so is what the sentence tells of a year before ``year``. Where the
    sentence has several numbers, the first is taken.
    """
    counts = received_counts(sentence, year)
    return counts[0] if counts else None


def received_counts(sentence: str, year: int | None = None) -> tuple[int, ...]:
    """All numbers of requests received that a sentence states, in its order.

    Several are parts of a whole (months, offices), or a whole and something beside it.
    """
    if "申" not in sentence:
        return ()
    plain = without_earlier_years(plain_sentence(sentence), year)
    text, *rest = re.split(r"其中|包括", plain, maxsplit=1)
    noted = "".join(re.findall(r"\(([^()]*)\)", unicodedata.normalize("NFKC", sentence)))
    if "申请" not in plain or _SPAN.search(text):
        return ()
    text = _CHANGED.sub("", _COMPARED.sub("", text))
    kind = _OF_KIND.search("".join(rest)) or _OF_KIND.search("".join(noted.split()))
    if kind is not None and "公开" not in text:
        value = read_figure(kind["n"])
        return () if value is None else (value,)
    if "申请" not in text or (_OTHER_REQUESTS.search(noted) and "公开" not in text):
        return ()
    return _stated(text)


def _stated(text: str) -> tuple[int, ...]:
    clauses = [clause for clause in re.split(r"[,。;!?]", text) if clause]
    counts: list[int] = []
    parts: list[int] = []
    for clause in clauses:
        each = _EACH.search(clause)
        if each is not None:
            found = (read_figure(n) for n in re.findall(_FIGURE.replace("?P<n>", ""), each["each"]))
            counts += [value for value in found if value is not None]
            continue
        value = _counted(clause, text)
        if value is None or _by_applicant(clause) or _ONE_PERSON.search(clause):
            continue
        (parts if _CHANNEL.search(clause) else counts).append(value)
    if _ON_REQUESTS.search(text) and not (_OTHER_THINGS.search(text) or _foreign(text)):
        for clause in clauses:
            total = _TOTAL.search(clause)
            if total is None or _EARLIER.search(clause) or re.search("复议|诉讼|应诉", clause):
                continue
            value = read_figure(total["n"])
            if value is not None:
                return (value,)
    if counts:
        return tuple(counts)
    if parts:
        return tuple(parts) if len(parts) == 1 else ()
    forms = _FORMS.search(text)
    is_named = "公开" in text and not _OTHER_REQUESTS.search(text)
    value = read_figure(forms["n"]) if forms is not None and is_named else None
    if value is not None:
        return (value,)
    return (0,) if any(_none(clause, text) for clause in clauses) else ()


def _foreign(text: str) -> bool:
    return bool(_OTHER_REQUESTS.search(text)) and not re.search(r"公开", text)


def _counted(clause: str, text: str) -> int | None:
    """The count of requests that a clause states."""
    if "申请" not in clause or _EARLIER.search(clause):
        return None
    for pattern in _COUNTS:
        found = pattern.search(clause)
        if found is None:
            continue
        groups = found.groupdict()
        if "noun" in groups and (_HANDLED.search(clause[: found.start()]) or OF_FILES.search(text)):
            continue
        between = groups.get("of") or ""
        if re.search(r"复议|诉讼|结转|针对|不服|许可|不予|因", between):
            continue
        if not re.search(r"公开|依申请|信息申请", found.group()) and not _bare(between, text):
            continue
        return read_figure(found["n"])
    return None if _ZERO.search(clause) is None else 0


def _bare(between: str, text: str) -> bool:
    """Whether a 申请 without a word on information can only be one for information."""
    if _OTHER_REQUESTS.search(text):
        return False
    return "公开" in text or not re.search(r"群众|企业|市民|居民|村民|单位", between)


def _by_applicant(clause: str) -> bool:
    """One group of applicants, so that its number is no total."""
    if _LEGAL.search(clause):
        return not _EVERYONE.search(clause)
    return bool(_NATURAL.search(clause))


def _none(clause: str, text: str) -> bool:
    nobody = _NOBODY.search(clause)
    if nobody is not None and re.search("申请.*公开|公开.*申请", nobody.group()):
        said = nobody.group()
        if _LEGAL.search(said) or "单位" in said:
            return bool(_EVERYONE.search(said) or _PEOPLE.search(said))
        return not _NATURAL.search(said)
    if _NIL.search(clause):
        return True
    found = _NONE.search(clause)
    if found is None or _EARLIER.search(found["of"]):
        return False
    of = found["of"]
    if _CHANNEL.search(of) or (_LEGAL.search(of) and not _EVERYONE.search(of)):
        return False
    if _NATURAL.search(of) and not _LEGAL.search(of):
        return False
    return bool(re.search(r"公开|依申请", found.group())) or _bare(of, text)
