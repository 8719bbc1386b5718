"""The statistical period of a report: ranges of dates, and which of them is the period."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from store.late_regex import late_regex
from store.remembered import remembered
from store.report import Paragraph
from store.sentences import without_white

CHINESE_YEAR = r"二[〇○零ＯO0][〇○零ＯO0一二三四五六七八九]{2}"
_ZEROS = "〇○零ＯO0"
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | dict.fromkeys(_ZEROS, 0)
_CHINESE_YEARS = late_regex(rf"({CHINESE_YEAR})(?=年)")
_SMALL = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_GAP = r"(?P<gap>[()含起日至到止\-—–―~、,自从]{1,12})"
_RANGES = (
    # 2023年1月1日至（2023年）12月31日, 2023年1月至12月, 2023年1-12月
    late_regex(
        rf"(?<![\d〔\[])(?P<y1>20\d\d)年(?P<m1>{_SMALL})(?:月(?:(?P<d1>{_SMALL})日?)?)?{_GAP}"
        rf"(?:(?:(?P<y2>20\d\d)|[当同本])年)?(?P<m2>{_SMALL})月(?:(?P<d2>{_SMALL})日|[底末份])?"
    ),
    # 2023.1.1-2023.12.31, 2023-01-01至2023-12-31, 2023/1/1～12/31
    late_regex(
        rf"(?<![\d.])(?P<y1>20\d\d)(?P<s>[./-])(?P<m1>\d{{1,2}})(?P=s)(?P<d1>\d{{1,2}}){_GAP}"
        r"(?:(?P<y2>20\d\d)(?P=s))?(?P<m2>\d{1,2})(?P=s)(?P<d2>\d{1,2})(?!\d)"
    ),
)
_SEPARATOR = late_regex(r"[至到止\-—–―~]")
_NAMED = late_regex(r"(?<!据)统计(?:的)?(?:期|时限|时间|时段|周期|区间|范围|起止|年度)")
_HINTED = late_regex(r"(?<!据)统计|期限|时限|周期|报告期|起止时间|所列数据")
_STOPS = late_regex(r"[。；;!?！？]")
_CLAUSE = late_regex(r"[。；;!?！？,，]")
_REACH = 40


@dataclass(frozen=True, slots=True)
class Period:
    """A range of dates as stated: (year, month, day) twice, and its words."""

    start: tuple[int, int, int]
    end: tuple[int, int, int]
    text: str

    def is_whole_year(self, year: int) -> bool:
        """Whether it is 1 January to 31 December of a year."""
        return self.start == (year, 1, 1) and self.end == (year, 12, 31)


def year_number(text: str) -> int:
    """``2023`` or ``二〇二三`` as a number."""
    if text.isdigit() and text.isascii():
        return int(text)
    return int("".join(str(_DIGITS[char]) for char in text))


# Several rules look at the same paragraphs and sentences one after the other.
@remembered
def plain_dates(text: str) -> str:
    """The text for looking at dates: NFKC, no white space, years in Arabic digits."""
    text = without_white(text)
    if "二" not in text:
        return text
    return _CHINESE_YEARS.sub(lambda found: str(year_number(found.group(1))), text)


def small_number(text: str) -> int:
    """A month or day as a number: ``12``, ``十二``, ``三十一``."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + (_DIGITS.get(ones, 0) if ones else 0)


def _read(found: re.Match[str]) -> Period | None:
    if not _SEPARATOR.search(found["gap"]):
        return None
    y1, m1, m2 = int(found["y1"]), small_number(found["m1"]), small_number(found["m2"])
    y2 = int(found["y2"] or y1)
    if not (1 <= m1 <= 12 and 1 <= m2 <= 12):
        return None
    d1 = small_number(found["d1"]) if found["d1"] else 1
    d2 = small_number(found["d2"]) if found["d2"] else monthrange(y2, m2)[1]
    if not (1 <= d1 <= 31 and 1 <= d2 <= 31):
        return None
    return Period((y1, m1, d1), (y2, m2, d2), found.group())


def date_ranges(plain: str) -> Iterator[tuple[Period, int, int]]:
    """All ranges of dates in a text that went through ``plain_dates``, with their bounds.

    Between the two dates stand only signs and words of a range, so that two unrelated dates
    are never paired.
    """
    if "20" not in plain:
        return
    for pattern in _RANGES:
        for found in pattern.finditer(plain):
            period = _read(found)
            if period is not None:
                yield period, found.start(), found.end()


def without_ranges(plain: str) -> str:
    """The text without its ranges of dates."""
    if "20" not in plain:
        return plain
    for pattern in _RANGES:
        plain = pattern.sub("", plain)
    return plain


# How sure a range is the statistical period.
_BY_NAME, _BY_HINT, _BY_SHAPE = 0, 1, 2


def _certainty(plain: str, period: Period, start: int, end: int) -> int | None:
    before = _STOPS.split(plain[max(0, start - _REACH) : start])[-1]
    around = before + "\n" + _CLAUSE.split(plain[end : end + 12])[0]
    if _NAMED.search(around):
        return _BY_NAME
    # A range of other words is the period only where it looks like a year.
    if period.start[1:] != (1, 1) and period.end[1:] != (12, 31):
        return None
    return _BY_HINT if _HINTED.search(around) else _BY_SHAPE


def find_period(text: str) -> Period | None:
    """The range of dates of a text that is most likely a statistical period.

    One after 统计, 期限 or 时限 comes before others; without such a word, the first range.
    """
    plain = plain_dates(text)
    ranges = list(date_ranges(plain))
    if not ranges:
        return None
    return min(ranges, key=lambda r: (_rank(_certainty(plain, *r)), r[1]))[0]


def _rank(certainty: int | None) -> int:
    return _BY_SHAPE + 1 if certainty is None else certainty


def stated_period(
    preamble: Sequence[Paragraph], others: Iterable[Paragraph] = ()
) -> tuple[Period, Paragraph] | None:
    """The statistical period of a report and the paragraph that states it.

    In the preamble a range of a year's shape is enough; elsewhere a word must say what it is.
    """
    best: tuple[int, Period, Paragraph] | None = None
    for paragraph, least in (
        *((p, _BY_SHAPE) for p in preamble),
        *((p, _BY_HINT) for p in others),
    ):
        plain = plain_dates(paragraph.text)
        if "20" not in plain:
            continue
        for period, start, end in date_ranges(plain):
            certainty = _certainty(plain, period, start, end)
            if certainty is None or certainty > least:
                continue
            if best is None or certainty < best[0]:
                best = (certainty, period, paragraph)
    return (best[1], best[2]) if best else None
