"""Personal data in prose: found by its shape and by the word before it, put out of sight.

A figure, a date or the number of a notice is never taken for a telephone: what could be either
is one only where the text says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

PHONE, MAIL, NAME, NUMBER = "〔电话〕", "〔邮箱〕", "〔姓名〕", "〔证件号〕"

_DASH = "[-－—–‐]"
# No digit, point or comma that would make it part of a longer figure.
_BEFORE = r"(?<![\d.．,，\-－—–‐A-Za-z])"
# What is counted or measured is no telephone, however long.
_AFTER = (
    r"(?![\d.．]\d|\d|[A-Za-z]"
    r"|\s*(?:[余多]?\s*(?:[十百千]?[万亿]|元|件|条|次|人|份|个|户|篇|项|宗|册|部|例|起|字|%|％|‰|平方|公里|米|吨|亩)))"
)
# The next number of a list after a telephone: "、61234568", "/68".
_MORE = rf"(?:\s*(?:{_DASH}|转|、|/|／|或)\s*[1-9]\d{{0,7}}(?!\d|{_DASH}))*"
_SAID = (
    r"(?:电\s*话|手\s*机|座\s*机|传\s*真|热\s*线|联系方式|监督举报方式|[Tt][Ee][Ll]|[Ff][Aa][Xx])"
    r"(?:号码?)?[\s）)]*(?:[:：为是]|[（(])?\s*"
)
_LABELLED_PHONE = re.compile(
    rf"({_SAID})((?:[（(]?0?\d{{2,3}}[）)]?\s*{_DASH}?\s*)?\d(?:\s?(?:{_DASH}\s?)?\d){{6,12}}{_MORE}){_AFTER}"
)
_PHONES = (
    re.compile(
        rf"{_BEFORE}(?:[+＋]?86{_DASH}?\s?)?1[3-9]\d(?:\d{{8}}|{_DASH}\d{{4}}{_DASH}\d{{4}}){_MORE}{_AFTER}"
    ),
    re.compile(
        rf"{_BEFORE}(?:[+＋]?86{_DASH}?\s?)?[（(]?0[1-9]\d{{1,2}}(?:[）)]\s?|{_DASH}|\s|)"
        rf"[2-9]\d{{2,3}}{_DASH}?\d{{4}}{_MORE}{_AFTER}"
    ),
    re.compile(rf"{_BEFORE}[48]00{_DASH}\d{{3,4}}{_DASH}?\d{{3,4}}{_AFTER}"),
)
_MAIL = re.compile(
    r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9][A-Za-z0-9._%+\-]*\s?[@＠]\s?"
    r"[A-Za-z0-9][A-Za-z0-9\-]*(?:[.．][A-Za-z0-9\-]+)+"
)
_LABELLED_CHAT = re.compile(r"((?:QQ|qq|微信)(?:群|号码?|群号)?\s*[:：]\s*)[A-Za-z0-9_\-]{5,20}")
_IDENTITY = re.compile(
    r"(?<![\dA-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXxＸ]"
    r"(?![\dA-Za-z])"
)
_LABELLED_IDENTITY = re.compile(
    r"((?:身份证|证件)(?:件)?(?:号码?|编号)?\s*[:：为]?\s*)[1-9]\d{14}(?:\d{2}[\dXxＸ])?(?!\d)"
)

_ROLE = r"(?:联\s*系\s*人|经\s*办\s*人|填\s*[报表]\s*人|审\s*核\s*人|承\s*办\s*人|负\s*责\s*人|责\s*任\s*人|撰\s*稿\s*人)"
_LETTER = r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f]"
_ONE = rf"{_LETTER}(?:[·•]?{_LETTER}){{1,5}}|{_LETTER}[ \u3000]+{_LETTER}(?!{_LETTER})"
_NAMED = re.compile(
    rf"({_ROLE}(?:姓名|及联系方式|及联系电话|及电话|、电话|、联系电话)?\s*[:：][ \u3000]*)"
    rf"((?:{_ONE})(?:[、/／](?:{_ONE}))*)"
)
_NAMED_BEFORE_PHONE = re.compile(
    rf"({_ROLE}(?:为|是|[ \u3000])?)({_LETTER}{{2,4}}?)"
    r"(?=[，,、；;（(\s]*(?:联系|办公)?(?:电\s*话|手\s*机|方式|〔电话〕))"
)
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏"
    "吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱"
    "严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚"
)
_POLITE = re.compile(
    rf"([{_SURNAMES}]{_LETTER}{{0,2}}?)(?=(?:先生|女士|同志|老师)[，,：:（(\s]*(?:联系)?(?:电\s*话|手\s*机|〔电话〕))"
)
# What stands after 联系人 and is an office, or the next entry of a list.
_NO_NAME = re.compile(r"室|科|股|局|厅|处|办$|部门|中心|单位|窗口|电话|手机|邮箱|地址|无$|职务|签")

_MAY_HOLD = re.compile(
    r"\d{5}|\d[-－—–‐]\d{3}|[@＠]|联\s*系|电\s*话|手\s*机|人\s*(?:姓名)?\s*[:：]|QQ|qq|微信"
)


def redact(text: str) -> str:
    """The text with telephones, e-mail, numbers of papers and contacts' names replaced by marks.

    Figures, years, dates, amounts and numbers of notices stay. What has been replaced once is
    not changed again.
    """
    if not _MAY_HOLD.search(text):
        return text
    text = _IDENTITY.sub(NUMBER, text)
    text = _LABELLED_IDENTITY.sub(rf"\1{NUMBER}", text)
    text = _MAIL.sub(MAIL, text)
    for pattern in _PHONES:
        text = pattern.sub(PHONE, text)
    text = _LABELLED_PHONE.sub(rf"\1{PHONE}", text)
    text = _LABELLED_CHAT.sub(rf"\1{NUMBER}", text)
    text = _NAMED.sub(_without_name, text)
    text = _NAMED_BEFORE_PHONE.sub(_without_name, text)
    return _POLITE.sub(NAME, text)


def _without_name(match: re.Match[str]) -> str:
    if _NO_NAME.search(match[2]):
        return match[0]
    return match[1] + NAME


def redact_values(value: Any) -> Any:
    """A value of JSON with all its texts redacted; keys stay."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, Mapping):
        return {key: redact_values(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [redact_values(inner) for inner in value]
    return value
