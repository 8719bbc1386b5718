"""A roster of 30 organs of our own making, as rows, CSV and XLSX."""

from __future__ import annotations

import csv
import io
from datetime import date

from openpyxl import Workbook

HEADS = ("单位全称", "简称/曾用名", "地区", "类别", "级别", "本机关/汇总", "截止日", "联系人")
DUE = date(2024, 1, 31)

_TOWNS = (
    ("柳溪镇人民政府", "柳溪"),
    ("石滩乡人民政府", ""),
    ("羊坪镇人民政府", "原羊坪乡人民政府（2010-2019）"),
    ("河口镇人民政府", ""),
    ("梅岭乡人民政府", ""),
    ("松岗镇人民政府", "松岗"),
    ("白云镇人民政府", ""),
    ("沙坝镇人民政府", "原上沙乡（至2020年）；原下坝乡（至2020年）"),
    ("竹林乡人民政府", ""),
    ("花石镇人民政府", ""),
    ("石桥镇人民政府", ""),
    ("龙潭镇人民政府", ""),
    ("洗马乡人民政府", ""),
    ("铁炉镇人民政府", ""),
    ("清泉镇人民政府", ""),
    ("黑石乡人民政府", ""),
    ("甘溪镇人民政府", ""),
    ("东桥街道办事处", "东桥街道、东桥办"),
)
_DEPARTMENTS = (
    ("财政局", "县财政局"),
    ("水务局", "原水利局（2015-2019）"),
    ("教育局", ""),
    ("民政局", ""),
    ("司法局", ""),
    ("自然资源局", "原国土资源局(2010—2019年)"),
    ("市场监督管理局", "市监局（2019年起）"),
    ("政务服务中心", ""),
)

# The last ones: the county itself, twice, and two organs of one name in another county.
ROWS: tuple[tuple[str | date, ...], ...] = (
    *((name, names, "青禾县", "乡镇", "乡镇级", "本机关", DUE, "张某") for name, names in _TOWNS),
    *(
        (f"青禾县{name}", names, "青禾县", "县直部门", "部门", "", DUE, "")
        for name, names in _DEPARTMENTS
    ),
    ("青禾县人民政府", "", "青禾县", "政府", "县级", "汇总", date(2024, 3, 31), "李某"),
    ("青禾县人民政府办公室", "县政府办", "青禾县", "政府", "部门", "本机关", DUE, "李某"),
    ("柳溪镇人民政府", "", "云阳县", "乡镇", "乡镇级", "本机关", DUE, ""),
    ("石滩乡人民政府", "", "云阳县", "乡镇", "乡镇级", "本机关", DUE, ""),
)


def as_csv(rows: tuple[tuple[object, ...], ...] = ROWS, encoding: str = "utf-8") -> bytes:
    """The roster as CSV in an encoding."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([HEADS, *rows])
    return out.getvalue().encode(encoding)


def as_xlsx(rows: tuple[tuple[object, ...], ...] = ROWS, *, titles: tuple[str, ...] = ()) -> bytes:
    """The roster as a spreadsheet, with title rows above the heads where asked for."""
    book = Workbook()
    sheet = book.active
    for title in titles:
        sheet.append([title])
    for row in (HEADS, *rows):
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
