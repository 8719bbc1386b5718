"""What is wrong with a reviewer's own file, as sentences."""

from __future__ import annotations

from collections.abc import Sequence

from store.visible import one_line
from tui.key_names import key_label
from tui.keymap import Clash
from tui.locale import Translator
from tui.preferences import Problem


def problem_sentences(
    words: Translator, problems: Sequence[Problem], clashes: Sequence[Clash]
) -> tuple[str, ...]:
    """One sentence each for what is wrong in the file, then for keys that clash."""
    found = []
    for problem in problems:
        params = dict(problem.params)
        reason = str(params.get("reason", ""))
        key = "".join(char if char.isalnum() else "_" for char in reason.lower())
        params["reason"] = words.words.get(f"reason.{key}", reason)
        found.append(one_line(words(f"config.{problem.key}", **params)))
    for clash in clashes:
        found.append(
            words(
                "config.clash",
                pressed=key_label(clash.key, words),
                refused=clash.refused,
                kept=clash.kept,
                place=words(f"place.{clash.place.value}"),
            )
        )
    return tuple(found)
