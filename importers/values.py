"""Raw text of a cell → state and value. Nothing is guessed: what is not a plain number is text."""

from __future__ import annotations

import re
from decimal import Decimal

from store.forms import ValueKind
from store.report import Number, State

_WIDE = str.maketrans("０１２３４５６７８９．－＋，−", "0123456789.-+,-")
_NUMBER = re.compile(r"([+-]?)(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?")
# A sheet whose format has no digit before the point shows 0.86 so.
_WITHOUT_ZERO = re.compile(r"([+-]?)()(\.[0-9]{1,6})")
# 318.0 of a sheet is a whole count; three zeros may be thousands with a wrong sign.
_WHOLE_ALL_THE_SAME = re.compile(r"\.00?")
_GROUPED = re.compile(r"([+-]?)([1-9][0-9]{0,2}(?:,[0-9]{3}){1,4})(\.[0-9]{1,6})?")
_MARKS = frozenset(
    [
        "/",
        "//",
        "／",
        "\\",
        "-",
        "--",
        "---",
        "—",
        "——",
        "–",
        "－",
        "─",
        "~",
        "无",
        "不适用",
        "不涉及",
        "N/A",
        "n/a",
        "NA",
    ]
)
# A value that somebody wrote in words, with a unit or with a note: text, yet clearly no label.
_WORDED = re.compile(
    r"(?:大约|约|将近|近|超过|超|逾|不足|不到|共计|共|增加?|减少?|人民币|[＞＜><≥≤+-])?"
    r"[0-9０-９.,，．〇零一二两三四五六七八九十百千万亿]+\s*(?:余|多|几)?"
    r"(?:件|个|条|项|次|宗|份|元|万元|亿元|人次|人|家|户|例|起|张|卷|册|本|篇|部|%|％)?"
    r"(?:左右|上下|以上|以下|以内|不等|余|多|整)?"
    r"(?:\s*(?:[（(][^）)]{0,40}[）)]|(?:注|备注)[:：\d].{0,40}))?"
)
# Words in place of a figure.
_PUT_OFF = re.compile(
    r"(?:详|请)?(?:见|参见)(?:附[件表]|正文|文字|备注|说明|下文|上文|后文).{0,8}|同上|同前|从略|略"
    r"|(?:暂|尚|暂时)?(?:无数据|未统计|未发生|没有|没有发生|待统计|待定|待查|待核实?|不详|不明|未知|无)"
)
_CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


def strip_spaces(raw: str) -> str:
    """Drop white space of every width at both ends (NBSP, U+2002, U+3000, line ends)."""
    return raw.strip()


def read_value(raw: str, kind: ValueKind) -> tuple[State, Number | None]:
    """State and value of a cell.

    ASCII and full-width digits count, with or without thousands separators; every other digit
    or notation (``٣``, ``1_0``, ``1e3``, ``007``, ``1 0``, ``3件``) is TEXT. A sign is part of
    a number: a negative or fractional count is a NUMBER that rule C203 doubts. ``+`` is taken
    only where the field is a signed count. As sheets print them, ``318.0`` is the count 318, and
    ``.86`` an amount.
    """
    text = strip_spaces(raw)
    if not text:
        return State.BLANK, None
    if text in _MARKS:
        return State.MARK, None
    plain = text.translate(_WIDE)
    found = _NUMBER.fullmatch(plain) or _GROUPED.fullmatch(plain)
    if found is None and kind is ValueKind.AMOUNT:
        found = _WITHOUT_ZERO.fullmatch(plain)
    if found is None:
        return State.TEXT, None
    sign, whole, fraction = found.groups()
    if sign == "+" and kind is not ValueKind.SIGNED:
        return State.TEXT, None
    digits = whole.replace(",", "") or "0"
    if len(digits) > 15 or (sign and not fraction and digits == "0"):
        return State.TEXT, None
    if fraction is None:
        return State.NUMBER, -int(digits) if sign == "-" else int(digits)
    number = Decimal(f"{'-' if sign == '-' else ''}{digits}{fraction}")
    is_whole = number == number.to_integral_value()
    is_printed_so = _WHOLE_ALL_THE_SAME.fullmatch(fraction) and not (sign and digits == "0")
    if is_whole and (kind is ValueKind.AMOUNT or is_printed_so):
        return State.NUMBER, int(number)
    return State.NUMBER, number


def looks_like_value(raw: str) -> bool:
    """True for text that fills a value cell rather than names a row or column."""
    text = strip_spaces(raw)
    if not text:
        return False
    if text in _MARKS or not _CJK.search(text):
        return True
    return _WORDED.fullmatch(text) is not None or _PUT_OFF.fullmatch(text) is not None
