"""Names of public bodies: cleaned, taken apart into region and organ, with level and kind."""

from __future__ import annotations

import re

from store.report import Kind, Level

# A county may have a name of one character, other places have two or more.
_REGION = re.compile(
    r"(.{2,12}?(?:特别行政区|自治区|自治州|自治县|自治旗|地区|林区|省|市|盟|县|旗|区)"
    r"|[^县市区旗省]县)(?=.{2,})"
)
_NOT_AN_ORGAN = re.compile(r"^(?:人民政府|政府|管理委员会|管委会|委员会|办公室|党委|的)")
# 国家税务总局青禾县税务局 is one name: what stands before the county is no place.
_NO_PLACE = re.compile(r"局|委员会|厅|公司|总队|支队|国家|中国")
_UNIT = re.compile(
    r"民族乡|苏木|街道|镇|乡|自治县|自治旗|林区|县|旗|区|自治州|地区|盟|市|自治区|省"
)
_DEPARTMENT = re.compile(
    r"(?:局|委|委员会|办公室|厅|中心|院|处|所|队|站|室|署|馆|会|台|社|校|中学|小学|大学|幼儿园|"
    r"学院|医院|公司|集团|办)$"
)
_OFFICE_OF_STREET = re.compile(r"办事处$|(?<=街道)办$")
_UNKNOWN_LEVEL = re.compile(r"(?:管理委员会|管委会|兵团|开发区|高新区)$")
_LEVELS = {
    "民族乡": Level.TOWNSHIP,
    "苏木": Level.TOWNSHIP,
    "街道": Level.TOWNSHIP,
    "镇": Level.TOWNSHIP,
    "乡": Level.TOWNSHIP,
    "自治县": Level.COUNTY,
    "自治旗": Level.COUNTY,
    "林区": Level.COUNTY,
    "县": Level.COUNTY,
    "旗": Level.COUNTY,
    "区": Level.COUNTY,
    "自治州": Level.CITY,
    "地区": Level.CITY,
    "盟": Level.CITY,
    "自治区": Level.PROVINCE,
    "省": Level.PROVINCE,
}


def level_of(organ: str) -> Level:
    """Administrative level by the rightmost unit of a name; departments come first.

    A 市 may be a city or of county rank, so it is unknown; so are 管委会 and 兵团.
    """
    name = _OFFICE_OF_STREET.sub("", organ)
    if _UNKNOWN_LEVEL.search(name):
        return Level.UNKNOWN
    bare = re.sub(r"(?:人民)?政府$|行政公署$", "", name)
    if bare == name and _DEPARTMENT.search(name):
        return Level.DEPARTMENT
    units = list(_UNIT.finditer(bare))
    if not units or units[-1].end() != len(bare):
        return Level.UNKNOWN
    return _LEVELS.get(units[-1].group(), Level.UNKNOWN)


def split_region(name: str) -> tuple[str | None, str]:
    """Leading higher-level places and the organ proper: 青禾县柳溪镇人民政府 → 青禾县, 柳溪镇人民政府."""
    region, rest = "", name
    while True:
        found = _REGION.match(rest)
        if found is None or _NO_PLACE.search(found.group(1)):
            break
        after = rest[found.end() :]
        if _NOT_AN_ORGAN.match(after) or not is_organ(after):
            break
        region += found.group(1)
        rest = after
    return region or None, rest


def kind_of(organ: str, level: Level) -> Kind:
    """Whose figures: a whole area's (its own name, no office), a system's, or one organ's."""
    if organ.endswith("系统"):
        return Kind.SYSTEM
    if level in (Level.PROVINCE, Level.CITY, Level.COUNTY):
        return Kind.GOVERNMENT
    bare = re.sub(r"(?:人民)?政府$", "", organ)
    return Kind.GOVERNMENT if bare.endswith("市") and level is Level.UNKNOWN else Kind.OWN


def is_organ(text: str) -> bool:
    """Whether a text holds a place's unit or ends like the name of a department."""
    return bool(_UNIT.search(text) or _DEPARTMENT.search(text))


def clean_name(text: str) -> str:
    """The name in a piece of a title, without its little words and signs; "" where none."""
    name = re.sub(r"[\s《》“”\"'：:，,。【】\[\]()（）*#_]|^关于|^附件\d*", "", text)
    name = re.sub(r"^.*?(?:网站|来源|发布机构|当前位置|首页)", "", name)
    name = re.sub(r"^附件\d*|^关于|关于(?:报送|印发|公布|发布|公开)?$|的$", "", name)
    return name if 2 <= len(name) <= 40 and re.search(r"[\u3400-\u9fff]{2}", name) else ""
