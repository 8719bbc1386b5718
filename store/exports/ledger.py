"""A finding as a line of the ledger that offices keep (台账), and the words of its columns."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

COLUMNS = {
    "zh": ("序号", "单位", "部分/位置", "原文", "问题", "修改建议", "类别", "是否整改", "备注"),
    "en": (
        "No.",
        "organ",
        "section/place",
        "source",
        "problem",
        "suggestion",
        "class",
        "corrected",
        "remarks",
    ),
}
# What colleagues fill in besides: the verdict, and who they are.
FILLED_IN = {"zh": ("结论", "填写人"), "en": ("verdict", "by")}
CLASSES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "zh": {
            "correct": "须更正",
            "check": "请核实（更正或说明）",
            "improve": "建议完善",
        },
        "en": {"correct": "to correct", "check": "to check", "improve": "to improve"},
    }
)
VERDICTS: Mapping[str, Mapping[str | None, str]] = MappingProxyType(
    {
        "zh": {
            "confirmed": "属实",
            "misread": "读错",
            "dismissed": "不提",
            "unsure": "待核",
            None: "待审",
        },
        "en": {
            "confirmed": "confirmed",
            "misread": "misread",
            "dismissed": "dismissed",
            "unsure": "unsure",
            None: "open",
        },
    }
)
RECTIFIED: Mapping[str, Mapping[bool | None, str]] = MappingProxyType(
    {
        "zh": {True: "已整改", False: "未整改", None: ""},
        "en": {True: "corrected", False: "not corrected", None: ""},
    }
)
_JOINED_BY = {"zh": "；", "en": "; "}


def joined_notes(notes: list[str], language: str) -> str:
    """Notes as they stand in the remarks."""
    return _JOINED_BY[language].join(" ".join(note.split()) for note in notes)


def organ_words(row: Mapping[str, Any]) -> str:
    """The organ with its region and year; the file where it is not known."""
    organ = f"{row['region'] or ''}{row['organisation'] or row['report']}"
    return f"{organ} {row['year']}" if row["year"] else organ


def ledger_row(number: int, row: Mapping[str, Any], language: str) -> list[Any]:
    """The nine columns of one finding; the remarks are its notes."""
    problem, suggestion = row["own_words"] or (row["message"], "")
    return [
        number,
        organ_words(row),
        row.get("where") or "",
        " ".join(str(row.get("source_text") or "").split()),
        problem,
        suggestion,
        CLASSES[language][row["class"]],
        RECTIFIED[language][row.get("rectified")],
        joined_notes(row["notes"], language),
    ]


def with_verdict(row: Mapping[str, Any], remarks: str, language: str) -> str:
    """The remarks of a format without a column for the verdict: what is not confirmed is said."""
    verdict = row["decision"]
    known = "" if verdict == "confirmed" else VERDICTS[language].get(verdict, "")
    return _JOINED_BY[language].join(part for part in (known, remarks) if part)
