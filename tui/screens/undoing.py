"""What is said of an act that was taken back: what it was, and of which report."""

from __future__ import annotations

from store.annotations import Annotation
from store.reports import stored_report
from tui.screens.keyed import KeyedScreen


async def undone_words(screen: KeyedScreen, undone: Annotation) -> str:
    """The sentence that names the act, the organ and the rule: it may not be in view."""
    words = screen.words
    what = "remap" if "remap" in undone.payload else undone.kind.value
    text = words("told.undone", what=words(f"what.{what}"))
    stored = None
    if undone.report_id is not None:
        stored = await screen.workbench.gateway.read(stored_report, undone.report_id)
    parts = [undone.rule] if undone.rule else []
    if stored is not None:
        year = str(stored.year or words("unknown_year"))
        parts += [stored.organ or words("unknown_organ"), year]
    return text + (words("told.undone_of", where=" ".join(parts)) if parts else "")
