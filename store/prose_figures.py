"""Figures in prose: Arabic and Chinese numerals, with what they count; what only looks like one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from store.remembered import remembered
from store.report import Number
from store.sentences import WIDE

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "○": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_CHINESE = "零〇○一二两三四五六七八九十百千万"
# What is counted in reports; the longer first.
COUNTER = r"(?:人次|件次|万元|件|条|宗|份|个|项|次|起|例|篇|期|部|户|场|元|名|处|幅|张)"
FIGURE = rf"(?:\d{{1,12}}(?:\.\d{{1,6}})?|[{_CHINESE}]{{1,12}})"
# Years and dates, numbers of notices and articles, telephones: digits, but nothing counted.
_NOT_COUNTED = re.compile(
    r"[〔\[][^〔〕\[\]]{0,20}[〕\]]第?\d{0,6}号?"
    r"|第[\d零〇一二三四五六七八九十百千]{1,8}(?:条|款|项|号|次|届|季度|批|期|部分|章|页)"
    r"|(?:\d{4}|[零〇○一二三四五六七八九]{4})年度?(?:\d{1,2}月(?:份|\d{1,2}日)?)?"
    r"|\d{1,2}月(?:\d{1,2}日|份|底)?"
    r"|\d{3,4}-\d{7,8}(?!\d)"
    r"|(?<!\d)\d{11}(?!\d)"
    r"|(?<!\d)\d{5}(?=热线|政务|便民|平台)"
    r"|第[一二三四五六七八九十](?![\d方])"
    r"|[一二三四五六七八九十](?:是|方面|位一体)"
    r"|一(?:次(?:性|办)|件事)"
    r"|“[^“”]{0,60}”"
)
_ANOTHER_YEAR = r"(?:上一?年度?|去年|前年|往年|20\d\d年度?)"
# What another year had, and by how much this one differs from it.
_COMPARED = re.compile(
    rf"(?:与|同|和|比|较){_ANOTHER_YEAR}[^,。;]{{0,20}}?相比"
    rf"|(?:与|同|比|较){_ANOTHER_YEAR}(?:同期)?(?:的?{FIGURE}{COUNTER})?(?:相比)?"
)
# A clause that tells another year, and one that says only of which year the next ones are.
_OF_YEAR = re.compile(r"^[^\d,。;]{0,8}(?<![与同比较自从由至])(?<!\d)(?P<year>20\d\d)年")
_ONLY_YEAR = re.compile(r"^(?:在|于)?20\d\d年度?(?:全年|期间|中|里|内)?[,:]?$")
_THIS_YEAR = re.compile(r"今年|本年|目前")
_CHANGED = re.compile(
    r"(?:同比|环比)?(?:增加|增长|增多|增幅|减少|减幅|下降|上升|提升|提高|降低|增|减|多|少)"
    rf"(?:了|约|达|为|幅度?){{0,2}}{FIGURE}(?:%|个?百分点|倍|成|{COUNTER})"
)
_MENTION = re.compile(
    rf"(?P<vague>近|约|超过|超|逾|上|达?数(?=[十百千万])|几|不足|余)?(?P<figure>{FIGURE})"
    rf"(?P<more>余|多|几|来)?(?P<counter>{COUNTER})(?P<over>以上|左右|余|多)?"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A figure with its counter, and where it stands in the text that was searched.

    ``vague`` marks 十余件 or 近百条, which say no number.
    """

    value: Number
    counter: str
    start: int
    end: int
    vague: bool


def read_figure(text: str) -> int | None:
    """An Arabic (also full-width) or Chinese numeral as a number; None where it is neither."""
    plain = text.translate(WIDE).replace(",", "").replace("，", "")
    if plain.isdigit() and plain.isascii():
        return int(plain) if len(plain) <= 12 else None
    if not plain or any(c not in _DIGITS and c not in _UNITS and c != "万" for c in plain):
        return None
    if not any(c in _UNITS or c == "万" for c in plain):
        return int("".join(str(_DIGITS[c]) for c in plain))
    total = section = number = 0
    for char in plain:
        if char in _DIGITS:
            number = _DIGITS[char]
        elif char == "万":
            total += (section + number) * 10_000
            section = number = 0
        else:
            section += (number or 1) * _UNITS[char]
            number = 0
    return total + section + number


def read_number(text: str) -> Number | None:
    """Like ``read_figure``, and decimals in Arabic digits."""
    plain = text.translate(WIDE)
    if re.fullmatch(r"\d{1,12}\.\d{1,6}", plain, re.ASCII):
        return Decimal(plain)
    return read_figure(plain)


# Claims and several rules look at the same sentences one after the other.
@remembered
def without_comparisons(plain: str) -> str:
    """The text without what other years had and without differences from them."""
    return _CHANGED.sub("", _COMPARED.sub("", plain))


def without_earlier_years(plain: str, year: int | None) -> str:
    """The text without the clauses that tell a year before ``year``; as it is where that is None."""
    if year is None or "年" not in plain:
        return plain
    kept: list[str] = []
    earlier = False
    for clause in re.findall(r"[^,。;!?]*[,。;!?]|[^,。;!?]+$", plain):
        found = _OF_YEAR.match(clause)
        of_earlier = found is not None and int(found["year"]) < year
        if found is not None or _THIS_YEAR.search(clause):
            earlier = of_earlier and _ONLY_YEAR.match(clause) is not None
        if (earlier or of_earlier) and f"{year}年" not in clause:
            # What ends a sentence goes on ending it.
            kept.append(clause[-1] if clause[-1] in "。;!?" else "")
            continue
        kept.append(clause)
    return "".join(kept)


@remembered
def counted_text(plain: str) -> str:
    """The text with all digits blotted out that count nothing, at unchanged positions."""
    return _NOT_COUNTED.sub(lambda found: "#" * len(found.group()), plain)


@remembered
def mentions(plain: str) -> tuple[Mention, ...]:
    """Every figure with a counter in a plain sentence, in reading order."""
    return tuple(_mentions(plain))


def _mentions(plain: str) -> Iterator[Mention]:
    for found in _MENTION.finditer(counted_text(plain)):
        value = read_number(found["figure"])
        if value is not None:
            vague = bool(found["vague"] or found["more"] or found["over"])
            yield Mention(
                value, found["counter"], found.start("figure"), found.end("counter"), vague
            )
