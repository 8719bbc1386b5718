"""What was said of a flag: verdicts and notes with reviewer and time."""

from __future__ import annotations

from store.flags import FlagRecord
from tui.drawing.reasons import reason_words
from tui.drawing.state import ReviewState
from tui.drawing.text import local_time
from tui.locale import Translator


def history_words(state: ReviewState, record: FlagRecord, words: Translator) -> str:
    """Verdicts and notes on a flag, the latest first; of the version before with its number."""
    flag = record.flag
    parts = []
    for annotation in state.data.annotations:
        if annotation.is_undone or (annotation.rule, annotation.anchor) != (
            flag.rule,
            flag.anchor,
        ):
            continue
        at = local_time(annotation.at)
        if annotation.kind.value == "note":
            parts.append(f"{annotation.reviewer} {at} “{annotation.payload['text']}”")
        elif "verdict" in annotation.payload:
            verdict = words(f"verdict.{annotation.payload['verdict']}")
            if annotation.payload.get("reason"):
                reason = reason_words(str(annotation.payload["reason"]), words)
                verdict = words("gathered.with_reason", verdict=verdict, reason=reason)
            parts.append(f"{annotation.reviewer} {at} {verdict}")
    parts.reverse()
    for revision, annotation in reversed(state.data.earlier):
        said = annotation.payload.get("verdict")
        same = (annotation.rule, annotation.anchor) == (flag.rule, flag.anchor)
        if said is not None and same and not annotation.is_undone:
            at = local_time(annotation.at)
            number = words("revision", number=revision)
            parts.append(f"{number} {annotation.reviewer} {at} {words(f'verdict.{said}')}")
    return "；".join(parts) if parts else words("no_notes")
