"""A finding as a line of the ledger that offices keep (台账)."""

from __future__ import annotations

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
_CLASSES = {
    "zh": {"error": "须更正", "warning": "请核实（更正或说明）", "info": "建议完善"},
    "en": {"error": "to correct", "warning": "to check", "info": "to improve"},
}
_VERDICTS = {
    "zh": {"misread": "读错", "dismissed": "不提", "unsure": "待核", None: "待审", "confirmed": ""},
    "en": {
        "misread": "misread",
        "dismissed": "dismissed",
        "unsure": "unsure",
        None: "open",
        "confirmed": "",
    },
}


def split_letter(sentence: str) -> tuple[str, str]:
    """A letter's sentence as problem and suggestion: the first sentence, and what follows."""
    for mark in ("。", ". "):
        at = sentence.find(mark)
        if 0 <= at < len(sentence) - len(mark):
            return sentence[: at + 1], sentence[at + len(mark) :].strip()
    return sentence, ""


def ledger_row(number: int, row: dict[str, Any], language: str) -> list[Any]:
    """The nine columns of one finding."""
    problem, suggestion = row.get("own_words") or split_letter(row["letter"] or row["message"])
    organ = f"{row['region'] or ''}{row['organisation'] or row['report']}"
    if row["year"]:
        organ += f" {row['year']}"
    place = row["where"] if row.get("where") else ""
    remarks = "；".join(
        part for part in (_VERDICTS[language].get(row["decision"], ""), *row["notes"]) if part
    )
    return [
        number,
        organ,
        place,
        " ".join(str(row.get("source_text") or "").split()),
        problem,
        suggestion,
        _CLASSES[language][row["severity"]],
        "",
        remarks,
    ]
