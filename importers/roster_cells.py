"""What the cells of a roster mean: names with their years, regions, levels, kinds, days."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime

from importers.organ_names import kind_of, level_of, split_region
from store.report import Kind, Level
from store.roster import EntryName

LONGEST_NAME = 60
_NAME = re.compile(r"[\w()·\-—–.,、“”《》&]+")
_CHINESE = re.compile(r"[\u3400-\u9fff〇]{2}")
_SEPARATOR = re.compile(r"[;;,、\n\r/|]+(?![^(]*\))")
_FORMER = re.compile(r"^(?:曾用名|原名称|原名|原称|前身|旧称|曾称|原)[::为是]*")
_SHORT = re.compile(r"^(?:简称|别名|又称|现称)[::为是]*")
# Counties and cities whose names begin with 原.
_NOT_FORMER = re.compile(r"^原(?:阳县|州区|平市)")
_IN_BRACKETS = re.compile(r"^(.*?)\(([^()]*\d{4}[^()]*)\)$")
_YEARS = re.compile(r"^(\d{4})年?(?:[-—–~至到]+(\d{4})年?)?$")
_UNTIL = re.compile(
    r"^(?:[-—–~至到截止]+(\d{4})年?|(\d{4})年?(?:以?前|为?止|之前|底前?|撤销|更名))$"
)
_SINCE = re.compile(r"^(?:自|从)?(\d{4})年?(?:[-—–~至到]+(?:今|现在)?|起|以来|以?后|之后|启用)$")
_DAY = re.compile(r"(20\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T].*)?")
_DIGITS = re.compile(r"(20\d\d)(\d\d)(\d\d)")
_YEAR = re.compile(r"(20\d\d)(?:\.0)?年?度?")
_PLACE_ENDS = re.compile(r"省|自治区|市|自治州|地区|盟|县|旗|区")
_LEVELS = {
    Level.PROVINCE: ("省", "省级", "自治区", "直辖市"),
    Level.CITY: (
        "市",
        "市级",
        "地市",
        "地市级",
        "地级",
        "地级市",
        "州",
        "市州",
        "设区市",
        "地级市级",
    ),
    Level.COUNTY: ("县", "县级", "区县", "区县级", "县区", "县区级", "旗", "区", "区级", "县市区"),
    Level.TOWNSHIP: (
        "乡",
        "镇",
        "乡镇",
        "乡级",
        "镇级",
        "乡镇级",
        "乡科级",
        "街道",
        "乡镇街道",
        "镇街",
        "苏木",
    ),
    Level.DEPARTMENT: (
        "部门",
        "县直",
        "市直",
        "省直",
        "区直",
        "县直部门",
        "市直部门",
        "省直部门",
        "区直部门",
        "直属单位",
        "工作部门",
        "政府部门",
    ),
    Level.UNKNOWN: ("不明", "未知", "其他", "开发区", "管委会"),
}
_LEVEL_OF = {word: level for level, words in _LEVELS.items() for word in (*words, level.value)}
_KINDS = {
    Kind.OWN: ("本机关", "机关", "本单位", "本级", "本部门", "自身"),
    Kind.GOVERNMENT: (
        "汇总",
        "本级政府汇总",
        "政府汇总",
        "本级汇总",
        "全县汇总",
        "全市汇总",
        "全区汇总",
        "总报告",
    ),
    Kind.SYSTEM: ("部门系统汇总", "系统汇总", "系统", "部门汇总", "本系统"),
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in (*words, kind.value)}


def plain(text: str) -> str:
    """NFKC without white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def read_name(text: str) -> str | None:
    """A name as it is kept; None where a text cannot be one."""
    name = plain(text)
    fits = len(name) <= LONGEST_NAME and _NAME.fullmatch(name) and _CHINESE.search(name)
    return name if fits else None


def place_and_name(name: str, region: str | None) -> tuple[str | None, str]:
    """Region and name without it: 青禾县柳溪镇人民政府 → 青禾县, 柳溪镇人民政府.

    ``region`` is what the roster says; where it says nothing it comes from the name.
    """
    found, rest = split_region(name)
    if region is None:
        return found, rest
    if found is not None and (region.endswith(found) or found.endswith(region)):
        return (region if len(region) >= len(found) else found), rest
    own = max((tail for tail in _tails(region) if name.startswith(tail)), key=len, default="")
    # 青禾县 | 青禾县人民政府: the place that it governs is no place in which it lies.
    return region.removesuffix(own) or None, name


def _tails(region: str) -> Iterator[str]:
    """Ends of a region that are places: 样例市青禾县 → 青禾县, 样例市青禾县."""
    begins = [0, *(found.end() for found in _PLACE_ENDS.finditer(region))]
    yield from (region[at:] for at in begins if len(region) - at >= 2)


def read_names(text: str, *, are_former: bool) -> list[EntryName] | str:
    """Short and former names with their years; the first text that cannot be one instead."""
    found: list[EntryName] = []
    for item in _items(text):
        one = _read_item(item, are_former)
        if one is None:
            return item
        if one not in found:
            found.append(one)
    return found


def _items(text: str) -> Iterator[str]:
    flat = unicodedata.normalize("NFKC", text)
    for item in _SEPARATOR.split(flat):
        whole = plain(item)
        if whole and whole not in ("无", "-", "—", "/"):
            yield whole


def _read_item(item: str, are_former: bool) -> EntryName | None:
    since = until = None
    bracketed = _IN_BRACKETS.match(item)
    name = item
    if bracketed:
        name = bracketed[1]
        years = _read_years(bracketed[2])
        if years is None:
            return None
        since, until = years
    is_former = are_former or until is not None
    if not _NOT_FORMER.match(name):
        bare = _FORMER.sub("", name)
        is_former = is_former or bare != name
        name = _SHORT.sub("", bare)
    read = read_name(name)
    return None if read is None else EntryName(read, since, until, is_former)


def _read_years(text: str) -> tuple[int | None, int | None] | None:
    if found := _YEARS.match(text):
        first, last = int(found[1]), int(found[2] or found[1])
        return (first, last) if first <= last else None
    if found := _UNTIL.match(text):
        return None, int(found[1] or found[2])
    if found := _SINCE.match(text):
        return int(found[1]), None
    return None


def read_level(text: str, name: str) -> Level | None:
    """The level that a cell names; by the name where it is empty; None where it is none."""
    word = plain(text)
    return _LEVEL_OF.get(word.lower()) if word else level_of(name)


def read_kinds(text: str, name: str, level: Level) -> list[Kind] | None:
    """The kinds of reports that an organ hands in; None where a cell names none."""
    words = [word for word in re.split(r"[/、,;和及+]", plain(text)) if word]
    if not words:
        return [kind_of(name, level)]
    found: list[Kind] = []
    for word in words:
        kind = _KIND_OF.get(word.lower())
        if kind is None:
            return None
        if kind is Kind.GOVERNMENT and level is Level.DEPARTMENT:
            kind = Kind.SYSTEM
        if kind not in found:
            found.append(kind)
    return found


def read_day(value: object) -> date | None:
    """A day: 2024-01-31, 2024年1月31日, 20240131 or a date of a spreadsheet; None where it is none."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = unicodedata.normalize("NFKC", cell_text(value)).strip()
    found = _DAY.fullmatch(text) or _DIGITS.fullmatch(text)
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def read_year(text: str) -> int | None:
    """A year from 2008 on; None where it is none."""
    found = _YEAR.fullmatch(plain(text))
    return int(found[1]) if found and int(found[1]) >= 2008 else None


def cell_text(value: object) -> str:
    """A cell of a spreadsheet as text; whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
