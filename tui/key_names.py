"""Names of keys: which may be bound, how they are shown, the texts of the line of keys."""

from __future__ import annotations

import string
from collections.abc import Iterator

from tui.actions import ACTIONS, Place, actions_at
from tui.keymap import Keymap, ascii_of
from tui.locale import Translator

_NAMED = frozenset(
    {"tab", "shift+tab", "enter", "space", "escape", "backspace", "delete", "insert"}
    | {"home", "end", "pageup", "pagedown", "up", "down", "left", "right"}
)
_FUNCTION_KEYS = frozenset(f"f{number}" for number in range(1, 13))
# Terminals send the same bytes for these and for another key.
_SAME_AS = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+h": "backspace", "ctrl+[": "escape"}
_TAKEN = frozenset({"ctrl+c", "ctrl+q"})
_MODIFIERS = ("alt+", "meta+", "super+", "hyper+")
_WAY_OUT = "quit"
# Lines of keys that name the keys of two actions.
_PAIRS = {"next": ("next", "previous")}


def name_of_key(text: str) -> str:
    """The name under which a key is bound, from what a reviewer writes: "Ctrl+P", "，", " "."""
    if text.strip() == "":
        return "space" if text else ""
    text = text.strip()
    if len(text) == 1:
        return ascii_of(text)
    return text.lower()


def why_not_bound(key: str) -> tuple[str, dict[str, str]] | None:
    """Why a key may not be bound, as the key of a sentence and its parameters; None: it may."""
    if key in _SAME_AS:
        return "key_same", {"other": _SAME_AS[key]}
    if key in _TAKEN:
        return "key_taken", {}
    if len(key) == 1:
        return None if key in string.printable and key.isprintable() else ("key_unknown", {})
    if key in _NAMED or key in _FUNCTION_KEYS:
        return None
    if key.startswith("ctrl+") and len(key) == 6 and key[5] in string.ascii_lowercase:
        return None
    is_far = key[0] == "f" and key[1:].isdecimal()
    if is_far or key.startswith(("ctrl+", "shift+", *_MODIFIERS)):
        return "key_some", {}
    return "key_unknown", {}


def key_label(key: str, words: Translator) -> str:
    """A key as the screen names it: Enter, Tab, F3, Ctrl+P, 空格."""
    named = words.words.get(f"key.{key}")
    if named is not None:
        return named
    return "+".join(part if len(part) == 1 else part.capitalize() for part in _parts(key))


def _parts(key: str) -> list[str]:
    if len(key) == 6 and key.startswith("ctrl+"):
        return ["Ctrl", key[5].upper()]
    return key.split("+") if len(key) > 1 else [key]


def bound_labels(keymap: Keymap, words: Translator) -> dict[str, str]:
    """The label of the first key of every action, by the id of the action."""
    return {action.id: key_label(keymap.keys_of(action.id)[0], words) for action in ACTIONS}


def footer_texts(place: Place, keymap: Keymap, words: Translator) -> Iterator[str]:
    """The keys of a screen in words, the most important first, as they are bound."""
    actions = list(actions_at(place))
    for action in (*(a for a in actions if a.footer), *(a for a in actions if not a.footer)):
        text = words.words.get(f"footer.{action.id}")
        if text is not None:
            yield _as_bound(action.id, text, keymap, words)


def way_out_text(place: Place, keymap: Keymap, words: Translator) -> str:
    """The key that leaves the program from a screen, in words; "" where none does."""
    text = words.words.get(f"footer.{_WAY_OUT}")
    if text is None or all(action.id != _WAY_OUT for action in actions_at(place)):
        return ""
    return _as_bound(_WAY_OUT, text, keymap, words)


def _as_bound(action: str, text: str, keymap: Keymap, words: Translator) -> str:
    together = _PAIRS.get(action, (action,))
    if not any(keymap.is_bound(one) for one in together):
        return text
    now = "/".join(key_label(keymap.keys_of(one)[0], words) for one in together)
    return now + text.removeprefix(default_label(action, words))


def default_label(action: str, words: Translator) -> str:
    """How the line of keys begins for an action with the keys of the registry."""
    registry = Keymap()
    together = _PAIRS.get(action, (action,))
    return "/".join(key_label(registry.keys_of(one)[0], words) for one in together)
