"""What is said of an act that was taken back: what it was, and of which report."""

from __future__ import annotations

from store.annotation_log import Annotation, AnnotationKind
from store.queue import is_answered
from tui.screens.keyed import KeyedScreen


async def undone_words(screen: KeyedScreen, undone: Annotation) -> str:
    """The sentence that names the act, the organ and the rule: it may not be in view."""
    # It brings all that storing a report needs, which the queue does without.
    from store.reports import stored_report

    words = screen.words
    what = "remap" if "remap" in undone.payload else undone.kind.value
    text = words("told.undone", what=words(f"what.{what}"))
    stored, is_out = None, False
    if undone.report_id is not None:
        stored = await screen.workbench.gateway.read(stored_report, undone.report_id)
        if undone.kind is AnnotationKind.SIGN_OFF:
            is_out = await screen.workbench.gateway.read(is_answered, undone.report_id)
    parts = [undone.rule] if undone.rule else []
    if stored is not None:
        year = str(stored.year or words("unknown_year"))
        parts += [stored.organ or words("unknown_organ"), year]
    if parts:
        text += words("told.undone_of", where=" ".join(parts))
    return text + (words("told.letter_is_out") if is_out else "")
