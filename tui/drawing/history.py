"""One record of a report's log as a line of the history."""

from __future__ import annotations

from collections.abc import Mapping

from store.annotations import Annotation, AnnotationKind
from store.forms import load_form
from store.visible import one_line
from tui.drawing.text import Line, Look, Span, local_time
from tui.drawing.words import field_words
from tui.locale import Translator

_RECTIFIED = {"True": "true", "False": "false"}


def history_line(entry: Annotation, form: str, words: Translator) -> Line:
    """When, who, what, and what was said; who entered it where another one took it over."""
    what = "remap" if "remap" in entry.payload else entry.kind.value
    parts = [f"{local_time(entry.at)} {entry.reviewer} {words('what.' + what)}"]
    if "verdict" in entry.payload:
        parts.append(words(f"verdict.{entry.payload['verdict']}"))
    if entry.kind is AnnotationKind.RECTIFIED:
        said = _RECTIFIED.get(str(entry.payload.get("rectified")), "open")
        parts.append(words(f"decisions.rectified_{said}"))
    if entry.rule:
        parts.append(entry.rule)
    readings = entry.payload.get("readings") or entry.payload.get("corrected") or {}
    if readings:
        parts.append(_values(readings, form, words))
    text = entry.payload.get("text") or entry.payload.get("problem")
    if text:
        parts.append(f"“{text}”")
    if entry.payload.get("by"):
        parts.append(words("decisions.by", name=one_line(str(entry.payload["by"]))))
    if entry.is_undone:
        parts.append(f"‹{words('history.undone')}›")
    return (Span(" ".join(parts), Look.DIM if entry.is_undone else Look.PLAIN),)


def _values(readings: Mapping[str, object], form: str, words: Translator) -> str:
    """The cells of an annotation: the first one with its value, and how many more."""
    field, value = next(iter(readings.items()))
    shown = value[0] if isinstance(value, list) else value
    name = field_words(load_form(form), field, words.language)
    first = f"{name}→{'?' if shown is None else shown}"
    return first if len(readings) == 1 else f"{first} …×{len(readings)}"
