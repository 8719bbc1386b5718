"""From a key event to an action: also for what an input method sends for a key."""

from __future__ import annotations

import unicodedata

from tui.actions import Place, actions_at

# What Chinese input methods send for punctuation keys.
_INPUT_METHOD = {
    "，": ",",
    "。": ".",
    "、": "/",
    "；": ";",
    "：": ":",
    "【": "[",
    "】": "]",
    "「": "[",
    "」": "]",
    "？": "?",
    "！": "!",
}


def key_of(key: str, character: str | None) -> str:
    """The name under which a key is bound: the character it types, else the key's own name."""
    if character is None or not character.isprintable() or character == " ":
        return key
    if character in _INPUT_METHOD:
        return _INPUT_METHOD[character]
    return unicodedata.normalize("NFKC", character)


class Keymap:
    """Keys of all screens. Raises ValueError where a key of one screen has two actions."""

    def __init__(self) -> None:
        self._actions: dict[tuple[Place, str], str] = {}
        for place in Place:
            for action in actions_at(place):
                for key in action.keys:
                    taken = self._actions.setdefault((place, key), action.id)
                    if taken != action.id:
                        raise ValueError(f"{place}: key {key} is bound to {taken} and {action.id}")

    def action(self, place: Place, key: str, character: str | None) -> str | None:
        """The action of a key on a screen, or None."""
        return self._actions.get((place, key_of(key, character)))


def is_input_method_text(character: str | None) -> bool:
    """True for Chinese characters that an input method has committed."""
    return bool(character) and any("\u3400" <= char <= "\u9fff" for char in character or "")
