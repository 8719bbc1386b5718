"""Numbers of a worksheet as it prints them (ECMA-376 §18.8.30 and §18.8.31, numFmt).

Only what changes digits is followed: decimals, per cent, scaling, dates. Separators of thousands,
units and the "-" of accounting formats for zero are left out: the cell holds the plain number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

_NUMBER = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,3})?")
# What a format prints as it stands: "quoted", escaped, paddings, fills, colours and locales.
_LITERAL = re.compile(r'"[^"]*"|\\.|!.|_.|\*.|\[[^\]]*\]')
# A point among digits that is only printed: 0!.0, shows ten thousands with one decimal.
_PRINTED_POINT = re.compile(r'[0#?](?:[\\!]\.|"\.")([0#?]+)(,*)$')
_DATE_LETTERS = re.compile(r"[ymdhs]", re.IGNORECASE)
_DIGITS = re.compile(r"[0#?]")
_SCALING = re.compile(r"[0#?](,+)(?![0#?,])")
_GENERAL_DIGITS = 10
_MOST_PLAIN = Decimal(10) ** 15
_LEAST_PLAIN = Decimal(10) ** -9
_MOST_SERIAL = 2_958_465
_MOST_DECIMALS = 15
_EPOCH_1900 = datetime(1899, 12, 30)
_EPOCH_1904 = datetime(1904, 1, 1)
_GENERAL = "General"
_BUILTIN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
    41: "#,##0",
    42: "#,##0",
    43: "#,##0.00",
    44: "#,##0.00",
    45: "mm:ss",
    47: "mm:ss",
    # Of the Chinese edition
    27: "yyyy年m月",
    28: "m月d日",
    29: "m月d日",
    30: "m/d/yyyy",
    31: "yyyy年m月d日",
    32: "h时mm分",
    33: "h时mm分ss秒",
    36: "yyyy年m月",
    50: "yyyy年m月",
    51: "m月d日",
    52: "yyyy年m月",
    53: "m月d日",
    54: "m月d日",
    57: "yyyy年m月",
    58: "m月d日",
}


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How numbers of one cell format are printed."""

    is_general: bool = True
    is_hidden: bool = False
    is_date: bool = False
    code: str = _GENERAL
    zeros: int = 0
    decimals: int = 0
    is_percent: bool = False
    thousands: int = 0
    printed_decimals: int = 0


GENERAL = NumberStyle()


def builtin_code(format_id: int) -> str:
    """The format code of a built-in format; General where it is none."""
    return _BUILTIN.get(format_id, _GENERAL)


def number_style(code: str) -> NumberStyle:
    """Analyse a format code; a code that is not understood prints numbers plainly."""
    code = code[:255]
    sections = _sections(code)
    first = sections[0]
    if not first and len(sections) > 1:
        return NumberStyle(is_general=False, is_hidden=True)
    bare = _LITERAL.sub("", first)
    if "general" in bare.lower() or "@" in bare:
        return GENERAL
    has_exponent = re.search(r"[0#?][eE][+-]", bare) is not None
    if not has_exponent and _DATE_LETTERS.search(bare):
        return NumberStyle(is_general=False, is_date=True, code=first)
    if has_exponent or "/" in bare or not _DIGITS.search(bare):
        return GENERAL
    printed = _PRINTED_POINT.search(first.rstrip('"元万亿 '))
    if printed:
        return NumberStyle(
            is_general=False,
            printed_decimals=len(printed.group(1)),
            thousands=len(printed.group(2)),
        )
    fraction = re.sub(r"[^0#?]", "", bare.partition(".")[2])
    scaling = _SCALING.search(bare)
    return NumberStyle(
        is_general=False,
        zeros=min(fraction.count("0"), _MOST_DECIMALS),
        decimals=min(len(fraction), _MOST_DECIMALS),
        is_percent="%" in bare,
        thousands=len(scaling.group(1)) if scaling else 0,
    )


def shown_number(raw: str, style: NumberStyle, *, is_1904: bool = False) -> str:
    """The text of a number as stored; what is no number stays as it is."""
    raw = raw.strip()
    if not _NUMBER.fullmatch(raw):
        return raw
    if style.is_hidden:
        return ""
    # Stored with 17 digits, shown with 15: 663.88000000000002 is 663.88.
    value = Decimal(format(float(raw), ".15g"))
    if not value.is_finite():
        return raw
    if style.is_date:
        return _date(value, style.code, is_1904) or _plain(value, raw)
    if style.is_general or abs(value) >= _MOST_PLAIN:
        return _plain(value, raw)
    if style.is_percent:
        value *= 100
    value = value.scaleb(-3 * style.thousands)
    if style.printed_decimals:
        value = _rounded(value, 0).scaleb(-style.printed_decimals)
        return f"{value:f}"
    text = f"{_rounded(value, style.decimals):f}"
    if style.decimals > style.zeros:
        whole, _, fraction = text.partition(".")
        fraction = fraction.rstrip("0").ljust(style.zeros, "0")
        text = f"{whole}.{fraction}" if fraction else whole
    if not text.strip("-0."):
        text = text.lstrip("-")
    return f"{text}%" if style.is_percent else text


def _rounded(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _plain(value: Decimal, raw: str) -> str:
    if value == 0:
        return "0"
    if not _LEAST_PLAIN <= abs(value) < _MOST_PLAIN:
        return raw
    if value == value.to_integral_value():
        return f"{value.to_integral_value():f}"
    decimals = max(0, _GENERAL_DIGITS - max(1, value.adjusted() + 1))
    return f"{_rounded(value, decimals):f}".rstrip("0").rstrip(".")


def _sections(code: str) -> list[str]:
    """A code's sections: positive; negative; zero; text."""
    sections = [""]
    index = 0
    while index < len(code):
        literal = _LITERAL.match(code, index)
        if literal:
            sections[-1] += literal.group()
            index = literal.end()
            continue
        if code[index] == ";":
            sections.append("")
        else:
            sections[-1] += code[index]
        index += 1
    return sections


def _date(value: Decimal, code: str, is_1904: bool) -> str | None:
    if not 0 <= value <= _MOST_SERIAL:
        return None
    epoch = _EPOCH_1904 if is_1904 else _EPOCH_1900
    try:
        moment = epoch + timedelta(seconds=round(float(value) * 86_400))
    except OverflowError:
        return None
    letters = _LITERAL.sub("", code).lower()
    has_time = "h" in letters or "s" in letters
    has_year, has_day = "y" in letters, "d" in letters
    has_month = "m" in letters and (has_year or has_day or not has_time)
    figures = [
        (has_year, moment.year, "年"),
        (has_month, moment.month, "月"),
        (has_day, moment.day, "日"),
    ]
    if any(word in code for word in "年月日"):
        text = "".join(f"{figure}{word}" for is_shown, figure, word in figures if is_shown)
    else:
        text = "/".join(str(figure) for is_shown, figure, _ in figures if is_shown)
    if has_time:
        text = f"{text} {moment.hour}:{moment.minute:02d}".strip()
    return text
