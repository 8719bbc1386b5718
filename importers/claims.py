"""Figures stated in the prose. For now: requests received."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from store.report import Claim, Section

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "○": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
_FIGURE = r"(?P<n>[0-9０-９][0-9０-９,，]*|[零〇一二两三四五六七八九十百千万]+)"
_COUNTER = r"\s*(?:件次|件|条|宗|份|个|项|人次|次|起|例)"
_VERB = r"(?:收到|接到|受理|接收|收悉|新收|办理|收)"
_SENTENCES = re.compile(r"[^。；！？;!?\n]+[。；！？;!?]?")
_NONE = (
    re.compile(
        rf"(?:未|没有|无|未曾|尚未|均未|暂未|并未|暂无|从未)(?:曾|有|再)?(?:{_VERB}|发生|产生|出现|涉及)?"
        r"[^，,。；]{0,30}?(?:申请公开|公开申请|依申请|申请)"
    ),
    re.compile(
        rf"{_VERB}[^，,。；]{{0,30}}申请[^，,。；0-9一二三四五六七八九十]{{0,6}}(?:0|零|〇){_COUNTER}"
    ),
    re.compile(
        rf"{_VERB}[^，,。；0-9一二三四五六七八九十]{{0,12}}(?:0|零|〇){_COUNTER}[^，,。；]{{0,20}}申请"
    ),
    re.compile(
        r"(?:依申请公开|公开申请|信息公开申请)(?:数量|件数|数|情况)?(?:为|：|:)?(?:无|0件|零件|0)(?![0-9])"
    ),
)
_COUNT = (
    re.compile(
        rf"{_VERB}[^，,。；]{{0,30}}?申请[^，,。；0-9０-９零〇一二两三四五六七八九十百千]{{0,8}}{_FIGURE}{_COUNTER}"
    ),
    re.compile(
        rf"{_VERB}[^，,。；0-9０-９零〇一二两三四五六七八九十百千]{{0,14}}{_FIGURE}{_COUNTER}[^，,。；]{{0,24}}申请"
    ),
    re.compile(
        rf"(?:依申请公开|公开申请)[^，,。；0-9０-９零〇一二两三四五六七八九十百千]{{0,8}}{_FIGURE}{_COUNTER}"
    ),
)
_OTHER_SUBJECT = re.compile(r"许可申请|复议申请|贷款|补贴申请|申请执行|低保|救助申请")
_NOT_THIS_YEAR = re.compile(r"上年|去年|较|同比|相比|结转")
_ABOUT_REQUESTS = re.compile(r"申请")


def read_figure(text: str) -> int | None:
    """An Arabic (also full-width) or Chinese numeral as a number; None where it is neither."""
    plain = text.translate(_WIDE).replace(",", "").replace("，", "")
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


def sentences(text: str) -> Iterator[str]:
    """The sentences of a paragraph, without empty ones."""
    for found in _SENTENCES.finditer(text):
        sentence = found.group().strip()
        if sentence:
            yield sentence


def find_claims(sections: Sequence[Section]) -> tuple[Claim, ...]:
    """The first statement of how many requests were received, in the section on the whole year."""
    for section in sections:
        if section.key != "overview":
            continue
        for paragraph in section.paragraphs:
            for sentence in sentences(paragraph.text):
                value = requests_received(sentence)
                if value is not None:
                    return (
                        Claim(
                            "requests.received.total",
                            value,
                            section.key,
                            1,
                            sentence,
                            paragraph.place,
                        ),
                    )
    return ()


def requests_received(sentence: str) -> int | None:
    """The number of requests that a sentence says were received; 0 for "none"; else None.

    Parts of a sum, comparisons with another year and requests of other kinds are left out.
    """
    if not _ABOUT_REQUESTS.search(sentence) or _OTHER_SUBJECT.search(sentence):
        return None
    plain = re.sub(r"《[^》]*》", "", sentence)
    plain = re.split(r"其中", plain)[0]
    for pattern in _COUNT:
        found = pattern.search(plain)
        if found and not _NOT_THIS_YEAR.search(found.group()):
            value = read_figure(found["n"])
            if value is not None:
                return value
    for pattern in _NONE:
        found = pattern.search(plain)
        if found and "不" not in found.group()[:1] and not _NOT_THIS_YEAR.search(found.group()):
            return 0
    return None
