"""One act of the log as a line: when, who, what it was, whether it was undone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from store.forms import load_form
from store.own_log import OwnAct
from store.visible import one_line
from tui.drawing.reasons import reason_words
from tui.drawing.text import Line, Look, Span, local_time
from tui.drawing.words import field_words
from tui.locale import Translator

_RECTIFIED = {"True": "true", "False": "false"}


def act_line(act: OwnAct, words: Translator) -> Line:
    """An act; of another report than the one in view with organ and year."""
    entry, payload = act.entry, act.entry.payload
    what = "remap" if "remap" in payload else entry.kind.value
    parts = [f"{local_time(entry.at)} {entry.reviewer} {words('what.' + what)}"]
    if act.organ or act.year:
        parts.append(f"{act.organ or words('unknown_organ')} {act.year or ''}".rstrip())
    if "verdict" in payload:
        parts.append(words(f"verdict.{payload['verdict']}"))
    if payload.get("reason"):
        parts.append(f"（{reason_words(str(payload['reason']), words)}）")
    if entry.kind.value == "group":
        about = payload.get("about", {})
        parts.append(str(about.get("rule", "")) or words("history.marks"))
        parts.append(words("history.flags", count=payload.get("count", 0)))
    if "group" in payload:
        parts.append(words("history.in_group"))
    if "rectified" in payload:
        said = _RECTIFIED.get(str(payload["rectified"]), "open")
        parts.append(words(f"decisions.rectified_{said}"))
    if entry.rule:
        parts.append(entry.rule)
    if payload.get("by"):
        parts.append(words("decisions.by", name=one_line(str(payload["by"]))))
    if entry.kind.value == "takeover":
        parts.append(
            f"{one_line(str(payload.get('file', '')))} {sum(payload.get('counts', {}).values())}"
        )
    if entry.kind.value == "assign":
        parts.append(_assigned(payload, words))
    if entry.kind.value == "hold":
        parts.append(words("history.held_by", name=one_line(str(payload.get("from", "")))))
    readings = payload.get("readings") or payload.get("corrected") or {}
    if readings and act.form:
        parts.append(_values(readings, act.form, words))
    text = payload.get("text") or payload.get("problem")
    if text:
        parts.append(f"“{text}”")
    if entry.is_undone:
        # A long line is cut at its end.
        parts.insert(0, f"‹{words('history.undone')}›")
    return (Span(" ".join(parts), Look.DIM if entry.is_undone else Look.PLAIN),)


def _assigned(payload: Mapping[str, Any], words: Translator) -> str:
    """To whom: of one report the name, of several each name with its count."""
    counts = payload.get("counts", {payload.get("to", ""): 0})
    shown = [
        f"→ {one_line(str(name)) or words('assign.nobody')}{f' {count}' if count else ''}"
        for name, count in counts.items()
    ]
    return " ".join(shown)


def _values(readings: Mapping[str, object], form: str, words: Translator) -> str:
    """The cells of an act: the first one with its value, and how many more."""
    field, value = next(iter(readings.items()))
    shown = value[0] if isinstance(value, list) else value
    name = field_words(load_form(form), field, words.language)
    first = f"{name}→{'?' if shown is None else shown}"
    return first if len(readings) == 1 else f"{first} …×{len(readings)}"
