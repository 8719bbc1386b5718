"""Why a file could not be read or a workspace not opened, as a sentence for people."""

from __future__ import annotations

import re
from collections.abc import Mapping

from store.visible import one_line
from tui.locale import Translator

# Parameters that may be keys of the catalogue: what went over a limit, why a file is damaged.
_SECTIONS = {
    "what": "limit",
    "reason": "reason",
    "problem": "label_problem",
    "terms": "filter_known",
}
_NO_WORD = re.compile(r"[^a-z0-9]+")


def failure_sentence(words: Translator, code: str, params: Mapping[str, object]) -> str:
    """The sentence of an error's code; what comes from the file is made harmless.

    Reasons of systems and libraries are told in the language of the screen where they are known.
    """
    shown = {key: one_line(v) if isinstance(v, str) else v for key, v in params.items()}
    for name, section in _SECTIONS.items():
        if name in shown:
            key = _NO_WORD.sub("_", str(shown[name]).lower()).strip("_")
            shown[name] = words.words.get(f"{section}.{key}", shown[name])
    return one_line(words(f"error.{code}", **shown))
