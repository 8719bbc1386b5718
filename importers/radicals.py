"""Radicals that PDF writers put in place of characters (⼈⺠ for 人民): the characters again.

The Kangxi radicals and the compatibility ideographs have their characters by NFKC; of the CJK
Radicals Supplement NFKC knows only two, the others follow Unicode's EquivalentUnifiedIdeograph
(UCD, file EquivalentUnifiedIdeograph.txt). Nothing else is changed: full-width digits and
punctuation stay as printed.
"""

from __future__ import annotations

import re
import unicodedata

_SUPPLEMENT = str.maketrans(
    "⺁⺄⺅⺈⺉⺊⺌⺒⺓⺖⺘⺙⺜⺝⺟⺠⺡⺣⺨⺩⺪⺬⺭⺮⺰⺲⺶⺹⺼⺾⻁⻂⻃⻄⻅⻆⻈⻉⻋⻌⻐⻑⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻮⻰⻳",
    "厂乙亻刀刂卜小巳幺忄扌攵日月母民氵灬犭王疋示礻竹纟罒羊耂肉艹虎衤覀西见角讠贝车辶钅長长门阝雨青韦页风飞食饣马骨鬼鱼鸟卤麦黄黾斉齐齿龙龟",
)
_FOLDED = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")


def has_radicals(text: str) -> bool:
    """Whether ``fold_radicals`` would change anything."""
    return not text.isascii() and _FOLDED.search(text) is not None


def fold_radicals(text: str) -> str:
    """The text with radicals and compatibility ideographs replaced by the characters meant."""
    if text.isascii():
        return text
    return _FOLDED.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    radical = found.group()
    return unicodedata.normalize("NFKC", radical).translate(_SUPPLEMENT)
