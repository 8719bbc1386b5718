"""Words that the rules on wording look for, where an office sets no others."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# Wrong word → right word. Only words that are wrong wherever they stand.
WRONG_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "截止目前": "截至目前",
        "布署": "部署",
        "严竣": "严峻",
        "必竟": "毕竟",
        "部份": "部分",
        "迫不急待": "迫不及待",
        "一如继往": "一如既往",
        "再接再励": "再接再厉",
        "渡过难关": "度过难关",
        "政俯": "政府",
        "贯策": "贯彻",
        "落实道位": "落实到位",
        "行政复意": "行政复议",
        "反应问题": "反映问题",
        "登陆网站": "登录网站",
        "登陆平台": "登录平台",
        "帐号": "账号",
    }
)
# Quantities without a figure.
VAGUE_WORDS: tuple[str, ...] = (
    "若干条",
    "若干件",
    "若干次",
    "若干篇",
    "若干份",
    "若干期",
    "数十",
    "数百",
    "数千",
    "近百",
    "上百",
    "近千",
    "上千",
)
# Term → the first year for which it is outdated.
OUTDATED_TERMS: Mapping[str, int] = MappingProxyType(
    {
        "脱贫攻坚": 2022,
        "精准扶贫": 2022,
        "扶贫办": 2022,
        "决胜全面建成小康社会": 2022,
        "新冠肺炎": 2023,
        "新型冠状病毒肺炎": 2023,
        "国土资源局": 2020,
        "工商行政管理局": 2020,
        "质量技术监督局": 2020,
        "食品药品监督管理局": 2020,
        "卫生和计划生育": 2020,
        "卫计委": 2020,
        "卫计局": 2020,
        "地税局": 2019,
        "国税局": 2019,
    }
)
