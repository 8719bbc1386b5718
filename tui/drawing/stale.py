"""A verdict that came too late, in lines: yours, theirs, now, and the keys that lead on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from store.annotation_log import Verdict
from store.flags import FlagRecord
from store.forms import Form
from store.messages import message
from store.report import Number
from store.stale import Theirs
from store.visible import one_line
from tui.drawing.people import name_words
from tui.drawing.reasons import reason_words
from tui.drawing.text import local_time
from tui.drawing.words import field_words
from tui.locale import Translator


@dataclass(frozen=True)
class Yours:
    """A verdict that was not written, with all that belongs to it."""

    flag_id: int
    verdict: Verdict
    values: Mapping[str, Number | None] = field(default_factory=dict)
    reason: str = ""
    target: str = ""


def stale_lines(
    yours: Yours,
    theirs: Theirs | None,
    now: FlagRecord,
    form: Form,
    words: Translator,
    keys: str,
) -> str:
    """Four lines; ``keys`` say what can be done now."""
    mine = _verdict(yours.verdict.value, yours.values, yours.reason, yours.target, form, words)
    if theirs is None:
        other = words("stale.nobody")
    else:
        who = f"{name_words(theirs.reviewer_name)} {local_time(theirs.at)}"
        said = (
            _verdict(theirs.verdict, theirs.values, theirs.reason, theirs.target, form, words)
            if theirs.verdict
            else words("stale.taken_back")
        )
        other = f"{who} {said}"
    standing = words(f"verdict.{now.verdict or 'open'}")
    if not now.is_raised:
        standing += f" {words('resolved')}"
    elif now.verdict is None and now.decision_id is not None:
        standing += f" {words('changed_since')}"
    text = one_line(message(now.flag.rule, now.flag.params, words.language))
    return "\n".join(
        (
            words("stale.yours", text=mine),
            words("stale.theirs", text=other),
            words("stale.now", text=f"‹{standing}› {now.flag.rule} {text}"),
            keys,
        )
    )


def _verdict(
    verdict: str,
    values: Mapping[str, Number | str | None],
    reason: str,
    target: str,
    form: Form,
    words: Translator,
) -> str:
    parts = [words(f"verdict.{verdict}")]
    if reason:
        parts.append(f"“{reason_words(reason, words)}”")
    if target:
        parts.append(f"→{one_line(target)}")
    for name, value in list(values.items())[:1]:
        shown = words("stale.illegible") if value is None else one_line(str(value))
        parts.append(f"{field_words(form, name, words.language)}→{shown}")
    if len(values) > 1:
        parts.append(words("stale.more", count=len(values) - 1))
    return " ".join(parts)
