"""From a key event to an action: also for what an input method sends for a key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tui.actions import ACTIONS, Place, actions_at

# What Chinese input methods send for the keys of signs, and their blank.
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
    "《": "<",
    "》": ">",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "×": "*",
    "·": "`",
    "￥": "$",
    "\u3000": "space",
}
# Full-width forms stand this far behind the signs of ASCII.
_FIRST_WIDE, _LAST_WIDE, _WIDE_OFFSET = 0xFF01, 0xFF5E, 0xFEE0


def ascii_of(character: str) -> str:
    """The sign of an English keyboard for a full-width or Chinese one; else the character."""
    if _FIRST_WIDE <= ord(character) <= _LAST_WIDE:
        return chr(ord(character) - _WIDE_OFFSET)
    return _INPUT_METHOD.get(character, character)


def key_of(key: str, character: str | None) -> str:
    """The name under which a key is bound: the character it types, else the key's own name.

    Only what stands for a key of the keyboard becomes one: ① or Ⅰ are text and no digits.
    """
    if character is None or len(character) != 1 or character == " ":
        return key
    found = ascii_of(character)
    return found if found != character or character.isprintable() else key


@dataclass(frozen=True, slots=True)
class Clash:
    """A key that two actions of one screen would have; ``kept`` stays, ``refused`` does not."""

    place: Place
    key: str
    refused: str
    kept: str


class Keymap:
    """Keys of all screens; ``bound`` gives actions other keys by their id.

    Where a bound key clashes with another action of a screen, the action keeps its own keys and
    ``clashes`` says so. Raises ValueError where the registry itself clashes.
    """

    def __init__(self, bound: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self._bound = dict(bound or {})
        clashes: list[Clash] = []
        while (clash := self._clash()) is not None:
            del self._bound[clash.refused]
            clashes.append(clash)
        self.clashes = tuple(clashes)
        self._actions = {
            (place, key): action.id
            for place in Place
            for action in actions_at(place)
            for key in self.keys_of(action.id)
        }
        self._keys = frozenset(key for _, key in self._actions)

    def _clash(self) -> Clash | None:
        for place in Place:
            taken: dict[str, str] = {}
            for action in actions_at(place):
                for key in self.keys_of(action.id):
                    other = taken.setdefault(key, action.id)
                    if other == action.id:
                        continue
                    if action.id in self._bound:
                        return Clash(place, key, action.id, other)
                    if other in self._bound:
                        return Clash(place, key, other, action.id)
                    raise ValueError(f"{place}: key {key} is bound to {other} and {action.id}")
        return None

    def keys_of(self, action: str) -> tuple[str, ...]:
        """The keys of an action."""
        return self._bound.get(action) or _DEFAULTS[action]

    def is_bound(self, action: str) -> bool:
        """True for an action whose keys are not those of the registry."""
        return action in self._bound and self._bound[action] != _DEFAULTS[action]

    def action(self, place: Place, key: str, character: str | None) -> str | None:
        """The action of a key on a screen, or None."""
        return self._actions.get((place, key_of(key, character)))

    def is_known(self, key: str) -> bool:
        """True for a key that has an action on some screen."""
        return key in self._keys


_DEFAULTS = {action.id: action.keys for action in ACTIONS}
