"""Why a file could not be read, as a sentence for people."""

from __future__ import annotations

from collections.abc import Mapping

from store.visible import one_line
from tui.locale import Translator


def failure_sentence(words: Translator, code: str, params: Mapping[str, object]) -> str:
    """The sentence of an importer's error; what comes from the file is made harmless."""
    shown = {key: one_line(v) if isinstance(v, str) else v for key, v in params.items()}
    if "what" in shown:
        # What went over a limit is named by a key, where it is ours to name.
        shown["what"] = words.words.get(f"limit.{shown['what']}", shown["what"])
    return one_line(words(f"error.{code}", **shown))
