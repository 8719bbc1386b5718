"""Graded damage to labels: what scans, conversions and typing do to them.

The levels are invented: the gaps between ways of matching tell something, the levels do not.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

# Characters that recognition and typists take for each other, in groups.
_LOOKALIKES = (
    "己已巳", "末未", "曰日", "〇0O", "l1I", "人入八", "予子于", "土士", "申甲由", "干千于", "大太犬",
    "其共", "不下", "处外", "年午", "理埋", "请清情", "政攻", "项顶", "重童", "关美", "复夏", "果杲",
    "收牧", "办为", "公么", "许汗", "规视", "正止", "贷货", "机枳", "侓律", "结绪", "维淮",
)  # fmt: skip
_ALIKE = {char: group.replace(char, "") for group in _LOOKALIKES for char in group}
_NUMBER = re.compile(r"（[一二三四五六七八九十]）|[一二三四五六七八九十]、|\d{1,2}\.")
_ORDINALS = "一二三四五六七八九十"
_SPACES = (" ", "\u3000", "\u00a0", "\n")
_LOST_SHARE = 0.2


@dataclass(frozen=True)
class Level:
    """How often what happens: shares of labels, rows, groups and headers, from 0 to 1.

    ``label`` labels are damaged, each up to ``most`` times, and cut down to no less than ``kept``
    of their characters. ``drop``, ``extra``, ``swap``, ``torn`` and ``glued`` are about rows:
    missing, between others, exchanged with the next, their label cut by a page, and their label
    run together with the next one's. ``group`` labels are glued to the row's, missing or damaged;
    ``header`` labels are damaged or torn.
    """

    label: float = 0.0
    most: int = 1
    kept: float = 0.8
    drop: float = 0.0
    extra: float = 0.0
    swap: float = 0.0
    group: float = 0.0
    torn: float = 0.0
    glued: float = 0.0
    header: float = 0.0


LEVELS = (
    Level(),
    Level(0.15, 1, 0.8, drop=0.01, extra=0.01, group=0.05, torn=0.01, header=0.05),
    Level(0.35, 1, 0.65, 0.03, 0.03, 0.005, 0.1, 0.02, 0.005, 0.1),
    Level(0.6, 2, 0.5, 0.05, 0.05, 0.01, 0.2, 0.04, 0.01, 0.2),
    Level(0.85, 2, 0.35, 0.08, 0.08, 0.02, 0.3, 0.06, 0.02, 0.35),
    Level(1.0, 3, 0.25, 0.12, 0.12, 0.04, 0.5, 0.1, 0.04, 0.5),
)
EXTRA_LABELS = (
    "小计", "备注", "其他", "其他情况", "其中：网上申请", "合计", "（八）其他", "4.其他", "当面申请",
    "其他事项", "说明", "上年数", "同比增减",
)  # fmt: skip


def damage(text: str, level: Level, rng: random.Random) -> str:
    """A label damaged once to ``level.most`` times; it may come out whole, never blank."""
    for _ in range(rng.randint(1, level.most)):
        text = rng.choice(_KINDS)(text, level, rng) or text
    return text


def _lose(text: str, level: Level, rng: random.Random) -> str:
    """Single characters lost."""
    lost = set(rng.sample(range(len(text)), rng.randint(1, max(1, int(len(text) * _LOST_SHARE)))))
    return "".join(char for at, char in enumerate(text) if at not in lost)


def _confuse(text: str, level: Level, rng: random.Random) -> str:
    """Characters taken for others that look alike, or misread altogether."""
    chars = list(text)
    alike = [at for at, char in enumerate(chars) if char in _ALIKE]
    for _ in range(rng.randint(1, level.most)):
        if alike and rng.random() < 0.75:
            at = rng.choice(alike)
            chars[at] = rng.choice(_ALIKE.get(chars[at], chars[at]))
        else:
            chars[rng.randrange(len(chars))] = rng.choice(tuple(_ALIKE))
    return "".join(chars)


def _space(text: str, level: Level, rng: random.Random) -> str:
    """White space typed or broken into it."""
    for _ in range(rng.randint(1, 3)):
        at = rng.randint(0, len(text))
        text = text[:at] + rng.choice(_SPACES) + text[at:]
    return text


def _cut_begin(text: str, level: Level, rng: random.Random) -> str:
    return text[len(text) - _kept(text, level, rng) :]


def _cut_end(text: str, level: Level, rng: random.Random) -> str:
    return text[: _kept(text, level, rng)]


def _kept(text: str, level: Level, rng: random.Random) -> int:
    return max(1, round(len(text) * rng.uniform(level.kept, 0.95)))


def _renumber(text: str, level: Level, rng: random.Random) -> str:
    """Another number in front, the same in another style, or none."""
    found = _NUMBER.match(text)
    if found is None:
        return _lose(text, level, rng)
    bare = text[found.end() :]
    ordinal = re.sub(r"[（）、.]", "", found.group())
    turn = rng.random()
    if turn < 0.4:
        return bare
    if turn < 0.6:
        return f"（{ordinal}）{bare}" if ordinal.isdigit() else f"{ordinal}、{bare}"
    other = str(rng.randint(1, 9)) if ordinal.isdigit() else rng.choice(_ORDINALS[:8])
    return found.group().replace(ordinal, other) + bare


_KINDS: tuple[Callable[[str, Level, random.Random], str], ...] = (
    _lose,
    _confuse,
    _space,
    _cut_begin,
    _cut_end,
    _renumber,
)
