"""Numbers as programs write them in front of paragraphs and list items.

The formats are Word's (ECMA-376 §17.18.59, ST_NumberFormat); web pages use some of them.
"""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_FORMAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "十", "百", "千")
_FORMAL_PLACES = ("", "拾", "佰", "仟")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


def numeral(value: int, format: str) -> str:
    """A number in a format of Word's; an unknown format gives plain digits."""
    write = _WRITERS.get(format)
    return str(value) if write is None else write(value)


def digit_by_digit(value: int) -> str:
    """二〇二三."""
    return "".join(_DIGITS[int(digit)] for digit in str(value))


def _counted(value: int, digits: str, places: tuple[str, ...]) -> str:
    """十二, 二十, 一百零五; beyond thousands digit by digit."""
    if not 0 < value < 10_000:
        return digit_by_digit(value)
    text = ""
    has_gap = False
    figures = str(value)
    for index, figure in enumerate(figures):
        if figure == "0":
            has_gap = True
            continue
        text += ("零" if has_gap and text else "") + digits[int(figure)]
        text += places[len(figures) - index - 1]
        has_gap = False
    return text


def chinese(value: int) -> str:
    """十二, 二十, 一百零五."""
    text = _counted(value, _DIGITS, _PLACES)
    return text[1:] if 10 <= value < 20 else text


def _formal(value: int) -> str:
    return _counted(value, _FORMAL_DIGITS, _FORMAL_PLACES)


def roman(value: int) -> str:
    """Lower case; digits where Roman numerals end."""
    if not 0 < value < 4000:
        return str(value)
    text = ""
    for worth, letters in _ROMAN:
        while value >= worth:
            text += letters
            value -= worth
    return text


def _letters(value: int) -> str:
    """a … z, then aa, bb, cc: Word repeats the letter."""
    if not 0 < value <= 780:
        return str(value)
    return chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)


def _from(first: str, most: int) -> Callable[[int], str]:
    """Characters that follow each other in Unicode: ①②③."""
    return lambda value: chr(ord(first) + value - 1) if 0 < value <= most else str(value)


def _cycle(characters: str) -> Callable[[int], str]:
    return lambda value: (
        characters[value - 1] if 0 < value <= len(characters) else digit_by_digit(value)
    )


def _circled(value: int) -> str:
    for first, low, high in (("①", 1, 20), ("㉑", 21, 35), ("㊱", 36, 50)):
        if low <= value <= high:
            return chr(ord(first) + value - low)
    return str(value)


_WRITERS: dict[str, Callable[[int], str]] = {
    "none": lambda value: "",
    "decimalZero": lambda value: f"{value:02d}",
    "decimalFullWidth": lambda value: str(value).translate(_WIDE),
    "decimalFullWidth2": lambda value: str(value).translate(_WIDE),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedFullstop": _from("⒈", 20),
    "decimalEnclosedParen": _from("⑴", 20),
    "ideographEnclosedCircle": _from("㊀", 10),
    "numberInDash": lambda value: f"- {value} -",
    "upperRoman": lambda value: roman(value).upper(),
    "lowerRoman": roman,
    "upperLetter": lambda value: _letters(value).upper(),
    "lowerLetter": _letters,
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "chineseLegalSimplified": _formal,
    "ideographLegalTraditional": _formal,
    **dict.fromkeys(
        (
            "chineseCounting",
            "chineseCountingThousand",
            "japaneseCounting",
            "taiwaneseCounting",
            "taiwaneseCountingThousand",
            "koreanCounting",
        ),
        chinese,
    ),
    **dict.fromkeys(
        ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital", "koreanDigital2"),
        digit_by_digit,
    ),
}
