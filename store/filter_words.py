"""The words of the filter language: names of terms and their values, in both languages."""

from __future__ import annotations

import unicodedata
from enum import StrEnum


class TermKind(StrEnum):
    """What a term of a filter is about."""

    WORD = "word"
    RULE = "rule"
    SEVERITY = "severity"
    STATE = "state"
    ORGAN = "organ"
    REGION = "region"
    LEVEL = "level"
    YEAR = "year"
    VERDICT = "verdict"
    REVIEWER = "reviewer"
    ASSIGNED = "assigned"
    CLAIMED = "claimed"
    TEXT = "text"


# Chinese first, then English; what stands behind is understood too.
NAMES: dict[TermKind, tuple[str, ...]] = {
    TermKind.RULE: ("规则", "rule"),
    TermKind.SEVERITY: ("级别", "severity"),
    TermKind.STATE: ("状态", "state"),
    TermKind.ORGAN: ("单位", "organ"),
    TermKind.REGION: ("地区", "region"),
    TermKind.LEVEL: ("层级", "level"),
    TermKind.YEAR: ("年度", "year", "年"),
    TermKind.VERDICT: ("判定", "verdict"),
    TermKind.REVIEWER: ("审核人", "reviewer"),
    TermKind.ASSIGNED: ("分派", "assigned"),
    TermKind.CLAIMED: ("认领", "claimed"),
    TermKind.TEXT: ("文", "text", "正文"),
}

VALUES: dict[TermKind, dict[str, tuple[str, ...]]] = {
    TermKind.SEVERITY: {
        "error": ("错误", "error"),
        "warning": ("需核实", "warning"),
        "info": ("提示", "info"),
    },
    TermKind.STATE: {
        "unread": ("未审", "unread"),
        "open": ("在审", "open"),
        "decided": ("已判定", "decided"),
        "signed": ("已审结", "signed", "审结"),
        "answered": ("已反馈", "answered", "反馈"),
        "fixed": ("已整改", "fixed", "整改"),
        "changed": ("有改动", "changed", "审结后有改动"),
        "corrected": ("整改稿", "corrected"),
        "unsure": ("待核", "unsure"),
        "for_me": ("待我核", "forme", "for-me"),
    },
    TermKind.CLAIMED: {
        "me": ("我", "me", "本人"),
        "others": ("他人", "others"),
        "none": ("无", "none", "无人"),
    },
    TermKind.LEVEL: {
        "province": ("省级", "province", "省"),
        "city": ("市级", "city", "市"),
        "county": ("县级", "county", "县"),
        "township": ("乡级", "township", "乡", "镇", "乡镇"),
        "department": ("部门", "department"),
        "unknown": ("不明", "unknown"),
    },
    TermKind.VERDICT: {
        "open": ("待审", "open"),
        "confirmed": ("属实", "confirmed"),
        "misread": ("读错", "misread"),
        "dismissed": ("不提", "dismissed"),
        "unsure": ("待核", "unsure"),
    },
}


# Beside names: the reviewer who asks, and nobody.
ASSIGNEES: dict[str, tuple[str, ...]] = {
    "me": ("我", "me", "本人"),
    "none": ("无", "none", "无人"),
}


def folded(text: str) -> str:
    """A word as it is compared: full-width forms and case do not matter."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


_KINDS = {folded(name): kind for kind, names in NAMES.items() for name in names}
_CANONICAL = {
    kind: {folded(word): key for key, words in values.items() for word in (key, *words)}
    for kind, values in VALUES.items()
}


def kind_of(name: str) -> TermKind | None:
    """The kind of term that a name stands for, in either language."""
    return _KINDS.get(folded(name))


def value_of(kind: TermKind, word: str) -> str | None:
    """The key that a word stands for in a kind with a fixed list of values."""
    return _CANONICAL[kind].get(folded(word))


def words_of(kind: TermKind, language: str) -> list[str]:
    """The values of a kind with a fixed list, as they are written in a language."""
    return [words[language == "en"] for words in VALUES[kind].values()]


def assignees_in(language: str) -> list[str]:
    """What stands beside names where it is asked whose a report is."""
    return [words[language == "en"] for words in ASSIGNEES.values()]


def names_in(language: str) -> list[str]:
    """The names of all kinds of terms in a language."""
    return [names[language == "en"] for names in NAMES.values()]
