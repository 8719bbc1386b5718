"""Normalise a label, take its enumerator apart, score it against official labels."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

LONGEST_LABEL = 500

# Traditional (and Taiwan-variant) characters of the words that occur on the forms.
_TRADITIONAL = str.maketrans(
    "侷係傢優內別動務區員問單噹國埰執報寀審對屬廢強後復捲採據數於會査條業構機檔檯權決沒況減為無"
    "爲獲現當發監確祕穩穫範糾納級組結統經維縣總織繫繳繼續罰臺舉萬處號補製複規計訊訟訪設許訴詢認"
    "請證議護費購踰轉辦這進過鄉錶鎭鎮開閤關隻項題額類颱體髮齣",
    "局系家优内别动务区员问单当国采执报采审对属废强后复卷采据数于会查条业构机档台权决没况减为无"
    "为获现当发监确秘稳获范纠纳级组结统经维县总织系缴继续罚台举万处号补制复规计讯讼访设许诉询认"
    "请证议护费购逾转办这进过乡表镇镇开合关只项题额类台体发出",
)
_PINYIN = re.compile(r"\([a-zāáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜüɡ]+\)", re.IGNORECASE)
_QUOTES = str.maketrans("", "", "“”\"'‘’「」『』《》<>〈〉*`")
_BRACKETS = str.maketrans("[]【】〔〕{}，。；：、．", "()()()(),.;:、.")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


def normalise(text: str) -> str:
    """The form in which labels are compared.

    NFKC, pinyin in brackets dropped, all white space and quotes dropped, brackets unified,
    traditional characters simplified, at most 500 characters.
    """
    return _normalise(text[: LONGEST_LABEL * 2])


@lru_cache(maxsize=20_000)
def _normalise(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    text = "".join(_INVISIBLE.sub("", text).split())
    text = text.translate(_BRACKETS)
    if "(" in text:
        text = _PINYIN.sub("", text)
    return text.translate(_QUOTES).translate(_TRADITIONAL)[:LONGEST_LABEL]


class EnumeratorKind(StrEnum):
    """The levels of numbering on the form: 一、 then （一） then 1."""

    CHINESE = "chinese"
    BRACKETED = "bracketed"
    ARABIC = "arabic"


@dataclass(frozen=True, slots=True)
class Enumerator:
    """A leading number: its level and its ordinal."""

    kind: EnumeratorKind
    ordinal: int


_ORDINALS = {c: i for i, c in enumerate("一二三四五六七八九十", 1)}
_CHINESE = re.compile(r"^([一二三四五六七八九十]{1,3})[、.,:]")
_BRACKETED = re.compile(r"^\(([一二三四五六七八九十]{1,3}|\d{1,2})\)[、.]?")
_ARABIC = re.compile(r"^(\d{1,2})(?:[、.,:](?!\d)|(?=[^\d、.,:()/%-]))")


def chinese_ordinal(text: str) -> int:
    """The value of a Chinese ordinal up to 99 (``十一`` is 11)."""
    if text.isdigit():
        return int(text)
    if "十" not in text:
        return _ORDINALS.get(text, 0)
    tens, _, ones = text.partition("十")
    return _ORDINALS.get(tens, 1) * 10 + _ORDINALS.get(ones, 0)


@lru_cache(maxsize=20_000)
def split_enumerator(normalised: str) -> tuple[Enumerator | None, str]:
    """Take the leading number off a normalised label."""
    for pattern, kind in (
        (_CHINESE, EnumeratorKind.CHINESE),
        (_BRACKETED, EnumeratorKind.BRACKETED),
        (_ARABIC, EnumeratorKind.ARABIC),
    ):
        found = pattern.match(normalised)
        if found and len(found.group(0)) < len(normalised):
            return Enumerator(kind, chinese_ordinal(found.group(1))), normalised[found.end() :]
    return None, normalised


class How(StrEnum):
    """By what a label was matched, best first."""

    EXACT = "exact"
    TAUGHT = "taught"
    ALIAS = "alias"
    CONTAINED = "contained"
    SIMILAR = "similar"
    POSITION = "position"


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """An official label prepared for comparison."""

    path: tuple[str, ...]
    key: str | None
    text: str
    bare: str
    enumerator: Enumerator | None
    aliases: frozenset[str]


def wording(path: tuple[str, ...], key: str | None, aliases: Sequence[str]) -> Wording:
    """Prepare an official label; ``path`` runs from the outermost group to the label."""
    text = normalise(path[-1])
    enumerator, bare = split_enumerator(text)
    return Wording(path, key, text, bare, enumerator, frozenset(normalise(a) for a in aliases))


@dataclass(frozen=True, slots=True)
class TextScore:
    """How well a label fits an official one, 0 to 1, and by what."""

    score: float
    how: How


@lru_cache(maxsize=50_000)
def score_text(text: str, official: Wording) -> TextScore:
    """Compare a normalised label with an official one.

    The best of exact, alias, containment and Indel similarity, with and without the number in
    front. A label that has another number of the same level than the official one is never
    exact, unless it is an alias as a whole.
    """
    enumerator, bare = split_enumerator(text)
    if text == official.text:
        return TextScore(1.0, How.EXACT)
    clash = (
        enumerator is not None
        and official.enumerator is not None
        and enumerator != official.enumerator
    )
    if bare == official.bare and not clash:
        return TextScore(1.0, How.EXACT)
    # A whole label that is known is known with its number, as where a reviewer taught it.
    if text in official.aliases or (not clash and bare in official.aliases):
        return TextScore(0.99, How.ALIAS)
    from rapidfuzz.distance import Indel

    best = max(
        Indel.normalized_similarity(text, official.text),
        Indel.normalized_similarity(bare, official.bare) - (0.1 if clash else 0.0),
    )
    for alias in official.aliases:
        best = max(best, Indel.normalized_similarity(bare, alias) - 0.05)
    how = How.SIMILAR
    shorter, longer = sorted((bare, official.bare), key=len)
    if len(shorter) >= 4 and shorter in longer:
        contained = 0.6 + 0.35 * len(shorter) / len(longer) - (0.1 if clash else 0.0)
        if contained > best:
            best, how = contained, How.CONTAINED
    return TextScore(max(0.0, min(best, 0.98)), how)
